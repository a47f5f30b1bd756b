"""What is done to a cell before its outputs are read: charges, rests and discharges in turn."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

import numpy as np

from ..errors import InputError, check_range
from ..models.voltage_losses import VOLTAGE_LOSSES
from ..parameter_sets.isothermal import CellBuild
from ..parameter_sets.provenance import cell_values
from .batch import LOSSES, OBSERVED, SALT, BatchedCell, StepResult
from .endings import what_ends
from .outcome import Kind, Outcome
from .reasons import cut_off_at_once

__all__ = ["PROTOCOLS", "Run", "Step", "parse_protocol", "run_protocol"]

_CURRENT = "Current function [A]"
_SALT = "Initial concentration in electrolyte [mol.m-3]"
_CAPACITY, _OCP = (
    OBSERVED.index(name)
    for name in ("Discharge capacity [A.h]", "Open-circuit potential at mean stoichiometry [V]")
)
_UNITS = {"s": 1.0, "min": 60.0, "h": 3600.0}
_NUMBER = r"\d+\.?\d*|\.\d+"
_PATTERN = re.compile(
    rf"(?P<kind>charge|discharge) at (?:rate|(?P<rate>{_NUMBER})\s*C)"
    rf"|rest for (?P<time>{_NUMBER})\s*(?P<unit>s|min|h)"
)
#: C-rates of steps, as those of designs; rests [s].
_RATES, _RESTS = (1e-4, 500.0), (1e-3, 1e7)

#: Named protocols. "rate" stands for the rate at which the outputs are asked for. The rate test
#: is that of `sclcell.experiments.rate`: the third discharge, charges at the same rate between.
PROTOCOLS: dict[str, tuple[str, ...]] = {
    "discharge": ("discharge at rate",),
    "rate test": ("discharge at rate", "charge at rate") * 2 + ("discharge at rate",),
}


@dataclass(frozen=True)
class Step:
    """One step of a protocol.

    Parameters
    ----------
    kind : str
        ``"discharge"``, ``"charge"`` or ``"rest"``.
    c_rate : float, optional
        C-rate; None for the rate asked for.
    duration : float
        Of a rest [s].
    """

    kind: str
    c_rate: float | None = None
    duration: float = 0.0

    def __str__(self) -> str:
        """Return the step as a user would name it."""
        if self.kind == "rest":
            return f"rest for {self.duration:g} s"
        return f"{self.kind} at {'rate' if self.c_rate is None else f'{self.c_rate:g}C'}"


@dataclass(frozen=True)
class Run:
    """What a design gave.

    Parameters
    ----------
    result : StepResult, optional
        The last discharge; None if the cell did not get there.
    outcome : Outcome
        How the run ended.
    ends : tuple of str or None
        What ended each step that was run, see `endings.what_ends`; None for rests, and where only
        the ends of a step are kept.
    """

    result: StepResult | None
    outcome: Outcome
    ends: tuple[str | None, ...] = ()


def parse_protocol(given: str | Sequence[str]) -> tuple[Step, ...]:
    """Return the steps of a protocol.

    Parameters
    ----------
    given : str or sequence of str
        A key of `PROTOCOLS`, or steps such as ``"charge at 0.5C"``, ``"rest for 10 min"``,
        ``"discharge at rate"``; the last one a discharge.

    Returns
    -------
    tuple of Step

    Raises
    ------
    InputError
        If a step is not understood, a rate or time is out of range, or the last step is not a
        discharge.
    """
    if isinstance(given, str) and given not in PROTOCOLS:
        names = ", ".join(map(repr, PROTOCOLS))
        raise InputError(f"protocol {given!r} is not known; use {names} or a list of steps.")
    texts = PROTOCOLS[given] if isinstance(given, str) else tuple(given)
    steps = []
    for text in texts:
        match = _PATTERN.fullmatch(text.strip())
        if match is None:
            raise InputError(
                f"protocol step {text!r} is not understood; write 'discharge at 1C', "
                "'charge at rate' or 'rest for 10 min'."
            )
        if match["kind"] is None:
            duration = float(match["time"]) * _UNITS[match["unit"]]
            check_range(f"protocol step {text!r}: time", duration, *_RESTS, "s")
            steps.append(Step("rest", duration=duration))
        else:
            rate = None if match["rate"] is None else float(match["rate"])
            if rate is not None:
                check_range(f"protocol step {text!r}: C-rate", rate, *_RATES)
            steps.append(Step(match["kind"], rate))
    if not steps or steps[-1].kind != "discharge":
        raise InputError("a protocol must end with a discharge, whose outputs are reported.")
    return tuple(steps)


def _longest(rate: float) -> float:
    """Return the longest time of a half cycle [s]: more than a voltage limit ever needs.

    The same for all rates of a decade: few batches, and a design's result does not depend on
    which others share its batch (the solver's first step is a share of this time).
    """
    return 1.5 * 3600 / 10.0 ** floor(log10(rate))


def run_protocol(
    cell: BatchedCell,
    builds: Sequence[CellBuild],
    rates: Sequence[float],
    steps: Sequence[Step],
    charge_builds: Sequence[CellBuild] | None = None,
) -> list[Run]:
    """Run a protocol for many designs at once, each from a charged cell at rest.

    Parameters
    ----------
    cell : BatchedCell
        The built model.
    builds : sequence of CellBuild
        Designs.
    rates : sequence of float
        C-rate of each design, where a step says "rate".
    steps : sequence of Step
        The protocol.
    charge_builds : sequence of CellBuild, optional
        The designs as they are while charging, at another temperature; by default the same.

    Returns
    -------
    list of Run
        One per design.
    """
    names = cell.input_names
    base, charging = (
        np.array([[_input(b, n) for n in names] for b in each])
        for each in (builds, charge_builds or builds)
    )
    outcomes = [Outcome(Kind.TIME_OVER)] * len(builds)
    for rows in (base, charging):
        for i in np.flatnonzero(~np.isfinite(rows).all(axis=1)).tolist():
            outcomes[i] = _missing(names, rows[i])
    states: list[np.ndarray | None] = [None] * len(builds)
    last: list[StepResult | None] = [None] * len(builds)
    ends: list[list[str | None]] = [[] for _ in builds]
    for number, step in enumerate(steps):
        groups: dict[tuple[float, bool], list[int]] = {}
        for i, rate in enumerate(rates):
            if not outcomes[i].failed:
                longest = step.duration if step.kind == "rest" else _longest(_rate(step, rate))
                groups.setdefault((longest, states[i] is None), []).append(i)
        for (longest, fresh), members in groups.items():
            inputs = (charging if step.kind == "charge" else base)[members]
            inputs[:, names.index(_CURRENT)] = [
                _current(step, rates[i], builds[i]) for i in members
            ]
            before = None if fresh else [states[i] for i in members]
            results = cell.step(inputs, longest, before)  # type: ignore[arg-type]
            for i, result in zip(members, results, strict=True):
                salt, limits = builds[i].inputs[_SALT], cell.voltage_limits(builds[i].inputs)
                outcomes[i] = _outcome(result, step, number, limits, salt)
                if not outcomes[i].failed:
                    named = step.kind != "rest" and not cell.ends_only
                    ends[i].append(_what_ends(result, salt) if named else None)
                states[i], last[i] = result.state, result
    return [
        Run(None if outcome.failed else result, outcome, tuple(each))
        for outcome, result, each in zip(outcomes, last, ends, strict=True)
    ]


def _input(build: CellBuild, name: str) -> float:
    """Return an input of the built model; what others were given is shipped here."""
    if name == _CURRENT:
        return 0.0
    return build.inputs[name] if name in build.inputs else cell_values()[name]


def _current(step: Step, rate: float, build: CellBuild) -> float:
    if step.kind == "rest":
        return 0.0
    sign = 1 if step.kind == "discharge" else -1
    return sign * _rate(step, rate) * build.capacity


def _rate(step: Step, rate: float) -> float:
    """Return the C-rate of a step, where the outputs are asked for at a given one."""
    return rate if step.c_rate is None else step.c_rate


def _outcome(
    result: StepResult, step: Step, number: int, limits: tuple[float, float], salt: float
) -> Outcome:
    """Return how a step of a design ended.

    ``limits`` are the lower and the upper voltage limit [V], ``salt`` is the initial concentration
    [mol.m-3].
    """
    where = f"<{step.kind} of step {number + 1}: |after the first discharge, >" if number else ""
    outcome = result.outcome.at(where)
    if outcome.kind is Kind.SOLVER_FAILED:
        return outcome
    if step.kind == "rest":
        return Outcome(Kind.TIME_OVER)
    if outcome.kind is Kind.TIME_OVER:
        return Outcome(Kind.NO_LIMIT_REACHED, where=where)
    if outcome.kind is not Kind.LIMIT_AT_ONCE:
        return outcome
    sign = 1 if step.kind == "discharge" else -1
    first = result.series[0]
    losses = {name: sign * value for name, value in zip(VOLTAGE_LOSSES, first[LOSSES], strict=True)}
    available = abs(first[_OCP] - limits[0 if sign > 0 else 1])
    salt_left = float(first[SALT].min()) / salt
    return cut_off_at_once(losses, available, salt_left).at(where)


def _what_ends(result: StepResult, salt: float) -> str:
    """Return what ended a half cycle; ``salt`` is the initial concentration [mol.m-3]."""
    series = result.series
    at_lithium, at_collector = (series[-1, SALT] / salt).tolist()
    salt_left = at_lithium, at_collector
    return what_ends(series[:, _CAPACITY], series[:, _OCP], series[-1, LOSSES], salt_left)


def _missing(names: Sequence[str], row: np.ndarray) -> Outcome:
    wrong = [name for name, value in zip(names, row, strict=True) if not np.isfinite(value)]
    return Outcome(Kind.BAD_INPUT, {"names": ", ".join(wrong)})
