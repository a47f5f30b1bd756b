"""How measured and modelled values are drawn beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ...style import BAND_OPACITY, NUMBER

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_against"]


def draw_against(ax: Axes, table: pd.DataFrame, x: str) -> None:
    """Draw a model with its band and the measurements with their noise, curve by curve.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to.
    table : pandas.DataFrame
        Columns ``Measured``, ``Model`` and ``Noise``; ``Curve`` tells curves apart.
    x : str
        Column on the horizontal axis.
    """
    groups = [g for _, g in table.groupby("Curve")] if "Curve" in table else [table]
    for k, group in enumerate(groups):
        group, colour = group.sort_values(x), f"C{k % 10}"
        text = f"{group['Current [mA.g-1]'].iloc[0]:{NUMBER}} mA/g" if len(groups) > 1 else "model"
        if "Model (5 %)" in group:
            low, high = group["Model (5 %)"], group["Model (95 %)"]
            ax.fill_between(group[x], low, high, color=colour, alpha=BAND_OPACITY, lw=0)
        ax.plot(group[x], group["Model"], "-", color=colour, label=text)
        noise = None if "Curve" in table else group["Noise"]
        ax.errorbar(group[x], group["Measured"], noise, fmt="o", color=colour, ms=3)
