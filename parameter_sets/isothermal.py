"""An isothermal LFP | CPE | Li cell as numbers, so that one built model serves every sample.

At mA currents the heating is negligible, so the transport properties of film and catholyte are
numbers for each cell: the closures give them at its loading and temperature, and the model takes
the numbers as inputs. Its equations are those of `Cell.parameter_values`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

from ..errors import InputError
from ..models.laws._types import Scalar
from ..models.laws.concentration import SaltLaws
from ..models.laws.film_laws import FilmLaws
from ..models.laws.salt_transport import effective_activation_energy
from .cathode import ACTIVE, AREA, HEIGHT, LOADING, OUT_OF_REACH, RECIPE, THICKNESS, WIDTH
from .cathode_materials import LFP, CathodeMaterial
from .cell import Cell
from .composites import ACTIVATION_WINDOW_K, Electrolyte
from .degradation import degradation_values
from .electrolyte_constants import (
    SOLUBILITY,
    electrolyte_constants,
    salt_solubility,
    with_constants,
)
from .limits import FILM_NUMBERS
from .provenance import cell_values
from .relations import cell_numbers
from .values import Values

if TYPE_CHECKING:
    import pybamm

__all__ = ["CATHODE_BUILD", "CELL", "MODEL_INPUTS", "SURFACE", "CellBuild", "FilmTransport"]
__all__ += ["ageing_values", "build_cell", "catholyte_factors", "check_salt_laws"]
__all__ += ["film_activation_energy", "film_transport"]
__all__ += ["further_inputs", "given_film_numbers", "transport_functions"]

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
#: Weight of the film in the cathode pores, (TR-7).
CATHOLYTE = "Catholyte weight between matrix and film"
#: What a cathode is like that nobody has measured; values of the model follow from it.
CATHODE_BUILD = (OUT_OF_REACH, CATHOLYTE)
_CURRENT = "Current function [A]"
_SALT = "Initial concentration in electrolyte [mol.m-3]"
_LENGTH = "Separator thickness [m]"
# Other values follow from these; no equation contains them.
_BUILD = {LOADING, *RECIPE, *RECIPE.values(), AREA, OUT_OF_REACH, CATHOLYTE}
_BUILD |= {"Practical specific capacity of LFP [mA.h.g-1]"}
#: Transport properties of film and pores: conductivity, diffusivity, transference number, factor.
_TRANSPORT = (
    ("Film electrolyte conductivity [S.m-1]", "Catholyte conductivity [S.m-1]"),
    ("Film electrolyte diffusivity [m2.s-1]", "Catholyte diffusivity [m2.s-1]"),
    ("Film cation transference number", "Catholyte cation transference number"),
    ("Film thermodynamic factor", "Catholyte thermodynamic factor"),
)
_SIGMA, _DIFFUSIVITY, _T_PLUS = FILM_NUMBERS

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
            SOLUBILITY,
            *chain.from_iterable(_TRANSPORT),
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
    area, loading, capacity : float
        Electrode area [m2], LFP on it [kg.m-2], charge of one hour at 1C [A.h].
    """

    inputs: dict[str, float]
    area: float
    loading: float
    capacity: float
    film: Electrolyte
    pores: Electrolyte
    given: dict[str, float] = field(default_factory=dict)
    cathode: CathodeMaterial = LFP


def transport_functions(
    values: pybamm.ParameterValues | Mapping[str, object] | None = None,
) -> dict[str, object]:
    """Return transport properties whose values at the initial concentration are inputs.

    Parameters
    ----------
    values : pybamm.ParameterValues or mapping, optional
        Values of the cell: laws of concentration stay those of its films. By default there are
        none, and the conductivity goes with the concentration, (TR-6).
    """
    functions: dict[str, Any] = {}
    for inputs in zip(*_TRANSPORT, strict=True):
        # PyBaMM calls a property of the film as the input without "Film".
        called = [name.removeprefix("Film ") for name in inputs]
        names = [f"{name[0].upper()}{name[1:]}" for name in called]
        functions |= _functions(names, inputs, _salt_laws(values or {}, names[0]))
    return functions


