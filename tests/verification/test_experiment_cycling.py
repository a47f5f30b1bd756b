"""The cycling algorithms on any cycle that PyBaMM can describe, here with constant voltage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pybamm
import pytest

from sclcell.errors import InputError, SimulationFailed
from sclcell.experiments.cycling import cycle_by_cycle, follow_envelope
from sclcell.experiments.cycling.cells import DURATION, CycleRecord
from sclcell.experiments.cycling.stepped_cell import State, StateVector
from sclcell.experiments.outcome import Kind, Outcome
from sclcell.models import CompositeElectrolyteDFN
from sclcell.models.laws.constants import AH_PER_MOL
from sclcell.models.mechanisms import AGEING

DISCHARGE = "Discharge capacity [A.h]"
CHARGE = "Charge capacity [A.h]"
#: Lithium in the positive electrode at the end of a cycle, as charge; left out of results.
_HELD = "Lithium in positive electrode [A.h]"
_IN_CONTACT = "Total lithium in positive electrode [mol]"
_LOST = "Loss of lithium due to loss of active material in positive electrode [mol]"


class ExperimentCycling(StateVector):
    """A cell that repeats one cycle of a :class:`pybamm.Experiment`.

    Slower than constant current on one model, as PyBaMM prepares every step, but works for all
    that an experiment can say: constant voltage, rests, power, drive cycles.

    Parameters
    ----------
    model : pybamm.BaseModel
        Model with ``slow_states``.
    parameter_values : pybamm.ParameterValues
        Values of the cell.
    cycle : sequence
        Steps of one cycle, as for :class:`pybamm.Experiment`. Its end must be a state that it
        can start from.
    end_of_life : float, optional
        The cell counts as failed when its discharge capacity falls below this share of the first.
    observed : tuple of str, optional
        Scalar variables to record at the end of each cycle.
    **simulation_options
        Passed to :class:`pybamm.Simulation`.

    Raises
    ------
    SimulationFailed
        If the fresh cell cannot run the cycle.
    """

    leading = DISCHARGE
    settled_values: tuple[str, ...] = (CHARGE,)

    def __init__(
        self,
        model: Any,
        parameter_values: pybamm.ParameterValues,
        cycle: Sequence[Any],
        end_of_life: float = 0.5,
        observed: tuple[str, ...] = (),
        **simulation_options: Any,
    ) -> None:
        unknown = [name for name in observed if name not in model.variables]
        if unknown:
            raise InputError(f"{unknown[0]!r} is not a variable of {model.name}; leave it out.")
        self.end_of_life = end_of_life
        parallel = "Number of electrodes connected in parallel to make a cell"
        self._parallel = float(parameter_values[parallel])
        self.observed = observed
        self.simulation = pybamm.Simulation(
            model,
            parameter_values=parameter_values,
            experiment=pybamm.Experiment([tuple(cycle)]),
            **simulation_options,
        )
        try:
            first = self.simulation.solve(calc_esoh=False, showprogress=False)
        except pybamm.SolverError as error:
            raise SimulationFailed(f"the fresh cell cannot run the cycle: {error}") from error
        last = first.last_state
        self._inputs = last.all_inputs[-1]
        super().__init__(last.all_models[-1], model)
        self._first = np.asarray(last.all_ys[-1])[:, -1]
        self._fresh = first.cycles[-1].steps[0]

    def first_state(self) -> State:
        """Return the fresh cell after one cycle that did not age it."""
        fresh = np.array([float(self._fresh[name].entries[0]) for name in self.slow_states])
        return self.with_slow(self._first, fresh)

    def _solution(self, state: State) -> pybamm.Solution:
        return pybamm.Solution(
            np.array([0.0]),
            np.asarray(state).reshape(-1, 1),
            self.built,
            self._inputs,
            termination="final time",
        )

    def observe(self, state: State, name: str, current: float = 0.0) -> float:
        """Return a scalar variable at the end of the cycle's last step."""
        return float(np.ravel(self._solution(state)[name].entries)[-1])

    def cycle(self, state: State) -> CycleRecord:
        """Run the experiment once."""
        try:
            solution = self.simulation.solve(
                starting_solution=self._solution(state), calc_esoh=False, showprogress=False
            )
        except pybamm.SolverError as error:
            values = {DISCHARGE: 0.0, CHARGE: 0.0, DURATION: 0.0, _HELD: 0.0}
            return CycleRecord(state, values, Outcome(Kind.SOLVER_FAILED, {"message": str(error)}))
        done = solution.cycles[-1]
        passed = np.diff(done["Discharge capacity [A.h]"].entries)
        end = np.asarray(solution.last_state.all_ys[-1])[:, -1]
        values = {
            DISCHARGE: float(passed[passed > 0].sum()),
            CHARGE: float(-passed[passed < 0].sum()),
            DURATION: float(done.t[-1] - done.t[0]) / 3600,
            _HELD: self._held(end),
        }
        values.update({name: self.observe(end, name) for name in self.observed})
        if solution.last_state.all_models[-1] is not self.built:
            why = {"event": "the cycle ended before its last step"}
            return CycleRecord(state, values, Outcome(Kind.EVENT, why))
        return CycleRecord(end, values)

    def _held(self, state: State) -> float:
        """Return the lithium in the positive electrode, also where contact was lost [A.h]."""
        lithium = sum(self.observe(state, name) for name in (_IN_CONTACT, _LOST))
        return lithium * self._parallel * AH_PER_MOL

    def imbalance(self, values: Mapping[str, float]) -> float:
        """Return discharge over charge, less one."""
        return values[DISCHARGE] / values[CHARGE] - 1 if values[CHARGE] > 0 else 0.0

    def complete(self, table: pd.DataFrame) -> pd.DataFrame:
        """Fill in the charge: the discharge less what the positive electrode gains in a cycle."""
        charge = table[DISCHARGE] - table[_HELD].diff()
        return table.fillna({CHARGE: charge}).drop(columns=_HELD)

    def failure(self, values: Mapping[str, float], first: Mapping[str, float]) -> Outcome | None:
        """Return the cause if less than the end-of-life capacity is left."""
        if values[DISCHARGE] >= self.end_of_life * first[DISCHARGE]:
            return None
        return Outcome(Kind.CAPACITY_BELOW_END_OF_LIFE, {"percent": 100 * self.end_of_life})


def test_experiment_with_constant_voltage_along_the_envelope():
    values = pybamm.ParameterValues("Li2024_PHLP15")
    values["Loss of active material per equivalent full cycle"] = 5e-3
    cell = ExperimentCycling(
        CompositeElectrolyteDFN(mechanisms=AGEING),
        values,
        ("Charge at 1C until 4 V", "Hold at 4 V until C/10", "Discharge at 1C until 2.5 V"),
        observed=("Loss of active material in positive electrode [%]",),
    )
    exact, envelope = cycle_by_cycle(cell, 30), follow_envelope(cell, 30, rtol=1.5e-4)
    name = "Discharge capacity [A.h]"
    assert envelope.table[name].to_numpy() == pytest.approx(exact.table[name].to_numpy(), rel=1e-3)
    assert envelope.simulated_cycles < 30
    assert envelope.table["Loss of active material in positive electrode [%]"].iloc[-1] > 5
