"""Rate capability: the capacity that a cell gives at each C-rate, and what it loses where."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from textwrap import fill
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from ..errors import InputError, check_range
from ..models.voltage_losses import VOLTAGE_LOSSES
from ..parameter_sets.cell import RANGES, Cell
from .battery_data_format import rate_test_data
from .half_cycles import HalfCycle, HalfCycler
from .mean_losses import gains, mean_losses
from .measurements import load_measurements, short_circuit_note
from .rate_figures import draw_capacity, draw_discharge_curves, draw_losses

__all__ = [
    "CYCLES",
    "DEFAULT_RATES",
    "RateTest",
    "last_discharge",
    "measured_capacities",
    "simulate_rate_test",
]

#: Rates of the reference study's test (Fig. 3c).
DEFAULT_RATES = (0.2, 0.5, 1.0, 2.0, 5.0)
RATE_RANGE = (0.01, 50.0)
# Cycles at each rate; the discharge capacity of the third exceeds that of the tenth by 0.02 % at
# 1C and 0.9 % at 5C (PHLP-15; tests/unit/test_rate.py).
CYCLES = 3

_CAPACITY = "Specific discharge capacity [mA.h.g-1]"
_MEASURED = "Measured specific discharge capacity [mA.h.g-1]"
_TEMPERATURES = ("Ambient temperature [K]", "Initial temperature [K]")


@dataclass(frozen=True)
class RateTest:
    """Result of a rate test.

    Parameters
    ----------
    design : Cell
        The cell.
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
    """

    design: Cell
    table: pd.DataFrame
    curves: pd.DataFrame
    losses: pd.DataFrame
    charge_temperature_degC: float

    @property
    def charged_at(self) -> str:
        """Words for a title if the cell is charged at another temperature, else nothing."""
        T = self.charge_temperature_degC
        return "" if T == self.design.temperature_degC else f", charged at {T:g} degC"

    @property
    def note(self) -> str | None:
        """Warning that the largest current may short the cell, if that was measured."""
        return short_circuit_note(self.design, self.table["C-rate"].max())

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
        text = f"LFP | {cell.electrolyte.name} | Li at {cell.temperature_degC:g} degC"
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
        return {
            "capacity": self.table,
            "discharge_curves": self.curves,
            "discharge_curves.bdf": rate_test_data(self),
            "losses": losses.rename(columns={c: c.replace("[V]", "[mV]") for c in voltages}),
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

    def to_dict(self) -> dict[str, Any]:
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

    Raises
    ------
    InputError
        If there is none, or one is out of range.
    """
    if len(rates) == 0:
        raise InputError("no C-rates were given; give at least one, for example 0.2 1 5.")
    return tuple(check_range("C-rate", rate, *RATE_RANGE, unit="1/h") for rate in rates)


def while_charging(design: Cell, temperature_degC: float | None) -> Cell:
    """Return the cell as it is charged, at a temperature of its own if one is given [degC].

    Raises
    ------
    InputError
        If the temperature is out of range.
    """
    if temperature_degC is None:
        return design
    check_range("charge temperature", temperature_degC, *RANGES["temperature_degC"])
    return replace(design, temperature_degC=temperature_degC)


