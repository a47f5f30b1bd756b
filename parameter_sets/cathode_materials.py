"""Active materials of cathodes by name, from TOML, from a PyBaMM set or from a BPX file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pandas as pd

from ..errors import InputError, shown, unknown_name
from ..models.laws.constants import AH_PER_MOL
from .cathode import RECIPE

if TYPE_CHECKING:
    import pybamm

__all__ = ["LFP", "CathodeMaterial", "cathode_names", "cathode_table", "find_cathode"]

DENSITY = RECIPE["LFP mass fraction in cathode coating"]
HIGHEST = "Maximum concentration in positive electrode [mol.m-3]"
UPPER = "Upper voltage cut-off [V]"
_INITIAL = "Initial stoichiometry in positive electrode"


@dataclass(frozen=True)
class CathodeMaterial:
    """An active material, and what of the coating goes with it.

    Parameters
    ----------
    name, what : str
        What it is called, and what it is.
    numbers : mapping
        Parameters in place of those of LFP, SI units.
    content : str
        Digest of numbers and functions.
    functions : mapping
        Parameters that are functions.
    table : pandas.DataFrame
        Its numbers with provenance, a row each, with the columns of the provenance tables.
    notes : tuple of str
        What was taken for granted.
    """

    name: str
    what: str = ""
    numbers: tuple[tuple[str, float], ...] = ()
    content: str = ""
    functions: Mapping[str, Any] = field(default_factory=dict, compare=False)
    table: pd.DataFrame = field(default_factory=pd.DataFrame, compare=False)
    notes: tuple[str, ...] = ()

    @property
    def is_lfp(self) -> bool:
        """Whether it is the LFP of the reference cell, whose numbers are those of the tables."""
        return not self.numbers

    @property
    def most_mAh_g(self) -> float:
        """Charge between no lithium and full of it [mA.h.g-1]."""
        if self.is_lfp:
            return 170.0
        values = dict(self.numbers)
        return values[HIGHEST] * AH_PER_MOL / values[DENSITY]

    def values(self, given: Mapping[str, float]) -> dict[str, float]:
        """Return its numbers, and the charged state at the upper cut-off, SI units.

        Parameters
        ----------
        given : mapping
            What the cell has in their place, SI units.
        """
        if self.is_lfp:
            return {}
        from .cathode_functions import OCP, stoichiometry_at

        found = dict(self.numbers)
        upper = float(given.get(UPPER, found[UPPER]))
        charged = stoichiometry_at(self.functions[OCP], upper)
        return {**found, _INITIAL: charged, "Open-circuit voltage at 100% SOC [V]": upper}

    @property
    def digest(self) -> tuple[str, ...]:
        """What tells it from LFP, for digests of runs."""
        return (self.content,) if self.content else ()

    def in_words(self, text: str) -> str:
        """Return a text about LFP with the name of this material."""
        if self.is_lfp:
            return text
        # At its upper cut-off a layered oxide is charged, and far from empty.
        for lfp, other in (
            ("LFP is empty", "LFP is charged"),
            ("LFP is full", "LFP is discharged"),
        ):
            text = text.replace(lfp, other)
        return text.replace("LFP", self.name)


if TYPE_CHECKING:
    CathodeLike: TypeAlias = str | Path | CathodeMaterial | pybamm.ParameterValues

LFP = CathodeMaterial("LFP", "lithium iron phosphate of the reference cell")


def cathode_names() -> list[str]:
    """Return the names of the cathodes that come with the program."""
    return [LFP.name, *sorted(_shipped())]


def cathode_table(name: str | None = None) -> pd.DataFrame:
    """Return the numbers of the cathodes with provenance, a row each; of one, or of all."""
    chosen = [name] if name else [*sorted(_shipped())]
    return pd.concat(
        [found.table.assign(cathode=found.name) for found in map(find_cathode, chosen)],
        ignore_index=True,
    )


@cache
def _shipped() -> dict[str, Path]:
    folder = Path(str(files("sclcell.parameter_sets") / "data" / "cathodes"))
    return {path.stem: path for path in folder.glob("*.toml")}


def find_cathode(cathode: object = None) -> CathodeMaterial:
    """Return a cathode.

    Parameters
    ----------
    cathode : str, Path, CathodeMaterial or pybamm.ParameterValues, optional
        Name (see `cathode_names`) in any spelling, a TOML file, a BPX file (JSON), a set of
        PyBaMM, or the material itself; LFP by default.

    Raises
    ------
    InputError
        If there is none of that name, or a file is not valid.
    """
    if cathode is None:
        return LFP
    if isinstance(cathode, CathodeMaterial):
        return cathode
    from .cathode_files import described, load_cathode

    if isinstance(cathode, str | Path):
        path = Path(cathode)
        if path.suffix.lower() == ".toml":
            return load_cathode(path)
        if path.suffix.lower() == ".json":
            return described({"name": path.stem, "bpx": path.name}, path)
        names = {_spelling(name): name for name in cathode_names()}
        known = names.get(_spelling(str(cathode)))
        if known is None:
            hint = "A TOML file describes one of your own, a BPX file (.json) is one, too."
            raise unknown_name("cathode", str(cathode), [*names.values()], hint)
        return LFP if known == LFP.name else _from_library(known)
    if isinstance(cathode, Mapping) or hasattr(cathode, "evaluate"):
        return described({"name": "cathode"}, Path("cathode"), cathode)
    raise InputError(
        f"{shown(cathode)} is no cathode: give a name such as 'NMC811', a TOML or BPX file, or a "
        "pybamm.ParameterValues."
    )


def _spelling(name: str) -> str:
    return "".join(c for c in name.lower() if c.isalnum())


@cache
def _from_library(name: str) -> CathodeMaterial:
    from .cathode_files import load_cathode

    return load_cathode(_shipped()[name])
