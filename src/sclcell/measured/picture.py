"""What a file of a laboratory holds, as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..style import new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from .reading import Measured

__all__ = ["draw"]

# Points of a curve in a picture; more cannot be seen.
_MOST = 5000
#: Kind -> columns on the horizontal and on the vertical axis, by how they begin.
_CAPACITIES = ("Specific dis", "Discharge", "Specific", "Capacity", "Areal", "Charge cap")
_AXES = {
    "discharge curve": ((*_CAPACITIES, "Time"), ("Voltage",)),
    "charge curve": (("Specific charge", "Charge cap", *_CAPACITIES, "Time"), ("Voltage",)),
    "charge and discharge curves": (_CAPACITIES, ("Voltage",)),
    "chronoamperogram": (("Time",), ("Current",)),
    "coulombic efficiency table": (("Cycle",), ("Coulombic",)),
    "Bruce-Vincent table": (("Filler", "Temperature"), ("Transference",)),
    "open-circuit curve": (("Charge state", *_CAPACITIES), ("Open", "Voltage")),
    "rate table": (("C-rate", "Current", "Specific current"), _CAPACITIES),
    "retention table": (("Cycle",), (*_CAPACITIES, "Retention", "Coul")),
    "film table": (("Filler", "Temperature"), ("Conductivity", "Transference")),
    "voltammogram": (("Voltage",), ("Current", "Specific current")),
}


def draw(measured: Measured) -> Figure:
    """Draw the table of a file: a Nyquist plot, a course over time, or one column over another."""
    table = measured.table
    if measured.spectra:
        figure = new_figure(5, 4)
        ax = figure.subplots()
        real = next(name for name in reversed(table.columns) if name.startswith("Re(Z)"))
        imaginary = real.replace("Re", "Im", 1)
        for number, part in table.groupby(table.get("Spectrum", pd.Series(1, table.index))):
            ax.plot(part[real], -part[imaginary], "o-", ms=2, lw=0.7, label=f"spectrum {number}")
        ax.set_xlabel(real)
        ax.set_ylabel(f"−{imaginary}")
        if 1 < measured.spectra <= 10:
            ax.legend(fontsize=7)
        return figure
    if measured.kind in _AXES:
        x, y = (_first(table, names) for names in _AXES[measured.kind])
        if x is not None and y is not None:
            figure = new_figure(5, 4)
            ax = figure.subplots()
            rows = _thinned(table)
            style = "o" if len(table) < 50 else "-"
            ax.plot(rows[x], rows[y], style, ms=4, lw=0.8)
            ax.set_xlabel(x)
            ax.set_ylabel(y)
            return figure
    names = [
        name
        for name in map(str, table)
        if name.startswith(("Voltage", "Current", "Specific current"))
    ]
    figure = new_figure(7, 2.2 * max(len(names), 1))
    rows = _thinned(table)
    axes: list[Any] = np.atleast_1d(figure.subplots(max(len(names), 1), 1, sharex=True)).tolist()
    for ax, name in zip(axes, names, strict=False):
        along = rows["Time [s]"] / 3600 if "Time [s]" in rows else rows.index
        ax.plot(along, rows[name], "-", lw=0.7)
        ax.set_ylabel(name)
    axes[-1].set_xlabel("Time [h]" if "Time [s]" in rows else "Row")
    return figure


def _first(table: pd.DataFrame, beginnings: tuple[str, ...]) -> str | None:
    found = (name for start in beginnings for name in map(str, table) if name.startswith(start))
    return next(found, None)


def _thinned(table: pd.DataFrame) -> pd.DataFrame:
    return table.iloc[:: max(1, len(table) // _MOST)]
