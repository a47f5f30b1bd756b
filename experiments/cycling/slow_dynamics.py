"""How fast the states that age change: one simulated cycle says it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .cells import CycleRecord, CyclingCell
from .stepped_cell import State

__all__ = ["SlowDynamics"]

#: The line through two settled states is followed so many of their distances beyond the newer.
_REACH = 2.0
#: A cycle has settled if its imbalance differs from that of the last settled one by less than this;
#: one that has not ages the cell at a rate that is off by as much, and another one follows it.
_SETTLED = 3e-5
#: If it had not settled, its repetition has to give the same leading value, within this share.
_STAYS = 1e-3
_MOST_REPEATS = 2
#: Of two cycles in a row by less than this: what is left is as much again.
SETTLED_IN_A_ROW = 1e-5


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
        #: imbalance of the last settled cycle
        self.imbalance = 0.0
        self.knots: dict[float, dict[str, float]] = {}
        self.simulated = 0
        #: rates in the step under way, before them those where it and the step before it started
        self.rates: list[tuple[float, State]] = []
        #: the last cycle of the step, and whether its fast states were settled
        self.last: CycleRecord | None = None
        self.at_rest = False
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

    def settle(self, n: float, record: CycleRecord, again: bool = False) -> None:
        """Take note of a settled cycle, at whose end cycle n + 1 starts.

        One in a row with the last that was noted takes its place (`again`): a line needs two
        states that are apart.
        """
        self.settled = [self.settled[0 if again else 1], (n, record.state)]
        self.imbalance = self.cell.imbalance(record.values)

    def has_settled(self, record: CycleRecord) -> bool:
        """Return whether the fast states were where the last settled cycle lets expect them."""
        if record.failure is not None:
            return True  # nothing settles any more
        return abs(self.cell.imbalance(record.values) - self.imbalance) < _SETTLED

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
        then be none that the solver can start from. The settled state itself is, but it is that of
        another age. Where the fast part was off, the cycle is repeated with that of its end, twice
        at most.
        """
        record = self.cycle(self.state_at(n, slow))
        self.at_rest = self.has_settled(record) and not record.solver_failed
        if record.solver_failed:
            record = self.cycle(self.cell.with_slow(self.settled[1][1], slow))
        for _ in range(_MOST_REPEATS):
            if self.at_rest or record.failure is not None:
                break
            before, end = record.values[self.cell.leading], record.state
            record = self.cycle(self.cell.with_slow(self._a_cycle_before(end), slow))
            if record.solver_failed:
                record = self.cycle(self.cell.with_slow(end, slow))
            self.at_rest = self.has_settled(record) and self._stays(before, record)
        return record

    def _a_cycle_before(self, state: State) -> State:
        """Return the end of a cycle with its fast states set back by one cycle, on the line.

        Fast states trail the slow ones. Those at the end of a cycle belong to the next one, and
        with them a cell at a knee would age too early.
        """
        (before, older), (after, newer) = self.settled
        if after == before:
            return state
        return self.cell.on_line(state - (newer - older), state, -1 / (after - before))

    def _stays(self, before: float, record: CycleRecord) -> bool:
        """Return whether the leading value is that of the cycle before.

        A thick cathode that swings back may be in balance for a cycle and is not at rest.
        """
        value = record.values[self.cell.leading]
        return record.failure is not None or abs(value - before) < _STAYS * abs(value)

    def rate(self, n: float, u: State) -> State:
        """Return the change of u over one cycle that has u in its middle.

        A cycle that starts half a change before u is, to second order, the flow whose map over
        one cycle is the simulated one.
        """
        (nearest, change), *others = sorted(self.rates, key=lambda known: abs(known[0] - n))
        if nearest == n:
            return change
        if others:  # on the line through two known rates
            further, other = others[0]
            change = change + (other - change) * (n - nearest) / (further - nearest)
        slow = u[:-1] - change[:-1] / 2
        self.last = self.cycle_at(n - 0.5, slow)
        leading = self.last.values[self.cell.leading]
        rate = np.append(self.cell.slow(self.last.state) - slow, leading)
        self.rates.append((n, rate))
        return rate

    def accept(self, n: float, record: CycleRecord) -> None:
        """Keep what a settled cycle measured that started half a cycle before n."""
        self.note(n - 0.5, record)
        self.settle(n + 0.5, record)

    def measure(self, n: float, slow: State) -> None:
        """Keep what cycle n + 1 measures, n within a step."""
        self.note(n, self.cycle_at(n, slow))

    def note(self, n: float, record: CycleRecord) -> None:
        """Keep all of cycle n + 1 but what only consecutive cycles measure well enough."""
        unknown = self.cell.settled_values
        self.knots[n] = {k: v for k, v in record.values.items() if k not in unknown}
