"""Studies from files, and every fault of a file at once."""

from __future__ import annotations

from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ..errors import InputError
from ..inputs import read_toml
from ..parameter_sets.films import find_electrolyte
from ..parameter_sets.limits import value_faults
from ..parameter_sets.provenance import provenance_table
from ..uncertainty.priors import uncertain_parameters
from ..uncertainty.ranking import least_difference
from .outputs import QUANTITIES, TEXTS, output_columns
from .study import CHOICES, RANGES, Study, Variable

__all__ = ["load_study", "ready_studies", "study_faults"]


def study_faults(study: Study) -> list[str]:
    """Return everything that is wrong beyond types, each with what to do."""
    found: list[str] = []
    for name, variable in study.variables.items():
        found += _variable_faults(name, variable)
    for name, value in study.fixed.items():
        found += _unknown("fixed", name, (*RANGES, *CHOICES)) or _value_faults(
            f"[fixed] {name}", name, value
        )
        if name in study.variables:
            found.append(f"{name} is both a variable and fixed; remove one of them")
    if study.outputs.rates_C and "rate_C" in (*study.variables, *study.fixed):
        found.append(
            "rate_C and [outputs] rates_C are both given; keep rate_C as a variable or the list"
        )
    for rate in study.outputs.rates_C:
        found += _value_faults("[outputs] rates_C", "rate_C", rate)
    shown = [f"{rate:g}" for rate in study.outputs.rates_C]
    for same in sorted({one for one in shown if shown.count(one) > 1}):
        found.append(f"[outputs] rates_C: two rates are {same}C in the outputs' names; keep one")
    for name in study.outputs.quantities:
        found += _unknown("[outputs] quantities", name, QUANTITIES)
    for name in study.outputs.layers:
        allowed = (*provenance_table("layers")["name"], *provenance_table("cell")["name"])
        found += _unknown("[outputs] layers", name, allowed)
    if not found:
        wrong = value_faults(study.outputs.layers, known=provenance_table("layers")["name"])
        found += [f"[outputs] layers: {fault}" for fault in wrong]
    try:
        columns = output_columns(study.spec)
    except InputError as error:
        return [*found, f"[outputs] {str(error).rstrip('.')}"]
    return found + _column_faults(study, columns)


def _column_faults(study: Study, columns: list[str]) -> list[str]:
    found: list[str] = []
    sensitivity = study.sensitivity.outputs if study.sensitivity else ()
    used = [
        *(("[objectives]", name) for name in study.objectives.maximise),
        *(("[objectives]", name) for name in study.objectives.minimise),
        *(("[sensitivity] outputs", name) for name in sensitivity),
        *([("[best] output", study.best.output)] if study.best else []),
    ]
    numbers = [name for name in columns if not name.startswith(TEXTS)]
    for where, name in used:
        found += _unknown(where, name, numbers)
    for one in study.maps:
        shown = {"x": one.x, "y": one.y, "colour": one.colour, "panels": one.panels}
        for key, column in shown.items():
            if column is not None:
                found += _unknown(f"[[maps]] {key}", column, (*study.variables, *columns))
    if study.best and study.best.within < least_difference(study.best.output):
        least = least_difference(study.best.output)
        found.append(
            f"[best] within: {study.best.within:g} is less than the {least:g} by which cells built "
            f"alike, or the solver's results, differ; give {least:g} or more"
        )
    for name in study.best.over if study.best else ():
        found += _unknown("[best] over", name, study.variables)
    uncertain = (
        *study.bands.parameters,
        *(study.sensitivity.parameters if study.sensitivity else ()),
    )
    for name in uncertain:
        found += _unknown("uncertain parameters", name, uncertain_parameters())
    targets = len(study.objectives.maximise) + len(study.objectives.minimise)
    if study.optimise and study.optimise.method == "bayesian" and targets != 1:
        found.append(
            f"[optimise] bayesian needs one objective, {targets} are given; use nsga2 for more"
        )
    if study.optimise and targets == 0:
        found.append("[optimise] needs [objectives]; add maximise or minimise")
    if study.sensitivity and study.sensitivity.size & (study.sensitivity.size - 1):
        found.append(
            f"[sensitivity] size = {study.sensitivity.size} is not a power of two; "
            f"use {1 << study.sensitivity.size.bit_length()}"
        )
    return found


