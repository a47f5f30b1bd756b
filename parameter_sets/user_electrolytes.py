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

Laws by name, and what follows salt concentration, see `film_file_laws`::

    [law]
    temperature = "VTF"
    composite = "coated-spheres"

    [concentration]
    mol_L = [0.5, 1.0, 2.0]
    conductivity_mS_cm = [0.3, 0.5, 0.4]
    transference_number = [0.2, 0.1, -0.2]
    diffusivity_cm2_s = [8e-8, 6e-8, 5e-8]
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from ..errors import InputError
from ..inputs import read_toml
from ..models.laws.constants import J_MOL_PER_EV, OHM_M2_PER_OHM_CM2, S_M_PER_MS_CM, kelvin
from ..models.laws.temperature.base import ENERGY
from ..schemas import Table, check_against, raise_faults
from .composites import Electrolyte, Matrix
from .electrolyte_constants import ELECTROLYTES, electrolyte_constants, electrolyte_from_constants
from .film_file_laws import (
    ConcentrationTables,
    LawTable,
    constants_of_laws,
    film_laws,
    salt_laws,
)

__all__ = ["POLYMER_S_M", "load_electrolyte"]

#: What polymer electrolytes conduct between -40 and 100 degC [S.m-1]: from half-crystalline ones in
#: the cold to gels. Assumed; 1e-9 to 3e-2 S/cm.
POLYMER_S_M = (1e-7, 3.0)


class _MatrixTable(Table):
    # What is None may come from tables of concentration, or from a law.
    conductivity_mS_cm: float | None = Field(default=None, gt=0, le=1000)
    transference_number: float | None = Field(default=None, gt=-10, lt=1)
    activation_energy_eV: float | None = Field(default=None, ge=0, le=2)
    diffusivity_cm2_s: float | None = Field(default=None, gt=0, le=1e-3)
    solubility_mol_L: float | None = Field(default=None, gt=0, le=30)
    density_g_cm3: float = Field(default=1.65, gt=0.5, lt=10)
    salt_concentration_mol_L: float = Field(default=1.5, gt=0, le=20)
    thermodynamic_factor: float | None = Field(default=None, gt=0, le=20)
    relative_permittivity: float = Field(default=11.0, ge=1, le=1000)


class _FillerTable(Table):
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
    restored_share: float | None = Field(default=None, ge=0, le=1)


class _CoatingTable(Table):
    kind: Literal["P-DOL"]
    name: str | None = None
    mobility_factor: float | None = Field(default=None, gt=0, le=1e3)
    enrichment_shift: float | None = Field(default=None, ge=-5, le=5)


class _ElectrolyteTable(Table):
    name: str = Field(default="", max_length=100, pattern=r"^[^\r\n]*$")
    filler_wt_percent: float = Field(default=0.0, ge=0, le=100)
    temperature_C: float = Field(default=25.0, ge=-30, le=150)
    matrix: _MatrixTable = _MatrixTable()
    filler: _FillerTable = _FillerTable()
    coating: _CoatingTable | None = None
    law: LawTable = LawTable()
    concentration: ConcentrationTables | None = None


#: How keys end -> factor to SI.
_UNITS = {
    "_mS_cm": S_M_PER_MS_CM,
    "_eV": J_MOL_PER_EV,
    "_g_cm3": 1e3,
    "_mol_L": 1e3,
    "_nm": 1e-9,
    "_Ohm_cm2": OHM_M2_PER_OHM_CM2,
    "_wt_percent": 0.01,
    "_cm2_s": 1e-4,
}
#: Attributes that are not called as keys are.
_ATTRIBUTES = {
    "interphase_thickness_to_radius": "thickness_ratio",
    "agglomeration": "agglomeration_mass_fraction",
}


