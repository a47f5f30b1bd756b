"""Height of a lithium surface over its plane as a cubic spline, and what is plated on it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.interpolate import BSpline
from scipy.linalg import cho_factor, cho_solve

__all__ = ["Profile", "ProfileSpace"]


class Profile(NamedTuple):
    """A surface at some places.

    Parameters
    ----------
    height, slope, bend : array
        [m], its derivative [-] and the derivative of that [m-1].
    curvature : array
        Positive where lithium is convex; in axial symmetry the sum of both [m-1].
    """

    height: np.ndarray
    slope: np.ndarray
    bend: np.ndarray
    curvature: np.ndarray

    @property
    def stretch(self) -> np.ndarray:
        """Length of the surface over its length in the plane [-]."""
        return np.sqrt(1 + self.slope**2)


class ProfileSpace:
    """Cubic splines on given edges, level at both ends, and integrals with them.

    Splines add up to one, so that what a surface gains is exactly the integral of its growth.

    Parameters
    ----------
    edges : array
        Edges of the cells from 0 on [m].
    axial : bool
        Whether the surface is one of revolution about x = 0.
    points, weights : array, shape (n,)
        Places [m] and weights [m] of an integration over x.
    """

    def __init__(
        self, edges: np.ndarray, axial: bool, points: np.ndarray, weights: np.ndarray
    ) -> None:
        self.edges, self.axial, self.points = edges, axial, points
        self._knots = np.r_[[edges[0]] * 3, edges, [edges[-1]] * 3]
        #: Length in the plane [m], or area over 2 pi [m2].
        self.measure = weights * (points if axial else 1.0)
        self._at = self._matrices(points)
        self._mass = (self._at[0] * self.measure[:, None]).T @ self._at[0]
        self._factor = cho_factor(self._mass)

    def _matrices(self, x: np.ndarray) -> list[np.ndarray]:
        """Return values, slopes and second derivatives of the splines at places."""
        count = self.edges.size + 2
        every = BSpline(self._knots, np.eye(count), 3)
        found = []
        for order in range(3):
            full = every(x, nu=order)
            # Level at an end: the two outermost splines have one coefficient.
            inner = full[:, 1:-1].copy()
            inner[:, 0] += full[:, 0]
            inner[:, -1] += full[:, -1]
            found.append(inner)
        return found

    def profile(self, coefficients: np.ndarray, x: np.ndarray | None = None) -> Profile:
        """Return the surface at places, by default those of the integration."""
        value, first, second = self._at if x is None else self._matrices(np.asarray(x, float))
        places = self.points if x is None else np.asarray(x, float)
        height, slope, bend = (matrix @ coefficients for matrix in (value, first, second))
        curvature = -bend / (1 + slope**2) ** 1.5
        if self.axial:
            # On the axis both curvatures are equal.
            near = places < 1e-9 * self.edges[-1]
            ring = np.where(near, bend, slope / np.where(near, 1.0, places))
            curvature = curvature - ring / np.sqrt(1 + slope**2)
        return Profile(height, slope, bend, curvature)

    def fit(self, height: np.ndarray) -> np.ndarray:
        """Return the coefficients of what is nearest to heights [m] or speeds at the points."""
        return cho_solve(self._factor, self._at[0].T @ (self.measure * height))

    def smoothed(self, coefficients: np.ndarray, reach: np.ndarray) -> np.ndarray:
        """Return a surface after diffusion of its height; its volume stays.

        Parameters
        ----------
        reach : array
            Diffusivity times time at the points [m2].
        """
        flux = (self._at[1] * (self.measure * reach)[:, None]).T @ self._at[1]
        return np.linalg.solve(self._mass + flux, self._mass @ coefficients)

    def hollow(self, bend: np.ndarray) -> np.ndarray:
        """Return how concave the surface is about each point, the mean of some cells [m-1].

        Parameters
        ----------
        bend : array
            Second derivative at the points [m-1].
        """
        cells = np.diff(self.edges)
        own = np.searchsorted(self.edges, self.points, "right") - 1
        each = np.bincount(own, np.maximum(bend, 0), cells.size) / np.bincount(own)
        wide = np.pad(each, 2, mode="reflect")
        each = np.convolve(wide, [1 / 9, 2 / 9, 3 / 9, 2 / 9, 1 / 9], "valid")
        middles = (self.edges[1:] + self.edges[:-1]) / 2
        return np.interp(self.points, middles, each)
