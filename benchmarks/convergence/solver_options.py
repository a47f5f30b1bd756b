"""Fewer Newton iterations for a step: half cycles with our solver options and with PyBaMM's.

`half_cycle_solver` against ``pybamm.IDAKLUSolver`` at the same tolerances, on the reference cell.
A solution with a relative tolerance of 1e-8 tells how far both are from the exact capacity.

Claim: at least 10 % faster, capacity within 0.01 %.

    python -m benchmarks.convergence.solver_options
"""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pybamm

from sclcell.experiments.built_model import BuiltModel, last_state
from sclcell.experiments.solver import half_cycle_solver
from sclcell.models import CompositeElectrolyteDFN
from sclcell.parameter_sets.cell import Cell

from ..claims import Claim, Result, run

TOLERANCES = ((1e-4, 1e-6), (1e-5, 1e-7))
RATES = (0.2, 1.0, 5.0)
REPEATS = 25
FASTER, WITHIN = 1.1, 0.01


class HalfCell:
    """A cell that is charged and discharged at one rate, again and again from the same state."""

    def __init__(self, solver: pybamm.BaseSolver, rate: float) -> None:
        values = Cell.from_name("PHLP-15").parameter_values()
        self.cell = BuiltModel(CompositeElectrolyteDFN(), values, solver)
        self.current, self.longest = rate * values["Nominal cell capacity [A.h]"], 5400 / rate
        _, self.empty = self.run(self.cell.initial_state(), 1)
        _, self.full = self.run(self.empty, -1)
        self.capacity, _ = self.run(self.full, 1)
        self.seconds: list[float] = []

    def run(self, state: np.ndarray, sign: int) -> tuple[float, np.ndarray]:
        """Return the charge of a half cycle [A.h], and the state after it."""
        solution = self.cell.step(state, self.longest, sign * self.current)
        charge = solution["Discharge capacity [A.h]"].entries
        return abs(charge[-1] - charge[0]), last_state(solution)

    def time(self) -> None:
        """Time a charge and a discharge, per half cycle."""
        start = time.process_time()
        self.run(self.empty, -1)
        self.run(self.full, 1)
        self.seconds.append((time.process_time() - start) / 2)


def compare(rates: tuple[float, ...], repeats: int) -> pd.DataFrame:
    """Return times and deviations of both solvers, a row per tolerance and rate."""
    rows = []
    for rate in rates:
        exact = HalfCell(pybamm.IDAKLUSolver(rtol=1e-8, atol=1e-10), rate).capacity
        for rtol, atol in TOLERANCES:
            ours = HalfCell(half_cycle_solver(rtol, atol), rate)
            stock = HalfCell(pybamm.IDAKLUSolver(rtol=rtol, atol=atol), rate)
            # In turns, so that a busy machine slows both alike.
            for _ in range(repeats):
                ours.time()
                stock.time()
            rows.append(
                {
                    "Relative tolerance": f"{rtol:.0e}",
                    "C-rate": rate,
                    "Ours [ms]": 1000 * np.median(ours.seconds),
                    "PyBaMM's defaults [ms]": 1000 * np.median(stock.seconds),
                    "Ratio": np.median(np.divide(stock.seconds, ours.seconds)),
                    "Deviation, ours [%]": 100 * (ours.capacity / exact - 1),
                    "Deviation, PyBaMM's defaults [%]": 100 * (stock.capacity / exact - 1),
                }
            )
    return pd.DataFrame(rows)


def measure(small: bool = False) -> Result:
    table = compare((5.0,), 2) if small else compare(RATES, REPEATS)
    claims = []
    for rtol, rows in table.groupby("Relative tolerance", sort=False):
        ratio = float(rows["Ratio"].median())
        deviation = float(rows["Deviation, ours [%]"].abs().max())
        claims.append(
            Claim(
                f"a half cycle, relative tolerance {rtol}, median of "
                + ", ".join(f"{rate:g}C" for rate in rows["C-rate"]),
                "pybamm.IDAKLUSolver (time), relative tolerance 1e-8 (accuracy)",
                f"≥ {FASTER:g} times as fast, within {WITHIN:g} %",
                f"{ratio:.3g} times, {deviation:.2g} %",
                ratio >= FASTER and deviation <= WITHIN,
                ratio,
                float(rows["Ours [ms]"].median()) / 1000,
                float(rows["PyBaMM's defaults [ms]"].median()) / 1000,
                deviation,
            )
        )
    return Result(claims, {"Half cycle: solver options, processor time and capacity": table})


if __name__ == "__main__":
    run(measure)
