"""The table in a text file that a program wrote: where its heading is, and where it ends."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from .columns import is_unit, split_unit
from .text_cells import (
    DELIMITERS,
    NUMBER,
    TextTable,
    is_row_of_units,
    padded,
    split,
    split_all,
    table_of,
    without_tail,
)

__all__ = ["BLOCK", "filled_heading", "instrument_table", "whole_table"]

# Lines in which the heading is looked for, and rows by which the width of the table is judged.
_PREAMBLE = 3000
_JUDGED = 200
_SPACES = ("  ", " ")
#: Column of what the text above a part of the table says.
BLOCK = "Block"
_NUMBER_UNIT = re.compile(r"([+-]?[\d.,]+(?:[eE][+-]?\d+)?)\s*([^\d\s.,;:+-].*)")
_LETTERS, _DIGITS = re.compile(r"[^\W\d_]"), re.compile(r"\d")
_SUMMARY = re.compile(
    r"(average|avg|mean|median|std|st\.? ?dev|sum|total|mittelwert|moyenne|平均)", re.IGNORECASE
)
_MARKS = re.compile(r"^(?:[#%~\s]+|Definition=)+")


def instrument_table(
    lines: Sequence[tuple[int, str]], is_heading: Callable[[Sequence[str]], int]
) -> TextTable:
    """Return the table whose heading is the surest, with what was left out in its notes.

    Parameters
    ----------
    lines : sequence of (int, str)
        Numbers of the lines that are not blank, and the lines.
    is_heading : callable
        Tells from its fields how surely a line is a heading, 0 for none.

    Raises
    ------
    ValueError
        If no line is a heading, or rows do not fit it, in a phrase.
    """
    place, heading = _heading(lines, is_heading)
    preamble = tuple(line for _, line in lines[:place])
    levels = _levels(lines[max(place - 2, 0) : place + 1])
    below = [(n, line) for n, line in lines[place + 1 :] if not line.startswith("#")]
    if not below:
        raise ValueError("there is a header but no row")
    delimiter, names = _names(heading, below)
    rows = list(
        zip((n for n, _ in below), split_all([r for _, r in below], delimiter), strict=True)
    )
    above = None if levels or not place else split(_MARKS.sub("", lines[place - 1][1]), delimiter)
    if levels:
        names, rows = _flattened(levels, rows)
    return whole_table(names, rows, preamble, delimiter, above)


def whole_table(
    names: list[str],
    rows: list[tuple[int, list[str]]],
    preamble: tuple[str, ...],
    delimiter: str,
    above: list[str] | None,
) -> TextTable:
    """Return the table of the rows that fit a heading, with the titles of its columns.

    Parameters
    ----------
    names, rows, preamble, delimiter
        As `sclcell.text_cells.table_of` takes them.
    above : list of str, optional
        Cells above the heading; what stands over several columns is in the first of them.
    """
    names, rows, notes, comments = whole_rows(names, rows)
    titles = [""] * len(names)
    for cells, over_several in ((above, True), (comments, False)):
        if cells is None or len(cells) > len(names) or sum(map(bool, cells)) < 1 + over_several:
            continue
        last = ""
        for k, cell in enumerate(cells + [""] * (len(names) - len(cells))):
            last = cell or (last if over_several else "")
            titles[k] = f"{titles[k]} {last}".strip()
    if BLOCK in names and preamble:  # the first part has its text above the heading
        rows = [(n, [*row[:-1], row[-1] or preamble[-1]]) for n, row in rows]
    table = table_of(names, rows, preamble, delimiter)
    return replace(table, notes=tuple(notes), titles=tuple(titles))


def filled_heading(row: Sequence[str], above: Sequence[str]) -> list[str] | None:
    """Return a heading whose empty cells stand in the row above it; None if there are none."""
    more = list(above) + [""] * (len(row) - len(above))
    filled = [cell or more[k] for k, cell in enumerate(row)]
    return None if filled == list(row) or _numbers(above) else filled


def _heading(
    lines: Sequence[tuple[int, str]], is_heading: Callable[[Sequence[str]], int]
) -> tuple[int, str]:
    best, place, heading = 0, 0, ""
    for k, (_, line) in enumerate(lines[:_PREAMBLE]):
        # Rows have more digits than letters; to look at each would take seconds.
        if len(line) > 20_000 or 2 * len(_LETTERS.findall(line)) < len(_DIGITS.findall(line)):
            continue
        bare = _MARKS.sub("", line)
        if line[0] == "\t" and all(row[0] == "\t" for _, row in lines[k + 1 : k + 3]):
            bare = line  # Gamry writes a tab before each row
        marks = [mark for mark in (*DELIMITERS, *_SPACES) if mark in bare]
        if marks[:1] != marks[-1:] and marks[0] in DELIMITERS and marks[-1] == " ":
            marks.pop()  # names of several words
        score = max((is_heading(_fields(bare, mark)) for mark in marks), default=0)
        if score > best:
            best, place, heading = score, k, bare
        for mark in marks:
            filled = (
                filled_heading(_fields(bare, mark), _fields(lines[k - 1][1], mark))
                if k and not _fields(bare, mark)[0]
                else None
            )
            score = is_heading(filled) if filled else 0
            if score > best and not _levels(lines[max(k - 2, 0) : k + 1]):
                best, place, heading = score, k, mark.join(filled or [])
    if not best:
        first = lines[0][1].strip()[:40]
        raise ValueError(
            f"no line is a heading of a measurement that is known (the first one is '{first}'); "
            "write what the columns are above them, such as 'Voltage [V]', 'Frequency [Hz]'"
        )
    return place, heading


def _fields(line: str, delimiter: str) -> list[str]:
    if line.startswith('"') and line.rstrip().endswith('"') and line.count('"') == 2:
        line = line.strip().strip('"')
    return split(line, delimiter)


def _names(heading: str, below: Sequence[tuple[int, str]]) -> tuple[str, list[str]]:
    """Return the delimiter of the rows, and the names with which they agree.

    Some programs separate the names by spaces and the numbers by commas.
    """
    rows = [line for _, line in below[:40] if re.search(r"\d", line)] or [below[0][1]]
    found: list[tuple[float, int, bool, bool, int, str, list[str]]] = []
    for delimiter in (*DELIMITERS, *_SPACES):
        widths = Counter(len(without_tail(split(row, delimiter))) for row in rows)
        width, often = max(widths.items(), key=lambda one: (one[1], one[0]))
        if width < 2:
            continue
        for mark in (delimiter, *DELIMITERS, *_SPACES):
            names = without_tail(_fields(heading, mark))
            if len(names) < 2:
                continue
            same = sum(len(padded(split(row, delimiter), len(names))) == len(names) for row in rows)
            # Rows may lack the last columns; what they have stands below its heading.
            shorter = often if width < len(names) and mark == delimiter else 0
            share = max(same, 0.5 * shorter) / len(rows)
            parts = [split(row, delimiter) for row in rows[:20]]
            numbers = sum(_numbers(row) for row in parts if len(without_tail(row)) == width)
            plain = delimiter not in _SPACES, mark == delimiter
            found.append((share, numbers, *plain, -len(found), delimiter, names))
    if not found or max(found)[0] < 0.3:
        raise ValueError("the rows below the heading do not fit it")
    *_, delimiter, names = max(found)
    return delimiter, names


def whole_rows(
    heading: list[str], rows: list[tuple[int, list[str]]]
) -> tuple[list[str], list[tuple[int, list[str]]], list[str], list[str]]:
    """Return unlike names, the rows that fit them, notes of what was left out, and comments.

    Lines of text end the table, unless the same heading follows: what they say then stands in a
    column of its own. The last row may be cut off. Rows that lack the same last columns are filled
    up. Units that stand in the cells of a column go to its heading.
    """
    names = _unlike(without_tail(heading))
    notes: list[str] = []
    rows = [(n, padded(row, len(names))) for n, row in rows]
    units: list[tuple[int, list[str]]] = []
    comments = [""] * len(names)
    while rows and len(rows[0][1]) <= len(names) and not _has_number(rows[0][1]):
        first = rows[0][1] + [""] * (len(names) - len(rows[0][1]))
        if not units and is_row_of_units(first, names):
            units = [(rows[0][0], first)]
        elif without_tail(first) == names or any(map(_with_unit, first)):
            break
        else:
            comments = [f"{a} {b}".strip() for a, b in zip(comments, first, strict=True)]
        rows = rows[1:]
    names, rows = _units_to_heading(names, rows)
    widths = Counter(len(row) for _, row in rows[:_JUDGED] if _has_number(row))
    width = max(widths.items(), key=lambda one: (one[1], one[0]))[0] if widths else len(names)
    width = min(width, len(names))
    kept: list[tuple[int, list[str]]] = []
    said: list[str] = []  # of each row that is kept, the text above its part of the table
    text = here = ""
    ended, left = 0, list[int]()
    for number, row in rows:
        if row[: len(heading)] == without_tail(heading) or without_tail(row) == names:
            here = text if ended else here
            ended, text = 0, ""
            continue
        if ended or (kept and _SUMMARY.match(next(filter(None, row), ""))):
            left += [number] if not ended else []
            text = f"{text} {' '.join(filter(None, row))}".strip() if ended else text
            continue
        fits = width <= len(row) <= len(names)
        if fits and (_has_number(row) or not kept):
            kept.append((number, row + [""] * (len(names) - len(row))))
        elif not fits and kept and sum(map(bool, row)) > 1 and _numbers(row) > 1:
            kept.append((number, row))
        elif kept and not _has_number(row):
            ended, text = number, " ".join(filter(None, row))
        said += [here] * (len(kept) - len(said))
    while kept and not _has_number(kept[0][1]):
        kept, said = kept[1:], said[1:]
    if kept and len(kept[-1][1]) < len(names):
        notes.append(f"the last row ({kept[-1][0]}) is cut off and left out")
        kept = kept[:-1]
    if left:
        notes.append(f"row {', '.join(map(str, left))}: averages are left out")
    if ended:
        notes.append(f"the table ends at row {ended}: what follows is text or another table")
    if here and BLOCK not in names:
        names, comments = [*names, BLOCK], [*comments, ""]
        kept = [(n, [*row, mark]) for (n, row), mark in zip(kept, said, strict=False)]
        units = [(n, [*row, ""]) for n, row in units]
    return names, [*units, *kept], notes, comments


def _with_unit(cell: str) -> tuple[str, str] | None:
    """Return number and unit of a cell that has both, but for C, which may be a rate."""
    found = _NUMBER_UNIT.fullmatch(cell)
    if not found or not is_unit(found[2]) or found[2] in ("C", "1", "-"):
        return None
    return found[1], found[2]


def _units_to_heading(
    names: list[str], rows: list[tuple[int, list[str]]]
) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return names and rows with units that all cells of a column have joined to its name."""
    for place, name in enumerate(names):
        first = next((row[place] for _, row in rows if place < len(row) and row[place]), "")
        if not _with_unit(first):
            continue
        cells = [row[place] if place < len(row) else "" for _, row in rows]
        pairs = [_with_unit(cell) for cell in cells if cell]
        if len({pair[1] if pair else "" for pair in pairs}) != 1:
            continue
        for (_, row), cell in zip(rows, cells, strict=True):
            if cell:
                row[place] = (_with_unit(cell) or (cell,))[0]
        if split_unit(name)[1] is None:
            names = [
                *names[:place],
                f"{name} [{pairs[0][1]}]" if pairs[0] else name,
                *names[place + 1 :],
            ]
    return names, rows


