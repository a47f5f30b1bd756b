"""How many cycles a test of Li | CPE | Li cells holds."""

from __future__ import annotations

from ..errors import InputError, check_range

__all__ = ["whole_cycles"]

# Share of a cycle by which rounding may miss a whole number: 0.3 h / 0.1 h is 2.9999999999999996.
_ROUNDING = 1e-9


def whole_cycles(
    hours: float, current_mA_cm2: float, charge_mAh_cm2: float, longest: float = 100_000
) -> int:
    """Return how many whole cycles, there and back, fit in a time.

    Raises `InputError` if a value is out of range, or the time is too short for one cycle.

    Parameters
    ----------
    hours : float
        Length of the test [h].
    current_mA_cm2 : float
        Current density [mA.cm-2].
    charge_mAh_cm2 : float
        Charge of each half cycle [mA.h.cm-2].
    longest : float, optional
        Longest test that is allowed [h].
    """
    check_range("current density", current_mA_cm2, 1e-4, 1000, "mA/cm2")
    check_range("charge per half cycle", charge_mAh_cm2, 1e-5, 100, "mAh/cm2")
    check_range("time", hours, 0, longest, "h")
    period = 2 * charge_mAh_cm2 / current_mA_cm2
    cycles = int(hours / period + _ROUNDING)
    if cycles < 1:
        raise InputError(
            f"time = {hours:g} h is less than one cycle of {period:g} h; "
            "give more time or pass less charge in each half cycle."
        )
    return cycles
