"""One built model that takes many designs at once: batches of constant-current steps."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pybamm

from ..models import CompositeElectrolyteDFN
from ..models.voltage_losses import VOLTAGE_LOSSES
from ..parameter_sets.isothermal import MODEL_INPUTS, transport_functions
from ..parameter_sets.li2024 import half_cell_values
from .outcome import Kind, Outcome
from .solver import half_cycle_solver

__all__ = ["LOSSES", "OBSERVED", "SALT", "BatchedCell", "StepResult", "cpu_count"]

#: What is read off every step, in the order of the columns of `StepResult.series`.
OBSERVED = (
    "Discharge capacity [A.h]",
    "Discharge energy [W.h]",
    "Voltage [V]",
    "Open-circuit potential at mean stoichiometry [V]",
    *VOLTAGE_LOSSES,
    "Electrolyte concentration at lithium [mol.m-3]",
    "Catholyte concentration at the current collector [mol.m-3]",
)
#: Columns of the losses, and of the salt at both ends.
LOSSES = slice(4, 4 + len(VOLTAGE_LOSSES))
SALT = slice(LOSSES.stop, LOSSES.stop + 2)
_EVENT = 2  # IDAS: IDA_ROOT_RETURN; other flags are zero or more if the end was reached


def cpu_count() -> int:
    """Return the number of cores that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


@dataclass(frozen=True)
class StepResult:
    """What one design did in one step.

    Parameters
    ----------
    time : numpy.ndarray
        Times of the solver's own steps [s], shape (n,).
    series : numpy.ndarray
        Values of `OBSERVED` at the time points, shape (n, number of names).
    state : numpy.ndarray
        Last state of the model, relative to PyBaMM's scales.
    outcome : Outcome
        At a voltage limit, in the first instant or later, at its time, or the solver failed.
    """

    time: np.ndarray
    series: np.ndarray
    state: np.ndarray
    outcome: Outcome


