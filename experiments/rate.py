"""Rate capability: the capacity that a cell gives at each C-rate, and what it loses where."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from textwrap import fill
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..errors import InputError, check_range
from ..parameter_sets.cell import RANGES, Cell
from ..parameter_sets.isothermal import build_cell
from .battery_data_format import rate_test_data
from .mean_losses import gains, mean_losses
from .measurements import load_measurements, short_circuit_note
from .protocols import rate_test_steps
from .rate_figures import draw_capacity, draw_discharge_curves, draw_losses
from .run import LOSSES, SALT, Run, StepResult
from .simulator import Simulator

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = [
    "CYCLES",
    "DEFAULT_RATES",
    "RateTest",
    "measured_capacities",
    "simulate_rate_test",
]

#: Rates of the reference study's test (Fig. 3c).
DEFAULT_RATES = (0.2, 0.5, 1.0, 2.0, 5.0)
RATE_RANGE = (0.01, 50.0)
# Cycles at each rate; the discharge capacity of the third exceeds that of the tenth by 0.02 % at
# 1C and 0.9 % at 5C (PHLP-15; tests/unit/test_rate.py).
CYCLES = 3

# A hold brings much if a full charge gives this factor more.
_MUCH_MORE = 1.25
_CAPACITY = "Specific discharge capacity [mA.h.g-1]"
_MEASURED = "Measured specific discharge capacity [mA.h.g-1]"


@dataclass(frozen=True)
class RateTest:
    """Result of a rate test.

    Parameters
    ----------
    table : pandas.DataFrame
        A row per rate: ``C-rate``, specific discharge capacity [mA.h.g-1], mean discharge
        voltage [V], the measured capacity if there is one, what ended this discharge and the
        charge before it (see `endings.what_ends`), and ``Reason`` where a cell gives nothing.
    curves : pandas.DataFrame
        Discharge curves: ``C-rate``, specific capacity [mA.h.g-1], voltage [V].
    losses : pandas.DataFrame
        A row per rate: each voltage loss, averaged over the charge of the discharge [V]; and
        ``Below zero``, which of them are gains and of what, if there are any.
    charge_temperature_degC : float
        Temperature of the cell while it is charged [degC].
    salt_note : str
        Warning that the salt leaves the concentrations that the film's laws cover, or nothing.
    charge_rate : float, optional
        C-rate of the charges, where it is not that of the discharges.
    hold : bool
        Whether the charges end with a hold at the upper voltage limit.
    hold_note : str
        At which rates the cell gives much less for lack of such a hold, or nothing.
    """

    design: Cell
    table: pd.DataFrame
    curves: pd.DataFrame
    losses: pd.DataFrame
    charge_temperature_degC: float
    salt_note: str = ""
    charge_rate: float | None = None
    hold: bool = False
    hold_note: str = ""

    @property
    def charged_at(self) -> str:
        """Words for a title if the cell is charged otherwise than discharged, else nothing."""
        T = self.charge_temperature_degC
        at = [
            *([f"at {T:g} degC"] if T != self.design.temperature_degC else []),
            *([f"at {self.charge_rate:g}C"] if self.charge_rate is not None else []),
            *(["with a hold at the upper voltage limit"] if self.hold else []),
        ]
        return f", charged {' '.join(at)}" if at else ""

    @property
    def note(self) -> str | None:
        """Warnings: of a short at the largest current; of the salt; of charges without a hold."""
        short = short_circuit_note(self.design, self.table["C-rate"].max())
        return " ".join(filter(None, (short, self.salt_note, self.hold_note))) or None

    @property
    def rms_error(self) -> float:
        """Root mean square of relative deviations from measured capacities; NaN without any."""
        if _MEASURED not in self.table:
            return np.nan
        relative = (self.table[_CAPACITY] / self.table[_MEASURED] - 1).dropna()
        return float(np.sqrt((relative**2).mean())) if len(relative) else np.nan

    @property
    def text(self) -> str:
        """The cell, and how far it is from measured capacities."""
        cell = self.design
        text = (
            f"{cell.cathode.name} | {cell.electrolyte.name} | Li at {cell.temperature_degC:g} degC"
        )
        text += self.charged_at
        if self.rms_error == self.rms_error:
            error = 100 * self.rms_error
            text += f"; RMS deviation from the measured capacities {error:.2f} %"
        return text if self.note is None else f"{text}\n{fill(self.note, 80)}"

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """File stem to table, the most important first."""
        losses = self.losses.copy()
        voltages = [str(column) for column in losses if str(column).endswith("[V]")]
        losses[voltages] = 1000 * losses[voltages]
        words = self.design.cathode.in_words
        return {
            "capacity": self.table,
            "discharge_curves": self.curves,
            "discharge_curves.bdf": rate_test_data(self),
            "losses": losses.rename(columns={c: words(c.replace("[V]", "[mV]")) for c in voltages}),
        }

    @property
    def figures(self) -> dict[str, Callable[[], Figure]]:
        """File stem to what draws the picture."""
        return {
            "capacity": self.plot,
            "discharge_curves": partial(draw_discharge_curves, self),
            "losses": partial(draw_losses, self),
        }

    def plot(self) -> Figure:
        """Return capacity against rate, with measurements where there are any."""
        return draw_capacity(self)

    def to_dict(self) -> dict[str, object]:
        """Return what goes into the JSON."""
        results: dict[str, Any] = {
            "Electrolyte": self.design.electrolyte.name,
            "Temperature [degC]": self.design.temperature_degC,
            "Charge temperature [degC]": self.charge_temperature_degC,
        }
        for column in self.table:
            values = self.table[column].astype(object)
            results[str(column)] = values.where(self.table[column].notna(), None).tolist()
        return results if self.note is None else {**results, "Note": self.note}


def measured_capacities(design: Cell) -> dict[float, float]:
    """Return measured specific discharge capacities [mA.h.g-1] by C-rate.

    Only those of the reference study's own cell apply: same electrolyte and temperature, and the
    film thickness and loading taken for that cell.
    """
    standard = Cell(design.electrolyte, design.temperature_degC)
    if design != standard:
        return {}
    table = load_measurements("cells")
    rows = table[
        (table["cell"] == "LFP|CPE|Li")
        & (table["electrolyte"] == design.electrolyte.name)
        & (table["quantity"] == "specific discharge capacity")
        & (table["note"] == "rate test")
        & (abs(table["temperature_C"] - design.temperature_degC) < 0.01)
    ]
    return dict(zip(rows["rate_C"], rows["value"], strict=True))


def check_rates(rates: Sequence[float]) -> tuple[float, ...]:
    """Return the rates as a tuple, checked.

    Raises `InputError` if there is none, or one is out of range.
    """
    if len(rates) == 0:
        raise InputError("no C-rates were given; give at least one, for example 0.2 1 5.")
    return tuple(check_range("C-rate", rate, *RATE_RANGE, unit="1/h") for rate in rates)


def while_charging(design: Cell, temperature_degC: float | None) -> Cell:
    """Return the cell as it is charged, at a temperature of its own if one is given [degC].

    Raises `InputError` if the temperature is out of range.
    """
    if temperature_degC is None:
        return design
    check_range("charge temperature", temperature_degC, *RANGES["temperature_degC"])
    return replace(design, temperature_degC=temperature_degC)


def simulate_rate_test(
    design: Cell,
    rates: Sequence[float] = DEFAULT_RATES,
    cycles: int = CYCLES,
    simulator: Simulator | None = None,
    charge_temperature_degC: float | None = None,
    charge_rate: float | None = None,
    hold: bool | None = None,
) -> RateTest:
    """Discharge and charge a cell at each rate; report the last discharge.

    At every rate the cell starts fully charged and runs ``cycles`` discharges with charges at the
    same rate in between, both to the voltage limits and without a constant-voltage hold. The
    study does not state its charging protocol; this one is assumed. Measured capacities are
    compared only if the cell is charged at the temperature of the discharge. Where a cell gives
    less than half of its capacity, what it gives after a full charge is computed, too.

    Raises `InputError` if a rate or the temperature is out of range.

    Parameters
    ----------
    rates : sequence of float
        C-rates, 1C = 170 mA/g; 0.01 to 50.
    cycles : int, optional
        Discharges at each rate.
    simulator : Simulator, optional
        Of this cell, or of one that differs in inputs only, if it is built already.
    charge_temperature_degC : float, optional
        Temperature while charging, -30 to 80; by default the cell's.
    charge_rate : float, optional
        C-rate of the charges, 0.01 to 50; by default that of the discharges.
    hold : bool, optional
        Whether a charge ends with a hold at the upper voltage limit that fills the cell; by
        default not.

    Returns
    -------
    RateTest
        Every rate has numbers, or a reason: with zero capacity if the cell cannot run, without
        one (NaN) if the simulation failed.
    """
    rates = check_rates(rates)
    charging = while_charging(design, charge_temperature_degC)
    if charge_rate is not None:
        (charge_rate,) = check_rates([charge_rate])
    build, steps = build_cell(design), rate_test_steps(cycles, charge_rate, bool(hold))
    simulator = simulator or Simulator.of(design)
    runs = simulator.run(steps, [build] * len(rates), rates, [build_cell(charging)] * len(rates))
    mass = build.loading * build.area  # A.h.kg-1 equals mA.h.g-1
    measured = measured_capacities(design) if charging == design else {}
    words = design.cathode.in_words
    rows, curves, losses = [], [], []
    for rate, run in zip(rates, runs, strict=True):
        rows.append(
            {
                "C-rate": rate,
                _CAPACITY: run.capacity_Ah / mass,
                "Mean discharge voltage [V]": run.mean_voltage,
                **({_MEASURED: measured.get(rate, np.nan)} if measured else {}),
                **{k: end and words(end) for k, end in _endings(run, cycles).items()},
                "Reason": (why := _reason(run, rate)) and words(why),
            }
        )
        if run.result is not None:
            curves.append(_curve(run.result, rate, mass))
            losses.append(_mean_losses(run.result, rate))
    given = {rate: run.capacity_Ah / mass for rate, run in zip(rates, runs, strict=True)}
    half = design.one_C_mAh_g / 2
    low = [r for r, one in given.items() if hold is None and cycles > 1 and one < half]
    full = simulator.run(rate_test_steps(1), [build] * len(low), low)
    return RateTest(
        design,
        pd.DataFrame(rows),
        _join(curves),
        _join(losses),
        charging.temperature_degC,
        _salt_note(design, runs),
        charge_rate,
        bool(hold),
        _hold_note(given, {r: run.capacity_Ah / mass for r, run in zip(low, full, strict=True)}),
    )


def _hold_note(given: Mapping[float, float], full: Mapping[float, float]) -> str:
    """Return at which rates a cell gives much more after a full charge, or nothing."""
    much = [rate for rate, one in full.items() if one > _MUCH_MORE * max(given[rate], 1.0)]
    if not much:
        return ""
    listed = ", ".join(f"{full[r]:.0f} in place of {given[r]:.0f} at {r:g}C" for r in much)
    return (
        "The charges stop at the upper voltage limit long before the cell is full. After a full "
        f"charge it gives {listed} (mAh/g). A hold at the limit, '--hold', would fill it."
    )


def _salt_note(design: Cell, runs: Sequence[Run]) -> str:
    """Return that the salt leaves the concentrations that the film's laws cover, or nothing."""
    salt = design.electrolyte.laws.salt
    found = [run.result.series[:, SALT] for run in runs if run.result is not None]
    if not salt.laws or not found:
        return ""
    low, high = salt.range
    least, most = (float(end([end(c) for c in found])) for end in (np.min, np.max))
    if low <= least and most <= high:
        return ""
    return (
        f"The salt concentration goes from {least / 1e3:.2g} to {most / 1e3:.2g} mol/L; the film's "
        f"laws of concentration cover {low / 1e3:.2g} to {high / 1e3:.2g} and stay constant beyond."
    )


