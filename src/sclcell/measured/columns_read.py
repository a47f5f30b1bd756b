"""Columns of one file, taken by what they are, with every unit converted and every fault kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ..columns import UNITS, sign_of_heading
from ..errors import shown
from .words import DIMENSIONS, dimension_of, power_of_ten, roles_of, unit_in

__all__ = ["Column", "ColumnsRead", "listed", "seconds_of"]

#: Cells that say that nothing was measured.
_NOTHING = {"", "-", "--", "–", "na", "n/a", "nan", "none", "null", "n.d.", "......", "..........."}
_DEFAULTS = {"voltage": "V", "open-circuit voltage": "V", "frequency": "Hz", "rate": "C"}
_DEFAULTS |= {"temperature": "degC", "real": "Ohm", "imaginary": "Ohm", "modulus": "Ohm"}
_DEFAULTS |= {"phase": "deg", "transference": "1", "efficiency": "1", "cycle": "1", "step": "1"}
_DEFAULTS |= {"spectrum": "1", "retention": "1", "inverse temperature": "1", "charge state": "1"}
#: Headings that only one make of cycler writes, all of them, and its units.
_MAKES = (
    ({"test time", "step index", "cycle index"}, {"current": "A", "time": "s", "capacity": "A.h"}),
    ({"test time", "step id", "cycle id"}, {"current": "A", "time": "s", "capacity": "A.h"}),
    ({"rec", "step"}, {"current": "A", "time": "s", "capacity": "A.h"}),
    ({"rec#", "step"}, {"current": "A", "time": "s", "capacity": "A.h"}),
    ({"point number", "cycle index"}, {"current": "A", "time": "s", "capacity": "A.h"}),
    ({"ah-cyc-charge"}, {"current": "A", "time": "s", "capacity": "A.h"}),
    ({"pt", "vf", "im"}, {"current": "A", "time": "s"}),
)
#: Role -> lowest and highest value in the unit of its dimension, and what is probably wrong.
_POSSIBLE = {
    "voltage": (-20.0, 20.0, " V; is it mV?"),
    "open-circuit voltage": (-20.0, 20.0, " V; is it mV?"),
    "temperature": (-100.0, 300.0, " degC; is it K?"),
    "frequency": (0.0, 1e12, " Hz; is it the logarithm?"),
    "conductivity": (0.0, 1e4, " mS/cm; check the unit, or is it the logarithm?"),
    "content": (0.0, 100.0, " %"),
    "cycle": (0.0, 1e6, ""),
    "rate": (0.0, 1e3, " C; is it a current?"),
    "transference": (-2.0, 2.0, "; give a share of one, not percent"),
}
_CLOCK = re.compile(r"^\s*(?:(\d+)\s*(?:d|-|\.|,)\s*)?(\d+):(\d{1,2}):(\d{1,2}(?:[.,:]\d+)?)\s*$")


@dataclass(frozen=True)
class Column:
    """A column as it was understood.

    Parameters
    ----------
    heading, role, dimension : str
        What the file says, what it is, and of which quantity.
    unit, given : str
        Of the numbers here, and in the file; empty for none.
    values : numpy.ndarray
        Numbers [`unit`], or text; shape (n,).
    """

    heading: str
    role: str
    dimension: str
    unit: str
    given: str
    values: np.ndarray


@dataclass
class ColumnsRead:
    """The cells of a file and what was found out about them.

    Parameters
    ----------
    cells : pandas.DataFrame
        As `sclcell.tables.read_table` returns them.
    units : mapping
        Role to unit, where the user says it.
    """

    cells: pd.DataFrame
    units: Mapping[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Find out what the columns are."""
        self.roles = roles_of([str(name) for name in self.cells])
        plain = {
            re.sub(r"[\s_]+", " ", re.sub(r"\s*[\[(/].*", "", str(c).lower())) for c in self.cells
        }
        plain = {name.strip(' .~"') for name in plain}
        self.make = next((units for names, units in _MAKES if names <= plain), {})

    def heading(self, role: str, dimension: str | None = None) -> str | None:
        """Return the surest heading of a role, or of those with a dimension."""
        for heading in self.roles.get(role, ()):
            found = dimension_of(role, heading)
            if dimension is None or (found is not None and found[0] == dimension):
                return heading
        return None

    def keep(self, rows: np.ndarray) -> None:
        """Leave out all rows but some."""
        self.cells = self.cells[rows]

    def text(self, role: str) -> pd.Series | None:
        """Return the cells of a role as they are, None if there are none, or only codes."""
        for heading in self.roles.get(role, ()):
            cells = self.cells[heading].astype(str).str.strip()
            if role != "state" or pd.to_numeric(cells, errors="coerce").isna().mean() > 0.5:
                return cells.rename(heading)
        return None

    def numbers(self, heading: str, needed: bool = True) -> np.ndarray:
        """Return the numbers of a column; cells that hold none are NaN, and faults if needed."""
        cells = self.cells[heading]
        if heading in self.roles.get("cycle", ()):
            # Nobody counts parts of cycles.
            cells = cells.replace(r"(?<=\d),(?=\d{3}$)", "", regex=True)
        if pd.api.types.is_numeric_dtype(cells):
            return cells.to_numpy(float)
        if heading in self.roles.get("rate", ()):
            cells = cells.map(_rate)
        numbers = pd.to_numeric(cells, errors="coerce")
        if needed:
            wrong = cells[numbers.isna()].astype(str).str.strip()
            wrong = wrong[~wrong.str.lower().isin(_NOTHING)]
            if len(wrong):
                comma = "; write a decimal point" if "," in wrong.iloc[0] else ""
                more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
                self.faults.append(
                    f"row {wrong.index[0]}, column '{heading}': {shown(wrong.iloc[0], 40)} is not "
                    f"a number{comma}{more}"
                )
        values = numbers.to_numpy(float)
        logarithm = re.match(r"\s*([-−–]?)\s*(log10|log|lg|ln)\b", heading.lower())
        if logarithm:
            values = -values if logarithm[1] else values
            values = (np.e if logarithm[2] == "ln" else 10.0) ** values
        return values * power_of_ten(heading)

    def nothing(self, heading: str) -> np.ndarray:
        """Return which cells of a column say that nothing was measured."""
        cells = self.cells[heading]
        if pd.api.types.is_numeric_dtype(cells):
            return cells.isna().to_numpy(bool)
        return cells.astype(str).str.strip().str.lower().isin(_NOTHING).to_numpy(bool)

    def take(
        self,
        role: str,
        heading: str | None = None,
        *,
        needed: bool = True,
        inferred: str | None = None,
    ) -> Column | None:
        """Return a column in the unit named first in its dimension, None if there is none.

        Parameters
        ----------
        role, heading : str
            What it is; by default the surest heading.
        needed : bool, optional
            Whether cells without a number, and a missing unit, are faults.
        inferred : str, optional
            Unit that other columns tell, where the heading has none.
        """
        heading = heading or self.heading(role)
        if heading is None:
            return None
        group = "capacity" if role.endswith("capacity") else role
        group = "time" if group == "step time" else group
        found = dimension_of(role, heading)
        stated = self.units.get(role) or self.units.get(group)
        if stated is not None:
            found = self._stated(role, stated)
            if found is None:
                return None
        unknown = None if found is not None else _unknown_unit(role, heading)
        if unknown is not None:
            allowed = [u for d in DIMENSIONS[role] for u in list(UNITS[d])[:3] if u]
            if needed:
                self.faults.append(
                    f"column '{heading}': unit '{unknown}' is not known; write one such as "
                    f"{', '.join(allowed)}"
                )
            found = DIMENSIONS[role][0], 1.0, unknown
        if found is None:
            unit = inferred or self.make.get(group) or _DEFAULTS.get(role)
            if unit is None:
                if needed:
                    self.faults.append(
                        f"column '{heading}' has no unit that is known for a {group}; write it "
                        f"into the heading, or give it with --unit {group}={_example(group)}"
                    )
                return None
            found = self._stated(role, unit)
            if found is not None and unit not in ("1", ""):
                why = "which the other columns tell" if inferred else "which is taken"
                self.notes.append(f"column '{heading}' has no unit: {unit}, {why}")
        if found is None:
            return None
        dimension, factor, given = found
        values = factor * self.numbers(heading, needed)
        if role in ("imaginary", "phase"):
            said = heading.strip("~# ").lower().startswith("neg")
            values = values * (-1 if said else sign_of_heading(heading.strip("~# ")))
        if dimension == "temperature" and given.strip().lower() in ("k", "kelvin"):
            values = values - 273.15
        self._check(role, heading, values, needed)
        unit = _as_pybamm(next(iter(UNITS[dimension])))
        return Column(heading, role, dimension, unit, given, values)

    def _check(self, role: str, heading: str, values: np.ndarray, needed: bool) -> None:
        """Report a value that cannot be, the first of a column."""
        low, high, hint = _POSSIBLE.get(role, (-np.inf, np.inf, ""))
        with np.errstate(invalid="ignore"):
            wrong = np.flatnonzero((values < low) | (values > high) | np.isinf(values))
        if not needed or not wrong.size:
            return
        k, more = int(wrong[0]), f" (and {wrong.size - 1} more)" if wrong.size > 1 else ""
        limits = f"{low:g} to {high:g}" if np.isfinite([low, high]).all() else "finite numbers"
        self.faults.append(
            f"row {self.cells.index[k]}, column '{heading}': {values[k]:g} lies outside {limits}"
            f"{more}{hint}"
        )

    def check_range(self, column: Column, low: float, high: float) -> None:
        """Report the first number of a column below or above what can be."""
        wrong = np.flatnonzero((column.values < low) | (column.values > high))
        if wrong.size:
            self.faults.append(
                f"row {self.cells.index[wrong[0]]}, column '{column.heading}': "
                f"{column.values[wrong[0]]:g} lies outside {low:g} to {high:g}; correct the "
                "number, or the unit of its column"
            )

    def _stated(self, role: str, unit: str) -> tuple[str, float, str] | None:
        found = dimension_of(role, f"x [{unit}]")
        if found is None:
            allowed = [u for d in DIMENSIONS[role] for u in list(UNITS[d])[:3] if u]
            self.faults.append(f"unit '{unit}' of {role} is not one of {', '.join(allowed)}")
        return found


