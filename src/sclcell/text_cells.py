"""Lines of a table taken apart into cells, and their numbers brought to decimal points."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from .columns import is_unit

__all__ = ["DELIMITERS", "JUDGED", "NUMBER", "TextTable", "decimal_sign", "delimiter_of"]
__all__ += ["is_row_of_units", "padded", "split", "split_all", "table_of", "with_point"]
__all__ += ["without_tail"]

DELIMITERS = ("\t", ";", ",")
# Rows by which a delimiter is judged.
JUDGED = 50
_EXPONENT = r"(?:[eE][+-]?\d+)?"
NUMBER = re.compile(rf"[+-]?(?=[\d.,]*\d)[\d.,]+{_EXPONENT}")
_DECIMAL_COMMA = re.compile(rf"[+-]?(?:\d*|[1-9]\d{{0,2}}(?:\.\d{{3}})+),\d*{_EXPONENT}")
_DECIMAL_POINT = re.compile(rf"[+-]?(?:\d*|[1-9]\d{{0,2}}(?:,\d{{3}})+)\.\d*{_EXPONENT}")
#: 1,234: a thousand or 1.234; and 1.234 in a file with decimal commas.
_EITHER_COMMA = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+")
_EITHER_POINT = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+")
_DEVIATION = re.compile(r"\s*(?:±|\+/?-)\s*")
_TIMES_TEN = re.compile(
    r"([+-]?[\d.,]+)\s*[×x*·]\s*10\s*(?:\^|\*\*)?\s*\(?([-+⁻]?(?:\d+|[⁰¹²³⁴-⁹]+))\)?"
)
_LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


@dataclass(frozen=True)
class TextTable:
    """A table as text.

    Parameters
    ----------
    cells : pandas.DataFrame
        Text, a column per heading; the index is the line of the file.
    preamble : tuple of str
        Lines above the heading, and comments.
    sheet : str, optional
        Of a spreadsheet.
    notes : tuple of str
        What was left out.
    titles : tuple of str
        Of each column, what a row above its heading or a row of comments below it says.
    """

    cells: pd.DataFrame
    preamble: tuple[str, ...] = ()
    sheet: str | None = None
    notes: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


def split(line: str, delimiter: str) -> list[str]:
    """Return the fields of a line; a space as delimiter is one or several."""
    if delimiter.strip(" "):
        fields = next(csv.reader([line], delimiter=delimiter), [])
    else:
        fields = re.split(r"\s+" if delimiter == " " else r"\s{2,}", line.strip())
    return [field.strip() for field in fields]


def split_all(lines: list[str], delimiter: str) -> list[list[str]]:
    """Return the fields of many lines, as `split` does."""
    if delimiter.strip(" "):
        # Many times faster than line by line, but for text in quotes with a line break.
        rows = [[field.strip() for field in row] for row in csv.reader(lines, delimiter=delimiter)]
        if len(rows) == len(lines):
            return rows
    return [split(line, delimiter) for line in lines]


def delimiter_of(heading: str, rows: Sequence[str]) -> str:
    """Return the delimiter with which most rows have as many fields as the heading."""
    best, best_share = "", 0.0
    # One and several spaces only if nothing else separates.
    for delimiter in (*DELIMITERS, "  ", " "):
        names = without_tail(split(heading, delimiter))
        judged = rows[:JUDGED]
        same = [len(padded(split(row, delimiter), len(names))) == len(names) for row in judged]
        share = sum(same) / len(same) if same else 1.0
        if len(names) > 1 and share > best_share and not (best and not delimiter.strip(" ")):
            best, best_share = delimiter, share
    # With none, the fault is easiest to see at the one that the heading has most of.
    return best or max(DELIMITERS, key=heading.count)


def without_tail(fields: list[str]) -> list[str]:
    """Return fields without the empty ones at their end."""
    while len(fields) > 1 and not fields[-1]:
        fields = fields[:-1]
    return fields


def padded(fields: list[str], number: int) -> list[str]:
    """Return fields without empty ones beyond a number of them."""
    while len(fields) > number and not fields[-1]:
        fields = fields[:-1]
    return fields


def table_of(
    heading: list[str], rows: list[tuple[int, list[str]]], preamble: tuple[str, ...], delimiter: str
) -> TextTable:
    """Return the table of a heading and its rows, with a row of units joined to the heading.

    Raises
    ------
    ValueError
        If rows do not fit the heading, in a phrase.
    """
    names = [_unquoted(name) for name in without_tail(heading)]
    rows = [(n, padded(row, len(names))) for n, row in rows]
    if rows and is_row_of_units(rows[0][1], names):
        units = rows.pop(0)[1]
        pairs = zip(names, units, strict=True)
        names = [
            name if unit in ("", "#", "-") else f"{name} [{unit.strip('[]()')}]"
            for name, unit in pairs
        ]
    if not rows:
        raise ValueError("there is a header but no row")
    if len(set(names)) < len(names):
        raise ValueError(f"two columns have the same name: {', '.join(names)}")
    wrong = [(n, row) for n, row in rows if len(row) != len(names)]
    if wrong:
        number, row = wrong[0]
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        raise ValueError(f"row {number}: {len(row)} cells for {len(names)} columns{more}")
    index = pd.Index([n for n, _ in rows])
    cells = pd.DataFrame([row for _, row in rows], columns=names, index=index, dtype=str)
    if any(cell.startswith("'") for _, row in rows for cell in row):
        cells = cells.map(_unquoted)
    return TextTable(_with_decimal_points(cells, delimiter), preamble)


def _unquoted(cell: str) -> str:
    """Return a text without the apostrophe that keeps spreadsheets from taking it for a formula."""
    return cell[1:] if re.match(r"'[=+\-@]", cell) else cell


def is_row_of_units(row: list[str], names: list[str]) -> bool:
    """Return whether a row below a heading of as many names holds units."""
    units = [cell.strip("[]()") for cell in row if cell not in ("", "#", "-")]
    # A cell called A with a capacity of 1 is no row of units.
    if len(row) != len(names) or any(NUMBER.fullmatch(unit) for unit in units):
        return False
    # Some have no unit that is known, such as counts.
    return bool(units) and 2 * sum(is_unit(_without_reference(u)) for u in units) >= len(units)


def _without_reference(unit: str) -> str:
    """Return V for V vs. Li/Li+."""
    return re.split(r"\s+vs\b", unit)[0]


def _with_decimal_points(cells: pd.DataFrame, delimiter: str) -> pd.DataFrame:
    """Return the cells with decimal points and without marks between thousands."""
    text = "".join("".join(cells[column].tolist()) for column in cells)
    plain = cells
    if any(mark in text for mark in "\u00a0\u2009\u202f\u2212"):
        plain = plain.map(lambda cell: re.sub(r"(?<=\d)[\u00a0\u2009\u202f](?=\d)", "", cell))
        plain = plain.map(lambda cell: cell.replace("\u2212", "-"))
    if any(mark in text for mark in "±×⁻^") or re.search(r"\+/?-", text):
        plain = plain.map(_one_number)
        text = "".join("".join(plain[column].tolist()) for column in plain)
    if "," not in text:
        return plain
    numbers = {}
    for column in plain:
        found = [cell for cell in plain[column] if NUMBER.fullmatch(cell)]
        filled = sum(bool(cell) for cell in plain[column])
        if found and 2 * len(found) >= filled:
            numbers[column] = found
    signs = {column: decimal_sign(found) for column, found in numbers.items()}
    whole = decimal_sign([cell for found in numbers.values() for cell in found])
    for column, found in numbers.items():
        sign = signs[column] or whole
        if sign == "" and delimiter == ";" and any("," in cell for cell in found):
            # A semicolon separates because the comma is taken.
            sign = ","
        either = [cell for cell in found if _EITHER_POINT.fullmatch(cell)]
        if either and (sign == "," or (sign == "both" and not signs[column])):
            raise ValueError(
                f"column '{column}': '{either[0]}' has a point where other numbers have a decimal "
                "comma; write decimal points only"
            )
        if sign in (",", "."):
            plain[column] = [with_point(cell, sign) for cell in plain[column]]
    return plain


def _one_number(cell: str) -> str:
    """Return 1.2e-5 for 1.2 × 10⁻⁵ and for (1.2 ± 0.1) × 10⁻⁵, and 150 for 150 ± 2."""
    bare = re.sub(r"^\(([^()]*?)\s*(?:±|\+/?-)[^()]*\)", r"\1", cell)
    value, *deviation = _DEVIATION.split(bare, maxsplit=1)
    power = _TIMES_TEN.fullmatch(value)
    numbers = power or NUMBER.fullmatch(value)
    if numbers and deviation and not re.match(r"[\d.]", deviation[0]):
        return cell
    cell = value if numbers else cell
    return f"{power[1]}e{power[2].translate(_LOWERED)}" if power else cell


def decimal_sign(numbers: list[str]) -> str:
    """Return the decimal sign of numbers, empty if they do not tell, "both" if they have both.

    Parameters
    ----------
    numbers : list of str
        Cells; what is no number does not count.
    """
    commas = [n for n in numbers if "," in n and not _EITHER_COMMA.fullmatch(n)]
    points = [n for n in numbers if "." in n and not _EITHER_POINT.fullmatch(n)]
    comma = any(_DECIMAL_COMMA.fullmatch(n) for n in commas)
    point = any(_DECIMAL_POINT.fullmatch(n) for n in points)
    if comma and point:
        return "both"
    return "," if comma else "." if point else ""


def with_point(cell: str, sign: str) -> str:
    """Return a number with a decimal point and no marks between thousands.

    Parameters
    ----------
    cell : str
        Anything else comes back as it is.
    sign : str
        The decimal sign of its column, a point or a comma.
    """
    if sign == "," and _DECIMAL_COMMA.fullmatch(cell):
        return cell.replace(".", "").replace(",", ".")
    if sign == "." and (_DECIMAL_POINT.fullmatch(cell) or _EITHER_COMMA.fullmatch(cell)):
        return cell.replace(",", "")
    return cell
