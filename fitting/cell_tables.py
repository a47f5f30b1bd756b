"""What predictions need of a fit: values found and values fixed, as tables for other commands."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ..file_names import file_stems
from ..output_files import write_csv
from ..parameter_sets.cell import FIELDS
from ..parameter_sets.fitted_values import FILM_COLUMNS
from .kinds.registry import kind_of
from .problem.schema import Problem

if TYPE_CHECKING:
    from .results import FitResult

__all__ = ["differing", "fixed_values", "write_cells"]

_FIXED = "fixed by the problem"


def fixed_values(problem: Problem) -> dict[str, float]:
    """Return what the problem fixes, by the names that tables of parameters use.

    Returns
    -------
    dict
        Parameter to value, SI units. Where cells differ, the name of the film comes first if it
        tells them apart, else the name of the cell. Areal loading and film thickness that differ
        are left out: they are chosen anew for every prediction.
    """
    cells = _cells(problem)
    found: dict[str, float] = {}
    for name in dict.fromkeys(n for cell in cells for n in problem.cells[cell].everything):
        values = {cell: problem.cells[cell].everything.get(name) for cell in cells}
        films = {cell: problem.cells[cell].films[0] for cell in cells}
        for labels in (dict.fromkeys(cells, ""), films, {cell: cell for cell in cells}):
            if len({(labels[c], v) for c, v in values.items()}) == len(set(labels.values())):
                break
        if labels[cells[0]] and name in FIELDS:
            continue
        for cell, value in values.items():
            if value is not None:
                found[f"{labels[cell]}: {name}" if labels[cell] else name] = value
    return found


def differing(problem: Problem) -> list[str]:
    """Return in which fields of a design the cells of a problem differ."""
    cells = _cells(problem)
    words = {"areal_loading_mg_cm2": "areal loading", "separator_thickness_um": "film thickness"}
    keys = [key for key, _ in FIELDS.values()]
    return [words[k] for k in keys if len({getattr(problem.cells[c], k) for c in cells}) > 1]


def _cells(problem: Problem) -> list[str]:
    """Return the cells that count: with a cathode, if data were measured on any."""
    half = [d.cell for d in problem.data if kind_of(d.kind).has_cathode(d)]
    return list(dict.fromkeys(half)) or problem.used_cells


def write_cells(result: FitResult, folder: Path) -> list[Path]:
    """Write tables of parameters and samples, of all cells and of each if there are several.

    Parameters
    ----------
    result : FitResult
        What was found.
    folder : Path
        Where to.
    """
    problem = result.loaded.problem
    cells = problem.used_cells
    names = {label: label for label in result.values}
    written = _write(result, folder, "", names, fixed_values(problem), _cells(problem))
    stems = file_stems(cells)
    for cell in cells if len(cells) > 1 else ():
        own = {problem.label(p, cell): p for p in problem.parameters}
        written += _write(
            result, folder, f"_{stems[cell]}", own, problem.cells[cell].everything, [cell]
        )
    return written


def _write(
    result: FitResult,
    folder: Path,
    ending: str,
    names: dict[str, str],
    fixed: Mapping[str, float],
    cells: list[str],
) -> list[Path]:
    found = result.parameters
    found = found[found["Parameter"].isin(names)].replace({"Parameter": names})
    rows = [{"Parameter": n, "Value": v, "Determined by": _FIXED} for n, v in fixed.items()]
    parameters = pd.DataFrame([*found.to_dict("records"), *rows])
    samples = result.samples()[list(names)].rename(columns=names).assign(**fixed)
    made_of = [
        {[*result.loaded.problem.cells[c].films, ""][place] for c in cells} for place in (0, 1)
    ]
    for column, films in zip(FILM_COLUMNS, made_of, strict=True):
        film = films.pop() if len(films) == 1 else ""
        if film:
            parameters[column] = film
            samples[column] = film
    files = [folder / f"{stem}{ending}.csv" for stem in ("parameters", "samples")]
    for table, path in zip((parameters, samples), files, strict=True):
        write_csv(table, path)
    return files
