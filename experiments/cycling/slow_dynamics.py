"""How fast the states that age change: one simulated cycle says it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .cells import CycleRecord, CyclingCell
from .stepped_cell import State

__all__ = ["SlowDynamics"]


class SlowDynamics:
    """Right-hand side du/dN of the envelope, and what was measured on the way, (ENV-1)."""

    def __init__(self, cell: CyclingCell, state: State) -> None:
        self.cell = cell
        self.fast = state
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

    def rate(self, n: float, u: State) -> State:
        """Return the change of u over one cycle that has u in its middle.

        A cycle that starts half a change before u is, to second order, the flow whose map over
        one cycle is the simulated one.
        """
        if self.known is not None and self.known[0] == n:
            return self.known[1]
        slow = u[:-1] - self.change[:-1] / 2
        self.last = self.cycle(self.cell.with_slow(self.fast, slow))
        leading = self.last.values[self.cell.leading]
        return np.append(self.cell.slow(self.last.state) - slow, leading)

    def measure(self, n: float, u: State, record: CycleRecord | None = None) -> CycleRecord:
        """Return cycle n + 1 with fast states that have settled, and keep what it measures.

        The fast states come from `record`, a cycle at the same u, or from one simulated here.
        """
        settled = record or self.cycle(self.cell.with_slow(self.fast, u[:-1]))
        start = self.cell.with_slow(settled.state, u[:-1])
        result = self.cycle(start)
        self.fast = start
        self.knots[n] = result.values
        return result
