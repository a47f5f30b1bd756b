"""Curves side by side, a pair of columns for each, as programs for plotting keep them."""

from __future__ import annotations

import re

import pandas as pd

from .columns_read import ColumnsRead

__all__ = ["below_each_other"]

_ACROSS = ("discharge capacity", "charge capacity", "capacity", "charge state", "time")
_RATE = re.compile(r"(\d+(?:\.\d+)?)\s*C\b|\bC\s*/\s*(\d+(?:\.\d+)?)")


def below_each_other(columns: ColumnsRead) -> ColumnsRead:
    """Return curves that stand side by side below each other, told apart by a column ``Curve``.

    Anything else comes back as it is. A rate that both headings of a pair name becomes a column.
    """
    if {"current", "cycle", "frequency", "curve"} & set(columns.roles):
        return columns
    heights = columns.roles.get("voltage", [])
    names = [str(name) for name in columns.cells]
    across = [name for role in _ACROSS for name in columns.roles.get(role, [])]
    across.sort(key=names.index)
    heights = sorted(heights, key=names.index)
    if not 1 < len(heights) == len(across):
        return columns
    pairs = list(zip(across, heights, strict=True))
    if any(abs(names.index(x) - names.index(y)) != 1 for x, y in pairs):
        return columns
    parts = []
    for number, (x, y) in enumerate(pairs, 1):
        part = columns.cells[[x, y]].set_axis([pairs[0][0], pairs[0][1]], axis=1)
        filled = part.replace("", pd.NA).notna().all(axis=1)
        part = part[filled].assign(Curve=str(number))
        rate = _RATE.search(x) or _RATE.search(y)
        if rate:
            part["C-rate"] = rate[1] or repr(1 / float(rate[2]))
        parts.append(part)
    cells = pd.concat(parts)
    found = ColumnsRead(cells, columns.units, columns.notes, columns.faults)
    found.notes.append(f"{len(pairs)} curves that stand side by side are put below each other")
    return found
