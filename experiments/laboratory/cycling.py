"""Galvanostatic cycling of Li | CPE | Li."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...errors import InputError, SimulationFailed, check_range, unknown_name
from ...models import SymmetricLithiumCell
from ...parameter_sets.cell import Cell
from ..outcome import Outcome
from ..whole_cycles import whole_cycles
from .measurement import CURRENT, TIME, VOLTAGE, Axes, Measurement, numbers_of
from .potentiostat import Galvanostat
from .salt_polarisation import film_limiting_current

__all__ = ["READINGS", "CyclingTest", "cycle_lithium", "measure_cycling", "polarisation"]

#: How a polarisation is read off a cycle.
READINGS = ("peak to peak", "one polarity")

#: Change of polarisation from cycle to cycle below which the cell is stationary [V].
_STATIONARY_V = 1e-7


@dataclass(frozen=True)
class CyclingTest:
    """Polarisation over time.

    Parameters
    ----------
    time_h, polarisation_V : array, shape (n,)
        End of each cycle [h] and its `polarisation` [V].
    outcome : Outcome
        How the test ended: its time is over, or why it ended before.
    signal : pandas.DataFrame
        Time, voltage and current density of the cycles that were simulated one by one.
    """

    time_h: np.ndarray
    polarisation_V: np.ndarray
    outcome: Outcome
    signal: pd.DataFrame

    @property
    def termination(self) -> str:
        """How the test ended, in words."""
        return str(self.outcome)


def polarisation(cycle: pd.DataFrame, reading: str = "peak to peak") -> float:
    """Return the polarisation of a cycle, at the end of its half cycles [V].

    Raises `InputError` if the reading is not known or a direction is missing.

    Parameters
    ----------
    cycle : pandas.DataFrame
        Columns ``Time [s]``, ``Voltage [V]``, ``Current density [mA.cm-2]`` of one cycle.
    reading : str, optional
        ``"peak to peak"``: difference of the two directions; ``"one polarity"``: half of it.
    """
    if reading not in READINGS:
        raise unknown_name("reading", reading, READINGS)
    numbers_of(cycle, [TIME, VOLTAGE, CURRENT], 2, "cycle")
    ordered = cycle.sort_values(TIME)
    ends = ordered[VOLTAGE].groupby(np.sign(ordered[CURRENT])).last()
    if not {1.0, -1.0} <= set(ends.index):
        raise InputError("the cycle has current in one direction only; give a whole cycle.")
    swing = float(ends[1.0] - ends[-1.0])
    return swing if reading == "peak to peak" else swing / 2


def cycle_lithium(
    design: Cell,
    current_mA_cm2: float = 0.1,
    hours: float = 10.0,
    capacity_mAh_cm2: float | None = None,
    reading: str = "peak to peak",
) -> CyclingTest:
    """Cycle Li | CPE | Li without ageing at constant current.

    Once its polarisation is stationary to 0.1 uV, the cell is not simulated further.

    Raises `InputError` if current, time or capacity are out of range; `SimulationFailed` if the
    first cycle cannot be completed, for example because the salt is depleted.

    Parameters
    ----------
    capacity_mAh_cm2 : float, optional
        Passed in each half cycle; by default half an hour of the current (0.05 mAh/cm2 at
        0.1 mA/cm2).
    """
    check_range("current density", current_mA_cm2, 1e-4, 1000, "mA/cm2")
    capacity = 0.5 * current_mA_cm2 if capacity_mAh_cm2 is None else capacity_mAh_cm2
    n_cycles = whole_cycles(hours, current_mA_cm2, capacity, longest=1e6)
    half_s = 3600 * capacity / current_mA_cm2
    cell = Galvanostat(SymmetricLithiumCell(), design.parameter_values())
    parts: list[pd.DataFrame] = []
    readings: list[float] = []
    for k in range(n_cycles):
        halves = []
        for sign in (1, -1):
            if not cell.termination:
                halves.append(cell.hold(sign * current_mA_cm2, half_s))
        parts += halves
        if cell.termination:
            break
        readings.append(polarisation(pd.concat(halves), reading))
        if k >= 3 and np.all(np.abs(np.diff(readings[-4:])) < _STATIONARY_V):
            readings += [readings[-1]] * (n_cycles - len(readings))
            break
    if not readings:
        limit = film_limiting_current(design)
        raise SimulationFailed(
            f"{cell.termination} {cell.time_s:.3g} s into the first cycle at {current_mA_cm2:g} "
            f"mA/cm2; the limiting current density is {limit:.3g} mA/cm2"
        )
    time_h = 2 * half_s / 3600 * np.arange(1, len(readings) + 1)
    signal = pd.concat(parts, ignore_index=True)
    return CyclingTest(time_h, np.array(readings), cell.outcome, signal)


def measure_cycling(design: Cell, current_mA_cm2: float = 0.1, hours: float = 10.0) -> Measurement:
    """Measure the polarisation, by default at 0.1 mA/cm2 and 0.05 mAh/cm2."""
    test = cycle_lithium(design, current_mA_cm2, hours)
    reached = float(test.polarisation_V[-1])

    def draw(axes: Axes) -> None:
        axes.plot(test.signal[TIME] / 3600, test.signal[VOLTAGE])
        for sign in (1, -1):
            axes.axhline(sign * reached / 2, color="k", ls=":", lw=1)
        axes.annotate(f"{reached:.3f} V peak to peak", (0.05, 0.92), xycoords="axes fraction")
        axes.margins(y=0.25)
        axes.set(xlabel="time [h]", ylabel="voltage [V]")

    return Measurement(
        "Galvanostatic cycling",
        f"Li|CPE|Li at {current_mA_cm2:g} mA/cm2, half an hour in each direction, {hours:g} h",
        test.signal,
        {"Polarisation voltage [V]": reached, "Termination": test.termination},
        draw,
    )
