"""What kinds of data have in common whose numbers are capacities of single discharges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

import pandas as pd

from ..problem.cyclers import CYCLES, last_rows
from ..problem.plausibility import RANGES, Range, twice
from ..problem.reading import SOURCE
from .base import DataKind, FileRead

__all__ = ["Capacities"]


class Capacities(DataKind):
    """Specific capacities, one a row; of a cycler's log, the last row of each discharge."""

    noise = 3.0
    y_label = "Specific discharge capacity [mAh/g]"
    # Hundreds of cycles take seconds. At rates, within 2 % of two-sided differences, which are no
    # nearer to the truth: the solver's noise.
    one_sided = True
    ranges: ClassVar[Mapping[str, Range]] = {"capacity": replace(RANGES["capacity"], positive=True)}

    @classmethod
    def of_log(cls, log: pd.DataFrame) -> pd.DataFrame:
        """Return the last row of each discharge."""
        return last_rows(log)

    @classmethod
    def check_file(cls, read: FileRead) -> None:
        """Look for cycles that occur twice, and count from 1 what the file counts from 0."""
        frame, raw, header = read.frame, read.raw, read.columns.get("cycle")
        log = read.data.reader is not None
        what = (
            "choose one discharge of each with where, by 'Step count' or 'Curve'"
            if log
            else "leave one of them, or choose with where"
        )
        counted = frame
        if log and header is None:
            # Of a rate test, too: the parts of an interrupted discharge are no capacities.
            header = next((column for column in CYCLES if column in raw), None)
            if header is None:
                return
            counted = frame.assign(cycle=raw[header])
        if header is None:
            return
        fault = twice(counted, "cycle", SOURCE, what)
        if fault:
            read.report(fault)
        if "cycle" not in frame:
            return
        whole = pd.to_numeric(read.whole[header], errors="coerce")
        first = whole.min() if log else frame["cycle"].min()
        if first == 0:
            # The first discharge of the model is cycle 1.
            frame["cycle"] += 1
            read.note(f"column '{header}' counts from 0; 1 was added")
