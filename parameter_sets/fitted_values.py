"""Values in place of the shipped ones: what a fit found, or what a user knows better."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..errors import InputError
from ..tables import read_table
from .composites import Electrolyte
from .degradation import COMPOSITION, composition_values
from .electrolyte_constants import (
    ELECTROLYTES,
    electrolyte_constants,
    electrolyte_from_constants,
)
from .films import same_film
from .limits import CAPACITY_FACTOR, FILM_NUMBERS, MEASUREMENT_FACTORS, check_values

if TYPE_CHECKING:
    import pybamm

__all__ = [
    "FILM_COLUMNS",
    "FILM_NUMBERS",
    "MEASUREMENT_FACTORS",
    "FittedCell",
    "film_number_relations",
    "initial_concentration",
    "read_cell",
    "read_values",
    "replace_values",
    "study_film",
    "values_for_film",
    "with_constants",
]

_STOICHIOMETRY = "Initial stoichiometry in positive electrode"
_HIGHEST = "Maximum concentration in positive electrode [mol.m-3]"
_INITIAL = "Initial concentration in positive electrode [mol.m-3]"
_COLUMNS = ("Parameter", "Value")
#: Columns that say what the cells of a fit were made of, in tables of parameters and of samples.
FILM_COLUMNS = ("Electrolyte", "Catholyte")


@dataclass(frozen=True)
class FittedCell:
    """What a fit has written of the cells that it used.

    Parameters
    ----------
    values : dict
        Parameter to value, SI units: what was fitted and what the problem fixed. The name of the
        film comes first where there is a value for each (``"PHLP-15: ..."``).
    electrolyte, catholyte : str, optional
        Name or file of film and catholyte, if all cells have the same; None if the pores hold the
        film's electrolyte.
    """

    values: dict[str, float]
    electrolyte: str | None = None
    catholyte: str | None = None

    def notes(self, film: str) -> list[str]:
        """Return what there is to say if the values are used for a film.

        Parameters
        ----------
        film : str
            Name or TOML file.
        """
        others = {label.rpartition(": ")[0] for label in self.values}
        found = [
            f"the values of {owner} are not used for {film}"
            for owner in sorted(others - {""})
            if not same_film(owner, film)
        ]
        if self.electrolyte is not None and not same_film(self.electrolyte, film):
            found.append(f"the fit had {self.electrolyte}, its values are used for {film}")
        return found


def read_values(path: Path) -> dict[str, float]:
    """Return the values in the table of parameters that a fit has written.

    Parameters
    ----------
    path : Path
        See `read_cell`.
    """
    return read_cell(path).values


def read_cell(path: Path) -> FittedCell:
    """Return what the table of parameters says that a fit has written.

    Factors of one measured cell are left out, see `MEASUREMENT_FACTORS`.

    Parameters
    ----------
    path : Path
        CSV with the columns ``Parameter`` and ``Value`` (SI units), and ``Electrolyte`` and
        ``Catholyte`` where the cells have them; others do not matter.

    Raises
    ------
    InputError
        If the file cannot be read, has no such columns or numbers, or a parameter is not known,
        given twice or impossible.
    """
    try:
        table = read_table(path).cells
    except (OSError, ValueError) as error:
        raise InputError(
            f"{path}: cannot be read as a table of parameters ({error}); "
            "give the parameters.csv that 'sclcell fit' wrote."
        ) from error
    missing = [name for name in _COLUMNS if name not in table]
    if missing:
        raise InputError(
            f"{path}: no column {missing[0]!r}; a table of parameters has 'Parameter' and "
            "'Value' (SI units), such as the parameters.csv that 'sclcell fit' wrote."
        )
    numbers = pd.to_numeric(table["Value"], errors="coerce")
    if not len(table) or numbers.isna().any():
        raise InputError(f"{path}: a table of parameters needs rows with a number in each.")
    labels = table["Parameter"].astype(str).str.strip()
    twice = labels[labels.duplicated()].unique()
    if len(twice):
        raise InputError(f"{path}: {twice[0]!r} is there more than once; keep one row of each.")
    found = {
        str(label): float(value)
        for label, value in zip(labels, numbers, strict=True)
        if label.rpartition(": ")[2] not in MEASUREMENT_FACTORS
    }
    owners = {label.rpartition(": ")[0] for label in found}
    check_values(found, str(path), owners)
    return FittedCell(found, *(_common(table, name) for name in FILM_COLUMNS))


def _common(table: pd.DataFrame, column: str) -> str | None:
    """Return the text that a whole column holds; None without one."""
    names = {str(n).strip() for n in table[column].dropna()} - {""} if column in table else set()
    return names.pop() if len(names) == 1 else None


def values_for_film(values: Mapping[str, float], film: str) -> dict[str, float]:
    """Return the values that hold for a film, without its name.

    Parameters
    ----------
    values : mapping
        Parameter to value, SI units; those of one film have its name first.
    film : str
        Name or TOML file of the film; other spellings of the name do not matter, nor from where
        the file is seen.

    Raises
    ------
    InputError
        If a value was fitted for one measured cell: nothing says that it holds for another.
    """
    found: dict[str, float] = {}
    for label, value in values.items():
        owner, _, name = label.rpartition(": ")
        if owner == "" or same_film(owner, film):
            found[name] = value
        elif owner not in ELECTROLYTES and not owner.lower().endswith(".toml"):
            raise InputError(
                f"{label!r} was fitted for one cell; give the table of that cell, or let the cells "
                "share it in the fit (shared = 'all')."
            )
    return found


def with_constants(film: Electrolyte, given: Mapping[str, float]) -> Electrolyte:
    """Return a film of the study with some of the closures' constants replaced.

    Raises
    ------
    InputError
        If there are constants among the values, but the film is not made of the study's materials.
    """
    changes = {key: value for key, value in given.items() if key in electrolyte_constants()}
    if not changes:
        return film
    base = study_film(film)
    if base is None:
        raise InputError(
            f"{next(iter(changes))!r} is a constant of the study's films "
            f"({', '.join(ELECTROLYTES)}) and has no meaning for {film.name!r}; "
            "describe that film in its own TOML file."
        )
    changed = electrolyte_from_constants(base, {**electrolyte_constants(), **changes})
    return replace(changed, name=film.name, filler_mass_fraction=film.filler_mass_fraction)


def study_film(film: Electrolyte) -> str | None:
    """Return the study's film that differs from a film in loading and name at most, or None."""
    for name in ELECTROLYTES:
        shipped = electrolyte_from_constants(name, electrolyte_constants())
        share = film.filler_mass_fraction
        if replace(shipped, name=film.name, filler_mass_fraction=share) == film:
            return name
    return None


