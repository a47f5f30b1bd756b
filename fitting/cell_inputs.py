"""Which parameters of a cell can be fitted, and how they become inputs of its model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pybamm

from ..experiments.built_model import SYMBOLIC
from ..models.laws.constants import kelvin
from ..parameter_sets.cathode import ACTIVE, CATHODE
from ..parameter_sets.cell import Cell
from ..parameter_sets.electrolyte_constants import (
    electrolyte_constants,
    study_film,
    with_constants,
)
from ..parameter_sets.li2024 import closure_values
from ..parameter_sets.limits import CAPACITY_FACTOR
from ..parameter_sets.provenance import provenance_table
from ..parameter_sets.relations import relations

__all__ = [
    "CAPACITY_FACTOR",
    "TEMPERATURE",
    "CellInputs",
    "fit_parameter_names",
    "shipped_value",
    "table_range",
]

#: Parameters that a data set with its own temperatures makes inputs.
TEMPERATURE = ("Ambient temperature [K]", "Initial temperature [K]")
_FILM_THICKNESS = "Separator thickness [m]"
# Numbers that stand for the closures of the film: name -> method of the film, range.
_FILM = {
    "Film ionic conductivity [S.m-1]": ("ionic_conductivity", (1e-4, 3.0)),
    "Film salt diffusivity [m2.s-1]": ("salt_diffusivity", (1e-14, 1e-9)),
    "Film cation transference number": ("cation_transference_number", (0.05, 0.95)),
}
_OWN_RANGES = {CAPACITY_FACTOR: (0.8, 1.2), **{name: row[1] for name, row in _FILM.items()}}
# The protocol sets these, or other parameters follow from them.
_NOT_FITTED = {
    "Nominal cell capacity [A.h]",
    "Current function [A]",
    *TEMPERATURE,
    "Reference temperature [K]",
    "Electrode height [m]",
    "Electrode width [m]",
    "Lower voltage cut-off [V]",
    "Upper voltage cut-off [V]",
    # Particles are meshed with it; fit the diffusivity.
    "Positive particle radius [m]",
    # Lithium is the reference electrode.
    "Negative electrode OCP [V]",
    # Fit 'Salt concentration [mol.m-3]'.
    "Initial concentration in electrolyte [mol.m-3]",
    # Nothing but the geometry contains it.
    "Negative electrode thickness [m]",
    # PyBaMM scales its states with it; fit the active material's volume fraction.
    "Maximum concentration in positive electrode [mol.m-3]",
    "Initial concentration in positive electrode [mol.m-3]",
}


def _numbers(cell: Cell) -> dict[str, float]:
    values = cell.parameter_values()
    return {
        name: float(value)
        for name, value in values.items()
        if isinstance(value, int | float) and name not in _NOT_FITTED
    }


def fit_parameter_names(cell: Cell) -> list[str]:
    """Return the names of all parameters that can be fitted for a cell."""
    return [*dict.fromkeys([*_numbers(cell), *electrolyte_constants(), *_OWN_RANGES])]


def shipped_value(name: str, cell: Cell) -> float | None:
    """Return the value of a parameter that is not fitted, SI units."""
    if name == CAPACITY_FACTOR:
        return 1.0
    if name in _FILM:
        film, T = cell.electrolyte, kelvin(cell.temperature_degC)
        return float(getattr(film, _FILM[name][0])(T))
    if name in electrolyte_constants():
        return float(electrolyte_constants()[name])
    return _numbers(cell).get(name)


def table_range(name: str, electrolyte: str) -> tuple[float | None, float | None]:
    """Return a parameter's range in the provenance tables, SI units, or (None, None)."""
    if name in _OWN_RANGES:
        return _OWN_RANGES[name]
    for table_name in ("cell", "electrolytes", "lithium_interface", "degradation"):
        table = provenance_table(table_name)
        rows = table[table["name"] == name]
        if "electrolyte" in table:
            rows = rows[rows["electrolyte"].isin([electrolyte, "all"])]
        if len(rows) and rows["low"].notna().all() and rows["low"].iloc[0] < rows["high"].iloc[0]:
            return float(rows["low"].iloc[0]), float(rows["high"].iloc[0])
    return None, None


