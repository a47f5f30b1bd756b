"""Measurements from files, in one set of units; every fault is collected, none raises."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ...columns import ROLES, UNITS, find_role, parse_unit, sign_of_heading, split_unit
from ...errors import missing_extra, nearest, shown
from ...inputs import file_text, why_no_file, why_unread
from ...models.laws.constants import celsius
from ...parameter_sets.cathode import AREA
from ...parameter_sets.cell import Cell
from ...tables import TextTable, check_rows, read_table
from ...text_cells import DELIMITERS, split
from ..kinds.base import FileRead
from ..kinds.registry import kind_of
from .cyclers import read_cycler_file
from .measured_rows import is_log, measured_table
from .plausibility import RANGES, column_fault
from .schema import SOURCE, DataSet

__all__ = ["CAPACITY", "SOURCE", "read_data"]

CAPACITY = "Capacity [mA.h.g-1]"

#: Longer tables are no measurements of one experiment that a fit needs, and each evaluation is
#: kept on disk.
MOST_ROWS = 500_000

#: Dimensions that turn into one another by area and loading.
_FAMILIES = (
    ("charge", "areal charge", "specific charge"),
    ("current", "current density", "specific current"),
    ("resistance", "areal resistance"),
)
_PER_AREA = {dimension: family for family in _FAMILIES for dimension in family}
#: Those of the whole cell.
_OF_THE_CELL = {family[0] for family in _FAMILIES}

Report = Callable[[str], None]


def read_data(
    data: DataSet, cell: Cell, folder: Path, report: Report, note: Report = lambda text: None
) -> pd.DataFrame:
    """Return the measurements of a data set.

    Parameters
    ----------
    data : DataSet
        What to read.
    cell : Cell
        Gives area and loading, where data have to be converted.
    folder : Path
        That files are relative to.
    report : callable
        Called with each fault: file, row, column, what is wrong, what to do.
    note : callable, optional
        Called with what was taken for granted.

    Returns
    -------
    pandas.DataFrame
        A column per role in the dimension that `DataKind.dimension_of` says: ``voltage`` [V],
        ``capacity`` [mA.h.g-1], ``current`` [mA.g-1], ``time`` [s], ...; and the line of the file.
    """
    frames = []
    rates = data.rate_C if isinstance(data.rate_C, list) else [data.rate_C] * len(data.files)
    if len(rates) != len(data.files):
        report(f"data '{data.name}': {len(rates)} rates for {len(data.files)} files; give one each")
        return pd.DataFrame()
    for number, (name, rate) in enumerate(zip(data.files, rates, strict=True)):
        path = folder / name
        raw = _load(path, data, cell, report)
        if raw is None:
            continue
        frame = _Reader(data, cell, name, report, note).read(raw)
        if rate is not None and "rate" not in frame and len(frame):
            frame["rate"] = rate
        frames.append(frame.assign(file=number))
    frames = [frame for frame in frames if len(frame)]
    if not frames:
        return pd.DataFrame()
    table = pd.concat(frames, ignore_index=True)
    kind_of(data.kind).check_table(table, data, cell, report)
    return table


def _load(path: Path, data: DataSet, cell: Cell, report: Report) -> pd.DataFrame | None:
    """Return a file's cells as text, None if it cannot be read."""
    why = why_no_file(path)
    if why is not None:
        near = nearest(path.name, _siblings(path))
        hint = f"did you mean {near}?" if near else "give a path relative to the problem"
        report(f"{shown(str(path), 200)[1:-1]}: {why}; {hint}")
        return None
    try:
        if data.reader is not None:
            rows = kind_of(data.kind).of_log(read_cycler_file(path, data.reader))
            check_rows(len(rows), MOST_ROWS)
            return rows
        table = _table(path, data)
        for fault in kind_of(data.kind).preamble_faults(table, cell):
            report(f"{path}: {fault}")
        return table.cells
    except ImportError:
        missing = missing_extra("reading cyclers' files", "cyclers")
        report(f"{path}: {missing}")
    except Exception as error:
        # Readers raise anything at all on broken files; each is a fault of the file.
        what = "a table" if data.reader is None else f"a file of '{data.reader}'"
        plain = type(error) is ValueError
        why = str(error) if plain else why_unread(error, "the reader")
        report(f"{path}: cannot be read as {what} ({why})")
    return None


