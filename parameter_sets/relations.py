"""Numbers of a cell: given values, and values that follow from them.

Parameter values, inputs of built models and fitted parameters are all computed here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache, partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from ..models.laws._types import Scalar
from ..models.laws.salt_transport import arrhenius_factor
from .cathode import ACTIVE, CATHODE, LOADING, cathode_relations, cell_relations
from .degradation import COMPOSITION, composition_values, degradation_rows, family_of
from .limits import FILM_NUMBERS
from .provenance import cell_values, lithium_interface_rows, lithium_surface_of
from .values import Values

if TYPE_CHECKING:
    import pybamm

    from .cell import Cell
    from .composites import Electrolyte

__all__ = ["cell_numbers", "lithium_surface", "relations"]

_STOICHIOMETRY = "Initial stoichiometry in positive electrode"
_HIGHEST = "Maximum concentration in positive electrode [mol.m-3]"
_INITIAL = "Initial concentration in positive electrode [mol.m-3]"


def cell_numbers(cell: Cell, sample: Mapping[str, float] | None = None) -> dict[str, float]:
    """Return all numbers of a cell: shipped ones, what is given in their place, what follows.

    Names are PyBaMM's, values in SI units; the constants of the films are not among them.

    Parameters
    ----------
    sample : mapping, optional
        Values that come before the cell's own, SI units; those of other films do not matter.
    """
    film, T = cell.electrolyte, cell.temperature_K
    shipped = _shipped(film)
    given = {**cell.values, **Values(sample).of(film.name, film.called)}
    values = {
        **shipped,
        "Ambient temperature [K]": T,
        "Initial temperature [K]": T,
        "Separator thickness [m]": cell.separator_thickness_um * 1e-6,
        LOADING: cell.areal_loading_mg_cm2 * 0.01,
        **{name: float(value) for name, value in given.items() if name in shipped},
    }
    follow = composition_values(values) | cell_relations(values, given)
    follow[_INITIAL] = values[_STOICHIOMETRY] * values[_HIGHEST]
    return {**values, **{name: v for name, v in follow.items() if name not in given}}


def _shipped(film: Electrolyte) -> Mapping[str, float]:
    return _shipped_rows(lithium_surface_of(film), family_of(film))


@cache
def _shipped_rows(surface: str, family: str) -> Mapping[str, float]:
    ageing = degradation_rows(family)
    return MappingProxyType({**cell_values(), **lithium_interface_rows(surface), **ageing})


def relations(
    given: Collection[str], value: Callable[[str], Scalar], moved: Collection[str] | None = None
) -> dict[str, Scalar]:
    """Return what follows from given parameters, as numbers or as expressions.

    Names are PyBaMM's; values are numbers, expressions or functions. Nothing that is given is among
    them.

    Parameters
    ----------
    given : collection of str
        Parameters that have values of their own.
    value : callable
        Returns a parameter by its name, SI units: a number or an expression.
    moved : collection of str, optional
        Those of which followers are wanted; by default all. The followers of the others are
        numbers already.
    """
    moving = {*(given if moved is None else moved)}
    found: dict[str, Scalar] = _film_functions(given)
    if moving & {_STOICHIOMETRY, _HIGHEST}:
        import pybamm

        # An expression, so that the stoichiometry may be an input.
        found[_INITIAL] = pybamm.Parameter(_STOICHIOMETRY) * pybamm.Parameter(_HIGHEST)
    if moving & COMPOSITION:
        found |= composition_values({name: value(name) for name in COMPOSITION})
    if moving & (CATHODE - {ACTIVE}):
        found |= cathode_relations(given, value)
    return {name: follower for name, follower in found.items() if name not in given}


def _film_functions(given: Iterable[str]) -> dict[str, Callable[..., Scalar]]:
    """Return the transport properties that are numbers in place of closures, (TR-6).

    What is not given follows: the diffusivity from conductivity and transference number, (SALT-1),
    and the properties of the pores from those of the film, unless they have a catholyte.
    """
    # partial: PyBaMM can write it to JSON, and it can be pickled
    return {
        FILM_NUMBERS[name]: partial(
            _at_constant_mobility if "conductivity" in name else _constant, name=name
        )
        for name in given
        if name in FILM_NUMBERS
    }


def _constant(c_e: Scalar, T: Scalar, *, name: str) -> Scalar:
    import pybamm

    return pybamm.Parameter(name)


def _at_constant_mobility(c_e: Scalar, T: Scalar, *, name: str) -> Scalar:
    """Return a conductivity that is proportional to the salt concentration."""
    import pybamm

    return (
        pybamm.Parameter(name)
        * c_e
        / pybamm.Parameter("Initial concentration in electrolyte [mol.m-3]")
    )


def lithium_surface(
    values: Mapping[str, Scalar] | pybamm.ParameterValues, temperature_K: float
) -> tuple[float, float]:
    """Return interphase resistance [Ohm.m2] and exchange-current density [A.m-2] of lithium.

    Both are those at the temperature; values are those of a cell, SI units.
    """
    conducts, transfers = (
        float(
            arrhenius_factor(
                values[f"Lithium {process} activation energy [J.mol-1]"],
                temperature_K,
                values["Reference temperature [K]"],
            )
        )
        for process in ("interphase film", "charge transfer")
    )
    resistance = values["Lithium interphase film resistance [Ohm.m2]"] / conducts
    return resistance, values["Lithium reference exchange-current density [A.m-2]"] * transfers
