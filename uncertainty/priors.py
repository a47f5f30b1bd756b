"""What is not known exactly: names of uncertain parameters, and their ranges.

The ranges are those of the provenance tables. :mod:`~sclcell.uncertainty.samples` draws from
them, and from the samples of fits, together. The best guess is the median of its range, so that
best guess and samples agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pandas as pd

from ..errors import unknown_name
from ..parameter_sets.cathode import LOADING
from ..parameter_sets.cathode_materials import CathodeMaterial
from ..parameter_sets.composites import Electrolyte
from ..parameter_sets.degradation import degradation_values, family_of
from ..parameter_sets.electrolyte_constants import (
    ELECTROLYTES,
    FITTED_PARAMETERS,
    electrolyte_constants,
    electrolyte_from_constants,
)
from ..parameter_sets.fitted_films import DEVIATES, FittedFilm
from ..parameter_sets.isothermal import CATHODE_BUILD, CELL, SURFACE
from ..parameter_sets.provenance import lithium_surface_of, provenance_table

__all__ = [
    "AGEING",
    "FILM_AGEING",
    "FITTED_FILM",
    "ORGANIC_PERMEABILITY",
    "PERMEABILITY",
    "PriorRange",
    "cathode_ranges",
    "chosen_priors",
    "priors",
    "uncertain_parameters",
]

#: Cells of this film gave the data of the reference fit.
FITTED_FILM = "PHLP-15"
#: Of ageing, each film's own; in samples after the film's name.
FILM_AGEING = (
    "SEI repair fraction of plated lithium",
    "SEI repair share in series with the surface",
    "SEI growth factor of the filler",
    "CEI thickness after 20 cycles [m]",
)
PERMEABILITY = "SEI solvent permeability [mol.m-1.s-1]"
ORGANIC_PERMEABILITY = "Organic SEI solvent permeability [mol.m-1.s-1]"
#: Of ageing. The cell-to-cell factor is left out: it belongs to one measured cell.
AGEING = (
    ORGANIC_PERMEABILITY,
    "SEI growth activation energy [J.mol-1]",
    "SEI repair activation energy [J.mol-1]",
    "Film conductance without solvent",
    "Dead fraction of plated lithium",
    "Initial CEI thickness [m]",
    "CEI blocking thickness [m]",
    "CEI lithium concentration [mol.m-3]",
    "CEI growth activation energy [J.mol-1]",
    "Loss of active material per equivalent full cycle",
    "Loss of active material activation energy [J.mol-1]",
    "Share of contact loss with root of time",
    "Share of contact loss per cycle in the rest",
    *FILM_AGEING,
)
#: Films whose failures were fitted, at two current densities each.
_FAILING = ("PHLP", "PHL-15")
# With the failures at two current densities the exponent shows only together with the share in
# series: it is drawn for the other films, for which it is open.
_RATE_EXPONENT = "SEI repair rate exponent"
# Composition and conductivities of the SEI, the solvent reservoir, growth against repair in the
# film of the reference fit, and the share in series against the repair fraction of the two films
# that fail show in the data only together with a fitted parameter. Drawn apart from it they would
# contradict what was measured: they stay.
_TIED = {
    f"{FITTED_FILM}: {FILM_AGEING[0]}",
    *(f"{film}: {FILM_AGEING[1]}" for film in (FITTED_FILM, *_FAILING)),
}
# Densities and sizes of the fillers were inputs of the closure fit, and stay for the same reason.
_SALT = ("Salt concentration [mol.m-3]", "Thermodynamic factor")
# Ranges wider than this factor are sampled in the logarithm.
_LOG_FACTOR = 3.0


@dataclass(frozen=True)
class PriorRange:
    """What the provenance tables say of an uncertain parameter.

    Parameters
    ----------
    low, high : float
        Ends of the range, SI units.
    centre : float, optional
        Of a fitted value with low and high one standard deviation away, SI units.
    median : float, optional
        Best guess between low and high, SI units: the value is as likely above as below, and all
        values on one side are as likely. Without it all between low and high are.
    """

    low: float
    high: float
    centre: float | None = None
    median: float | None = None

    @property
    def logarithmic(self) -> bool:
        """Whether the logarithm, rather than the value, is uniform (fitted: normal)."""
        if self.low <= 0:
            return False
        return self.centre is not None or self.high / self.low > _LOG_FACTOR

    def quantile(self, share: float) -> float:
        """Return the value below which the parameter lies with a probability, SI units.

        Parameters
        ----------
        share : float
            The probability, a share of one; the outermost 0.1 % are cut off.
        """
        from scipy.special import ndtri

        low, high = np.log([self.low, self.high]) if self.logarithmic else (self.low, self.high)
        if self.centre is None:
            middle = (low + high) / 2
            if self.median is not None:
                middle = np.log(self.median) if self.logarithmic else self.median
            value = float(np.interp(share, [0.0, 0.5, 1.0], [low, middle, high]))
        else:
            centre = np.log(self.centre) if self.logarithmic else self.centre
            deviations = float(ndtri(np.clip(share, 1e-3, 1 - 1e-3)))
            value = centre + deviations * (high - centre if deviations > 0 else centre - low)
            if not self.logarithmic and self.low >= 0:
                value = max(value, 0.0)
        return float(np.exp(value) if self.logarithmic else value)


def uncertain_parameters() -> list[str]:
    """Return the names that samples may give values to, SI units.

    Constants of the films of the study, parameters of the cell, of the lithium surface and of
    ageing. Those of one film only have its name first (``"PHLP-15: Lithium ..."``).
    """
    ageing = dict.fromkeys([*AGEING, *degradation_values(_fitted_film())])
    per_film = (*SURFACE, *FILM_AGEING, PERMEABILITY)
    films = [f"{film}: {name}" for film in ELECTROLYTES for name in per_film]
    return [*electrolyte_constants(), *CELL, *CATHODE_BUILD, LOADING, *SURFACE, *ageing, *films]


def priors(
    films: Sequence[Electrolyte], ageing: bool = False, unsaid: Sequence[str] = ()
) -> dict[str, PriorRange]:
    """Return what the provenance tables say of the uncertain parameters.

    Parameters
    ----------
    films : sequence of Electrolyte
        Whose lithium surfaces count. The ranges of a film that is not in the tables span those of
        the study's films with, or without, coating.
    ageing : bool
        Whether constants of ageing count.
    unsaid : sequence of str
        Parameters that are fields of a cell, of which nobody has said what they are.

    Returns
    -------
    dict
        Parameter to `PriorRange`, SI units. What the data determine only together with a fitted
        parameter is left out.
    """
    found: dict[str, PriorRange] = {}
    _add(found, provenance_table("electrolytes"), [*FITTED_PARAMETERS, *_SALT])
    _add(found, provenance_table("cell"), (*CELL, *CATHODE_BUILD, *unsaid))
    degradation = provenance_table("degradation")
    if ageing:
        rows = degradation[degradation["electrolyte"] == "all"]
        _add(found, rows, AGEING)
        if not {film.name for film in films} & {*_FAILING}:
            _add(found, rows, (_RATE_EXPONENT,))
    for film in films:
        if isinstance(film, FittedFilm):
            found |= {f"{film.name}: {name}": PriorRange(-1.0, 1.0, 0.0) for name in DEVIATES}
        own: list[tuple[pd.DataFrame, tuple[str, ...]]]
        own = [(provenance_table("lithium_interface"), SURFACE)]
        for table, names in [*own, (degradation, FILM_AGEING)] if ageing else own:
            rows = table[table["electrolyte"] == film.name]
            _add(found, rows if len(rows) else _made_alike(film, table), names, f"{film.name}: ")
    return found


def cathode_ranges(material: CathodeMaterial, given: Mapping[str, float]) -> dict[str, PriorRange]:
    """Return the ranges in the file of a cathode; none for LFP, whose ranges `priors` has.

    Parameters
    ----------
    given : mapping
        Values of the cell, SI units; what is not the cathode's own is not drawn.
    """
    found: dict[str, PriorRange] = {}
    own = dict(material.numbers)
    if own:
        _add(found, material.table.dropna(subset=["low", "high"]), CELL)
    return {name: one for name, one in found.items() if given.get(name) in (None, own[name])}


def _made_alike(film: Electrolyte, table: pd.DataFrame) -> pd.DataFrame:
    """Return rows whose ranges span those of the study's films that are coated, or bare, alike."""
    alike = [name for name, (_, coated, _) in ELECTROLYTES.items() if coated == bool(film.coating)]
    rows = table[table["electrolyte"].isin(alike)].groupby("name", sort=False)
    spanned = rows.agg({"low": "min", "high": "max"}).reset_index()
    # The best guess is that of the film whose surface stands for it.
    like = lithium_surface_of(film) if SURFACE[0] in set(table["name"]) else family_of(film)
    own = table[(table["electrolyte"] == like) & (table["class"] != "setting")]
    best = own.set_index("name")["value"]
    # A range that spans films was not fitted to any one of them; a setting has none.
    known = spanned[spanned["name"].isin(best.index)]
    return known.assign(value=known["name"].map(best), **{"class": "assumed"})


