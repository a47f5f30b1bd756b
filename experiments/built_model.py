"""A model with its parameters, mesh and solver: what every run of a cell starts from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from functools import cached_property
from typing import Any, Self

import numpy as np
import pybamm

from ..parameter_sets.isothermal import transport_functions
from .solver import half_cycle_solver

__all__ = ["CURRENT", "SYMBOLIC", "BuiltModel", "last_state", "values_with_inputs"]

CURRENT = "Current function [A]"


#: Submeshes on which the thicknesses of separator and cathode are inputs.
SYMBOLIC = dict.fromkeys(("separator", "positive electrode"), pybamm.SymbolicUniform1DSubMesh)


class BuiltModel:
    """A model that is built once, when it is first used; every run only says its inputs.

    Parameters
    ----------
    model : pybamm.BaseModel
        Before discretisation.
    values : pybamm.ParameterValues
        Values; those set to ``"[input]"`` are inputs.
    solver : pybamm.BaseSolver, optional
        By default `half_cycle_solver`.
    inputs : iterable of str, optional
        Further parameters that are inputs; by default the current.
    **options
        Of :class:`pybamm.Simulation`: ``var_pts``, ``submesh_types``, ``spatial_methods``. What
        they do not name stays the model's own.
    """

    def __init__(
        self,
        model: pybamm.BaseModel,
        values: pybamm.ParameterValues,
        solver: Any = None,
        inputs: Iterable[str] = (CURRENT,),
        **options: Any,
    ) -> None:
        self.model, self.values = model, values.copy()
        inputs = [*inputs]
        self._driven = CURRENT in inputs
        self.values.update(dict.fromkeys(inputs, "[input]"), check_already_exists=False)
        self.solver = half_cycle_solver() if solver is None else solver
        #: Values of inputs for all runs, see `with_inputs`.
        self.inputs: dict[str, float] = {}
        full: dict[str, Any] = {
            k: {**getattr(model, f"default_{k}"), **options[k]} for k in options
        }
        self._simulation = pybamm.Simulation(
            model, parameter_values=self.values, solver=self.solver, **full
        )

    @cached_property
    def built(self) -> Any:
        """The discretised model."""
        self._simulation.build()
        return self._simulation.built_model

    def with_inputs(self, inputs: Mapping[str, float]) -> Self:
        """Return the same built model with values for inputs, SI units; it is not built again."""
        assert self.built is not None
        other = copy(self)
        other.inputs = {**self.inputs, **inputs}
        return other

    def initial_state(self, current: float = 0.0) -> np.ndarray:
        """Return the state vector that the parameters say, relative to PyBaMM's scales."""
        found = self.built.concatenated_initial_conditions.evaluate(0, inputs=self._at(current))
        return np.asarray(found).ravel()

    def solve(
        self,
        times: Sequence[float],
        current: float = 0.0,
        solver: Any = None,
        **options: Any,
    ) -> pybamm.Solution:
        """Run from the initial state, at a current [A] between two times [s].

        Another solver than the cell's own, and what :meth:`pybamm.BaseSolver.solve` takes, may be
        given. Raises `SolverError`.
        """
        solver = self.solver if solver is None else solver
        return solver.solve(self.built, [*times], inputs=self._at(current), **options)

    def step(
        self,
        state: np.ndarray,
        duration: float,
        current: float,
        **options: Any,
    ) -> pybamm.Solution:
        """Run on from a state, at a current [A] for a time [s]; raises `SolverError`.

        The clock starts at zero: after days, the time of the cell would be too coarse for the
        first steps after a reversal. PyBaMM steps on, too, from where an event has ended.
        """
        inputs = self._at(current)
        start = pybamm.Solution(
            np.array([0.0]), state.reshape(-1, 1), self.built, inputs, termination="final time"
        )
        return self.solver.step(start, self.built, duration, inputs=inputs, save=False, **options)

    def observe(self, name: str, state: np.ndarray, current: float = 0.0) -> float:
        """Return a scalar variable at a state, in its unit [name], at a current [A]."""
        symbol = self.built.get_processed_variable_or_event(name)
        value = symbol.evaluate(0, state.reshape(-1, 1), inputs=self._at(current))
        return float(np.asarray(value).ravel()[0])

    def _at(self, current: float) -> dict[str, float]:
        return {CURRENT: current, **self.inputs} if self._driven else dict(self.inputs)


def last_state(solution: pybamm.Solution) -> np.ndarray:
    """Return the state vector at the end of a solution, relative to PyBaMM's scales."""
    return np.asarray(solution.all_ys[-1])[:, -1]


def values_with_inputs(
    values: pybamm.ParameterValues | dict[str, Any], names: Iterable[str]
) -> pybamm.ParameterValues:
    """Return a copy of a cell's values in which named ones are inputs.

    Transport properties of film and pores become functions of salt concentration whose values at
    the initial one are inputs.

    Parameters
    ----------
    values : pybamm.ParameterValues or dict
        Of the cell, SI units.
    names : iterable of str
        Those that no parameter has count for transport properties alone.
    """
    copied = pybamm.ParameterValues(values)
    copied.update(transport_functions(copied), check_already_exists=False)
    # A property of the pores has the name of the input that its function takes.
    named = [name for name in names if name in copied and not callable(copied[name])]
    copied.update(dict.fromkeys(named, "[input]"))
    return copied
