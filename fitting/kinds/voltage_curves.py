"""Voltages along discharges."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import ClassVar

import numpy as np
import pandas as pd

from ...errors import SimulationFailed
from ...parameter_sets.cell import Cell
from ..problem.cyclers import rising_rows
from ..problem.plausibility import RANGES
from ..problem.reading import CAPACITY
from ..problem.schema import DataSet
from .base import Comparison, DataKind, rms
from .curve_model import CurveFit, CurveModel
from .discharges import Discharge, split_discharges

__all__ = ["VoltageCurves"]

#: Voltage differences up to this count linearly, larger ones by their logarithm [V].
_LINEAR_V = 0.1


class VoltageCurves(DataKind):
    r"""Discharge curves: voltages at measured capacities; in the tail, capacities at voltages.

    .. math::
        r_i = \frac{s}{\sigma_i}\operatorname{asinh}\frac{V(Q_i) - V_i}{s}, \qquad
        \sigma_i^2 = \sigma_V^2 + (dV/dQ)_i^2\,\sigma_Q^2, \qquad
        r_{i,\mathrm{tail}} = \frac{Q(V_i) - Q_i}{\sigma_i / |dV/dQ|_i}

    Plateau points thus weigh as voltages and knee points as capacities, in which a knee is nearly
    linear; the arsinh keeps a curve that ends too early from drowning all others, (FIT-1).
    """

    kind = "voltage curves"
    roles = (("capacity", "time"), ("voltage",))
    optional = ("rate", "current", "temperature", "curve")
    noise = 0.005
    ranges: ClassVar = {
        # The charge of a discharge is negative in some cyclers' curves.
        "capacity": replace(RANGES["capacity"], signed=True),
        # A current of zero is a fault of its curve.
        "current": replace(RANGES["current"], low=0.0),
    }
    #: Of the curves.
    model_of: ClassVar[type[CurveModel]] = CurveModel
    x, x_label, y_label = CAPACITY, "Specific capacity [mAh/g]", "Voltage [V]"

    @classmethod
    def of_log(cls, log: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of all discharges."""
        return rising_rows(log)

    @classmethod
    def column_faults(cls, columns: Mapping[str, str], data: DataSet) -> list[str]:
        """Ask for the rate, which a column or the problem says."""
        if {"rate", "current"} & set(columns) or data.rate_C is not None:
            return []
        return ["no column with rate or current; name it, or give rate_C = ..."]

    @classmethod
    def check_table(
        cls, table: pd.DataFrame, data: DataSet, cell: Cell, report: Callable[[str], None]
    ) -> None:
        """Look for what is no such curve."""
        cls.split(table, data, cell, report)

    @classmethod
    def split(
        cls, table: pd.DataFrame, data: DataSet, cell: Cell, report: Callable[[str], None]
    ) -> list[Discharge]:
        """Return the curves of a table."""
        return split_discharges(table, data, cell, report)

    def build(self) -> None:
        """Take the curves apart and build the cell."""
        self.curves = self.split(self.table, self.data, self.cell, _no_fault)
        self.model = self.model_of(self.inputs, self.curves, self.evaluations)
        self.sensitive, self.names = self.model.sensitive, self.model.names

    @property
    def size(self) -> int:
        """Number of points of all curves, after thinning."""
        return sum(len(curve.voltage) for curve in self.curves)

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


def _no_fault(text: str) -> None:
    raise SimulationFailed(text)
