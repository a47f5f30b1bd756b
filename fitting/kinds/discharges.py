"""Discharge curves: rows of a table taken apart into one curve per rate and temperature."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...parameter_sets.cell import Cell
from ..problem.plausibility import highest_capacity
from ..problem.reading import SOURCE
from ..problem.schema import DataSet

__all__ = ["Discharge", "split_discharges"]

_FEWEST = 4
# In a tail, capacity noise counts for so much more than voltage noise.
_STEEP = 3.0
# Cyclers log thousands of points whose errors are not independent, and from neighbours that lie
# closer than their noise no slope can be told.
_MOST = 100


@dataclass(frozen=True)
class Discharge:
    """A discharge at constant current.

    Parameters
    ----------
    current : float
        Specific current [mA.g-1], positive.
    temperature_degC : float
        Ambient temperature.
    capacity : numpy.ndarray
        Specific capacity passed [mA.h.g-1], shape (n,), increasing.
    voltage : numpy.ndarray
        [V], shape (n,).
    tail : int
        From this point on the curve falls so steeply that the noise of the capacity counts for
        three times that of the voltage; n for a curve that ends on its plateau.
    sigma : numpy.ndarray
        Standard deviation of the voltage at given capacity [V], shape (n,): voltage noise and,
        through the slope of the curve, capacity noise.
    slope : numpy.ndarray
        Size of dV/dQ [V.g.mA-1.h-1], shape (n,); sigma over slope is the standard deviation of
        the capacity at given voltage.
    """

    current: float
    temperature_degC: float
    capacity: np.ndarray
    voltage: np.ndarray
    tail: int
    sigma: np.ndarray
    slope: np.ndarray


def split_discharges(
    frame: pd.DataFrame, data: DataSet, cell: Cell, report: Callable[[str], None]
) -> list[Discharge]:
    """Return the discharges of a table.

    Parameters
    ----------
    frame : pandas.DataFrame
        As `read_data` returns it.
    data, cell : DataSet, Cell
        Noise, what 1C is, and the temperature where the table says none.
    report : callable
        Called with each fault.

    Returns
    -------
    list of Discharge
        In the order of the table; curves of many points are thinned.
    """
    if frame.select_dtypes(float).isna().to_numpy().any():
        # Cells that are no numbers are faults that have been reported already.
        return []
    frame = frame.copy()
    if "current" in frame:
        frame["current"] = frame["current"].abs()
    else:
        frame["current"] = frame["rate"] * cell.one_C_mAh_g
    if "temperature" not in frame:
        frame["temperature"] = cell.temperature_degC
    # Measured currents and temperatures scatter; curves differ by more than this.
    currents = _alike(np.log(frame["current"].clip(lower=1e-12).to_numpy(float)), 0.03)
    temperatures = _alike(frame["temperature"].to_numpy(float), 0.5)
    keys = [frame["file"].to_numpy(), currents, temperatures]
    if "curve" in frame:
        keys = [frame["file"].to_numpy(), frame["curve"].to_numpy()]
    parts = [part for _, part in frame.groupby(keys, sort=False)]
    curves = [_check(part, data, cell, report) for part in parts]
    kept = [curve for curve in curves if curve is not None]
    largest = max((curve["capacity"].iloc[-1] for curve in kept), default=1.0)
    return [_discharge(_thinned(curve), data, largest) for curve in kept]


def _alike(values: np.ndarray, apart: float) -> np.ndarray:
    """Return a number for each value, the same for neighbours in size that are not so far apart.

    Rounding would not do: two values that differ by nothing may lie on both sides of a border.
    """
    order = np.argsort(values, kind="stable")
    numbers = np.empty(len(values), dtype=int)
    numbers[order] = np.cumsum(np.append(False, np.diff(values[order]) > apart))
    return numbers


def _check(
    part: pd.DataFrame, data: DataSet, cell: Cell, report: Callable[[str], None]
) -> pd.DataFrame | None:
    file = data.files[int(part["file"].iloc[0])]
    current = float(part["current"].median())
    name = f"{file}: curve that starts in row {part[SOURCE].iloc[0]}"
    if len(part) < _FEWEST:
        report(f"{name}: {len(part)} points are too few for a curve; give at least {_FEWEST}")
        return None
    if current <= 0:
        report(f"{name}: the current is zero; only discharges can be fitted")
        return None
    part = part.copy()
    if "capacity" not in part:
        time = part["time"].to_numpy()
        # A cycler's clock runs through the whole test; a table of one discharge starts near zero.
        offset = time[0] if time[0] > 0.2 * (time.max() - time[0]) else 0.0
        part["capacity"] = (time - offset) / 3600 * part["current"]
    part["capacity"] = part["capacity"].abs()
    most, holds = highest_capacity(cell)
    if part["capacity"].max() > most:
        report(
            f"{name}: it reaches {part['capacity'].max():.4g} mAh/g, but {holds}; check the "
            "unit of time, current or capacity, and loading and area of the cell"
        )
        return None
    steps = np.diff(part["capacity"])
    if (steps <= 0).any():
        row = part[SOURCE].iloc[int(np.argmax(steps <= 0)) + 1]
        report(
            f"{file}: row {row}: capacity or time does not increase within a curve; sort the rows, "
            "or tell curves apart with a column 'curve'"
        )
        return None
    if part["voltage"].iloc[-1] >= part["voltage"].iloc[0]:
        report(f"{name}: the voltage does not fall; only discharges can be fitted")
        return None
    return part


def _thinned(part: pd.DataFrame) -> pd.DataFrame:
    """Return at most `_MOST` rows, evenly spread along the curve, its ends among them."""
    if len(part) <= _MOST:
        return part
    charge, voltage = part["capacity"].to_numpy(float), part["voltage"].to_numpy(float)
    # Along the envelope, for noise makes the curve itself long.
    fall = voltage[0] - np.minimum.accumulate(voltage)
    length = (charge - charge[0]) / np.ptp(charge) + fall / fall[-1]
    kept = np.searchsorted(length, np.linspace(0, length[-1], _MOST))
    return part.iloc[np.unique(kept)]


def _discharge(part: pd.DataFrame, data: DataSet, largest: float) -> Discharge:
    capacity = part["capacity"].to_numpy(float)
    voltage = part["voltage"].to_numpy(float)
    slope = np.maximum(np.abs(np.gradient(voltage, capacity)), 1e-9)
    noise_Q = data.capacity_noise_percent / 100 * largest
    steep = slope * noise_Q > _STEEP * data.sigma
    # The charged-end knee is steep, too: the tail is what follows the last flat point.
    flat = np.flatnonzero(~steep)
    tail = max(int(flat[-1]) + 1 if flat.size else 0, len(voltage) // 2)
    return Discharge(
        current=float(part["current"].median()),
        temperature_degC=float(part["temperature"].median()),
        capacity=capacity,
        voltage=voltage,
        tail=tail,
        sigma=np.hypot(data.sigma, slope * noise_Q),
        slope=slope,
    )
