"""Collocation of first-order equations on an interval with Chebyshev polynomials."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.polynomial import legendre

__all__ = ["Collocation", "collocation"]


class Collocation(NamedTuple):
    """Values of a polynomial at its n + 1 nodes, and what follows at n points between them.

    The equations stand at the points, one fewer than the nodes: so there is room for boundary
    conditions without leaving an equation out (rectangular collocation, Driscoll and Hale 2016).

    Parameters
    ----------
    nodes : array, shape (n + 1,)
        From 0 on, both ends among them [m].
    value, slope : array, shape (n, n + 1)
        Matrices from values at the nodes to value [-] and derivative [m-1] at the points.
    weights : array, shape (n + 1,)
        Of the integral of the polynomial [m].
    """

    nodes: np.ndarray
    value: np.ndarray
    slope: np.ndarray
    weights: np.ndarray


def collocation(n: int, length: float) -> Collocation:
    """Return the collocation of degree n on an interval from 0 to a length [m].

    Parameters
    ----------
    n : int
        Degree.
    length : float
        [m]
    """
    x = -np.cos(np.pi * np.arange(n + 1) / n)
    points, weights = legendre.leggauss(n)
    # Barycentric weights of the Chebyshev extrema.
    w = (-1.0) ** np.arange(n + 1)
    w[[0, -1]] /= 2
    gap = points[:, None] - x[None, :]
    share = w / gap
    total = share.sum(axis=1, keepdims=True)
    value = share / total
    off = x[:, None] - x[None, :] + np.eye(n + 1)
    derive = (w[None, :] / w[:, None]) / off
    derive -= np.diag(derive.sum(axis=1))
    scale = length / 2
    return Collocation(scale * (x + 1), value, value @ derive / scale, scale * weights @ value)
