"""Cycle life of a design, from the long-cycling model of `sclcell.experiments.cycling`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np
import pandas as pd

from ..errors import SclcellError
from ..experiments.cycling import CyclingResult
from ..parameter_sets.cell_schema import cell_from
from ..parameter_sets.provenance import cell_values
from ..parameter_sets.values import Values
from ..uncertainty.ageing_bands import cycle_samples
from ..uncertainty.samples import Samples
from .inputs import Design, own_values

__all__ = ["MOST_CYCLES", "cycle_lives"]

#: A cell that keeps more than 80 % for so long is not cycled further.
MOST_CYCLES = 2000
_END_OF_LIFE = 0.8
_CAPACITY = "Specific discharge capacity [mA.h.g-1]"


def cycle_lives(
    designs: Sequence[Design],
    samples: Sequence[Mapping[str, float] | None],
    wanted: Sequence[bool],
) -> list[tuple[float, str | None]]:
    """Return cycles to 80 % of the first capacity.

    Each comes with a remark or None. A cell that keeps more than 80 % has `MOST_CYCLES`.

    Parameters
    ----------
    designs : sequence of mapping
        See `inputs.with_contents`; cycled at ``rate_C``, 1C if they have none. Samples of one
        design that follow each other share a built model.
    samples : sequence
        Values in place of the shipped ones, SI units; None for none.
    wanted : sequence of bool
        Which are cycled, for it takes seconds; the others get NaN.
    """
    found: list[tuple[float, str | None]] = [(np.nan, None)] * len(designs)
    chosen = [i for i, one in enumerate(wanted) if one]
    # Samples of one design share their parameters' names, the best guess has others.
    for _, group in groupby(chosen, key=lambda i: (dict(designs[i]), sorted(samples[i] or {}))):
        members = list(group)
        rows = [own_values(designs[i], samples[i]) for i in members]
        for i, life in zip(members, _lives(designs[members[0]], rows), strict=True):
            found[i] = life
    return found


def _lives(design: Design, rows: Sequence[Mapping[str, float]]) -> list[tuple[float, str | None]]:
    samples = Samples(pd.DataFrame(list(rows), index=range(len(rows))))
    rate = float(design.get("rate_C", 1.0))
    try:
        # Area and capacity of an hour at 1C follow from values of the cell, not from inputs.
        shared = {
            name: value
            for name, value in rows[0].items()
            if name in cell_values() and all(row.get(name) == value for row in rows)
        }
        cell = replace(cell_from("study", design), values=Values(shared))
        results = cycle_samples(cell, samples, rate, MOST_CYCLES, end_of_life=_END_OF_LIFE)
    except SclcellError as error:
        return [(np.nan, str(error))] * len(rows)
    return [_life(result) for result in results]


def _life(result: CyclingResult) -> tuple[float, str | None]:
    if result.outcome.unsolved:
        return np.nan, result.termination
    if not result.table[_CAPACITY].iloc[0] > 0:
        return np.nan, f"the fresh cell does not run: {result.termination}"
    if result.failed_cycle is not None:
        return float(result.failed_cycle), None
    return float(MOST_CYCLES), f"more than 80 % is left after {MOST_CYCLES} cycles"
