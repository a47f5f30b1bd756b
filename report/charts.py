"""Description of a chart, from which both the page and the PNG are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd

__all__ = ["Band", "Bars", "Chart", "HeatMap", "Line", "Series"]

#: Values along an axis.
Numbers: TypeAlias = Sequence[float] | np.ndarray | pd.Series


@dataclass(frozen=True)
class Line:
    """A line, points, or both.

    Parameters
    ----------
    x, y : sequence of float
        Values [units of the axes]; NaN leaves a gap.
    style : str
        ``"line"``, ``"dashed"``, ``"points"`` (open squares: measurements) or ``"both"``.
    error : sequence of float, optional
        Half length of error bars along x [unit of the axis].
    """

    x: Numbers
    y: Numbers
    name: str
    colour: str
    style: str = "line"
    error: Numbers | None = None


@dataclass(frozen=True)
class Band:
    """Area between two curves.

    Parameters
    ----------
    x, low, high : sequence of float
        Values [units of the axes].
    """

    x: Numbers
    low: Numbers
    high: Numbers
    name: str
    colour: str


@dataclass(frozen=True)
class Bars:
    """Bars over categories; those of one chart are stacked.

    Parameters
    ----------
    y : sequence of float
        Heights [unit of the axis].
    """

    x: Sequence[str]
    y: Numbers
    name: str
    colour: str


@dataclass(frozen=True)
class HeatMap:
    """Colour over two axes.

    Parameters
    ----------
    x, y : sequence of float
        Axes, lengths m and n [units of their labels].
    z : array, shape (n, m)
        Values [unit of the label]; NaN is left white.
    """

    x: Numbers
    y: Numbers
    z: Sequence[Sequence[float]] | np.ndarray
    label: str


Series = Line | Band | Bars | HeatMap


@dataclass(frozen=True)
class Chart:
    """A chart.

    Parameters
    ----------
    stem : str
        Name of the PNG, without folder and suffix.
    series : sequence of Series
        From back to front.
    x_ticks : sequence of float
        Where to put the marks of the horizontal axis [its unit], if not by itself.
    y_range : tuple of float, optional
        Of the vertical axis [unit of its label].
    """

    stem: str
    title: str
    x_label: str
    y_label: str
    series: Sequence[Series]
    caption: str = ""
    log_x: bool = False
    log_y: bool = False
    equal: bool = False
    x_ticks: Numbers = ()
    y_range: tuple[float, float] | None = None
