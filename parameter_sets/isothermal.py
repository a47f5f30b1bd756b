"""An isothermal LFP | CPE | Li cell as numbers, so that one built model serves every sample.

At mA currents the heating is negligible, so the transport properties of film and catholyte are
numbers for each cell: the closures give them at its loading and temperature, and the model takes
the numbers as inputs. Its equations are those of `Cell.parameter_values`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..models.laws import composite
from ..models.laws.salt_transport import effective_activation_energy, salt_diffusivity
from .cathode import ACTIVE, AREA, HEIGHT, LOADING, RECIPE, THICKNESS, WIDTH
from .cell import Cell
from .composites import ACTIVATION_WINDOW_K, Electrolyte
from .degradation import degradation_values
from .electrolyte_constants import electrolyte_constants, with_constants
from .limits import FILM_NUMBERS
from .provenance import cell_values
from .relations import cell_numbers
from .values import Values

__all__ = [
    "CELL",
    "MODEL_INPUTS",
    "SURFACE",
    "CellBuild",
    "FilmTransport",
    "ageing_values",
    "build_cell",
    "film_activation_energy",
    "film_transport",
    "further_inputs",
    "given_film_numbers",
    "transport_functions",
]

#: Of lithium under a film; in samples after the film's name: ``"PHLP-15: Lithium ..."``.
SURFACE = (
    "Lithium reference exchange-current density [A.m-2]",
    "Lithium interphase film resistance [Ohm.m2]",
)
#: Of the cathode, and how everything but the film follows temperature.
CELL = (
    "Lithium charge transfer activation energy [J.mol-1]",
    "Lithium interphase film activation energy [J.mol-1]",
    "Lithium interphase film barriers in series",
    "Positive particle reference diffusivity [m2.s-1]",
    "Positive particle diffusivity activation energy [J.mol-1]",
    "Positive particle-size logarithmic standard deviation",
    "Positive electrode reference exchange-current density [A.m-2]",
    "Positive electrode exchange-current density activation energy [J.mol-1]",
    "Positive electrode porosity",
    "Positive electrode Bruggeman coefficient (electrolyte)",
    "Positive electrode conductivity [S.m-1]",
)
_CURRENT = "Current function [A]"
_SALT = "Initial concentration in electrolyte [mol.m-3]"
_LENGTH = "Separator thickness [m]"
# Other values follow from these; no equation contains them.
_BUILD = {
    LOADING,
    *RECIPE,
    *RECIPE.values(),
    AREA,
    "Practical specific capacity of LFP [mA.h.g-1]",
}
# Method of an electrolyte -> input for the film, input for the pores.
_TRANSPORT = {
    "ionic_conductivity": (
        "Film electrolyte conductivity [S.m-1]",
        "Catholyte conductivity [S.m-1]",
    ),
    "salt_diffusivity": (
        "Film electrolyte diffusivity [m2.s-1]",
        "Catholyte diffusivity [m2.s-1]",
    ),
    "cation_transference_number": (
        "Film cation transference number",
        "Catholyte cation transference number",
    ),
}
_SIGMA, _DIFFUSIVITY, _T_PLUS = FILM_NUMBERS
# Closure -> number that may stand in its place; the diffusivity follows from both, (SALT-1).
_CLOSURES = {"conductivity": _SIGMA, "transference_number": _T_PLUS}
_FACTORS = ("Film thermodynamic factor", "Catholyte thermodynamic factor")

#: Names of the inputs of the built model, in the order in which PyBaMM stacks them.
MODEL_INPUTS = tuple(
    sorted(
        (
            _CURRENT,
            "Ambient temperature [K]",
            "Initial temperature [K]",
            _LENGTH,
            THICKNESS,
            ACTIVE,
            _SALT,
            *_FACTORS,
            *(name for pair in _TRANSPORT.values() for name in pair),
            *SURFACE,
            *CELL,
        )
    )
)


@dataclass(frozen=True)
class CellBuild:
    """A cell as the model and the mass balance need it.

    Parameters
    ----------
    inputs : dict
        Values of `MODEL_INPUTS` but for the current, and of what else was given, SI units.
    area : float
        Electrode area [m2].
    loading : float
        LFP per electrode area [kg.m-2].
    capacity : float
        Charge of one hour at 1C [A.h].
    """

    inputs: dict[str, float]
    area: float
    loading: float
    capacity: float
    film: Electrolyte
    pores: Electrolyte
    given: dict[str, float] = field(default_factory=dict)


def transport_functions() -> dict[str, Any]:
    """Return transport properties that are inputs; the conductivity follows c, (TR-6)."""
    import pybamm

    def conductivity(name: str) -> Any:
        def function(c_e: pybamm.Symbol, T: pybamm.Symbol) -> pybamm.Symbol:
            return pybamm.InputParameter(name) * c_e / pybamm.Parameter(_SALT)

        return function

    def constant(name: str) -> Any:
        return lambda c_e, T: pybamm.InputParameter(name)

    functions: dict[str, Any] = {}
    names = {
        "ionic_conductivity": (
            "Electrolyte conductivity [S.m-1]",
            "Catholyte conductivity [S.m-1]",
        ),
        "salt_diffusivity": ("Electrolyte diffusivity [m2.s-1]", "Catholyte diffusivity [m2.s-1]"),
        "cation_transference_number": (
            "Cation transference number",
            "Catholyte cation transference number",
        ),
    }
    for method, inputs in _TRANSPORT.items():
        function = conductivity if method == "ionic_conductivity" else constant
        functions |= {n: function(i) for n, i in zip(names[method], inputs, strict=True)}
    factors = ("Thermodynamic factor", "Catholyte thermodynamic factor")
    return functions | {n: constant(i) for n, i in zip(factors, _FACTORS, strict=True)}


def build_cell(design: Cell, sample: Mapping[str, float] | None = None) -> CellBuild:
    """Return the inputs of a cell.

    Parameters
    ----------
    sample : mapping, optional
        Values of uncertain parameters, SI units, before the cell's own; see
        :func:`~sclcell.uncertainty.priors.uncertain_parameters`.
    """
    film = design.electrolyte
    given = {**design.values, **Values(sample).of(film.name, film.called)}
    numbers, T = cell_numbers(design, sample), design.temperature_K
    film = with_constants(film, given, strict=False)
    pores = design.catholyte
    pores = film if pores is None else with_constants(pores, given, strict=False)
    inputs = {
        **{name: numbers[name] for name in MODEL_INPUTS if name in numbers and name != _CURRENT},
        _SALT: film.matrix.salt_concentration,
        **_transport(film, pores, T, given),
        # What else is given may be an input too.
        **{name: numbers[name] for name in further_inputs(given)},
    }
    area = numbers[HEIGHT] * numbers[WIDTH]
    capacity = numbers["Nominal cell capacity [A.h]"]
    return CellBuild(inputs, area, numbers[LOADING], capacity, film, pores, given)


@dataclass(frozen=True)
class FilmTransport:
    """Transport properties of a cell's film, with the cell's own values.

    Parameters
    ----------
    conductivity : float
        [S.m-1].
    diffusivity : float
        Of the salt [m2.s-1].
    transference_number : float
        Of the cation [-].
    salt_concentration : float
        [mol.m-3].
    """

    conductivity: float
    diffusivity: float
    transference_number: float
    salt_concentration: float


def film_transport(design: Cell, temperature_K: float | None = None) -> FilmTransport:
    """Return transport properties of a cell's film: closures, or what was given in their place.

    Parameters
    ----------
    temperature_K : float, optional
        By default the cell's [K].
    """
    film = with_constants(design.electrolyte, design.values)
    T = design.temperature_K if temperature_K is None else temperature_K
    found = _transport(film, film, T, design.values)
    sigma, D, t_plus = (found[names[0]] for names in _TRANSPORT.values())
    return FilmTransport(sigma, D, t_plus, float(film.matrix.salt_concentration))


def film_activation_energy(design: Cell) -> float:
    """Return the slope of the film's Arrhenius plot from 25 to 80 degC [eV]."""
    return float(
        effective_activation_energy(
            lambda T: film_transport(design, T).conductivity, *ACTIVATION_WINDOW_K
        )
    )


