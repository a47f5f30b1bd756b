"""What a benchmark returns, how it measures, and how it runs by itself.

A benchmark is a module in a folder of this package with a function

    measure(small: bool) -> Result

that returns claims and tables; ``small`` asks for a run of seconds that only shows that it works.
It ends with ``run(measure)`` and is started with ``python -m benchmarks.FOLDER.MODULE``.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["Claim", "Meter", "Result", "Turns", "count_states", "in_turns", "run", "speed"]


@dataclass(frozen=True)
class Claim:
    """One thing that is claimed, and what was measured.

    Parameters
    ----------
    case, reference : str
        What was run, and against what.
    criterion, measured : str
        What must hold, and what came out, in the same terms.
    met : bool
        Whether it holds.
    ratio : float, optional
        Time of the reference over ours.
    seconds, reference_seconds : float, optional
        Processor time, or wall time where several threads work.
    deviation_percent : float, optional
        Largest deviation from the reference.
    states : int, optional
        Differential and algebraic states of our model.
    memory_MB, reference_memory_MB : float, optional
        Largest resident memory of the process meanwhile.
    """

    case: str
    reference: str
    criterion: str
    measured: str
    met: bool
    ratio: float | None = None
    seconds: float | None = None
    reference_seconds: float | None = None
    deviation_percent: float | None = None
    states: int | None = None
    memory_MB: float | None = None
    reference_memory_MB: float | None = None


@dataclass(frozen=True)
class Result:
    """What a benchmark found: claims, and tables by title."""

    claims: list[Claim] = field(default_factory=list)
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)


class Meter:
    """Measures a block: processor time, wall time [s], largest resident memory [MB]."""

    processor = wall = memory_MB = 0.0

    def __enter__(self) -> Meter:
        # Linux: forget the peak so far.
        with suppress(OSError):
            Path("/proc/self/clear_refs").write_text("5")
        self._start = (time.process_time(), time.perf_counter())
        return self

    def __exit__(self, *exception: object) -> None:
        self.processor = time.process_time() - self._start[0]
        self.wall = time.perf_counter() - self._start[1]
        self.memory_MB = _peak_MB()


def _peak_MB() -> float:
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    scale = 1024**2 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale


@dataclass(frozen=True)
class Turns:
    """Two sides that worked in turns: their last results, and a meter per round."""

    ours: Any
    theirs: Any
    our_meters: list[Meter]
    their_meters: list[Meter]

    @property
    def ratios(self) -> np.ndarray:
        """Processor time of the reference over ours, round by round."""
        pairs = zip(self.our_meters, self.their_meters, strict=True)
        return np.array([theirs.processor / ours.processor for ours, theirs in pairs])

    def claim(
        self, case: str, reference: str, times: float, deviation_percent: float, within: float
    ) -> Claim:
        """Return a claim that holds only if the ratio exceeds it by twice its scatter."""
        ratio, scatter = float(np.median(self.ratios)), float(np.std(self.ratios))
        several = len(self.ratios) > 1  # one round says nothing of the scatter
        apart = f"± {scatter:.2g}" if several else "(one round)"
        return Claim(
            case,
            reference,
            f"≥ {times:g} times as fast by twice the scatter, within {within:g} %",
            f"{ratio:.3g} {apart} times, {deviation_percent:.2g} %",
            several and ratio - 2 * scatter >= times and deviation_percent <= within,
            ratio,
            float(np.median([meter.processor for meter in self.our_meters])),
            float(np.median([meter.processor for meter in self.their_meters])),
            deviation_percent,
            memory_MB=max(meter.memory_MB for meter in self.our_meters),
            reference_memory_MB=max(meter.memory_MB for meter in self.their_meters),
        )


def in_turns(ours: Callable[[], Any], theirs: Callable[[], Any], rounds: int) -> Turns:
    """Run two functions in turns, so that a busy machine slows both alike."""
    found: list[Any] = [None, None]
    meters: tuple[list[Meter], list[Meter]] = ([], [])
    for _ in range(rounds):
        for side, function in enumerate((ours, theirs)):
            with Meter() as meter:
                found[side] = function()
            meters[side].append(meter)
    return Turns(*found, *meters)


def count_states(model: Any, values: Any) -> int:
    """Return the number of differential and algebraic states of a PyBaMM model."""
    import pybamm

    simulation = pybamm.Simulation(model, parameter_values=values)
    simulation.build()
    return int(simulation.built_model.len_rhs_and_alg)


def speed(
    case: str,
    reference: str,
    seconds: float,
    reference_seconds: float,
    times: float | None,
    deviation_percent: float,
    within_percent: float | None,
    **more: float | None,
) -> Claim:
    """Return the claim to be so many times as fast as a reference, and as accurate.

    Parameters
    ----------
    case, reference, seconds, reference_seconds, deviation_percent
        As in `Claim`.
    times, within_percent : float, optional
        Ratio at least claimed, deviation at most; None where nothing is claimed.
    **more
        Further fields of `Claim`.
    """
    ratio = reference_seconds / seconds
    criteria = []
    if times is not None:
        criteria.append(f"≥ {times:g} times as fast")
    if within_percent is not None:
        criteria.append(f"within {within_percent:g} %")
    return Claim(
        case,
        reference,
        ", ".join(criteria) or "none: for comparison",
        f"{ratio:.3g} times, {deviation_percent:.2g} %",
        (times is None or ratio >= times)
        and (within_percent is None or deviation_percent <= within_percent),
        ratio,
        seconds,
        reference_seconds,
        deviation_percent,
        **more,
    )


def run(measure: Callable[[bool], Result]) -> None:
    """Run a benchmark from the command line: print its tables, or write them as JSON."""
    parser = argparse.ArgumentParser(description=(sys.modules["__main__"].__doc__ or "").strip())
    parser.add_argument("--small", action="store_true", help="seconds, to see that it works")
    parser.add_argument("--json", type=Path, help="file for the results")
    arguments = parser.parse_args()
    result = measure(arguments.small)
    for claim in result.claims:
        print(f"{'met' if claim.met else 'NOT MET'}: {claim.case}, against {claim.reference}")
        print(f"    {claim.criterion}: {claim.measured}")
    for title, table in result.tables.items():
        print(f"\n{title}\n{table.to_string(index=False, na_rep='-', float_format='%.4g')}")
    if arguments.json:
        document = {
            "Claims": [asdict(claim) for claim in result.claims],
            "Tables": {
                title: json.loads(table.to_json(orient="split", double_precision=10))
                for title, table in result.tables.items()
            },
        }
        arguments.json.write_text(json.dumps(document, indent=1, default=float), encoding="utf-8")
