"""From a design in a study's units to the inputs of the one built model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from ..errors import unknown_name
from ..parameter_sets.cathode_materials import find_cathode
from ..parameter_sets.cell_schema import cell_from
from ..parameter_sets.composites import Electrolyte
from ..parameter_sets.electrolyte_constants import ELECTROLYTES
from ..parameter_sets.films import find_electrolyte
from ..parameter_sets.isothermal import MODEL_INPUTS, CellBuild, build_cell
from ..parameter_sets.limits import check_values as check
from ..parameter_sets.values import ParameterKey

__all__ = [
    "MODEL_INPUTS",
    "CellBuild",
    "cell_build",
    "check_values",
    "own_values",
    "with_contents",
]

#: What a design says: key of a study to number, name, or film.
Design: TypeAlias = Mapping[str, Any]
#: What is computed of a design: heading with unit to value.
Row: TypeAlias = dict[str, Any]


def with_contents(
    design: Design,
    sample: Mapping[str, float] | None = None,
    known: dict[str, Electrolyte] | None = None,
) -> tuple[Row, dict[str, float]]:
    """Return a design and its sample with films in place of names and files of films.

    A name says nothing of a file's content, which may change while designs are computed.

    Parameters
    ----------
    design : mapping
        ``film``, ``temperature_degC``, ``separator_thickness_um``, ``areal_loading_mg_cm2`` and
        optionally ``filler_wt_percent``, ``catholyte`` and ``cathode``; see
        :func:`~sclcell.parameter_sets.cell_schema.cell_from`.
    sample : mapping, optional
        Values of uncertain parameters, SI units.
    known : dict, optional
        Films by name that have been looked up before; new ones are added.

    Returns
    -------
    tuple
        Design, and sample without the name of the design's film.
    """
    found = {} if known is None else known
    films: Row = {}
    if isinstance(design.get("cathode"), str | Path):
        films["cathode"] = find_cathode(design["cathode"])
    for key in ("film", "catholyte"):
        name = design.get(key)
        if isinstance(name, str) and not (key == "catholyte" and name == "film"):
            if name not in found:
                found[name] = find_electrolyte(name)
            films[key] = found[name]
    return {**design, **films}, own_values(design, sample)


def cell_build(design: Design, sample: Mapping[str, float] | None = None) -> CellBuild:
    """Return the inputs of a design.

    Parameters
    ----------
    design : mapping
        See `with_contents`.
    sample : mapping, optional
        Values of uncertain parameters in place of the shipped ones, SI units; see
        :func:`~sclcell.uncertainty.priors.uncertain_parameters`.

    Returns
    -------
    CellBuild
        In SI units.
    """
    return build_cell(cell_from("study", design), own_values(design, sample))


def own_values(design: Design, sample: Mapping[str, float] | None) -> dict[str, float]:
    """Return a sample, SI units, with the names of the design's film taken off.

    Parameters
    ----------
    design : mapping
        Whose ``film`` may be a file of the user's own, after which a fit names the film's values.
    sample : mapping, optional
        Parameter to value, SI units.
    """
    film = design.get("film")
    found = {}
    for label, value in (sample or {}).items():
        key = ParameterKey.of(label)
        own = isinstance(film, str) and key.belongs_to(film)
        found[key.name if own else label] = value
    return found


def check_values(values: Mapping[str, float], films: Iterable[str] = ()) -> dict[str, float] | None:
    """Return values of parameters that all designs share; None if there are none.

    Raises `InputError` if a parameter is not known or a value is not possible; see
    :func:`~sclcell.parameter_sets.limits.value_faults`.

    Parameters
    ----------
    values : mapping
        Parameter to value, SI units.
    films : iterable of str
        Names and files of the designs' films, which may come first in the name of a parameter.
    """
    films = [*films]
    names = [*ELECTROLYTES, *films]
    for label in values:
        if not ParameterKey.of(label).belongs_to(*names):
            raise unknown_name("parameter", label, [f"{film}: ..." for film in names])
    check(values, films=films)
    return dict(values) or None
