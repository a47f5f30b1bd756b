"""Largest current density that Li | CPE | Li passes within a voltage limit, by steps."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...errors import SimulationFailed, check_range
from ...models import SymmetricLithiumCell
from ...parameter_sets.cell import Cell
from ..outcome import Kind
from .measurement import CURRENT, TIME, VOLTAGE, Axes, Measurement, numbers_of
from .potentiostat import Galvanostat

__all__ = ["VOLTAGE_LIMIT", "current_at_limit", "measure_current_at_limit"]

#: Polarisation beyond which a step counts as failed [V]; a setting, not fitted to anything.
VOLTAGE_LIMIT = 0.5
_MAX_STEPS = 1000


def current_at_limit(
    signal: pd.DataFrame,
    voltage_limit_V: float = VOLTAGE_LIMIT,
    sudden_drop: float = 0.3,
    ended: str = "",
) -> tuple[float, str]:
    """Return the largest current density that was passed [mA.cm-2], and why the next one was not.

    A step fails if the modulus of the voltage exceeds the limit, if it falls at constant current by
    more than a fraction within the second half of a half step (a short circuit), or if the salt is
    depleted before the half step is over. The current is 0 if the first step failed, the largest
    one in the table if none did.

    Parameters
    ----------
    signal : pandas.DataFrame
        Columns ``Time [s]``, ``Voltage [V]`` and ``Current density [mA.cm-2]``, the current being
        constant in each half step.
    sudden_drop : float, optional
        Fraction.
    ended : str, optional
        What ended the last half step early, for example "salt depletion at the left surface".
    """
    numbers_of(signal, [TIME, VOLTAGE, CURRENT], 4, "step test")
    rounded = signal[CURRENT].round(6)
    half_steps = signal.groupby((rounded != rounded.shift()).cumsum(), sort=False)
    passed = previous = 0.0
    last = half_steps.ngroups - 1
    for number, (_, part) in enumerate(half_steps):
        size = float(part[CURRENT].abs().iloc[-1])
        V = part[VOLTAGE].abs().to_numpy()
        if V.max() > voltage_limit_V:
            return passed, f"polarisation above {voltage_limit_V:g} V at {size:g} mA/cm2"
        second = V[V.size // 2 :]
        if second[-1] < (1 - sudden_drop) * second.max():
            return passed, f"sudden drop of the voltage at {size:g} mA/cm2"
        if ended and number == last:
            return passed, f"{ended} at {size:g} mA/cm2"
        # A current counts if it was passed in both directions.
        if np.isclose(size, previous):
            passed = round(size, 6)
        previous = size
    return passed, "no step failed"


def measure_current_at_limit(
    design: Cell,
    step_mA_cm2: float = 0.1,
    half_step_h: float = 0.5,
    voltage_limit_V: float = VOLTAGE_LIMIT,
) -> Measurement:
    """Raise the current step by step, each in both directions, until a step fails.

    The model has no dendrites: what it returns is the current at which SEI, kinetics and
    salt depletion reach the voltage limit, an upper bound for a real film.

    Raises `InputError` if a step is not positive; `SimulationFailed` if something else than the
    voltage or salt depletion ends a step.
    """
    check_range("current step", step_mA_cm2, 1e-3, 100, "mA/cm2")
    check_range("half step", half_step_h, 1e-3, 1000, "h")
    cell = Galvanostat(SymmetricLithiumCell(), design.parameter_values())
    parts: list[pd.DataFrame] = []
    for k in range(1, _MAX_STEPS):
        for sign in (1, -1):
            parts.append(cell.hold(sign * round(k * step_mA_cm2, 9), 3600 * half_step_h))
            if cell.termination:
                break
        # To twice the limit, so that other limits can be read off the same signal.
        if cell.termination or parts[-1][VOLTAGE].abs().max() > 2 * voltage_limit_V:
            break
    signal = pd.concat(parts, ignore_index=True)
    ended = cell.termination[:1].lower() + cell.termination[1:]
    if cell.outcome.kind not in (Kind.TIME_OVER, Kind.SALT_DEPLETED):
        current = abs(float(signal[CURRENT].iloc[-1]))
        raise SimulationFailed(f"step test up to the voltage limit: {ended} at {current:g} mA/cm2")
    value, reason = current_at_limit(signal, voltage_limit_V, ended=ended)
    double, _ = current_at_limit(signal, 2 * voltage_limit_V, ended=ended)

    def draw(axes: Axes) -> None:
        axes.plot(signal[TIME] / 3600, signal[VOLTAGE], lw=1)
        for sign in (1, -1):
            axes.axhline(sign * voltage_limit_V, color="k", ls=":", lw=1)
        axes.set(xlabel="time [h]", ylabel="voltage [V]")
        axes.annotate(f"{value:.1f} mA cm⁻²", (0.05, 0.9), xycoords="axes fraction")

    return Measurement(
        "Current density at the voltage limit",
        f"steps of {step_mA_cm2:g} mA/cm2, {half_step_h:g} h in each direction; criterion "
        f"|V| <= {voltage_limit_V:g} V and no salt depletion; no dendrites in the model",
        signal,
        {
            "Current density at the voltage limit [mA.cm-2]": value,
            "Current density at the voltage limit, criterion": reason,
            f"Current density within {2 * voltage_limit_V:g} V [mA.cm-2]": double,
        },
        draw,
    )
