"""Tables as text: narrow enough to read, plain when piped, coloured on a terminal."""

from __future__ import annotations

import os
import re
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["echo", "format_table"]

#: A heading is broken where it gets wider than this.
_HEADING_WIDTH = 18
#: Characters of a line.
_PAGE_WIDTH = 80
_COLOURS = {"works": "green", "failed": "red", "missing": "red"}


def echo(text: str, err: bool = False) -> None:
    """Print text; colours only on a terminal, and not where NO_COLOR is set (no-color.org)."""
    click.echo(text, err=err, color=False if os.environ.get("NO_COLOR") else None)


def format_table(table: pd.DataFrame) -> str:
    """Return a table as text.

    Parameters
    ----------
    table : pandas.DataFrame
        Numbers get four significant digits and stand to the right, words to the left. What is
        missing is a dash; a column ``Reason`` that says nothing is left out, and so are other
        columns of words, from the right, where the table is wider than a page: JSON and CSV have
        them.

    Returns
    -------
    str
        With escape codes for colours, which `echo` removes where they do not belong.
    """
    from pandas.api.types import is_numeric_dtype

    if "Reason" in table and not table["Reason"].notna().any():
        table = table.drop(columns="Reason")
    columns = []
    for position, name in enumerate(table.columns):
        column = table.iloc[:, position]
        cells = [_cell(value) for value in column]
        columns.append(_Column(_heading(str(name)), cells, is_numeric_dtype(column)))
    while sum(column.width + 2 for column in columns) - 2 > _PAGE_WIDTH:
        words = [c for c in columns[1:] if not c.right and c.heading != ["Reason"]]
        if not words:
            break
        columns.remove(words[-1])
    height = max((len(column.heading) for column in columns), default=0)
    lines = []
    for k in range(height):
        # Headings stand on the first row of the table, whatever their height.
        parts = [column.heading_line(k - height) for column in columns]
        lines.append(click.style("  ".join(parts).rstrip(), bold=True))
    for row in range(len(table)):
        lines.append("  ".join(column.line(row) for column in columns).rstrip())
    return "\n".join(lines)


class _Column:
    """One column, as text of the same width on every line."""

    def __init__(self, heading: Sequence[str], cells: Sequence[str], right: bool) -> None:
        self.heading, self.cells, self.right = heading, cells, right
        self.width = max(map(len, [*heading, *cells]))

    def heading_line(self, from_end: int) -> str:
        """Return a line of the heading, counted from its end (-1 is the last)."""
        inside = -from_end <= len(self.heading)
        return self._pad(self.heading[from_end] if inside else "")

    def line(self, row: int) -> str:
        """Return a cell."""
        cell = self.cells[row]
        text = self._pad(cell)
        return click.style(text, fg=_COLOURS[cell]) if cell in _COLOURS else text

    def _pad(self, text: str) -> str:
        return text.rjust(self.width) if self.right else text.ljust(self.width)


def _heading(name: str) -> list[str]:
    """Break a heading between words; its unit is not broken."""
    name = re.sub(r"\[([^\]]*)\]", lambda unit: unit[0].replace(" ", "\0"), name)
    lines = textwrap.wrap(name, _HEADING_WIDTH, break_long_words=False, break_on_hyphens=False)
    return [line.replace("\0", " ") for line in lines] or [""]


def _cell(value: object) -> str:
    if value is None or value != value:
        return "-"
    return f"{value:.4g}" if isinstance(value, float) else str(value)
