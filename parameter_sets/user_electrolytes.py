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

from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ..errors import InputError
from ..inputs import read_toml
from ..models.laws.constants import (
    J_MOL_PER_EV,
    OHM_M2_PER_OHM_CM2,
    S_M_PER_MS_CM,
    kelvin,
)
from ..models.laws.salt_transport import arrhenius_factor
from ..schemas import check_against, raise_faults
from .composites import Electrolyte, Matrix
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
    kind: Literal["P-DOL"]
    name: str | None = None
    mobility_factor: float | None = Field(default=None, gt=0, le=1e3)
    enrichment_shift: float | None = Field(default=None, ge=-5, le=5)


class _ElectrolyteTable(_Table):
    name: str = Field(default="", max_length=100, pattern=r"^[^\r\n]*$")
    filler_wt_percent: float = Field(default=0.0, ge=0, le=40)
    temperature_C: float = Field(default=25.0, ge=-30, le=80)
    matrix: _MatrixTable
    filler: _FillerTable = _FillerTable()
    coating: _CoatingTable | None = None


#: How keys end -> factor to SI.
_UNITS = {
    "_mS_cm": S_M_PER_MS_CM,
    "_eV": J_MOL_PER_EV,
    "_g_cm3": 1e3,
    "_mol_L": 1e3,
    "_nm": 1e-9,
    "_Ohm_cm2": OHM_M2_PER_OHM_CM2,
    "_wt_percent": 0.01,
}
#: Attributes that are not called as keys are.
_ATTRIBUTES = {
    "interphase_thickness_to_radius": "thickness_ratio",
    "agglomeration": "agglomeration_mass_fraction",
}
_HINTS = {
    "transference_number": (
        " (a negative or larger apparent value signals ion pairing or a failed measurement; "
        "the closures need a dilute-solution value)"
    )
}


def load_electrolyte(path: str | Path) -> Electrolyte:
    """Return a film described by a TOML file; see the module for an example.

    Raises `InputError` in one line with every fault of the file, if it cannot be read or is not
    valid.

    Parameters
    ----------
    path
        File with the keys ``schema`` (1), ``name`` (that of the file by default),
        ``filler_wt_percent`` (0 to 40), ``temperature_C`` (of the matrix conductivity, 25 by
        default) and the tables ``matrix`` (required), ``filler`` and ``coating``, whose constants
        hold at 25 °C. Units are part of the keys: mS/cm, eV, g/cm3, wt%, mol/L, nm, Ohm cm2.

        Constants that the file leaves out are those of the shipped filler and coating.
    """
    path = Path(path)
    raw = read_toml(path)
    if "curves" in raw:
        from .fitted_films import fitted_film

        return fitted_film(raw, path)
    faults: list[str] = []
    table = check_against(_ElectrolyteTable, raw, faults, hints=_HINTS)
    raise_faults(path, faults)
    assert table is not None
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
    given = _si(table.matrix)
    # Filler and interphase constants hold at 25 °C, so the matrix is brought there.
    reference = shipped.matrix.reference_temperature
    T = kelvin(table.temperature_C)
    given["conductivity"] *= float(arrhenius_factor(given["activation_energy"], reference, T))
    matrix = Matrix(reference_temperature=reference, **given)
    filler = replace(
        shipped.filler, name=table.filler.name or table.filler.kind, **_si(table.filler)
    )
    coating = None
    if table.coating is not None and shipped.coating is not None:
        coated = table.coating.name or table.coating.kind
        coating = replace(shipped.coating, name=coated, **_si(table.coating))
    return Electrolyte(name, matrix, filler, coating, table.filler_wt_percent / 100, file)


def _si(table: _Table) -> dict[str, Any]:
    """Return the numbers that a table gives, by attribute and in SI units."""
    found = {}
    for key, number in table:
        if number is not None and key not in ("kind", "name"):
            unit = next((unit for unit in _UNITS if key.endswith(unit)), "")
            attribute = key.removesuffix(unit)
            found[_ATTRIBUTES.get(attribute, attribute)] = _UNITS.get(unit, 1.0) * number
    return found
