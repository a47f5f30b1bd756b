"""The open-circuit curve of LFP against lithium."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

import numpy as np
import pandas as pd
import pybamm
from pydantic import Field

from ...measured.logs import directions
from ...models.laws.constants import FARADAY
from ...parameter_sets.cathode_functions import OCP
from ..problem.schema import DataSet
from .base import Comparison, DataKind, rms

__all__ = ["OpenCircuitCurve", "OpenCircuitData"]


class OpenCircuitData(DataSet):
    """An open-circuit curve.

    Parameters
    ----------
    branch : str
        Whether it was measured after ``"discharge"``, after ``"charge"``, or is the ``"mean"`` of
        both.
    hysteresis_mV : float
        Voltage between the branches at rest [mV]; the model's curve lies in their middle.
    noise : float, optional
        Standard deviation of a voltage [V].
    """

    branch: Literal["discharge", "charge", "mean"] = "mean"
    hysteresis_mV: Annotated[float, Field(ge=0, le=200)] = 0.0


class OpenCircuitCurve(DataKind):
    r"""Voltages at rest after a charge passed from the charged cell, (FIT-9).

    .. math::
        r_i = \frac{U\left(x_0 + Q_i m / (c_{max} \varepsilon L F)\right) \mp h/2 - V_i}{\sigma}

    with the potential :math:`U` of the cathode, the stoichiometry :math:`x_0` of the charged cell,
    the loading :math:`m` and the hysteresis :math:`h`, which lowers the branch of discharge. Of a
    log with pulses the last row of each rest counts. Derivatives are exact. Diffusion is not in it:
    on the plateau of LFP rests tell nothing of it.
    """

    kind = "open-circuit curve"
    roles = (("capacity",), ("voltage",))
    schema = OpenCircuitData
    noise = 0.003
    x, x_label = "Specific capacity [mA.h.g-1]", "Specific capacity [mAh/g]"
    y_label = "Open-circuit voltage [V]"

    #: Of the schema above.
    data: OpenCircuitData

    @classmethod
    def of_log(cls, log: pd.DataFrame) -> pd.DataFrame:
        """Return charge passed and voltage at the end of each rest."""
        capacity = next(name for name in map(str, log) if name.startswith("Discharge capacity"))
        current = next(n for n in map(str, log) if n.startswith(("Current", "Specific current")))
        direction = directions(log[current].to_numpy(float))
        ends = np.append(np.diff(log["Step count"].to_numpy()) != 0, True)
        passed = np.cumsum(np.where(ends, log[capacity].to_numpy(float), 0.0))
        rests = log[ends & (direction == 0)]
        if rests.empty:
            raise ValueError("no rest is in it, at which the voltage could be open-circuit")
        return pd.DataFrame(
            {capacity: passed[ends & (direction == 0)], "Voltage [V]": rests["Voltage [V]"]},
            index=rests.index,
        )

    def build(self) -> None:
        """Write the potential as an expression of the fitted parameters."""
        values = self.inputs.parameter_values()
        charge = 3600.0 * self.table["capacity"].to_numpy(float)  # [C.kg-1]
        loading = 1e-2 * self.cell.areal_loading_mg_cm2  # [kg.m-2]
        most = (
            pybamm.Parameter("Maximum concentration in positive electrode [mol.m-3]")
            * pybamm.Parameter("Positive electrode active material volume fraction")
            * pybamm.Parameter("Positive electrode thickness [m]")
            * FARADAY
        )
        first = pybamm.Parameter("Initial stoichiometry in positive electrode")
        x = first + pybamm.Vector(charge * loading) / most
        self._potential = values.process_symbol(values[OCP](x))
        found = {
            symbol.name
            for symbol in self._potential.pre_order()
            if isinstance(symbol, pybamm.InputParameter)
        }
        self.names = frozenset(found & set(self.inputs.direct))
        self.sensitive = tuple(name for name in self.inputs.direct if name in self.names)
        self._slopes = {
            name: self._potential.diff(pybamm.InputParameter(name)) for name in self.sensitive
        }

    def compare(self, values: Mapping[str, float], sensitivities: bool = False) -> Comparison:
        """Evaluate the potential and compare."""
        inputs = self.inputs.inputs(values)
        side = {"discharge": -0.5, "charge": 0.5, "mean": 0.0}[self.data.branch]
        model = _at(self._potential, inputs, len(self.table))
        model += side * 1e-3 * self.data.hysteresis_mV
        measured = self.table["voltage"].to_numpy(float)
        table = pd.DataFrame(
            {
                self.x: self.table["capacity"].to_numpy(float),
                "Measured": measured,
                "Model": model,
                "Noise": self.data.sigma,
            }
        )
        slopes = {}
        if sensitivities:
            slopes = {
                name: _at(slope, inputs, len(table)) / self.data.sigma
                for name, slope in self._slopes.items()
            }
        return Comparison(
            (model - measured) / self.data.sigma,
            table,
            {"Voltage RMS error [V]": rms(model - measured)},
            slopes,
        )


def _at(symbol: pybamm.Symbol, inputs: Mapping[str, float], size: int) -> np.ndarray:
    found = np.asarray(symbol.evaluate(inputs=dict(inputs)), dtype=float).ravel()
    return np.broadcast_to(found, size).copy()
