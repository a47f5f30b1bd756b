"""What is done to a cell before its outputs are read: charges, rests and discharges in turn."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import InputError, check_range

__all__ = ["PROTOCOLS", "RATES", "RESTS", "Step", "parse_protocol", "rate_test_steps"]

_UNITS = {"s": 1.0, "min": 60.0, "h": 3600.0}
_NUMBER = r"\d+\.?\d*|\.\d+"
_PATTERN = re.compile(
    rf"(?P<kind>charge|discharge) at (?:rate|(?P<rate>{_NUMBER})\s*C)"
    rf"|rest for (?P<time>{_NUMBER})\s*(?P<unit>s|min|h)"
)
#: C-rates of steps, as those of designs; rests [s].
RATES, RESTS = (1e-4, 500.0), (1e-3, 1e7)

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


def parse_protocol(given: str | Sequence[str]) -> tuple[Step, ...]:
    """Return the steps of a protocol.

    Raises `InputError` if a step is not understood, a rate or time is out of range, or the last
    step is not a discharge.

    Parameters
    ----------
    given : str or sequence of str
        A key of `PROTOCOLS`, or steps such as ``"charge at 0.5C"``, ``"rest for 10 min"``,
        ``"discharge at rate"``; the last one a discharge.
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
            check_range(f"protocol step {text!r}: time", duration, *RESTS, "s")
            steps.append(Step("rest", duration=duration))
        else:
            rate = None if match["rate"] is None else float(match["rate"])
            if rate is not None:
                check_range(f"protocol step {text!r}: C-rate", rate, *RATES)
            steps.append(Step(match["kind"], rate))
    if not steps or steps[-1].kind != "discharge":
        raise InputError("a protocol must end with a discharge, whose outputs are reported.")
    return tuple(steps)


def rate_test_steps(
    cycles: int, charge_rate: float | None = None, hold: bool = False
) -> tuple[Step, ...]:
    """Return a rate test's discharges, each but the first after a charge.

    Parameters
    ----------
    cycles : int
        Discharges [-].
    charge_rate : float, optional
        C-rate of the charges [1/h]; by default that of the discharges.
    hold : bool, optional
        Whether a charge ends with a hold that fills the cell: all discharges are then the first.
    """
    if hold:
        cycles = 1
    charge = Step("charge", charge_rate)
    return (Step("discharge"), charge) * (cycles - 1) + (Step("discharge"),)
