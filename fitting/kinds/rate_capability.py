"""Capacities at several rates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ...experiments.protocols import rate_test_steps
from ...experiments.simulator import Simulator
from ...models import CompositeElectrolyteDFN
from ...parameter_sets.isothermal import build_cell
from ...parameter_sets.relations import cell_numbers
from ..cell_inputs import TEMPERATURE
from ..problem.schema import CAPACITY_FACTOR
from .base import Comparison, rms
from .capacities import Capacities

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["RateCapability"]


class RateCapability(Capacities):
    """Capacities at several rates: the last of a few discharges from the charged cell, (FIT-2)."""

    kind = "rate capability"
    roles = (("rate", "current"), ("capacity",))
    optional = ("temperature",)
    x = "C-rate"
    logarithmic = True

    def build(self) -> None:
        """Build the cell, with its temperature and all that is fitted as inputs."""
        cell, table = self.cell, self.table
        self._measured = table["capacity"].to_numpy(float)
        contained = self.inputs.contained_in(CompositeElectrolyteDFN(), TEMPERATURE)
        self.names = contained | {CAPACITY_FACTOR}
        # As weighed: current and measured capacity do not follow a mass that is fitted.
        self._weighed = build_cell(cell)
        self._specific = cell_numbers(cell)["Practical specific capacity of LFP [mA.h.g-1]"]
        rates = table["rate"] * cell.one_C_mAh_g if "rate" in table else table["current"].abs()
        # The simulator's C-rate is that of the parameter set.
        self._rates = (rates / self._specific).to_numpy(float)
        self._shown = (rates / cell.one_C_mAh_g).to_numpy(float)
        temperatures = table.get("temperature", pd.Series(cell.temperature_degC, table.index))
        self._temperatures = temperatures.to_numpy(float)
        self._simulator: Simulator | None = None

    def compare(self, values: Mapping[str, float], sensitivities: bool = False) -> Comparison:
        """Run the rate test and compare."""
        fitted = {name: value for name, value in values.items() if name != CAPACITY_FACTOR}
        if self._simulator is None:
            solves = self.evaluations * len(self._rates) * (2 * self.data.cycles - 1)
            # Moves capacities by 1e-5. Walkers are processes: one thread in each.
            self._simulator = Simulator.of(
                self.cell, fitted, threads=1, solves=solves, rtol=1e-4, atol=1e-6,
                ends_only=True,
            )  # fmt: skip
        builds = [
            replace(
                build_cell(replace(self.cell, temperature_degC=float(temperature)), fitted),
                capacity=self._weighed.capacity,
            )
            for temperature in self._temperatures
        ]
        steps = rate_test_steps(self.data.cycles)
        runs = self._simulator.run(steps, builds, self._rates.tolist())
        factor = values.get(CAPACITY_FACTOR, self.cell.values.get(CAPACITY_FACTOR, 1.0))
        per_gram = factor * self._specific / self._weighed.capacity
        model = per_gram * np.array([run.capacity_Ah for run in runs])
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
        failures = tuple(
            f"{rate:g}C: {run.outcome}"
            for rate, run in zip(self._rates, runs, strict=True)
            if run.outcome.failed
        )
        return Comparison(residuals, table, errors, slope, failures)

    @classmethod
    def draw(cls, ax: Axes, table: pd.DataFrame) -> None:
        """Draw with a tick at each measured rate."""
        super().draw(ax, table)
        rates = sorted(set(table[cls.x]))
        ax.set_xticks(rates, [f"{rate:g}" for rate in rates])
        ax.minorticks_off()
