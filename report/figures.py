"""Charts as matplotlib figures, for the PNG."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..style import BAND_OPACITY, new_plot
from .charts import Band, Bars, Chart, HeatMap, Line

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw_chart"]

_STYLES: dict[str, dict[str, Any]] = {
    "line": {"ls": "-"},
    "dashed": {"ls": "--", "lw": 1.2},
    "points": {"ls": "", "marker": "s", "mfc": "none", "ms": 6},
    "both": {"ls": "-", "marker": "o", "ms": 4},
}


def draw_chart(chart: Chart) -> Figure:
    """Return a chart as a matplotlib figure."""
    figure, axes = new_plot(chart.title, chart.x_label, chart.y_label)
    # The legend stands below the axes.
    figure.set_size_inches(6.8, 4.6)
    if chart.log_x:
        axes.set_xscale("log")
    if chart.log_y:
        axes.set_yscale("log")
    foot: Any = 0.0
    for item in chart.series:
        if isinstance(item, Bars):
            axes.bar(list(item.x), item.y, bottom=foot, color=item.colour, label=item.name)
            foot = foot + np.asarray(item.y)
            if max(map(len, item.x)) > 8:
                axes.tick_params(axis="x", labelrotation=20)
        elif isinstance(item, Band):
            axes.fill_between(
                item.x,
                item.low,
                item.high,
                color=item.colour,
                alpha=BAND_OPACITY,
                lw=0,
                label=item.name,
            )
        elif isinstance(item, HeatMap):
            mesh = axes.pcolormesh(item.x, item.y, item.z, shading="nearest", cmap="viridis")
            figure.colorbar(mesh, label=item.label)
        else:
            _draw_line(axes, item)
    if len(chart.x_ticks):
        axes.set_xticks(list(chart.x_ticks), [f"{tick:g}" for tick in chart.x_ticks])
        axes.minorticks_off()
    if chart.equal:
        axes.set_aspect("equal", adjustable="datalim")
    if chart.y_range is not None:
        axes.set_ylim(*chart.y_range)
    handles, labels = axes.get_legend_handles_labels()
    if handles:
        # Below the axes, where a legend hides nothing.
        figure.legend(
            handles, labels, loc="outside lower center", ncols=2, frameon=False, fontsize=8
        )
    return figure


def _draw_line(axes: Axes, line: Line) -> None:
    style = _STYLES[line.style]
    if line.error is None:
        axes.plot(line.x, line.y, color=line.colour, label=line.name, **style)
    else:
        axes.errorbar(
            line.x, line.y, xerr=line.error, color=line.colour, label=line.name, capsize=3, **style
        )
