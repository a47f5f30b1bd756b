"""From measured cycles to all cycles."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.interpolate import CubicSpline, PchipInterpolator

__all__ = ["agree", "interpolated"]

#: Monotone and smooth interpolation may differ by this share of the leading value, and by ten
#: times as much of the others.
_TOLERANCE = 3e-4


def agree(measured: pd.DataFrame, low: float, high: float, leading: str) -> bool:
    """Return whether two ways of interpolation agree between two cycles, (ENV-2).

    Parameters
    ----------
    measured : pandas.DataFrame
        A row per measured cycle, the index its number; a column per value.
    low, high : float
        Cycles.
    leading : str
        Column that is held to the closer tolerance.
    """
    if len(measured) < 4:
        return True
    between = np.linspace(low, high, 9)
    monotone = PchipInterpolator(measured.index, measured)(between)
    spline = CubicSpline(measured.index, measured)(between)
    allowed = np.where(measured.columns == leading, _TOLERANCE, 10 * _TOLERANCE)
    return bool(np.all(np.abs(monotone - spline) <= allowed * np.abs(monotone)))


def interpolated(measured: pd.DataFrame, at: Any) -> pd.DataFrame:
    """Return values at given cycles, each from those cycles at which it was measured.

    Parameters
    ----------
    measured : pandas.DataFrame
        As for `agree`, with gaps.
    at : array of float
        Cycles, within those measured.
    """
    columns = {}
    for name in measured:
        known = measured[name].dropna()
        if len(known) > 1:
            columns[name] = PchipInterpolator(known.index, known)(at)
        else:
            columns[name] = np.full(len(at), known.iloc[0])
    return pd.DataFrame(columns)
