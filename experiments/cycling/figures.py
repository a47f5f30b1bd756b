"""Pictures of long cycling."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ...style import BLACK, BLUE, GREY, MECHANISMS, RED, new_figure, new_plot
from ..measurements import load_measurements, measured_cell_factor
from .cells import CAPACITY, EFFICIENCY
from .results import CyclingResult

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw_attribution", "draw_cycling", "draw_polarisation"]


def _measured(electrolyte: str, quantity: str) -> pd.DataFrame:
    table = load_measurements("cells")
    return table[(table["electrolyte"] == electrolyte) & (table["quantity"] == quantity)]


def draw_cycling(result: CyclingResult, electrolyte: str, title: str, compare: bool) -> Figure:
    """Return capacity and coulombic efficiency against cycle.

    Parameters
    ----------
    result : CyclingResult
        Of an LFP cell.
    electrolyte : str
        Film whose measurements are shown.
    compare : bool
        Whether the conditions are those of the measurements.
    """
    figure = new_figure()
    axes = figure.add_subplot(title=title, xlabel="Cycle")
    axes.set_ylabel("Specific discharge capacity [mAh/g]", color=BLUE)
    cycle = result.table["Cycle"]
    axes.plot(cycle, result.table[CAPACITY], color=BLUE, label="capacity")
    if compare:
        _add_measured(axes, electrolyte)
    if result.failed_cycle is not None:
        axes.axvline(result.failed_cycle, color=GREY, ls=":", label="failure")
    axes.set_ylim(0, 175)
    right = axes.twinx()
    right.plot(cycle, result.table[EFFICIENCY], color=RED, lw=1, label="coulombic efficiency")
    right.set_ylabel("Coulombic efficiency [%]", color=RED)
    right.set_ylim(97, 101)
    if compare and len(_measured(electrolyte, "coulombic efficiency lower bound")):
        right.axhline(99.0, color=RED, ls="--", lw=0.8, label="measured lower bound")
    handles = [*axes.get_legend_handles_labels()[0], *right.get_legend_handles_labels()[0]]
    axes.legend(handles=handles, frameon=False, loc="lower left")
    return figure


def _add_measured(axes: Axes, electrolyte: str) -> None:
    points = _measured(electrolyte, "specific discharge capacity").dropna(subset="cycle")
    if len(points):
        axes.plot(
            points["cycle"],
            points["value"] / measured_cell_factor(),
            "s",
            color=BLACK,
            mfc="none",
            label="measured, mass corrected",
        )
    for value in _measured(electrolyte, "cycles before rapid decline")["value"]:
        axes.axvspan(0.8 * value, 1.2 * value, color=BLACK, alpha=0.1, lw=0)
        axes.axvline(value, color=BLACK, lw=1, label="measured onset of decline, ±20 %")


def draw_attribution(costs: pd.DataFrame, title: str) -> Figure:
    """Return what each mechanism costs at each cycle, by switching it off.

    Parameters
    ----------
    costs : pandas.DataFrame
        As given by :func:`sclcell.experiments.cycling.attribute_fade`.
    """
    figure, axes = new_plot(title, "Cycle", "Capacity gained by leaving it out [mAh/g]")
    for name in costs.columns[1:]:
        label, colour = MECHANISMS.get(name, (name, GREY))
        # The end is in words: most mechanisms cost too little to be seen beside the largest.
        label += f" ({costs[name].iloc[-1]:.2g} mAh/g at the end)"
        axes.plot(costs["Cycle"], costs[name], label=label, color=colour)
    axes.axhline(0, color=BLACK, lw=0.6)
    axes.legend(frameon=False)
    return figure


def draw_polarisation(
    time_h: np.ndarray, polarisation_V: np.ndarray, electrolyte: str, title: str, compare: bool
) -> Figure:
    """Return polarisation of a symmetric cell against time, peak to peak.

    Parameters
    ----------
    time_h, polarisation_V : array, shape (n,)
        Of a symmetric cell [h], [V].
    electrolyte : str
        Film whose measurements are shown.
    compare : bool
        Whether the conditions are those of the measurements.
    """
    figure, axes = new_plot(title, "Time [h]", "Polarisation voltage [V]")
    axes.plot(time_h, polarisation_V, color=BLUE, label="model")
    if compare:
        points = _measured(electrolyte, "polarisation voltage")
        if len(points):
            axes.plot(points["hours"], points["value"], "s", color=BLACK, label="measured")
        for hours in _measured(electrolyte, "time to failure")["value"]:
            axes.axvspan(0.8 * hours, 1.2 * hours, color=BLACK, alpha=0.1, lw=0)
            axes.axvline(hours, color=BLACK, lw=1, label="measured failure, ±20 %")
    axes.set_ylim(0, 1.1 * float(np.nanmax(polarisation_V)))
    axes.legend(frameon=False)
    return figure
