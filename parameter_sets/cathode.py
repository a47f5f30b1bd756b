"""Relations between parameters of a cell: fractions and thickness of the cathode, area, capacity.

They hold for numbers (`Cell`, samples) and for expressions in which fitted parameters are inputs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import numpy as np

from ..models.laws._types import Scalar

__all__ = ["ACTIVE", "AREA", "CATHODE", "HEIGHT", "LOADING", "OUT_OF_REACH", "POROSITY", "RECIPE"]
__all__ += ["THICKNESS", "WIDTH", "active_share_of_solids", "cathode_relations", "cell_relations"]

ACTIVE = "Positive electrode active material volume fraction"
POROSITY = "Positive electrode porosity"
THICKNESS = "Positive electrode thickness [m]"
LOADING = "Positive electrode LFP areal loading [kg.m-2]"
OUT_OF_REACH = "LFP out of reach per areal loading [m2.kg-1]"
#: Of the cathode whose capacity the share in reach refers to, that of the reference fit [kg.m-2].
_THIN = 0.015
_DENSITY = "LFP density [kg.m-3]"
AREA = "Coin cell cathode area [m2]"
HEIGHT, WIDTH = "Electrode height [m]", "Electrode width [m]"
#: Mass fraction and density of each solid of the coating.
RECIPE = {
    "LFP mass fraction in cathode coating": _DENSITY,
    "Carbon mass fraction in cathode coating": "Carbon black density [kg.m-3]",
    "Binder mass fraction in cathode coating": "PVDF binder density [kg.m-3]",
}
#: Fractions and thickness of the cathode, and what they follow from.
CATHODE = frozenset({POROSITY, ACTIVE, THICKNESS, LOADING, OUT_OF_REACH, *RECIPE, *RECIPE.values()})


def active_share_of_solids(value: Callable[[str], Scalar]) -> Scalar:
    """Return the volume of LFP over that of all solids in the coating [-]."""
    volumes = [value(fraction) / value(density) for fraction, density in RECIPE.items()]
    return volumes[0] / (volumes[0] + volumes[1] + volumes[2])


def cathode_relations(given: Collection[str], value: Callable[[str], Scalar]) -> dict[str, Scalar]:
    r"""Return active fraction and thickness of the cathode, where they follow from other values.

    .. math::
        \varepsilon_\mathrm{a} = (1 - \varepsilon)\,s\,u, \qquad
        L = \frac{m}{\rho\,(1 - \varepsilon)\,s}, \qquad
        u = e^{-k \max(m - m_0, 0)}

    with the share s of LFP in the volume of the solids and the share u that takes part, (TR-8):
    cathodes filled with polymer lose it as they get thicker than that of the reference cell. With
    a given thickness the active fraction is :math:`m u/(\rho L)`. A given active fraction is the
    part of the LFP that takes part: the thickness stays that of the recipe.

    Nothing is returned if all values that count are the shipped ones.

    Parameters
    ----------
    value : callable
        Returns a parameter by its name, SI units: a number or an expression.
    """
    if not CATHODE.intersection(given):
        return {}
    recipe = (1 - value(POROSITY)) * active_share_of_solids(value)
    thicker = value(LOADING) - _THIN
    # (x + |x|)/2: the larger of x and zero, for numbers and expressions.
    in_reach = np.exp(-value(OUT_OF_REACH) * (thicker + abs(thicker)) / 2)
    found: dict[str, Scalar] = {}
    if THICKNESS not in given:
        found[THICKNESS] = value(LOADING) / (value(_DENSITY) * recipe)
    if ACTIVE not in given:
        found[ACTIVE] = recipe * in_reach
        if THICKNESS in given:
            found[ACTIVE] = in_reach * value(LOADING) / (value(_DENSITY) * value(THICKNESS))
    return found


def cell_relations(values: Mapping[str, Scalar], given: Collection[str]) -> dict[str, float]:
    """Return what follows from a cell's values: cathode, electrode, capacity of one hour at 1C.

    Parameters
    ----------
    given : collection of str
        Those that are not the shipped ones.
    """
    found: dict[str, float] = cathode_relations({*given, LOADING}, values.__getitem__)
    side = float(values[AREA]) ** 0.5
    for name in (HEIGHT, WIDTH):
        found[name] = float(values[name]) if name in given else side
    # mA.h.g-1 equals A.h.kg-1
    specific = float(values["Practical specific capacity of LFP [mA.h.g-1]"])
    capacity = specific * float(values[LOADING]) * found[HEIGHT] * found[WIDTH]
    return {**found, "Nominal cell capacity [A.h]": capacity, "Current function [A]": capacity}
