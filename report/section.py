"""A part of a report, and the colours that all parts share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from .charts import Chart

__all__ = ["BLACK", "BLUE", "GREEN", "GREY", "RATE_COLOURS", "RED", "Section"]

BLUE, RED, GREEN, GREY, BLACK = "#2166ac", "#b2182b", "#1b7837", "#888888", "#222222"
#: From slow to fast.
RATE_COLOURS = ("#440154", "#3b528b", "#21918c", "#5ec962", "#d9a400", "#b2182b")


@dataclass(frozen=True)
class Section:
    """A part of a report.

    Parameters
    ----------
    key : str
        Short name, for links and files.
    title : str
        Heading.
    text : sequence of str
        Paragraphs, plain text.
    charts : sequence of Chart
        Pictures.
    tables : mapping
        Title to table.
    drawing : str
        SVG, shown before the charts.
    points : sequence of str
        A list, shown after the text.
    folded : bool
        Whether tables are closed at first.
    """

    key: str
    title: str
    text: Sequence[str] = ()
    charts: Sequence[Chart] = ()
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    drawing: str = ""
    points: Sequence[str] = ()
    folded: bool = False