def _table(path: Path, data: DataSet) -> TextTable:
    """Return a plain table, or what counts of a file that a program wrote."""
    kind = kind_of(data.kind)
    if data.sheet is not None or data.spectrum is not None:
        return measured_table(path, kind, data)
    try:
        table = read_table(path, lambda fields: _is_heading(fields, data), MOST_ROWS)
    except ValueError:
        # Rows that do not fit a heading that is known are faults of a plain table.
        if not _begins_with_heading(path, data):
            with suppress(ValueError):
                return measured_table(path, kind, data)
        raise
    headings = [str(name) for name in table.cells]
    if data.columns or data.where:
        return table
    if not _is_heading(headings, data):
        with suppress(ValueError):
            return measured_table(path, kind, data)
        return table
    named = [role for role in ("voltage", "current") if find_role(role, headings)]
    return measured_table(path, kind, data) if is_log(path, named, kind, data) else table


def _begins_with_heading(path: Path, data: DataSet) -> bool:
    with suppress(ValueError):
        first = next(filter(str.strip, file_text(path).splitlines()), "").lstrip("#% ")
        return any(_is_heading(split(first, mark), data) for mark in DELIMITERS)
    return False


def _siblings(path: Path) -> list[str]:
    try:
        return [p.name for p in path.parent.iterdir() if p.is_file()]
    except OSError:
        return []


def _is_heading(fields: Sequence[str], data: DataSet) -> bool:
    """Return whether the columns that a kind of data needs are among the fields of a line."""
    named = set(data.columns.values()) & set(fields)
    return all(
        any(data.columns.get(role) in named or find_role(role, fields) for role in choice)
        for choice in kind_of(data.kind).roles
    )