def _reason(run: Run, rate: float) -> str | None:
    """Return why a cell gives nothing, in words."""
    if not run.outcome.failed:
        return None
    # Discharges and charges take turns.
    charging = len(run.ends) % 2 == 1
    return str(run.outcome.at(f"charge at {rate:g}C: " if charging else ""))


def _endings(run: Run, cycles: int) -> dict[str, str | None]:
    """Return what ended the last discharge and the charge before it."""
    last = min(len(run.ends), 2 * cycles - 2)
    ends = dict(enumerate(run.ends))
    discharge = {"Ends the discharge": ends.get(last) if last % 2 == 0 else None}
    charge = {"Ends the charge": ends.get(last - 1 if last % 2 == 0 else last)}
    return {**discharge, **(charge if cycles > 1 else {})}


def _curve(discharge: StepResult, rate: float, mass: float) -> pd.DataFrame:
    charge, _, voltage = discharge.series[:, :3].T
    return pd.DataFrame(
        {
            "C-rate": rate,
            "Specific capacity [mA.h.g-1]": (charge - charge[0]) / mass,
            "Voltage [V]": voltage,
        }
    )


def _mean_losses(discharge: StepResult, rate: float) -> pd.DataFrame:
    """Return every loss, averaged over the charge passed."""
    means = mean_losses(discharge.series[:, 0], discharge.series[:, LOSSES])
    below = gains(means)
    return pd.DataFrame([{"C-rate": rate, **means, **({"Below zero": below} if below else {})}])


def _join(frames: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
