"""Own points with model, band and residuals, as charts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..fitting.kinds.base import DataKind
from ..style import BLACK, GREY, RATE_COLOURS
from .charts import Band, Chart, Line, Series

__all__ = ["data_charts"]


def data_charts(
    name: str, kind: type[DataKind], table: pd.DataFrame, residuals: np.ndarray, colour: str
) -> list[Chart]:
    """Return a chart of measurements, model and band, and one of the residuals.

    Parameters
    ----------
    name : str
        Of the data set.
    kind : type
        Class of its kind of data.
    table : pandas.DataFrame
        ``Measured``, ``Model``, ``Noise`` and, where there is one, the band.
    residuals : numpy.ndarray
        In standard deviations of the noise [-], shape (n,).
    colour : str
        Of the model.
    """
    stem = "".join(c if c.isalnum() else "_" for c in name)
    label_x, label_y = kind.x_label or kind.x, kind.y_label
    series: list[Series] = []
    if "Measured imaginary" in table:
        series.append(Line(table["Model"], -table["Model imaginary"], "model", colour))
        series.append(
            Line(table["Measured"], -table["Measured imaginary"], "yours", BLACK, "points")
        )
    else:
        groups = [g for _, g in table.groupby("Curve")] if "Curve" in table else [table]
        for number, group in enumerate(groups):
            rows = group.sort_values(kind.x)
            own = colour if len(groups) == 1 else RATE_COLOURS[number % len(RATE_COLOURS)]
            end = f" {number + 1}" if len(groups) > 1 else ""
            x = rows[kind.x]
            if "Model (5 %)" in rows:
                low, high = rows["Model (5 %)"], rows["Model (95 %)"]
                series.append(Band(x, low, high, f"5 to 95 %{end}", own))
            series.append(Line(x, rows["Model"], f"model{end}", own))
            marks = BLACK if len(groups) == 1 else own
            series.append(Line(x, rows["Measured"], f"yours{end}", marks, "points"))
    rows_of = np.arange(1, len(residuals) + 1)
    edges = [float(rows_of[0]), float(rows_of[-1])] if len(residuals) else []
    # One line with a gap stands in the legend once.
    gap = [np.nan] * bool(edges)
    sides = [[side * 2.0] * len(edges) for side in (-1, 1)]
    lines: list[Series] = [
        Line([*edges, *gap, *edges], [*sides[0], *gap, *sides[1]], "two noises", GREY, "dashed")
    ]
    lines.append(Line(rows_of, residuals, "residuals", BLACK, "points"))
    return [
        Chart(f"{stem}_data", name, label_x, label_y, series, log_x=kind.logarithmic),
        Chart(
            f"{stem}_residuals",
            f"{name}: residuals",
            "Value",
            "Model less measured, in noises",
            lines,
        ),
    ]
