"""What counts of a laboratory's file for a kind of data: spectra by number, discharges of logs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ...errors import InputError
from ...measured.logs import directions
from ...measured.reading import SPECTRUM, Measured, read_measured
from ...text_cells import TextTable

if TYPE_CHECKING:
    from ..kinds.base import DataKind
    from .schema import DataSet

__all__ = ["is_log", "measured_table"]

#: Current of a log -> unit of the charge that it passes.
_CAPACITY_OF = {
    "Current [A]": "A.h",
    "Current density [mA.cm-2]": "mA.h.cm-2",
    "Specific current [mA.g-1]": "mA.h.g-1",
}
_LOGS = ("cycling log", "pulses or GITT", "Li|Li polarisation log", "Li|Cu plating and stripping")


def is_log(path: Path, roles: list[str], kind: type[DataKind], data: DataSet) -> bool:
    """Return whether a table is a log from which a kind of data takes what counts.

    Its current has both signs; a table of discharges alone is taken as it is. The roles are those
    that the headings of the table speak of.
    """
    if not kind.reads_logs() or {"voltage", "current"} - set(roles):
        return False
    try:
        return _read(path, data).kind in _LOGS
    except ValueError:  # which the reader of plain tables says better
        return False


def measured_table(path: Path, kind: type[DataKind], data: DataSet) -> TextTable:
    """Return the rows of a file that count for a kind of data, in units that it knows.

    Raises
    ------
    ValueError
        With why the file cannot be read or is of another kind, in a phrase.
    """
    measured = _read(path, data)
    table = measured.table
    if measured.kind == SPECTRUM:
        if measured.spectra > 1 and data.spectrum is None:
            raise ValueError(
                f"it holds {measured.spectra} spectra; choose one with spectrum = 1 to "
                f"{measured.spectra}"
            )
        # Both would say the same; the cell knows its area.
        twice = [name for name in table if str(name).endswith("[Ohm.cm2]")]
        table = table.drop(columns=twice if "Re(Z) [Ohm]" in table else [])
    elif measured.kind in _LOGS and kind.reads_logs():
        table = kind.of_log(_as_log(measured))
    area = measured.area_cm2
    lines = () if area is None else (f"electrode area: {area!r} cm2",)
    return TextTable(table.set_axis(range(1, len(table) + 1)), lines)


def _read(path: Path, data: DataSet) -> Measured:
    try:
        return read_measured(path, spectrum=data.spectrum, sheet=data.sheet)
    except InputError as error:
        raise ValueError(str(error).removeprefix(f"{path}: ").rstrip(".")) from error


def _as_log(measured: Measured) -> pd.DataFrame:
    """Return a log with the names of ionworksdata: a positive current discharges."""
    table = measured.table
    name = next((name for name in map(str, table) if name in _CAPACITY_OF), None)
    if name is None or "Time [s]" not in table:
        raise ValueError("a log needs a column of time and one of current")
    current = -table[name].to_numpy(float)
    direction = directions(current)
    step = np.append(0, np.cumsum(np.diff(direction) != 0)) + 1
    frame = pd.DataFrame(
        {
            "Time [s]": table["Time [s]"],
            "Voltage [V]": table["Voltage [V]"],
            name: current,
            "Step count": step,
            f"Discharge capacity [{_CAPACITY_OF[name]}]": _passed(table, current, direction, 1),
            f"Charge capacity [{_CAPACITY_OF[name]}]": _passed(table, current, direction, -1),
        }
    )
    if "Temperature [degC]" in table and table["Temperature [degC]"].notna().all():
        frame["Temperature [degC]"] = table["Temperature [degC]"]
    if "Cycle" in table:
        frame["Cycle from cycler"] = table["Cycle"]
    return frame


def _passed(
    table: pd.DataFrame, current: np.ndarray, direction: np.ndarray, sign: int
) -> np.ndarray:
    """Return the charge since the start of each stretch in a direction, in h times the current.

    By the cycler's own counter, which counts between the rows, else by current and time.
    """
    same = np.append(False, direction[1:] == direction[:-1])
    dt = np.diff(table["Time [s]"].to_numpy(float), prepend=0.0)
    rises = np.abs(current + np.append(current[:1], current[:-1])) / 2 * dt / 3600
    own = "Discharge capacity [A.h]" if sign > 0 else "Charge capacity [A.h]"
    for name in (own, "Capacity [A.h]"):
        if name in table and "Current [A]" in table:
            counted = np.diff(table[name].abs().to_numpy(float), prepend=0.0)
            counted = np.clip(np.nan_to_num(counted), 0, None)
            if counted[same & (direction == sign)].any():
                rises = counted
                break
    rises = np.where(same & (direction == sign), rises, 0.0)
    stretch = np.cumsum(~same)
    return pd.Series(rises).groupby(stretch).cumsum().to_numpy()
