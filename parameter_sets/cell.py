"""An LFP | CPE | Li cell in a cell maker's units, checked at the border."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError, check_range
from ..models.laws.constants import kelvin
from .cathode import AREA, LOADING
from .cathode_materials import CathodeMaterial, find_cathode
from .composites import Electrolyte
from .electrolyte_constants import electrolyte_constants, with_constants
from .films import find_electrolyte
from .limits import CAPACITY_FACTOR, MEASUREMENT_FACTORS, check_values, law_constants
from .provenance import cell_values
from .relations import cell_numbers, relations
from .values import Values

if TYPE_CHECKING:
    import pybamm

    from .cathode_materials import CathodeLike

__all__ = ["FIELDS", "RANGES", "Cell", "CellDesign"]

#: Field -> allowed range and unit.
RANGES = {
    "temperature_degC": (-30.0, 80.0, "degC"),
    "separator_thickness_um": (1.0, 500.0, "um"),
    "areal_loading_mg_cm2": (0.05, 40.0, "mg/cm2"),
    "area_cm2": (1e-4, 1e4, "cm2"),
    "one_C_mAh_g": (1.0, 1000.0, "mAh/g"),
}

#: Parameters that are fields of a cell -> field, and factor to its unit.
FIELDS = {
    LOADING: ("areal_loading_mg_cm2", 100.0),
    "Separator thickness [m]": ("separator_thickness_um", 1e6),
}
_ONE_C = "Practical specific capacity of LFP [mA.h.g-1]"
_LFP_CURVE = ("LFP plateau", "LFP charged-end", "LFP discharged-end")
_DEFAULTS = {"areal_loading_mg_cm2": 1.5, "separator_thickness_um": 22.0}


@dataclass(frozen=True, init=False)
class Cell:
    """What is chosen when an LFP | CPE | Li coin cell is made and tested.

    Parameters
    ----------
    electrolyte : str, Path or Electrolyte
        Separator film: a name such as ``"PHLP-15"``, a TOML file, or the film itself.
    temperature_degC : float
        Ambient temperature, -30 to 80.
    separator_thickness_um : float, optional
        Film thickness, 1 to 500; by default that of `values`, or 22.
    areal_loading_mg_cm2 : float, optional
        LFP per electrode area, 0.05 to 40; by default that of `values`, or 1.5.
    catholyte : str, Path or Electrolyte, optional
        Electrolyte in the cathode pores; by default that of the film.
    values : mapping, optional
        Parameters in place of the shipped ones, SI units, for example what a fit has found. Those
        of other films are left out.
    filler_mass_fraction : float, optional
        Filler of the film in place of that of its name, 0 to 0.4 [-].
    area_cm2 : float, optional
        Electrode area; by default that of the parameter set.
    one_C_mAh_g : float, optional
        Specific charge of one hour at 1C; by default that of the parameter set or the cathode.
    cathode : str, Path, CathodeMaterial or pybamm.ParameterValues, optional
        Active material, LFP by default; see
        :func:`~sclcell.parameter_sets.cathode_materials.find_cathode`.

    Raises
    ------
    InputError
        If a name or file is not known, a number is out of range, or one of `values` is not known
        or not possible.
    """

    electrolyte: Electrolyte
    temperature_degC: float
    separator_thickness_um: float
    areal_loading_mg_cm2: float
    catholyte: Electrolyte | None
    #: Area and one hour at 1C among them, if the cell has its own.
    values: Values
    cathode: CathodeMaterial

    def __init__(
        self,
        electrolyte: str | Path | Electrolyte,
        temperature_degC: float = 30.0,
        separator_thickness_um: float | None = None,
        areal_loading_mg_cm2: float | None = None,
        catholyte: str | Path | Electrolyte | None = None,
        values: Mapping[str, float] | None = None,
        *,
        filler_mass_fraction: float | None = None,
        area_cm2: float | None = None,
        one_C_mAh_g: float | None = None,
        cathode: CathodeLike | None = None,
    ) -> None:
        """Look up the films and check the numbers."""
        film = find_electrolyte(electrolyte)
        material = find_cathode(cathode)
        called = {film.name, film.called, str(electrolyte if isinstance(electrolyte, str) else "")}
        if filler_mass_fraction is not None:
            film = film.with_filler_mass_fraction(filler_mass_fraction)
        given = dict(Values(values).of(*called))
        fields: dict[str, float] = {"temperature_degC": temperature_degC}
        for name, field, number in (
            ("Separator thickness [m]", "separator_thickness_um", separator_thickness_um),
            (LOADING, "areal_loading_mg_cm2", areal_loading_mg_cm2),
        ):
            fields[field] = _one_of(given, name, field, number)
        own = {AREA: (area_cm2, 1e-4), _ONE_C: (one_C_mAh_g, 1.0)}
        for field, value in {**fields, "area_cm2": area_cm2, "one_C_mAh_g": one_C_mAh_g}.items():
            if value is not None:
                _check(field, value)
        chosen = {k: v * factor for k, (v, factor) in own.items() if v is not None}
        given |= chosen
        material_values = material.values(given)
        if values or chosen:
            loading = {LOADING: fields["areal_loading_mg_cm2"] * 0.01}
            theirs = {**material_values, **(values or {}), **chosen, **loading}
            check_values(theirs, films=called, material=material)
        given = {**material_values, **given}
        pores = None if catholyte is None else find_electrolyte(catholyte)
        for part in (film, pores):
            if part is not None:
                with_constants(part, given)
        has = {*film.laws.parameters, *(() if pores is None else pores.laws.parameters)}
        curve = [name for name in given if name.startswith(_LFP_CURVE)]
        if curve and not material.is_lfp:
            raise InputError(
                f"{curve[0]!r} belongs to the open-circuit potential of LFP, and the cathode is "
                f"{material.name}; leave it out."
            )
        for name in sorted({*given} & {*law_constants()} - has):
            raise InputError(
                f"{name!r} is a constant of a law that {film.name!r} does not have; laws of a film "
                "stand under [law] of its file."
            )
        everything: dict[str, Any] = {**fields, "electrolyte": film, "catholyte": pores}
        everything |= {"values": Values(given), "cathode": material}
        for field, content in everything.items():
            object.__setattr__(self, field, content)

    @classmethod
    def from_name(cls, name: str | Path | Electrolyte, **fields: Any) -> Cell:
        """Return a cell in which fields that are None count as not given.

        Parameters
        ----------
        name : str, Path or Electrolyte
            Film.
        **fields
            See `Cell`. Areal loading and film thickness given here come before those of `values`.
        """
        given = {key: value for key, value in fields.items() if value is not None}
        chosen = {name for name, (field, _) in FIELDS.items() if field in given}
        values = {k: v for k, v in given.pop("values", {}).items() if k not in chosen}
        return cls(name, values=values, **given)

    @property
    def films(self) -> list[str]:
        """What its films are called: names or files."""
        return [film.called for film in (self.electrolyte, self.catholyte) if film is not None]

    @property
    def everything(self) -> Values:
        """Its values with those that are fields: what tables of other cells need of it."""
        fields = {name: getattr(self, field) / factor for name, (field, factor) in FIELDS.items()}
        own = {k: v for k, v in self.values.items() if k not in MEASUREMENT_FACTORS}
        return Values({**fields, _ONE_C: self.one_C_mAh_g, **own})

    @property
    def own_values(self) -> Values:
        """Its values without those that its cathode brings."""
        brought = self.cathode.values(self.values)
        return Values({k: v for k, v in self.values.items() if brought.get(k) != v})

    @property
    def unsaid(self) -> tuple[str, ...]:
        """Parameters that are fields and have the default: nobody may have said what they are."""
        default = self.areal_loading_mg_cm2 == _DEFAULTS["areal_loading_mg_cm2"]
        return (LOADING,) if default else ()

    @property
    def filler_mass_fraction(self) -> float:
        """Filler of the film [-]."""
        return float(self.electrolyte.filler_mass_fraction)

    @property
    def area_cm2(self) -> float:
        """Electrode area [cm2]."""
        return 1e4 * (self.values[AREA] if AREA in self.values else cell_values()[AREA])

    @property
    def one_C_mAh_g(self) -> float:
        """Specific charge of one hour at 1C [mA.h.g-1]."""
        return self.values[_ONE_C] if _ONE_C in self.values else cell_values()[_ONE_C]

    @property
    def temperature_K(self) -> float:
        """Ambient temperature [K]."""
        return kelvin(float(self.temperature_degC))

    def parameter_values(self) -> pybamm.ParameterValues:
        """Return PyBaMM's parameter values of the cell, SI units."""
        import pybamm

        from ..models.mechanisms import own_parameters
        from .isothermal import catholyte_factors
        from .li2024 import as_in_the_film, half_cell_values, transport_name

        film = with_constants(self.electrolyte, self.values)
        pores = None if self.catholyte is None else with_constants(self.catholyte, self.values)
        film = film.at_temperature(self.temperature_K, self.values)
        pores = None if pores is None else pores.at_temperature(self.temperature_K)
        values = pybamm.ParameterValues(half_cell_values(film, pores))
        numbers, left_out = cell_numbers(self), {*electrolyte_constants(), CAPACITY_FACTOR}
        given = {name: value for name, value in self.values.items() if name not in left_out}
        follow = relations(given, numbers.__getitem__)
        brought = {name: value for name, (value, _, _) in own_parameters().items()}
        functions = dict(self.cathode.functions)
        everything = {**brought, **numbers, **follow, **given, **functions}
        values.update(everything, check_already_exists=False)
        for quantity, factor in catholyte_factors(self).items():
            name = transport_name(quantity, "")
            values[f"Catholyte {quantity}"] = partial(as_in_the_film, name=name, factor=factor)
        return values


def _one_of(given: dict[str, float], name: str, field: str, number: float | None) -> float:
    """Return a field that may be among the values, and take it out of them."""
    if name not in given:
        return _DEFAULTS[field] if number is None else number
    # Rounded: 0.05 kg/m2 is 5 mg/cm2, not the number next to it.
    own = float(f"{FIELDS[name][1] * given.pop(name):.12g}")
    if number is not None and number != own:
        raise InputError(
            f"{field} = {number:g}, but {name!r} among the values says {own:g}: give one of them."
        )
    return own


def _check(field: str, value: float) -> None:
    low, high, unit = RANGES[field]
    name = field.rsplit("_", unit.count("/") + 1)[0].replace("_", " ")
    check_range(name, value, low, high, unit)


#: Former name.
CellDesign = Cell
