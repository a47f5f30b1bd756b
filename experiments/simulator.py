"""The simulator of half cycles: one built model that takes many cells at once."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import floor, log10
from typing import Any

import casadi
import numpy as np
import pybamm

from ..models import CompositeElectrolyteDFN
from ..parameter_sets.cell import Cell
from ..parameter_sets.electrolyte_constants import SOLUBILITY
from ..parameter_sets.isothermal import (
    MODEL_INPUTS,
    CellBuild,
    build_cell,
    check_salt_laws,
    further_inputs,
)
from ..parameter_sets.li2024 import half_cell_values
from ..parameter_sets.provenance import cell_values
from .built_model import CURRENT, SYMBOLIC, BuiltModel, values_with_inputs
from .outcome import Kind, Outcome
from .protocols import Step
from .run import OBSERVED, SALT, Run, StepResult, step_outcome
from .scalar_equations import expanded
from .solver import half_cycle_solver

__all__ = ["Simulator", "cpu_count"]

_SALT = "Initial concentration in electrolyte [mol.m-3]"
# Times, states at them, shape (times, states), and how it ended.
_Ended = tuple[np.ndarray, np.ndarray, Outcome]
# States that are read off together.
_BLOCK = 32
_AT_ZERO = np.zeros(1)
_EVENT = 2  # IDAS: IDA_ROOT_RETURN; other flags are zero or more if the end was reached


def cpu_count() -> int:
    """Return the number of cores that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


