"""Pictures of a study: maps, lines with bands, trade-offs, probabilities, sensitivities."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..style import BAND_OPACITY, SERIES_COLOURS, SHORT_NUMBER, new_figure
from ..uncertainty.bands import QUANTILES, quantile_name
from ..uncertainty.ranking import least_difference
from .results import StudyResult
from .study import Map
from .study_bands import AS_GOOD

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["axis_label", "study_figures"]

_LABELS = {
    "filler_wt_percent": "filler loading (wt%)",
    "temperature_degC": "temperature (°C)",
    "separator_thickness_um": "separator thickness (µm)",
    "areal_loading_mg_cm2": "areal loading (mg cm⁻² LFP)",
    "rate_C": "C-rate (h⁻¹)",
    "film": "film",
    "catholyte": "catholyte",
    "cathode": "cathode",
}


def axis_label(name: str) -> str:
    """Return the label of an axis: words, and the unit in parentheses."""
    if name in _LABELS:
        return _LABELS[name]
    head, bracket, unit = name.partition(" [")
    if not bracket:
        return name
    signs = ((".", " "), ("-1", "⁻¹"), ("-2", "⁻²"), ("-3", "⁻³"), ("m2", "m²"), ("Ohm", "Ω"))
    for plain, sign in signs:
        unit = unit.replace(plain, sign)
    return f"{head} ({unit.rstrip(']')})"


def study_figures(result: StudyResult) -> dict[str, Callable[[], Figure]]:
    """Return the pictures of a study, by file stem, each drawn when asked for."""
    figures: dict[str, Callable[[], Figure]] = {}
    for number, one in enumerate(result.study.maps, 1):
        figures[f"map{number}"] = lambda one=one: _map(result, one)  # type: ignore[misc]
    objectives = (*result.study.objectives.maximise, *result.study.objectives.minimise)
    if len(objectives) > 1:
        figures["pareto"] = lambda: _pareto(result)
    if result.best is not None:
        figures["best"] = lambda: _best(result)
    if result.sensitivity is not None:
        figures["sensitivity"] = lambda: _sensitivity(result)
    return figures


def _panels(result: StudyResult, one: Map) -> list[tuple[str, pd.DataFrame]]:
    if one.panels is None:
        return [("", result.designs)]
    head, _, unit = axis_label(one.panels).partition(" (")
    groups: list[tuple[Any, pd.DataFrame]] = [*result.designs.groupby(one.panels, sort=False)]
    return [
        (value if isinstance(value, str) else f"{head} {value:g} {unit.rstrip(')')}".rstrip(), rows)
        for value, rows in groups
    ]


def _map(result: StudyResult, one: Map) -> Figure:
    if one.y is None:
        return _lines(result, one)
    panels = _panels(result, one)
    figure = new_figure(3.6 * len(panels) + 1.2, 3.6)
    axes = figure.subplots(1, len(panels), sharey=True, squeeze=False)[0]
    colour = one.colour or result.numbers[0]
    low, high = result.designs[colour].min(), result.designs[colour].max()
    shown = None
    for axis, (title, rows) in zip(axes, panels, strict=True):
        if rows.duplicated([one.x, one.y]).any():
            shown = axis.scatter(rows[one.x], rows[one.y], c=rows[colour], vmin=low, vmax=high, s=9)
        else:
            table = rows.pivot(index=one.y, columns=one.x, values=colour)
            x, y = np.arange(table.shape[1]), np.arange(table.shape[0])
            shown = axis.pcolormesh(x, y, table.to_numpy(float), vmin=low, vmax=high)
            axis.set_xticks(x, [_tick(v) for v in table.columns], rotation=45)
            axis.set_yticks(y, [_tick(v) for v in table.index])
            # A cross where a design gave nothing.
            failed = rows[rows["Reason"].notna()]
            places = (
                table.columns.get_indexer(pd.Index(failed[one.x])),
                table.index.get_indexer(pd.Index(failed[one.y])),
            )
            axis.plot(*places, "x", color="white", markersize=5)
        axis.set_title(title, fontsize="medium")
        axis.set_xlabel(axis_label(one.x))
    axes[0].set_ylabel(axis_label(one.y))
    if shown is not None:
        figure.colorbar(shown, ax=axes.tolist(), label=axis_label(colour))
    figure.suptitle(result.study.title, fontsize="medium")
    return figure


def _tick(value: object) -> str:
    return value if isinstance(value, str) else f"{value:{SHORT_NUMBER}}"


def _lines(result: StudyResult, one: Map) -> Figure:
    """Draw the output over x, a line for each value of ``panels``, with the band."""
    figure = new_figure(5.2, 3.8)
    output = one.colour or result.numbers[0]
    axis = figure.add_subplot(xlabel=axis_label(one.x))
    axis.set_ylabel(axis_label(output), fontsize="small")
    for number, (title, rows) in enumerate(_panels(result, one)):
        colour = SERIES_COLOURS[number % len(SERIES_COLOURS)]
        rows = rows.sort_values(one.x)
        axis.plot(rows[one.x], rows[output], "o-", ms=3.5, color=colour, label=title or None)
        ends = [quantile_name(output, share) for share in (QUANTILES[0], QUANTILES[-1])]
        if result.bands is not None and ends[0] in result.bands:
            merged = rows[list(result.study.variables)].merge(result.bands)
            low, high = merged[ends[0]], merged[ends[1]]
            axis.fill_between(merged[one.x], low, high, color=colour, alpha=BAND_OPACITY, lw=0)
    axis.set_ylim(bottom=0)
    title = result.study.title
    if result.bands_kind is not None:
        title += f"\nshaded: 90 % {result.bands_kind} band"
    axis.set_title(title, fontsize="medium")
    if one.panels is not None:
        axis.legend(fontsize="small")
    return figure


def _pareto(result: StudyResult) -> Figure:
    names = [*result.study.objectives.maximise, *result.study.objectives.minimise]
    figure = new_figure(5.4, 4)
    axis = figure.add_subplot(xlabel=axis_label(names[0]), ylabel=axis_label(names[1]))
    frame, front = result.designs, result.front.sort_values(names[0])
    numeric = [v for v in result.study.variables if pd.api.types.is_numeric_dtype(frame[v])]
    colour = names[2] if len(names) > 2 else (numeric[0] if numeric else None)
    axis.plot(frame[names[0]], frame[names[1]], ".", color="0.8", ms=4, label="designs")
    values = front[colour] if colour else SERIES_COLOURS[0]
    points = axis.scatter(front[names[0]], front[names[1]], c=values, s=28, zorder=3, label="front")
    if colour:
        figure.colorbar(points, ax=axis, label=axis_label(colour))
    axis.set_title(result.study.title, fontsize="medium")
    axis.legend(fontsize="small")
    return figure


def _best(result: StudyResult) -> Figure:
    """Draw how likely each is as good as the best: the compared ones upwards, others along x."""
    best, table = result.study.best, result.best
    assert best is not None
    assert table is not None
    others = [name for name in result.study.variables if name not in best.over]
    along, up = _joined(table, others), _joined(table, list(best.over))
    frame = pd.DataFrame({"up": up, "along": along, AS_GOOD: table[AS_GOOD]})
    grid = frame.pivot(index="up", columns="along", values=AS_GOOD)
    grid = grid.loc[up.drop_duplicates(), along.drop_duplicates()]
    figure = new_figure(0.42 * grid.shape[1] + 3.2, 0.4 * grid.shape[0] + 2)
    axis = figure.subplots()
    shown = axis.imshow(
        grid.to_numpy(float), vmin=0, vmax=1, cmap="Greens", aspect="auto", origin="lower"
    )
    axis.set_xticks(range(grid.shape[1]), grid.columns, rotation=90 if grid.shape[1] > 6 else 0)
    axis.set_yticks(range(grid.shape[0]), grid.index)
    axis.set_xlabel(", ".join(axis_label(name) for name in others))
    axis.set_ylabel(", ".join(axis_label(name) for name in best.over))
    share = 1 - max(best.within, least_difference(best.output))
    figure.colorbar(
        shown, ax=axis, label=f"probability of at least {share:{SHORT_NUMBER}} of the best"
    )
    kind = f"{result.bands_kind} samples" if result.bands_kind else "best guess only"
    output = axis_label(best.output)
    output = output[0].lower() + output[1:]
    axis.set_title(f"{output}\n{kind}; grey: nothing works", fontsize="small")
    axis.set_facecolor("0.85")
    return figure


def _joined(table: pd.DataFrame, names: list[str]) -> pd.Series:
    texts = [", ".join(map(_tick, row)) for row in table[names].itertuples(index=False)]
    return pd.Series(texts, index=table.index)


def _sensitivity(result: StudyResult) -> Figure:
    table = result.sensitivity
    assert table is not None
    outputs = list(table["Output"].unique())
    figure = new_figure(4.2 * len(outputs) + 2.4, 0.42 * table["Parameter"].nunique() + 1.4)
    axes = figure.subplots(1, len(outputs), sharey=True, squeeze=False)[0]
    for axis, output in zip(axes, outputs, strict=True):
        rows = table[table["Output"] == output]
        y = np.arange(len(rows))
        dark, light = SERIES_COLOURS[0], SERIES_COLOURS[4]
        for shift, kind, colour in ((0.2, "First-order", light), (-0.2, "Total", dark)):
            look = {"color": colour, "label": kind.lower(), "error_kw": {"lw": 0.8}}
            error = rows[f"{kind} half width"]
            axis.barh(y + shift, rows[f"{kind} index"], 0.38, xerr=error, **look)
        axis.set_yticks(y, [axis_label(name) for name in rows["Parameter"]], fontsize="small")
        axis.invert_yaxis()
        axis.set(xlim=(0, 1), xlabel="Sobol' index")
        axis.set_title(axis_label(output), fontsize="small")
    axes[-1].legend(fontsize="small")
    return figure
