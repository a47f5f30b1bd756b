"""Pulses with rests between them: resistance and relaxation, and what they tell of diffusion."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .logs import directions, runs_of

__all__ = ["in_words", "pulse_table"]

#: A smaller step of the relaxed voltage [V] is within what a rest of hours leaves undone.
_FLAT = 2e-3
# The first point of a pulse shows the resistance if it comes within this share of its duration.
_AT_ONCE = 0.02
_RATE = "Diffusivity per length squared [s-1]"
_LONG = "Too long"
# The law for short times is within 2 % up to this share of length squared over diffusivity.
_SHORT = 0.25
_STEP = "Relaxed voltage step [V]"


def pulse_table(seconds: np.ndarray, voltage: np.ndarray, current: np.ndarray) -> pd.DataFrame:
    r"""Return a row per pulse.

    The diffusivity per length squared is :math:`4(\Delta E_s/\Delta E_t)^2/(\pi\tau)` with the step
    of the relaxed voltage, the duration, and the change of the voltage in the pulse by its slope
    over the root of the time (Weppner and Huggins, J. Electrochem. Soc. 124, 1569, 1977). Of a
    sphere, the length is a third of its radius. It is left out where the relaxed voltage does not
    move, since there the voltage does not tell the concentration, and where the pulse lasts longer
    than the law for short times holds.

    The resistance is that of the first point, with what moves until then.

    Parameters
    ----------
    seconds, voltage, current : numpy.ndarray
        Time [s], voltage [V] and current [A], positive where it charges, shape (n,).
    """
    runs = runs_of(directions(current))
    rows: list[dict[str, float | bool]] = []
    for before, pulse, after in zip(runs, runs[1:], runs[2:], strict=False):
        if before[0] or after[0] or not pulse[0]:
            continue
        a, b = pulse[1], pulse[2]
        start, rested = before[2] - 1, after[2] - 1
        duration = float(seconds[b - 1] - seconds[start])
        jump = voltage[a] - voltage[start]
        at_once = b - a > 1 and seconds[a] - seconds[start] <= max(1.0, _AT_ONCE * duration)
        step = voltage[rested] - voltage[start]
        rate = np.nan
        if b - a > 3 and abs(step) > _FLAT:
            root = np.sqrt(seconds[a:b] - seconds[start])
            during = float(np.polyfit(root, voltage[a:b], 1)[0]) * np.sqrt(duration)
            rate = 4 / (np.pi * duration) * (step / during) ** 2 if step * during > 0 else np.nan
        rows.append(
            {
                "Pulse": len(rows) + 1,
                "Start [s]": seconds[start],
                "Duration [s]": duration,
                "Current [A]": float(np.mean(current[a:b])),
                "Voltage before [V]": voltage[start],
                "Relaxed voltage [V]": voltage[rested],
                _STEP: step,
                "Resistance [Ohm]": jump / current[a] if at_once else np.nan,
                _RATE: rate if rate * duration < _SHORT else np.nan,
                _LONG: bool(rate * duration >= _SHORT),
            }
        )
    return pd.DataFrame(rows)


def in_words(pulses: pd.DataFrame) -> list[str]:
    """Return what the pulses tell of diffusion, and what they cannot tell.

    Parameters
    ----------
    pulses : pandas.DataFrame
        As `pulse_table` returns it.
    """
    if pulses.empty:
        return []
    long = int(pulses[_LONG].sum())
    told = int(pulses[_RATE].notna().sum())
    flat = int((pulses[_STEP].abs() <= _FLAT).sum())
    lines = []
    if flat:
        lines.append(
            f"in {flat} of {len(pulses)} pulses the relaxed voltage moves by less than "
            f"{1e3 * _FLAT:g} mV: on a plateau, such as that of LFP, two phases stand side by side "
            "and the voltage does not tell the concentration, so that no diffusivity follows"
        )
    if long:
        lines.append(
            f"{long} pulses last longer than the law of Weppner and Huggins holds, so that no "
            "diffusivity follows from them; make them shorter"
        )
    if told:
        low, middle, high = pulses[_RATE].quantile([0, 0.5, 1])
        lines.append(
            f"{told} pulses give a diffusivity over the squared length of {middle:.3g} 1/s "
            f"({low:.3g} to {high:.3g}); the length is a third of the particles' radius"
        )
    return lines