class Simulator:
    """The full-order cell, built once, with every design variable an input.

    PyBaMM's ``solve`` takes lists of inputs but no list of states, refuses lists together with
    experiments, and gives up a whole list if one member cannot start. The group of solvers that
    it sets up can do all three; it is called here directly. It is not public: the bound on
    PyBaMM's version and a test against ``solve`` guard it.

    Parameters
    ----------
    threads : int, optional
        Solver threads; by default the number of cores.
    solves : int, optional
        How many half cycles are expected, as for `half_cycle_solver`; by default a rate test.
    rtol, atol : float
        Tolerances; with 1e-4 and 1e-6 capacities move by 1e-5.
    values : pybamm.ParameterValues, optional
        Of what is no input, by default the shipped values.
    extra : sequence of str
        Names of further parameters that are to be inputs.
    ends_only : bool
        Keep the first and last instant of a step only: quicker, but no losses over the discharge.
    **options
        As for `BuiltModel`: meshes and methods other than the model's own.
    """

    def __init__(
        self,
        threads: int | None = None,
        solves: int = 25,
        rtol: float = 1e-5,
        atol: float = 1e-7,
        values: pybamm.ParameterValues | None = None,
        extra: Sequence[str] = (),
        ends_only: bool = False,
        **options: Any,
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
        shipped = half_cell_values("PHLP-15") if values is None else values
        self.values = values_with_inputs(shipped, self.input_names)
        self._given = values or {}
        self.solver = half_cycle_solver(rtol, atol, num_threads=self.threads, solves=solves)
        submeshes = SYMBOLIC | options.pop("submesh_types", {})
        cell = BuiltModel(model, self.values, self.solver, submesh_types=submeshes, **options)
        self.model = cell.built
        self._group: Any = None
        self._patient: Any = None  # only where the other has failed

    @classmethod
    def of(cls, cell: Cell, sample: Mapping[str, float] | None = None, **options: Any) -> Simulator:
        """Return the simulator of a cell.

        Parameters
        ----------
        cell : Cell
            With the values that are no inputs.
        sample : mapping, optional
            Values that are to be inputs, SI units.
        **options
            As for the class.
        """
        inputs = build_cell(cell, sample).inputs
        extra = {name: inputs[name] for name in further_inputs(sample or {})}
        # The values of extra parameters bring their relations to others with them.
        values = replace(cell, values=cell.values | extra).parameter_values()
        return cls(values=values, extra=tuple(extra), **options)

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

    def _set_up(self, inputs: np.ndarray) -> None:
        """Let PyBaMM set up its solvers with one short solve of a design that can start."""
        self._group, self._starts = self._group_of(self.solver, inputs), inputs
        self._observe = self._observed_variables()

    def _group_of(self, solver: Any, inputs: np.ndarray) -> Any:
        values = dict(zip(self.input_names, inputs.tolist(), strict=True))
        values[CURRENT] = 0.0
        solver.solve(self.model, [0, 1.0], inputs=[values])
        stacked = solver._set_up_model_inputs(self.model, values)
        if tuple(stacked) != self.input_names:
            raise RuntimeError("PyBaMM stacks inputs in another order than sclcell expects")
        return solver._setup["solver"]

    def _observed_variables(self) -> Any:
        """Return `OBSERVED` as one function of time, states and inputs.

        What they have in common is computed once, and only at the steps that are kept: in the
        solver each of them would cost what it costs alone.
        """
        inputs = {name: casadi.MX.sym(name) for name in self.input_names}
        time, states = casadi.MX.sym("t"), casadi.MX.sym("y", self.model.len_rhs_and_alg)
        known: dict[Any, Any] = {}  # what is converted already
        variables = [
            self.model.get_processed_variable_or_event(name).to_casadi(
                time, states, inputs=inputs, casadi_symbols=known
            )
            for name in OBSERVED
        ]
        stacked = casadi.vertcat(*inputs.values())
        found = casadi.Function("observed", [time, states, stacked], [casadi.vertcat(*variables)])
        (found,) = expanded([found], self.solver.solves)
        return found.map("observed", "serial", _BLOCK, [0, 2], []).buffer()

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
        inputs = np.asarray(inputs, dtype=float)
        y0 = self._initial_states(inputs) if states is None else np.vstack(states)
        ended = self._solve(inputs, y0, duration)
        return [
            StepResult(time, self._observed(passed, row), passed[-1].copy(), outcome)
            if len(passed)
            else StepResult(time, np.empty((0, len(OBSERVED))), start, outcome)
            for (time, passed, outcome), row, start in zip(ended, inputs, y0, strict=True)
        ]

    def _observed(self, states: np.ndarray, inputs: np.ndarray) -> np.ndarray:
        """Return `OBSERVED` at each state of a design, shape (states, names)."""
        count, whole = len(states), len(states) // _BLOCK * _BLOCK
        rest = np.repeat(states[-1:], _BLOCK, axis=0)
        rest[: count - whole] = states[whole:]
        found = np.empty((whole + _BLOCK, len(OBSERVED)))
        # Memory as it is: CasADi's own matrices are filled number by number.
        buffer, evaluate = self._observe
        buffer.set_arg(0, _AT_ZERO.data)
        buffer.set_arg(2, np.ascontiguousarray(inputs).data)
        for k in range(0, whole + _BLOCK, _BLOCK):
            buffer.set_arg(1, (states[k : k + _BLOCK] if k < whole else rest).data)
            buffer.set_res(0, found[k:].data)
            evaluate()
        return found[:count]

    def run(
        self,
        steps: Sequence[Step],
        builds: Sequence[CellBuild],
        rates: Sequence[float],
        charging: Sequence[CellBuild] | None = None,
    ) -> list[Run]:
        """Run a protocol for many cells at once, each from a charged cell at rest.

        Parameters
        ----------
        steps : sequence of Step
            The protocol.
        builds : sequence of CellBuild
            The cells.
        rates : sequence of float
            C-rate of each cell, where a step says "rate".
        charging : sequence of CellBuild, optional
            The cells as they are while charging, at another temperature; by default the same.
        """
        if not builds:
            return []
        check_salt_laws(self._given, builds)
        names = self.input_names
        base, in_charge = (
            np.array([[_input(b, n) for n in names] for b in each])
            for each in (builds, charging or builds)
        )
        outcomes = [Outcome(Kind.TIME_OVER)] * len(builds)
        for rows in (base, in_charge):
            for i in np.flatnonzero(~np.isfinite(rows).all(axis=1)).tolist():
                outcomes[i] = _missing(names, rows[i])
        states: list[np.ndarray | None] = [None] * len(builds)
        last: list[StepResult | None] = [None] * len(builds)
        ends: list[list[str | None]] = [[] for _ in builds]
        for number, step in enumerate(steps):
            groups: dict[tuple[float, bool], list[int]] = {}
            for i, rate in enumerate(rates):
                if not outcomes[i].failed:
                    longest = step.duration if step.kind == "rest" else _longest(_rate(step, rate))
                    groups.setdefault((longest, states[i] is None), []).append(i)
            for (longest, fresh), members in groups.items():
                inputs = (in_charge if step.kind == "charge" else base)[members]
                inputs[:, names.index(CURRENT)] = [
                    _current(step, rates[i], builds[i]) for i in members
                ]
                before = None if fresh else [states[i] for i in members]
                results = self.step(inputs, longest, before)  # type: ignore[arg-type]
                for i, result in zip(members, results, strict=True):
                    given = builds[i].inputs
                    salt, full = given[_SALT], given[SOLUBILITY]
                    limits = self.voltage_limits(given)
                    outcomes[i] = step_outcome(result, step, number, limits, salt, full)
                    if not outcomes[i].failed:
                        named = step.kind != "rest" and not self.ends_only
                        ends[i].append(result.what_ends(salt, full) if named else None)
                    states[i], last[i] = result.state, result
        return [
            Run(None if outcome.failed else result, outcome, tuple(each))
            for outcome, result, each in zip(outcomes, last, ends, strict=True)
        ]

    def _initial_states(self, inputs: np.ndarray) -> np.ndarray:
        zero = np.zeros((self.model.len_rhs_and_alg, 1))
        states = []
        for row in inputs:
            state = self.model.initial_conditions_eval(0.0, zero, row)
            states.append(np.asarray(state.full() if hasattr(state, "full") else state).ravel())
        return np.vstack(states)

    def _solve(self, inputs: np.ndarray, y0: np.ndarray, duration: float) -> list[_Ended]:
        """Return how the step of each design ends; what fails is tried once more, patiently."""
        ended = self._solve_with(self._group, inputs, y0, duration)
        failed = [i for i, end in enumerate(ended) if end[-1].kind is Kind.SOLVER_FAILED]
        if failed:
            if self._patient is None:
                self._patient = self._group_of(self.solver.patient, self._starts)
            again = self._solve_with(self._patient, inputs[failed], y0[failed], duration)
            for i, end in zip(failed, again, strict=True):
                ended[i] = end
        return ended

    def _solve_with(
        self, group: Any, inputs: np.ndarray, y0: np.ndarray, duration: float
    ) -> list[_Ended]:
        times = np.array([0.0, duration])
        # Without times of ours the solver keeps all of its own.
        kept = times if self.ends_only else np.array([])
        try:
            raw = group.solve(
                times, kept, y0, np.zeros_like(y0), inputs, logger=None, pbar=np.empty((0, 0))
            )
        except (ValueError, RuntimeError) as error:
            # The group gives up as a whole; halving finds the design that made it do so.
            if len(inputs) == 1:
                why = Outcome(Kind.SOLVER_FAILED, {"message": " ".join(str(error).split())})
                return [(np.empty(0), np.empty((0, y0.shape[1])), why)]
            half = len(inputs) // 2
            first = self._solve_with(group, inputs[:half], y0[:half], duration)
            return first + self._solve_with(group, inputs[half:], y0[half:], duration)
        return [self._ended(solution) for solution in raw]

    @staticmethod
    def _ended(solution: Any) -> _Ended:
        time = np.array(solution.t)
        if solution.flag == _EVENT:
            outcome = Outcome(Kind.LIMIT_AT_ONCE if len(time) == 1 else Kind.VOLTAGE_LIMIT)
        elif solution.flag >= 0:
            outcome = Outcome(Kind.TIME_OVER)
        else:
            outcome = Outcome(Kind.SOLVER_FAILED, {"message": f"IDAS flag {solution.flag}"})
        return time, np.ascontiguousarray(solution.y).reshape(len(time), -1), outcome


def _longest(rate: float) -> float:
    """Return the longest time of a half cycle [s]: more than a voltage limit ever needs.

    The same for all rates of a decade: few batches, and a design's result does not depend on
    which others share its batch (the solver's first step is a share of this time).
    """
    return 1.5 * 3600 / 10.0 ** floor(log10(rate))


def _input(build: CellBuild, name: str) -> float:
    """Return an input of the built model; what others were given is shipped here."""
    if name == CURRENT:
        return 0.0
    return build.inputs[name] if name in build.inputs else cell_values()[name]


def _current(step: Step, rate: float, build: CellBuild) -> float:
    if step.kind == "rest":
        return 0.0
    sign = 1 if step.kind == "discharge" else -1
    return sign * _rate(step, rate) * build.capacity


def _rate(step: Step, rate: float) -> float:
    """Return the C-rate of a step, where the outputs are asked for at a given one."""
    return rate if step.c_rate is None else step.c_rate


def _missing(names: Sequence[str], row: np.ndarray) -> Outcome:
    wrong = [name for name, value in zip(names, row, strict=True) if not np.isfinite(value)]
    return Outcome(Kind.BAD_INPUT, {"names": ", ".join(wrong)})