def load_electrolyte(path: str | Path) -> Electrolyte:
    """Return a film described by a TOML file; see the module for an example.

    Raises `InputError` in one line with every fault of the file, if it cannot be read or is not
    valid.

    Parameters
    ----------
    path
        File with the keys ``schema`` (1), ``name`` (that of the file by default),
        ``filler_wt_percent`` (0 to 40, or what the law of composites holds for), ``temperature_C``
        (of the matrix's conductivity and diffusivity, 25 by default) and the tables ``matrix``
        (required), ``filler`` and ``coating``, whose constants hold at 25 °C, ``law`` and
        ``concentration``. Units are part of the keys: mS/cm, eV, g/cm3, wt%, mol/L, nm, Ohm cm2.

        Constants that the file leaves out are those of the shipped filler and coating.
    """
    path = Path(path)
    raw = read_toml(path)
    if "curves" in raw:
        from .fitted_films import fitted_film

        return fitted_film(raw, path)
    missing = _missing(raw)
    faults: list[str] = []
    table = check_against(_ElectrolyteTable, raw, faults)
    raise_faults(path, faults + missing)
    assert table is not None
    # Samples belong to a film by its name: films without one must not share theirs.
    name = table.name or path.stem
    if name in ELECTROLYTES:
        raise InputError(
            f"{path}: the film has the name of a film of the study, {name!r}, and would get the "
            'lithium surface and the measured values of that one; add name = "..." of its own.'
        )
    try:
        return _electrolyte(table, name, str(path))
    except InputError as error:
        raise InputError(f"{path}: {error}") from error


def _electrolyte(table: _ElectrolyteTable, name: str, file: str) -> Electrolyte:
    # The film of the study with the same ceramic supplies what the file leaves out.
    base = {"LLZTO": "PHLP-15", "LAGP": "PHAP-15"}[table.filler.kind]
    shipped = electrolyte_from_constants(base, electrolyte_constants())
    given = _si(table.matrix)
    solubility, salt_concentration = given.pop("solubility", None), given["salt_concentration"]
    if solubility is not None and salt_concentration > solubility:
        raise InputError(
            f"salt_concentration_mol_L = {salt_concentration / 1e3:g} is more than the "
            f"solubility, {solubility / 1e3:g} mol/L."
        )
    salt = salt_laws(table.concentration, solubility)
    # What the tables say at the film's own concentration, where [matrix] does not say it.
    start = {name: float(law(salt_concentration)) for name, law in salt.laws.items()}
    given = start | given
    measured = "diffusivity" in given
    laws = film_laws(
        table.law, salt, measured, given["transference_number"], table.filler_wt_percent
    )
    of_temperature, of_composite = constants_of_laws(table.law)
    given.setdefault("activation_energy", shipped.filler.interphase_activation_energy)
    # Filler and interphase constants hold at 25 °C, so the matrix is brought there.
    reference = shipped.matrix.reference_temperature
    T = kelvin(table.temperature_C)
    own = {ENERGY.name: given["activation_energy"], **of_temperature}
    colder = float(laws.of_temperature.factor(reference, own, T))
    given["conductivity"] *= colder
    if measured:
        given["diffusivity"] *= colder * reference / T  # (SALT-8)
    matrix = Matrix(
        reference_temperature=reference,
        temperature_constants=tuple(of_temperature.items()),
        **given,
    )
    filler = replace(
        shipped.filler, name=table.filler.name or table.filler.kind, **_si(table.filler)
    )
    coating = None
    if table.coating is not None and shipped.coating is not None:
        coated = table.coating.name or table.coating.kind
        coating = replace(shipped.coating, name=coated, **_si(table.coating))
    film = Electrolyte(name, matrix, filler, coating, 0.0, laws, tuple(of_composite.items()), file)
    loading, highest = table.filler_wt_percent / 100, film.highest_mass_fraction
    if loading > highest:
        raise InputError(
            f"filler_wt_percent = {table.filler_wt_percent:g}: the law of composites holds up to "
            f"{100 * highest:.3g} wt%; choose another under [law] composite ('ceramic-rich' goes "
            "up to 100), or less filler."
        )
    return replace(film, filler_mass_fraction=loading)


def _missing(raw: Mapping[str, Any]) -> list[str]:
    """Return what the file has to say and does not."""
    tables = [raw.get(name) for name in ("matrix", "concentration", "law")]
    matrix, concentration, law = (t if isinstance(t, dict) else {} for t in tables)
    needed = ["conductivity_mS_cm", "transference_number"]
    if "literature" in concentration:
        needed = []
    if law.get("temperature") != "WLF":
        needed.append("activation_energy_eV")
    return [
        f"[matrix] {key} is missing; add it"
        for key in needed
        if key not in matrix and key not in concentration
    ]


def _si(table: Table) -> dict[str, Any]:
    """Return the numbers that a table gives, by attribute and in SI units."""
    found = {}
    for key, number in table:
        if number is not None and key not in ("kind", "name"):
            unit = next((unit for unit in _UNITS if key.endswith(unit)), "")
            attribute = key.removesuffix(unit)
            found[_ATTRIBUTES.get(attribute, attribute)] = _UNITS.get(unit, 1.0) * number
    return found
