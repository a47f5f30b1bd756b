"""Cycling of Li | CPE | Li at constant current, with lithium that ages or stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ..models.mechanism import MechanismsLike
from ..models.mechanisms import chosen_mechanisms
from ..parameter_sets.cell import Cell
from ..style import SIZE_OF_TWO, new_figure
from .battery_data_format import symmetric_data
from .cycling.figures import draw_polarisation
from .cycling.runs import age_symmetric
from .laboratory.cycling import CyclingTest, cycle_lithium
from .outcome import Kind

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["SymmetricTest", "age_lithium"]

_POLARISATION = "Polarisation voltage [V]"


@dataclass(frozen=True)
class SymmetricTest:
    """Result of cycling Li | CPE | Li.

    Parameters
    ----------
    design : Cell
        Film, thickness and temperature.
    test : CyclingTest
        Polarisation over time, and the signal of the first cycles.
    current_mA_cm2, charge_mAh_cm2 : float
        Current density, and charge of a half cycle.
    hours : float
        Length of the test that was asked for [h].
    reading : str
        How the polarisation is read off a cycle.
    """

    design: Cell
    test: CyclingTest
    current_mA_cm2: float
    charge_mAh_cm2: float
    hours: float
    reading: str

    @property
    def table(self) -> pd.DataFrame:
        """Time at the end of each cycle [h] and its polarisation [V]."""
        return pd.DataFrame({"Time [h]": self.test.time_h, _POLARISATION: self.test.polarisation_V})

    @property
    def note(self) -> str | None:
        """What is to be said if the length of the test is not one of whole cycles."""
        number = len(self.test.time_h)
        period = 2 * self.charge_mAh_cm2 / self.current_mA_cm2
        if self.test.outcome.kind is not Kind.TIME_OVER or self.hours < (number + 1e-6) * period:
            return None
        cycles = "1 whole cycle" if number == 1 else f"{number} whole cycles"
        rest = "the rest of the time is not simulated."
        return f"{self.hours:g} h hold {cycles} of {period:g} h; {rest}"

    @property
    def text(self) -> str:
        """The test and its last polarisation, in a sentence."""
        words = (
            f"Li | {self.design.electrolyte.name} | Li at {self.design.temperature_degC:g} degC, "
            f"{self.current_mA_cm2:g} mA/cm2: {self.test.polarisation_V[-1]:.4f} V {self.reading}, "
            f"{self.test.termination}"
        )
        return words if self.note is None else f"{words}\n{self.note}"

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """File stem to table, the shortest first."""
        table = self.table
        return {
            "summary": table if len(table) <= 10 else table.iloc[[0, len(table) // 2, -1]],
            "polarisation": table,
            "signal": self.test.signal,
            "signal.bdf": symmetric_data(self.test.signal, self.design),
        }

    @property
    def figures(self) -> dict[str, Callable[[], Figure]]:
        """File stem to what draws the picture."""
        return {"polarisation": self.plot, "cycling": self._draw_signal}

    def plot(self) -> Figure:
        """Return the polarisation over time, beside what was measured under the same conditions."""
        # Conditions of the reference study, temperature not stated; it reads peak to peak here.
        compare = (self.current_mA_cm2, self.charge_mAh_cm2, self.reading) == (
            *(0.1, 0.05),
            "peak to peak",
        )
        film = self.design.electrolyte.name
        title = f"Li | {film} | Li, {self.current_mA_cm2:g} mA/cm², {self.reading}"
        return draw_polarisation(self.test.time_h, self.test.polarisation_V, film, title, compare)

    def _draw_signal(self) -> Figure:
        """Draw voltage of the simulated cycles, and polarisation over time."""
        test = self.test
        figure = new_figure(*SIZE_OF_TWO)
        left, right = figure.subplots(1, 2)
        left.plot(test.signal["Time [s]"] / 3600, test.signal["Voltage [V]"], lw=1)
        left.set_xlabel("time [h]")
        left.set_ylabel("voltage [V]")
        right.plot(test.time_h, test.polarisation_V, "." if test.time_h.size < 50 else "-")
        right.set_ylim(0, 1.2 * max(test.polarisation_V))
        right.set_xlabel("time [h]")
        right.set_ylabel("polarisation [V]")
        return figure

    def to_dict(self) -> dict[str, object]:
        """Return what goes into the JSON."""
        return {
            "Electrolyte": self.design.electrolyte.name,
            "Temperature [degC]": self.design.temperature_degC,
            "Current density [mA.cm-2]": self.current_mA_cm2,
            "Reading": self.reading,
            "Time [h]": self.test.time_h.tolist(),
            _POLARISATION: self.test.polarisation_V.tolist(),
            "Termination": self.test.termination,
            **({} if self.note is None else {"Note": self.note}),
        }


def age_lithium(
    design: Cell,
    current_mA_cm2: float = 0.1,
    hours: float = 10.0,
    charge_mAh_cm2: float | None = None,
    reading: str = "peak to peak",
    *,
    ageing: bool = True,
    mechanisms: MechanismsLike = None,
    exact: bool = False,
    checkpoint: str | Path | None = None,
    progress: bool = False,
) -> SymmetricTest:
    """Cycle Li | CPE | Li at constant current.

    Raises `InputError` if a value is out of range; `SimulationFailed` if the first cycle cannot be
    completed.

    Parameters
    ----------
    design : Cell
        Film, thickness and temperature.
    current_mA_cm2 : float, optional
        Current density.
    hours : float, optional
        Length of the test; as many whole cycles as it holds.
    charge_mAh_cm2 : float, optional
        Charge of a half cycle; by default half an hour of the current.
    reading : str, optional
        See :func:`~sclcell.experiments.laboratory.cycling.polarisation`.
    ageing : bool, optional
        Whether the lithium ages. The signal is that of the first cycles.
    mechanisms : str or iterable, optional
        How, see :func:`~sclcell.models.mechanisms.chosen_mechanisms`.
    exact, checkpoint, progress
        Of a cell that ages, as for :func:`~sclcell.experiments.cycling.cycle_lfp`.
    """
    mechanisms = chosen_mechanisms(mechanisms, cathode=False)
    charge = 0.5 * current_mA_cm2 if charge_mAh_cm2 is None else charge_mAh_cm2
    # Of a cell that ages, the first cycles without ageing: they check the input, and give a signal.
    begin = min(hours, 6 * charge / current_mA_cm2) if ageing and current_mA_cm2 > 0 else hours
    test = cycle_lithium(design, current_mA_cm2, begin, charge_mAh_cm2, reading)
    if ageing and test.outcome.kind is Kind.TIME_OVER:
        aged = age_symmetric(
            design, hours, current_mA_cm2, charge, exact, mechanisms, checkpoint, progress
        )
        swing = aged.table[_POLARISATION].to_numpy()
        test = replace(
            test,
            time_h=aged.table["Time [h]"].to_numpy(),
            polarisation_V=swing if reading == "peak to peak" else swing / 2,
            outcome=test.outcome if aged.failed_cycle is None else aged.outcome,
        )
    return SymmetricTest(design, test, current_mA_cm2, charge, hours, reading)
