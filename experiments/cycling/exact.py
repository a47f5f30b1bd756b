"""Long cycling, cycle by cycle."""

from __future__ import annotations

import pandas as pd
from tqdm import tqdm

from ..outcome import Kind, Outcome
from .cells import CyclingCell
from .checkpoint import Checkpoint
from .results import CyclingResult, with_time, without_unsolved

__all__ = ["cycle_by_cycle"]


def cycle_by_cycle(
    cell: CyclingCell,
    cycles: int,
    checkpoint: Checkpoint | None = None,
    progress: bool = False,
) -> CyclingResult:
    """Simulate every cycle, with arguments and result of `envelope.follow_envelope`.

    Parameters
    ----------
    cycles : int
        Cycles to run.
    """
    state = cell.first_state()
    rows: list[dict[str, float]] = []
    failure: Outcome | None = None
    kept = checkpoint.load({"state": len(state)}) if checkpoint else None
    if checkpoint and kept:
        with checkpoint.reading():
            rows, state, failure = list(kept["rows"]), kept["state"], kept["failure"]
    if len(rows) > cycles:
        rows, failure = rows[:cycles], None
    with tqdm(
        total=cycles, initial=len(rows), disable=None if progress else True, unit="cycle"
    ) as bar:
        while len(rows) < cycles and failure is None:
            record = cell.cycle(state)
            state = record.state
            rows.append(record.values)
            failure = record.failure or cell.failure(record.values, rows[0])
            if checkpoint:
                checkpoint.save(rows=rows, state=state, failure=failure)
            bar.update()
    table = cell.complete(pd.DataFrame(rows))
    table = without_unsolved(table, failure, (cell.leading, *cell.settled_values))
    table.insert(0, "Cycle", range(1, len(rows) + 1))
    done = failure or Outcome(Kind.COMPLETED, {"cycles": cycles})
    return CyclingResult(
        with_time(table), done, len(rows), (), None if failure is None else float(len(rows))
    )
