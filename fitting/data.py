"""Measurements from files, in one set of units; every fault is collected, none raises."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from .columns import ROLES, UNITS, find_role, parse_unit, split_unit
from .cyclers import read_cycler_file
from .problem import Cell, DataSet

__all__ = ["CAPACITY", "CURRENT", "KINDS", "SOURCE", "read_data"]

CAPACITY = "Capacity [mA.h.g-1]"
CURRENT = "Current [mA.g-1]"
#: Line of the file that a row comes from.
SOURCE = "Row"

#: Kind -> roles: each entry is a choice of which one is needed.
KINDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "rate capability": (("rate", "current"), ("capacity",)),
    "retention": (("cycle",), ("capacity",)),
    "polarisation": (("time",), ("voltage",)),
    "voltage curves": (("capacity", "time"), ("voltage",)),
    "spectrum": (("frequency",), ("real",), ("imaginary",)),
    "material": (("electrolyte",), ("quantity",), ("value",)),
}
_OPTIONAL = {
    "rate capability": ("temperature",),
    "voltage curves": ("rate", "current", "temperature", "curve"),
    "material": ("temperature",),
}
#: Role -> plausible range after conversion, and what is probably wrong outside it.
_PLAUSIBLE = {
    "voltage": (-1.0, 6.0, "is it mV?"),
    "temperature": (-60.0, 150.0, "is it K?"),
    "rate": (1e-4, 500.0, "is it a current?"),
    "specific charge": (0.0, 400.0, "is it mAh/cm2 or Ah/kg?"),
    "frequency": (1e-9, 1e12, "is it the logarithm?"),
}

Report = Callable[[str], None]


def read_data(data: DataSet, cell: Cell, folder: Path, report: Report) -> pd.DataFrame:
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

    Returns
    -------
    pandas.DataFrame
        A column per role: ``voltage`` [V], ``capacity`` [mA.h.g-1], ``current`` [mA.g-1],
        ``rate`` [C], ``time`` [s], ``temperature`` [degC], ...; and the line of the file.
    """
    frames = []
    rates = data.rate_C if isinstance(data.rate_C, list) else [data.rate_C] * len(data.files)
    if len(rates) != len(data.files):
        report(f"data '{data.name}': {len(rates)} rates for {len(data.files)} files; give one each")
        return pd.DataFrame()
    for number, (name, rate) in enumerate(zip(data.files, rates, strict=True)):
        path = folder / name
        raw = _load(path, data, report)
        if raw is None:
            continue
        frame = _Reader(data, cell, name, report).read(raw)
        if rate is not None and "rate" not in frame and len(frame):
            frame["rate"] = rate
        frames.append(frame.assign(file=number))
    frames = [frame for frame in frames if len(frame)]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _load(path: Path, data: DataSet, report: Report) -> pd.DataFrame | None:
    """Return a file's cells as text, None if it cannot be read."""
    if not path.is_file():
        near = get_close_matches(path.name, _siblings(path), n=1)
        hint = f"; did you mean {near[0]}?" if near else "; give a path relative to the problem"
        report(f"{path}: there is no such file{hint}")
        return None
    try:
        if data.reader is not None:
            return read_cycler_file(path, data.reader, data.kind)
        if path.suffix == ".parquet":
            return pd.read_parquet(path)
        return _text_table(path)
    except ImportError:
        report(f"{path}: reading cyclers' files needs ionworksdata; pip install 'sclcell[cyclers]'")
    except Exception as error:
        # Readers raise anything at all on broken files; each is a fault of the file.
        why = " ".join(str(error).split())[:300] or type(error).__name__
        what = "a table" if data.reader is None else f"a file of '{data.reader}'"
        report(f"{path}: cannot be read as {what} ({why})")
    return None


def _siblings(path: Path) -> list[str]:
    return [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []


def _text_table(path: Path) -> pd.DataFrame:
    text = path.read_text(encoding="utf-8-sig")
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1)]
    lines = [(n, line) for n, line in lines if line.strip() and not line.startswith("#")]
    if not lines:
        raise ValueError("the file is empty")
    header = lines[0][1]
    delimiter = max(",;\t", key=header.count)
    rows = list(csv.reader((line for _, line in lines), delimiter=delimiter))
    names = [name.strip() for name in rows[0]]
    if len(lines) == 1:
        raise ValueError("there is a header but no row")
    if len(set(names)) < len(names):
        raise ValueError(f"two columns have the same name: {', '.join(names)}")
    for (number, _), row in zip(lines, rows, strict=False):
        if len(row) != len(names):
            raise ValueError(f"row {number}: {len(row)} cells for {len(names)} columns")
    table = pd.DataFrame([[c.strip() for c in row] for row in rows[1:]], columns=names, dtype=str)
    return table.set_index(pd.Index([number for number, _ in lines[1:]]))