def _variable_faults(name: str, variable: Variable) -> list[str]:
    where = f"[variables] {name}"
    found = _unknown("[variables]", name, (*RANGES, *CHOICES))
    if found:
        return found
    ranged = variable.low is not None or variable.high is not None
    if (variable.levels is None) == (not ranged):
        return [f"{where} needs either levels = [...] or low and high"]
    if variable.levels is not None:
        if not variable.levels:
            return [f"{where} levels is empty; give at least one"]
        return [f for value in variable.levels for f in _value_faults(where, name, value)]
    if name in CHOICES:
        return [f"{where} takes names of films; give levels = [...]"]
    if variable.low is None or variable.high is None:
        return [f"{where} needs both low and high"]
    found = _value_faults(where, name, variable.low) + _value_faults(where, name, variable.high)
    if variable.low >= variable.high:
        found.append(f"{where} low = {variable.low:g} is not below high = {variable.high:g}")
    if variable.scale == "log" and variable.low <= 0:
        found.append(f"{where} low = {variable.low:g} cannot be on a log scale; use linear")
    return found


def _value_faults(where: str, name: str, value: float | str) -> list[str]:
    if name in CHOICES:
        if name == "catholyte" and value == "film":
            return []
        try:
            find_electrolyte(str(value))
        except InputError as error:
            return [f"{where}: {str(error).rstrip('.')}"]
        return []
    low, high = RANGES[name]
    if isinstance(value, str):
        return [f"{where} = {value!r} is not a number"]
    if not low <= value <= high:
        return [f"{where} = {value:g} is outside the allowed range {low:g} to {high:g}"]
    return []


def _unknown(where: str, name: str, allowed: Any) -> list[str]:
    names = [str(item) for item in allowed]
    if name in names:
        return []
    near = get_close_matches(name, names, n=1, cutoff=0.4)
    hint = f"did you mean {near[0]!r}?" if near else f"allowed are {', '.join(names)}"
    return [f"{where}: {name!r} is not known; {hint}"]


def ready_studies() -> dict[str, Path]:
    """Return the studies that come with the package, by name."""
    folder = Path(str(files("sclcell.exploration") / "studies"))
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}


def load_study(path: str | Path) -> Study:
    """Return a study from a TOML file, or one that comes with the package by its name.

    Parameters
    ----------
    path
        File, or a key of `ready_studies`.

    Returns
    -------
    Study
        Checked.

    Raises
    ------
    InputError
        In one line with every fault of the file.
    """
    path = ready_studies().get(str(path), Path(path))
    raw = read_toml(path, f" or a ready study: {', '.join(ready_studies())}")
    faults: list[str] = []
    study = None
    # What is wrong in itself is taken out, so that the rest is checked in the same go.
    while study is None:
        try:
            study = Study.model_validate(raw)
        except ValidationError as error:
            for detail in error.errors():
                faults.append(_fault(detail))
                _take_out(raw, detail)
    faults += [fault for fault in study_faults(study) if fault not in faults]
    if not faults:
        return study
    number = f"{len(faults)} fault" + ("s" if len(faults) > 1 else "")
    raise InputError(f"{path}: {number}: {'; '.join(faults)}.")


_PLACEHOLDERS: dict[str, Any] = {"title": "untitled", "variables": {}}


def _take_out(raw: dict[str, Any], detail: Any) -> None:
    """Remove from the file's content what a fault concerns; fill in what is required."""
    place = list(detail["loc"])
    if place[0] in _PLACEHOLDERS and len(place) == 1:
        raw[place[0]] = _PLACEHOLDERS[place[0]]
        return
    table: Any = raw
    for step in place[:-1]:
        following = table.get(step) if isinstance(table, dict) else table[step]
        if not isinstance(following, dict):
            # An element of a list, or a union of types: the whole entry goes.
            del table[step]
            return
        table = following
    if detail["type"] == "missing":
        del raw[place[0]]
    else:
        table.pop(place[-1], None)


def _fault(detail: Any) -> str:
    """Return one of pydantic's errors as a phrase: where, what was given, what to do."""
    *tables, key = (str(part) for part in detail["loc"])
    where = f"[{'.'.join(tables)}] {key}" if tables else key
    if detail["type"] == "extra_forbidden":
        model: Any = Study
        for table in tables:
            field = model.model_fields.get(table) if hasattr(model, "model_fields") else None
            model = Variable if tables[0] == "variables" else getattr(field, "annotation", Study)
        allowed = getattr(model, "model_fields", Study.model_fields)
        return _unknown(f"[{'.'.join(tables)}]" if tables else "key", key, allowed)[0]
    if detail["type"] == "missing":
        return f"{where} is missing; add it"
    return f"{where} = {detail['input']!r}: {detail['msg'].lower()}"
