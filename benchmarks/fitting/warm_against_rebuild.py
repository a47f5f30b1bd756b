"""A warm evaluation of the reference problem against one that rebuilds its simulations.

Paired in the same run: at each of a few points, first with the models that are kept, then with an
objective made afresh. Run: python benchmarks/fitting/warm_against_rebuild.py [points]
"""

import os
import sys
import time

os.environ.setdefault("PYBAMM_DISABLE_TELEMETRY", "true")

import numpy as np

from sclcell.fitting.lint import load_problem
from sclcell.fitting.objective import Objective


def seconds(function, *arguments):
    start = time.perf_counter()
    result = function(*arguments)
    return time.perf_counter() - start, result


def main(points: int) -> None:
    loaded = load_problem("reference")
    warm = Objective(loaded)
    warm.residuals(warm.start)
    rng = np.random.default_rng(1)
    print(f"{'data set':16s} {'warm [s]':>10s} {'rebuilt [s]':>12s} {'ratio':>7s}")
    totals = {}
    for _ in range(points):
        point = np.clip(warm.start + 0.01 * rng.standard_normal(warm.start.size), 0, 1)
        for part in warm.parts:
            t_warm, first = seconds(warm._compare, part, point, False)

            def rebuilt(name=part.data.name, at=point):
                fresh = Objective(loaded)
                (same,) = (p for p in fresh.parts if p.data.name == name)
                return fresh._compare(same, at, False)

            t_new, second = seconds(rebuilt)
            np.testing.assert_allclose(first.residuals, second.residuals, atol=1e-2)
            totals.setdefault(part.data.name, []).append((t_warm, t_new))
    every = np.zeros(2)
    for name, pairs in totals.items():
        t_warm, t_new = np.median(pairs, axis=0)
        every += (t_warm, t_new)
        print(f"{name:16s} {t_warm:10.3f} {t_new:12.3f} {t_new / t_warm:7.1f}")
    print(f"{'sum':16s} {every[0]:10.3f} {every[1]:12.3f} {every[1] / every[0]:7.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
