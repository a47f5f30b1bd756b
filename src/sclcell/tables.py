"""Tables from a user's files: cells as text, whatever the encoding, delimiter and decimal sign.

Numbers come out with a decimal point. What cannot be told stays as it is in the file, so that it
is no number and the reader says where it stands: 1,234 may be 1.234 or 1234.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from .columns import is_unit
from .inputs import decoded, file_bytes

__all__ = ["MOST_ROWS", "TextTable", "check_rows", "decimal_sign", "read_table", "with_point"]

#: Most rows of a table, unless a reader says otherwise: three days at 10 Hz.
MOST_ROWS = 3_000_000
_DELIMITERS = ("\t", ";", ",")
# Rows by which a delimiter is judged, and lines in which the heading is looked for.
_JUDGED = 50
_PREAMBLE = 300
_EXPONENT = r"(?:[eE][+-]?\d+)?"
_NUMBER = re.compile(rf"[+-]?(?=[\d.,]*\d)[\d.,]+{_EXPONENT}")
_DECIMAL_COMMA = re.compile(rf"[+-]?(?:\d*|[1-9]\d{{0,2}}(?:\.\d{{3}})+),\d*{_EXPONENT}")
_DECIMAL_POINT = re.compile(rf"[+-]?(?:\d*|[1-9]\d{{0,2}}(?:,\d{{3}})+)\.\d*{_EXPONENT}")
#: 1,234: a thousand or 1.234; and 1.234 in a file with decimal commas.
_EITHER_COMMA = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+")
_EITHER_POINT = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+")


@dataclass(frozen=True)
class TextTable:
    """A table as text.

    Parameters
    ----------
    cells : pandas.DataFrame
        Text, a column per heading; the index is the line of the file.
    preamble : tuple of str
        Lines above the heading, and comments.
    """

    cells: pd.DataFrame
    preamble: tuple[str, ...] = ()


def read_table(
    path: Path,
    is_heading: Callable[[Sequence[str]], bool] | None = None,
    most_rows: int = MOST_ROWS,
) -> TextTable:
    """Return the table in delimited text, in the only sheet of a spreadsheet, or in Parquet.

    The content says which of them a file is. Delimiter (tab, semicolon, comma, else spaces) and
    decimal sign are those with which the rows fit the heading. A row of units below the heading is
    joined to it. Numbers of Parquet stay numbers.

    Parameters
    ----------
    path : Path
        File.
    is_heading : callable, optional
        Tells from its fields whether a line is the heading, so that lines above it are skipped; by
        default, or if there is none, the first line that is not blank and no comment (#).
    most_rows : int, optional
        Longer tables are refused.

    Raises
    ------
    ValueError
        If the file cannot be read, or is not such a table, in a phrase.
    """
    raw = file_bytes(path)
    if raw.startswith(b"PAR1") or path.suffix.lower() == ".parquet":
        return _parquet(raw, most_rows)
    if b"xl/workbook" in raw or b"content.xml" in raw[:200_000] or raw[:4] == b"\xd0\xcf\x11\xe0":
        return _table(*_sheet(raw, is_heading, most_rows))
    lines = [(n, line) for n, line in enumerate(decoded(raw).splitlines(), 1) if line.strip()]
    table = [(n, line) for n, line in lines if not line.startswith("#")]
    if not table:
        raise ValueError("the file is empty")
    check_rows(len(table) - 1, most_rows)
    first, heading = table[0]
    for k, (number, line) in enumerate(lines[:_PREAMBLE]):
        bare = line.lstrip("#% ")
        following = [text for _, text in lines[k + 1 : k + 1 + _JUDGED] if text[0] != "#"]
        if is_heading is not None and is_heading(_split(bare, _delimiter(bare, following))):
            first, heading = number, bare
            break
    else:
        _check_heading(table)
    rows = [(n, line) for n, line in table if n > first]
    preamble = tuple(line for n, line in lines if n < first or line.startswith("#"))
    delimiter = _delimiter(heading, [line for _, line in rows])
    fields = list(
        zip((n for n, _ in rows), _split_all([r for _, r in rows], delimiter), strict=True)
    )
    return _table(_split(heading, delimiter), fields, preamble, delimiter)


def check_rows(rows: int, most: int = MOST_ROWS) -> None:
    """Raise `ValueError` with a phrase if a table has more rows than are read."""
    if rows > most:
        raise ValueError(
            f"it has {rows} rows, and at most {most} are read; leave out all but every "
            f"{-(-rows // most)}th"
        )


def _check_heading(table: Sequence[tuple[int, str]]) -> None:
    """Refuse numbers in place of a heading."""
    _, heading = table[0]
    fields = _split(heading, _delimiter(heading, [line for _, line in table[1 : 1 + _JUDGED]]))
    if len(table) > 1 and all(_NUMBER.fullmatch(field) for field in fields if field):
        raise ValueError(
            f"it has no heading: its first line is {heading[:40].strip()!r}; write the names of "
            "the columns and their units above it"
        )


def _parquet(raw: bytes, most_rows: int) -> TextTable:
    """Return a Parquet table; its rows have the numbers from 1 on."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(io.BytesIO(raw)) as file:
            check_rows(file.metadata.num_rows, most_rows)
            cells = file.read().to_pandas()
    except pa.ArrowException as error:
        raise ValueError("it is no Parquet table, or a damaged one") from error
    if cells.empty:
        raise ValueError("it has no rows")
    cells.columns = pd.Index([str(name) for name in cells.columns])
    if cells.columns.has_duplicates:
        raise ValueError(f"two columns have the same name: {', '.join(cells)}")
    for name in cells:
        if not pd.api.types.is_numeric_dtype(cells[name]):
            cells[name] = ["" if _is_nothing(cell) else str(cell) for cell in cells[name]]
    return TextTable(cells.set_axis(range(1, len(cells) + 1)))


def _is_nothing(cell: object) -> bool:
    return cell is None or cell is pd.NA or (isinstance(cell, float) and cell != cell)


def _sheet(
    raw: bytes, is_heading: Callable[[Sequence[str]], bool] | None, most_rows: int
) -> tuple[list[str], list[tuple[int, list[str]]], tuple[str, ...], str]:
    """Return heading, rows and what is above them in the only sheet of a spreadsheet."""
    try:
        sheets = pd.read_excel(io.BytesIO(raw), sheet_name=None, header=None, dtype=object)
    except ImportError as error:
        raise ValueError(f"{error}; or save it as CSV") from error
    except Exception as error:  # the libraries raise anything at all on damaged files
        raise ValueError("it is no spreadsheet, or a damaged one; save it as CSV") from error
    filled = [sheet for sheet in sheets.values() if len(sheet)]
    if len(filled) != 1:
        raise ValueError(f"{len(filled)} of its sheets are filled; give a file with one")
    check_rows(len(filled[0]), most_rows)
    rows = [
        (n, ["" if pd.isna(cell) else str(cell).strip() for cell in row])
        for n, row in enumerate(filled[0].itertuples(index=False), 1)
    ]
    rows = [(n, row) for n, row in rows if any(row)]
    start = next((k for k, (_, row) in enumerate(rows) if is_heading and is_heading(row)), 0)
    above = tuple("\t".join(filter(None, row)) for _, row in rows[:start])
    return rows[start][1], rows[start + 1 :], above, "\t"


def _split(line: str, delimiter: str) -> list[str]:
    if delimiter.strip(" "):
        fields = next(csv.reader([line], delimiter=delimiter), [])
    else:
        fields = re.split(r"\s+" if delimiter == " " else r"\s{2,}", line.strip())
    return [field.strip() for field in fields]


def _split_all(lines: list[str], delimiter: str) -> list[list[str]]:
    if delimiter.strip(" "):
        # Many times faster than line by line, but for text in quotes with a line break.
        rows = [[field.strip() for field in row] for row in csv.reader(lines, delimiter=delimiter)]
        if len(rows) == len(lines):
            return rows
    return [_split(line, delimiter) for line in lines]


def _delimiter(heading: str, rows: Sequence[str]) -> str:
    """Return the delimiter with which most rows have as many fields as the heading."""
    best, best_share = "", 0.0
    # One and several spaces only if nothing else separates.
    for delimiter in (*_DELIMITERS, "  ", " "):
        names = _without_tail(_split(heading, delimiter))
        judged = rows[:_JUDGED]
        same = [len(_padded(_split(row, delimiter), len(names))) == len(names) for row in judged]
        share = sum(same) / len(same) if same else 1.0
        if len(names) > 1 and share > best_share and not (best and not delimiter.strip(" ")):
            best, best_share = delimiter, share
    # With none, the fault is easiest to see at the one that the heading has most of.
    return best or max(_DELIMITERS, key=heading.count)


def _without_tail(fields: list[str]) -> list[str]:
    while len(fields) > 1 and not fields[-1]:
        fields = fields[:-1]
    return fields


def _padded(fields: list[str], number: int) -> list[str]:
    """Return fields without empty ones beyond a number of them."""
    while len(fields) > number and not fields[-1]:
        fields = fields[:-1]
    return fields


def _table(
    heading: list[str], rows: list[tuple[int, list[str]]], preamble: tuple[str, ...], delimiter: str
) -> TextTable:
    names = [_unquoted(name) for name in _without_tail(heading)]
    rows = [(n, _padded(row, len(names))) for n, row in rows]
    if rows and _is_row_of_units(rows[0][1], names):
        units = rows.pop(0)[1]
        pairs = zip(names, units, strict=True)
        names = [f"{name} [{unit.strip('[]()')}]" if unit else name for name, unit in pairs]
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


def _is_row_of_units(row: list[str], names: list[str]) -> bool:
    units = [cell.strip("[]()") for cell in row if cell]
    # A cell called A with a capacity of 1 is no row of units.
    if len(row) != len(names) or any(_NUMBER.fullmatch(unit) for unit in units):
        return False
    return bool(units) and all(map(is_unit, units))


def _with_decimal_points(cells: pd.DataFrame, delimiter: str) -> pd.DataFrame:
    """Return the cells with decimal points and without marks between thousands."""
    text = "".join("".join(cells[column].tolist()) for column in cells)
    plain = cells
    if any(mark in text for mark in "\u00a0\u2009\u202f\u2212"):
        plain = plain.map(lambda cell: re.sub(r"(?<=\d)[\u00a0\u2009\u202f](?=\d)", "", cell))
        plain = plain.map(lambda cell: cell.replace("\u2212", "-"))
    if "," not in text:
        return plain
    numbers = {}
    for column in plain:
        found = [cell for cell in plain[column] if _NUMBER.fullmatch(cell)]
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
