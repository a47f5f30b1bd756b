"""Spreadsheets (.xlsx, .xlsm, .xlsb, .xls, .ods): the sheet that holds a table, as text."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Callable, Sequence
from itertools import pairwise

__all__ = ["Sheet", "filled_sheets", "is_spreadsheet", "the_sheet"]

#: Number of the row and its cells.
Sheet = list[tuple[int, list[str]]]
_ROWS_OF_HEADING = 300


def is_spreadsheet(raw: bytes) -> bool:
    """Return whether bytes are a workbook, by what it begins with and holds."""
    if raw[:4] == b"\xd0\xcf\x11\xe0":
        return True
    return raw[:2] == b"PK" and (b"xl/workbook" in raw or b"content.xml" in raw[:200_000])


def filled_sheets(raw: bytes) -> dict[str, Sheet]:
    """Return the rows of all sheets that are not empty, by name.

    Raises
    ------
    ValueError
        If it is no spreadsheet, in a phrase.
    """
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw))
        names = book.sheet_names
        content = {name: book.get_sheet_by_name(name).to_python() for name in names}
    except Exception as error:  # of damaged files, the library raises several
        raise ValueError("it is no spreadsheet, or a damaged one; save it as CSV") from error
    sheets = {}
    for name, cells in content.items():
        rows = [(n, [_text(cell) for cell in row]) for n, row in enumerate(cells, 1)]
        rows = [(n, row) for n, row in rows if any(row)]
        if rows:
            sheets[name] = rows
    return sheets


def _text(cell: object) -> str:
    if isinstance(cell, bool) or cell is None:
        return "" if cell is None else str(cell)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.timedelta):
        seconds = cell.total_seconds()
        return f"{int(seconds // 3600)}:{int(seconds // 60 % 60):02d}:{seconds % 60:09.6f}"
    return str(cell).strip()


def the_sheet(
    sheets: dict[str, Sheet],
    wanted: str | None,
    score: Callable[[Sequence[str]], int] | None,
    choose: bool,
) -> tuple[str, Sheet, str | None]:
    """Return name and rows of the sheet that is meant, and a note if others could have been.

    Parameters
    ----------
    sheets : dict
        As `filled_sheets` returns them.
    wanted : str, optional
        Name of the sheet.
    score : callable, optional
        How surely the cells of a row are the heading of a table.
    choose : bool
        Whether the surest of several is taken.

    Raises
    ------
    ValueError
        If there is none, or several, in a phrase.
    """
    names = ", ".join(f"'{name}'" for name in list(sheets)[:8]) + (
        ", ..." if len(sheets) > 8 else ""
    )
    if wanted is not None:
        near = {name.strip().lower(): name for name in sheets}
        name = near.get(wanted.strip().lower())
        if name is None:
            raise ValueError(f"there is no filled sheet '{wanted}'; there are {names}")
        return name, sheets[name], None
    if len(sheets) == 1:
        return *next(iter(sheets.items())), None
    if not sheets:
        raise ValueError("its sheets are empty")
    if score is None:
        raise ValueError(f"{len(sheets)} of its sheets are filled; give a file with one")
    sure = {
        name: max((int(score(row)) for _, row in rows[:_ROWS_OF_HEADING]), default=0)
        for name, rows in sheets.items()
    }
    best = [name for name, one in sure.items() if one and one == max(sure.values())]
    if not choose:
        best = [name for name, one in sure.items() if one]
    if not best:
        raise ValueError(f"none of its sheets ({names}) has a heading that is known")
    if len(best) > 1:
        parts = _parts_of_one(best, sheets)
        if parts is None:
            many = ", ".join(f"'{name}'" for name in best[:8])
            raise ValueError(
                f"{len(best)} of its sheets have such tables, {many}; choose one with --sheet"
            )
        return parts
    others = [name for name, one in sure.items() if one and name not in best]
    listed = ", ".join(f"'{name}'" for name in others[:5])
    note = f"sheet '{best[0]}' is read; so could be {listed}" if others else None
    return best[0], sheets[best[0]], note


def _parts_of_one(
    names: list[str], sheets: dict[str, Sheet]
) -> tuple[str, Sheet, str | None] | None:
    """Join sheets in which a cycler goes on with one table: same name but its number, same heading.

    Their rows keep the numbers that they have in their sheets.
    """
    stems = {re.sub(r"\d+\)?$", "", name) for name in names}
    headings = [sheets[name][0][1] for name in names]
    if len(stems) != 1 or any(heading != headings[0] for heading in headings):
        return None
    # Parts of one log go on counting; spectra start again.
    ends = [(sheets[name][1][1], sheets[name][-1][1]) for name in names if len(sheets[name]) > 1]
    if len(ends) < len(names) or not _goes_on(ends):
        return None
    rows = list(sheets[names[0]])
    for name in names[1:]:
        rows += sheets[name][1:]
    return names[0], rows, f"sheets {', '.join(names)} are read as one table"


def _goes_on(ends: list[tuple[list[str], list[str]]]) -> bool:
    """Return whether some column rises within each part and from part to part."""
    for column in range(len(ends[0][0])):
        try:
            numbers = [float(row[column]) for pair in ends for row in pair]
        except (ValueError, IndexError):
            continue
        if all(a < b for a, b in pairwise(numbers)):
            return True
    return False
