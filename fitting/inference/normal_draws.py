"""Draws from a normal law that ends at the faces of the unit cube."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri

__all__ = ["cut_normal_draws"]

#: Rounds over all directions; along its own axes a normal law is forgotten in one.
_ROUNDS = 60
#: Precision along a direction below which the law is uniform there.
_FLAT = 1e-9


def cut_normal_draws(
    J: np.ndarray, r: np.ndarray, centre: np.ndarray, number: int, rng: np.random.Generator
) -> np.ndarray:
    r"""Return independent draws with density :math:`e^{-|r + J(x - x_0)|^2/2}` in the unit cube.

    Each draw is a walk of its own: along the axes of the normal law and along the edges of the cube
    in turn, every step exact (Gibbs sampling).

    Parameters
    ----------
    J : array, shape (m, n)
        Slopes of the residuals [-].
    r : array, shape (m,)
        Residuals at the centre [-].
    centre : array, shape (n,)
        In the unit cube.
    number : int
        Of draws.
    rng : numpy.random.Generator
        Of all random numbers.
    """
    n = len(centre)
    _, axes = np.linalg.eigh(J.T @ J)
    directions = np.concatenate([axes.T, np.eye(n)])
    slopes = directions @ J.T
    points = np.tile(np.clip(centre, 1e-6, 1 - 1e-6), (number, 1))
    for _ in range(_ROUNDS):
        for v, slope in zip(directions, slopes, strict=True):
            low, high = _ends(points, v)
            precision = float(slope @ slope)
            u = rng.random(number)
            if precision < _FLAT:
                step = low + (high - low) * u
            else:
                mean = -(r @ slope + (points - centre) @ (J.T @ slope)) / precision
                step = mean + _cut_normal(low - mean, high - mean, u, precision**-0.5)
            points = np.clip(points + np.clip(step, low, high)[:, None] * v, 0.0, 1.0)
    return points


def _ends(points: np.ndarray, v: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how far each point can move along a direction inside the cube."""
    moving = abs(v) > 1e-12
    faces = np.stack([-points[:, moving] / v[moving], (1 - points[:, moving]) / v[moving]])
    return faces.min(axis=0).max(axis=1), faces.max(axis=0).min(axis=1)


def _cut_normal(low: np.ndarray, high: np.ndarray, u: np.ndarray, sd: float) -> np.ndarray:
    """Return draws from a normal law about zero between two ends."""
    # In the upper tail shares round to one: the mirror image lies in the lower one.
    sign = np.where(low > 0, -1.0, 1.0)
    a, b = np.where(low > 0, -high, low) / sd, np.where(low > 0, -low, high) / sd
    below, above = ndtr(a), ndtr(b)
    found = ndtri(below + (above - below) * u)
    # Beyond 38 deviations no share is left: the nearer end.
    return np.asarray(sign * sd * np.where(np.isfinite(found), found, b))
