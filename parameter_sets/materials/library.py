"""Matrices, fillers and coatings: what is known of each, with class, range and source.

What nobody measured has no row, and is shown as unknown. In particular no material has an
interphase of its own here: that of one film says nothing of another's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from csv import DictReader
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

import pandas as pd
from pydantic import Field

from ...errors import InputError, shown, unknown_name
from ...inputs import read_toml
from ...models.laws.constants import J_MOL_PER_EV, S_M_PER_MS_CM, kelvin
from ...schemas import Number, Table, check_against, raise_faults
from .spellings import spelled_otherwise

__all__ = ["ROLES", "Material", "Quantity", "find_material", "material_names", "material_table"]

#: Likeness from which on one name is another with a slip.
_SLIP = 0.9
ROLES = ("matrix", "filler", "coating")
#: What is asked of a material of each role, SI units; the rest of its interphase is unknown.
QUANTITIES = {
    "matrix": ("density", "relative permittivity", "temperature law", "melting temperature"),
    "filler": ("density", "conductivity", "activation energy", "relative permittivity"),
    "coating": ("density", "conductivity", "activation energy", "relative permittivity"),
}


@dataclass(frozen=True)
class Quantity:
    """A property of a material.

    Parameters
    ----------
    value : float or str
        In SI units.
    unit : str
        Of the value.
    provenance_class : str
        ``"measured"``, ``"literature"`` or ``"assumed"``.
    source : str
        Key of ``references.bib``, or the user's file.
    low, high : float, optional
        Range, in the value's own unit [-].
    note : str
        What else is known.
    """

    value: float | str
    unit: str
    provenance_class: str
    source: str = ""
    low: float | None = None
    high: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Material:
    """A matrix, filler or coating.

    Parameters
    ----------
    name, role : str
        What it is called, and one of `ROLES`.
    quantities : mapping
        Property to `Quantity`.
    file : str
        TOML file that describes it, ``""`` for one of the library.
    """

    name: str
    role: str
    quantities: Mapping[str, Quantity] = field(default_factory=dict)
    file: str = ""

    def is_called(self, name: str) -> bool:
        """Return whether a name is that of the material, in any spelling."""
        return _spelling(name) == _spelling(self.name)

    def number(self, name: str) -> float | None:
        """Return a property in SI units, None if it is not known."""
        found = self.quantities.get(name)
        return None if found is None or isinstance(found.value, str) else found.value

    def word(self, name: str) -> str | None:
        """Return a property that is a word, None if it is not known."""
        found = self.quantities.get(name)
        return None if found is None else str(found.value)


@cache
def _library() -> Mapping[tuple[str, str], Material]:
    path = files("sclcell.parameter_sets") / "data" / "materials" / "materials.csv"
    found: dict[tuple[str, str], dict[str, Quantity]] = {}
    with path.open(encoding="utf-8") as stream:
        for row in DictReader(stream):
            own = found.setdefault((row["role"], row["material"]), {})
            if not row["value"]:
                continue
            word = row["unit"] == ""
            low, high = (float(row[end]) if row[end] else None for end in ("low", "high"))
            own[row["name"]] = Quantity(
                row["value"] if word else float(row["value"]),
                row["unit"],
                row["class"],
                row["source"],
                low,
                high,
                row["note"],
            )
    return MappingProxyType(
        {key: Material(key[1], key[0], MappingProxyType(own)) for key, own in found.items()}
    )


def material_names(role: str) -> list[str]:
    """Return the names of the library's materials of a role, one of `ROLES`."""
    return [name for own, name in _library() if own == role]


def material_table(role: str | None = None) -> pd.DataFrame:
    """Return what is known of the materials, a row per property; unknown ones have no value.

    Parameters
    ----------
    role : str, optional
        One of `ROLES`; all by default.
    """
    rows = []
    for (own, name), material in _library().items():
        if name == "none" or role not in (None, own):
            continue
        for quantity in dict.fromkeys([*QUANTITIES[own], *material.quantities]):
            known = material.quantities.get(quantity)
            row: dict[str, object] = {"Material": name, "Role": own, "Property": quantity}
            row["Value"] = "unknown" if known is None else known.value
            if known is not None:
                row |= {"Unit": known.unit, "Low": known.low, "High": known.high}
                row |= {"Class": known.provenance_class, "Source": known.source}
                row["Note"] = known.note
            rows.append(row)
        rows.append({"Material": name, "Role": own, "Property": "interphase", "Value": "unknown"})
    return pd.DataFrame(rows)


