"""Bands of the report: over samples of all that is uncertain, and what single parameters do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ...parameter_sets.composites import Electrolyte
from ...parameter_sets.degradation import family_of
from ...parameter_sets.provenance import provenance_table
from ...parameter_sets.samples import Samples
from ..bands import Bands, quantile_columns

__all__ = [
    "Spread",
    "band_label",
    "prior_range",
    "prior_spread",
    "sampled_spread",
    "spread_of",
]


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
        A row per parameter: its range and how far it moves the curve; may be empty.
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


def sampled_spread(
    curves: np.ndarray, samples: Samples, effects: pd.DataFrame | None = None
) -> Spread:
    """Return the 5 to 95 % band over samples.

    Parameters
    ----------
    curves : array, shape (samples, n)
        Of each sample, in the unit of the quantity [quantity].
    samples : Samples
        What was drawn.
    effects : pandas.DataFrame, optional
        What single parameters do, see `prior_spread`.
    """
    low, _, high = quantile_columns("band", curves).values()
    return Spread(low, high, band_label(samples), pd.DataFrame() if effects is None else effects)


def spread_of(bands: Bands, name: str, rows: int | None = None) -> Spread:
    """Return the band of a quantity.

    Parameters
    ----------
    bands : Bands
        Of a prediction.
    name : str
        The quantity, with its unit [name].
    rows : int, optional
        How many rows are wanted.
    """
    low, high = (edge[:rows] for edge in bands.ends(name))
    return Spread(low, high, band_label(bands.samples), pd.DataFrame())


def band_label(samples: Samples) -> str:
    """Return what a band over samples means, for legends."""
    return f"5 to 95 % of {len(samples.table)} samples, {samples.kind}"