class _Reader:
    """Turns the cells of one file into numbers in one set of units."""

    def __init__(self, data: DataSet, cell: Cell, name: str, report: Report) -> None:
        self.data, self.cell, self.name = data, cell, name
        self.report = lambda text: report(f"{name}: {text}")

    def read(self, raw: pd.DataFrame) -> pd.DataFrame:
        """Return the rows that count, a column per role."""
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
        return frame

    def _no_column(self, given: str, raw: pd.DataFrame, what: str) -> None:
        near = get_close_matches(given, map(str, raw.columns), n=1, cutoff=0.4)
        hint = f"did you mean '{near[0]}'? " if near else ""
        self.report(
            f"{what}: there is no column '{given}'; {hint}there are {', '.join(map(str, raw))}"
        )

    def _columns(self, raw: pd.DataFrame) -> dict[str, str] | None:
        """Return the column of each role, None if one is missing."""
        headers = [str(header) for header in raw.columns]
        needed = KINDS[self.data.kind]
        known = {r for choice in needed for r in choice} | set(_OPTIONAL.get(self.data.kind, ()))
        found, complete = {}, True
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
        if self.data.kind == "voltage curves" and not (
            {"rate", "current"} & set(found) or self.data.rate_C is not None
        ):
            self.report("no column with rate or current; name it, or give rate_C = ...")
            complete = False
        return found if complete else None

    def _numbers(self, role: str, header: str, cells: Any) -> Any:
        if "text" in ROLES[role][0] and role != "value":
            return cells.astype(str)
        values = np.array([self._number(n, header, c) for n, c in cells.items()], dtype=float)
        if role == "value":
            return values
        unit = self.data.units.get(role) or split_unit(header)[1]
        parsed = parse_unit(role, ROLES[role][1] if unit is None else unit)
        if parsed is None:
            allowed = [u for dimension in ROLES[role][0] for u in UNITS[dimension] if u]
            self.report(f"column '{header}': unit '{unit}' is not one of {', '.join(allowed)}")
            return np.full(len(values), np.nan)
        dimension, factor = parsed
        values = values * factor
        if role == "temperature" and str(unit).strip().lower() in ("k", "kelvin"):
            values = values - 273.15
        self._check_range(role, dimension, header, values, cells.index)
        return self._per_gram(dimension, values)

    def _number(self, row: Any, header: str, cell: Any) -> float:
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

    def _check_range(
        self, role: str, dimension: str, header: str, values: np.ndarray, rows: Any
    ) -> None:
        low, high, hint = _PLAUSIBLE.get(dimension, _PLAUSIBLE.get(role, (-math.inf, math.inf, "")))
        if role == "time":
            low, hint = 0.0, "times start at zero"
        outside = np.flatnonzero((values < low) | (values > high))
        if outside.size:
            k = outside[0]
            more = f" (and {outside.size - 1} more)" if outside.size > 1 else ""
            self.report(
                f"row {rows[k]}, column '{header}': {values[k]:g} lies outside {low:g} to "
                f"{high:g} {ROLES[role][1]}{more}; {hint}"
            )

    def _per_gram(self, dimension: str, values: np.ndarray) -> np.ndarray:
        """Return charges and currents per mass of LFP [mA.h.g-1], resistances times area."""
        loading = self.cell.areal_loading_mg_cm2 * 1e-3
        if dimension in ("areal charge", "current density"):
            return values / loading
        if dimension in ("charge", "current"):
            area = self.cell.area_cm2
            if area is None:
                self.report("a current or charge of the whole cell needs area_cm2 in its [cell]")
                area = math.nan
            return 1e3 * values / (loading * area)
        if dimension == "resistance":
            if self.cell.area_cm2 is None:
                self.report("a resistance in Ohm needs area_cm2 in its [cell]; or give Ohm.cm2")
                return values * math.nan
            return values * self.cell.area_cm2
        return values


def _same(cell: Any, wanted: str | float | list[str | float]) -> bool:
    if isinstance(wanted, list):
        return any(_same(cell, one) for one in wanted)
    if isinstance(wanted, str):
        return str(cell).strip() == wanted
    try:
        return math.isclose(float(cell), wanted, rel_tol=1e-9)
    except (TypeError, ValueError):
        return False
