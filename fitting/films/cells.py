"""A table on its way to numbers: its columns by role, their cells, and numbers in them."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pandas as pd

from ...columns import split_unit
from ...errors import InputError, shown
from .headings import MISSING, NUMERIC, RANGES, columns_of, named
from .printed import temperature_of

__all__ = ["Cells"]

_UNIT_BEHIND = re.compile(
    r"(?<=[\d.])\s*(wt\.?\s*-?%|vol\.?\s*-?%|%|phr|°\s*C|℃|degC|C|K|S/cm|mS/cm|S/m|µm|um|eV)$"
)


class Cells:
    """Cells of a table of films, a row per film and temperature.

    Parameters
    ----------
    path : Path
        Named in messages.
    cells : pandas.DataFrame
        Text; the index is the line of the file.
    notes : list of str
        Gets what was taken for granted.
    """

    def __init__(self, path: Path, cells: pd.DataFrame, notes: list[str]) -> None:
        self.path, self.cells, self.notes = path, cells, notes
        self.columns = columns_of(cells.columns)
        self.numbers: dict[str, pd.Series] = {}

    def fault(self, what: str) -> InputError:
        """Return the error of a phrase."""
        return InputError(f"{self.path}: {what}.")

    def refuse(self, wrong: pd.Series, what: str, where: str = "") -> None:
        """Raise for the first of the values that are wrong, if there is one."""
        if len(wrong):
            raise self.fault(f"row {wrong.index[0]}{where}: {what.format(wrong.iloc[0])}")

    def within(self, values: pd.Series, low: float, high: float, where: str) -> None:
        """Refuse numbers that no film can have."""
        wrong = values[(values < low) | (values > high)]
        self.refuse(wrong, f"{{:g}} lies outside {low:g} to {high:g}", f", {where}")

    def column(self, role: str) -> str:
        """Return the column of a role as messages name it."""
        return f"column '{self.columns[role]}'"

    def unit(self, role: str) -> str:
        """Return the unit in the heading of a role."""
        return split_unit(self.columns[role])[1] or ""

    def words(self, role: str) -> pd.Series:
        """Return the cells of a role as text."""
        return self.cells[self.columns[role]].astype(str).str.strip()

    def nothing(self) -> pd.Series:
        """Return a column in which nothing was measured."""
        return pd.Series(np.nan, self.cells.index)

    def take(self, chosen: pd.Series) -> None:
        """Leave out rows, and read the numbers of the others."""
        self.cells = self.cells[chosen.to_numpy()]
        self.numbers = {r: self._numbers(r) for r in self.columns if r in NUMERIC}

    def _numbers(self, role: str) -> pd.Series:
        text = self.words(role)
        numbers = pd.to_numeric(text, errors="coerce")
        if numbers.isna().any():
            plain = text.str.lstrip("~≈ ").str.replace(_UNIT_BEHIND, "", regex=True)
            numbers = pd.to_numeric(plain, errors="coerce")
        if role == "temperature" and numbers.isna().any():
            # RT, room temperature; the column's unit is that of the others.
            K = text.map(lambda cell: np.nan if (T := temperature_of(str(cell))) is None else T)
            kelvins = self.unit(role).strip().lower() in ("k", "kelvin")
            numbers = numbers.fillna(K if kelvins else K - 273.15)
        missing = text.str.lower().str.replace(" ", "").isin(MISSING)
        wrong = text[numbers.isna() & ~missing].map(shown)
        what = "{} is no number; leave the cell empty where nothing was measured"
        if wrong.str.fullmatch(r"'\d+,\d+'").any():
            what = "{} has a decimal comma; write a point, as in the other cells"
        self.refuse(wrong, what, f", {self.column(role)}")
        self.within(numbers, *RANGES.get(role, (-math.inf, math.inf)), self.column(role))
        return numbers

    def said(
        self,
        role: str,
        what: str,
        allowed: dict[str, str],
        rows: pd.Index | pd.Series,
        several: str,
    ) -> str | None:
        """Return the one name that a column of words says in some rows, if it says any."""
        if role not in self.columns:
            return None
        words = self.words(role)[self.cells.index.isin(rows)]
        found = sorted({named(what, w, allowed) for w in words if w.lower() not in MISSING})
        if len(found) > 1:
            raise self.fault(f"{several.format(', '.join(found))}; give one")
        return next(iter(found), None)
