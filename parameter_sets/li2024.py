"""Parameter sets of LFP | composite polymer electrolyte | Li cells of the reference study.

Numbers live in ``data/*.csv``, one row each with provenance; this module only turns them into the
names and functions that PyBaMM asks for. Every constant below a function is itself a
``pybamm.Parameter``: any of them can be made an input of a built model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from importlib.resources import files
from typing import Any

import numpy as np
import pybamm

from ..models.laws._types import Scalar
from ..models.laws.film_laws import FilmLaws
from ..models.laws.salt_transport import arrhenius_factor
from ..models.sei.names import at_side
from .composites import Electrolyte
from .degradation import degradation_values
from .electrolyte_constants import SOLUBILITY, salt_solubility
from .electrolytes import get_electrolyte
from .provenance import cell_values, lithium_interface_values

__all__ = ["closure_values", "half_cell_values", "pha15", "phap15", "phl15", "phlp", "phlp15"]

_T_REF = "Reference temperature [K]"

_CONDUCTIVITY, _DIFFUSIVITY = "conductivity [S.m-1]", "diffusivity [m2.s-1]"
_TRANSFERENCE, _FACTOR = "cation transference number", "thermodynamic factor"

#: Of (LFP-4), in the order of its symbols.
OCP_CONSTANTS = (
    "LFP plateau potential [V]",
    "LFP plateau slope [V]",
    "LFP charged-end knee height [V]",
    "LFP charged-end knee steepness",
    "LFP discharged-end knee height [V]",
    "LFP discharged-end knee steepness",
)


def _arrhenius(energy_name: str, T: pybamm.Symbol) -> pybamm.Symbol:
    """Return exp[-(E/R)(1/T - 1/T_ref)], (ARR-1)."""
    return arrhenius_factor(pybamm.Parameter(energy_name), T, pybamm.Parameter(_T_REF))


def lfp_open_circuit_potential(sto: pybamm.Symbol) -> pybamm.Symbol:
    r"""Return the open-circuit potential of LFP against Li [V], (LFP-4) [Afshar2017]_.

    .. math::
        U = U_0 - s\,x + A_\mathrm{c}\,e^{-k_\mathrm{c} x} - A_\mathrm{d}\,e^{-k_\mathrm{d}(1-x)}

    Plateau, slope and the two knees (charged end, discharged end) are parameters, so that a fit
    to voltage curves can adapt them to another LFP.
    """
    U_0, slope, A_c, k_c, A_d, k_d = (pybamm.Parameter(name) for name in OCP_CONSTANTS)
    return U_0 - slope * sto + A_c * np.exp(-k_c * sto) - A_d * np.exp(-k_d * (1.0 - sto))


def lfp_diffusivity(sto: pybamm.Symbol, T: pybamm.Symbol) -> pybamm.Symbol:
    """Return the apparent lithium diffusivity in LFP [m2.s-1], (LFP-5)."""
    D_ref = pybamm.Parameter("Positive particle reference diffusivity [m2.s-1]")
    return D_ref * _arrhenius("Positive particle diffusivity activation energy [J.mol-1]", T)


def lfp_exchange_current_density(
    c_e: pybamm.Symbol, c_s_surf: pybamm.Symbol, c_s_max: pybamm.Symbol, T: pybamm.Symbol
) -> pybamm.Symbol:
    """Return the exchange-current density of LFP [A.m-2], (LFP-6)."""
    j0_ref = pybamm.Parameter("Positive electrode reference exchange-current density [A.m-2]")
    c_0 = pybamm.Parameter("Initial concentration in electrolyte [mol.m-3]")
    sto = c_s_surf / c_s_max
    kinetic = j0_ref * (c_e / c_0) ** 0.5 * 2 * (sto * (1 - sto)) ** 0.5
    return kinetic * _arrhenius(
        "Positive electrode exchange-current density activation energy [J.mol-1]", T
    )


def lithium_exchange_current_density(
    c_e: pybamm.Symbol, c_Li: pybamm.Symbol, T: pybamm.Symbol, *, side: str
) -> pybamm.Symbol:
    """Return the exchange-current density of lithium metal [A.m-2], (LI-3)."""
    name = "Lithium reference exchange-current density [A.m-2]"
    c_0 = pybamm.Parameter("Initial concentration in electrolyte [mol.m-3]")
    return (
        pybamm.Parameter(at_side(side, name))
        * (c_e / c_0) ** 0.5
        * _arrhenius("Lithium charge transfer activation energy [J.mol-1]", T)
    )


def film_temperature_factor(T: pybamm.Symbol) -> pybamm.Symbol:
    """Return film resistance over its value at the reference temperature [-], (FILM-3)."""
    return 1 / _arrhenius("Lithium interphase film activation energy [J.mol-1]", T)


def area_distribution(z: pybamm.Symbol) -> float:
    """Return one: the size quadrature of the models carries the lognormal density, (LFP-3)."""
    return 1.0


def _closure_constants(prefix: str, laws: FilmLaws) -> dict[str, pybamm.Symbol]:
    found: dict[str, pybamm.Symbol] = {
        name: pybamm.Parameter(_prefixed(prefix, name)) for name in laws.parameters
    }
    law = laws.salt.thermodynamic_factor
    if law is not None:
        # The parameter of that name is a function of concentration.
        found["Thermodynamic factor"] = law(found["Salt concentration [mol.m-3]"])
    return found


def conductivity(
    c_e: pybamm.Symbol, T: pybamm.Symbol, *, prefix: str, laws: FilmLaws
) -> pybamm.Symbol:
    """Return the ionic conductivity [S.m-1], (SALT-5): (TR-6) without laws of concentration."""
    constants = _closure_constants(prefix, laws)
    sigma, c_0 = laws.conductivity(constants, T), constants["Salt concentration [mol.m-3]"]
    t_plus = laws.transference_number(constants, T) if laws.salt.laws else None
    return laws.salt.conductivity_at(c_e, c_0, sigma, t_plus)


def diffusivity(
    c_e: pybamm.Symbol, T: pybamm.Symbol, *, prefix: str, laws: FilmLaws
) -> pybamm.Symbol:
    """Return the salt diffusivity [m2.s-1], (SALT-7); constant without laws of concentration.

    At the initial concentration it follows, (SALT-1) or (SALT-8), from the conductivity and
    transference number that the cell has, those of the closures or others in their place.
    """
    c_0 = pybamm.Parameter("Initial concentration in electrolyte [mol.m-3]")
    inputs = {"Electrolyte concentration [mol.m-3]": c_0, "Temperature [K]": T}
    sigma, t_plus, chi = (
        pybamm.FunctionParameter(transport_name(quantity, prefix), inputs)
        for quantity in (_CONDUCTIVITY, _TRANSFERENCE, _FACTOR)
    )
    constants = {
        **_closure_constants(prefix, laws),
        "Salt concentration [mol.m-3]": c_0,
        "Thermodynamic factor": chi,
    }
    D = laws.diffusivity(constants, T, sigma, t_plus)
    return laws.salt.diffusivity_at(c_e, c_0, D, t_plus)


def transference_number(
    c_e: pybamm.Symbol, T: pybamm.Symbol, *, prefix: str, laws: FilmLaws
) -> pybamm.Symbol:
    """Return the cation transference number, (CPE-6) and (SALT-6)."""
    constants = _closure_constants(prefix, laws)
    t_plus, c_0 = laws.transference_number(constants, T), constants["Salt concentration [mol.m-3]"]
    return laws.salt.transference_number_at(c_e, c_0, t_plus)


def thermodynamic_factor(c_e: pybamm.Symbol, T: pybamm.Symbol, *, laws: FilmLaws) -> pybamm.Symbol:
    """Return the thermodynamic factor where it follows concentration."""
    law = laws.salt.thermodynamic_factor
    assert law is not None
    return law(c_e)


def as_in_the_film(
    c_e: pybamm.Symbol, T: pybamm.Symbol, *, name: str, factor: float = 1.0
) -> pybamm.Symbol:
    """Return the property of the film, or a multiple, for pores with the film's electrolyte."""
    inputs = {"Electrolyte concentration [mol.m-3]": c_e, "Temperature [K]": T}
    found = pybamm.FunctionParameter(name, inputs)
    return found if factor == 1 else factor * found


