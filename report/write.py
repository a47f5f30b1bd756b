"""Put a report on disk: the page, a PNG of each chart, a CSV of each table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from .. import __version__
from ..file_names import file_stems
from ..output_files import make_folder, write_csv, write_file, write_picture
from .collected import Collected
from .figures import draw_chart
from .page import report_page
from .section import Section
from .sections import headline, report_sections

__all__ = ["headline_table", "write_report"]


def headline_table(cells: Sequence[Collected]) -> pd.DataFrame:
    """Return the numbers that matter most, a column per cell."""
    columns = {found.name: headline(found) for found in cells}
    keys = dict.fromkeys(key for numbers in columns.values() for key in numbers)
    rows = [
        {"Quantity": key, **{name: numbers.get(key) for name, numbers in columns.items()}}
        for key in keys
        if key != "Electrolyte"
    ]
    return pd.DataFrame(rows)


def write_report(cells: Sequence[Collected], folder: Path) -> dict[str, Any]:
    """Write a report.

    The result is the content of the JSON: per cell the headline numbers, the comparison with
    measurements and what could not be simulated, and under ``"Files"`` path by title.

    Parameters
    ----------
    folder : pathlib.Path
        Gets ``report.html`` and, for every cell, a folder of PNG and CSV files.
    """
    make_folder(folder)
    files: dict[str, str] = {"Report": str(folder / "report.html")}
    results: dict[str, Any] = {"Files": files, "Cells": {}}
    reports = {}
    names = [found.name for found in cells]
    folders = file_stems(names, small=True)
    for found in cells:
        sections = reports[found.name] = report_sections(found)
        _write_parts(found.name, sections, folder / folders[found.name], files)
        comparison = next(s for s in sections if s.key == "comparison").tables
        results["Cells"][found.name] = {
            "Headline": headline(found),
            "Comparison": [row for t in comparison.values() for row in t.to_dict("records")],
            "Not simulated": found.failures,
        }
    table = headline_table(cells)
    write_csv(table, folder / "headline.csv")
    files["At a glance"] = str(folder / "headline.csv")
    cathode = next((found.design.cathode.name for found in cells), "")
    page = report_page(reports, table, __version__, cathode)
    write_file(folder / "report.html", page.encode(errors="replace"))
    return results


def _write_parts(name: str, sections: Sequence[Section], own: Path, files: dict[str, str]) -> None:
    make_folder(own)
    stems = file_stems((title for s in sections for title in s.tables), small=True)
    for section in sections:
        for chart in section.charts:
            path = own / f"{chart.stem}.png"
            write_picture(draw_chart(chart), path)
            files[f"{name}: {chart.title}"] = str(path)
        if section.drawing:
            path = own / f"{section.key}.svg"
            write_file(path, section.drawing)
            files[f"{name}: {section.title}"] = str(path)
        for title, table in section.tables.items():
            path = own / f"{stems[title]}.csv"
            write_csv(table, path)
            files[f"{name}: {title} (table)"] = str(path)
