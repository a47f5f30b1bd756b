"""Samples of unknowns given a linear model, whose posterior is known."""

import numpy as np
import pytest

from sclcell.fitting.inference.evaluation_log import EvaluationLog, LoggedObjective
from sclcell.fitting.inference.normal_draws import cut_normal_draws
from sclcell.fitting.inference.posterior import sample_posterior
from sclcell.fitting.problem.schema import Prior, Unknown
from sclcell.uncertainty.weights import (
    effective_number,
    normalised_weights,
    systematic_picks,
)

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


def test_a_ridge_that_ends_at_the_bounds_has_the_moments_of_its_density():
    """Correlation 0.999, the optimum at a face: against the density on a grid."""
    J = np.array([[300.0, -300.0], [3.0, 3.0]])
    centre, r = np.array([0.02, 0.02]), np.array([0.0, 0.3])
    points = cut_normal_draws(J, r, centre, 4000, np.random.default_rng(1))
    x, y = np.meshgrid(*[(np.arange(600) + 0.5) / 600] * 2)
    grid = np.stack([x.ravel(), y.ravel()], axis=1)
    density = np.exp(-0.5 * ((r + (grid - centre) @ J.T) ** 2).sum(axis=1))
    mean = density @ grid / density.sum()
    sd = np.sqrt(density @ (grid - mean) ** 2 / density.sum())
    # 4000 independent draws: standard errors of 0.016 sd and 1.1 %.
    assert points.mean(axis=0) == pytest.approx(mean, abs=0.06 * sd.max())
    assert points.std(axis=0) == pytest.approx(sd, rel=0.05)
    # Independent: no draw says what the next one is.
    assert abs(np.corrcoef(points[1:, 0], points[:-1, 0])[0, 1]) < 0.05


class Bent(Linear):
    """One unknown whose residual is a square: the linear law is far from the true one."""

    def residuals(self, point: np.ndarray) -> np.ndarray:
        off = point - OPTIMUM
        return self.J @ off + np.array([40.0, 0.0, 0.0]) * off[0] ** 2


def test_draws_that_are_all_simulated_follow_the_true_chi_squared():
    unknowns = [Unknown(name, name, 0.0, 1.0, 0.5, "linear") for name in "ab"]
    bent = Bent(4.0, 30.0, 40.0)
    logged = LoggedObjective(bent, EvaluationLog(None, ""))
    found = sample_posterior(logged, unknowns, OPTIMUM, 1.0, 2000, 2000, 5)
    x = (np.arange(1000) + 0.5) / 1000
    density = np.exp(-0.5 * (4 * (x - 0.5) + 40 * (x - 0.5) ** 2) ** 2)
    mean = density @ x / density.sum()
    sd = np.sqrt(density @ (x - mean) ** 2 / density.sum())
    assert 0.4 < found.effective_share < 0.9
    assert found.points[:, 0].mean() == pytest.approx(mean, abs=4 * sd / np.sqrt(800))
    assert found.points[:, 0].std() == pytest.approx(sd, rel=0.1)


def test_weights_say_how_many_draws_are_left():
    weights = normalised_weights(np.log([1.0, 1.0, 2.0]))
    assert effective_number(weights) == pytest.approx(16 / 6)
    picked = systematic_picks(weights, 400, np.random.default_rng(0))
    assert np.bincount(picked) == pytest.approx([100, 100, 200], abs=1)
