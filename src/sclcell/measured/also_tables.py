"""Tables that have no heading, are in JSON, or stand in several sheets."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from ..inputs import file_bytes, file_json, file_text
from ..sheets import filled_sheets, is_spreadsheet
from ..text_cells import DELIMITERS, TextTable, split
from .words import SPECTRUM_SCORE, kind_score

__all__ = ["json_table", "nameless_spectrum", "sheets_together"]

_FEWEST = 5
_MOST_TOGETHER = 50_000


def nameless_spectrum(path: Path) -> TextTable | None:
    """Return frequency, Re(Z) and Im(Z) of a file of nothing but three columns of numbers.

    None if it is not like that: frequencies are positive, rise or fall by similar factors over two
    decades at least, and the real part is mostly positive.
    """
    lines = [line for line in file_text(path).splitlines() if line.strip()]
    for delimiter in (*DELIMITERS, "  ", " "):
        rows = [split(line, delimiter) for line in lines]
        # A count of the rows may stand above them.
        while rows and len(rows[0]) != 3 and len(rows) > _FEWEST and len(lines) - len(rows) < 10:
            rows = rows[1:]
        if len(rows) < _FEWEST or any(len(row) != 3 for row in rows):
            continue
        try:
            f, real, imaginary = np.array(rows, dtype=float).T
        except ValueError:
            try:
                f, real, imaginary = np.array(
                    [[cell.replace(",", ".") for cell in row] for row in rows], dtype=float
                ).T
            except ValueError:
                continue
        if not (f > 0).all() or np.median(real) <= 0 or max(f) < 100 * min(f):
            return None
        steps = np.diff(np.log(f))
        if np.mean(np.sign(steps) == np.sign(np.median(steps))) < 0.9:
            return None
        if np.ptp(np.abs(steps)) > 5 * np.median(np.abs(steps)):
            return None
        minus = np.median(imaginary) > 0
        cells = pd.DataFrame(
            {
                "Frequency [Hz]": f,
                "Re(Z) [Ohm]": real,
                ("-" if minus else "") + "Im(Z) [Ohm]": imaginary,
            },
            index=range(len(lines) - len(rows) + 1, len(lines) + 1),
        )
        note = "the file has no heading: read as frequency [Hz], Re(Z) [Ohm], Im(Z) [Ohm]"
        if minus:
            note = note.replace("Im(Z) [Ohm]", "-Im(Z) [Ohm], as it is mostly positive")
        return TextTable(cells, notes=(note,))
    return None


def json_table(path: Path) -> TextTable | None:
    """Return the table in a JSON file, None if it is none; also in one of ``sclcell read``."""
    if path.suffix.lower() != ".json":
        return None
    content = file_json(path)
    if isinstance(content, dict) and isinstance(content.get("Table"), dict):
        content = content["Table"]
    try:
        table = pd.DataFrame(content)
    except (ValueError, TypeError) as error:
        raise ValueError(
            "its JSON is no table: give columns as lists of the same length"
        ) from error
    if table.empty or not all(isinstance(name, str) for name in table):
        raise ValueError("its JSON is no table: give columns as lists of the same length")
    table = table.set_axis(range(1, len(table) + 1))
    for name in table:
        if not pd.api.types.is_numeric_dtype(table[name]):
            table[name] = table[name].astype(str)
    return TextTable(table)


def sheets_together(path: Path) -> list[str]:
    """Return the sheets of a spreadsheet that hold spectra, or tables that may be read as one.

    None if it is no spreadsheet, or if its sheets differ.
    """
    raw = file_bytes(path)
    if not is_spreadsheet(raw):
        return []
    sheets = filled_sheets(raw)
    scores = {name: max(kind_score(row) for _, row in rows[:50]) for name, rows in sheets.items()}
    spectra = [name for name, score in scores.items() if score >= SPECTRUM_SCORE]
    same = [name for name, score in scores.items() if score and score == max(scores.values())]
    # Cyclers write logs into sheets of a million rows.
    return spectra or (same if sum(map(len, sheets.values())) < _MOST_TOGETHER else [])
