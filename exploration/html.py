"""A page of its own: tables and linked pictures that open in any browser, offline."""

from __future__ import annotations

import html
import json
from typing import Any

import pandas as pd

from ..style import NUMBER, SHORT_NUMBER
from ..uncertainty.bands import QUANTILES, quantile_name
from ..uncertainty.ranking import least_difference
from .figures import axis_label
from .results import StudyResult

__all__ = ["study_page"]

#: Rows that a browser draws without delay; larger studies show a part, evenly spread.
MAX_POINTS = 5000

_STYLE = """
body { font-family: system-ui, sans-serif; margin: 1.5rem auto; padding: 0 1rem; max-width: 1200px;
color: #222; } h1 { font-size: 1.6rem; } table { border-collapse: collapse; font-size: 0.85rem; }
td, th { padding: 0.15rem 0.6rem; border-bottom: 1px solid #ddd; text-align: right; }
.wide { overflow-x: auto; } label { display: inline-block; margin: 0 1rem 0.4rem 0; }
select { max-width: min(22rem, 90vw); font-size: 0.95rem; }
#views { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 0.5rem; }
.view { height: 430px; } #all { height: 720px; grid-column: 1 / -1; }
@media (max-width: 800px) { #views { grid-template-columns: minmax(0, 1fr); }
.view { height: 340px; } #all { height: 480px; } }
"""

# Both scatter plots and the matrix show the same rows, so a selection is a list of row numbers.
_SCRIPT = """
const rows = @DATA@, names = @NAMES@, labels = @LABELS@, texts = @TEXTS@;
const column = name => rows.map(row => row[names.indexOf(name)]);
const config = {responsive: true, displaylogo: false, scrollZoom: true};
const pick = id => document.getElementById(id).value;
const views = ['first', 'second', 'all'].map(id => document.getElementById(id));
function marker() {
  const values = column(pick('colour'));
  return {color: values, colorscale: 'Viridis', size: 6, showscale: true,
          colorbar: {title: {text: labels[pick('colour')], side: 'right'}}};
}
function scatter(view, x, y) {
  Plotly.react(view, [{type: 'scattergl', mode: 'markers', x: column(x), y: column(y),
      text: texts, hovertemplate: '%{text}<extra></extra>', marker: marker(),
      unselected: {marker: {opacity: 0.08}}}],
    {dragmode: 'select', margin: {t: 20, r: 10},
     xaxis: {title: {text: labels[x]}}, yaxis: {title: {text: labels[y]}}}, config);
}
function draw() {
  scatter(views[0], pick('x1'), pick('y1'));
  scatter(views[1], pick('x2'), pick('y2'));
  const look = marker();
  look.size = 4; look.showscale = false;
  Plotly.react(views[2], [{type: 'splom', text: texts, marker: look,
      hovertemplate: '%{text}<extra></extra>', diagonal: {visible: false}, showupperhalf: false,
      dimensions: @MATRIX@.map(name => ({label: labels[name], values: column(name)})),
      unselected: {marker: {opacity: 0.08}}}],
    {dragmode: 'select', margin: {t: 20, r: 10}, font: {size: 10}}, config);
}
let busy = false;
function link(view) {
  const share = points => {
    if (busy) return;
    busy = true;
    const chosen = points === null ? null : [points];
    Promise.all(views.filter(other => other !== view)
      .map(other => Plotly.restyle(other, {selectedpoints: chosen}))).finally(() => busy = false);
    document.getElementById('count').textContent =
      points === null ? '' : points.length + ' of ' + rows.length + ' designs selected';
  };
  view.on('plotly_selected', event => {
    if (event) share([...new Set(event.points.map(point => point.pointNumber))]);
  });
  view.on('plotly_deselect', () => share(null));
}
draw();
views.forEach(link);
['x1', 'y1', 'x2', 'y2', 'colour'].forEach(id =>
  document.getElementById(id).addEventListener('change', draw));
"""


