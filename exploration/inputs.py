"""From a design in a cell maker's units to the inputs of the one built model.

The cell is isothermal (at mA currents the heating is negligible), so the transport properties of
the film are numbers for each design: the closures give them at the design's loading and
temperature, and the model takes the numbers. One built model thereby serves every filler, coating
and user's film; its equations are those of `CellDesign.parameter_values`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from ..errors import unknown_name
from ..parameter_sets.cell_design import find_electrolyte
from ..parameter_sets.composites import Electrolyte
from ..parameter_sets.degradation import degradation_values
from ..parameter_sets.electrolyte_constants import (
    ELECTROLYTES,
    electrolyte_constants,
    electrolyte_from_constants,
)
from ..parameter_sets.provenance import cell_values, lithium_interface_values

__all__ = [
    "MODEL_INPUTS",
    "CellBuild",
    "ageing_parameters",
    "cell_build",
    "check_values",
    "uncertain_parameters",
]

_FILM = {
    "Electrolyte conductivity [S.m-1]": "ionic_conductivity",
    "Electrolyte diffusivity [m2.s-1]": "salt_diffusivity",
    "Cation transference number": "cation_transference_number",
}
_PORES = {
    "Catholyte conductivity [S.m-1]": "ionic_conductivity",
    "Catholyte diffusivity [m2.s-1]": "salt_diffusivity",
    "Catholyte cation transference number": "cation_transference_number",
}
_INTERFACE = (
    "Lithium reference exchange-current density [A.m-2]",
    "Lithium interphase film resistance [Ohm.m2]",
)
# Cell parameters that may vary from one sample of a fit to the next.
_CELL = (
    "Lithium charge transfer activation energy [J.mol-1]",
    "Lithium interphase film activation energy [J.mol-1]",
    "Positive particle reference diffusivity [m2.s-1]",
    "Positive particle diffusivity activation energy [J.mol-1]",
    "Positive particle-size logarithmic standard deviation",
    "Positive electrode reference exchange-current density [A.m-2]",
    "Positive electrode exchange-current density activation energy [J.mol-1]",
    "Positive electrode porosity",
    "Positive electrode Bruggeman coefficient (electrolyte)",
    "Positive electrode conductivity [S.m-1]",
)

#: Names of the inputs of the built model, in the order in which PyBaMM stacks them.
MODEL_INPUTS = tuple(
    sorted(
        (
            "Current function [A]",
            "Ambient temperature [K]",
            "Initial temperature [K]",
            "Separator thickness [m]",
            "Positive electrode thickness [m]",
            "Positive electrode active material volume fraction",
            "Film thermodynamic factor",
            "Catholyte thermodynamic factor",
            *(f"Film {name[0].lower()}{name[1:]}" for name in _FILM),
            *_PORES,
            *_INTERFACE,
            *_CELL,
        )
    )
)


@dataclass(frozen=True)
class CellBuild:
    """A design as the model and the mass balance need it.

    Parameters
    ----------
    inputs : dict
        Values of `MODEL_INPUTS` but for the current, SI units.
    area : float
        Electrode area [m2].
    loading : float
        LFP per electrode area [kg.m-2].
    capacity : float
        Charge of one hour at 1C [A.h].
    film, pores : Electrolyte
        Separator film and catholyte.
    """

    inputs: dict[str, float]
    area: float
    loading: float
    capacity: float
    film: Electrolyte
    pores: Electrolyte


@cache
def _named(name: str) -> Electrolyte:
    return find_electrolyte(name)


@cache
def _shipped() -> dict[str, float]:
    return cell_values()


@cache
def _lithium_surface(name: str) -> dict[str, float]:
    return lithium_interface_values(_named(name))


def _electrolyte(name: str, filler_wt: float | None, sample: Mapping[str, float]) -> Electrolyte:
    """Return a film with the sample's constants and the design's loading."""
    film = _named(name)
    if sample and film.name in ELECTROLYTES:
        constants = dict(electrolyte_constants())
        constants.update({key: sample[key] for key in sample if key in constants})
        film = electrolyte_from_constants(film.name, constants)
    if filler_wt is None:
        return film
    return replace(film, filler_mass_fraction=filler_wt / 100)


def cell_build(design: Mapping[str, Any], sample: Mapping[str, float] | None = None) -> CellBuild:
    """Return the inputs of a design.

    Parameters
    ----------
    design : mapping
        ``film``, ``temperature_degC``, ``separator_thickness_um``, ``areal_loading_mg_cm2`` and
        optionally ``filler_wt_percent`` (by default that of the film's name) and ``catholyte``.
    sample : mapping, optional
        Values of uncertain parameters in place of the shipped ones; see `uncertain_parameters`.

    Returns
    -------
    CellBuild
        In SI units.
    """
    sample = sample or {}
    # Rounded: -30 + 273.15 would fall just below the lowest temperature of the closures.
    T = round(float(design["temperature_degC"]) + 273.15, 9)
    film = _electrolyte(design["film"], design.get("filler_wt_percent"), sample)
    catholyte = design.get("catholyte") or "film"
    pores = film if catholyte == "film" else _electrolyte(catholyte, None, sample)
    shipped = _shipped()
    values = {**shipped, **{key: sample[key] for key in _CELL if key in sample}}
    interface = dict(_lithium_surface(design["film"]))
    for key in _INTERFACE:
        own = sample.get(f"{design['film']}: {key}")
        interface[key] = sample.get(key, interface[key]) if own is None else own
    # The recipe fixes the share of LFP in the solids; the pores take what porosity leaves.
    solids = (1 - values["Positive electrode porosity"]) / (
        1 - shipped["Positive electrode porosity"]
    )
    active = shipped["Positive electrode active material volume fraction"] * solids
    loading = design["areal_loading_mg_cm2"] * 0.01
    area = values["Electrode height [m]"] * values["Electrode width [m]"]
    inputs = {
        "Ambient temperature [K]": T,
        "Initial temperature [K]": T,
        "Separator thickness [m]": design["separator_thickness_um"] * 1e-6,
        "Positive electrode thickness [m]": loading / (values["LFP density [kg.m-3]"] * active),
        "Positive electrode active material volume fraction": active,
        "Film thermodynamic factor": film.matrix.thermodynamic_factor,
        "Catholyte thermodynamic factor": pores.matrix.thermodynamic_factor,
        **{key: float(interface[key]) for key in _INTERFACE},
        **{key: float(values[key]) for key in _CELL},
    }
    for name, method in _FILM.items():
        inputs[f"Film {name[0].lower()}{name[1:]}"] = float(getattr(film, method)(T))
    for name, method in _PORES.items():
        inputs[name] = float(getattr(pores, method)(T))
    # mA.h.g-1 equals A.h.kg-1
    capacity = values["Practical specific capacity of LFP [mA.h.g-1]"] * loading * area
    return CellBuild(inputs, area, loading, capacity, film, pores)


def uncertain_parameters() -> list[str]:
    """Return the names that a sample may give a value to.

    Constants of the closures, parameters of the cell, and those of the lithium surface, which
    may be given for one film only by putting its name first (``"PHLP-15: Lithium ..."``).

    Returns
    -------
    list of str
        Names, SI units.
    """
    films = [f"{film}: {key}" for film in ELECTROLYTES for key in _INTERFACE]
    return [*electrolyte_constants(), *_CELL, *_INTERFACE, *films]


def ageing_parameters() -> set[str]:
    """Return the names of constants that only the cycle life depends on."""
    return set(degradation_values(_named("PHLP-15"))) - set(uncertain_parameters())


def check_values(values: Mapping[str, float]) -> dict[str, float] | None:
    """Return values of parameters that all designs share; None if there are none.

    Raises
    ------
    InputError
        If a parameter is none that the one built model takes.
    """
    allowed = [*uncertain_parameters(), *sorted(ageing_parameters())]
    for name in values:
        if name not in allowed:
            hint = "Other parameters of a fit serve 'rate', 'cycle' and 'report', not 'explore'."
            raise unknown_name("parameter", name, allowed, hint)
    return dict(values) or None
