"""Long cycling of two films against an expert's PyBaMM, see `bench` and `baselines`.

python -m benchmarks.expert.long_cycling
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sclcell.experiments.cycling import cycle_lfp
from sclcell.experiments.cycling.cells import CAPACITY
from sclcell.parameter_sets.cell import Cell

from ..claims import Result, run
from .baselines import cycles as expert_cycles
from .bench import Bench, cold, compare, relative


def add_cycles(bench: Bench, number: int) -> None:
    for film in ("PHLP-15", "PHL-15"):
        design = Cell.from_name(film)
        _, ours = cold(lambda design=design: cycle_lfp(design, cycles=number))
        for _ in range(2):  # until it is compiled
            cycle_lfp(design, cycles=number)
        theirs: list[float] = []

        def expert(design: Cell = design, theirs: list[float] = theirs) -> np.ndarray:
            found, seconds = cold(lambda: expert_cycles(design, number))
            theirs.append(seconds)
            return found

        def off(found: Any, every: Any) -> float:
            both = min(len(found), len(every))
            return relative(found[:both], every[:both])

        bench.add(
            f"{number} cycles at 1C, {film}",
            lambda design=design: cycle_lfp(design, cycles=number).table[CAPACITY].to_numpy(),
            "one Experiment, store_first_last, one output, compiled",
            expert,
            15,
            off,
            0.1,
            (ours, theirs[0] if theirs else float("nan")),
            rounds=2,
        )


def measure(small: bool = False) -> Result:
    return compare(lambda bench: add_cycles(bench, 10 if small else 600), 1 if small else 2)


if __name__ == "__main__":
    run(measure)
