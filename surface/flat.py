"""A flat surface plated at constant current: the stationary state from which all others depart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.polynomial import legendre
from scipy.optimize import brentq

from ..errors import InputError
from ..models.laws.constants import FARADAY
from .chebyshev import Collocation, collocation
from .properties import SurfaceProperties

__all__ = ["FlatState", "flat_state", "limiting_current"]

_POINTS = 64


@dataclass(frozen=True)
class FlatState:
    """Stationary salt and potential between two flat surfaces.

    Parameters
    ----------
    current : float
        Plating current density [A.m-2].
    grid : Collocation
        Distance from the plated surface [m].
    c, slope : array, shape (n + 1,)
        Concentration [mol.m-3] and its slope [mol.m-4] at the nodes.
    potential : array, shape (n + 1,)
        Of the film against the plated lithium [V].
    voltage : float
        Of the stripped lithium against the plated one [V].
    """

    current: float
    grid: Collocation
    c: np.ndarray
    slope: np.ndarray
    potential: np.ndarray
    voltage: float


def limiting_current(film: SurfaceProperties) -> float:
    r"""Return the stationary current density that uses up the salt at the plated surface [A.m-2].

    With (SURF-2), :math:`i_\mathrm{lim} L = S(c_L)`, where the salt at rest is the mean over the
    profile, :math:`\int_0^{c_L} c\,dS = c_0 S(c_L)`, :math:`dS = FD\,dc/(1 - t_+)`.
    """
    x, w = legendre.leggauss(_POINTS)

    def moments(c_L: float) -> tuple[float, float]:
        c = c_L * (x + 1) / 2
        salt = film.salt(c)
        density = FARADAY * salt.D / (1 - salt.t_plus) * w * c_L / 2
        return float(density.sum()), float(density @ c)

    def surplus(c_L: float) -> float:
        whole, first = moments(c_L)
        return first / whole - film.concentration

    c_0 = film.concentration
    highest = brentq(surplus, c_0, 20 * c_0, xtol=1e-12 * c_0)
    return moments(highest)[0] / film.thickness


def flat_state(film: SurfaceProperties, current: float, degree: int = 48) -> FlatState:
    r"""Return the stationary state of a flat film, (SURF-2).

    .. math::
        F D(c)\,c' = (1 - t_+)\,i, \qquad \kappa(c)\,\phi' = i + \kappa A c'/c

    Parameters
    ----------
    film : SurfaceProperties
        Film and lithium surface.
    current : float
        Plating current density [A.m-2].
    degree : int, optional
        Of the polynomial.

    Raises
    ------
    InputError
        If the current is above the limiting one.
    """
    limit = film.limiting_current
    if not 0 < current < limit:
        raise InputError(
            f"a current density of {current / 10:.3g} mA/cm2 is outside the allowed range: above 0 "
            f"and below the film's limiting {limit / 10:.3g} mA/cm2, at which the salt is used up."
        )
    grid = collocation(degree, film.thickness)
    c_0, L = film.concentration, film.thickness
    at_rest = film.salt(np.array([c_0]))
    steep = float((1 - at_rest.t_plus[0]) * current / (FARADAY * at_rest.D[0]))
    c = np.maximum(c_0 + steep * (grid.nodes - L / 2), 0.01 * c_0)
    for _ in range(60):
        inner = grid.value @ c
        salt = film.salt(inner)
        drive = current / FARADAY * (1 - salt.t_plus) / salt.D
        change = -current / FARADAY * salt.d_t_plus / salt.D - drive * salt.d_D / salt.D
        residual = np.append(grid.slope @ c - drive, grid.weights @ c / L - c_0)
        jacobian = np.vstack([grid.slope - change[:, None] * grid.value, grid.weights / L])
        step = np.linalg.solve(jacobian, -residual)
        falling = step < 0
        room = np.min(-c[falling] / step[falling], initial=np.inf)
        c = c + min(1.0, 0.9 * room) * step
        if np.abs(step).max() < 1e-13 * c_0:
            break
    at_nodes = film.salt(c)
    slope = current / FARADAY * (1 - at_nodes.t_plus) / at_nodes.D
    field = current / at_nodes.kappa + at_nodes.pull * slope
    plated, _, _ = film.drop(np.array([current]), c[:1])
    stripped, _, _ = film.drop(np.array([current]), c[-1:])
    # Integral of the field from the plated surface on, exact for its polynomial.
    rise = np.linalg.solve(
        np.vstack([grid.slope, np.eye(1, degree + 1)]), np.append(grid.value @ field, 0.0)
    )
    potential = plated[0] + rise
    return FlatState(current, grid, c, slope, potential, float(potential[-1] + stripped[0]))