def _functions(names: Iterable[str], inputs: Iterable[str], salt: SaltLaws) -> dict[str, object]:
    """Return the four properties of one electrolyte."""
    import pybamm

    c_0 = pybamm.Parameter(_SALT)
    sigma_0, D_0, t_0, chi_0 = (pybamm.InputParameter(name) for name in inputs)
    properties = (
        lambda c_e, T: salt.conductivity_at(c_e, c_0, sigma_0, t_0),
        lambda c_e, T: salt.diffusivity_at(c_e, c_0, D_0, t_0),
        lambda c_e, T: salt.transference_number_at(c_e, c_0, t_0),
        lambda c_e, T: salt.thermodynamic_factor_at(c_e, c_0, chi_0),
    )
    return dict(zip(names, properties, strict=True))


def _salt_laws(values: pybamm.ParameterValues | Mapping[str, object], name: str) -> SaltLaws:
    """Return the laws of concentration behind a property; a number in its place has none."""
    keywords = getattr(values.get(name), "keywords", {})
    if "name" in keywords:  # of the pores: as in the film
        return _salt_laws(values, keywords["name"])
    laws = keywords.get("laws")
    return laws.salt if isinstance(laws, FilmLaws) else SaltLaws()


def check_salt_laws(
    values: pybamm.ParameterValues | Mapping[str, object], builds: Iterable[CellBuild]
) -> None:
    """Refuse cells whose films follow the salt by laws that a built model does not have.

    Raises `InputError` if there is one.

    Parameters
    ----------
    values : pybamm.ParameterValues or mapping
        Those that the model was built with.
    builds : iterable of CellBuild
        Cells that it is to run.
    """
    names = ("Electrolyte conductivity [S.m-1]", "Catholyte conductivity [S.m-1]")
    built = [_salt_laws(values, name).laws for name in names]
    for build in builds:
        for film, laws in zip((build.film, build.pores), built, strict=True):
            if _SIGMA not in build.given and film.laws.salt.laws not in ({}, laws):
                raise InputError(
                    f"{film.name}: its transport follows the salt concentration by laws of its "
                    "own; where one model serves several films, describe it without "
                    "[concentration]."
                )


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
    # What is given in place of the film's closures says nothing of another catholyte.
    own = _transport(film, T, given)
    both = own, _in_the_pores(film, T, given, own) if pores is film else _transport(pores, T, {})
    transport = dict(zip(chain(*zip(*_TRANSPORT, strict=True)), chain(*both), strict=True))
    inputs = {
        **{name: numbers[name] for name in MODEL_INPUTS if name in numbers and name != _CURRENT},
        _SALT: film.matrix.salt_concentration,
        SOLUBILITY: float(given.get(SOLUBILITY, salt_solubility(film))),
        **transport,
        # What else is given may be an input too.
        **{name: numbers[name] for name in further_inputs(given)},
    }
    area = numbers[HEIGHT] * numbers[WIDTH]
    capacity = numbers["Nominal cell capacity [A.h]"]
    return CellBuild(inputs, area, numbers[LOADING], capacity, film, pores, given, design.cathode)


