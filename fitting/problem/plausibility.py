"""What measured numbers can be: checked in the units of the fit, after every conversion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ...parameter_sets.cell import Cell

__all__ = ["RANGES", "Range", "column_fault", "highest_capacity", "twice"]

#: Measured capacity over what the cathode holds; beyond it, mass, area or unit are wrong [-].
_MOST = 1.1


@dataclass(frozen=True)
class Range:
    """What the values of a column can be.

    Parameters
    ----------
    low, high : float
        Bounds, included [`unit`]; a low end of zero is not, if ``positive``.
    unit : str
        As messages show it.
    hint : str
        What is probably wrong outside.
    signed : bool
        Whether only the size of a value counts.
    positive : bool
        Whether values must lie above zero.
    of_cathode : bool
        Whether the high end is what the cathode holds, see `highest_capacity`.
    """

    low: float
    high: float
    unit: str = ""
    hint: str = ""
    signed: bool = False
    positive: bool = False
    of_cathode: bool = False


#: Role -> what its values can be; currents as C-rates.
RANGES: Mapping[str, Range] = {
    "temperature": Range(-60.0, 150.0, "degC", "is it K?"),
    "rate": Range(1e-4, 500.0, "C", "is it a current?"),
    "frequency": Range(1e-9, 1e12, "Hz", "is it the logarithm?"),
    "time": Range(0.0, np.inf, "s", "times start at zero"),
    "cycle": Range(0.0, 1e5, "", "cycles are counted from 1, or from 0, to 100000"),
    "voltage": Range(0.0, 6.0, "V", "voltages are positive; is it mV?", positive=True),
    "capacity": Range(
        0.0,
        np.inf,
        "mAh/g",
        "check the unit, and areal_loading_mg_cm2 and area_cm2 of the cell",
        of_cathode=True,
    ),
    "current": Range(1e-4, 500.0, "C", "check the unit, loading and area of the cell", signed=True),
}


def column_fault(
    role: str, header: str, values: np.ndarray, rows: Any, ranges: Mapping[str, Range], cell: Cell
) -> str | None:
    """Return what is wrong with the converted values of a column, None for nothing.

    Parameters
    ----------
    role, header : str
        What the column is, and its name in the file.
    values : numpy.ndarray
        As `read_data` returns them [unit of the role], shape (n,).
    rows : sequence
        Lines of the file.
    ranges : mapping
        Role to what values can be; none for a role that is not among them.
    cell : Cell
        Says what 1C is.
    """
    allowed = ranges.get(role)
    if allowed is None:
        return None
    shown = np.abs(values) if allowed.signed else values
    if role == "current" and allowed.unit == "C":
        shown = shown / cell.one_C_mAh_g
    low, high, hint = allowed.low, allowed.high, allowed.hint
    if allowed.of_cathode:
        high, holds = highest_capacity(cell)
        hint = f"{holds}: {hint}"
    wrong = (shown < low) | (shown > high) | ((shown <= 0) & allowed.positive)
    if role == "cycle" and not wrong.any():
        wrong = np.isfinite(shown) & (shown != np.round(shown))
        hint = "cycles are whole numbers"
    if not wrong.any():
        return None
    k = int(np.flatnonzero(wrong)[0])
    more = f" (and {wrong.sum() - 1} more)" if wrong.sum() > 1 else ""
    if role == "cycle" and 0 <= shown[k] <= high:
        return f"row {rows[k]}, column '{header}': {shown[k]:g}{more}: {hint}"
    limits = f"{low:g} to {high:g} {allowed.unit}".rstrip()
    return f"row {rows[k]}, column '{header}': {shown[k]:g} lies outside {limits}{more}; {hint}"


def highest_capacity(cell: Cell) -> tuple[float, str]:
    """Return the most that can be measured [mA.h.g-1], and in words what the cathode holds."""
    cathode = cell.cathode
    return _MOST * cathode.most_mAh_g, f"{cathode.name} holds {cathode.most_mAh_g:.3g} mAh/g"


def twice(frame: pd.DataFrame, column: str, row: str, where: str) -> str | None:
    """Return which cycles occur more than once in a table of capacities.

    Parameters
    ----------
    frame : pandas.DataFrame
        A row per capacity.
    column, row : str
        Columns with the cycle and with the line of the file.
    where : str
        What to do about it.
    """
    again = frame[frame[column].duplicated(keep=False)]
    if again.empty:
        return None
    cycles = [f"{cycle:g}" for cycle in again[column].unique()]
    rows = ", ".join(map(str, again[row].iloc[:4]))
    more = f" and {len(cycles) - 5} more" if len(cycles) > 5 else ""
    return (
        f"cycle {', '.join(cycles[:5])}{more} occurs more than once (rows {rows}"
        f"{', ...' if len(again) > 4 else ''}); a cycle has one capacity: {where}"
    )
