"""Long cycling against an expert's PyBaMM, see `bench` and `baselines`.

Ours is the envelope; building the model counts for it, while the expert's is built before. The
expert's run begins without a cycle of formation. The deviation is that of capacities before the
cell falls steeply.

python -m benchmarks.expert.envelope
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sclcell.experiments.cycling import cycle_lfp
from sclcell.experiments.cycling.cells import CAPACITY
from sclcell.parameter_sets.cell import Cell

from ..claims import Result, run
from .baselines import cycling
from .bench import Bench, cold, compare

#: A cell that loses this share of its first capacity in a cycle falls steeply.
STEEP = 0.005


def before_the_fall(ours: Any, theirs: Any) -> float:
    """Return the largest deviation [%]."""
    both = min(len(ours), len(theirs))
    loss = -np.diff(theirs[:both], prepend=theirs[0]) / theirs[0]
    steep = (loss > STEEP) & (np.arange(both) > 10)
    falls = int(np.argmax(steep)) if steep.any() else both
    return float(100 * np.abs(ours[:falls] / theirs[:falls] - 1).max())


def add_cycling(bench: Bench, film: str, cycles: int) -> None:
    design = Cell.from_name(film)

    def ours() -> np.ndarray:
        return cycle_lfp(design, cycles=cycles).table[CAPACITY].to_numpy(float)

    expert, built = cold(lambda: cycling(design, 1e-4))
    (_, first), (_, our_first) = cold(lambda: expert(1)), cold(ours)
    bench.add(
        f"up to {cycles} cycles at 1C",
        ours,
        "our model, built once, compiled, every cycle, tolerance 0.0001",
        lambda: expert(cycles),
        15,
        before_the_fall,
        0.1,
        (our_first, built + first),
        film=film,
    )


def measure(small: bool = False) -> Result:
    def add(bench: Bench) -> None:
        for film in ("PHLP-15", "PHL-15"):
            add_cycling(bench, film, 3 if small else 600)

    return compare(add, 1 if small else 2)


if __name__ == "__main__":
    run(measure)