def _in_the_pores(
    film: Electrolyte,
    T: float,
    given: Mapping[str, float],
    own: tuple[float, float, float, float],
) -> tuple[float, float, float, float]:
    r"""Return the transport properties in pores that hold the film's electrolyte or less, (TR-7).

    .. math::
        \sigma = \sigma_\mathrm{m}^{1-\omega} \sigma_\mathrm{f}^\omega, \qquad
        t_+ = t_\mathrm{m} + (t_\mathrm{f} - t_\mathrm{m}) \min(\omega, 1)

    and the diffusivity follows from both, (SALT-1). A weight of zero is the bare matrix, one the
    film, two pores that a liquid has wetted: as far beyond the film as that is beyond the matrix.
    """
    weight = given.get(CATHOLYTE, 1.0)
    if weight == 1 or not film.filler_mass_fraction or set(FILM_NUMBERS) & set(given):
        return own
    matrix, _, t_m, _ = _transport(film.with_filler_mass_fraction(0.0), T, given)
    sigma, D, t_f, chi = own
    conducts = (matrix / sigma) ** (1 - weight)
    t_plus = t_m + (t_f - t_m) * min(weight, 1.0)
    share = t_plus * (1 - t_plus) / (t_f * (1 - t_f)) if 0 < t_m < 1 and 0 < t_f < 1 else 1.0
    return conducts * sigma, conducts * share * D, t_plus, chi


def catholyte_factors(design: Cell) -> dict[str, float]:
    """Return by which factors the pores' transport differs from the film's, by quantity, (TR-7)."""
    if design.catholyte is not None or design.values.get(CATHOLYTE, 1.0) == 1:
        return {}
    film = with_constants(design.electrolyte, design.values)
    own = _transport(film, design.temperature_K, design.values)
    pores = _in_the_pores(film, design.temperature_K, design.values, own)
    names = ("conductivity [S.m-1]", "diffusivity [m2.s-1]", "cation transference number")
    found = zip(names, pores, own, strict=False)
    return {name: there / here for name, there, here in found if there != here}


@dataclass(frozen=True)
class FilmTransport:
    """Transport properties of a cell's film, with the cell's own values.

    Parameters
    ----------
    conductivity, diffusivity, transference_number, salt_concentration : float
        [S.m-1], of the salt [m2.s-1], of the cation [-], [mol.m-3].
    thermodynamic_factor : float
        [-].
    """

    conductivity: float
    diffusivity: float
    transference_number: float
    salt_concentration: float
    thermodynamic_factor: float


def film_transport(design: Cell, temperature_K: float | None = None) -> FilmTransport:
    """Return transport properties of a cell's film: closures, or what was given in their place.

    Parameters
    ----------
    temperature_K : float, optional
        By default the cell's [K].
    """
    film = with_constants(design.electrolyte, design.values)
    T = design.temperature_K if temperature_K is None else temperature_K
    sigma, D, t_plus, chi = _transport(film, T, design.values)
    return FilmTransport(sigma, D, t_plus, float(film.matrix.salt_concentration), chi)


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
    electrolyte: Electrolyte, T: float, given: Mapping[str, float]
) -> tuple[float, float, float, float]:
    """Return the transport properties; numbers given in place of closures come first.

    The diffusivity follows from conductivity and transference number, (SALT-1) or (SALT-8).
    """
    electrolyte = electrolyte.at_temperature(T, given)
    constants, laws = electrolyte.closure_parameters(), electrolyte.laws
    own = {*constants} - {*electrolyte_constants()}
    constants |= {name: given[name] for name in own if name in given}

    def either(number: str, closure: Callable[..., Scalar], *arguments: float) -> float:
        return float(given[number] if number in given else closure(constants, T, *arguments))

    sigma = either(_SIGMA, laws.conductivity)
    t_plus = either(_T_PLUS, laws.transference_number)
    D = either(_DIFFUSIVITY, laws.diffusivity, sigma, t_plus)
    if D <= 0:
        raise InputError(
            f"{electrolyte.called}: with a cation transference number of {t_plus:g} no salt "
            f"diffusivity follows from the conductivity; give {_DIFFUSIVITY!r}, or "
            "diffusivity_cm2_s in the film's file."
        )
    return sigma, D, t_plus, float(constants["Thermodynamic factor"])


def ageing_values(design: Cell, sample: Mapping[str, float] | None = None) -> dict[str, float]:
    """Return the constants of ageing of a cell, with those of a sample, SI units."""
    numbers = cell_numbers(design, sample)
    return {name: numbers[name] for name in degradation_values(design.electrolyte)}
