"""How fast the states that age change: one simulated cycle says it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .cells import CycleRecord, CyclingCell
from .stepped_cell import State

__all__ = ["SlowDynamics"]

#: The line through two settled states is followed so many of their distances beyond the newer.
_REACH = 3.0


class SlowDynamics:
    """Right-hand side du/dN of the envelope, and what was measured on the way, (ENV-1).

    Parameters
    ----------
    cell : CyclingCell
        Cell and protocol.
    state : numpy.ndarray
        State before the first cycle.
    """

    def __init__(self, cell: CyclingCell, state: State) -> None:
        self.cell = cell
        #: two cycles and the states, settled, in which they start
        self.settled: list[tuple[float, State]] = [(0.0, state), (0.0, state)]
        self.knots: dict[float, dict[str, float]] = {}
        self.simulated = 0
        #: change of u per cycle where the step started
        self.change: State = np.zeros(len(cell.slow_states) + 1)
        self.known: tuple[float, State] | None = None
        self.last: CycleRecord | None = None
        #: cycles of the step under way, and how many of them have been used
        self.pending: list[CycleRecord] = []
        self.used = 0
        self.keep: Callable[[], None] = lambda: None

    def cycle(self, state: State) -> CycleRecord:
        """Simulate a cycle, or take it from those simulated before the run was interrupted."""
        self.simulated += 1
        if self.used == len(self.pending):
            self.pending.append(self.cell.cycle(state))
            self.keep()
        self.used += 1
        return self.pending[self.used - 1]

    def settle(self, n: float, state: State) -> None:
        """Take note of a settled state in which cycle n + 1 starts."""
        self.settled = [self.settled[1], (n, state)]

    def state_at(self, n: float, slow: State) -> State:
        """Return the state with given slow part; the fast part is on a line through two states.

        Fast states follow the slow ones, so to first order they change like them.
        """
        (before, older), (after, newer) = self.settled
        share = min((n - after) / (after - before), _REACH) if after > before else 0.0
        return self.cell.with_slow(self.cell.on_line(older, newer, share), slow)

    def cycle_at(self, n: float, slow: State) -> CycleRecord:
        """Simulate a cycle with given slow part; its fast part may be off the line.

        Full particles make the charge balance stiff: a fast state that is only nearly right may
        then be none that the solver can start from. The settled state itself is.
        """
        record = self.cycle(self.state_at(n, slow))
        if record.solver_failed:
            record = self.cycle(self.cell.with_slow(self.settled[1][1], slow))
        return record

    def rate(self, n: float, u: State) -> State:
        """Return the change of u over one cycle that has u in its middle.

        A cycle that starts half a change before u is, to second order, the flow whose map over
        one cycle is the simulated one.
        """
        if self.known is not None and self.known[0] == n:
            return self.known[1]
        slow = u[:-1] - self.change[:-1] / 2
        self.last = self.cycle_at(n - 0.5, slow)
        leading = self.last.values[self.cell.leading]
        return np.append(self.cell.slow(self.last.state) - slow, leading)

    def accept(self, n: float, u: State) -> CycleRecord:
        """Keep what the cycle behind the rate at n measured; it started half a cycle before n.

        All but values that take a settled cycle, for the fast states were on a line.
        """
        record = self.last
        assert record is not None  # the integrator has just asked for the rate at n
        values = {k: v for k, v in record.values.items() if k not in self.cell.settled_values}
        self.knots[n - 0.5] = values
        self.settle(n, self.cell.with_slow(record.state, u[:-1]))
        return record

    def measure(self, n: float, u: State, record: CycleRecord | None = None) -> CycleRecord:
        """Return cycle n + 1 with fast states that have settled, and keep what it measures.

        The fast states come from `record`, a cycle at the same u, or from one simulated here.
        """
        before = record or self.cycle_at(n, u[:-1])
        start = self.cell.with_slow(before.state, u[:-1])
        result = self.cycle(start)
        if n > self.settled[1][0]:
            self.settle(n, start)
        self.knots[n] = result.values
        return result
