"""Oxidation onset by linear sweep voltammetry of Li | CPE | SS."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...errors import SimulationFailed, check_range
from ...models import LithiumSteelCell
from ...parameter_sets.cell import Cell
from .measurement import CURRENT, VOLTAGE, Axes, Measurement, numbers_of
from .potentiostat import apply_voltage

__all__ = ["measure_oxidation_onset", "oxidation_onset", "tangent_onset"]


def oxidation_onset(sweep: pd.DataFrame, threshold_mA_cm2: float = 0.01) -> float:
    """Return the voltage at which the current passes a threshold above its baseline [V].

    Raises `SimulationFailed` if the current stays below the threshold.

    Parameters
    ----------
    sweep : pandas.DataFrame
        Columns ``Voltage [V]`` (rising) and ``Current density [mA.cm-2]``. The baseline is the
        median of the lower half of the sweep.
    """
    V, i = _above_baseline(sweep)
    above = np.flatnonzero(i > threshold_mA_cm2)
    if not above.size or above[0] == 0:
        raise SimulationFailed(
            f"no oxidation onset: the current does not pass {threshold_mA_cm2:g} mA/cm2"
        )
    k = above[0]
    return float(np.interp(threshold_mA_cm2, i[k - 1 : k + 1], V[k - 1 : k + 1]))


def tangent_onset(sweep: pd.DataFrame) -> float:
    """Return where the steepest tangent of the current meets its baseline [V]."""
    V, i = _above_baseline(sweep)
    slope = np.gradient(i, V)
    k = int(np.argmax(slope))
    return float(V[k] - i[k] / slope[k])


def _above_baseline(sweep: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    V, i = numbers_of(sweep, [VOLTAGE, CURRENT], 10, "voltammogram")
    return V, i - np.median(i[: max(3, i.size // 2)])


def measure_oxidation_onset(
    design: Cell, sweep_rate_V_s: float = 1e-3, end_V: float = 5.5
) -> Measurement:
    """Sweep Li | CPE | SS upwards from its initial potential.

    The oxidation law is put in: a Tafel line through the measured onset, (LAB-15). The analysis
    shows how sweep rate, film and criterion shift it.
    """
    check_range("sweep rate", sweep_rate_V_s, 1e-6, 1, "V/s")
    values = design.parameter_values()
    start = values["Stainless steel initial potential [V]"]
    check_range("end of the sweep", end_V, start + 0.1, 6.0, "V")
    times = np.linspace(0, (end_V - start) / sweep_rate_V_s, 500)
    sweep, _ = apply_voltage(LithiumSteelCell, values, lambda t: start + sweep_rate_V_s * t, times)
    onset = oxidation_onset(sweep)

    def draw(axes: Axes) -> None:
        axes.plot(sweep[VOLTAGE], sweep[CURRENT])
        axes.axvline(onset, color="k", ls=":", lw=1, label=f"0.01 mA cm⁻²: {onset:.2f} V")
        axes.set(xlabel="voltage [V]", ylabel="current density [mA cm⁻²]")
        axes.legend()

    return Measurement(
        "Linear sweep voltammetry",
        f"Li|CPE|SS, {1e3 * sweep_rate_V_s:g} mV/s from {start:g} to {end_V:g} V; Tafel law put in",
        sweep,
        {"Oxidation onset [V]": onset, "Oxidation onset by tangent [V]": tangent_onset(sweep)},
        draw,
    )
