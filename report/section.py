"""A part of a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from .charts import Chart

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
