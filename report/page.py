"""One self-contained page: text, drawings, interactive charts and tables, no network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, repeat

import numpy as np
import pandas as pd

from ..page import render_page
from .charts import Chart
from .interactive import chart_html
from .section import Section

__all__ = ["report_page"]

#: Of longer tables a part is shown.
_TOO_LONG, _PART = 250, 40


def report_page(
    reports: Mapping[str, Sequence[Section]],
    headlines: pd.DataFrame,
    version: str,
    cathode: str = "LFP",
) -> str:
    """Return the page.

    Parameters
    ----------
    reports : mapping
        Name of each cell to its parts.
    headlines : pandas.DataFrame
        A row per number, a column per cell.
    cathode : str
        Of all of them.
    """
    # The first chart brings the library.
    libraries: Iterator[bool] = chain([True], repeat(False))

    def draw(chart: Chart, element: str) -> str:
        return chart_html(chart, next(libraries), element)

    return render_page(
        "report",
        title=f"{cathode} | film | Li: {', '.join(reports)}",
        reports=reports,
        headlines=headlines,
        version=version,
        chart_html=draw,
        shown=_shown,
    )


def _shown(title: str, table: pd.DataFrame) -> tuple[str, pd.DataFrame]:
    if len(table) <= _TOO_LONG:
        return title, table
    rows = np.linspace(0, len(table) - 1, _PART).round().astype(int)
    return f"{title} ({_PART} of {len(table)} rows; all are in the CSV)", table.iloc[rows]
