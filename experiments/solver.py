"""The solver of half cycles at constant current."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import pybamm

from .outcome import Kind, Outcome
from .scalar_equations import ScalarEquations

__all__ = ["StartedAtLimit", "ending", "half_cycle_solver"]

#: What the names of events say of the cell, wherever it happens.
_EVENTS = {
    "lithium exhausted": Kind.LITHIUM_EXHAUSTED,
    "salt depletion": Kind.SALT_DEPLETED,
    "salt precipitation": Kind.SALT_PRECIPITATED,
}
#: [s]; a reversal of the current takes no shorter ones.
_SHORTEST_STEP = 1e-6
#: [s]; of the second attempt, which must not shrink without end either.
_LEAST_STEP = 1e-9
_VOLTAGE_LIMITS = ("Minimum voltage [V]", "Maximum voltage [V]")


class StartedAtLimit(pybamm.SolverError):
    """A step that an event ends in its first instant.

    Parameters
    ----------
    event : str
        Name of the event.
    state : numpy.ndarray
        State vector in that instant, the current switched on.
    inputs : dict
        Inputs of the step.
    """

    def __init__(self, event: str, state: np.ndarray, inputs: dict[str, float]) -> None:
        super().__init__(f"{event} is met at the start of the step")
        self.event, self.state, self.inputs = event, state, inputs


def ending(solution: pybamm.Solution) -> Outcome:
    """Return how a solution ended, which PyBaMM says in words.

    Parameters
    ----------
    solution : pybamm.Solution
        Of a step.
    """
    if solution.termination == "final time":
        return Outcome(Kind.TIME_OVER)
    event = solution.termination.removeprefix("event: ")
    if event in _VOLTAGE_LIMITS:
        return Outcome(Kind.VOLTAGE_LIMIT)
    found = (kind for words, kind in _EVENTS.items() if words in event.lower())
    return Outcome(next(found, Kind.EVENT), {"event": event})


class _HalfCycleSolver(pybamm.IDAKLUSolver, ScalarEquations):
    """IDAKLU that tries a failed solve once more, with more Newton iterations.

    It hands over the state in which an event ends a step at once.
    """

    @cached_property
    def patient(self) -> pybamm.IDAKLUSolver:
        """The same solver with as many Newton iterations as PyBaMM allows."""
        options = self.options | {"max_nonlinear_iterations": 40, "dt_min": _LEAST_STEP}
        return _HalfCycleSolver(
            rtol=self.rtol,
            atol=self.atol,
            output_variables=self.output_variables,
            options=options,
        )

    def solve(self, *args: object, **kwargs: object) -> pybamm.Solution:
        """Solve as PyBaMM does, and once more where that fails."""
        return self._twice("solve", *args, **kwargs)

    def step(self, *args: object, **kwargs: object) -> pybamm.Solution:
        """Step as PyBaMM does, and once more where that fails."""
        return self._twice("step", *args, **kwargs)

    def _twice(self, run: str, *args: object, **kwargs: object) -> pybamm.Solution:
        try:
            return getattr(super(), run)(*args, **kwargs)
        except StartedAtLimit:
            raise
        except pybamm.SolverError:
            if self.options["max_nonlinear_iterations"] >= 40:
                raise
            return getattr(self.patient, run)(*args, **kwargs)

    def _check_event_violation(
        self, t_eval: object, model: pybamm.BaseModel, y0: Any, inputs_dict: dict[str, float]
    ) -> None:
        # Not public: PyBaMM raises in here, and forgets the state. The bound on its version guards.
        try:
            super()._check_event_violation(t_eval, model, y0, inputs_dict)
        except pybamm.SolverError as error:
            ends = (e.name for e in model.events if e.event_type == pybamm.EventType.TERMINATION)
            event = next(name for name in ends if f"'{name}'" in str(error))
            raise StartedAtLimit(event, np.asarray(y0).ravel(), inputs_dict) from error


def half_cycle_solver(
    rtol: float = 1e-5,
    atol: float = 1e-7,
    output_variables: list[str] | None = None,
    solves: int = 1,
    **options: object,
) -> _HalfCycleSolver:
    """Return PyBaMM's IDAKLU with at most 4 Newton iterations for a step.

    That is SUNDIALS' own default; PyBaMM's is 40. A step that converges slowly is better
    shortened: a half cycle takes a fifth less time at equal accuracy
    (``benchmarks/convergence/solver_options.py``). Where it never converges, steps would shrink
    without end: they fail below 1 us, and the solve is repeated with 40 iterations.

    Parameters
    ----------
    rtol, atol : float, optional
        Relative and absolute tolerance; with 1e-4 and 1e-6 capacities move by 1e-5.
    output_variables : list of str, optional
        Variables to return in place of states.
    solves : int, optional
        How many solves are expected: it says whether the equations are expanded and compiled, see
        `scalar_equations`. Numbers agree within the tolerances.
    **options
        Further options of :class:`pybamm.IDAKLUSolver`; they win.

    Returns
    -------
    pybamm.IDAKLUSolver
        What fails raises and is not printed.
    """
    solver = _HalfCycleSolver(
        rtol=rtol,
        atol=atol,
        output_variables=output_variables or [],
        options={
            "silence_sundials_errors": True,
            "max_nonlinear_iterations": 4,
            # A half cycle takes about 200; one that cannot end must not block the others.
            "max_num_steps": 5000,
            "dt_min": _SHORTEST_STEP,
            **options,
        },
    )
    solver.solves = solves
    return solver
