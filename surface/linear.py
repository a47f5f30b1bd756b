r"""Growth of a small sinus on a flat surface: linear stability of plating.

A surface :math:`y = a e^{ikx + \omega t}` changes current, salt and potential in proportion to its
amplitude. The coefficients of these equations are those of the flat state, (SURF-2); they are
solved by collocation for any law of salt. Equations (SURF-6) to (SURF-9) in docs/theory_surface.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar

from ..models.laws.constants import FARADAY
from .flat import FlatState, flat_state
from .properties import SurfaceProperties

__all__ = ["FastestGrowth", "current_response", "fastest_growth", "growth_rate"]


def current_response(
    film: SurfaceProperties,
    wavenumber: float,
    current: float,
    *,
    elastic: float = 0.0,
    rate: float = 0.0,
    flat: FlatState | None = None,
) -> float:
    r"""Return the current density that a sinus adds at its crest, over its height [A.m-3].

    (SURF-6) in the film, (SURF-7) at the plated, (SURF-8) at the stripped surface, which is flat.

    Parameters
    ----------
    film : SurfaceProperties
        Film and lithium surface.
    wavenumber : float
        [m-1]
    current : float
        Plating current density of the flat surface [A.m-2].
    elastic : float, optional
        Shear modulus of the film with the sign of its effect [Pa]; positive if pressure at a crest
        hinders plating. (SURF-9)
    rate : float, optional
        Growth rate with which the salt changes in time [s-1]; the salt is stationary at zero.
    flat : FlatState, optional
        Of the same film and current.
    """
    k, L = wavenumber, film.thickness
    degree = int(40 + 6 * np.sqrt(k * L))
    base = flat_state(film, current, degree) if flat is None else flat
    grid = base.grid
    n = grid.nodes.size
    inner, inner_slope = grid.value @ base.c, grid.value @ base.slope
    salt, ends = film.salt(inner), film.salt(base.c[[0, -1]])
    scale_c, scale_phi, scale_i = film.concentration, film.thermal, current
    # Unknowns at the nodes: salt, potential, current and salt flux along y, in these scales.
    value, slope, zero = grid.value, grid.slope, np.zeros((n - 1, n))

    def row(factor: np.ndarray) -> np.ndarray:
        return factor[:, None] * value

    s_c, s_p, s_i = scale_c, scale_phi, scale_i
    # i = -kappa (phi' - pull c'), disturbed; i itself is -current along y.
    ohm = [
        slope * s_c * -salt.pull[:, None]
        + row(-salt.d_pull * inner_slope + salt.d_kappa / salt.kappa * current / salt.kappa) * s_c,
        slope * s_p,
        row(1 / salt.kappa) * s_i,
        zero,
    ]
    # F N = -F D c' + t+ i, disturbed.
    fick = [
        slope * s_c * (FARADAY * salt.D)[:, None]
        + row(FARADAY * salt.d_D * inner_slope + salt.d_t_plus * current) * s_c,
        zero,
        row(-salt.t_plus) * s_i,
        value * s_i,
    ]
    charge = [
        row(-(k**2) * salt.kappa * salt.pull) * s_c,
        row(k**2 * salt.kappa) * s_p,
        slope * s_i,
        zero,
    ]
    # t+ times the current along x has the divergence of the current along y, with the other sign.
    across = k**2 * salt.kappa * salt.t_plus
    balance = [
        row(k**2 * FARADAY * salt.D + rate * FARADAY - across * salt.pull) * s_c,
        row(across) * s_p,
        zero,
        slope * s_i,
    ]
    rows = [np.hstack(parts) for parts in (ohm, fick, charge, balance)]
    matrix = np.zeros((4 * n, 4 * n))
    for number, part in enumerate(rows):
        size = np.abs(part).max(axis=1, keepdims=True)
        matrix[number * (n - 1) : (number + 1) * (n - 1)] = part / size
    right = np.zeros(4 * n)
    c_at, p_at, i_at, N_at = (lambda m, q=q: q * n + m for q in range(4))
    first, last = 0, n - 1
    _, Z, e = (v[0] for v in film.drop(np.array([current]), base.c[:1]))
    _, Z_L, e_L = (v[0] for v in film.drop(np.array([current]), base.c[-1:]))
    field_0 = current / ends.kappa[0] + ends.pull[0] * base.slope[0]
    lifted = film.capillary * k**2 + 2 * elastic * k * film.speed - field_0 + e * base.slope[0]
    at = 4 * (n - 1)
    # phi + phi' a = eta(j, c) + capillary and elastic, j = -i.
    for column, entry in ((p_at(first), s_p), (i_at(first), Z * s_i), (c_at(first), -e * s_c)):
        matrix[at, column] = entry / s_p
    right[at] = lifted * L / s_p
    for column, entry in ((p_at(last), s_p), (i_at(last), -Z_L * s_i), (c_at(last), e_L * s_c)):
        matrix[at + 1, column] = entry / s_p
    # Cations alone cross the surfaces; the plated one moves.
    for offset, m in ((2, first), (3, last)):
        matrix[at + offset, N_at(m)], matrix[at + offset, i_at(m)] = 1.0, -1.0
    right[at + 2] = FARADAY * base.c[0] * rate * L / s_i
    found = np.linalg.solve(matrix, right)
    return float(-found[i_at(first)] * s_i / L)


def growth_rate(
    film: SurfaceProperties,
    wavenumber: float,
    current: float,
    *,
    elastic: float = 0.0,
    stationary: bool = True,
    flat: FlatState | None = None,
) -> float:
    """Return the growth rate of a sinus [s-1], negative where it is smoothed.

    Parameters
    ----------
    film, wavenumber, current, elastic, flat
        As for `current_response`.
    stationary : bool, optional
        Whether the salt follows at once; else its own time enters.
    """
    rate = film.speed * current_response(film, wavenumber, current, elastic=elastic, flat=flat)
    if stationary:
        return rate
    for _ in range(50):
        before = rate
        rate = film.speed * current_response(
            film, wavenumber, current, elastic=elastic, rate=rate, flat=flat
        )
        if abs(rate - before) <= 1e-12 * abs(rate):
            break
    return rate


@dataclass(frozen=True)
class FastestGrowth:
    """The sinus that grows fastest.

    Parameters
    ----------
    wavelength : float
        [m]
    rate : float
        [s-1]
    gain : float
        Logarithm of its growth while the film's thickness is plated [-].
    """

    wavelength: float
    rate: float
    gain: float


def fastest_growth(
    film: SurfaceProperties,
    current: float,
    *,
    elastic: float = 0.0,
    shortest: float = 2e-7,
    longest: float = 1e-3,
    points: int = 25,
) -> FastestGrowth:
    """Return the wavelength that grows fastest.

    Parameters
    ----------
    film, current, elastic
        As for `current_response`.
    shortest, longest : float, optional
        Wavelengths between which it is looked for [m].
    points : int, optional
        How many are tried before the best is looked for between its neighbours.
    """

    def rate(log_k: float) -> float:
        return growth_rate(film, float(np.exp(log_k)), current, elastic=elastic)

    log_k = np.log(2 * np.pi / np.geomspace(longest, shortest, points))
    rates = [rate(one) for one in log_k]
    best = int(np.argmax(rates))
    ends = log_k[max(best - 1, 0)], log_k[min(best + 1, len(log_k) - 1)]
    found = minimize_scalar(
        lambda x: -rate(x), bounds=ends, method="bounded", options={"xatol": 1e-3}
    )
    log_best, top = (
        (found.x, -found.fun) if -found.fun > rates[best] else (log_k[best], rates[best])
    )
    plating = film.thickness / (film.speed * current)
    return FastestGrowth(float(2 * np.pi / np.exp(log_best)), float(top), float(top * plating))
