"""Simulated cycler data as Battery Data Format (BDF) tables.

BDF is the Battery Data Alliance's format for time series of one cell: a table with fixed labels
and units, in which a positive current charges. PyBaMM's discharges, and is turned round here.
Written to ``NAME.bdf.csv`` the tables are read by the alliance's own package and others. What is
no time series (capacities per cycle, spectra, losses) does not fit and stays as it is.
https://github.com/battery-data-alliance/battery-data-format
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pybamm

from ..models.laws.constants import A_M2_PER_MA_CM2
from ..parameter_sets.cell import Cell

if TYPE_CHECKING:
    from .rate import RateTest

__all__ = ["battery_data", "rate_test_data", "solution_data", "symmetric_data"]


def battery_data(
    time_s: np.ndarray,
    voltage_V: np.ndarray,
    charging_current_A: np.ndarray,
    ambient_degC: float,
    cycle: np.ndarray,
    step: np.ndarray,
) -> pd.DataFrame:
    """Return a BDF table.

    Parameters
    ----------
    time_s, voltage_V, charging_current_A : numpy.ndarray
        Time since the start of the test [s], voltage [V], current that charges [A].
    ambient_degC : float
        Temperature around the cell.
    cycle, step : numpy.ndarray
        Numbers that count up from 1.

    Returns
    -------
    pandas.DataFrame
        The required and the recommended quantities; no Unix time, as nothing was measured.
    """
    return pd.DataFrame(
        {
            "Test Time / s": time_s,
            "Voltage / V": voltage_V,
            "Current / A": charging_current_A,
            "Cycle Count / 1": np.asarray(cycle, dtype=int),
            "Step Count / 1": np.asarray(step, dtype=int),
            "Ambient Temperature / degC": ambient_degC,
        }
    )


def rate_test_data(test: RateTest) -> pd.DataFrame:
    """Return the discharge curves of a rate test, a cycle per rate, in the order of the test.

    The charges and the discharges before the last at each rate are not in the results of a rate
    test; the clock stands still for them.
    """
    values = test.design.parameter_values()
    nominal_Ah = float(values["Nominal cell capacity [A.h]"])
    per_gram = float(values["Practical specific capacity of LFP [mA.h.g-1]"])
    tables, start = [], 0.0
    for number, (rate, curve) in enumerate(_by_rate(test.curves), start=1):
        current = rate * nominal_Ah
        charge_Ah = curve["Specific capacity [mA.h.g-1]"].to_numpy() / per_gram * nominal_Ah
        time = start + charge_Ah / current * 3600
        start = time[-1]
        counts = np.full(len(curve), number)
        voltage = curve["Voltage [V]"].to_numpy()
        currents = np.full(len(curve), -current)
        ambient = test.design.temperature_degC
        tables.append(battery_data(time, voltage, currents, ambient, counts, counts))
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def _by_rate(curves: pd.DataFrame) -> list[tuple[float, pd.DataFrame]]:
    if curves.empty:
        return []
    groups = curves.groupby("C-rate", sort=False)
    return [(float(curve["C-rate"].iloc[0]), curve) for _, curve in groups]


def symmetric_data(signal: pd.DataFrame, design: Cell) -> pd.DataFrame:
    """Return the signal of a cycled Li | CPE | Li cell.

    Parameters
    ----------
    signal : pandas.DataFrame
        Columns ``Time [s]``, ``Voltage [V]``, ``Current density [mA.cm-2]``, as
        :func:`~sclcell.experiments.laboratory.cycling.cycle_lithium` gives them. Current and
        voltage have the same sign there, as BDF wants it.
    """
    values = design.parameter_values()
    area_m2 = float(values["Electrode height [m]"]) * float(values["Electrode width [m]"])
    density = signal["Current density [mA.cm-2]"].to_numpy()
    turns = np.diff(np.sign(density), prepend=0) != 0
    step = np.cumsum(turns)
    # 1 mA/cm2 is 10 A/m2; a cycle has a step in each direction
    current = A_M2_PER_MA_CM2 * density * area_m2
    time, voltage = signal["Time [s]"].to_numpy(), signal["Voltage [V]"].to_numpy()
    return battery_data(time, voltage, current, design.temperature_degC, (step + 1) // 2, step)


def solution_data(solution: pybamm.Solution) -> pd.DataFrame:
    """Return the solution of a simulation with an experiment, or without one.

    Parameters
    ----------
    solution : pybamm.Solution
        Of any PyBaMM model of a cell.
    """
    ambient = float(solution["Ambient temperature [C]"].entries[0])
    steps = [
        (cycle_number, step)
        for cycle_number, cycle in enumerate(solution.cycles or [], start=1)
        for step in (cycle.steps if cycle is not None else [])
        if step is not None
    ] or [(1, solution)]
    tables = []
    for number, (cycle_number, part) in enumerate(steps, start=1):
        time, voltage = part["Time [s]"].entries, part["Voltage [V]"].entries
        current = -part["Current [A]"].entries
        cycle, step = np.full(time.size, cycle_number), np.full(time.size, number)
        tables.append(battery_data(time, voltage, current, ambient, cycle, step))
    return pd.concat(tables, ignore_index=True)
