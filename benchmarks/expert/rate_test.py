"""A rate test against an expert's PyBaMM, see `bench` and `baselines`.

python -m benchmarks.expert.rate_test
"""

from __future__ import annotations

from sclcell.experiments.cycling.cells import CAPACITY
from sclcell.experiments.rate import CYCLES, DEFAULT_RATES, simulate_rate_test
from sclcell.experiments.simulator import Simulator
from sclcell.parameter_sets.cell import Cell

from ..claims import Result, run
from .baselines import rate_test
from .bench import FILM, Bench, cold, compare, relative


def add_rate_test(bench: Bench) -> None:
    design = Cell.from_name(FILM)

    def make() -> Simulator:
        simulator = Simulator.of(design, threads=1, solves=1000)
        simulate_rate_test(design, (1.0,), 1, simulator)
        return simulator

    simulator, ours = cold(make)
    for rtol in (1e-4, 1e-5):
        expert, theirs = cold(lambda rtol=rtol: rate_test(design, DEFAULT_RATES, CYCLES, rtol))
        _, first = cold(expert)
        bench.add(
            f"rate test, {len(DEFAULT_RATES)} rates, {CYCLES} cycles each",
            lambda: simulate_rate_test(design, simulator=simulator).table[CAPACITY].to_numpy(float),
            f"our model, built once, compiled, tolerance {rtol:g}",
            expert,
            2,
            relative,
            0.1,
            (ours, theirs + first),
        )


def measure(small: bool = False) -> Result:
    return compare(lambda bench: add_rate_test(bench), 1 if small else 5)


if __name__ == "__main__":
    run(measure)