def simulate_rate_test(
    design: Cell,
    rates: Sequence[float] = DEFAULT_RATES,
    cycles: int = CYCLES,
    cycler: HalfCycler | None = None,
    charge_temperature_degC: float | None = None,
) -> RateTest:
    """Discharge and charge a cell at each rate; report the last discharge.

    At every rate the cell starts fully charged and runs ``cycles`` discharges with charges at the
    same rate in between, both to the voltage limits and without a constant-voltage hold. The
    study does not state its charging protocol; this one is assumed. Measured capacities are
    compared only if the cell is charged at the temperature of the discharge.

    Parameters
    ----------
    design : Cell
        The cell.
    rates : sequence of float
        C-rates, 1C = 170 mA/g; 0.01 to 50.
    cycles : int, optional
        Discharges at each rate.
    cycler : HalfCycler, optional
        A cell that is built already, for instance with other parameter values or another model.
    charge_temperature_degC : float, optional
        Temperature while charging, -30 to 80; by default the cell's. Not with ``cycler``, whose
        temperature is built in.

    Returns
    -------
    RateTest
        Every rate has numbers, or a reason: with zero capacity if the cell cannot run, without
        one (NaN) if the simulation failed.

    Raises
    ------
    InputError
        If a rate or the temperature is out of range.
    """
    rates = check_rates(rates)
    charging = while_charging(design, charge_temperature_degC)
    inputs: tuple[dict[str, float], ...] = ({}, {})
    if cycler is None:
        values = design.parameter_values()
        if charge_temperature_degC is not None:
            # Only then: inputs cost time.
            values.update(dict.fromkeys(_TEMPERATURES, "[input]"))
            inputs = tuple(
                dict.fromkeys(_TEMPERATURES, d.temperature_K) for d in (design, charging)
            )
        cycler = HalfCycler(values)
    elif charge_temperature_degC is not None:
        raise InputError(
            "a cell that is built already has its temperature; give none for charging."
        )
    # 170 mA.h.g-1 at nominal capacity
    specific = cycler.parameter_values["Practical specific capacity of LFP [mA.h.g-1]"]
    measured = measured_capacities(design) if charging == design else {}
    rows, curves, losses = [], [], []
    for rate in rates:
        charge, last = last_cycle(cycler, rate, cycles, *inputs)
        rows.append(
            {
                "C-rate": rate,
                _CAPACITY: last.delivered_Ah / cycler.capacity_Ah * specific,
                "Mean discharge voltage [V]": last.mean_voltage,
                **({_MEASURED: measured.get(rate, np.nan)} if measured else {}),
                "Ends the discharge": last.ends,
                **({"Ends the charge": charge and charge.ends} if cycles > 1 else {}),
                "Reason": str(last.outcome) if last.outcome.failed else None,
            }
        )
        if last.solution is not None:
            curves.append(_curve(last, rate, specific / cycler.capacity_Ah))
            losses.append(_mean_losses(last, rate))
    return RateTest(
        design, pd.DataFrame(rows), _join(curves), _join(losses), charging.temperature_degC
    )


def last_discharge(
    cycler: HalfCycler,
    rate: float,
    cycles: int,
    discharging: Mapping[str, float] = MappingProxyType({}),
    charging: Mapping[str, float] = MappingProxyType({}),
) -> HalfCycle:
    """Return the last discharge of a rate test, or the first half cycle that could not run.

    See `last_cycle`.
    """
    return last_cycle(cycler, rate, cycles, discharging, charging)[1]


def last_cycle(
    cycler: HalfCycler,
    rate: float,
    cycles: int,
    discharging: Mapping[str, float] = MappingProxyType({}),
    charging: Mapping[str, float] = MappingProxyType({}),
) -> tuple[HalfCycle | None, HalfCycle]:
    """Return the last charge and discharge; in place of the discharge a charge that could not run.

    Parameters
    ----------
    cycler : HalfCycler
        The cell.
    rate : float
        C-rate [1/h].
    cycles : int
        Discharges, with a charge at the same rate before each but the first.
    discharging, charging : mapping, optional
        Inputs of the cell while it is discharged and charged, SI units.

    Returns
    -------
    tuple of HalfCycle
        The charge is None if there was none.
    """
    charge = None
    cycler.inputs.update(discharging)
    discharge = cycler.run(rate)
    for _ in range(cycles - 1):
        if discharge.solution is None:
            break
        cycler.inputs.update(charging)
        charge = cycler.run(-rate, discharge.solution)
        if charge.solution is None:
            return charge, replace(charge, outcome=charge.outcome.at(f"charge at {rate:g}C: "))
        cycler.inputs.update(discharging)
        discharge = cycler.run(rate, charge.solution)
    return charge, discharge


def _curve(discharge: HalfCycle, rate: float, per_Ah: float) -> pd.DataFrame:
    solution = discharge.solution
    assert solution is not None
    charge = solution["Discharge capacity [A.h]"].entries
    return pd.DataFrame(
        {
            "C-rate": rate,
            "Specific capacity [mA.h.g-1]": (charge - charge[0]) * per_Ah,
            "Voltage [V]": solution["Voltage [V]"].entries,
        }
    )


def _mean_losses(discharge: HalfCycle, rate: float) -> pd.DataFrame:
    """Return every loss, averaged over the charge passed."""
    solution = discharge.solution
    assert solution is not None
    charge = solution["Discharge capacity [A.h]"].entries
    losses = np.column_stack([solution[name].entries for name in VOLTAGE_LOSSES])
    means = mean_losses(charge, losses)
    below = gains(means)
    return pd.DataFrame([{"C-rate": rate, **means, **({"Below zero": below} if below else {})}])


def _join(frames: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
