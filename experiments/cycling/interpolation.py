"""From measured cycles to all cycles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.interpolate import CubicSpline, PchipInterpolator

__all__ = ["agree", "piecewise"]

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


def piecewise(
    measured: pd.DataFrame, seams: Sequence[float], at: Any, only_measured: Sequence[str]
) -> pd.DataFrame:
    """Return values at given cycles, each from what had been measured when its step ended.

    What is measured later changes nothing: a longer run begins with the shorter one.

    Parameters
    ----------
    measured : pandas.DataFrame
        As for `agree`.
    seams : sequence of float
        Cycles up to which was measured when each step ended, increasing.
    at : array of float
        Cycles, within those measured.
    only_measured : sequence of str
        Columns that are not interpolated: NaN where a cycle was not measured.
    """
    smooth = measured.drop(columns=list(only_measured))
    knots = smooth.index.to_numpy()
    table = measured.reindex(at)
    missing = np.asarray(at)[~np.isin(at, knots)]
    step = np.searchsorted(seams, missing)
    for k in np.unique(step):
        known = smooth[knots <= seams[k]]
        rows = missing[step == k]
        table.loc[rows, smooth.columns] = PchipInterpolator(known.index, known)(rows)
    return table.reset_index(drop=True)
