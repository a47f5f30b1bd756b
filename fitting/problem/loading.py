"""Problems from files, and every fault of a problem and its data at once."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pandas as pd

from ...inputs import read_toml, ready_files
from ...parameter_sets.cell import Cell
from ...parameter_sets.cell_schema import read_cell_table
from ...parameter_sets.limits import value_faults
from ...schemas import check_against, raise_faults, unknown
from ..cell_inputs import fit_parameter_names, shipped_value, table_range
from ..kinds.registry import KINDS
from .reading import read_data
from .schema import DataSet, FreeParameter, Problem, Unknown

__all__ = ["LoadedProblem", "load_problem", "ready_problems"]

_SEE = "see docs/fitting.md for names"


class LoadedProblem:
    """A problem with its data.

    Parameters
    ----------
    problem : Problem
        Checked.
    tables : dict
        Name of each data set to its measurements.
    unknowns : list of Unknown
        What is to be found.
    notes : list of str
        What was taken for granted when the data were read.
    """

    def __init__(
        self,
        problem: Problem,
        tables: dict[str, pd.DataFrame],
        unknowns: list[Unknown],
        notes: list[str] | None = None,
    ) -> None:
        self.problem, self.tables, self.unknowns = problem, tables, unknowns
        self.notes = notes or []
        #: Kind of data to its class: worker processes get those that this one has registered.
        self.kinds = {data.kind: KINDS[data.kind] for data in problem.data}


def ready_problems() -> dict[str, Path]:
    """Return the problems that come with the package, by name."""
    return ready_files("sclcell.fitting", "problems")


def load_problem(path: str | Path) -> LoadedProblem:
    """Return a fit problem and its data from a TOML file, or a ready one by its name.

    Parameters
    ----------
    path
        File, or a key of `ready_problems`.

    Raises
    ------
    InputError
        In one line with every fault of the problem and of its files.
    """
    path = ready_problems().get(str(path), Path(path))
    raw = read_toml(path, f" or a ready problem: {', '.join(ready_problems()) or 'none'}")
    faults: list[str] = []
    notes: list[str] = []
    problem = _validated(raw, path.parent, faults)
    if problem is not None:
        tables, unknowns = _check(problem, faults, notes)
    raise_faults(path, faults)
    assert problem is not None
    return LoadedProblem(problem, tables, unknowns, notes)


def _validated(raw: dict[str, Any], folder: Path, faults: list[str]) -> Problem | None:
    """Return the problem without its faulty parts, so that the rest is checked in the same go."""
    one = raw.pop("cell", None)
    if one is not None and "cells" in raw:
        faults.append("[cell] and [cells.*] are both given; keep one of them")
    elif one is not None:
        raw["cells"] = {"cell": one}
    if "folder" in raw:
        faults.append("unknown key 'folder'; files are relative to the problem file")
    raw["folder"] = folder
    tables = raw.get("cells", {"cell": {}})
    if isinstance(tables, dict):
        raw["cells"] = {
            name: read_cell_table(
                table, "[cell]" if name == "cell" else f"[cells.{name}]", faults, folder
            )
            for name, table in tables.items()
        }

    def schema_of(place: tuple[str | int, ...]) -> type[DataSet] | None:
        """Return the schema of a data set, which depends on its kind."""
        if place[:1] != ("data",) or len(place) != 2:
            return None
        kind = raw["data"][int(place[1])].get("kind")
        return KINDS[kind].schema if isinstance(kind, str) and kind in KINDS else DataSet

    return check_against(Problem, raw, faults, schema_of=schema_of)


def _check(
    problem: Problem, faults: list[str], notes: list[str]
) -> tuple[dict[str, pd.DataFrame], list[Unknown]]:
    """Return data and unknowns; collect what is wrong beyond types."""
    tables: dict[str, pd.DataFrame] = {}
    for data in problem.data:
        if data.name in tables:
            faults.append(f"two data sets are called '{data.name}'; give each its own name")
        if data.cell not in problem.cells:
            faults += unknown(f"data '{data.name}' cell", data.cell, problem.cells)
            continue
        cell = problem.cells[data.cell]
        for key in KINDS[data.kind].needed:
            if key not in data.model_fields_set:
                faults.append(f"data '{data.name}': {key} is missing; add it, no file says it")
        report = faults.append
        tables[data.name] = read_data(data, cell, problem.folder, report, notes.append)
    unknowns = _unknowns(problem, faults)
    if isinstance(problem.analysis.profiles, list):
        for name in problem.analysis.profiles:
            faults += unknown("[analysis] profiles", name, problem.parameters)
    elif problem.analysis.profiles not in ("all", "none"):
        faults.append(
            f'[analysis] profiles = \'{problem.analysis.profiles}\'; write "all", "none" or names'
        )
    return tables, unknowns


def _unknowns(problem: Problem, faults: list[str]) -> list[Unknown]:
    found: dict[str, Unknown] = {}
    for name, free in problem.parameters.items():
        where = f"[parameters] '{name}'"
        cells = [c for c in problem.used_cells if c in problem.cells]
        if not cells:
            continue
        wrong = unknown("[parameters]", name, fit_parameter_names(problem.cells[cells[0]]), _SEE)
        faults += wrong
        for cell in cells if not wrong else ():
            if name in problem.cells[cell].own_values:
                faults.append(f"{where} is fitted, but cell '{cell}' fixes it; remove one of them")
            label = problem.label(name, cell)
            if label not in found:
                one = _one_unknown(label, name, free, problem.cells[cell], where, faults)
                if one is not None:
                    found[label] = one
    return list(found.values())


def _one_unknown(
    label: str, name: str, free: FreeParameter, cell: Cell, where: str, faults: list[str]
) -> Unknown | None:
    shipped = shipped_value(name, cell)
    low, high = table_range(name, cell.electrolyte.name)
    low = free.low if free.low is not None else low
    high = free.high if free.high is not None else high
    if low is None or high is None:
        faults.append(f"{where} needs low and high: the tables give no range")
        return None
    if not low < high:
        faults.append(f"{where}: low = {low:g} is not below high = {high:g}")
        return None
    # One by one: how values must fit together is for the values that are found.
    beyond = [
        fault
        for end in (low, high)
        for fault in value_faults({name: end}, known=[name], together=False)
    ]
    if beyond:
        faults += [f"{where} bounds: {fault}" for fault in dict.fromkeys(beyond)]
        return None
    scale = free.scale or ("log" if low > 0 and high > 10 * low else "linear")
    if scale == "log" and low <= 0:
        faults.append(f"{where}: low = {low:g} cannot be on a log scale; use linear")
        return None
    if free.prior is not None and not low <= free.prior.value <= high:
        faults.append(f"{where}: prior value {free.prior.value:g} is outside {low:g} to {high:g}")
    if free.start is not None and not low <= free.start <= high:
        faults.append(f"{where}: start = {free.start:g} is outside {low:g} to {high:g}")
    start = free.start
    if start is None:
        start = free.prior.value if free.prior is not None else shipped
    if start is None or not low <= start <= high:
        start = math.sqrt(low * high) if scale == "log" else (low + high) / 2
    return Unknown(label, name, low, high, start, scale, free.prior)
