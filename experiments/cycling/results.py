"""What long cycling gives: a row per cycle, and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ..outcome import Outcome
from .cells import CAPACITY, DURATION, EFFICIENCY, NET_LITHIATION

__all__ = ["CyclingResult", "without_unsolved"]

#: A cell declines rapidly once it loses this share of its first capacity per cycle.
RAPID_DECLINE = 0.005
#: A discharge that gives more than this share of the charge before it is explained [%].
FROM_STORE = 100.5


@dataclass(frozen=True)
class CyclingResult:
    """Result of long cycling.

    Parameters
    ----------
    table : pandas.DataFrame
        A row per cycle: ``Cycle``, ``Time [h]`` at its end, and what the cell measures. In a cycle
        that the solver did not finish, what it would have measured is NaN; in one that the cell
        could not run, zero.
    outcome : Outcome
        How cycling ended: all cycles done, or the cause of failure.
    simulated_cycles : int
        Cycles that were simulated; the others are interpolated.
    notes : tuple of str
        Where the envelope gave way to cycle-by-cycle simulation.
    failed_cycle : float, optional
        Cycle in which the cell failed, located within one cycle.
    """

    table: pd.DataFrame
    outcome: Outcome
    simulated_cycles: int
    notes: tuple[str, ...] = field(default=())
    failed_cycle: float | None = None

    @property
    def termination(self) -> str:
        """How cycling ended, in words."""
        return str(self.outcome)

    @property
    def retention(self) -> np.ndarray:
        """Capacity over that of the first cycle [-]."""
        capacity = self.table[CAPACITY].to_numpy()
        return capacity / capacity[0]

    def cycle_at_retention(self, share: float) -> float:
        """Return the first cycle with less than a share of the first capacity; NaN if none."""
        below = np.flatnonzero(self.retention < share)
        return float(self.table["Cycle"].iloc[below[0]]) if below.size else float("nan")

    @property
    def rapid_decline_cycle(self) -> float:
        """First cycle that loses more than 0.5 % of the first capacity; NaN if none does.

        The first ten cycles, in which the cell settles, do not count.
        """
        loss = -np.diff(self.retention)
        rapid = np.flatnonzero(loss[10:] > RAPID_DECLINE)
        return float(self.table["Cycle"].iloc[rapid[0] + 11]) if rapid.size else float("nan")

    @property
    def efficiency_note(self) -> str | None:
        """Where the charge of cycles comes from whose efficiency is above 100.5 %, if any is."""
        if EFFICIENCY not in self.table:
            return None
        above = self.table[self.table[EFFICIENCY] > FROM_STORE]
        if above.empty:
            return None
        most = above.sort_values(EFFICIENCY).iloc[-1]
        return (
            f"coulombic efficiency above 100 % in {len(above)} cycles (at most "
            f"{most[EFFICIENCY]:.4g} % in cycle {most['Cycle']:.0f}): without a constant-voltage "
            "hold the charge ends before it has returned what the discharge took, and the next "
            f"discharge draws on lithium sites left from earlier charges; in cycle "
            f"{most['Cycle']:.0f} LFP takes up {most[NET_LITHIATION]:.3g} mA.h.g-1 on balance"
        )


def without_unsolved(
    table: pd.DataFrame, failure: Outcome | None, measured: Sequence[str]
) -> pd.DataFrame:
    """Return the table with NaN in its last row if the solver, not the cell, failed in it.

    Parameters
    ----------
    table : pandas.DataFrame
        A row per cycle.
    failure : Outcome, optional
        Why the last cycle was the last.
    measured : sequence of str
        Columns that take a whole cycle to measure.
    """
    if failure is not None and failure.unsolved:
        table.loc[table.index[-1], list(measured)] = np.nan
    return table


def with_time(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with the time at the end of each cycle in the place of durations."""
    time = table[DURATION].cumsum()
    rest = table.drop(columns=DURATION)
    rest.insert(1, "Time [h]", time)
    return rest
