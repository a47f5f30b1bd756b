"""Measured values that ship with the package, as pandas tables.

The files are copies of published numbers, one per row, with locator and note; nothing was read
off a figure.
"""

from importlib.resources import files

import pandas as pd

from ..errors import unknown_name

__all__ = ["MEASUREMENTS", "load_measurements"]

#: Name of each table and its file in ``experiments/data``.
MEASUREMENTS = {
    "electrolytes": "li2024_electrolytes.csv",
    "cells": "li2024_cells.csv",
    "literature": "literature_electrolytes.csv",
}


def load_measurements(name: str = "electrolytes") -> pd.DataFrame:
    """Return a table of measured values.

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

    Raises
    ------
    InputError
        If the name is not one of the above.
    """
    if name not in MEASUREMENTS:
        raise unknown_name("table of measurements", name, MEASUREMENTS)
    path = files("sclcell.experiments") / "data" / MEASUREMENTS[name]
    with path.open(encoding="utf-8") as stream:
        return pd.read_csv(stream)
