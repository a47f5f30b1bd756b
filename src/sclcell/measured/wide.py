"""Columns of the same quantity side by side, one for each cell, rate or temperature."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import pandas as pd

from ..text_cells import TextTable
from .columns_read import ColumnsRead
from .labels import is_average, is_label, labels_of
from .words import roles_of, unit_in

__all__ = ["below_each_other", "named_columns"]

_CAPACITIES = ("discharge capacity", "charge capacity", "capacity")
_ACROSS = (*_CAPACITIES, "charge state", "time")
#: What a table says of a cell, and what it says it for.
_VALUES = (*_CAPACITIES, "retention", "efficiency", "conductivity", "transference")
_INDEX = (
    "cycle",
    "rate",
    "current",
    "loading",
    "temperature",
    "inverse temperature",
    "content",
    "sample",
)
_SPECTRUM = ("frequency", "real", "imaginary", "modulus", "phase")
_OHMIC = ("voltage", "open-circuit voltage")


def named_columns(table: TextTable) -> TextTable:
    """Return a table whose columns have a quantity where only a title says it.

    A heading such as "60 °C" or "Cell 2" gets the quantity of the title above it, or of the line
    above the table; without one, that of which such tables are.
    """
    names = [str(name) for name in table.cells]
    labels = [name for name in names if is_label(name)]
    if not labels or any(pd.api.types.is_numeric_dtype(table.cells[name]) for name in labels):
        return table
    roles = roles_of(names)
    films = {"temperature", "inverse temperature"} & set(roles)
    usual = "Conductivity" if films and not {"cycle", "rate"} & set(roles) else "Capacity"
    titles = table.titles or ("",) * len(names)
    line = table.preamble[-1] if table.preamble else ""
    new = []
    for name, title in zip(names, titles, strict=False):
        said = next(filter(None, map(_quantity, (title, line))), None)
        new.append(name if name not in labels else _with(name, said or (usual, None)))
    return TextTable(
        table.cells.set_axis(new, axis=1), table.preamble, table.sheet, table.notes, table.titles
    )


def _with(name: str, said: tuple[str, str | None]) -> str:
    quantity, unit = said
    return f"{quantity} of '{name}'" + (f" [{unit}]" if unit else "")


def _quantity(text: str) -> tuple[str, str] | None:
    """Return quantity and unit in "Discharge capacity (mAh/g) at 60 °C", None for neither."""
    found = re.search(r"([^\s,;:()\[\]][^,;:()\[\]]*)[(\[]([^()\[\]]+)[)\]]", text)
    if found is None:
        return None
    roles = set(roles_of([f"{found[1].strip()} [{found[2]}]"]))
    return (found[1].strip(), found[2]) if roles & {*_VALUES} else None


def below_each_other(columns: ColumnsRead, titles: Sequence[str] = ()) -> ColumnsRead:
    """Return curves, spectra and cells that stand side by side below each other.

    Anything else comes back as it is. What their headings and titles say of rate, temperature,
    content, cycle and sample becomes columns.

    Parameters
    ----------
    columns : ColumnsRead
        Of the file.
    titles : sequence of str, optional
        What stands above or below each heading.
    """
    found = set(columns.roles)
    if "frequency" in found:
        return _split(columns, titles, _SPECTRUM, "Spectrum", "spectra")
    curves = len(columns.roles.get("voltage", ())) > 1 or (
        len(columns.roles.get("open-circuit voltage", ())) > 1 and "voltage" not in found
    )
    if not curves and ("voltage" in found or found & {"time", "step time"}):
        return columns
    if curves:
        if {"current", "curve"} & found or ("cycle" in found and {*_ACROSS} & found):
            return columns
        return _split(columns, titles, (*_ACROSS, *_OHMIC, "cycle"), "Curve", "curves")
    return _split(columns, titles, (*_VALUES, *_INDEX), "", "groups of columns")


def _split(
    columns: ColumnsRead, titles: Sequence[str], roles: Sequence[str], mark: str, what: str
) -> ColumnsRead:
    names = [str(name) for name in columns.cells]
    title = dict(zip(names, titles or [""] * len(names), strict=False))
    curves = mark == "Curve"
    key = {
        name: ("across" if curves and role in _CAPACITIES else role, *_unit(name))
        for role in roles
        for name in columns.roles.get(role, ())
    }
    count = Counter(key.values())
    number = max(count.values(), default=1)
    needed = {*_SPECTRUM[1:], *_VALUES, *_OHMIC, "across"}
    if number < 2 or not any(n == number and one[0] in needed for one, n in count.items()):
        return columns
    if any(n not in (1, number) for n in count.values()):
        return columns
    each = {
        one: [name for name in names if key.get(name) == one]
        for one, n in count.items()
        if n == number
    }
    own = {name for group in each.values() for name in group}
    shared = [name for name in names if name in key and name not in own]
    if curves and len(shared) > 1:
        return columns
    if mark == "Spectrum" and any(key[name][0] != "frequency" for name in shared):
        return columns
    index = (*_INDEX, "frequency", "across", *_ACROSS)
    left = [name for name in shared if key[name][0] not in index]
    if left and not all(is_label(_named_part(name)) for name in own):
        return columns  # columns of one unit may be of several quantities
    if left:
        columns.notes.append(f"columns {', '.join(map(repr, left))} are left out")
        shared = [name for name in shared if name not in left]
    means = [
        k
        for k in range(number)
        if not mark and any(is_average(_named_part(g[k])) for g in each.values())
    ]
    if number - len(means) > 1 and means:
        columns.notes.append("averages and scatter are left out")
        each = {one: [n for k, n in enumerate(g) if k not in means] for one, g in each.items()}
        number -= len(means)
    parts = []
    said = [_said([text for g in each.values() for text in (title[g[k]], g[k])])
            for k in range(number)]  # fmt: skip
    rest = [name for _, name in said]
    for k in range(number):
        taken = [*shared, *(group[k] for group in each.values())]
        part = columns.cells[taken].set_axis(
            [*shared, *(_neutral(group, columns) for group in each.values())], axis=1
        )
        filled = part.replace("", pd.NA)
        values = [_neutral(group, columns) for group in each.values()]
        part = part[filled.notna().all(axis=1) if mark else filled[values].notna().any(axis=1)]
        more = dict(said[k][0])
        if "cycle" in columns.roles and not curves:
            more.pop("Cycle", None)
        if not curves:
            more.pop("State", None)
        if rest[k] and len(set(rest)) > 1:
            more["Sample"] = rest[k]
        elif not mark and not more:
            more["Sample"] = str(k + 1)
        if mark:
            more[mark] = str(k + 1)
        parts.append(part.assign(**more))
    whole = pd.concat(parts).fillna("")
    found = ColumnsRead(whole, columns.units, columns.notes, columns.faults)
    found.notes.append(f"{number} {what} that stand side by side are put below each other")
    return found


def _named_part(name: str) -> str:
    """Return a heading without its unit and without a quantity put before it."""
    found = re.fullmatch(r".* of '(.*)'(?: \[.*\])?", name)
    return found[1] if found else re.sub(r"\s*[(\[][^()\[\]]*[)\]]$", "", name)


def _unit(name: str) -> tuple[str, bool]:
    """Return the unit of a heading, and whether it is of a logarithm."""
    bare = re.sub(r"\s#\d+$", "", name)
    return unit_in(bare) or "", bool(re.match(r"\s*-?\s*(log|ln|lg)", bare))


def _neutral(group: Sequence[str], columns: ColumnsRead) -> str:
    """Return one heading for columns that are charge and discharge in turn."""
    kinds = {
        role for role, names in columns.roles.items() if group[0] in names or group[-1] in names
    }
    if len(kinds) < 2 or not kinds <= {*_CAPACITIES}:
        return group[0]
    unit = unit_in(group[0])
    return f"Capacity [{unit}]" if unit else "Capacity"


def _said(texts: Sequence[str]) -> tuple[dict[str, str], str]:
    """Return what the headings and titles of a part say, and the words that name it."""
    found: dict[str, str] = {}
    words = ""
    for text in texts:
        more, rest = labels_of(text)
        found = dict(more) | found
        words = words or rest
    return found, words
