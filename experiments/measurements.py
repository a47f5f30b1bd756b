"""Measured values that ship with the package, as pandas tables.

The files are copies of published numbers, one per row, with locator and note; nothing was read
off a figure.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import pandas as pd

from ..errors import unknown_name
from ..parameter_sets.provenance import provenance_table

if TYPE_CHECKING:
    from ..parameter_sets.cell import Cell

__all__ = [
    "MEASUREMENTS",
    "load_measurements",
    "measured_cell_factor",
    "measured_rows",
    "short_circuit_note",
]

#: Name of each table and its file in ``experiments/data``.
MEASUREMENTS = {
    "electrolytes": "li2024_electrolytes.csv",
    "cells": "li2024_cells.csv",
    "literature": "literature_electrolytes.csv",
}


def load_measurements(name: str = "electrolytes") -> pd.DataFrame:
    """Return a table of measured values.

    Raises `InputError` if the name is not one of the above.

    Parameters
    ----------
    name
        ``"electrolytes"`` (material properties, Li et al. 2024), ``"cells"`` (LFP|CPE|Li and
        Li|CPE|Li cells, same study) or ``"literature"`` (films and fillers of other groups, whose
        value column is text because some are ranges).

    Returns
    -------
    pandas.DataFrame
        One row per value with its unit, conditions, locator and note; empty conditions are NaN.
    """
    if name not in MEASUREMENTS:
        raise unknown_name("table of measurements", name, MEASUREMENTS)
    path = files("sclcell.experiments") / "data" / MEASUREMENTS[name]
    with path.open(encoding="utf-8") as stream:
        return pd.read_csv(stream)


def measured_rows(source: str, film: str, **where: object) -> pd.DataFrame:
    """Return the rows of a film in a table of measured values.

    Parameters
    ----------
    source : str
        As for `load_measurements`.
    film : str
        Name of the film.
    **where
        Further columns, such as ``quantity``, and their values.
    """
    table = load_measurements(source)
    for column, value in {"electrolyte": film, **where}.items():
        table = table[table[column] == value]
    return table


def measured_cell_factor() -> float:
    """Return by what the specific capacities of the study's cycled cell exceed those of the model.

    The fitted "Cycling cell capacity factor": this cell's mass was weighed, not fitted with the
    rate test's. It serves comparisons with this cell only; predictions of other cells do not
    contain it.
    """
    table = provenance_table("degradation")
    (value,) = table.loc[table["name"] == "Cycling cell capacity factor", "value"]
    return float(value)


def short_circuit_note(design: Cell, c_rate: float) -> str | None:
    """Return a note if a current exceeds the critical one that the study measured on the film.

    Parameters
    ----------
    design
        LFP | CPE | Li cell.
    c_rate
        Largest C-rate of the run [1/h].

    Returns
    -------
    str or None
        None if the current is lower, or no critical current density of the film is known.
    """
    film = design.electrolyte.name
    rows = measured_rows("cells", film, quantity="critical current density")
    # mg/cm2 times mA/g is uA/cm2
    current = c_rate * design.one_C_mAh_g * design.areal_loading_mg_cm2 / 1000
    if not len(rows) or current <= rows["value"].iloc[0]:
        return None
    return (
        f"{c_rate:g}C is {current:.4g} mA/cm2, above the critical current density of "
        f"{rows['value'].iloc[0]:g} mA/cm2 measured on {film}: short circuits are not modelled."
    )
