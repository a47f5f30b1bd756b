"""Noise and units of measured properties of films."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..columns import UNITS, unit_factor

__all__ = ["NOISE", "material_factors"]

#: Standard deviation of each measured quantity: relative for σ, absolute for the rest [SI, eV].
#: Assumed: the study gives none. The optimum is read off a series in steps of 5 wt%, hence
#: 5/√12 wt%.
NOISE = {
    "ionic conductivity": 0.05,
    "cation transference number": 0.02,
    "activation energy": 0.01,
    "optimum filler loading": 0.05 / np.sqrt(12),
}

#: Quantity -> dimension; the fit takes mS/cm and eV.
_DIMENSIONS = {
    "ionic conductivity": "conductivity",
    "activation energy": "energy",
    "cation transference number": "count",
}


def material_factors(frame: pd.DataFrame, raw: pd.DataFrame, unit: str | None) -> list[str]:
    """Bring the column ``value`` to the units of the fit, and return what is wrong with it.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns ``quantity`` and ``value``; changed in place.
    raw : pandas.DataFrame
        The same rows of the file.
    unit : str or None
        Of all values, where the file has no column of units.
    """
    column = next((c for c in raw if str(c).strip().lower() in ("unit", "units")), None)
    factors, faults = [], []
    units = [unit] * len(frame) if column is None else raw[column].astype(str)
    for row, quantity, given in zip(frame.index, frame["quantity"], units, strict=True):
        dimension = _DIMENSIONS.get(str(quantity).strip())
        # Other quantities are not fitted.
        factor = 1.0 if dimension is None else _factor(dimension, given)
        if factor is None:
            allowed = ", ".join(spelling for spelling in UNITS[str(dimension)] if spelling)
            what = f"unit '{given}'" if given else "no unit"
            faults.append(f"row {row}: {quantity} has {what}; write one of {allowed}")
        factors.append(factor or 1.0)
    frame["value"] *= factors
    return faults


def _factor(dimension: str, unit: str | None) -> float | None:
    """Return the factor of a unit, None if it is none of the dimension."""
    if unit is None or not unit.strip():
        return 1.0 if dimension == "count" else None
    return unit_factor(dimension, unit)
