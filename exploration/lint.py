"""Studies from files, and every fault of a file at once."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from math import prod
from pathlib import Path

from ..errors import InputError, missing_extra
from ..inputs import read_toml, ready_files
from ..parameter_sets.cathode_materials import find_cathode
from ..parameter_sets.cell import Cell
from ..parameter_sets.films import find_electrolyte
from ..parameter_sets.limits import value_faults
from ..parameter_sets.pouch import pouch_from
from ..parameter_sets.provenance import provenance_table
from ..schemas import check_against, raise_faults, unknown
from ..uncertainty.priors import uncertain_parameters
from ..uncertainty.ranking import least_difference
from .outputs import QUANTITIES, TEXTS, output_columns
from .study import CHOICES, RANGES, Study, Variable

__all__ = ["check_work", "load_study", "ready_studies", "study_faults"]


_INSTEAD: dict[str, object] = {"title": "untitled", "variables": {}}
#: Designs of a grid, times samples: a day's work, and what fits into memory.
_MOST_DESIGNS = 1_000_000


def _number(study: Study) -> int:
    """Return how many designs a study has, at most."""
    if study.optimise:
        return study.optimise.evaluations
    if study.sampling.method == "sobol":
        return study.sampling.size
    return prod(len(v.levels or ()) or v.count for v in study.variables.values())


def check_work(study: Study, samples: int) -> None:
    """Refuse more designs times samples than can be computed.

    Parameters
    ----------
    samples : int
        Of the uncertain parameters, for each design.

    Raises
    ------
    InputError
        In one line.
    """
    designs = _number(study)
    if designs * samples > _MOST_DESIGNS:
        raise InputError(
            f"{designs} designs times {samples} samples are {designs * samples} simulations, and "
            f"at most {_MOST_DESIGNS} are computed; give fewer designs, or a smaller size in "
            "[bands]."
        )


def study_faults(study: Study, written: Iterable[str] = ()) -> list[str]:
    """Return everything that is wrong beyond types, each with what to do.

    Parameters
    ----------
    written : iterable of str, optional
        Variables that the file has, also those that were taken out for a fault of their own.
    """
    found: list[str] = []
    if study.sampling.method == "grid" and not study.optimise:
        number = _number(study)
        if number > _MOST_DESIGNS:
            found.append(
                f"the grid has {number} designs, and at most {_MOST_DESIGNS} are computed; give "
                'fewer levels, or method = "sobol" in [sampling]'
            )
    for name, variable in study.variables.items():
        found += _variable_faults(name, variable)
    for name, value in study.fixed.items():
        found += unknown("fixed", name, (*RANGES, *CHOICES)) or _value_faults(
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
        found += unknown("[outputs] quantities", name, QUANTITIES)
    for name in study.outputs.layers:
        allowed = (*provenance_table("layers")["name"], *provenance_table("cell")["name"])
        found += unknown("[outputs] layers", name, allowed)
    if not found:
        wrong = value_faults(study.outputs.layers, known=provenance_table("layers")["name"])
        found += [f"[outputs] layers: {fault}" for fault in wrong]
    if study.outputs.pouch is not None:
        try:
            pouch_from(Cell("PHLP"), study.outputs.pouch)
        except InputError as error:
            found.append(f"[outputs.pouch]: {str(error).rstrip('.')}")
        if study.outputs.layers:
            found.append("[outputs.layers] and [outputs.pouch] are both given; keep one of them")
    try:
        columns = output_columns(study.spec)
    except InputError as error:
        return [*found, f"[outputs] {str(error).rstrip('.')}"]
    return found + _column_faults(study, columns, {*study.variables, *written})


def _column_faults(study: Study, columns: list[str], variables: set[str]) -> list[str]:
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
        found += unknown(where, name, numbers)
    for one in study.maps:
        if one.x == one.y:
            found.append(f"[[maps]] x and y are the same, {one.x!r}; leave y out, or give another")
        shown = {"x": one.x, "y": one.y, "colour": one.colour, "panels": one.panels}
        for key, column in shown.items():
            if column is not None:
                found += unknown(f"[[maps]] {key}", column, (*variables, *columns))
    if study.best and study.best.within < least_difference(study.best.output):
        least = least_difference(study.best.output)
        found.append(
            f"[best] within: {study.best.within:g} is less than the {least:g} by which cells built "
            f"alike, or the solver's results, differ; give {least:g} or more"
        )
    for name in study.best.over if study.best else ():
        found += unknown("[best] over", name, variables)
    uncertain = (
        *study.bands.parameters,
        *(study.sensitivity.parameters if study.sensitivity else ()),
    )
    for name in uncertain:
        found += unknown("uncertain parameters", name, uncertain_parameters())
    targets = len(study.objectives.maximise) + len(study.objectives.minimise)
    if study.optimise and study.optimise.method == "bayesian" and targets != 1:
        found.append(
            f"[optimise] bayesian needs one objective, {targets} are given; use nsga2 for more"
        )
    needed = {
        "[optimise] nsga2": study.optimise and study.optimise.method == "nsga2" and "pymoo",
        "[sensitivity]": study.sensitivity and "SALib",
    }
    found += [
        str(missing_extra(purpose, "search")).rstrip(".")
        for purpose, package in needed.items()
        if package and find_spec(package) is None
    ]
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
    found = unknown("[variables]", name, (*RANGES, *CHOICES))
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
        what = "cathodes" if name == "cathode" else "films"
        return [f"{where} takes names of {what}; give levels = [...]"]
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
        find = find_cathode if name == "cathode" else find_electrolyte
        try:
            find(str(value))
        except InputError as error:
            return [f"{where}: {str(error).rstrip('.')}"]
        return []
    low, high = RANGES[name]
    if isinstance(value, str):
        return [f"{where} = {value!r} is not a number"]
    if not low <= value <= high:
        return [f"{where} = {value:g} is outside the allowed range {low:g} to {high:g}"]
    return []


def ready_studies() -> dict[str, Path]:
    """Return the studies that come with the package, by name."""
    return ready_files("sclcell.exploration", "studies")


def load_study(path: str | Path) -> Study:
    """Return a study from a TOML file, or one that comes with the package by its name.

    Parameters
    ----------
    path
        File, or a key of `ready_studies`.

    Raises
    ------
    InputError
        In one line with every fault of the file.
    """
    path = ready_studies().get(str(path), Path(path))
    raw = read_toml(path, f" or a ready study: {', '.join(ready_studies())}")
    faults: list[str] = []
    written = raw.get("variables")
    names = list(written) if isinstance(written, dict) else []
    study = check_against(Study, raw, faults, _INSTEAD, whole=("variables",))
    if study is not None and not study.variables and not faults:
        faults.append("a study needs a variable; give one in [variables]")
    raise_faults(path, faults + (study_faults(study, names) if study else []))
    assert study is not None
    return study
