"""Two sides of a comparison with an expert's PyBaMM, and the table of what they took.

Both sides work in turns in this process, with one thread, models built and compiled (warm);
ratios are of processor times, round by round. What building and compiling cost once (cold) is in
the table. The baselines are in `baselines`.
"""

from __future__ import annotations

import os
import resource
import tempfile
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pybamm

from sclcell.models import CompositeElectrolyteDFN

from ..claims import Claim, Result, in_turns

FILM = "PHLP-15"
Timed = tuple[str, Callable[[], Any]]


def cold(make: Callable[[], Any]) -> tuple[Any, float]:
    """Return what a function makes and its processor time [s], the compiler's counted."""
    before = _processor()
    return make(), _processor() - before


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + used.ru_utime + used.ru_stime


class Bench:
    """Collects claims and rows of the table."""

    def __init__(self, rounds: int) -> None:
        self.rounds = rounds
        self.claims: list[Claim] = []
        self.rows: list[dict[str, Any]] = []

    def add(
        self,
        case: str,
        ours: Callable[[], Any],
        against: str,
        theirs: Callable[[], Any],
        times: float,
        deviation: Callable[[Any, Any], float],
        within: float,
        once: tuple[float, float],
        rounds: int | None = None,
        film: str = FILM,
    ) -> None:
        """Run two sides in turns; claim a ratio that holds by twice its scatter."""
        pair = in_turns(ours, theirs, rounds or self.rounds)
        off = deviation(pair.ours, pair.theirs)
        self.claims.append(pair.claim(f"{film}, {case}", against, times, off, within))
        for who, seconds, meters in (
            ("sclcell", once[0], pair.our_meters),
            (against, once[1], pair.their_meters),
        ):
            self.rows.append(
                {
                    "Work": f"{film}, {case}",
                    "By": who,
                    "Processor time, warm [s]": np.median([m.processor for m in meters]),
                    "Wall time, warm [s]": np.median([m.wall for m in meters]),
                    "Once, processor time with compiling [s]": seconds,
                    "Deviation [%]": off if who == "sclcell" else None,
                }
            )


def relative(ours: Any, theirs: Any) -> float:
    """Return the largest deviation [%]."""
    return float(100 * np.abs(np.asarray(ours) / np.asarray(theirs) - 1).max())


def compare(add: Callable[[Bench], None], rounds: int) -> Result:
    """Return what a comparison finds, with caches of compiled code of its own."""
    pybamm.set_logging_level("ERROR")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PYBAMM_CASADI_AOT_CACHE"] = os.environ["XDG_CACHE_HOME"] = folder
        bench = Bench(rounds)
        CompositeElectrolyteDFN()  # what is imported on first use counts for none
        add(bench)
    work = bench.rows[0]["Work"].partition(", ")[2]
    return Result(
        bench.claims, {f"Against an expert's PyBaMM, one thread: {work}": pd.DataFrame(bench.rows)}
    )