def _rate(cell: object) -> str:
    """Return 0.2 for C/5, 0.2C and 1C/5."""
    text = str(cell).strip()
    match = re.fullmatch(r"(\d*(?:\.\d+)?)\s*C\s*(?:/\s*(\d+(?:\.\d+)?))?", text, re.IGNORECASE)
    return repr(float(match[1] or 1) / float(match[2] or 1)) if match else text


def _as_pybamm(unit: str) -> str:
    """Return a unit as PyBaMM writes it: mA.h.g-1 for mA.h/g."""
    above, solidus, below = unit.partition("/")
    if not solidus:
        return unit
    power = below[-1] if below[-1].isdigit() else "1"
    return f"{above}.{below.rstrip(power)}-{power}"


def _unknown_unit(role: str, heading: str) -> str | None:
    """Return a unit in a heading that is none, but for what an encoding has lost."""
    unit = unit_in(heading)
    if unit is None or role in ("cycle", "step", "spectrum", "date", "state", "curve"):
        return None
    lost = role == "temperature" and re.fullmatch(r"[^a-zA-Z]*C?", unit)
    return None if lost or role in ("time", "step time", "efficiency", "content") else unit


def _example(group: str) -> str:
    return {"current": "mA", "time": "s", "capacity": "mAh"}.get(group, "UNIT")


