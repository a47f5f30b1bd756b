"""One data set against its model: residuals in standard deviations, and what they say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import pandas as pd

from ..errors import SimulationFailed
from ..experiments.half_cycles import HalfCycler
from ..experiments.outcome import Outcome
from ..experiments.solver import half_cycle_solver
from ..models import CompositeElectrolyteDFN
from ..models.laws.constants import kelvin
from ..parameter_sets.cell import Cell
from .cell_inputs import CAPACITY_FACTOR, CellInputs
from .curve_model import CurveFit, CurveModel
from .data import CAPACITY
from .discharges import split_discharges
from .problem import DataSet

__all__ = ["Comparison", "CurveResiduals", "RateResiduals", "Residuals", "rms"]

#: Voltage differences up to this count linearly, larger ones by their logarithm [V].
_LINEAR_V = 0.1


@dataclass(frozen=True)
class Comparison:
    """A data set and the model at one set of parameters.

    Parameters
    ----------
    residuals : numpy.ndarray
        In standard deviations, shape (n,).
    derivatives : dict
        Parameter to d residuals/d parameter (SI), shape (n,), where the model gives them.
    table : pandas.DataFrame
        Measured and modelled values.
    errors : dict
        Name with unit to a measure of the deviation; the first is the data set's RMS error.
    failures : tuple of str
        Why simulations gave nothing.
    """

    residuals: np.ndarray
    table: pd.DataFrame
    errors: dict[str, float]
    derivatives: dict[str, np.ndarray] = field(default_factory=dict)
    failures: tuple[str, ...] = ()


class Residuals(Protocol):
    """A data set with the model that describes it, built once."""

    data: DataSet
    #: Parameters whose derivatives the solver computes; finite differences for the others.
    sensitive: tuple[str, ...]
    #: Fitted parameters that the model contains.
    names: frozenset[str]
    #: Whether finite differences are one-sided, because a simulation takes long.
    one_sided: bool

    def __init__(
        self,
        data: DataSet,
        table: pd.DataFrame,
        cell: Cell,
        names: list[str],
        compiled: bool = False,
    ) -> None: ...

    def compare(self, values: Mapping[str, float], sensitivities: bool = False) -> Comparison:
        """Simulate and compare."""
        ...


class CurveResiduals:
    r"""Voltage curves: voltages at measured capacities; in the tail, capacities at voltages.

    .. math::
        r_i = \frac{s}{\sigma_i}\operatorname{asinh}\frac{V(Q_i) - V_i}{s}, \qquad
        \sigma_i^2 = \sigma_V^2 + (dV/dQ)_i^2\,\sigma_Q^2, \qquad
        r_{i,\mathrm{tail}} = \frac{Q(V_i) - Q_i}{\sigma_i / |dV/dQ|_i}

    Plateau points thus weigh as voltages and knee points as capacities, in which a knee is nearly
    linear; the arsinh keeps a curve that ends too early from drowning all others, (FIT-1).
    """

    one_sided = False

    def __init__(
        self,
        data: DataSet,
        table: pd.DataFrame,
        cell: Cell,
        names: list[str],
        compiled: bool = False,
    ) -> None:
        self.data = data
        self.curves = split_discharges(table, data, cell, _no_fault)
        self.model = CurveModel(CellInputs(cell, names), self.curves, compiled)
        self.sensitive, self.names = self.model.sensitive, self.model.names

    def compare(self, values: Mapping[str, float], sensitivities: bool = False) -> Comparison:
        """Simulate all curves and compare."""
        fits = self.model.evaluate(values, sensitivities)
        parts, slopes, tables, differences, ends = [], [], [], [], []
        for number, (curve, fit) in enumerate(zip(self.curves, fits, strict=True)):
            difference = fit.voltage - curve.voltage
            flat, tail = slice(0, curve.tail), slice(curve.tail, None)
            sigma, sigma_Q = curve.sigma[flat], curve.sigma[tail] / curve.slope[tail]
            parts.append(_LINEAR_V * np.arcsinh(difference[flat] / _LINEAR_V) / sigma)
            parts.append((fit.charge - curve.capacity[tail]) / sigma_Q)
            weight = 1 / sigma / np.hypot(1, difference[flat] / _LINEAR_V)
            slopes.append(weight[:, None] * fit.d_voltage[flat])
            slopes.append(fit.d_charge / sigma_Q[:, None])
            common = curve.capacity <= min(fit.capacity, curve.capacity[-1])
            differences.append(difference[common])
            ends.append(fit.capacity / curve.capacity[-1] - 1)
            tables.append(self._table(number, fit))
        all_differences = np.concatenate(differences)
        errors = {
            "Voltage RMS error [V]": rms(all_differences),
            "Capacity RMS error": rms(np.array(ends)),
            "Largest capacity error": float(np.max(np.abs(ends))),
        }
        derivatives = {}
        if sensitivities:
            jacobian = np.vstack(slopes)
            derivatives = {name: jacobian[:, k] for k, name in enumerate(self.sensitive)}
        failures = tuple(fit.reason for fit in fits if fit.reason)
        table = pd.concat(tables, ignore_index=True)
        return Comparison(np.concatenate(parts), table, errors, derivatives, failures)

    def _table(self, number: int, fit: CurveFit) -> pd.DataFrame:
        curve = self.curves[number]
        return pd.DataFrame(
            {
                "Curve": number + 1,
                "Current [mA.g-1]": curve.current,
                "Temperature [degC]": curve.temperature_degC,
                CAPACITY: curve.capacity,
                "Measured": curve.voltage,
                "Model": fit.voltage,
                "Noise": curve.sigma,
            }
        )


class RateResiduals:
    """Capacities at several rates: the last of a few discharges from the charged cell, (FIT-2)."""

    sensitive: tuple[str, ...] = ()
    # Within 2 % of two-sided differences, which are no nearer to the truth: the solver's noise.
    one_sided = True

    def __init__(
        self,
        data: DataSet,
        table: pd.DataFrame,
        cell: Cell,
        names: list[str],
        compiled: bool = False,
    ) -> None:
        self.data, self.cell = data, cell
        self._inputs = CellInputs(cell, names)
        values = self._inputs.parameter_values()
        self._specific = float(values["Practical specific capacity of LFP [mA.h.g-1]"])
        rates = table["rate"] * cell.one_C_mAh_g if "rate" in table else table["current"].abs()
        # HalfCycler's C-rate is that of the parameter set.
        self._rates = (rates / self._specific).to_numpy(float)
        self._shown = (rates / cell.one_C_mAh_g).to_numpy(float)
        self._measured = table["capacity"].to_numpy(float)
        temperatures = table.get("temperature", pd.Series(cell.temperature_degC, table.index))
        self._temperatures = temperatures.to_numpy(float)
        for name in ("Ambient temperature [K]", "Initial temperature [K]"):
            values[name] = "[input]"
        model = CompositeElectrolyteDFN()
        self.names = self._inputs.contained_in(model, values) | {CAPACITY_FACTOR}
        # Moves capacities by 1e-5.
        solver = half_cycle_solver(1e-4, 1e-6, compiled=compiled)
        self._cycler = HalfCycler(values, model, solver, **self._inputs.mesh_options(model))

    def compare(self, values: Mapping[str, float], sensitivities: bool = False) -> Comparison:
        """Run the rate test and compare."""
        model_inputs = self._inputs.inputs(values)
        factor = values.get(CAPACITY_FACTOR, self.cell.values.get(CAPACITY_FACTOR, 1.0))
        capacities, failures = [], []
        for rate, temperature in zip(self._rates, self._temperatures, strict=True):
            T = kelvin(float(temperature))
            self._cycler.inputs = {
                **model_inputs,
                "Ambient temperature [K]": T,
                "Initial temperature [K]": T,
            }
            capacity, outcome = self._last_discharge(rate)
            capacities.append(factor * capacity * self._specific / self._cycler.capacity_Ah)
            if outcome.failed:
                failures.append(f"{rate:g}C: {outcome}")
        model = np.array(capacities)
        table = pd.DataFrame(
            {
                "C-rate": self._shown,
                "Temperature [degC]": self._temperatures,
                "Measured": self._measured,
                "Model": model,
                "Noise": self.data.sigma,
            }
        )
        errors = {"Relative RMS error": rms(model / self._measured - 1)}
        residuals = (model - self._measured) / self.data.sigma
        slope = {CAPACITY_FACTOR: model / factor / self.data.sigma}
        return Comparison(residuals, table, errors, slope, tuple(failures))

    def _last_discharge(self, rate: float) -> tuple[float, Outcome]:
        """Return the charge of the last discharge [A.h], and how the half cycles ended.

        It is zero if the cell cannot run, NaN if the simulation failed.
        """
        step = self._cycler.run(rate)
        for _ in range(self.data.cycles - 1):
            if step.solution is None:
                break
            charge = self._cycler.run(-rate, step.solution)
            if charge.solution is None:
                return charge.outcome.nothing, charge.outcome
            step = self._cycler.run(rate, charge.solution)
        return step.delivered_Ah, step.outcome


def _no_fault(text: str) -> None:
    raise SimulationFailed(text)


def rms(values: Any) -> float:
    """Return the root mean square, in the unit of the values; NaN of nothing."""
    values = np.asarray(values, dtype=float)
    return float(np.sqrt(np.mean(values**2))) if values.size else float("nan")