def transport_name(quantity: str, prefix: str) -> str:
    """Return PyBaMM's name of a transport property of film (no prefix) or catholyte."""
    if prefix:
        return f"{prefix} {quantity}"
    return f"Electrolyte {quantity}" if "[" in quantity else quantity.capitalize()


# partial: PyBaMM can write it to JSON, and it can be pickled
_FUNCTIONS: dict[str, Callable[..., Scalar]] = {
    _CONDUCTIVITY: conductivity,
    _DIFFUSIVITY: diffusivity,
    _TRANSFERENCE: transference_number,
}


def _prefixed(prefix: str, name: str) -> str:
    """Return ``name`` for the film (no prefix) or ``prefix`` + ``name`` in lower case."""
    return f"{prefix} {name[0].lower()}{name[1:]}" if prefix else name


def half_cell_values(
    electrolyte: Electrolyte | str, catholyte: Electrolyte | str | None = None
) -> dict[str, object]:
    """Return all parameter values of an LFP | CPE | Li coin cell.

    Parameters
    ----------
    catholyte : Electrolyte or str, optional
        Electrolyte in the cathode pores. By default the film's own: then one filler mass
        fraction rules both.
    """
    pybamm.citations.register(_study())
    film = get_electrolyte(electrolyte) if isinstance(electrolyte, str) else electrolyte
    pores = get_electrolyte(catholyte) if isinstance(catholyte, str) else catholyte
    values: dict[str, Any] = {"chemistry": "lithium_ion", **cell_values()}
    values.update(lithium_interface_values(film))
    values.update(degradation_values(film))
    values.update(_electrolyte_values(film, pores))
    for side in ("Left", "Right"):
        values.update(_surface_values(side))
    values.update(
        {
            "Negative electrode OCP [V]": 0.0,
            "Positive electrode OCP [V]": lfp_open_circuit_potential,
            "Positive particle diffusivity [m2.s-1]": lfp_diffusivity,
            "Positive electrode exchange-current density [A.m-2]": lfp_exchange_current_density,
            "Exchange-current density for lithium metal electrode [A.m-2]": (
                partial(lithium_exchange_current_density, side="")
            ),
            "Lithium interphase film resistance temperature factor": film_temperature_factor,
            "Positive area-weighted particle-size distribution [m-1]": area_distribution,
        }
    )
    return values


