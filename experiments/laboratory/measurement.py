"""What every virtual measurement returns: a signal, results, a picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from ...errors import InputError
from ...style import new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["CURRENT", "TIME", "VOLTAGE", "Measurement", "area_cm2", "require_columns"]

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
    title : str
        What was measured, for a heading.
    protocol : str
        How, in a sentence.
    signal : pandas.DataFrame
        What the instrument would have recorded, with units in the column names.
    results : dict
        What the analysis reads off it; names with units.
    draw : callable
        Draws signal and analysis into given axes.
    """

    title: str
    protocol: str
    signal: pd.DataFrame
    results: dict[str, Any]
    draw: Callable[[Axes], None]

    def figure(self) -> Figure:
        """Return the picture by itself."""
        figure = new_figure(5, 4)
        axes = figure.subplots()
        self.draw(axes)
        axes.set_title(self.title)
        return figure


def area_cm2(values: Any) -> float:
    """Return the electrode area of parameter values [cm2]."""
    return values["Electrode height [m]"] * values["Electrode width [m]"] * 1e4


def require_columns(table: pd.DataFrame, columns: list[str], rows: int, what: str) -> None:
    """Raise an error that names what a user's table lacks.

    Raises
    ------
    InputError
        If a column is missing, not numeric, or there are too few rows.
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
