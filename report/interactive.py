"""Charts as plotly figures, for the page."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..style import BAND_OPACITY, BLACK, GREY, NUMBER
from .charts import Band, Bars, Chart, HeatMap, Line

__all__ = ["chart_html"]

_MODES = {"line": "lines", "dashed": "lines", "points": "markers", "both": "lines+markers"}
_HOVER = f"%{{x:{NUMBER}}}, %{{y:{NUMBER}}}<extra>%{{fullData.name}}</extra>"
_CONFIG = {
    "responsive": True,
    "displaylogo": False,
    "modeBarButtonsToRemove": ["select2d", "lasso2d"],
}


def chart_html(chart: Chart, with_library: bool, element: str) -> str:
    """Return a chart as a piece of HTML.

    Parameters
    ----------
    with_library : bool
        Whether to carry plotly.js (4 MB); the first chart of a page must.
    element : str
        Its identifier, the only one of that name on the page.
    """
    from plotly.io import to_html

    return to_html(
        _figure(chart),
        # plotly's default, True, means the same as "inline".
        include_plotlyjs=with_library,
        full_html=False,
        config=_CONFIG,
        default_width="100%",
        default_height="430px",
        div_id=element,
    )


def _figure(chart: Chart) -> Any:
    import plotly.graph_objects as go

    figure = go.Figure()
    for item in chart.series:
        for trace in _traces(go, item):
            figure.add_trace(trace)
    axis = {"showline": True, "linecolor": GREY, "gridcolor": "#e8e8e8", "automargin": True}
    figure.update_layout(
        template="plotly_white",
        barmode="stack",
        hovermode="closest",
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
        font={"family": "system-ui, sans-serif", "size": 13, "color": BLACK},
        legend={"orientation": "h", "y": -0.22, "yanchor": "top", "x": 0, "font": {"size": 12}},
        showlegend=not any(isinstance(item, HeatMap) for item in chart.series)
        or any(isinstance(item, Line) for item in chart.series),
    )
    figure.update_xaxes(title={"text": chart.x_label}, type=_kind(chart.log_x, chart), **axis)
    figure.update_yaxes(title={"text": chart.y_label}, type="log" if chart.log_y else None, **axis)
    if len(chart.x_ticks):
        figure.update_xaxes(
            tickvals=list(chart.x_ticks), ticktext=[f"{t:g}" for t in chart.x_ticks]
        )
    for direction, log in (("x", chart.log_x), ("y", chart.log_y)):
        if log and not (direction == "x" and len(chart.x_ticks)):
            figure.update_layout({f"{direction}axis": {"dtick": 1, "exponentformat": "power"}})
    if chart.equal:
        figure.update_yaxes(scaleanchor="x", scaleratio=1)
    if chart.y_range is not None:
        figure.update_yaxes(range=list(chart.y_range))
    return figure


def _kind(log: bool, chart: Chart) -> str | None:
    if any(isinstance(item, Bars) for item in chart.series):
        return "category"
    return "log" if log else None


def _traces(go: Any, item: Any) -> list[Any]:
    if isinstance(item, Bars):
        hover = f"%{{x}}: %{{y:{NUMBER}}}<extra>%{{fullData.name}}</extra>"
        return [
            go.Bar(
                x=list(item.x), y=_plain(item.y), name=item.name, marker_color=item.colour,
                hovertemplate=hover,
            )
        ]  # fmt: skip
    if isinstance(item, HeatMap):
        point = f"%{{x:{NUMBER}}}, %{{y:{NUMBER}}}: %{{z:{NUMBER}}}"
        title = {"text": item.label, "side": "top"}
        # Above the map, where it takes no width from it on a narrow screen.
        bar = {"orientation": "h", "y": 1.02, "yanchor": "bottom", "thickness": 12, "title": title}
        return [
            go.Heatmap(
                x=_plain(item.x), y=_plain(item.y), z=[_plain(row) for row in np.asarray(item.z)],
                colorscale="Viridis", colorbar=bar,
                hovertemplate=f"{point}<extra>{item.label}</extra>", name=item.label,
                hoverongaps=False,
            )
        ]  # fmt: skip
    if isinstance(item, Band):
        red, green, blue = (int(item.colour[k : k + 2], 16) for k in (1, 3, 5))
        edge: dict[str, Any] = {"mode": "lines", "line": {"width": 0}, "legendgroup": item.name}
        return [
            go.Scatter(
                x=_plain(item.x), y=_plain(item.low), showlegend=False, hoverinfo="skip", **edge
            ),
            go.Scatter(
                x=_plain(item.x), y=_plain(item.high), name=item.name, fill="tonexty",
                fillcolor=f"rgba({red},{green},{blue},{BAND_OPACITY})", hoverinfo="skip", **edge,
            ),
        ]  # fmt: skip
    return [_scatter(go, item)]


def _scatter(go: Any, line: Line) -> Any:
    error = None if line.error is None else {"type": "data", "array": _plain(line.error)}
    return go.Scatter(
        x=_plain(line.x),
        y=_plain(line.y),
        name=line.name,
        mode=_MODES[line.style],
        line={"color": line.colour, "dash": "dash" if line.style == "dashed" else "solid"},
        marker={
            "color": line.colour,
            "symbol": "square-open" if line.style == "points" else "circle",
            "size": 9 if line.style == "points" else 6,
        },
        error_x=error,
        hovertemplate=_HOVER,
    )


def _plain(values: object) -> list[float | None]:
    """Return a list of six-digit numbers, gaps as None: a tenth of the size of binary floats."""
    return [float(f"{v:.6g}") if np.isfinite(v) else None for v in np.asarray(values, dtype=float)]