class _Reader:
    """Turns the cells of one file into numbers in one set of units."""

    def __init__(self, data: DataSet, cell: Cell, name: str, report: Report, note: Report) -> None:
        self.data, self.cell, self.name = data, cell, name
        self.kind = kind_of(data.kind)
        self.report = lambda text: report(f"{name}: {text}")
        self.note = lambda text: note(f"{name}: {text}")

    def read(self, raw: pd.DataFrame) -> pd.DataFrame:
        """Return the rows that count, a column per role."""
        whole = raw
        for column, wanted in self.data.where.items():
            if column not in raw:
                self._no_column(column, raw, "where")
                return pd.DataFrame()
            same = raw[column].map(lambda cell, wanted=wanted: _same(cell, wanted))
            raw = raw[same.to_numpy(bool)]
        if raw.empty:
            self.report("no row is left; check 'where', or the file")
            return pd.DataFrame()
        columns = self._columns(raw)
        if columns is None:
            return pd.DataFrame()
        frame = pd.DataFrame(index=raw.index)
        for role, header in columns.items():
            frame[role] = self._numbers(role, header, raw[header])
        frame[SOURCE] = raw.index
        self.kind.check_file(
            FileRead(frame, raw, whole, columns, self.data, self.report, self.note)
        )
        return frame

    def _no_column(self, given: str, raw: pd.DataFrame, what: str) -> None:
        near = nearest(given, map(str, raw.columns), 0.4)
        hint = f"did you mean '{near}'? " if near else ""
        self.report(
            f"{what}: there is no column '{given}'; {hint}there are {', '.join(map(str, raw))}"
        )

    def _columns(self, raw: pd.DataFrame) -> dict[str, str] | None:
        """Return the column of each role, None if one is missing."""
        headers = [str(header) for header in raw.columns]
        needed = self.kind.roles
        known = {r for choice in needed for r in choice} | set(self.kind.optional)
        found, complete = {}, True
        for role in self.data.units:
            if role not in known:
                self.report(f"units: '{role}' is not one of {', '.join(sorted(known))}")
        for role, header in self.data.columns.items():
            if role not in known:
                self.report(f"columns: '{role}' is not one of {', '.join(sorted(known))}")
            elif header not in headers:
                self._no_column(header, raw, f"column of {role}")
                complete = False
            else:
                found[role] = header
        # Where one of several ways to say the same is named, the others are not looked for.
        ways = (*needed, ("rate", "current"))
        open_roles = known - {r for way in ways if set(way) & set(found) for r in way}
        for role in sorted(open_roles - set(found), key=list(ROLES).index):
            likely = find_role(role, [h for h in headers if h not in found.values()])
            if likely is not None:
                found[role] = likely
        for choice in needed:
            if not set(choice) & set(found) and not set(choice) & set(self.data.columns):
                self.report(
                    f"no column with {' or '.join(choice)} was found among {', '.join(headers)}; "
                    f'name it: columns = {{ {choice[0]} = "..." }}'
                )
                complete = False
        if "capacity" in found:
            # Both would say the same; capacity does not depend on the current's accuracy.
            found.pop("time", None)
        for fault in self.kind.column_faults(found, self.data):
            self.report(fault)
            complete = False
        return found if complete else None

    def _numbers(self, role: str, header: str, cells: Any) -> Any:
        if "text" in ROLES[role][0]:
            return cells.astype(str)
        values = np.array([self._number(n, header, c) for n, c in cells.items()], dtype=float)
        if role == "value":
            return values
        given = self.data.units.get(role) or split_unit(header)[1]
        unit = ROLES[role][1] if given is None else given
        parsed = None if unit is None else parse_unit(role, unit)
        if parsed is None:
            allowed = [u for dimension in ROLES[role][0] for u in UNITS[dimension] if u]
            if unit is None:
                wrong = f'has no unit; write it there, or units = {{ {role} = "{allowed[0]}" }}'
            else:
                wrong = f"unit '{unit}' is not one of {', '.join(allowed)}"
            self.report(f"column '{header}': {wrong}")
            return np.full(len(values), np.nan)
        dimension, factor = parsed
        if role == "imaginary":
            factor *= sign_of_heading(header)
        values = values * factor
        if dimension == "temperature" and str(unit).strip().lower() in ("k", "kelvin"):
            values = celsius(values)
        wanted = self.kind.dimension_of(role, self.data)
        values = self._converted(dimension, wanted, header, values)
        # The general ranges are those of a role's own quantity, not of the same per area.
        ranges = self.kind.ranges if wanted != ROLES[role][0][0] else {**RANGES, **self.kind.ranges}
        fault = column_fault(role, header, values, cells.index, ranges, self.cell)
        if fault:
            self.report(fault)
        return values

    def _number(self, row: object, header: str, cell: object) -> float:
        where = f"row {row}, column '{header}'"
        text = "" if cell is None else str(cell).strip()
        if text == "" or text.lower() in ("nan", "na", "n/a", "null", "none", "-"):
            self.report(f"{where}: the value is missing; fill it in or remove the row")
            return math.nan
        try:
            number = float(text)
        except ValueError:
            hint = "; write a decimal point" if text.replace(",", "", 1).isdigit() else ""
            self.report(f"{where}: '{text[:40]}' is not a number{hint}")
            return math.nan
        if not math.isfinite(number):
            self.report(f"{where}: '{text}' is not finite")
        return number

    def _converted(
        self, dimension: str, wanted: str, header: str, values: np.ndarray
    ) -> np.ndarray:
        """Return values of one dimension in another one, by area and LFP loading of the cell."""
        if dimension == wanted:
            return values
        unit = next(iter(UNITS[wanted]))
        if wanted not in _PER_AREA.get(dimension, ()):
            self.report(
                f"column '{header}': a {dimension} cannot be turned into a {wanted}; give {unit}"
            )
            return values * math.nan
        area, loading = 1.0, self.cell.areal_loading_mg_cm2 * 1e-3
        if {dimension, wanted} & _OF_THE_CELL:
            if AREA not in self.cell.values:
                self.report(
                    f"column '{header}': to turn a {dimension} into a {wanted} needs area_cm2 in "
                    f"its [cell]; or give {unit}"
                )
                return values * math.nan
            area = self.cell.area_cm2
        sizes = {
            **{"charge": 1e3 / area, "current": 1e3 / area, "resistance": area},
            **dict.fromkeys(("specific charge", "specific current"), loading),
        }
        return values * sizes.get(dimension, 1.0) / sizes.get(wanted, 1.0)


def _same(cell: Any, wanted: str | float | list[str | float]) -> bool:
    if isinstance(wanted, list):
        return any(_same(cell, one) for one in wanted)
    if isinstance(wanted, str):
        return str(cell).strip() == wanted
    try:
        return math.isclose(float(cell), wanted, rel_tol=1e-9)
    except (TypeError, ValueError):
        return False
