"""A sweep of designs against an expert's PyBaMM, see `bench` and `baselines`.

The deviation is that of mean voltages and losses, over 3.4 V; the expert solves at 1e-5, the engine
at its own tolerances.

python -m benchmarks.expert.sweep
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from sclcell.experiments.protocols import parse_protocol
from sclcell.experiments.simulator import Simulator
from sclcell.exploration.engine import TOLERANCES
from sclcell.exploration.outputs import MEAN_LOSSES, OutputSpec, evaluate

from ..claims import Result, run
from ..exploration.throughput import draw
from .baselines import sweep
from .bench import Bench, cold, compare


def add_sweep(bench: Bench, count: int) -> None:
    designs = draw(np.random.default_rng(1), count)
    spec = OutputSpec(("capacity", "energy", "losses"), parse_protocol("discharge"))
    columns = ["Areal discharge capacity [mA.h.cm-2]", "Mean discharge voltage [V]", *MEAN_LOSSES]

    def make() -> Simulator:
        cell = Simulator(1, solves=1000, **TOLERANCES)
        evaluate(cell, designs[:1], spec)
        return cell

    def make_expert() -> Callable[[Any], np.ndarray]:
        expert = sweep(1)
        expert(designs[:2])
        return expert

    (cell, ours), (expert, theirs) = cold(make), cold(make_expert)

    def off(rows: Any, found: Any) -> float:
        table = pd.DataFrame(rows)[columns].to_numpy(float)
        # Capacity is per area here; voltages tell enough of the rest, losses per volt.
        return float(100 * np.abs(table[:, 1:] - found[:, 1:]).max() / 3.4)

    bench.add(
        f"sweep of {count} designs",
        lambda: evaluate(cell, designs, spec),
        "one model, solve(inputs=[...]), compiled",
        lambda: expert(designs),
        3,
        off,
        0.01,
        (ours, theirs),
    )


def measure(small: bool = False) -> Result:
    return compare(lambda bench: add_sweep(bench, 4 if small else 128), 1 if small else 5)


if __name__ == "__main__":
    run(measure)
