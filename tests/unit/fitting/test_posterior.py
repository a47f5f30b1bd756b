"""Samples of unknowns given a linear model, whose posterior is known."""

import numpy as np
import pytest

from sclcell.fitting.inference.evaluation_log import EvaluationLog, LoggedObjective
from sclcell.fitting.inference.posterior import sample_posterior
from sclcell.fitting.problem.schema import Prior, Unknown

OPTIMUM = np.array([0.5, 0.5])


class Linear:
    """Two unknowns that data and a prior on the second determine one by one."""

    def __init__(self, *slopes: float) -> None:
        self.J = np.zeros((3, 2))
        self.J[[0, 1, 2], [0, 1, 1]] = slopes

    def residuals(self, point: np.ndarray) -> np.ndarray:
        return self.J @ (point - OPTIMUM)

    def jacobian(self, point: np.ndarray) -> np.ndarray:
        return self.J


def samples(slopes, number=600, exact=0, shares=None, prior=True, seed=3):
    known = Prior(value=0.5, sd=0.1) if prior else None
    unknowns = [Unknown("a", "a", 0.0, 1.0, 0.5, "linear")]
    unknowns.append(Unknown("b", "b", 0.0, 1.0, 0.5, "linear", known))
    logged = LoggedObjective(Linear(*slopes), EvaluationLog(None, ""))
    return sample_posterior(logged, unknowns, OPTIMUM, 1.0, number, exact, seed, shares)


def test_a_linear_problem_has_its_covariance_and_its_samples_count_in_full():
    found = samples((20.0, 30.0, 40.0), exact=50)
    assert found.points.shape == (600, 2)
    assert found.points.std(axis=0) == pytest.approx([1 / 20, 1 / 50], rel=0.15)
    assert found.points.mean(axis=0) == pytest.approx(OPTIMUM, abs=0.01)
    assert len(found.checked) == 50
    assert found.effective_share == pytest.approx(1.0)


def test_factors_on_slopes_are_for_data_and_not_for_priors():
    found = samples((40.0, 30.0, 40.0), shares=np.array([0.5, 0.0]))
    assert found.points.std(axis=0) == pytest.approx([1 / 20, 1 / 40], rel=0.15)


def test_bounds_hold_where_the_data_say_little():
    points = samples((0.5, 0.5, 0.5)).points
    assert points.min() >= 0
    assert points.max() <= 1
    # Nearly uniform: a standard deviation of 0.29.
    assert points.std(axis=0) == pytest.approx([0.28, 0.28], abs=0.03)


def test_one_seed_gives_one_set_of_samples():
    first, again, other = (samples((20.0, 30.0, 40.0), 40, seed=s).points for s in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()
