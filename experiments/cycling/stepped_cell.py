"""One built model whose state is carried from half cycle to half cycle."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pybamm

from ...models.mechanisms import LITHIUM_IN_ALL_PLACES
from ..built_model import BuiltModel, last_state
from ..outcome import Kind, Outcome
from ..solver import ending, half_cycle_solver

__all__ = ["StateVector", "HalfCycle", "SteppedCell"]


#: Half cycles along an envelope.
_SOLVES = 60

State = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class HalfCycle:
    """What a stretch of constant current did.

    Parameters
    ----------
    state : numpy.ndarray
        State vector at its end.
    duration : float
        [s].
    outcome : Outcome
        How it ended. If it could not run, the state is that of its start.
    """

    state: State
    duration: float
    outcome: Outcome


class StateVector:
    """Names and units of the entries of a built model's state vector.

    Parameters
    ----------
    built : pybamm.BaseModel
        Discretised model.
    model : pybamm.BaseModel
        The same before discretisation, with what it says of the states that age
        (:class:`sclcell.models.ageing_states.AgeingStates`) if there are any.
    """

    def __init__(self, built: Any, model: pybamm.BaseModel) -> None:
        self.built = built
        #: scalar states that age
        self.slow_states: tuple[str, ...] = tuple(getattr(model, "slow_states", ()))
        self._slices = {v.name: s for v, s in built.y_slices.items()}
        self._scales = {
            v.name: (float(v.scale.evaluate()), float(v.reference.evaluate()))
            for v, (where, *_) in built.y_slices.items()
            if where.stop - where.start == 1
        }
        self._inventories: tuple[str, ...] = tuple(getattr(model, "inventory_states", ()))
        self._in_proportion: dict[str, str] = {
            name: slow
            for name, slow in getattr(model, "states_in_proportion", {}).items()
            if name in self._slices
        }

    @property
    def states(self) -> set[str]:
        """Names of the scalar states."""
        return set(self._scales)

    def entry(self, state: State, name: str) -> float:
        """Return a scalar state by name."""
        (where,) = self._slices[name]
        return float(self._scaled(name, state[where])[0])

    def observe(self, state: State, name: str, current: float = 0.0) -> float:
        """Return a scalar variable at a state."""
        raise NotImplementedError

    def slow(self, state: State) -> State:
        """Return the slow states."""
        return np.array([self.entry(state, name) for name in self.slow_states])

    def with_slow(self, state: State, slow: State) -> State:
        """Return a copy with other slow states and the lithium inventory that goes with them.

        Lithium that the slow states bind is taken from the lithium electrodes in equal parts, so
        that the lithium of the cell stays what it is. Concentrations in the particles stay, too:
        the lithium in those in contact changes in proportion to the active material in contact.
        """
        new = state.copy()
        before = self.observe(state, LITHIUM_IN_ALL_PLACES) if self._inventories else 0.0
        wanted = dict(zip(self.slow_states, slow, strict=True))
        for name, governing in self._in_proportion.items():
            for where in self._slices[name]:
                new[where] *= wanted[governing] / self.entry(state, governing)
        for name, value in wanted.items():
            self._set(new, name, value)
        if self._inventories:
            excess = self.observe(new, LITHIUM_IN_ALL_PLACES) - before
            for name in self._inventories:
                left = self.entry(new, name) - excess / len(self._inventories)
                self._set(new, name, left)
        return new

    def on_line(self, older: State, newer: State, share: float) -> State:
        """Return newer + share (newer - older).

        Algebraic entries stay what they are in `newer`: they are solved for in any case, and a
        surface concentration on the line may lie beyond what the open-circuit potential knows.
        """
        state = newer.copy()
        differential = slice(0, self.built.len_rhs)
        state[differential] += share * (newer - older)[differential]
        return state

    def _set(self, state: State, name: str, value: float) -> None:
        (where,) = self._slices[name]
        scale, reference = self._scales[name]
        state[where] = (value - reference) / scale

    def _scaled(self, name: str, raw: State) -> State:
        scale, reference = self._scales[name]
        return reference + scale * raw


class SteppedCell(StateVector):
    """A cell whose model is built once; current is an input and the state a plain vector.

    Parameters
    ----------
    model : pybamm.BaseModel
        Model with ``slow_states``.
    parameter_values : pybamm.ParameterValues
        Values of the cell; those set to ``"[input]"`` are named in `inputs`.
    inputs : mapping, optional
        Further inputs, constant during cycling.
    solver : pybamm.BaseSolver, optional
        By default IDAKLU with relative tolerance 1e-5: coarser ones shake the rates of ageing,
        and at 3e-5 the last cycle before failure was off by up to 0.5 %.
    **options
        As for `BuiltModel`.
    """

    def __init__(
        self,
        model: pybamm.BaseModel,
        parameter_values: pybamm.ParameterValues,
        inputs: Mapping[str, float] | None = None,
        solver: pybamm.BaseSolver | None = None,
        **options: Any,
    ) -> None:
        if solver is None:
            solver = half_cycle_solver(1e-5, 1e-7, solves=_SOLVES)
        built = BuiltModel(model, parameter_values, solver, **options)
        self.cell = built.with_inputs(inputs or {})
        super().__init__(self.cell.built, model)

    def with_inputs(self, inputs: Mapping[str, float]) -> Self:
        """Return the same built cell with other values of inputs.

        Parameters
        ----------
        inputs : mapping
            Input to value, SI units.
        """
        other = copy(self)
        other.cell = self.cell.with_inputs(inputs)
        return other

    def initial_state(self) -> State:
        """Return the state vector of the fresh cell."""
        return self.cell.initial_state()

    def observe(self, state: State, name: str, current: float = 0.0) -> float:
        """Return a scalar variable at a state."""
        return self.cell.observe(name, state, current)

    def why_not_started(self, error: Exception) -> Outcome:
        """Return why a step gave nothing."""
        return Outcome(Kind.SOLVER_FAILED, {"message": " ".join(str(error).split())})

    def step(self, state: State, current: float, duration: float) -> HalfCycle:
        """Pass a constant current [A] until an event or for a time [s]."""
        try:
            solution = self.cell.step(state, duration, current)
        except pybamm.SolverError as error:
            return HalfCycle(state, 0.0, self.why_not_started(error))
        return HalfCycle(last_state(solution), float(solution.t[-1]), ending(solution))
