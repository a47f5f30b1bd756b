"""Which of PyBaMM's options these cells have; the others are refused with what to use instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pybamm

__all__ = ["film_cell_options", "half_cell_options"]

_AGEING = "choose how the lithium ages with mechanisms=, for example mechanisms=['{}']"
_SEI = _AGEING.format("SolventDiffusionSEI")
_LAM = "choose how LFP ages with mechanisms=, for example mechanisms=['ContactLoss']"
#: What a half-cell does otherwise, or cannot do; options with their default value are no matter.
_NOT_IN_A_HALF_CELL = {
    "SEI": _SEI,
    "SEI film resistance": f"the film on lithium always has one; {_SEI}",
    "SEI on cracks": _SEI,
    "SEI porosity change": _SEI,
    "lithium plating": f"lithium is always plated; {_AGEING.format('DeadLithium')}",
    "lithium plating porosity change": "the lithium electrode has no pores",
    "loss of active material": _LAM,
    "particle phases": "the cathode has one active material; leave it out",
    "heat of mixing": "its balance of energy, (TH-1), has no heat of mixing; leave it out",
    "hydrolysis": "it belongs to lead-acid cells; leave it out",
}
#: Options that count in a film cell.
_IN_A_FILM_CELL = (
    "surface form",
    "operating mode",
    "calculate discharge energy",
    "contact resistance",
    "working electrode",
)


def half_cell_options(options: Mapping[str, object] | None) -> dict[str, object]:
    """Return PyBaMM options completed with this project's defaults.

    Raises `pybamm.OptionError` if an option has no meaning here: a full cell, PyBaMM's own ageing,
    a second active material.

    Parameters
    ----------
    options : mapping, optional
        Options of the user; they win.

    Returns
    -------
    dict
        Options with ``"working electrode": "positive"``, ``"particle size": "distribution"``,
        ``"calculate discharge energy": "true"`` and ``"contact resistance": "true"`` unless the
        user says otherwise; with a size distribution ``"surface form"`` is ``"algebraic"`` by
        default, as PyBaMM needs one then.
    """
    defaults = {
        "working electrode": "positive",
        "particle size": "distribution",
        "calculate discharge energy": "true",
        # Zero by default; a value that a user gives must count.
        "contact resistance": "true",
    }
    given = dict(options or {})
    completed = {**defaults, **given}
    sizes = completed["particle size"] == "distribution"
    if sizes:
        completed.setdefault("surface form", "algebraic")
    _refuse_full_cell(completed)
    for name in _changed(given, _NOT_IN_A_HALF_CELL):
        raise _no_such_option(name, given[name], _NOT_IN_A_HALF_CELL[name])
    if sizes and given.get("particle", "Fickian diffusion") != "Fickian diffusion":
        hint = "particles of a size distribution diffuse; give 'particle size': 'single' too"
        raise _no_such_option("particle", given["particle"], hint)
    if given.get("open-circuit potential", "single") not in ("single", ("single", "single")) and (
        isinstance(given["open-circuit potential"], str)
    ):
        hint = "it is that of both electrodes, and lithium has none; give ('single', {!r})"
        potential = given["open-circuit potential"]
        raise _no_such_option("open-circuit potential", potential, hint.format(potential))
    mode = str(given.get("operating mode", "current"))
    if mode.startswith("explicit") and completed["contact resistance"] == "true":
        hint = "PyBaMM has it without contact resistance only; give 'contact resistance': 'false'"
        raise _no_such_option("operating mode", mode, f"{hint} too, or {mode.split()[-1]!r}")
    if given.get("thermal") == "x-lumped":
        raise _no_such_option("thermal", "x-lumped", "give 'lumped', which has lithium's heat")
    return completed


def film_cell_options(options: Mapping[str, object] | None) -> dict[str, object]:
    """Return PyBaMM options of a film between two planar electrodes, completed with defaults.

    Raises `pybamm.OptionError` if an option has no effect in such a cell.

    Parameters
    ----------
    options : mapping, optional
        Options of the user; they win.
    """
    given = dict(options or {})
    defaults = {
        "surface form": "differential",
        "working electrode": "positive",
        "contact resistance": "true",
    }
    completed = {**defaults, **given}
    if completed["surface form"] == "false":
        completed["surface form"] = "algebraic"
    _refuse_full_cell(completed)
    allowed = ", ".join(repr(name) for name in _IN_A_FILM_CELL[:-1])
    hint = f"it has no effect in a cell without LFP, at one temperature; these have: {allowed}"
    for name in _changed(given, set(given) - set(_IN_A_FILM_CELL)):
        raise _no_such_option(name, given[name], hint)
    mode = str(given.get("operating mode", "current"))
    if mode.startswith("explicit"):
        raise _no_such_option("operating mode", mode, f"give {mode.split()[-1]!r}")
    return completed


def _changed(given: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    """Return the named options that PyBaMM knows and that differ from its default."""
    usual = pybamm.BatteryModelOptions({"working electrode": "positive"})
    changed = []
    for name in sorted(set(names) & set(given) & set(usual.possible_options)):
        values = given[name] if isinstance(given[name], tuple | list) else (given[name],)
        if any(value != usual[name] for value in values):
            changed.append(name)
    return changed


def _refuse_full_cell(options: Mapping[str, object]) -> None:
    if options["working electrode"] != "positive":
        raise pybamm.OptionError(
            "composite-electrolyte cells have a lithium metal negative electrode: "
            "leave out 'working electrode' or set it to 'positive'"
        )


def _no_such_option(name: str, value: object, hint: str) -> pybamm.OptionError:
    return pybamm.OptionError(f"{name!r}: {value!r} is not possible in this cell: {hint}.")
