"""Tables from a user's files: cells as text, whatever the encoding, delimiter and decimal sign.

Numbers come out with a decimal point. What cannot be told stays as it is in the file, so that it
is no number and the reader says where it stands: 1,234 may be 1.234 or 1234.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from .inputs import decoded, file_bytes
from .instrument_tables import filled_heading, instrument_table, whole_table
from .sheets import Sheet, filled_sheets, is_spreadsheet, the_sheet
from .text_cells import (
    JUDGED,
    NUMBER,
    TextTable,
    decimal_sign,
    delimiter_of,
    split,
    split_all,
    table_of,
    with_point,
)

__all__ = ["MOST_ROWS", "TextTable", "check_rows", "decimal_sign", "read_table", "with_point"]

#: Most rows of a table, unless a reader says otherwise: three days at 10 Hz.
MOST_ROWS = 3_000_000
# Lines in which the heading is looked for.
_PREAMBLE = 300


def read_table(
    path: Path,
    is_heading: Callable[[Sequence[str]], int] | None = None,
    most_rows: int = MOST_ROWS,
    *,
    sheet: str | None = None,
    instrument: bool = False,
) -> TextTable:
    """Return the table in delimited text, in a sheet of a spreadsheet, or in Parquet.

    The content says which of them a file is. Delimiter (tab, semicolon, comma, else spaces) and
    decimal sign are those with which the rows fit the heading. A row of units below the heading is
    joined to it. Numbers of Parquet stay numbers.

    Parameters
    ----------
    is_heading : callable, optional
        Tells from its fields how surely a line is the heading, so that lines above it are skipped;
        0 for none. By default, or if there is none, the first line that is not blank and no comment
        (#).
    most_rows : int, optional
        Longer tables are refused.
    sheet : str, optional
        Name of the sheet; by default the only one that is filled, or that has such a heading.
    instrument : bool, optional
        Whether the file may be a program's: the surest heading is looked for, the table ends at
        text that follows it, and what was left out is in the notes.

    Raises
    ------
    ValueError
        If the file cannot be read, or is not such a table, in a phrase.
    """
    raw = file_bytes(path)
    if raw.startswith(b"PAR1") or path.suffix.lower() == ".parquet":
        return _parquet(raw, most_rows)
    if is_spreadsheet(raw):
        return _sheet(raw, is_heading, most_rows, sheet, instrument)
    if sheet is not None:
        raise ValueError("it is no spreadsheet and has no sheets")
    lines = [(n, line) for n, line in enumerate(decoded(raw).splitlines(), 1) if line.strip()]
    if sum(line.lstrip().startswith("|") for _, line in lines) > len(lines) / 2:
        # A table with bars, as in Markdown; a line of dashes below its heading says nothing.
        barred = [(n, line.strip()) for n, line in lines if re.search(r"[^\s|:+-]", line)]
        lines = [
            (n, "\t".join(c.strip() for c in line.strip("|").split("|"))) for n, line in barred
        ]
    table = [(n, line) for n, line in lines if not line.startswith("#")]
    if not table:
        raise ValueError("the file is empty")
    check_rows(len(table) - 1, most_rows)
    if instrument and is_heading is not None:
        return instrument_table(lines, is_heading)
    first, heading = table[0]
    for k, (number, line) in enumerate(lines[:_PREAMBLE]):
        bare = line.lstrip("#% ")
        following = [text for _, text in lines[k + 1 : k + 1 + JUDGED] if text[0] != "#"]
        if is_heading is not None and is_heading(split(bare, delimiter_of(bare, following))):
            first, heading = number, bare
            break
    else:
        _check_heading(table)
    rows = [(n, line) for n, line in table if n > first]
    preamble = tuple(line for n, line in lines if n < first or line.startswith("#"))
    delimiter = delimiter_of(heading, [line for _, line in rows])
    fields = list(
        zip((n for n, _ in rows), split_all([r for _, r in rows], delimiter), strict=True)
    )
    return table_of(split(heading, delimiter), fields, preamble, delimiter)


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
    fields = split(heading, delimiter_of(heading, [line for _, line in table[1 : 1 + JUDGED]]))
    if len(table) > 1 and all(NUMBER.fullmatch(field) for field in fields if field):
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
    raw: bytes,
    is_heading: Callable[[Sequence[str]], int] | None,
    most_rows: int,
    sheet: str | None,
    instrument: bool,
) -> TextTable:
    """Return the table in a sheet of a spreadsheet."""
    name, rows, note = the_sheet(filled_sheets(raw), sheet, is_heading, instrument)
    check_rows(len(rows), most_rows)
    start, heading = 0, rows[0][1]
    if is_heading is not None:
        start, heading = _heading_of(rows, is_heading, instrument)
    above = tuple("\t".join(filter(None, row)) for _, row in rows[:start])
    below = rows[start + 1 :]
    if not instrument:
        return replace(table_of(heading, below, above, "\t"), sheet=name)
    table = whole_table(heading, below, above, "\t", rows[start - 1][1] if start else None)
    notes = (*table.notes, *([note] if note else []))
    return replace(table, sheet=name, notes=notes)


def _heading_of(
    rows: Sheet, is_heading: Callable[[Sequence[str]], int], instrument: bool
) -> tuple[int, list[str]]:
    """Return place and cells of the surest heading, empty cells filled from the row above."""
    best, start, heading = -1, 0, rows[0][1]
    for k, (_, row) in enumerate(rows[:_PREAMBLE]):
        filled = filled_heading(row, rows[k - 1][1]) if instrument and k and not row[0] else None
        for cells in (row, filled):
            score = -1 if cells is None else int(is_heading(cells))
            if cells is not None and score > best:
                best, start, heading = score, k, cells
    return start, heading