class BatchedCell:
    """The full-order cell, built once, with every design variable an input.

    PyBaMM's ``solve`` takes lists of inputs but no list of states, refuses lists together with
    experiments, and gives up a whole list if one member cannot start. The group of solvers that
    it sets up can do all three; it is called here directly. It is not public: the bound on
    PyBaMM's version and a test against ``solve`` guard it.

    Parameters
    ----------
    threads : int, optional
        Solver threads; by default the number of cores.
    compiled : bool, optional
        Compile the model with gcc: seconds once, kept in the folder for temporary files, for twice
        the speed. Results agree within the tolerances, not to the last bit.
    rtol, atol : float
        Tolerances, by default those of `sclcell.experiments.half_cycles`.
    values : pybamm.ParameterValues, optional
        Of what is no input, by default the shipped values.
    extra : sequence of str
        Names of further parameters that are to be inputs.
    ends_only : bool
        Keep the first and last instant of a step only: quicker, but no losses over the discharge.
    """

    def __init__(
        self,
        threads: int | None = None,
        compiled: bool = False,
        rtol: float = 1e-5,
        atol: float = 1e-7,
        values: pybamm.ParameterValues | None = None,
        extra: Sequence[str] = (),
        ends_only: bool = False,
    ) -> None:
        #: Names of the inputs, in the order in which PyBaMM stacks them.
        self.input_names = tuple(sorted({*MODEL_INPUTS, *extra}))
        self.threads, self.ends_only = cpu_count() if threads is None else threads, ends_only
        model = CompositeElectrolyteDFN()
        for name, domain, side in zip(
            OBSERVED[SALT], ("Separator", "Positive"), ("left", "right"), strict=True
        ):
            salt = model.variables[f"{domain} electrolyte concentration [mol.m-3]"]
            # Of the cell at the face: a line through two cells falls below zero where salt is
            # scarce, and at the collector, which salt does not cross, it is no more accurate.
            model.variables[name] = pybamm.boundary_value(salt, side, order="constant")
        #: Values of the cell; what is an input is marked so.
        self.values = self.parameter_values(values, extra)
        self._discretise(model, self.values.copy())
        self.model: Any = model
        self.solver = half_cycle_solver(
            rtol,
            atol,
            list(OBSERVED),
            num_threads=self.threads,
            compiled=compiled,
        )
        self._group: Any = None

    def voltage_limits(self, inputs: Mapping[str, float]) -> tuple[float, float]:
        """Return the lower and the upper voltage limit of a design [V].

        Parameters
        ----------
        inputs : mapping
            Inputs of the design; a limit is among them if it was made an input.
        """
        lower, upper = (
            float(inputs[name] if name in self.input_names else self.values[name])
            for name in ("Lower voltage cut-off [V]", "Upper voltage cut-off [V]")
        )
        return lower, upper

    @staticmethod
    def parameter_values(
        values: pybamm.ParameterValues | None = None, extra: Sequence[str] = ()
    ) -> pybamm.ParameterValues:
        """Return a cell's values, those of `MODEL_INPUTS` and further ones as inputs."""
        values = pybamm.ParameterValues(half_cell_values("PHLP-15") if values is None else values)
        values.update(transport_functions(), check_already_exists=False)
        for name in (*MODEL_INPUTS, *extra):
            if name in values and not callable(values[name]):
                values[name] = "[input]"
        return values

    @staticmethod
    def _discretise(model: Any, values: pybamm.ParameterValues) -> None:
        # Symbolic meshes keep the thicknesses as inputs.
        submeshes = dict(model.default_submesh_types)
        for domain in ("separator", "positive electrode"):
            submeshes[domain] = pybamm.SymbolicUniform1DSubMesh
        geometry = model.default_geometry
        values.process_model(model)
        values.process_geometry(geometry)
        mesh = pybamm.Mesh(geometry, submeshes, model.default_var_pts)
        pybamm.Discretisation(mesh, model.default_spatial_methods).process_model(model)

    def _set_up(self, inputs: np.ndarray) -> None:
        """Let PyBaMM set up its solvers with one short solve of a design that can start."""
        values = dict(zip(self.input_names, inputs.tolist(), strict=True))
        values["Current function [A]"] = 0.0
        self.solver.solve(self.model, [0, 1.0], inputs=[values])
        stacked = self.solver._set_up_model_inputs(self.model, values)
        if tuple(stacked) != self.input_names:
            raise RuntimeError("PyBaMM stacks inputs in another order than sclcell expects")
        self._group = self.solver._setup["solver"]

    def step(
        self, inputs: np.ndarray, duration: float, states: Sequence[np.ndarray] | None = None
    ) -> list[StepResult]:
        """Run one step of constant current for many designs.

        Parameters
        ----------
        inputs : numpy.ndarray
            `input_names` of each design, shape (designs, inputs); positive current discharges.
        duration : float
            Longest time of the step [s].
        states : sequence of numpy.ndarray, optional
            State of each design at the start; by default a charged cell at rest.

        Returns
        -------
        list of StepResult
            One per design, in order; no design disturbs another.
        """
        if len(inputs) == 0:
            return []
        if self._group is None:
            self._set_up(np.asarray(inputs[0]))
        y0 = self._initial_states(inputs) if states is None else np.vstack(states)
        return self._solve(np.asarray(inputs, dtype=float), y0, duration)

    def _initial_states(self, inputs: np.ndarray) -> np.ndarray:
        zero = np.zeros((self.model.len_rhs_and_alg, 1))
        states = []
        for row in inputs:
            state = self.model.initial_conditions_eval(0.0, zero, row)
            states.append(np.asarray(state.full() if hasattr(state, "full") else state).ravel())
        return np.vstack(states)

    def _solve(self, inputs: np.ndarray, y0: np.ndarray, duration: float) -> list[StepResult]:
        times = np.array([0.0, duration])
        # Without times of ours the solver keeps all of its own.
        kept = times if self.ends_only else np.array([])
        try:
            raw = self._group.solve(
                times, kept, y0, np.zeros_like(y0), inputs, logger=None, pbar=np.empty((0, 0))
            )
        except (ValueError, RuntimeError) as error:
            # The group gives up as a whole; halving finds the design that made it do so.
            if len(inputs) == 1:
                nothing = np.empty((0, len(OBSERVED)))
                why = Outcome(Kind.SOLVER_FAILED, {"message": " ".join(str(error).split())})
                return [StepResult(np.empty(0), nothing, y0[0], why)]
            half = len(inputs) // 2
            first = self._solve(inputs[:half], y0[:half], duration)
            return first + self._solve(inputs[half:], y0[half:], duration)
        return [self._result(solution) for solution in raw]

    @staticmethod
    def _result(solution: Any) -> StepResult:
        time = np.array(solution.t)
        series = np.array(solution.y).reshape(len(time), -1)
        state = np.array(solution.y_term)
        if solution.flag == _EVENT:
            outcome = Outcome(Kind.LIMIT_AT_ONCE if len(time) == 1 else Kind.VOLTAGE_LIMIT)
        elif solution.flag >= 0:
            outcome = Outcome(Kind.TIME_OVER)
        else:
            outcome = Outcome(Kind.SOLVER_FAILED, {"message": f"IDAS flag {solution.flag}"})
        return StepResult(time, series, state, outcome)
