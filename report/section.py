"""A part of a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

import pandas as pd

from ..parameter_sets.cathode_materials import CathodeMaterial
from .charts import Chart, HeatMap

__all__ = ["Section"]


@dataclass(frozen=True)
class Section:
    """A part of a report."""

    key: str
    title: str
    text: Sequence[str] = ()
    charts: Sequence[Chart] = ()
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    drawing: str = ""
    points: Sequence[str] = ()
    folded: bool = False

    def of_cathode(self, cathode: CathodeMaterial) -> Self:
        """Return it with the name of the cathode in place of LFP."""
        if cathode.is_lfp:
            return self
        words = cathode.in_words
        charts = [
            replace(
                chart,
                title=words(chart.title),
                series=[
                    one if isinstance(one, HeatMap) else replace(one, name=words(one.name))
                    for one in chart.series
                ],
            )
            for chart in self.charts
        ]
        tables = {
            words(title): table.rename(columns=words).map(
                lambda cell: words(cell) if isinstance(cell, str) else cell
            )
            for title, table in self.tables.items()
        }
        return replace(
            self,
            text=[words(text) for text in self.text],
            charts=charts,
            tables=tables,
            drawing=words(self.drawing),
        )