def _add(
    found: dict[str, PriorRange], table: pd.DataFrame, names: Iterable[str], prefix: str = ""
) -> None:
    rows = table[table["name"].isin(list(names))].to_dict("records")
    for row in cast(list[dict[str, Any]], rows):
        low, high = float(row["low"]), float(row["high"])
        name = prefix + row["name"]
        if row["class"] != "setting" and low < high and name not in _TIED:
            value = float(row["value"])
            fitted = row["class"] == "fitted"
            found[name] = PriorRange(low, high, *((value, None) if fitted else (None, value)))


def chosen_priors(names: Sequence[str], films: Sequence[Electrolyte]) -> dict[str, PriorRange]:
    """Return the priors of the named parameters, of all if none is named.

    Parameters
    ----------
    names : sequence of str
        Parameters.
    films : sequence of Electrolyte
        See `priors`.

    Raises
    ------
    InputError
        If a parameter has no range.
    """
    available = priors(films, ageing=any(name in AGEING for name in names))
    for name in names:
        if name not in available:
            hint = "It needs a range (low, high) in its provenance table."
            raise unknown_name("uncertain parameter", name, available, hint)
    return {name: available[name] for name in names} if names else available


def _fitted_film() -> Electrolyte:
    return electrolyte_from_constants(FITTED_FILM, electrolyte_constants())