def seconds_of(cells: pd.Series) -> np.ndarray | None:
    """Return times of a clock (1:02:03.4, 1d 02:03:04, 1-02:03:04) or dates [s], None for others.

    Dates count from the first one.
    """
    text = cells.astype(str).str.strip()
    parts = text.str.extract(_CLOCK)
    if parts[1].notna().mean() > 0.9:
        last = parts[3].str.replace(",", ".").str.replace(":", ".")
        days = pd.to_numeric(parts[0]).fillna(0)
        seconds = 86400 * days + 3600 * pd.to_numeric(parts[1]) + 60 * pd.to_numeric(parts[2])
        return (seconds + pd.to_numeric(last)).to_numpy(float)
    if not text.str.contains(r"\d[-/.:]\d", regex=True).mean() > 0.9:
        return None
    try:
        dates = pd.to_datetime(text, format="mixed", errors="coerce", dayfirst=_day_first(text))
    except (ValueError, TypeError):
        return None
    if dates.isna().mean() > 0.1:
        return None
    return (dates - dates.dropna().iloc[0]).dt.total_seconds().to_numpy(float)


def _day_first(text: pd.Series) -> bool:
    """Return whether dates such as 19.06.2023 or 23/11/2023 begin with the day."""
    first = pd.to_numeric(
        text.str.extract(r"^(\d{1,2})[./-]\d{1,2}[./-]\d{2,4}")[0], errors="coerce"
    )
    return bool((first > 12).any() or text.str.match(r"^\d{1,2}\.\d{1,2}\.\d{4}").any())


def listed(columns: list[tuple[str, Column]]) -> pd.DataFrame:
    """Return what columns were read from: column here, heading and unit in the file."""
    rows = [(name, column.heading, column.given) for name, column in columns]
    return pd.DataFrame(rows, columns=["Column", "Heading", "Unit in the file"])
