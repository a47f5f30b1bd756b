"""A cell that repeats a protocol, for the cycling algorithms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...errors import SimulationFailed
from ...parameter_sets.cell import Cell
from ..outcome import Kind, Outcome
from ..protocol_run import CHARGE, TIME, ProtocolRunner
from ..protocol_steps import ControlStep
from ..solver import half_cycle_solver
from .cells import CAPACITY, DURATION, EFFICIENCY, NET_LITHIATION, CycleRecord, LFPCycling
from .stepped_cell import HalfCycle, State, StateVector

if TYPE_CHECKING:
    from ...models.mechanism import MechanismsLike

__all__ = ["ProtocolCycling"]

_END = Outcome(Kind.VOLTAGE_LIMIT)


class ProtocolCycling(LFPCycling):
    """A cell whose cycle is a protocol: what it discharges in one counts as capacity.

    Parameters
    ----------
    design : Cell
        The cell.
    steps : sequence of ControlStep
        Of one cycle. Its end must be a state that it can start from.
    mechanisms : iterable
        How the cell ages.
    """

    def __init__(
        self, design: Cell, steps: Sequence[ControlStep], mechanisms: MechanismsLike
    ) -> None:
        solver = half_cycle_solver(1e-4, 1e-6)
        self.steps = [*steps]
        self.runner = ProtocolRunner(design, steps, mechanisms=mechanisms, solver=solver)
        self.cell = self.runner.built
        StateVector.__init__(self, self.cell.built, self.cell.model)
        self._measure(self.cell.values, 1.0, 1.0, 0.5)

    def first_state(self) -> State:
        """Return the cell after two cycles without ageing, from full charge."""
        fresh = self.runner.initial_state()
        # A cycle that starts with a charge finds the cell charged, once.
        formed, out, back, _ = self._run(self._run(fresh)[0])
        if min(out, back) < 0.5 * max(out, back) or not out > 0:
            raise SimulationFailed(
                f"a cycle of the protocol discharges {1e3 * out:.3g} mA.h and charges "
                f"{1e3 * back:.3g} mA.h: its end must be a state that it can start from"
            )
        return self.with_slow(formed, self.slow(fresh))

    def cycle(self, state: State) -> CycleRecord:
        """Run the protocol once."""
        try:
            end, out, back, hours = self._run(state)
        except SimulationFailed as error:
            why = Outcome(Kind.SOLVER_FAILED, {"message": str(error)})
            values = self._values(state, *(HalfCycle(state, 0.0, why),) * 2)
            values |= {CAPACITY: 0.0, EFFICIENCY: 0.0, NET_LITHIATION: 0.0}
            return CycleRecord(state, values, why)
        # As seconds at the current of 1C, which the half cycles of the base class have.
        seconds = 3600 / self.current
        charge, discharge = (HalfCycle(end, seconds * Ah, _END) for Ah in (back, out))
        values = self._values(state, charge, discharge)
        return CycleRecord(end, {**values, DURATION: hours})

    def _run(self, state: State) -> tuple[State, float, float, float]:
        """Return the state at the end, charge that goes out and comes back [A.h], and hours."""
        out = back = hours = 0.0
        for step in self.steps:
            run = self.runner.step(state, step)
            moved = run.series[CHARGE].diff()
            out, back = out + moved.clip(lower=0).sum(), back - moved.clip(upper=0).sum()
            hours += run.series[TIME].iloc[-1] / 3600
            state = run.state
        return state, out, back, hours
