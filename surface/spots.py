"""Current through a spot of the interphase that conducts better than the rest, in closed form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from ..models.laws.constants import C_M2_PER_MAH_CM2, FARADAY
from ..parameter_sets.provenance import cell_values
from .flat import flat_state
from .properties import SurfaceProperties, table_value

__all__ = ["SpotCurrent", "crossing_charges", "spot_current"]


@dataclass(frozen=True)
class SpotCurrent:
    """A disc of lower resistance on a flat surface.

    Parameters
    ----------
    current, beside : float
        Current density on the disc, mean, and on the flat beside it [A.m-2].
    concentration : float
        Of the salt on the disc, over that at rest [-].
    crossing : float
        Time in which lithium at this current density crosses the film [s].
    """

    current: float
    beside: float
    concentration: float
    crossing: float

    @property
    def ratio(self) -> float:
        """Current density on the disc over that beside it [-]."""
        return self.current / self.beside


def spot_current(
    film: SurfaceProperties, radius: float, ratio: float, current: float, share: float = 0.0
) -> SpotCurrent:
    r"""Return the current density of a disc of lower resistance, (SURF-10).

    .. math::
        c_s = c_f - \frac{\pi a (1 - t_+)}{4FD}(j - i), \qquad
        \eta(j, c_s, r R) = \eta(i, c_f, R) + \int_{c_f}^{c_s} \frac{d\phi}{dc}\,dc

    The disc is an equipotential over a half space with the properties of the film at its surface:
    it holds for a disc that is small against the film. In the stationary state anions stand still,
    so that the potential follows the salt.

    Parameters
    ----------
    film : SurfaceProperties
        Film and lithium surface.
    radius : float
        Of the disc [m].
    ratio : float
        Resistance of its interphase over that of the film's intact one [-].
    current : float
        Mean plating current density [A.m-2].
    share : float, optional
        Of the disc in the surface; what it carries is missing beside it.
    """
    beside = current
    for _ in range(40):
        found = _beside(film, radius, ratio, beside)
        before, beside = beside, current / (1 - share + share * found.ratio)
        if abs(beside - before) < 1e-9 * current:
            break
    return found


def crossing_charges(
    film: SurfaceProperties, current: float, draws: int = 200, seed: int = 0
) -> pd.DataFrame:
    """Return spots drawn from the ranges of their table, and the charge at which they cross.

    Radius, resistance and number of the spots of a cell are not known: nobody has measured them,
    and no source ties them to the composition of the interphase. Columns are radius [um], share of
    the resistance, spots per coin cell, current over that beside the spot, and the mean charge that
    is plated until lithium on the spot has crossed the film [mA.h.cm-2].

    Parameters
    ----------
    film : SurfaceProperties
        Film and lithium surface.
    current : float
        Mean plating current density [A.m-2].
    draws, seed : int, optional
        Number of draws, and of the random numbers.
    """
    names = ("Spot radius [m]", "Spot resistance ratio", "Spots per area [m-2]")
    shares = np.random.default_rng(seed).random((draws, len(names)))
    ends = np.log([[table_value(name, end) for end in ("low", "high")] for name in names])
    drawn = np.exp(ends[:, 0] + shares * (ends[:, 1] - ends[:, 0]))
    area = cell_values()["Coin cell cathode area [m2]"]
    rows = []
    for radius, ratio, number in drawn:
        spot = spot_current(film, radius, ratio, current)
        charge = current * spot.crossing / C_M2_PER_MAH_CM2
        rows.append((1e6 * radius, ratio, number * area, spot.ratio, charge))
    columns = ["Radius [um]", "Share of resistance", "Spots per coin cell", "Current ratio"]
    return pd.DataFrame(rows, columns=[*columns, "Crossing charge [mA.h.cm-2]"])


def _beside(film: SurfaceProperties, radius: float, ratio: float, current: float) -> SpotCurrent:
    """Return the same for a given current density beside the disc."""
    flat = flat_state(film, current)
    c_f, phi = float(flat.c[0]), float(flat.potential[0])
    salt = film.salt(np.array([c_f]))
    stiff = FARADAY * float(salt.D[0]) / (1 - float(salt.t_plus[0]))
    constriction = np.pi * radius / (4 * stiff)

    def lead(c: float) -> float:
        """Integral of the potential along the salt, by Gauss."""
        x, w = np.polynomial.legendre.leggauss(24)
        # In the logarithm, for the slope goes with 1/c.
        span = np.log(c / c_f)
        at = c_f * np.exp(span * (x + 1) / 2)
        here = film.salt(at)
        slope = FARADAY * here.D / ((1 - here.t_plus) * here.kappa) + here.pull
        return float(np.sum(w * slope * at) * span / 2)

    def surplus(j: float) -> float:
        c = c_f - constriction * (j - current)
        eta, _, _ = film.drop(np.array([j]), np.array([c]), ratio)
        return float(eta[0]) - phi - lead(c)

    highest = current + c_f / constriction * (1 - 1e-9)
    found = current
    if ratio != 1:
        low, high = (current, highest) if ratio < 1 else (1e-12 * current, current)
        found = float(brentq(surplus, low, high, xtol=1e-12 * current))
    left = (c_f - constriction * (found - current)) / film.concentration
    return SpotCurrent(found, current, left, film.thickness / (film.speed * found))
