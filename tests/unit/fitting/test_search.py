"""The Bayesian search before least squares."""

import numpy as np
import skopt
from threadpoolctl import threadpool_info

from sclcell.fitting.inference.optimise import optimise
from sclcell.fitting.problem.schema import Algorithm


class Bowl:
    """Residuals of a plane, with one minimum."""

    def residuals(self, point):
        return 10 * (point - 0.3)

    def jacobian(self, point):
        return 10 * np.eye(len(point))


def test_small_matrices_are_not_shared_among_threads(monkeypatch):
    threads = []
    ask = skopt.Optimizer.ask

    def counted(self, *arguments, **options):
        threads.extend(one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas")
        return ask(self, *arguments, **options)

    monkeypatch.setattr(skopt.Optimizer, "ask", counted)
    algorithm = Algorithm(global_evaluations=3, initial_points=2)
    found = optimise(Bowl(), np.full(2, 0.5), algorithm)
    assert np.allclose(found.point, 0.3, atol=1e-6)
    assert set(threads) == {1}
