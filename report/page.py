"""One self-contained page: text, drawings, interactive charts and tables, no network."""

from __future__ import annotations

import html
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ..style import NUMBER
from .interactive import chart_html
from .section import Section

__all__ = ["format_value", "report_page"]

#: Longer tables get a field to filter them; of those above the second number a part is shown.
_LONG, _TOO_LONG, _PART = 30, 250, 40

_STYLE = """
:root { --line: #ddd; --soft: #f6f7f9; --ink: #222; --link: #2166ac; }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); margin: 0 auto; padding: 1rem;
  max-width: 1200px; overflow-wrap: break-word; }
h1 { font-size: 1.6rem; margin: 1.5rem 0 0.5rem; } h2 { font-size: 1.25rem; margin: 2rem 0 0.5rem;
  border-top: 1px solid var(--line); padding-top: 1rem; }
h3 { font-size: 1rem; margin: 0.8rem 0 0.2rem; } a { color: var(--link); }
nav { background: var(--soft); padding: 0.5rem 0.8rem; border-radius: 6px; }
nav a { display: inline-block; margin: 0.1rem 0.9rem 0.1rem 0; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 480px), 1fr));
  gap: 1rem; } .chart { min-width: 0; } .chart p { margin: 0; font-size: 0.85rem; color: #555; }
svg.cell { width: 100%; max-width: 760px; height: auto; font-family: inherit; }
.scroll { overflow-x: auto; } details { margin: 0.8rem 0; } summary { cursor: pointer;
  font-weight: 600; } table { border-collapse: collapse; font-size: 0.85rem; margin: 0.4rem 0; }
th, td { border-bottom: 1px solid var(--line); padding: 0.2rem 0.6rem; text-align: right;
  vertical-align: top; } th { background: var(--soft); } td.text, th.text { text-align: left;
  min-width: 7rem; overflow-wrap: normal; } td.miss { background: #fbe3e0; }
input { font: inherit; padding: 0.2rem 0.4rem; width: min(100%, 20rem); }
.legend { font-size: 0.85rem; color: #555; }
@media (max-width: 600px) { body { padding: 0.6rem; font-size: 15px; } h1 { font-size: 1.3rem; } }
@media print { nav, input { display: none; } h2 { break-after: avoid; } }
"""

# A plot is drawn before the rest of its row is there, and plotly only follows the window.
_SCRIPT = """
const follow = new ResizeObserver(entries => entries.forEach(entry => {
  const plot = entry.target, width = plot.getBoundingClientRect().width;
  if (width > 0 && Math.abs(width - plot._fullLayout.width) > 1) Plotly.Plots.resize(plot);
}));
document.querySelectorAll('.js-plotly-plot').forEach(plot => follow.observe(plot));
document.querySelectorAll('input[data-table]').forEach(field => {
  const rows = document.getElementById(field.dataset.table).tBodies[0].rows;
  field.addEventListener('input', () => {
    const words = field.value.toLowerCase().split(/\\s+/);
    for (const row of rows)
      row.hidden = !words.every(word => row.textContent.toLowerCase().includes(word));
  });
});
"""


def report_page(
    reports: Mapping[str, Sequence[Section]], headlines: pd.DataFrame, version: str
) -> str:
    """Return the page.

    Parameters
    ----------
    reports : mapping
        Name of each cell to its parts.
    headlines : pandas.DataFrame
        A row per number, a column per cell.
    """
    title = f"LFP | film | Li: {', '.join(reports)}"
    body = [f"<h1>{html.escape(title)}</h1>"]
    body.append(_table("At a glance", headlines, "glance", folded=False))
    library = True
    for number, (name, sections) in enumerate(reports.items()):
        body.append(f"<h1 id='r{number}'>{html.escape(name)}</h1>{_contents(sections, number)}")
        for section in sections:
            body.append(_section(section, f"r{number}-{section.key}", library))
            library = library and not section.charts
    body.append(
        f"<p class='legend'>Made by sclcell {html.escape(version)}: sclcell report "
        f"{html.escape(' '.join(reports))}</p>"
    )
    # The empty icon keeps browsers from asking for one.
    return (
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<link rel='icon' href='data:,'><title>{html.escape(title)}</title>"
        f"<style>{_STYLE}</style></head><body>{''.join(body)}"
        f"<script>{_SCRIPT}</script></body></html>\n"
    )


def _contents(sections: Sequence[Section], number: int) -> str:
    links = "".join(
        f"<a href='#r{number}-{section.key}'>{html.escape(section.title)}</a>"
        for section in sections
    )
    return f"<nav>{links}</nav>"


def _section(section: Section, element: str, library: bool) -> str:
    parts = [f"<section id='{element}'><h2>{html.escape(section.title)}</h2>"]
    parts += [f"<p>{html.escape(paragraph)}</p>" for paragraph in section.text]
    if section.points:
        items = "".join(f"<li>{html.escape(point)}</li>" for point in section.points)
        parts.append(f"<ul>{items}</ul>")
    parts.append(section.drawing)
    parts.append("<div class='charts'>")
    for k, chart in enumerate(section.charts):
        plot = chart_html(chart, library and k == 0, f"{element}-{chart.stem}")
        caption = f"<p>{html.escape(chart.caption)}</p>" if chart.caption else ""
        parts.append(f"<div class='chart'><h3>{html.escape(chart.title)}</h3>{plot}{caption}</div>")
    parts.append("</div>")
    for k, (title, table) in enumerate(section.tables.items()):
        parts.append(_table(title, table, f"{element}-table{k}", section.folded))
    return "".join(parts) + "</section>"


def _table(title: str, table: pd.DataFrame, element: str, folded: bool) -> str:
    """Return a table that can be folded, scrolls sideways, and can be filtered if it is long."""
    if len(table) > _TOO_LONG:
        title = f"{title} ({_PART} of {len(table)} rows; all are in the CSV)"
        table = table.iloc[np.linspace(0, len(table) - 1, _PART).round().astype(int)]
    texts = {c for c in table if not pd.api.types.is_numeric_dtype(table[c])}
    head = "".join(
        f"<th{_kind(column in texts)}>{html.escape(str(column))}</th>" for column in table
    )
    rows = []
    for row in table.to_dict("records"):
        cells = "".join(
            f"<td{_kind(column in texts, _is_miss(row, column))}>"
            f"{html.escape(format_value(row[column]))}</td>"
            for column in table
        )
        rows.append(f"<tr>{cells}</tr>")
    find = ""
    if len(table) > _LONG:
        find = (
            f"<input type='search' data-table='{element}' placeholder='filter' aria-label='filter'>"
        )
    return (
        f"<details{'' if folded else ' open'}><summary>{html.escape(title)}</summary>{find}"
        f"<div class='scroll'><table id='{element}'><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table></div></details>"
    )


def _kind(text: bool, miss: bool = False) -> str:
    classes = " ".join(name for name, on in (("text", text), ("miss", miss)) if on)
    return f" class='{classes}'" if classes else ""


def _is_miss(row: Mapping[Hashable, Any], column: Hashable) -> bool:
    """Return whether a deviation is worth a colour: more than a tenth."""
    return column == "Deviation [%]" and abs(row[column]) > 10


def format_value(value: Any) -> str:
    """Return a value as text: four significant digits, a dash for nothing."""
    if value is None or value != value:
        return "–"
    if isinstance(value, float):
        return f"{value:{NUMBER}}".replace("-", "−")
    return str(value)