def find_material(role: str, name: str | Path | Material) -> Material:
    """Return a material by its name, in any spelling, or from a TOML file.

    Parameters
    ----------
    role : str
        One of `ROLES`.
    name : str, Path or Material
        A name of `material_names`, or a file with ``name``, ``source`` and what is known in the
        units of its keys: ``density_g_cm3``, ``conductivity_mS_cm``, ``activation_energy_eV``,
        ``relative_permittivity``, ``radius_nm``, ``temperature_law`` (``"VTF"`` or ``"break"``),
        ``melting_temperature_C``, ``freezing_temperature_C``.

    Raises
    ------
    InputError
        If there is no such material, or the file is not valid.
    """
    if isinstance(name, Material):
        return name
    if isinstance(name, Path) or str(name).lower().endswith(".toml"):
        return _from_file(role, Path(name))
    by_spelling = {_spelling(known): known for known in material_names(role)}
    known = by_spelling.get(_spelling(name))
    if known is None:
        meant = spelled_otherwise(role, str(name), material_names(role))
        if len(meant) > 1:
            raise InputError(
                f"{role} {shown(name)} may be {' or '.join(meant)}; name one of them, or give a "
                "TOML file of your own."
            )
        # A name that is nearly another one is a slip, and no other material.
        near = get_close_matches(_spelling(name), by_spelling, 1, _SLIP)
        if not meant or (near and by_spelling[near[0]] != meant[0]):
            hint = "'sclcell film --list' shows them; a TOML file describes one of your own."
            raise unknown_name(role, name, material_names(role), hint)
        known = meant[0]
    return _library()[role, known]


def _spelling(name: str) -> str:
    return re.sub(r"[\s_\-.+/]", "", str(name)).casefold()


_Positive = Annotated[Number | None, Field(gt=0)]


class _MaterialFile(Table):
    name: str = ""
    source: str = ""
    density_g_cm3: Annotated[Number | None, Field(gt=0.05, lt=25)] = None
    conductivity_mS_cm: Annotated[Number | None, Field(ge=0, le=1000)] = None
    activation_energy_eV: Annotated[Number | None, Field(ge=0, le=3)] = None
    relative_permittivity: Annotated[Number | None, Field(ge=1)] = None
    radius_nm: _Positive = None
    temperature_law: Literal["VTF", "break"] | None = None
    melting_temperature_C: Annotated[Number | None, Field(gt=-200, lt=400)] = None
    freezing_temperature_C: Annotated[Number | None, Field(gt=-200, lt=400)] = None


#: Key of a file -> property, unit, factor to SI; temperatures have none.
_KEYS: dict[str, tuple[str, str, float | None]] = {
    "density_g_cm3": ("density", "kg.m-3", 1e3),
    "conductivity_mS_cm": ("conductivity", "S.m-1", S_M_PER_MS_CM),
    "activation_energy_eV": ("activation energy", "J.mol-1", J_MOL_PER_EV),
    "relative_permittivity": ("relative permittivity", "1", 1.0),
    "radius_nm": ("radius", "m", 1e-9),
    "melting_temperature_C": ("melting temperature", "K", None),
    "freezing_temperature_C": ("freezing temperature", "K", None),
}


def _from_file(role: str, path: Path) -> Material:
    raw = read_toml(path, " or a name that 'sclcell film --list' shows")
    faults: list[str] = []
    given = check_against(_MaterialFile, raw, faults)
    raise_faults(path, faults)
    assert given is not None
    quantities: dict[str, Quantity] = {}
    for key, (name, unit, factor) in _KEYS.items():
        value = getattr(given, key)
        if value is not None:
            number = kelvin(value) if factor is None else factor * value
            quantities[name] = Quantity(number, unit, "measured", given.source or path.name)
    if given.temperature_law is not None:
        law = given.temperature_law
        quantities["temperature law"] = Quantity(law, "", "assumed", given.source or path.name)
    return Material(given.name or path.stem, role, MappingProxyType(quantities), str(path))
