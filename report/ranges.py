"""Bands of a report, and the effect of single parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..parameter_sets.composites import Electrolyte
from ..parameter_sets.degradation import family_of
from ..parameter_sets.provenance import provenance_table
from ..uncertainty.bands import Prediction
from ..uncertainty.samples import Samples
from .charts import Band, Series

if TYPE_CHECKING:
    import pybamm

__all__ = ["Spread", "band_label", "band_of", "effects_of", "prior_range", "spread_of"]


@dataclass(frozen=True)
class Spread:
    """Band of a curve.

    Parameters
    ----------
    low, high : array, shape (n,)
        Edges of the band at the points of the curve.
    remarks : tuple of str
        How many samples give nothing or were not solved, and why.
    due : tuple of str
        What makes the band, and which measurement would shrink it most, at each place.
    """

    low: np.ndarray
    high: np.ndarray
    label: str
    remarks: tuple[str, ...] = ()
    due: tuple[str, ...] = ()


def band_of(
    spread: Spread | None, x: Sequence[float] | np.ndarray, colour: str, prefix: str = ""
) -> list[Series]:
    """Return the band of a curve; nothing if there is no spread.

    Parameters
    ----------
    x : sequence of float
        Values [unit of the axis].
    """
    if spread is None:
        return []
    return [Band(x, spread.low, spread.high, f"{prefix}{spread.label}", colour)]


def prior_range(name: str, value: float, film: Electrolyte) -> tuple[float, float] | None:
    """Return the range of a parameter in the provenance tables, SI units; None if it has none.

    Parameters
    ----------
    value : float
        The value in use, by which rows of several films are told apart.
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


def effects_of(
    curve: Callable[[Mapping[str, float]], np.ndarray],
    names: Iterable[str],
    values: pybamm.ParameterValues,
    film: Electrolyte,
) -> pd.DataFrame:
    """Move one parameter at a time to the ends of its range.

    Each row has the range of a parameter and how far it moves the curve; NaN if no end of the range
    could be simulated.

    Parameters
    ----------
    curve : callable
        Parameters to the curve, shape (n,); NaN where a simulation failed.
    """
    middle, rows = curve({}), []
    for name in names:
        limits = prior_range(name, float(values[name]), film)
        if limits is None:
            continue
        changes = np.concatenate([curve({name: end}) - middle for end in limits])
        known = changes[np.isfinite(changes)]
        rows.append(
            {
                "Parameter": name,
                "Value": float(values[name]),
                "Low": limits[0],
                "High": limits[1],
                "Largest change down": float(known.min()) if len(known) else np.nan,
                "Largest change up": float(known.max()) if len(known) else np.nan,
            }
        )
    return pd.DataFrame(rows)


def spread_of(bands: Prediction, name: str, rows: int | None = None) -> Spread:
    """Return the band of a quantity.

    Parameters
    ----------
    name : str
        The quantity, with its unit [name].
    """
    low, high = (edge[:rows] for edge in bands.ends(name))
    return Spread(low, high, band_label(bands.samples), tuple(bands.remarks), tuple(bands.due))


def band_label(samples: Samples) -> str:
    """Return what a band over samples means, for legends."""
    return f"5 to 95 % of {len(samples.table)} samples, {samples.kind}"
