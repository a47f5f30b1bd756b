"""Capacities at several rates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from ...experiments.half_cycles import HalfCycler
from ...experiments.outcome import Outcome
from ...experiments.solver import half_cycle_solver
from ...models import CompositeElectrolyteDFN
from ...models.laws.constants import kelvin
from ..problem.schema import CAPACITY_FACTOR
from .base import Comparison, rms
from .capacities import Capacities

__all__ = ["RateCapability"]


class RateCapability(Capacities):
    """Capacities at several rates: the last of a few discharges from the charged cell, (FIT-2)."""

    kind = "rate capability"
    roles = (("rate", "current"), ("capacity",))
    optional = ("temperature",)
    x = "C-rate"
    logarithmic = True

    def build(self) -> None:
        """Build the cell with its temperature as an input."""
        cell, table = self.cell, self.table
        self._measured = table["capacity"].to_numpy(float)
        values = self.inputs.parameter_values()
        self._specific = float(values["Practical specific capacity of LFP [mA.h.g-1]"])
        rates = table["rate"] * cell.one_C_mAh_g if "rate" in table else table["current"].abs()
        # HalfCycler's C-rate is that of the parameter set.
        self._rates = (rates / self._specific).to_numpy(float)
        self._shown = (rates / cell.one_C_mAh_g).to_numpy(float)
        temperatures = table.get("temperature", pd.Series(cell.temperature_degC, table.index))
        self._temperatures = temperatures.to_numpy(float)
        for name in ("Ambient temperature [K]", "Initial temperature [K]"):
            values[name] = "[input]"
        model = CompositeElectrolyteDFN()
        self.names = self.inputs.contained_in(model, values) | {CAPACITY_FACTOR}
        # Moves capacities by 1e-5.
        solver = half_cycle_solver(1e-4, 1e-6, compiled=self.compiled)
        self._cycler = HalfCycler(values, model, solver, **self.inputs.mesh_options(model))

    def compare(self, values: Mapping[str, float], sensitivities: bool = False) -> Comparison:
        """Run the rate test and compare."""
        model_inputs = self.inputs.inputs(values)
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

    @classmethod
    def draw(cls, ax: Any, table: pd.DataFrame) -> None:
        """Draw with a tick at each measured rate."""
        super().draw(ax, table)
        rates = sorted(set(table[cls.x]))
        ax.set_xticks(rates, [f"{rate:g}" for rate in rates])
        ax.minorticks_off()
