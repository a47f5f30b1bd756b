"""Tables as papers print them: a column per temperature or loading, contents in names of films."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

import pandas as pd

from ...columns import split_unit, unit_factor
from ...errors import InputError
from ...models.laws.constants import kelvin
from .headings import NUMERIC, columns_of, listed

__all__ = ["content_of_name", "is_heading", "long_table", "ratio_of", "temperature_of"]

_ROOM_DEGC = 25.0
_TEMPERATURE = re.compile(
    r"(?<![A-Za-z\d.^⁻+*×-])(?:t\s*=\s*)?(-?\d+(?:\.\d+)?)\s*(?:(?:°|º|˚|deg\.?)\s*c|℃|c|k)(?![\w/.])",
    re.IGNORECASE,
)
_ROOM = re.compile(r"\broom temp(erature|\.)?|\br\.?t\.?(?!\w)|\bambient( temperature)?", re.I)
_LOADING = re.compile(
    r"(?<![\w.])(\d+(?:\.\d+)?)\s*((?:wt|vol|mass|m)\.?\s*-?\s*%|phr|%\s*\((?:w/w|v/v)\))", re.I
)
_JOINED = re.compile(r"^[\s,;:@()\[\]_/]*(at\b)?|[\s,;:@_]+(at)?\s*$")
_ELEMENT = r"(?:Li|Na|Mg|Al|Si|Ti|Zn|Ga|Ge|Sr|Zr|Nb|Sn|Ba|La|Ce|Ta|Fe|Co|Ca|Cl|Y|B|N|O|F|P|S)"
_AMOUNT = r"(?:\d+(?:\.\d+)?)?"
_GROUP = rf"(?:{_ELEMENT}{_AMOUNT}|\((?:{_ELEMENT}{_AMOUNT})+\){_AMOUNT})"
#: At least two elements, the last with its amount or none: the number behind a hyphen is a content.
_FORMULA = re.compile(rf"(?<![A-Za-z]){_GROUP}{{2,}}(?![A-Za-z])")
_BARE_NUMBER = re.compile(r"\d+(\.\d+)?")


def temperature_of(text: str) -> float | None:
    """Return the temperature [K] that a heading or a cell states, None if it states none."""
    found = _TEMPERATURE.search(text)
    if found is None:
        return kelvin(_ROOM_DEGC) if _ROOM.search(text) else None
    value = float(found[1])
    K = value if found[0].rstrip().lower().endswith("k") else kelvin(value)
    return K if 173 < K < 523 else None


def _without(pattern: Iterable[re.Pattern[str]], heading: str) -> str:
    """Return a heading without a temperature or loading, and without empty brackets."""
    for one in pattern:
        heading = one.sub(" ", heading, count=1)
    heading = re.sub(r"\(\s*(at)?\s*\)|\[\s*\]", " ", heading, flags=re.IGNORECASE)
    heading = re.sub(r"\s+at\s+(?=[\[(]|$)|[,@]\s*(?=[\[(]|$)", " ", heading, flags=re.IGNORECASE)
    return re.sub(r"\s+", " ", _JOINED.sub("", heading)).strip()


def is_heading(fields: Sequence[str]) -> int:
    """Return how many columns of a line a table of films can have, 0 if it is no heading."""
    roles = len(columns_of(fields))
    stated = sum(temperature_of(f) is not None or bool(_LOADING.search(f)) for f in fields)
    numbers = sum(bool(_BARE_NUMBER.fullmatch(f.strip())) for f in fields[1:])
    filled = sum(bool(f.strip()) for f in fields)
    if filled < 2 or (numbers > 1 and roles != 1) or numbers >= max(filled - 1, 2) > 2 * roles + 2:
        return roles if roles > 1 and not numbers else 0
    return roles + stated if roles + stated > 1 else 0


def long_table(
    cells: pd.DataFrame,
    preamble: Sequence[str],
    fault: Callable[[str], InputError],
    notes: list[str],
) -> pd.DataFrame:
    """Return a table with a row per film and temperature, whatever stood in its headings.

    Parameters
    ----------
    cells : pandas.DataFrame
        As read.
    preamble : sequence of str
        Lines above the heading; one of them may say what the numbers are.
    fault : callable
        Makes the error of a phrase.
    notes : list of str
        Gets what was taken for granted.
    """
    cells = _filled(_turned(cells), notes)
    roles = columns_of([h for h in cells.columns if temperature_of(str(h)) is None])
    if not {"temperature", "inverse temperature"} & set(roles):
        cells = _molten(
            cells, lambda h: None if (K := temperature_of(h)) is None else f"{K:.6g}",
            (_TEMPERATURE, _ROOM), "temperature [K]", preamble, fault,
        )  # fmt: skip
        if not {"temperature", "inverse temperature"} & set(roles):
            cells, said = _at_one_temperature(cells, preamble)
            notes += said
    roles = columns_of([h for h in cells.columns if not _LOADING.search(str(h))])
    if "content" not in roles and not {"conductivity", "spectrum"} & set(roles):
        # What may stand for a loading: "10 wt%", or the name of a film with its content.
        def loading(heading: str) -> str | None:
            found = _LOADING.search(heading)
            return None if found is None else f"{found[1]} {found[2]}"

        cells = _molten(cells, loading, (_LOADING,), "filler content", preamble, fault)
    return _specimens(cells, fault)


def _turned(cells: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose heading lists loadings or temperatures with those in its headings."""
    first, *others = (str(c) for c in cells.columns)
    if len(others) < 2 or not all(_BARE_NUMBER.fullmatch(h.strip()) for h in others):
        return cells
    role = next(iter(columns_of([first])), "")
    unit = (split_unit(first)[1] or "").strip()
    if role == "content":
        unit = "vol%" if re.search(r"vol|v/v", first, re.I) else "phr" if "phr" in first else "wt%"
    elif role != "temperature" or unit_factor("temperature", unit) is None:
        return cells
    stated = [temperature_of(str(cell)) for cell in cells[first]]
    name = "temperature" if all(K is not None for K in stated) else "film"
    return cells.set_axis([name, *(f"{h.strip()} {unit}" for h in others)], axis=1)


