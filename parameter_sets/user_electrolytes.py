"""Films of a user's own, from a TOML file in the units of a film maker.

A shipped filler or coating needs its name only::

    name = "my film"
    filler_wt_percent = 10

    [matrix]
    conductivity_mS_cm = 0.05       # at temperature_C
    transference_number = 0.2
    activation_energy_eV = 0.35

    [filler]
    kind = "LLZTO"                  # or LAGP; other keys replace its values

    [coating]                       # leave out for bare filler
    kind = "P-DOL"
"""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ..errors import InputError
from ..inputs import read_toml
from ..models.laws.constants import J_MOL_PER_EV, S_M_PER_MS_CM, kelvin
from ..models.laws.salt_transport import arrhenius_factor
from .composites import Coating, Electrolyte, Filler, Matrix
from .electrolyte_constants import (
    ELECTROLYTES,
    electrolyte_constants,
    electrolyte_from_constants,
)

__all__ = ["load_electrolyte"]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class _MatrixTable(_Table):
    conductivity_mS_cm: float = Field(gt=0, le=1000)
    transference_number: float = Field(gt=0, lt=1)
    activation_energy_eV: float = Field(ge=0, le=2)
    density_g_cm3: float = Field(default=1.65, gt=0.5, lt=10)
    salt_concentration_mol_L: float = Field(default=1.5, gt=0, le=20)
    thermodynamic_factor: float = Field(default=1.0, gt=0, le=20)
    relative_permittivity: float = Field(default=11.0, ge=1, le=1000)


class _FillerTable(_Table):
    kind: Literal["LLZTO", "LAGP"] = "LLZTO"
    name: str | None = None
    density_g_cm3: float | None = Field(default=None, gt=0.5, lt=25)
    radius_nm: float | None = Field(default=None, gt=0, le=1e5)
    conductivity_mS_cm: float | None = Field(default=None, gt=0, le=1000)
    activation_energy_eV: float | None = Field(default=None, ge=0, le=2)
    interface_resistance_Ohm_cm2: float | None = Field(default=None, ge=0)
    interface_activation_energy_eV: float | None = Field(default=None, ge=0, le=2)
    interphase_thickness_to_radius: float | None = Field(default=None, ge=0, le=10)
    agglomeration_wt_percent: float | None = Field(default=None, gt=0)
    mobility_gain: float | None = Field(default=None, gt=0, le=1e4)
    cation_enrichment: float | None = Field(default=None, ge=-5, le=5)
    interphase_activation_energy_eV: float | None = Field(default=None, ge=0, le=2)


class _CoatingTable(_Table):
    kind: Literal["P-DOL"] = "P-DOL"
    name: str | None = None
    mobility_factor: float | None = Field(default=None, gt=0, le=1e3)
    enrichment_shift: float | None = Field(default=None, ge=-5, le=5)


class _ElectrolyteTable(_Table):
    name: str = ""
    filler_wt_percent: float = Field(default=0.0, ge=0, le=40)
    temperature_C: float = Field(default=25.0, ge=-30, le=80)
    matrix: _MatrixTable
    filler: _FillerTable = _FillerTable()
    coating: _CoatingTable | None = None


# Key of the file -> attribute and factor to SI.
_FILLER_KEYS = {
    "density_g_cm3": ("density", 1e3),
    "radius_nm": ("radius", 1e-9),
    "conductivity_mS_cm": ("conductivity", 0.1),
    "activation_energy_eV": ("activation_energy", J_MOL_PER_EV),
    "interface_resistance_Ohm_cm2": ("interface_resistance", 1e-4),
    "interface_activation_energy_eV": ("interface_activation_energy", J_MOL_PER_EV),
    "interphase_thickness_to_radius": ("thickness_ratio", 1.0),
    "agglomeration_wt_percent": ("agglomeration_mass_fraction", 0.01),
    "mobility_gain": ("mobility_gain", 1.0),
    "cation_enrichment": ("cation_enrichment", 1.0),
    "interphase_activation_energy_eV": ("interphase_activation_energy", J_MOL_PER_EV),
}
_TABLES: dict[str, type[_Table]] = {
    "": _ElectrolyteTable,
    "matrix": _MatrixTable,
    "filler": _FillerTable,
    "coating": _CoatingTable,
}


