"""An LFP | CPE | Li cell in a cell maker's units, checked at the border."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError, check_range
from .cathode import LOADING, cell_relations
from .composites import Electrolyte
from .electrolytes import get_electrolyte, load_electrolyte
from .fitted_values import replace_values, with_constants
from .limits import check_values

if TYPE_CHECKING:
    import pybamm

__all__ = ["CellDesign"]

#: Field -> allowed range and unit.
RANGES = {
    "temperature_degC": (-30.0, 80.0, "degC"),
    "separator_thickness_um": (1.0, 500.0, "um"),
    "areal_loading_mg_cm2": (0.05, 40.0, "mg/cm2"),
}


#: Parameters that are fields of a design -> field, and factor to its unit.
FIELDS = {
    LOADING: ("areal_loading_mg_cm2", 100.0),
    "Separator thickness [m]": ("separator_thickness_um", 1e6),
}


def find_electrolyte(name: str) -> Electrolyte:
    """Return an electrolyte by name, or from a TOML file if ``name`` ends in ``.toml``."""
    if str(name).lower().endswith(".toml"):
        return load_electrolyte(Path(name))
    return get_electrolyte(name)


@dataclass(frozen=True)
class CellDesign:
    """What is chosen when an LFP | CPE | Li coin cell is made and tested.

    Parameters
    ----------
    electrolyte : Electrolyte
        Separator film.
    temperature_degC : float
        Ambient temperature, -30 to 80.
    separator_thickness_um : float
        Film thickness, 1 to 500.
    areal_loading_mg_cm2 : float
        LFP per electrode area, 0.05 to 40.
    catholyte : Electrolyte, optional
        Electrolyte in the cathode pores; by default that of the film.
    values : mapping
        Parameters in place of the shipped ones, SI units, for example what a fit has found.

    Raises
    ------
    InputError
        If a value is out of range, or one of `values` is not known or not possible.
    """

    electrolyte: Electrolyte
    temperature_degC: float = 30.0
    separator_thickness_um: float = 22.0
    areal_loading_mg_cm2: float = 1.5
    catholyte: Electrolyte | None = None
    values: Mapping[str, float] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        """Check the ranges."""
        for key, (low, high, unit) in RANGES.items():
            name = key.rsplit("_", unit.count("/") + 1)[0].replace("_", " ")
            check_range(name, getattr(self, key), low, high, unit)
        for name, (key, _) in FIELDS.items():
            if name in self.values:
                raise InputError(f"{name!r} is no value of a design that has {key}: give that.")
        if self.values:
            given = {**self.values, LOADING: self.areal_loading_mg_cm2 * 0.01}
            check_values(given, films=[self.electrolyte.name])

    @classmethod
    def from_name(
        cls,
        name: str,
        filler_mass_fraction: float | None = None,
        catholyte: str | None = None,
        values: Mapping[str, float] | None = None,
        **fields: float | None,
    ) -> CellDesign:
        """Return the design of a named cell.

        Parameters
        ----------
        name : str
            Electrolyte, for example ``"PHLP-15"``, or a TOML file of one's own.
        filler_mass_fraction : float, optional
            In place of that of the name, 0 to 0.4.
        catholyte : str, optional
            Name of the electrolyte in the cathode pores.
        values : mapping, optional
            Parameters in place of the shipped ones, SI units. Areal loading and film thickness
            among them are the fields', unless those are given.
        **fields : float or None
            Further fields; None means that of the values, or the default.

        Raises
        ------
        InputError
            If a name is not known or a value is out of range.
        """
        electrolyte = find_electrolyte(name)
        if filler_mass_fraction is not None:
            electrolyte = electrolyte.with_filler_mass_fraction(filler_mass_fraction)
        given = {key: value for key, value in fields.items() if value is not None}
        rest = dict(values or {})
        for parameter, (key, factor) in FIELDS.items():
            if parameter in rest:
                # Rounded: 0.05 kg/m2 is 5 mg/cm2, not the number next to it.
                given.setdefault(key, float(f"{factor * rest.pop(parameter):.12g}"))
        pores = None if catholyte is None else find_electrolyte(catholyte)
        return cls(electrolyte, catholyte=pores, values=rest, **given)

    @property
    def temperature_K(self) -> float:
        """Ambient temperature [K].

        Rounded: -30 + 273.15 would fall just below the lowest temperature of the closures.
        """
        return round(float(self.temperature_degC) + 273.15, 9)

    def parameter_values(self) -> pybamm.ParameterValues:
        """Return PyBaMM's parameter values of the cell, SI units.

        Raises
        ------
        InputError
            If constants of the study's films are given for another film.
        """
        import pybamm

        from .li2024 import half_cell_values

        film = with_constants(self.electrolyte, self.values)
        pores = None if self.catholyte is None else with_constants(self.catholyte, self.values)
        values = pybamm.ParameterValues(half_cell_values(film, pores))
        replace_values(values, self.values)
        values.update(self.overrides(values))
        return values

    def overrides(self, values: Mapping[str, Any]) -> dict[str, float]:
        """Return what follows from temperature, thickness, loading and the cell's own values.

        Parameters
        ----------
        values : mapping
            All values of the cell, SI units.
        """
        T = self.temperature_K
        own = {
            "Ambient temperature [K]": T,
            "Initial temperature [K]": T,
            "Separator thickness [m]": self.separator_thickness_um * 1e-6,
            LOADING: self.areal_loading_mg_cm2 * 0.01,
        }
        return {**own, **cell_relations({**values, **own}, self.values)}