class CellInputs:
    """Parameter values of a cell in which the fitted ones are inputs.

    Parameters
    ----------
    names : iterable of str
        Parameters that are fitted.
    """

    def __init__(self, cell: Cell, names: Iterable[str]) -> None:
        self.cell = cell
        constants = electrolyte_constants() if study_film(cell.electrolyte) else {}
        self.names = list(names)
        #: Constants of the films; the closures' parameters follow from them.
        self.constants = [n for n in self.names if n in constants]
        #: Parameters that are inputs of the model themselves.
        self.direct = [n for n in self.names if n not in (*self.constants, CAPACITY_FACTOR)]

    @property
    def moves_mesh(self) -> bool:
        """Whether a thickness is fitted or follows: the mesh must then be symbolic."""
        return bool(self._moving)

    @property
    def _moving(self) -> list[str]:
        """Fitted parameters that a thickness, or what goes with one, follows from."""
        return [n for n in self.direct if n in {*CATHODE, _FILM_THICKNESS} - {ACTIVE}]

    @property
    def mesh_options(self) -> dict[str, Any]:
        """What a built model needs so that fitted thicknesses can be inputs."""
        return {"submesh_types": SYMBOLIC} if self.moves_mesh else {}

    def parameter_values(self) -> pybamm.ParameterValues:
        """Return the values, those of fitted parameters as ``"[input]"``."""
        values = self._with_relations()
        values.update(
            dict.fromkeys([*self.direct, *self._closure_values({})], "[input]"),
            check_already_exists=False,
        )
        return values

    def fitted_values(self, fitted: Mapping[str, float]) -> pybamm.ParameterValues:
        """Return the values with fitted numbers in their places, for use outside of a fit."""
        values = self._with_relations()
        values.update(self.inputs(fitted), check_already_exists=False)
        return values

    def inputs(self, values: Mapping[str, float]) -> dict[str, float]:
        """Return the inputs of the model for values of the fitted parameters."""
        inputs = {name: float(values[name]) for name in self.direct}
        return inputs | self._closure_values({name: values[name] for name in self.constants})

    def contained_in(self, model: pybamm.BaseModel, also: Iterable[str] = ()) -> frozenset[str]:
        """Return the fitted parameters that a model's equations contain.

        Parameters
        ----------
        model : pybamm.BaseModel
            Before it is processed.
        also : iterable of str, optional
            Further inputs, of the protocol: at a temperature fixed to its reference no activation
            energy is left.
        """
        values = self.parameter_values()
        values.update(dict.fromkeys(also, "[input]"))
        processed = values.process_model(model, inplace=False)
        equations = [
            *processed.rhs.values(),
            *processed.algebraic.values(),
            *processed.initial_conditions.values(),
            *(event.expression for event in processed.events),
        ]
        found = {
            symbol.name
            for equation in equations
            for symbol in equation.pre_order()
            if isinstance(symbol, pybamm.InputParameter)
        }
        closures = self.constants if found & {*self._closure_values({})} else ()
        # What is set by expressions of the geometry shows up nowhere in the equations.
        geometry = [n for n in self.direct if n in self._moving or "thickness" in n]
        return frozenset([*(found & set(self.direct)), *closures, *geometry])

    def _closure_values(self, fitted: Mapping[str, float]) -> dict[str, float]:
        """Return what follows from constants of the films, in the pores of the cathode too."""
        if not self.constants:
            return {}
        film, pores = self.cell.electrolyte, self.cell.catholyte
        given = {**self.cell.values, **fitted}
        film = with_constants(film, given)
        return closure_values(film, pores and with_constants(pores, given, strict=False))

    def _with_relations(self) -> pybamm.ParameterValues:
        """Return the cell's values, with what follows from fitted ones written as expressions."""
        values = self.cell.parameter_values()
        given = {*self.direct, *self.cell.values}
        follow = relations(given, pybamm.Parameter, self.direct)
        values.update(follow, check_already_exists=False)
        return values
