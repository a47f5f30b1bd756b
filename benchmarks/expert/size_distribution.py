"""A discharge with a size distribution against an expert's PyBaMM, see `bench` and `baselines`.

python -m benchmarks.expert.size_distribution
"""

from __future__ import annotations

import pybamm

from sclcell.experiments.solver import half_cycle_solver

from ..claims import Result, run
from ..size_distribution.against_pybamm import OURS, Discharger, refined, stock_model, stock_values
from .baselines import size_distribution
from .bench import Bench, cold, compare, relative


def add_sizes(bench: Bench, converged: tuple[int, int], tuned: tuple[int, int]) -> None:
    # With the tolerances that PyBaMM's own solver has.
    options = {"solver": half_cycle_solver(1e-4, 1e-6, solves=1000)}
    bare = {"calculate discharge energy": "false"}
    values = pybamm.ParameterValues("Li2024_PHLP15")
    ours, our_time = cold(lambda: Discharger(pybamm.Model(OURS, bare), values, options))
    theirs, their_time = cold(lambda: size_distribution(*tuned, 4))
    exact = Discharger(stock_model(), stock_values(), refined(stock_values(), *converged))
    first = [cold(lambda one=one: one.capacity(1.0)) for one in (ours, theirs)]
    right = exact.capacity(1.0)
    errors = [relative(capacity, right) for capacity, _ in first]
    bench.add(
        "1C discharge with a size distribution",
        lambda: [ours.capacity(1.0) for _ in range(5)],
        f"PyBaMM's own on {tuned[0]} sizes x {tuned[1]} radii, {errors[1]:.2g} % off, compiled",
        lambda: [theirs.capacity(1.0) for _ in range(5)],
        4,
        lambda *_: errors[0],
        0.2,
        (our_time + first[0][1], their_time + first[1][1]),
    )


def measure(small: bool = False) -> Result:
    return compare(
        lambda bench: add_sizes(
            bench, (16, 16) if small else (48, 60), (8, 8) if small else (16, 24)
        ),
        1 if small else 5,
    )


if __name__ == "__main__":
    run(measure)