def _molten(
    cells: pd.DataFrame,
    stated: Callable[[str], str | None],
    patterns: tuple[re.Pattern[str], ...],
    name: str,
    preamble: Sequence[str],
    fault: Callable[[str], InputError],
) -> pd.DataFrame:
    """Return the table with a row per condition that headings state, in a column of its own."""
    found = {h: stated(str(h)) for h in cells.columns}
    wide = {h: at for h, at in found.items() if at is not None}
    others = columns_of([h for h in cells.columns if h not in wide])
    if not wide:
        return cells
    quantities = {}
    for heading in wide:
        rest = _without(patterns, str(heading))
        role = next(iter(columns_of([rest])), "")
        if role not in NUMERIC or role == "content":
            unit = rest.strip("()[] /")
            if unit and unit_factor("conductivity", unit) is not None:
                rest = f"conductivity [{unit}]"
            elif "conductivity" not in others:
                rest = _title(preamble) or ""
        quantities[heading] = rest
    unclear = [h for h, quantity in quantities.items() if not quantity]
    if unclear:
        raise fault(
            f"nothing says what the numbers below {listed(map(str, unclear), 3)} are; write the "
            f"quantity and its unit there ('{unclear[0]}, conductivity [S/cm]') or in a line above "
            "the table"
        )
    parts = []
    for at in dict.fromkeys(wide.values()):
        own = {h: quantities[h] for h, value in wide.items() if value == at}
        if len(set(own.values())) < len(own):
            raise fault(f"two columns say the same: {listed(map(str, own))}")
        kept = [h for h in cells.columns if h not in wide]
        parts.append(cells[[*kept, *own]].rename(columns=own).assign(**{name: at}))
    return pd.concat(parts).fillna("").sort_index(kind="stable")