def load_electrolyte(path: str | Path) -> Electrolyte:
    """Return a film described by a TOML file; see the module for an example.

    Parameters
    ----------
    path
        File with the keys ``schema`` (1), ``name`` (that of the file by default),
        ``filler_wt_percent`` (0 to 40), ``temperature_C`` (of the matrix conductivity, 25 by
        default) and the tables ``matrix`` (required), ``filler`` and ``coating``, whose constants
        hold at 25 °C. Units are part of the keys: mS/cm, eV, g/cm3, wt%, mol/L, nm, Ohm cm2.

    Returns
    -------
    Electrolyte
        The film, in SI units. Constants that the file leaves out are those of the shipped filler
        and coating.

    Raises
    ------
    InputError
        In one line with every fault of the file, if it cannot be read or is not valid.
    """
    path = Path(path)
    raw = read_toml(path)
    try:
        table = _ElectrolyteTable.model_validate(raw)
    except ValidationError as error:
        faults = [_fault(detail) for detail in error.errors()]
        number = f"{len(faults)} fault" + ("s" if len(faults) > 1 else "")
        raise InputError(f"{path}: {number}: {'; '.join(faults)}.") from error
    # Samples belong to a film by its name: films without one must not share theirs.
    name = table.name or path.stem
    if name in ELECTROLYTES:
        raise InputError(
            f"{path}: the film has the name of a film of the study, {name!r}, and would get the "
            'lithium surface and the measured values of that one; add name = "..." of its own.'
        )
    return _electrolyte(table, name, str(path))


def _electrolyte(table: _ElectrolyteTable, name: str, file: str) -> Electrolyte:
    # The film of the study with the same ceramic supplies what the file leaves out.
    base = {"LLZTO": "PHLP-15", "LAGP": "PHAP-15"}[table.filler.kind]
    shipped = electrolyte_from_constants(base, electrolyte_constants())
    given = table.matrix
    # Filler and interphase constants hold at 25 °C, so the matrix is brought there.
    reference = shipped.matrix.reference_temperature
    energy = J_MOL_PER_EV * given.activation_energy_eV
    colder = float(arrhenius_factor(energy, reference, kelvin(table.temperature_C)))
    matrix = Matrix(
        conductivity=S_M_PER_MS_CM * given.conductivity_mS_cm * colder,
        transference_number=given.transference_number,
        activation_energy=energy,
        density=1e3 * given.density_g_cm3,
        salt_concentration=1e3 * given.salt_concentration_mol_L,
        thermodynamic_factor=given.thermodynamic_factor,
        reference_temperature=reference,
        relative_permittivity=given.relative_permittivity,
    )
    values = {
        attribute: getattr(shipped.filler, attribute) for attribute, _ in _FILLER_KEYS.values()
    }
    for key, (attribute, factor) in _FILLER_KEYS.items():
        number = getattr(table.filler, key)
        if number is not None:
            values[attribute] = factor * number
    filler = Filler(name=table.filler.name or table.filler.kind, **values)
    coating = None
    if table.coating is not None and shipped.coating is not None:
        gain, shift = table.coating.mobility_factor, table.coating.enrichment_shift
        coating = Coating(
            name=table.coating.name or table.coating.kind,
            mobility_factor=shipped.coating.mobility_factor if gain is None else gain,
            enrichment_shift=shipped.coating.enrichment_shift if shift is None else shift,
        )
    return Electrolyte(name, matrix, filler, coating, table.filler_wt_percent / 100, file)


def _fault(detail: Any) -> str:
    """Return one pydantic error as a phrase: where, what was given, what to do."""
    *tables, key = (str(part) for part in detail["loc"])
    where = f"[{tables[0]}] {key}" if tables else key
    if detail["type"] == "extra_forbidden":
        allowed = list(_TABLES.get(tables[0] if tables else "", _ElectrolyteTable).model_fields)
        near = get_close_matches(key.casefold(), {name.casefold(): name for name in allowed}, n=1)
        by_folded = {name.casefold(): name for name in allowed}
        if near:
            return f"{where} is not a key; did you mean {by_folded[near[0]]!r}?"
        return f"{where} is not a key; allowed are {', '.join(allowed)}"
    if detail["type"] == "missing":
        return f"{where} is missing; add it"
    phrase = f"{where} = {detail['input']!r}: {detail['msg'].lower()}"
    if key == "transference_number":
        phrase += (
            " (a negative or larger apparent value signals ion pairing or a failed measurement; "
            "the closures need a dilute-solution value)"
        )
    return phrase
