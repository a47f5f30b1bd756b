"""Curves and spectra side by side, a few columns for each, as programs for plotting keep them."""

from __future__ import annotations

import re

import pandas as pd

from .columns_read import ColumnsRead

__all__ = ["below_each_other"]

_ACROSS = ("discharge capacity", "charge capacity", "capacity", "charge state", "time")
_RATE = re.compile(r"(\d+(?:\.\d+)?)\s*C\b|\bC\s*/\s*(\d+(?:\.\d+)?)")


def below_each_other(columns: ColumnsRead) -> ColumnsRead:
    """Return curves or spectra that stand side by side below each other, with their number.

    Anything else comes back as it is. A rate that both headings of a pair name becomes a column.
    """
    if "frequency" in columns.roles:
        return _spectra(columns)
    if {"current", "cycle", "curve"} & set(columns.roles):
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
    return _joined(columns, parts, "curves")


def _spectra(columns: ColumnsRead) -> ColumnsRead:
    """Return spectra, with one column of frequencies or each with its own, below each other."""
    names = [str(name) for name in columns.cells]
    frequency, *parts = (
        sorted(columns.roles.get(role, []), key=names.index)
        for role in ("frequency", "real", "imaginary")
    )
    number = len(parts[0])
    if number < 2 or len(parts[1]) != number or len(frequency) not in (1, number):
        return columns
    found = []
    for k in range(number):
        own = [frequency[k if len(frequency) > 1 else 0], parts[0][k], parts[1][k]]
        part = columns.cells[own].set_axis([frequency[0], parts[0][0], parts[1][0]], axis=1)
        found.append(part[part.replace("", pd.NA).notna().all(axis=1)].assign(Spectrum=str(k + 1)))
    return _joined(columns, found, "spectra")


def _joined(columns: ColumnsRead, parts: list[pd.DataFrame], what: str) -> ColumnsRead:
    found = ColumnsRead(pd.concat(parts), columns.units, columns.notes, columns.faults)
    found.notes.append(f"{len(parts)} {what} that stand side by side are put below each other")
    return found
