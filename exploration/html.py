"""Page of a study: tables and linked pictures that open in any browser, offline."""

from __future__ import annotations

import html

import pandas as pd

from ..page import format_value, render_page
from ..uncertainty.bands import QUANTILES, quantile_name
from ..uncertainty.ranking import least_difference
from .figures import axis_label
from .results import StudyResult

__all__ = ["study_page"]

#: Rows that a browser draws without delay; larger studies show a part, evenly spread.
MAX_POINTS = 5000
#: Rows of tables.
_MOST = 200
_MENUS = {"x1": "left x", "y1": "left y", "x2": "right x", "y2": "right y", "colour": "colour"}


def study_page(result: StudyResult) -> str:
    """Return the page of a finished study.

    Hovering over a point shows the design; dragging a frame in one picture selects its designs in
    all.
    """
    from plotly.offline import get_plotlyjs

    study, frame = result.study, result.designs
    if len(frame) > MAX_POINTS:
        frame = frame.iloc[:: -(-len(frame) // MAX_POINTS)]
    variables = [v for v in study.variables if pd.api.types.is_numeric_dtype(frame[v])]
    names = [*variables, *result.numbers]
    objectives = [*study.objectives.maximise, *study.objectives.minimise]
    wanted = objectives or result.numbers
    other = wanted[1] if len(wanted) > 1 else wanted[0]
    first, last = (variables[0], variables[-1]) if variables else (wanted[0], wanted[0])
    return render_page(
        "study",
        title=study.title,
        description=study.description,
        total=len(result.designs),
        bands=None if result.drawn is None else result.drawn.text,
        failed=pd.DataFrame(result.failed.items(), columns=["Reason", "Designs"]),
        plotly=get_plotlyjs(),
        rows=frame[names].astype(object).where(frame[names].notna(), None).to_numpy().tolist(),
        names=names,
        labels={name: axis_label(name) for name in names},
        texts=_texts(frame, result),
        matrix=list(dict.fromkeys([*variables, *wanted]))[:7],
        menus=_MENUS,
        chosen={"x1": first, "y1": wanted[0], "x2": wanted[0], "y2": other, "colour": last},
        front=result.front[[*study.variables, *objectives]].head(_MOST).rename(columns=axis_label),
        best=_best(result),
    )


def _best(result: StudyResult) -> dict[str, object] | None:
    best = result.study.best
    if best is None or result.best is None:
        return None
    others = [name for name in result.study.variables if name not in best.over]
    columns = [*others, *best.over, *result.best.columns[len(result.study.variables) :]]
    return {
        "output": axis_label(best.output),
        "over": ", ".join(axis_label(name) for name in best.over),
        "percent": f"{100 * least_difference(best.output):g}",
        "table": result.best[columns].head(_MOST).rename(columns=axis_label),
    }


def _texts(frame: pd.DataFrame, result: StudyResult) -> list[str]:
    """Return what hovering shows: variables, outputs with bands, and the reason if there is one."""
    variables = list(result.study.variables)
    if result.bands is not None:
        frame = frame.merge(result.bands, how="left", on=variables)
    texts = []
    for row in frame.to_dict("records"):
        lines = [f"{html.escape(axis_label(name))}: {_escaped(row[name])}" for name in variables]
        for name in result.numbers[:8]:
            ends = [row.get(quantile_name(name, q)) for q in (QUANTILES[0], QUANTILES[-1])]
            band = "" if None in ends else f" ({_escaped(ends[0])} to {_escaped(ends[1])})"
            lines.append(f"{html.escape(axis_label(name))}: {_escaped(row[name])}{band}")
        if isinstance(row.get("Detail"), str):
            lines.append(html.escape(row["Detail"]))
        texts.append("<br>".join(lines))
    return texts


def _escaped(value: object) -> str:
    return html.escape(format_value(value))
