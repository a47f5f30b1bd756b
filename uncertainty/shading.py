"""Bands in tables and pictures of the prediction that they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ..style import BAND_OPACITY, BLUE
from .bands import QUANTILES, Prediction, quantile_name

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["shaded", "with_quantiles"]


def with_quantiles(table: pd.DataFrame, bands: Prediction, name: str) -> pd.DataFrame:
    """Return a table with a column for each quantile of a quantity, behind that quantity.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows of the prediction; its index counts those of the bands.
    bands : Prediction
        The bands.
    name : str
        Quantity whose quantiles are wanted.
    """
    wide = table.copy()
    place = list(wide.columns).index(name) + 1
    for share in reversed(QUANTILES):
        quantile = quantile_name(name, share)
        wide.insert(place, quantile, bands.table[quantile].to_numpy()[wide.index])
    return wide


def shaded(figure: Figure, bands: Prediction, name: str) -> Figure:
    """Return a picture with the band of a quantity behind its line.

    Parameters
    ----------
    figure : Figure
        Changed.
    bands : Prediction
        Of the prediction; the first column of the table is the picture's x.
    name : str
        Quantity, in the picture's unit.
    """
    place = figure.axes[0]
    at = bands.table.iloc[:, 0].to_numpy(float)
    order = at.argsort()
    low, high = (edge[order] for edge in bands.ends(name))
    label = f"5 to 95 %, {bands.samples.kind}"
    band = place.fill_between(at[order], low, high, color=BLUE, alpha=BAND_OPACITY, lw=0, zorder=0)
    place.set_ylim(top=max(place.get_ylim()[1], 1.05 * float(high.max())))
    legend = place.get_legend()
    if legend is not None:
        labels = [text.get_text() for text in legend.get_texts()]
        handles = [handle for handle in legend.legend_handles if handle is not None]
        place.legend([*handles, band], [*labels, label], frameon=False)
    return figure