@cache
def _study() -> str:
    """Return the reference study as it stands in references.bib, for `pybamm.print_citations`."""
    text = files(str(__package__)).joinpath("references.bib").read_text(encoding="utf-8")
    return next("@" + entry for entry in text.split("@") if entry.startswith("article{Li2024,"))


def _surface_values(side: str) -> dict[str, object]:
    """Return the parameters of one surface of a symmetric cell.

    They refer to those of the half-cell, until one side is given a value of its own.
    """
    names = (
        "Lithium interphase film resistance [Ohm.m2]",
        "Lithium interphase film capacitance [F.m-2]",
        "Lithium reference exchange-current density [A.m-2]",
        "Negative electrode double-layer capacity [F.m-2]",
    )
    values: dict[str, Any] = {at_side(side, name): pybamm.Parameter(name) for name in names}
    j0 = "Exchange-current density for lithium metal electrode [A.m-2]"
    values[at_side(side, j0)] = partial(lithium_exchange_current_density, side=side)
    return values


def closure_values(film: Electrolyte, pores: Electrolyte | None) -> dict[str, float]:
    """Return the constants of film and catholyte, with the names that a cell's values have.

    Parameters
    ----------
    film, pores : Electrolyte
        Separator film, and catholyte if it is another one.
    """
    values = {
        **film.closure_parameters(),
        "Initial concentration in electrolyte [mol.m-3]": film.matrix.salt_concentration,
    }
    if pores is not None:
        constants = pores.closure_parameters()
        factor = constants.pop("Thermodynamic factor")
        values |= {_prefixed("Catholyte", name): value for name, value in constants.items()}
        values["Catholyte thermodynamic factor"] = factor
    return {name: float(value) for name, value in values.items()}


def _electrolyte_values(film: Electrolyte, pores: Electrolyte | None) -> dict[str, object]:
    """Return closure constants and transport functions of film and catholyte."""
    values: dict[str, Any] = dict(closure_values(film, pores))
    values[SOLUBILITY] = salt_solubility(film)
    for part, prefix in ((film, ""), (pores, "Catholyte")):
        if part is not None:
            for quantity, function in _FUNCTIONS.items():
                name = transport_name(quantity, prefix)
                values[name] = partial(function, prefix=prefix, laws=part.laws)
            if part.laws.salt.thermodynamic_factor is not None:
                name = transport_name(_FACTOR, prefix)
                values[name] = partial(thermodynamic_factor, laws=part.laws)
    if pores is None:
        # What replaces a property of the film replaces it in the pores too.
        for quantity in (*_FUNCTIONS, _FACTOR):
            name = transport_name(quantity, "")
            values[f"Catholyte {quantity}"] = partial(as_in_the_film, name=name)
    return values


def phlp() -> Mapping[str, object]:
    """Cell with PHLP: PVDF-HFP and LiTFSI without ceramic filler, from :footcite:t:`Li2024`."""
    return half_cell_values("PHLP")


def phl15() -> Mapping[str, object]:
    """Cell with PHL-15: 15 wt% bare LLZTO, from :footcite:t:`Li2024`."""
    return half_cell_values("PHL-15")


def phlp15() -> Mapping[str, object]:
    """Cell with PHLP-15: 15 wt% LLZTO coated with P-DOL, from :footcite:t:`Li2024`."""
    return half_cell_values("PHLP-15")


def pha15() -> Mapping[str, object]:
    """Cell with PHA-15: 15 wt% bare LAGP, from :footcite:t:`Li2024`."""
    return half_cell_values("PHA-15")


def phap15() -> Mapping[str, object]:
    """Cell with PHAP-15: 15 wt% LAGP coated with P-DOL, from :footcite:t:`Li2024`."""
    return half_cell_values("PHAP-15")
