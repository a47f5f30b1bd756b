"""Bands: what the result would be if an uncertain parameter were elsewhere in its range."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ...parameter_sets.composites import Electrolyte
from ...parameter_sets.degradation import family_of
from ...parameter_sets.provenance import provenance_table

__all__ = ["Spread", "posterior_spread", "prior_range", "prior_spread"]


@dataclass(frozen=True)
class Spread:
    """Band of a curve.

    Parameters
    ----------
    low, high : array, shape (n,)
        Edges of the band at the points of the curve.
    label : str
        What the band means, for the legend.
    effects : pandas.DataFrame
        For prior bands, a row per parameter: its range and how far it moves each point.
    """

    low: np.ndarray
    high: np.ndarray
    label: str
    effects: pd.DataFrame


def prior_range(name: str, value: float, film: Electrolyte) -> tuple[float, float] | None:
    """Return the range of a parameter in the provenance tables, SI units; None if it has none.

    Parameters
    ----------
    name : str
        PyBaMM name, with unit.
    value : float
        The value in use, by which rows of several films are told apart.
    film : Electrolyte
        Whose rows count first.
    """
    for source in ("cell", "lithium_interface", "degradation"):
        table = provenance_table(source)
        rows = table[table["name"] == name]
        if "electrolyte" in rows:
            own = rows[rows["electrolyte"].isin(["all", family_of(film)])]
            rows = pd.concat([own, rows])
        rows = rows[np.isclose(rows["value"].astype(float), value)]
        if len(rows) and rows["low"].iloc[0] < rows["high"].iloc[0]:
            return float(rows["low"].iloc[0]), float(rows["high"].iloc[0])
    return None


def prior_spread(
    curve: Callable[[Mapping[str, float]], np.ndarray],
    names: Iterable[str],
    values: Any,
    film: Electrolyte,
) -> Spread:
    """Move one parameter at a time to the ends of its range; the band holds all curves.

    Interactions between parameters are not in it, and the ends of a range are taken to be as
    likely as its middle: a band of this kind says what is not known, not how likely it is.

    Parameters
    ----------
    curve : callable
        Parameters to the curve, shape (n,).
    names : iterable of str
        Parameters; those without a range are left out.
    values : mapping
        Values in use.
    film : Electrolyte
        The film.
    """
    curves, rows = [curve({})], []
    for name in names:
        limits = prior_range(name, float(values[name]), film)
        if limits is None:
            continue
        ends = [curve({name: end}) for end in limits]
        curves += ends
        rows.append(
            {
                "Parameter": name,
                "Value": float(values[name]),
                "Low": limits[0],
                "High": limits[1],
                "Largest change down": min(float(np.nanmin(end - curves[0])) for end in ends),
                "Largest change up": max(float(np.nanmax(end - curves[0])) for end in ends),
            }
        )
    count = len(rows)
    label = f"prior ranges of {count} parameter{'s' if count > 1 else ''}, one at a time"
    return Spread(np.nanmin(curves, axis=0), np.nanmax(curves, axis=0), label, pd.DataFrame(rows))


def posterior_spread(
    curve: Callable[[Mapping[str, float]], np.ndarray], samples: Sequence[Mapping[str, float]]
) -> Spread:
    """Return the 5 to 95 % band over samples of a posterior.

    Parameters
    ----------
    curve : callable
        Parameters to the curve, shape (n,).
    samples : sequence of dict
        Each sample's parameters and values.
    """
    low, high = np.nanquantile([curve(sample) for sample in samples], [0.05, 0.95], axis=0)
    return Spread(low, high, f"posterior, 5 to 95 % of {len(samples)} samples", pd.DataFrame())
