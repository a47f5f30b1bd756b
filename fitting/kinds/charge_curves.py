"""Voltages along charges at constant current, from where the discharge before has ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import pybamm

from ...models.laws.constants import FARADAY
from ...parameter_sets.cell import Cell
from ..cell_inputs import CellInputs
from ..problem.cyclers import named_column
from ..problem.schema import DataSet
from .base import Comparison
from .curve_model import CurveModel
from .discharges import Discharge, split_discharges
from .voltage_curves import VoltageCurves

__all__ = ["ChargeCurves", "ChargeModel"]

_X0 = "Initial stoichiometry in positive electrode"
_PASSED = "Charge passed [mA.h.g-1]"
# A charge is fitted as the discharge of a voltage that is mirrored at this one [V].
_MIRROR = 5.0
# A curve that stays this close to its highest voltage, this far above its median, is held [V].
_HELD, _ABOVE = 2e-3, 0.05
# Currents from this share of the largest on are those of the constant current.
_CONSTANT = 0.97


class ChargeModel(CurveModel):
    """A cell whose charges start where all that they pass will end in the charged state.

    Parameters
    ----------
    inputs, curves, evaluations, rtol
        As for `CurveModel`; curves are mirrored.
    """

    driven = (*CurveModel.driven, _X0)
    sign = -1.0

    def __init__(
        self,
        inputs: CellInputs,
        curves: Sequence[Discharge],
        evaluations: int = 1,
        rtol: float = 1e-5,
    ) -> None:
        super().__init__(inputs, curves, evaluations, rtol)
        most = (
            pybamm.Parameter("Maximum concentration in positive electrode [mol.m-3]")
            * pybamm.Parameter("Positive electrode active material volume fraction")
            * pybamm.Parameter("Positive electrode thickness [m]")
            * FARADAY
        )
        charge = 36.0 * inputs.cell.areal_loading_mg_cm2 * pybamm.InputParameter(_PASSED)
        self._start = inputs.parameter_values().process_symbol(
            pybamm.Parameter(_X0) + charge / most
        )
        found = {
            symbol.name
            for symbol in self._start.pre_order()
            if isinstance(symbol, pybamm.InputParameter)
        }
        # What moves the start has no derivative in the solver but the start itself.
        self.sensitive = tuple(n for n in self.sensitive if n not in found - {_X0})

    def _set_limits(self, values: pybamm.ParameterValues, lowest: float) -> None:
        values["Upper voltage cut-off [V]"] = _MIRROR - lowest
        values["Lower voltage cut-off [V]"] = 0.5
        # Also where nothing that it follows from is fitted.
        values["Initial concentration in positive electrode [mol.m-3]"] = pybamm.Parameter(
            "Maximum concentration in positive electrode [mol.m-3]"
        ) * pybamm.Parameter(_X0)

    def _begin(self, curve: Discharge, model_inputs: Mapping[str, float]) -> dict[str, float]:
        passed = {**model_inputs, _PASSED: float(getattr(curve, "passed", curve.capacity[-1]))}
        x = float(np.asarray(self._start.evaluate(inputs=passed)).ravel()[0])
        return {_X0: min(max(x, 1e-3), 1 - 1e-3)}

    def _shown(self, V: np.ndarray, dV: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return _MIRROR - V, -dV


class ChargeCurves(VoltageCurves):
    r"""Charge curves: voltages at measured charges from the end of the discharge before, (FIT-10).

    As (FIT-1) with :math:`5\,\mathrm{V} - V` in place of the voltage. The charge starts at
    :math:`x_0 + Q_\mathrm{all} m/(c_{max} \varepsilon L F)`: all that it passes, the part at
    constant voltage too, leads to the charged state :math:`x_0`. That part itself is not compared.
    The cell is at rest before.
    """

    kind = "charge curves"
    model_of: ClassVar[type[CurveModel]] = ChargeModel

    @classmethod
    def of_log(cls, log: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of all charges, each with the current of its constant part."""
        current = named_column(log, ("Current ", "Current density ", "Specific current "))
        capacity = named_column(log, ("Charge capacity [",))
        table = log[log[current] < -1e-3 * log[current].abs().max()]
        if table.empty:
            raise ValueError("no charge is in it")
        table = table.assign(Curve=(table["Step count"].diff() != 0).cumsum())
        size = table[current].abs()
        constant = size.where(size >= _CONSTANT * size.groupby(table["Curve"]).transform("max"))
        table[current] = constant.groupby(table["Curve"]).transform("median")
        rising = table[capacity].groupby(table["Curve"]).diff() > 0
        table = table[rising | ~table["Curve"].duplicated()]
        old = next(name for name in map(str, log) if name.startswith("Discharge capacity"))
        return table.drop(columns=old).rename(columns={capacity: old.replace("Discharge c", "C")})

    @classmethod
    def split(
        cls, table: pd.DataFrame, data: DataSet, cell: Cell, report: Callable[[str], None]
    ) -> list[Discharge]:
        """Return the curves up to the constant voltage, mirrored."""

        def told(text: str) -> None:
            report(text.replace("does not fall; only discharges", "does not rise; only charges"))

        mirrored = table.assign(voltage=_MIRROR - table["voltage"])
        curves = split_discharges(mirrored, data, cell, told)
        return [_up_to_hold(curve, data.sigma) for curve in curves]

    def compare(self, values: Mapping[str, float], sensitivities: bool = False) -> Comparison:
        """Simulate all curves and compare."""
        found = super().compare(values, sensitivities)
        for name in ("Measured", "Model"):
            found.table[name] = _MIRROR - found.table[name]
        return found


@dataclass(frozen=True)
class _Charge(Discharge):
    """A mirrored charge, with all that it passes [mA.h.g-1]."""

    passed: float = 0.0


def _up_to_hold(curve: Discharge, noise: float) -> Discharge:
    # Held is what ends the curve at its highest voltage, well above the plateau.
    lowest = curve.voltage.min()
    off = np.flatnonzero(curve.voltage > lowest + max(_HELD, 2 * noise))
    start = int(off[-1]) + 1 if off.size else 0
    end = len(curve.voltage)
    if np.median(curve.voltage) - lowest > _ABOVE and start + 1 < end:
        end = max(start + 1, 4)
    parts: dict[str, Any] = {
        key: getattr(curve, key)[:end] for key in ("capacity", "voltage", "sigma", "slope")
    }
    return _Charge(
        current=curve.current,
        temperature_degC=curve.temperature_degC,
        tail=min(curve.tail, end),
        passed=float(curve.capacity[-1]),
        **parts,
    )
