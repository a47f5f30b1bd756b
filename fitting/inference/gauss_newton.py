"""Least squares between bounds: Gauss–Newton steps in a box of trust."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import lsq_linear

__all__ = ["LeastSquares", "gauss_newton"]

# Half-width of the first box of trust in the unit cube.
_RADIUS = 0.2
# Keeps directions that no residual depends on where they are.
_DAMPING = 0.03
# Steps that were predicted this well leave derivatives good enough for another one.
_WELL_PREDICTED, _MOST_UPDATES = 0.75, 2
# A step that would lower chi-squared by less than this, relative or as such, is the last one: a
# thousandth is a thirtieth of a standard error.
_RELATIVE, _ABSOLUTE = 1e-4, 1e-3
_SHORTEST = 1e-4


@dataclass(frozen=True)
class LeastSquares:
    """Where a minimisation ended.

    Parameters
    ----------
    point : numpy.ndarray
        In the unit cube.
    chi_squared : float
        Sum of squared residuals.
    evaluations : int
        Of the residuals.
    status : str
        Why it ended.
    """

    point: np.ndarray
    chi_squared: float
    evaluations: int
    status: str


def gauss_newton(
    residuals: Callable[[np.ndarray], np.ndarray],
    jacobian: Callable[[np.ndarray], np.ndarray],
    start: np.ndarray,
    evaluations: int,
    hopeless: float = np.inf,
) -> LeastSquares:
    r"""Minimise :math:`|r(x)|^2` over the unit cube, (FIT-8).

    .. math::
        \min_p |r + J p|^2 + \lambda^2 |p|^2, \qquad |p_i| \le \Delta, \quad 0 \le x_i + p_i \le 1

    SciPy's `lsq_linear` solves the linear problem with its bounds exactly; the box widens or
    shrinks by how well a step was predicted. SciPy's own `least_squares` weighs its steps by the
    distance to bounds over the gradient: far from the optimum, weakly determined parameters then
    hardly move, and with bounds as wide as ours it took dozens of steps for what are four here.
    Derivatives cost many evaluations: after a step that came out as predicted they are only
    corrected by what it has shown (Broyden's update). The minimum is confirmed with fresh ones.

    Parameters
    ----------
    residuals, jacobian : callable
        Functions of a point; derivatives of shape (residuals, unknowns).
    start : numpy.ndarray
        In the unit cube.
    evaluations : int
        Of the residuals, at most.
    hopeless : float, optional
        With half the evaluations used, a sum of squares above this ends the minimisation.
    """
    x = np.clip(np.asarray(start, dtype=float), 0.0, 1.0)
    r = residuals(x)
    cost, used, radius = float(r @ r), 1, _RADIUS
    J, updates = jacobian(x), 0
    while used < evaluations:
        if cost > hopeless and 2 * used >= evaluations:
            return LeastSquares(x, cost, used, "given up: another start led further")
        step = _step(J, r, x, radius)
        linear = r + J @ step
        predicted = cost - float(linear @ linear)
        length = float(np.abs(step).max())
        new = np.clip(x + step, 0.0, 1.0)
        r_new = residuals(new)
        used += 1
        gained = cost - float(r_new @ r_new)
        gain = gained / max(predicted, 1e-300)
        enough = max(_RELATIVE * cost, _ABSOLUTE)
        last = predicted < enough or length < _SHORTEST
        if gained > 0:
            x, r, cost = new, r_new, cost - gained
            last = last or (gained < enough and gain > 0.25)
        if last and updates == 0:
            return LeastSquares(x, cost, used, "converged")
        if gain < 0.25:
            radius = 0.3 * length
        elif gain > 0.75 and length > 0.9 * radius:
            radius = min(2 * radius, 1.0)
        if gained > 0 and gain > _WELL_PREDICTED and updates < _MOST_UPDATES and not last:
            J = J + np.outer(r_new - linear, step) / (step @ step)
            updates += 1
        elif (gained > 0 or updates) and used < evaluations:
            J, updates = jacobian(x), 0
    return LeastSquares(x, cost, used, "iterations used up")


def _step(J: np.ndarray, r: np.ndarray, x: np.ndarray, radius: float) -> np.ndarray:
    number = len(x)
    # Bounds must not coincide where a point lies on one.
    low = np.maximum(-x, -radius) - 1e-12
    high = np.minimum(1.0 - x, radius) + 1e-12
    solution = lsq_linear(
        np.vstack([J, _DAMPING * np.eye(number)]),
        np.append(-r, np.zeros(number)),
        bounds=(low, high),
        method="bvls",
    )
    return np.asarray(solution.x)