def given_film_numbers(design: Cell) -> list[str]:
    """Return what was given in place of the film's closures, with values in SI units."""
    return [f"{name} {design.values[name]:g}" for name in FILM_NUMBERS if name in design.values]


def further_inputs(names: Iterable[str]) -> list[str]:
    """Return which inputs a built model needs beside `MODEL_INPUTS` to take some parameters."""
    names, shipped = [*names], cell_values()
    sides = [HEIGHT, WIDTH] if AREA in names else []
    found = [n for n in names if n in shipped and n not in _BUILD and n not in MODEL_INPUTS]
    return list(dict.fromkeys([*found, *sides]))


def _transport(
    film: Electrolyte, pores: Electrolyte, T: float, given: Mapping[str, float]
) -> dict[str, float]:
    """Return the transport properties; numbers given in place of closures come first."""
    found: dict[str, float] = {}
    for k, electrolyte in enumerate((film, pores)):
        own = given if electrolyte is film else {}
        constants = electrolyte.closure_parameters()
        names = {*constants} - {*electrolyte_constants()}
        constants |= {name: own[name] for name in names if name in own}
        chi = float(constants["Thermodynamic factor"])
        sigma, t_plus = (
            float(own[number] if number in own else getattr(composite, closure)(constants, T))
            for closure, number in _CLOSURES.items()
        )
        following = salt_diffusivity(sigma, t_plus, electrolyte.matrix.salt_concentration, chi, T)
        D = float(own.get(_DIFFUSIVITY, following))
        for names_of, value in zip(_TRANSPORT.values(), (sigma, D, t_plus), strict=True):
            found[names_of[k]] = value
        found[_FACTORS[k]] = chi
    return found


def ageing_values(design: Cell, sample: Mapping[str, float] | None = None) -> dict[str, float]:
    """Return the constants of ageing of a cell, with those of a sample.

    Returns
    -------
    dict
        PyBaMM names to SI values; see
        :func:`~sclcell.parameter_sets.degradation.degradation_values`.
    """
    numbers = cell_numbers(design, sample)
    return {name: numbers[name] for name in degradation_values(design.electrolyte)}