def _unlike(names: list[str]) -> list[str]:
    seen: Counter[str] = Counter()
    found = []
    for place, name in enumerate(names, 1):
        name = name or f"column {place}"
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name} #{seen[name]}")
    return found


def _numbers(row: Sequence[str]) -> int:
    return sum(bool(NUMBER.fullmatch(cell)) for cell in row)


def _has_number(row: Sequence[str]) -> bool:
    return any(NUMBER.fullmatch(cell) for cell in row)


def _levels(lines: Sequence[tuple[int, str]]) -> list[list[str]]:
    """Return the headings of cycles, steps and records that Neware writes below each other.

    Each has one empty field more before its names; none, if the lines are not like that.
    """
    if len(lines) < 3:
        return []
    fields = [split(line, "\t" if "\t" in line else ",") for _, line in lines]
    empty = [next((k for k, name in enumerate(row) if name), -1) for row in fields]
    return fields if empty == [0, 1, 2] else []


def _flattened(
    levels: list[list[str]], rows: list[tuple[int, list[str]]]
) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return records with the cycle and the step that they belong to."""
    cycles, steps, records = levels
    names = [cycles[0], steps[1], *(["Step Type"] if "Step Type" in steps else []), *records[2:]]
    kind = steps.index("Step Type") if "Step Type" in steps else None
    cycle = step = state = ""
    flat = []
    for number, row in rows:
        level = next((k for k, cell in enumerate(row) if cell), 3)
        if level == 0:
            cycle = row[0]
            # The first step of a cycle stands in the line of the cycle.
            rest = row[len(without_tail(cycles)) :]
            level, row = (1, ["", *rest]) if rest and rest[0] else (3, row)
        if level == 1:
            step = row[1]
            state = row[kind] if kind is not None and kind < len(row) else ""
        elif level == 2:
            flat.append((number, [cycle, step, *([state] if kind is not None else []), *row[2:]]))
    return without_tail(names), flat
