"""Values that replace shipped ones: results of a fit, or a user's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ..errors import InputError
from ..tables import read_table
from .electrolyte_constants import ELECTROLYTES
from .films import is_file_of_film, same_film
from .limits import FILM_NUMBERS, MEASUREMENT_FACTORS, check_values
from .values import ParameterKey, Values

__all__ = ["FILM_COLUMNS", "FILM_NUMBERS", "MEASUREMENT_FACTORS", "FittedCell", "read_cell"]
__all__ += ["values_for_film"]

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
        """Return what there is to say if the values are used for a film."""
        found = [
            f"the values of {owner} are not used for {film}"
            for owner in sorted(Values(self.values).owners)
            if not same_film(owner, film)
        ]
        if self.electrolyte is not None and not same_film(self.electrolyte, film):
            found.append(f"the fit had {self.electrolyte}, its values are used for {film}")
        return found


def read_cell(path: Path) -> FittedCell:
    """Return what the table of parameters says that a fit has written.

    Factors of one measured cell are left out, see `MEASUREMENT_FACTORS`.

    Raises `InputError` if the file cannot be read, has no such columns or numbers, or a parameter
    is not known, given twice or impossible.

    Parameters
    ----------
    path : Path
        CSV with the columns ``Parameter`` and ``Value`` (SI units), and ``Electrolyte`` and
        ``Catholyte`` where the cells have them; others do not matter.
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
        if ParameterKey.of(label).name not in MEASUREMENT_FACTORS
    }
    check_values(found, str(path), Values(found).owners)
    return FittedCell(found, *(_common(table, name) for name in FILM_COLUMNS))


def _common(table: pd.DataFrame, column: str) -> str | None:
    """Return the text that a whole column holds; None without one."""
    names = {str(n).strip() for n in table[column].dropna()} - {""} if column in table else set()
    return names.pop() if len(names) == 1 else None


def values_for_film(values: Mapping[str, float], film: str) -> dict[str, float]:
    """Return the values that hold for a film, without its name.

    Raises `InputError` if a value was fitted for one measured cell: nothing says that it holds for
    another.

    Parameters
    ----------
    values : mapping
        Parameter to value, SI units; those of one film have its name first.
    film : str
        Name or TOML file of the film; other spellings of the name do not matter, nor from where
        the file is seen.
    """
    labelled = Values(values)
    for key, _ in labelled.pairs():
        known = key.owner in ELECTROLYTES or is_file_of_film(key.owner)
        if not known and not key.belongs_to(film):
            raise InputError(
                f"{str(key)!r} was fitted for one cell; give the table of that cell, or let the "
                "cells share it in the fit (shared = 'all')."
            )
    return dict(labelled.of(film))
