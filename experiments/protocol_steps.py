"""Protocols in one line: PyBaMM's steps, repeats, drive cycles from files, named ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pybamm

from ..columns import find_role, parse_unit, split_unit
from ..errors import InputError, check_range, shown
from ..parameter_sets.cell import RANGES
from ..tables import read_table
from .protocols import RATES, RESTS

__all__ = ["NAMED", "ControlStep", "check_steps", "parse_steps"]

#: Name -> steps. HPPC: a pulse each way and a tenth of the charge, until the cell is empty.
NAMED = {
    "CCCV": "Charge at C/2 until {upper} V; Hold at {upper} V until C/20; Rest for 10 minutes; "
    "Discharge at C/2 until {lower} V",
    "GITT": "(Discharge at C/10 for 30 minutes; Rest for 1 hour) x 30",
    "HPPC": "(Discharge at 1C for 10 seconds; Rest for 40 seconds; Charge at 0.75C for 10 seconds; "
    "Rest for 40 seconds; Discharge at C/3 for 18 minutes; Rest for 1 hour) x 15",
}
_MOST_STEPS = 10_000
_GROUP = re.compile(r"\(([^()]*)\)\s*[x*]\s*(\d+)")
_AT = re.compile(r"\s*@\s*([+-]?[\d.]+)\s*(?:degC|°C|C)\s*$")
_NEGATIVE = re.compile(r"\b(?:at|for|until)\s*-", re.IGNORECASE)
_DRIVE = re.compile(r"drive\s+(.+)", re.IGNORECASE)
_KINDS = {"Current": "current", "CRate": "current", "Rest": "current", "Voltage": "voltage"}
_KINDS |= {"Power": "power", "Resistance": "resistance"}
_HINT = (
    "write steps of PyBaMM such as 'Discharge at 1C until 2.5 V', 'Hold at 4 V until C/20', 'Rest "
    "for 10 minutes', 'Drive FILE.csv', with ; between them, '(...) x 3' to repeat, '@ 10 degC' "
    f"behind a step, or {', '.join(NAMED)}"
)


@dataclass(frozen=True)
class ControlStep:
    """One step of a protocol.

    Parameters
    ----------
    text : str
        As given.
    control : str
        ``"current"``, ``"voltage"``, ``"power"`` or ``"resistance"``.
    target : float
        What it is kept at [A, V, W, Ohm], of a current in C-rates if `per_capacity`.
    duration : float
        Longest time [s].
    stop_voltage, stop_current : float, optional
        Where it ends [V], [A] or C-rate.
    falling : bool, optional
        Whether the voltage falls towards its end.
    per_capacity, stop_per_capacity : bool
        Whether target and stop current are C-rates.
    temperature_degC : float, optional
        By default that of the cell.
    profile : tuple, optional
        Times [s] and currents of a drive cycle, in place of a target.
    """

    text: str
    control: str
    target: float
    duration: float
    stop_voltage: float | None = None
    stop_current: float | None = None
    falling: bool | None = None
    per_capacity: bool = False
    stop_per_capacity: bool = False
    temperature_degC: float | None = None
    profile: tuple[np.ndarray, np.ndarray] | None = None

    @property
    def content(self) -> tuple[Any, ...]:
        """All that it depends on, a file by its numbers."""
        drive = () if self.profile is None else (self.profile[0].tolist(), self.profile[1].tolist())
        return (self.text, *drive)


def parse_steps(
    protocol: str | Sequence[str], limits: tuple[float, float] = (2.5, 4.0)
) -> list[ControlStep]:
    """Return the steps of a protocol.

    Parameters
    ----------
    protocol : str or sequence of str
        Steps with ``;`` between them, or a key of `NAMED`.
    limits : tuple of float
        Lower and upper voltage limit, for the named ones [V].

    Raises
    ------
    InputError
        If a step is not understood, or there are too many.
    """
    text = protocol if isinstance(protocol, str) else ";".join(protocol)
    named = {name.lower(): steps for name, steps in NAMED.items()}
    text = named.get(text.strip().lower(), text).format(lower=limits[0], upper=limits[1])
    while match := _GROUP.search(text):
        number = int(match[2])
        if number * (match[1].count(";") + 1) > _MOST_STEPS:
            raise InputError(f"protocol: {shown(match[0])} has more than {_MOST_STEPS} steps.")
        text = text[: match.start()] + ";".join([match[1]] * number) + text[match.end() :]
    parts = [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]
    if not parts:
        raise InputError(f"the protocol has no step; {_HINT}.")
    if len(parts) > _MOST_STEPS:
        raise InputError(f"the protocol has {len(parts)} steps; at most {_MOST_STEPS} are run.")
    known: dict[str, ControlStep] = {}
    return [known.setdefault(part, known.get(part) or _step(part)) for part in parts]


def check_steps(steps: Sequence[ControlStep], capacity: float, limits: tuple[float, float]) -> None:
    """Raise `InputError` if a step asks a cell for what it cannot do.

    Parameters
    ----------
    steps : sequence of ControlStep
        The protocol.
    capacity : float
        What 1C passes in an hour [A.h].
    limits : tuple of float
        Lower and upper voltage limit of the cell [V].
    """
    lower, upper = limits
    for step in {id(step): step for step in steps}.values():
        what = f"protocol step {shown(step.text)}"
        if step.control != "voltage":
            current = {"power": step.target / 3.3, "resistance": 3.3 / (step.target or 1.0)}
            amount = abs(current.get(step.control, step.target))
            if step.profile is not None:
                amount = float(np.abs(step.profile[1]).max())
            hint = f"1C is {1e3 * capacity:.3g} mA in this cell; its area is area_cm2."
            rate = amount if step.per_capacity else amount / capacity
            check_range(f"{what}: C-rate", rate, 0, RATES[1], hint=hint)
        elif not lower - 1e-6 <= step.target <= upper + 1e-6:
            check_range(f"{what}: voltage", step.target, lower, upper, unit="V")
        stop = step.stop_voltage
        if stop is None or step.control == "voltage":
            continue
        if stop >= upper if step.falling else stop <= lower:
            raise InputError(
                f"{what} has nothing to do: the voltage of the cell lies between {lower:g} and "
                f"{upper:g} V, and {'falls' if step.falling else 'rises'}."
            )


def _step(text: str) -> ControlStep:
    at = _AT.search(text)
    temperature = None
    if at is not None:
        temperature = check_range(
            f"protocol step {shown(text)}: temperature", float(at[1]), *RANGES["temperature_degC"]
        )
    plain = _AT.sub("", text)
    drive = _DRIVE.fullmatch(plain)
    if drive is not None:
        return _drive(text, Path(drive[1].strip("'\" ")), temperature)
    if _NEGATIVE.search(plain):
        raise InputError(
            f"protocol step {shown(text)}: no number is negative; Charge and Discharge say the "
            "direction."
        )
    try:
        step: Any = pybamm.step.string(plain)
    except Exception as error:  # whatever PyBaMM raises of a text that it does not read
        raise InputError(f"protocol step {shown(text)} is not understood; {_HINT}.") from error
    kind = type(step).__name__
    ends: dict[str, Any] = {}
    for one in step.termination:
        name = type(one).__name__
        if name == "VoltageTermination":
            ends["stop_voltage"] = float(one.value)
        elif name in ("CurrentTermination", "CRateTermination"):
            ends |= {"stop_current": float(one.value), "stop_per_capacity": name[1] == "R"}
        else:
            raise InputError(f"protocol step {shown(text)}: an end by {name} is not known here.")
    if kind not in _KINDS:
        raise InputError(f"protocol step {shown(text)}: {kind} is not known here; {_HINT}.")
    if kind == "CRate":  # before the time, which is two hours at 1C if none is given
        check_range(f"protocol step {shown(text)}: C-rate", abs(float(step.value)), 0, RATES[1])
    if kind == "Resistance" and not step.value > 0:
        raise InputError(f"protocol step {shown(text)}: a resistance is above zero.")
    return ControlStep(
        text,
        _KINDS[kind],
        float(step.value),
        check_range(f"protocol step {shown(text)}: time", float(step.duration), *RESTS, unit="s"),
        falling=step.direction != "charge",
        per_capacity=kind == "CRate",
        temperature_degC=temperature,
        **ends,
    )


def _drive(text: str, path: Path, temperature: float | None) -> ControlStep:
    """Return a step that follows the current in a table, discharge positive as in PyBaMM."""
    try:
        cells = read_table(path).cells
    except ValueError as error:
        raise InputError(f"{path}: cannot be read as a drive cycle ({error}).") from error
    headings = [str(name) for name in cells.columns]
    time, current = find_role("time", headings), find_role("current", headings)
    rate = find_role("rate", headings) if current is None else None
    column = current or rate
    if time is None or column is None:
        raise InputError(
            f"{path}: a drive cycle has columns such as 'Time [s]' and 'Current [A]' (or 'C-rate')."
        )
    parsed = parse_unit("time", split_unit(time)[1] or "")
    dimension = parse_unit("current", split_unit(column)[1] or "") if current else ("rate", 1.0)
    if parsed is None or dimension is None or dimension[0] not in ("current", "rate"):
        raise InputError(f"{path}: give time in s, min or h and current in A or mA.")
    numbers = cells[[time, column]].apply(pd.to_numeric, errors="coerce").to_numpy(dtype=float).T
    odd = np.flatnonzero(~np.isfinite(numbers).all(axis=0))
    if odd.size:
        raise InputError(
            f"{path}: row {cells.index[odd[0]]} has no number under {time!r} or {column!r}."
        )
    t, value = parsed[1] * numbers[0], dimension[1] * numbers[1]
    t = t - t[0]
    if len(t) < 2 or (np.diff(t) <= 0).any():
        raise InputError(f"{path}: times must rise from row to row; there are {len(t)} rows.")
    check_range(f"{path}: time", float(t[-1]), *RESTS, unit="s")
    per_capacity = dimension[0] == "rate"
    return ControlStep(
        text, "current", 0.0, float(t[-1]), per_capacity=per_capacity,
        temperature_degC=temperature, profile=(t, value),
    )  # fmt: skip
