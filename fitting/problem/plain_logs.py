"""Cyclers' text files in the form that ionworksdata reads.

The library takes commas in numbers for marks between thousands (3,45 V becomes 345 V), separates
some formats at commas only, and knows the labels of the Battery Data Format without their units.
"""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ...columns import parse_unit, split_unit
from ...inputs import file_text
from ...models.laws.constants import celsius
from ...tables import decimal_sign, read_table, with_point

__all__ = ["plain_log"]

_TEXT = {".csv", ".txt", ".tsv", ".bdf", ".dat", ""}
#: The library reads decimal commas of these itself.
_OWN = {"biologic", "biologic mpt", "biologic csv"}
#: Label of the Battery Data Format -> name that the library knows, role.
_BATTERY_DATA = {
    "test time": ("test_time_second", "time"),
    "voltage": ("voltage_volt", "voltage"),
    "current": ("current_ampere", "current"),
    "cycle count": ("cycle_count", "cycle"),
    "step count": ("step_count", "cycle"),
    "ambient temperature": ("ambient_temperature_celsius", "temperature"),
    "charging capacity": ("charging_capacity_ampere_hour", "capacity"),
    "discharging capacity": ("discharging_capacity_ampere_hour", "capacity"),
}
_DIMENSIONS = {"current": "current", "capacity": "charge"}


@contextmanager
def plain_log(path: Path, reader: str) -> Iterator[Path]:
    """Give a file, or a copy of it with decimal points, commas between fields, known labels.

    Parameters
    ----------
    path : Path
        File of a cycler.
    reader : str
        Reader of ionworksdata, in lower case.

    Raises
    ------
    ValueError
        If numbers or units cannot be told.
    """
    content = None
    if path.suffix.lower() in _TEXT and reader not in _OWN:
        content = _battery_data(path) if reader == "bdf" else _with_points(path)
    if content is None:
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / (path.name if path.suffix else f"{path.name}.csv")
        copy.write_text(content, encoding="utf-8")
        yield copy


def _with_points(path: Path) -> str | None:
    """Return the text with decimal points and commas between fields, None if it has them."""
    try:
        lines = file_text(path).splitlines()
    except ValueError:
        # Not text: the library's own business.
        return None
    delimiter = max("\t;,", key=lambda d: _rows_alike(lines, d))
    rows = [next(csv.reader([line], delimiter=delimiter), []) for line in lines]
    sign = decimal_sign([cell.strip() for row in rows for cell in row])
    if sign == "both":
        raise ValueError("numbers have decimal commas and decimal points; write points only")
    if sign != "," and delimiter != ";":
        return None
    rows = [[with_point(cell.strip(), sign) for cell in row] for row in rows]
    return _joined(rows, "," if delimiter == ";" else delimiter)


def _rows_alike(lines: list[str], delimiter: str) -> int:
    """Return how many lines have the most frequent number of fields above one."""
    counts = Counter(line.count(delimiter) for line in lines if delimiter in line)
    return max(counts.values(), default=0)


def _battery_data(path: Path) -> str:
    """Return a Battery Data Format table with the names that the library knows, in their units."""
    cells = read_table(path).cells.reset_index(drop=True)
    names = {}
    for heading in map(str, cells):
        label, unit = split_unit(heading)
        known = _BATTERY_DATA.get(re.sub(r"\s+", " ", label).lower())
        if known is None:
            names[heading] = heading
            continue
        names[heading], role = known
        parsed = parse_unit(role, unit) if unit else None
        if unit and (parsed is None or parsed[0] != _DIMENSIONS.get(role, parsed[0])):
            raise ValueError(f"column '{heading}': unit '{unit}' is not known there")
        if parsed is not None and parsed[1] != 1.0:
            cells[heading] = [repr(parsed[1] * float(cell)) for cell in cells[heading]]
        if role == "temperature" and unit and unit.lower() in ("k", "kelvin"):
            cells[heading] = [repr(celsius(float(cell))) for cell in cells[heading]]
    return _joined([[names[str(c)] for c in cells], *cells.to_numpy().tolist()], ",")


def _joined(rows: list[list[str]], delimiter: str) -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return stream.getvalue()
