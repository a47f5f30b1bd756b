"""What every virtual measurement returns: a signal, results, a picture.

Each ``measure_...`` takes a `Cell` with film, thickness, temperature and values, and the settings
of its protocol.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pybamm

from ...errors import InputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
else:
    Axes = object  # matplotlib takes long to import

__all__ = ["Axes", "CURRENT", "TIME", "VOLTAGE", "Measurement", "area_cm2", "numbers_of"]

TIME = "Time [s]"
#: of the right electrode against the left one
VOLTAGE = "Voltage [V]"
#: positive where the right electrode is oxidised, so that it has the sign of the voltage
CURRENT = "Current density [mA.cm-2]"


@dataclass(frozen=True)
class Measurement:
    """A virtual measurement, analysed.

    Parameters
    ----------
    title, protocol : str
        A heading, and in a sentence what was done.
    signal : pandas.DataFrame
        What the instrument would have recorded, with units in the column names.
    results : dict
        What the analysis reads off it; names with units.
    """

    title: str
    protocol: str
    signal: pd.DataFrame
    results: dict[str, Any]
    draw: Callable[[Axes], None]


def area_cm2(values: pybamm.ParameterValues) -> float:
    """Return the electrode area of parameter values [cm2]."""
    return values["Electrode height [m]"] * values["Electrode width [m]"] * 1e4


def numbers_of(
    table: pd.DataFrame, columns: list[str], rows: int, what: str
) -> tuple[np.ndarray, ...]:
    """Return columns of a user's table [units of their names].

    Raises `InputError` if a column is missing, not numeric, or there are too few rows.

    Parameters
    ----------
    what : str
        What the table is called in errors.
    """
    missing = [column for column in columns if column not in table]
    if missing:
        raise InputError(
            f"the table of a {what} lacks the column {missing[0]!r}; it has "
            f"{', '.join(map(repr, table.columns))}. Name its columns {', '.join(columns)}."
        )
    for column in columns:
        if not pd.api.types.is_numeric_dtype(table[column]) or table[column].isna().any():
            raise InputError(
                f"column {column!r} of a {what} has cells that are not numbers; "
                "leave them out of the table."
            )
    if len(table) < rows:
        raise InputError(
            f"the table of a {what} has {len(table)} rows; its analysis needs {rows} at least."
        )
    return tuple(table[column].to_numpy(float) for column in columns)
