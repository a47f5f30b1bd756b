"""Galvanostatic cycling of Li | CPE | Li."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ...errors import InputError, SimulationFailed, check_range, unknown_name
from ...models import SymmetricLithiumCell
from ...parameter_sets.cell import Cell
from ...parameter_sets.isothermal import film_transport
from ..outcome import Outcome
from ..whole_cycles import whole_cycles
from .measurement import CURRENT, TIME, VOLTAGE, Measurement, require_columns
from .potentiostat import Galvanostat
from .salt_polarisation import limiting_current

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["READINGS", "CyclingTest", "cycle_lithium", "measure_cycling", "polarisation"]

#: How a polarisation is read off a cycle.
READINGS = ("peak to peak", "one polarity")

#: Change of polarisation from cycle to cycle below which a cell without ageing repeats itself [V].
_STATIONARY_V = 1e-7


@dataclass(frozen=True)
class CyclingTest:
    """Polarisation over time.

    Parameters
    ----------
    time_h : array, shape (n,)
        End of each cycle [h].
    polarisation_V : array, shape (n,)
        Of each cycle, see `polarisation` [V].
    outcome : Outcome
        How the test ended: its time is over, or why it ended before.
    signal : pandas.DataFrame
        Of the cycles that were simulated one by one, see
        :func:`sclcell.experiments.laboratory.potentiostat.signal_table`.
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

    Parameters
    ----------
    cycle : pandas.DataFrame
        Columns ``Time [s]``, ``Voltage [V]``, ``Current density [mA.cm-2]`` of one cycle.
    reading : str, optional
        ``"peak to peak"``: difference of the two directions; ``"one polarity"``: half of it.

    Raises
    ------
    InputError
        If the reading is not known or a direction is missing.
    """
    if reading not in READINGS:
        raise unknown_name("reading", reading, READINGS)
    require_columns(cycle, [TIME, VOLTAGE, CURRENT], 2, "cycle")
    ends = []
    for sign in (1, -1):
        part = cycle[np.sign(cycle[CURRENT]) == sign]
        if part.empty:
            raise InputError("the cycle has current in one direction only; give a whole cycle.")
        ends.append(float(part.sort_values(TIME)[VOLTAGE].iloc[-1]))
    swing = ends[0] - ends[1]
    return swing if reading == "peak to peak" else swing / 2


def cycle_lithium(
    design: Cell,
    current_mA_cm2: float = 0.1,
    hours: float = 10.0,
    capacity_mAh_cm2: float | None = None,
    reading: str = "peak to peak",
    model: Any = None,
    values: Any = None,
    ages: bool = False,
) -> CyclingTest:
    """Cycle Li | CPE | Li at constant current.

    Parameters
    ----------
    design : Cell
        Film, thickness and temperature.
    current_mA_cm2 : float, optional
        0.1 mA/cm2 by default.
    hours : float, optional
        Length of the test [h].
    capacity_mAh_cm2 : float, optional
        Passed in each half cycle; by default half an hour of the current (0.05 mAh/cm2 at
        0.1 mA/cm2).
    reading : str, optional
        See `polarisation`.
    model : pybamm.BaseModel, optional
        In place of `SymmetricLithiumCell`, for example one whose films grow.
    values : pybamm.ParameterValues, optional
        In place of those of the design.
    ages : bool, optional
        Whether cycles differ from each other for good. If not (default), a cell that repeats
        itself to 0.1 uV is not simulated further: its polarisation goes on as it is.

    Raises
    ------
    InputError
        If current, time or capacity are out of range.
    SimulationFailed
        If the first cycle cannot be completed, for example because the salt runs out.
    """
    check_range("current density", current_mA_cm2, 1e-4, 1000, "mA/cm2")
    capacity = 0.5 * current_mA_cm2 if capacity_mAh_cm2 is None else capacity_mAh_cm2
    n_cycles = whole_cycles(hours, current_mA_cm2, capacity, longest=1e6)
    half_s = 3600 * capacity / current_mA_cm2
    values = design.parameter_values() if values is None else values
    cell = Galvanostat(SymmetricLithiumCell() if model is None else model, values)
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
        changes = np.abs(np.diff(readings[-4:]))
        if not ages and k >= 3 and np.all(changes < _STATIONARY_V):
            readings += [readings[-1]] * (n_cycles - len(readings))
            break
    if not readings:
        raise SimulationFailed(_why_not_a_cycle(design, cell, current_mA_cm2))
    time_h = 2 * half_s / 3600 * np.arange(1, len(readings) + 1)
    return CyclingTest(
        time_h,
        np.array(readings),
        cell.outcome,
        pd.concat(parts, ignore_index=True),
    )


def _why_not_a_cycle(design: Cell, cell: Galvanostat, current_mA_cm2: float) -> str:
    """Say how far a cell came, and what current it could stand for ever."""
    film = film_transport(design)
    limit = limiting_current(
        film.diffusivity,
        film.salt_concentration,
        film.transference_number,
        design.separator_thickness_um,
    )
    return (
        f"{cell.termination} {cell.time_s:.3g} s into the first cycle at {current_mA_cm2:g} "
        f"mA/cm2; the limiting current density is {limit:.3g} mA/cm2"
    )


def measure_cycling(
    design: Cell, current_mA_cm2: float = 0.1, hours: float = 10.0, values: Any = None
) -> Measurement:
    """Measure the polarisation at 0.1 mA/cm2 and 0.05 mAh/cm2.

    Parameters
    ----------
    design : Cell
        Film, thickness and temperature.
    current_mA_cm2, hours
        See `cycle_lithium`.
    values : pybamm.ParameterValues, optional
        In place of those of the design.
    """
    test = cycle_lithium(design, current_mA_cm2, hours, values=values)
    reached = float(test.polarisation_V[-1]) if test.polarisation_V.size else float("nan")

    def draw(axes: Axes) -> None:
        axes.plot(test.signal[TIME] / 3600, test.signal[VOLTAGE])
        for sign in (1, -1):
            axes.axhline(sign * reached / 2, color="k", ls=":", lw=1)
        axes.annotate(f"{reached:.3f} V peak to peak", (0.05, 0.92), xycoords="axes fraction")
        axes.margins(y=0.25)
        axes.set_xlabel("time [h]")
        axes.set_ylabel("voltage [V]")

    return Measurement(
        "Galvanostatic cycling",
        f"Li|CPE|Li at {current_mA_cm2:g} mA/cm2, half an hour in each direction, {hours:g} h",
        test.signal,
        {"Polarisation voltage [V]": reached, "Termination": test.termination},
        draw,
    )
