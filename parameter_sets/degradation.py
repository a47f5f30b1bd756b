"""How fast each cell of the reference study ages, with provenance."""

from __future__ import annotations

from collections.abc import Mapping

from ..models.laws._types import Scalar
from ..models.sei.sei_composition import (
    COMPONENTS,
    film_conductivity,
    lithium_concentration,
    solvent_permeability,
)
from .composites import Electrolyte
from .provenance import lithium_surface_of, provenance_table

__all__ = ["COMPOSITION", "FAMILIES", "composition_values", "degradation_rows"]
__all__ += ["degradation_values", "family_of"]

#: Films of the study, each with rows of its own in ``data/degradation.csv``.
FAMILIES = ("PHLP", "PHL-15", "PHLP-15", "PHA-15", "PHAP-15")

#: The CEI was measured after 20 cycles at 0.2C: 10 h each [s].
_CEI_TIME = 20 * 10 * 3600.0
_CEI_FIRST, _CEI_AFTER = "Initial CEI thickness [m]", "CEI thickness after 20 cycles [m]"
_GROWTH = "SEI growth factor of the filler"
_ORGANIC = "Organic SEI solvent permeability [mol.m-1.s-1]"
_PREFIX = {k: f"{k} SEI" if k == "Organic" else k for k in COMPONENTS}
#: What other constants of ageing follow from, `composition_values`.
COMPOSITION = frozenset(
    {
        *(f"{k} share of SEI" for k in COMPONENTS if k != "Organic"),
        *(f"{k} SEI conductivity [S.m-1]" for k in COMPONENTS),
        *(f"{prefix} molar volume [m3.mol-1]" for prefix in _PREFIX.values()),
        *(_CEI_FIRST, _CEI_AFTER, _GROWTH, _ORGANIC),
    }
)


def family_of(film: Electrolyte) -> str:
    """Return the study's film that ages like this one: same filler, coated or not."""
    if film.filler_mass_fraction == 0 and film.name not in FAMILIES:
        return "PHLP"
    return lithium_surface_of(film)


def degradation_values(film: Electrolyte) -> dict[str, float]:
    """Return what the mechanisms of ageing need, by PyBaMM's names in SI units.

    These are the rows of ``data/degradation.csv`` for all films and for the film's family, and
    what follows from the SEI's composition.
    """
    return degradation_rows(family_of(film))


def degradation_rows(family: str) -> dict[str, float]:
    """Return what `degradation_values` returns for one of `FAMILIES`."""
    table = provenance_table("degradation")
    rows = table[table["electrolyte"].isin(["all", family])]
    values = dict(zip(rows["name"], rows["value"].astype(float), strict=True))
    return {**values, **composition_values(values)}


def composition_values(values: Mapping[str, Scalar]) -> dict[str, Scalar]:
    """Return conductivity, lithium content and permeability of the SEI, (SEI-1..3).

    Also the parabolic constant of the CEI, from its thickness after 20 cycles.

    Parameters
    ----------
    values : mapping
        `COMPOSITION` to values in SI units, numbers or expressions.
    """
    shares = {k: values[f"{k} share of SEI"] for k in COMPONENTS if k != "Organic"}
    shares["Organic"] = 1 - sum(shares.values())
    cei = values[_CEI_AFTER] ** 2 - values[_CEI_FIRST] ** 2
    return {
        "SEI conductivity [S.m-1]": film_conductivity(
            shares, {k: values[f"{k} SEI conductivity [S.m-1]"] for k in COMPONENTS}
        ),
        "SEI lithium concentration [mol.m-3]": lithium_concentration(
            shares, {k: values[f"{_PREFIX[k]} molar volume [m3.mol-1]"] for k in COMPONENTS}
        ),
        "SEI solvent permeability [mol.m-1.s-1]": values[_GROWTH]
        * solvent_permeability(shares, values[_ORGANIC]),
        "CEI parabolic constant [m2.s-1]": cei / _CEI_TIME,
    }