def replace_values(values: pybamm.ParameterValues, given: Mapping[str, float]) -> None:
    """Put values in place of those of a cell, and what follows from them.

    Parameters
    ----------
    values : pybamm.ParameterValues
        Of the cell; changed.
    given : mapping
        Parameter to value, SI units, checked; see
        :func:`~sclcell.parameter_sets.limits.check_values`.
    """
    constants = electrolyte_constants()
    direct = {n: value for n, value in given.items() if n not in (*constants, CAPACITY_FACTOR)}
    changes: dict[str, Any] = film_number_relations(direct)
    if {_STOICHIOMETRY, _HIGHEST} & {*direct}:
        changes[_INITIAL] = initial_concentration()
    ageing = {name: direct.get(name, values[name]) for name in COMPOSITION}
    changes |= {
        name: value
        for name, value in composition_values(ageing).items()
        if COMPOSITION.intersection(direct) and name not in direct
    }
    values.update({**changes, **direct}, check_already_exists=False)


def initial_concentration() -> Any:
    """Return the initial concentration of LFP as a function of the initial stoichiometry."""
    import pybamm

    return pybamm.Parameter(_STOICHIOMETRY) * pybamm.Parameter(_HIGHEST)


def film_number_relations(given: Iterable[str]) -> dict[str, Any]:
    """Return the transport properties that are numbers in place of closures, (TR-6).

    What is not given follows: the diffusivity from conductivity and transference number, (SALT-1),
    and the properties of the pores from those of the film, unless they have a catholyte.

    Parameters
    ----------
    given : iterable of str
        Names of parameters; those of `FILM_NUMBERS` count.

    Returns
    -------
    dict
        PyBaMM names to functions of concentration and temperature, which read the numbers.
    """
    # partial: PyBaMM can write it to JSON, and it can be pickled
    return {
        FILM_NUMBERS[name]: partial(
            _at_constant_mobility if "conductivity" in name else _constant, name=name
        )
        for name in given
        if name in FILM_NUMBERS
    }


def _constant(c_e: Any, T: Any, *, name: str) -> Any:
    import pybamm

    return pybamm.Parameter(name)


def _at_constant_mobility(c_e: Any, T: Any, *, name: str) -> Any:
    """Return a conductivity that is proportional to the salt concentration."""
    import pybamm

    return (
        pybamm.Parameter(name)
        * c_e
        / pybamm.Parameter("Initial concentration in electrolyte [mol.m-3]")
    )
