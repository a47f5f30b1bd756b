"""Constant-current half cycles on one built model: current and design are inputs, no rebuild."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pybamm

from ..models import CompositeElectrolyteDFN
from .outcome import Kind, Outcome
from .reasons import why_not_started
from .solver import ending, half_cycle_solver

__all__ = ["HalfCycle", "HalfCycler"]

_CURRENT = "Current function [A]"


@dataclass(frozen=True)
class HalfCycle:
    """One discharge or charge.

    Parameters
    ----------
    capacity_Ah : float
        Charge passed, positive [A.h].
    solution : pybamm.Solution, optional
        None if the half cycle could not start.
    outcome : Outcome
        How it ended.
    """

    capacity_Ah: float
    solution: pybamm.Solution | None
    outcome: Outcome

    @property
    def delivered_Ah(self) -> float:
        """Charge passed [A.h]: zero if the cell cannot run, NaN if the simulation failed."""
        return np.nan if self.outcome.unsolved else self.capacity_Ah


class HalfCycler:
    """A cell that is charged and discharged between its voltage limits, step by step.

    The model is built once; every half cycle only changes the input current. The state goes on
    from one half cycle to the next.

    Parameters
    ----------
    parameter_values : pybamm.ParameterValues
        Values of the cell; those set to ``"[input]"`` are read from the attribute ``inputs``.
    model : pybamm.BaseModel, optional
        By default `CompositeElectrolyteDFN`.
    solver : pybamm.BaseSolver, optional
        By default `half_cycle_solver`, with relative tolerance 1e-5.
    **simulation_options
        Passed to :class:`pybamm.Simulation` (``var_pts``, ``submesh_types``).
    """

    def __init__(
        self,
        parameter_values: pybamm.ParameterValues,
        model: Any = None,
        solver: Any = None,
        **simulation_options: Any,
    ) -> None:
        self.parameter_values = parameter_values.copy()
        self.capacity_Ah = float(parameter_values["Nominal cell capacity [A.h]"])
        self.parameter_values[_CURRENT] = "[input]"
        self.solver = solver or half_cycle_solver()
        #: Values of the model's other inputs, for every half cycle from now on.
        self.inputs: dict[str, float] = {}
        self._simulation = pybamm.Simulation(
            model or CompositeElectrolyteDFN(),
            parameter_values=self.parameter_values,
            solver=self.solver,
            **simulation_options,
        )

    def run(
        self,
        c_rate: float,
        start: pybamm.Solution | None = None,
    ) -> HalfCycle:
        """Discharge (positive rate) or charge (negative) to the voltage limit.

        Parameters
        ----------
        c_rate : float
            Current over nominal capacity [1/h].
        start : pybamm.Solution, optional
            Solution of the half cycle before; by default the initial state of the parameters.

        Returns
        -------
        HalfCycle
            With a reason if the voltage limit is met at once or the solver fails.
        """
        inputs = {_CURRENT: c_rate * self.capacity_Ah, **self.inputs}
        if self._simulation.built_model is None:
            self._simulation.build(inputs=inputs)
        model, duration = self._simulation.built_model, 1.5 * 3600 / abs(c_rate)
        if start is not None:
            start = start.last_state
            # PyBaMM does not step on from a solution that an event has ended.
            start.termination = "final time"
        solution: Any
        try:
            if start is None:
                # A first `step` would prepare the initial conditions anew each time.
                solution = self.solver.solve(model, [0, duration], inputs=inputs)
            else:
                solution = self.solver.step(start, model, duration, inputs=inputs, save=False)
        except pybamm.SolverError as error:
            return HalfCycle(0.0, None, why_not_started(error, model, self.parameter_values))
        charge = solution["Discharge capacity [A.h]"].entries
        outcome = ending(solution)
        if outcome.kind is Kind.TIME_OVER:
            outcome = Outcome(Kind.NO_LIMIT_REACHED)
        return HalfCycle(abs(charge[-1] - charge[0]), solution, outcome)