def _filled(cells: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    """Return the table with contents and temperatures in cells that were merged with one above."""
    roles = columns_of(cells.columns)
    for role in ("content", "temperature", "film", "filler"):
        heading = roles.get(role)
        if heading is None:
            continue
        empty = cells[heading].astype(str).str.strip() == ""
        # Of a row in which nothing stands, nothing is meant.
        meant = empty & (cells.astype(str).map(str.strip) != "").any(axis=1)
        if not meant.any() or bool(empty.iloc[0]):
            continue
        if role in ("content", "temperature"):
            notes.append(f"empty cells of '{heading}' are taken as those above them")
        cells = cells.assign(**{heading: cells[heading].mask(meant).ffill()})
    return cells


def _at_one_temperature(
    cells: pd.DataFrame, preamble: Sequence[str]
) -> tuple[pd.DataFrame, list[str]]:
    """Return a table with the temperature that a line above it states, if it is one."""
    found = {K for line in preamble if (K := temperature_of(line)) is not None}
    if len(found) != 1:
        return cells, []
    K = found.pop()
    said = f"all is taken as measured at {K - 273.15:.4g} degC, as a line above the table says"
    return cells.assign(**{"temperature [K]": f"{K:.6g}"}), [said]


def _title(preamble: Sequence[str]) -> str | None:
    """Return what a line above the table says that its numbers are."""
    for line in reversed(preamble):
        text = re.sub(r"^[#\s]+|[,;\t\s]+$", "", line)
        # A sentence may speak of the conductivity before its unit.
        for part in (text, *re.findall(r"[^,;|\t]+", text)):
            unit = split_unit(part)[1]
            speaks = "conductivity" in columns_of([part]) or re.search("conductivit", part, re.I)
            if speaks and unit and unit_factor("conductivity", unit) is not None:
                log = re.search(r"\b(ln|log10|log|lg)\b", part, re.IGNORECASE)
                return f"{log[1].lower() + ' ' if log else ''}conductivity [{unit}]"
    return None


def _specimens(cells: pd.DataFrame, fault: Callable[[str], InputError]) -> pd.DataFrame:
    """Return a row per specimen where a table has a column of conductivity for each."""
    same: dict[str, list[str]] = {}
    for heading in cells.columns:
        for role in columns_of([heading]):
            same.setdefault(role, []).append(heading)
    for role, words in (("transference", "t+"), ("diffusivity", "D")):
        if len(same.get(role, [])) > 1:
            raise fault(f"two columns of {words}: {listed(same[role])}; leave one")
    several = same.get("conductivity", [])
    if len(several) < 2 or "film" in same:
        if len(several) > 1:
            raise fault(f"two columns of conductivity: {listed(several)}; leave one")
        return cells
    units = {split_unit(re.sub(r"\s*#?\d+\s*(?=[\[(]|$)", " ", h))[1] for h in several}
    if len(units) > 1:
        raise fault(f"two columns of conductivity: {listed(several)}; leave one")
    kept = [h for h in cells.columns if h not in several]
    name = re.sub(r"\s*#?\d+\s*(?=[\[(]|$)", " ", several[0]).strip()
    parts = [
        cells[[*kept, heading]].rename(columns={heading: name}).assign(specimen=str(n))
        for n, heading in enumerate(several, 1)
    ]
    return pd.concat(parts).sort_index(kind="stable")


def ratio_of(cell: str) -> tuple[float, ...] | None:
    """Return the numbers of a ratio such as 1:4 or 70:20:10, None if it is none."""
    number = r"\d+(?:\.\d+)?"
    found = re.fullmatch(rf"\D*?({number}(?:\s*[:/]\s*{number})+)\s*", cell)
    return None if found is None else tuple(float(n) for n in re.findall(number, found[1]))


def content_of_name(name: str) -> float | None:
    """Return the content [%] in the name of a film: 10 of PEO10 or PEO-10LATP, 0 of PEO.

    NaN if the name has several numbers that could be it.
    """
    # Numbers of formulae are none: of TiO2, Li6.4La3Zr1.4Ta0.6O12, P(EO)16.
    plain = _FORMULA.sub(" ", re.sub(r"\(EO\)\d+|(?<![A-Za-z])EO\s*[:/]\s*Li\S*", " ", name))
    numbers = re.findall(r"(?<![\d.])\d+(?:\.\d+)?(?![\d.])", plain)
    if not numbers:
        return 0.0
    return float(numbers[0]) if len(numbers) == 1 else float("nan")
