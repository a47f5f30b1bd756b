"""Electrode area and active mass that a file of measurements states beside its table."""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import pi

import pandas as pd

from ..columns import parse_area_cm2, split_unit
from ..errors import InputError
from ..text_cells import TextTable

__all__ = ["area_of_column", "stated_area_cm2", "stated_mass_mg"]

_WORD = r"(?<![a-z])(?:area|surface|fläche|flaeche|elektrodenfläche)(?![a-z])"
_UNIT = r"[mc]?m\s*(?:\^|\*\*)?\s*[2²](?!\d)"
_NUMBER = r"(?<![\w.,])\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?"
# "Electrode surface area : 1,130 cm²", "# area: 1.13 cm2", "Area (cm^2);1,13", and Gamry's
# "AREA  QUANT  1.13  Sample Area (cm^2)".
_PATTERNS = (
    re.compile(rf"{_WORD}.*?({_NUMBER})\s*({_UNIT})", re.IGNORECASE),
    re.compile(rf"{_WORD}[^\d]*?({_UNIT})[^\d]*?({_NUMBER})\s*$", re.IGNORECASE),
    re.compile(rf"{_WORD}[^\d]*?({_NUMBER})[^\d]*?({_UNIT})", re.IGNORECASE),
)
#: What EC-Lab writes where nobody has entered an area [cm2].
_PLACEHOLDER = 0.001
_LINES = 300
_MASS = re.compile(
    r"(?:\bmass(?:\s+of\s+active\s+material)?|[_\s]mass|active\s+material)"
    r"[\s_]*(?:[(\[]?\s*([mu\u00b5]?g)\s*[)\]]?)?\s*[:=;,\t]+\s*"
    r"(\d+(?:[.,]\d+)?(?:e[+-]?\d+)?)\s*([mu\u00b5]?g)?\b",
    re.IGNORECASE,
)
_DIAMETER = re.compile(
    r"diameter[\s_]*(?:[(\[]?\s*([mc]m)\s*[)\]]?)?\s*[:=;,\t]\s*(\d+(?:[.,]\d+)?)\s*([mc]m)?\b",
    re.IGNORECASE,
)
_GRAMS = {"g": 1e3, "mg": 1.0, "ug": 1e-3, "\u00b5g": 1e-3}


def stated_area_cm2(lines: Iterable[str]) -> float | None:
    """Return the electrode area that lines above a table state [cm2], None if they do not.

    `InputError` if they state two.
    """
    return _one([area for line in list(lines)[:_LINES] for area in _in_line(line)])


def stated_mass_mg(lines: Iterable[str]) -> float | None:
    """Return the active mass that lines above a table state [mg], None for none or several."""
    found = []
    for line in list(lines)[:_LINES]:
        match = _MASS.search(line)
        unit = match and (match[1] or match[3])
        if match and unit:
            number = float(match[2].replace(",", "."))
            # What EC-Lab writes where nobody has entered anything.
            if number != _PLACEHOLDER and number > 0:
                found.append(_GRAMS[unit.lower()] * number)
    if found and max(found) > 1.001 * min(found):
        return None
    return found[0] if found else None


def area_of_column(table: TextTable) -> float | None:
    """Return the area in a column such as ``"Area [cm2]"`` of a table [cm2], None without one.

    `InputError` if its rows differ.
    """
    for heading in table.cells:
        name, unit = split_unit(str(heading))
        factor = parse_area_cm2(unit) if unit else None
        if factor is not None and re.search(_WORD, name, re.IGNORECASE):
            numbers = pd.to_numeric(table.cells[heading], errors="coerce").dropna()
            return _one([factor * float(number) for number in numbers])
    return None


def _in_line(line: str) -> list[float]:
    disc = _DIAMETER.search(line)
    if disc and (disc[1] or disc[3]):
        size = {"mm": 0.1, "cm": 1.0}[(disc[1] or disc[3]).lower()]
        return [0.25 * pi * (size * float(disc[2].replace(",", "."))) ** 2]
    for k, pattern in enumerate(_PATTERNS):
        match = pattern.search(line)
        if match:
            number, unit = match.groups() if k != 1 else match.groups()[::-1]
            factor = parse_area_cm2(re.sub(r"\*\*", "^", unit).replace("²", "2"))
            area = float(number.replace(",", ".")) * (factor or 1.0)
            return [] if area in (0.0, _PLACEHOLDER) else [area]
    return []


def _one(areas: list[float]) -> float | None:
    if not areas:
        return None
    if max(areas) > 1.001 * min(areas):
        stated = ", ".join(f"{area:g}" for area in dict.fromkeys(areas))
        raise InputError(
            f"the file states several electrode areas, {stated} cm2; leave one of them in it."
        )
    if not areas[0] > 0:
        raise InputError(f"the file states an electrode area of {areas[0]:g} cm2; correct it.")
    return areas[0]