def study_page(result: StudyResult) -> str:
    """Return the page.

    Returns
    -------
    str
        HTML with everything inside. Hovering over a point shows the design; dragging a frame in
        one picture selects its designs in all.
    """
    from plotly.offline import get_plotlyjs

    frame = result.designs
    if len(frame) > MAX_POINTS:
        frame = frame.iloc[:: -(-len(frame) // MAX_POINTS)]
    variables = [v for v in result.study.variables if pd.api.types.is_numeric_dtype(frame[v])]
    names = [*variables, *result.numbers]
    objectives = result.study.objectives
    wanted = [*objectives.maximise, *objectives.minimise] or result.numbers
    script = _SCRIPT
    for mark, value in {
        "DATA": _rows(frame, names),
        "NAMES": names,
        "LABELS": {name: axis_label(name) for name in names},
        "TEXTS": _texts(frame, result),
        "MATRIX": list(dict.fromkeys([*variables, *wanted]))[:7],
    }.items():
        script = script.replace(f"@{mark}@", _safe(value))
    other = wanted[1] if len(wanted) > 1 else wanted[0]
    first = variables[0] if variables else wanted[0]
    chosen = {"x1": first, "y1": wanted[0], "x2": wanted[0], "y2": other}
    chosen["colour"] = variables[-1] if variables else wanted[0]
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'>"
        f"<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<link rel='icon' href='data:,'>"
        f"<title>{html.escape(result.study.title)}</title><style>{_STYLE}</style>"
        f"<script>{get_plotlyjs()}</script></head><body>{_head(result, len(frame))}"
        f"<p>{_menus(names, chosen)}</p><p>Drag a frame to select designs in all pictures, "
        f"double-click to undo; the wheel zooms. <b id='count'></b></p><div id='views'>"
        f"<div id='first' class='view'></div><div id='second' class='view'></div>"
        f"<div id='all'></div></div>{_front(result)}{_best(result)}"
        f"<script>{script}</script></body></html>\n"
    )


def _safe(value: Any) -> str:
    """Return JSON that cannot end the script it stands in."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False).replace("</", "<\\/")


def _rows(frame: pd.DataFrame, names: list[str]) -> list[list[float | None]]:
    plain = frame[names].astype(object).where(frame[names].notna(), None)
    return plain.to_numpy().tolist()


def _texts(frame: pd.DataFrame, result: StudyResult) -> list[str]:
    """Return what hovering shows: variables, outputs with bands, and the reason if there is one."""
    variables = list(result.study.variables)
    if result.bands is not None:
        frame = frame.merge(result.bands, how="left", on=variables)
    texts = []
    for row in frame.to_dict("records"):
        lines = [f"{html.escape(axis_label(name))}: {_shown(row[name])}" for name in variables]
        for name in result.numbers[:8]:
            ends = [row.get(quantile_name(name, q)) for q in (QUANTILES[0], QUANTILES[-1])]
            band = "" if None in ends else f" ({_shown(ends[0])} to {_shown(ends[1])})"
            lines.append(f"{html.escape(axis_label(name))}: {_shown(row[name])}{band}")
        if isinstance(row.get("Detail"), str):
            lines.append(html.escape(row["Detail"]))
        texts.append("<br>".join(lines))
    return texts


def _shown(value: Any) -> str:
    return f"{value:{NUMBER}}" if isinstance(value, float | int) else html.escape(str(value))


def _head(result: StudyResult, shown: int) -> str:
    total = len(result.designs)
    parts = [f"<h1>{html.escape(result.study.title)}</h1>"]
    if result.study.description:
        parts.append(f"<p>{html.escape(result.study.description)}</p>")
    part = f", of which {shown} are drawn" if shown < total else ""
    parts.append(f"<p>{total} designs{part}.</p>")
    if result.drawn is not None:
        parts.append(f"<p>Bands, in the tables: {html.escape(result.drawn.text)}.</p>")
    reasons = "".join(
        f"<tr><td>{count}</td><td style='text-align:left'>{html.escape(reason)}</td></tr>"
        for reason, count in result.failed.items()
    )
    if reasons:
        parts.append(f"<details><summary>Designs that give nothing</summary><table>{reasons}")
        parts.append("</table></details>")
    return "".join(parts)


def _menus(names: list[str], chosen: dict[str, str]) -> str:
    texts = {"x1": "left x", "y1": "left y", "x2": "right x", "y2": "right y", "colour": "colour"}
    menus = []
    for key, text in texts.items():
        options = "".join(
            f"<option value='{html.escape(name, quote=True)}'"
            f"{' selected' if name == chosen[key] else ''}>{html.escape(axis_label(name))}</option>"
            for name in names
        )
        menus.append(f"<label>{text} <select id='{key}'>{options}</select></label>")
    return "".join(menus)


def _front(result: StudyResult) -> str:
    """Return the Pareto front as a table."""
    objectives = result.study.objectives
    names = [*result.study.variables, *objectives.maximise, *objectives.minimise]
    if not len(result.front):
        return ""
    rows = result.front[names].head(200)
    table = rows.rename(columns=axis_label).to_html(
        index=False, border=0, float_format=f"{{:{NUMBER}}}".format
    )
    return (
        "<h2>Pareto front</h2><p>No other design is as good in all of these and better in one by "
        "more than cells that are built alike differ.</p>"
        f"<div class='wide'>{table}</div>"
    )


def _best(result: StudyResult) -> str:
    """Return as a table which of the designs compared with each other are best, or equal."""
    best = result.study.best
    if best is None or result.best is None:
        return ""
    others = [name for name in result.study.variables if name not in best.over]
    rows = result.best[[*others, *best.over, *result.best.columns[len(result.study.variables) :]]]
    table = rows.rename(columns=axis_label).to_html(
        index=False, border=0, float_format=f"{{:{SHORT_NUMBER}}}".format, max_rows=200
    )
    share = 100 * least_difference(best.output)
    return (
        f"<h2>{html.escape(axis_label(best.output))}: which is best</h2><p>Compared over "
        f"{html.escape(', '.join(axis_label(name) for name in best.over))}. Designs less than "
        f"{share:g} % apart are equal.</p><div class='wide'>{table}</div>"
    )
