"""Provenance tables: class, source and range of every number."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import pandas as pd

from .cathode import cell_relations
from .composites import Electrolyte

__all__ = ["CLASSES", "cell_values", "lithium_interface_rows", "lithium_interface_values"]
__all__ += ["lithium_surface_of", "provenance_table", "read_tables_anew"]

#: Classes of a value, from best known to freely chosen.
CLASSES = ("measured", "fitted", "literature", "assumed", "setting")


def provenance_table(name: str) -> pd.DataFrame:
    """Return a copy of a provenance table.

    The columns are ``name, value, unit, class, source, locator, low, high, note``; SI units.

    Parameters
    ----------
    name : str
        Such as ``"cell"``, ``"lithium_interface"``, ``"electrolytes"``, ``"degradation"``.
    """
    return _read(name).copy()


@cache
def _read(name: str) -> pd.DataFrame:
    path = files("sclcell.parameter_sets") / "data" / f"{name}.csv"
    with path.open(encoding="utf-8") as stream:
        return pd.read_csv(stream, keep_default_na=False, na_values={"low": "", "high": ""})


def read_tables_anew() -> None:
    """Forget the tables that have been read, after one of their files was written."""
    for known in (_read, _cell_values, _surfaces):
        known.cache_clear()


def cell_values() -> dict[str, float]:
    """Return values of the cell by PyBaMM's names, SI units.

    These are the rows of ``data/cell.csv`` and, derived from them, active material fraction,
    thickness, electrode area, capacity, current and initial state.
    """
    return dict(_cell_values())


@cache
def _cell_values() -> dict[str, float]:
    table = provenance_table("cell")
    values = dict(zip(table["name"], table["value"].astype(float), strict=True))
    values |= cell_relations(values, ())
    initial = values["Initial stoichiometry in positive electrode"]
    highest = values["Maximum concentration in positive electrode [mol.m-3]"]
    values["Initial concentration in positive electrode [mol.m-3]"] = initial * highest
    return values


def lithium_interface_values(film: Electrolyte) -> dict[str, float]:
    """Return exchange-current density and SEI resistance of lithium under a film."""
    return lithium_interface_rows(lithium_surface_of(film))


def lithium_surface_of(film: Electrolyte) -> str:
    """Return the study's film whose lithium surface a film is taken to have.

    Itself for the five of the study, else the one that is made alike: same filler, coated or not.
    """
    if film.name in _surfaces():
        return film.name
    family = "PHA" if film.filler.name == "LAGP" else "PHL"
    return f"{family}P-15" if film.coating else f"{family}-15"


@cache
def _surfaces() -> frozenset[str]:
    return frozenset(provenance_table("lithium_interface")["electrolyte"])


def lithium_interface_rows(name: str) -> dict[str, float]:
    """Return the rows of ``data/lithium_interface.csv`` of one of the study's films, SI units."""
    table = provenance_table("lithium_interface")
    rows = table[table["electrolyte"] == name]
    return dict(zip(rows["name"], rows["value"].astype(float), strict=True))
