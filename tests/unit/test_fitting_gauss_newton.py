"""Least squares between bounds, and errors where the slope at the optimum misleads."""

import numpy as np
import pytest
from scipy.optimize import lsq_linear

from sclcell.fitting.inference.evaluation_log import EvaluationLog, LoggedObjective
from sclcell.fitting.inference.gauss_newton import gauss_newton
from sclcell.fitting.inference.identifiability import identify, secant_shares
from sclcell.fitting.problem.schema import Unknown


@pytest.mark.parametrize("where", [0.5, 1.3])
def test_a_linear_problem_is_solved_within_its_bounds(rng, where):
    J = rng.standard_normal((30, 3)) * [100.0, 10.0, 1.0]
    target = np.array([where, 0.4, 0.6])
    found = gauss_newton(lambda x: J @ (x - target), lambda x: J, np.full(3, 0.5), 30)
    expected = lsq_linear(J, J @ target, bounds=(0, 1), method="bvls").x
    assert found.status == "converged"
    np.testing.assert_allclose(found.point, expected, atol=2e-3)


def test_weak_unknowns_move_at_once_although_strong_ones_are_far_off(rng):
    # Where SciPy's reflective method takes small steps: a steep and a shallow direction.
    t = np.linspace(0, 1, 40)
    truth = np.array([0.55, 0.30])

    def model(x):
        return 1e3 * np.exp(-4 * x[0] * t) + 30 * x[1] * t

    def jacobian(x):
        return np.stack([-4e3 * t * np.exp(-4 * x[0] * t), 30 * t], axis=1)

    data = model(truth)
    found = gauss_newton(lambda x: model(x) - data, jacobian, np.array([0.8, 0.7]), 8)
    np.testing.assert_allclose(found.point, truth, atol=1e-3)


def test_a_step_into_failing_simulations_is_taken_back():
    def residuals(x):
        # Beyond 0.7 nothing can be simulated.
        return np.array([30.0, 30.0]) if x[0] > 0.7 else np.array([x[0] ** 2 - 0.4, 0.0])

    found = gauss_newton(
        residuals, lambda x: np.array([[2 * x[0]], [0.0]]), np.array([0.1]), evaluations=30
    )
    assert found.point[0] == pytest.approx(np.sqrt(0.4), abs=1e-2)


def test_what_no_residual_depends_on_stays_where_it_was():
    J = np.array([[5.0, 0.0], [3.0, 0.0]])
    found = gauss_newton(lambda x: J @ (x - 0.2), lambda x: J, np.array([0.9, 0.37]), 20)
    assert found.point == pytest.approx([0.2, 0.37], abs=1e-3)


class Saturating:
    """One residual that depends on 1/c, c between 0.05 and 10 on a log scale."""

    def __init__(self, optimum, noise):
        self.optimum, self.noise = optimum, noise

    def residuals(self, point):
        return np.array([(1 / self.c(point) - 1 / self.optimum) / self.noise])

    def jacobian(self, point):
        return np.array([[-np.log(200) / self.c(point) / self.noise]])

    @staticmethod
    def c(point):
        return 0.05 * 200 ** point[0]


@pytest.mark.parametrize(("noise", "determined"), [(10.0, False), (0.5, True)])
def test_a_limit_is_not_taken_for_a_value(noise, determined):
    unknown = Unknown("c", "c", 0.05, 10.0, 1.0, "log")
    objective = LoggedObjective(Saturating(1 / 16, noise), EvaluationLog(None, ""))
    optimum = np.array([unknown.unit(1 / 16)])
    J = objective.jacobian(optimum)
    local = identify([unknown], optimum, {"data": J}, 0.0, 1)
    # The slope at the optimum promises a value either way. With the larger noise all c above it
    # fit within 1.6 standard deviations.
    assert local.determined == (True,)
    shares = secant_shares(objective, optimum, 1, local)
    wider = identify([unknown], optimum, {"data": J}, 0.0, 1, shares)
    assert wider.determined == (determined,)
    assert wider.sd[0] >= local.sd[0]
