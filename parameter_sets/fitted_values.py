"""Values in place of the shipped ones: what a fit found, or what a user knows better."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..errors import InputError, unknown_name
from ..tables import read_table
from .composites import Electrolyte
from .electrolyte_constants import (
    ELECTROLYTES,
    electrolyte_constants,
    electrolyte_from_constants,
)

if TYPE_CHECKING:
    import pybamm

__all__ = [
    "FILM_NUMBERS",
    "MEASUREMENT_FACTORS",
    "film_number_relations",
    "initial_concentration",
    "read_values",
    "replace_values",
    "values_for_film",
    "with_constants",
]

#: Numbers that can stand for the closures of a film -> parameter that they replace.
FILM_NUMBERS = {
    "Film ionic conductivity [S.m-1]": "Electrolyte conductivity [S.m-1]",
    "Film salt diffusivity [m2.s-1]": "Electrolyte diffusivity [m2.s-1]",
    "Film cation transference number": "Cation transference number",
}
#: Fitted with the cell, but properties of one measured cell (its weighed mass): predictions of
#: other cells leave them out.
MEASUREMENT_FACTORS = ("Specific capacity factor", "Cycling cell capacity factor")

_STOICHIOMETRY = "Initial stoichiometry in positive electrode"
_INITIAL = "Initial concentration in positive electrode [mol.m-3]"
_COLUMNS = ("Parameter", "Value")


def read_values(path: Path) -> dict[str, float]:
    """Return the values in the table of parameters that a fit has written.

    Factors of one measured cell are left out, see `MEASUREMENT_FACTORS`.

    Parameters
    ----------
    path : Path
        CSV with the columns ``Parameter`` and ``Value`` (SI units); others do not matter.

    Returns
    -------
    dict
        Parameter to value, SI units; the name of the film comes first where the fit keeps a value
        for each (``"PHLP-15: ..."``).

    Raises
    ------
    InputError
        If the file cannot be read or has no such columns or numbers.
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
    return {
        str(label): float(value)
        for label, value in zip(table["Parameter"], numbers, strict=True)
        if str(label).rpartition(": ")[2] not in MEASUREMENT_FACTORS
    }


def values_for_film(values: Mapping[str, float], film: str) -> dict[str, float]:
    """Return the values that hold for a film, without its name.

    Parameters
    ----------
    values : mapping
        Parameter to value, SI units; those of one film have its name first.
    film : str
        Name or TOML file of the film, as in the problem of the fit.

    Raises
    ------
    InputError
        If a value was fitted for one measured cell: nothing says that it holds for another.
    """
    found: dict[str, float] = {}
    for label, value in values.items():
        owner, _, name = label.rpartition(": ")
        if owner in ("", film):
            found[name] = value
        elif owner not in ELECTROLYTES and not owner.lower().endswith(".toml"):
            raise InputError(
                f"{label!r} was fitted for one cell; let the cells share it in the fit "
                "(shared = 'all'), or take the cell's name off in the table."
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
    base = _shipped_like(film)
    if base is None:
        raise InputError(
            f"{next(iter(changes))!r} is a constant of the study's films "
            f"({', '.join(ELECTROLYTES)}) and has no meaning for {film.name!r}; "
            "describe that film in its own TOML file."
        )
    changed = electrolyte_from_constants(base, {**electrolyte_constants(), **changes})
    return replace(changed, name=film.name, filler_mass_fraction=film.filler_mass_fraction)


def _shipped_like(film: Electrolyte) -> str | None:
    """Return the study's film that differs in loading and name at most."""
    for name in ELECTROLYTES:
        shipped = electrolyte_from_constants(name, electrolyte_constants())
        share = film.filler_mass_fraction
        if replace(shipped, name=film.name, filler_mass_fraction=share) == film:
            return name
    return None


def replace_values(
    values: pybamm.ParameterValues, given: Mapping[str, float], same_pores: bool
) -> None:
    """Put values in place of those of a cell.

    Parameters
    ----------
    values : pybamm.ParameterValues
        Of the cell; changed.
    given : mapping
        Parameter to value, SI units.
    same_pores : bool
        Whether the cathode pores hold the film's electrolyte.

    Raises
    ------
    InputError
        If a parameter is not known.
    """
    constants = electrolyte_constants()
    numbers = {
        name
        for name, value in values.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }
    allowed = [*sorted(numbers), *FILM_NUMBERS]
    for name in given:
        if name not in allowed and name not in constants:
            near = unknown_name("parameter", name, allowed)
            hint = str(near).split(" Allowed:")[0]
            raise InputError(f"{hint} 'sclcell export' writes all parameters of a cell.")
    direct = {name: value for name, value in given.items() if name not in constants}
    changes: dict[str, Any] = film_number_relations(direct, same_pores)
    if _STOICHIOMETRY in direct:
        changes[_INITIAL] = initial_concentration()
    values.update({**changes, **direct}, check_already_exists=False)


def initial_concentration() -> Any:
    """Return the initial concentration of LFP as a function of the initial stoichiometry."""
    import pybamm

    highest = pybamm.Parameter("Maximum concentration in positive electrode [mol.m-3]")
    return pybamm.Parameter(_STOICHIOMETRY) * highest


def film_number_relations(given: Iterable[str], same_pores: bool) -> dict[str, Any]:
    """Return the transport properties that are numbers in place of closures, (TR-6).

    Parameters
    ----------
    given : iterable of str
        Names of parameters; those of `FILM_NUMBERS` count.
    same_pores : bool
        Whether the cathode pores hold the film's electrolyte.

    Returns
    -------
    dict
        PyBaMM names to functions of concentration and temperature, which read the numbers.
    """
    relations: dict[str, Any] = {}
    for name in given:
        if name not in FILM_NUMBERS:
            continue
        target = FILM_NUMBERS[name]
        # partial: PyBaMM can write it to JSON, and it can be pickled
        function = partial(
            _at_constant_mobility if "conductivity" in name else _constant, name=name
        )
        relations[target] = function
        if same_pores:
            pores = target.replace("Electrolyte ", "")
            relations[f"Catholyte {pores[0].lower()}{pores[1:]}"] = function
    return relations


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
