"""Pictures of long cycling."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from ..measurements import load_measurements, measured_cell_factor
from .cells import CAPACITY, EFFICIENCY
from .results import CyclingResult

__all__ = ["draw_attribution", "draw_cycling", "draw_polarisation"]

_BLUE, _RED, _GREY = "#2166ac", "#b2182b", "#888888"
#: Mechanism -> how it is called in pictures, and colour.
_MECHANISMS = {
    "SolventDiffusionSEI": ("SEI growth", "#b2182b"),
    "CrackAndRepair": ("crack and repair", "#ef8a62"),
    "SolventReservoir": ("solvent reservoir", "#fdb863"),
    "DeadLithium": ("dead lithium", "#888888"),
    "CathodeInterphase": ("CEI", "#2166ac"),
    "ContactLoss": ("contact loss of LFP", "#1b7837"),
}


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
    title : str
        Title of the picture.
    compare : bool
        Whether the conditions are those of the measurements.
    """
    figure = Figure(figsize=(6.4, 4.4), layout="constrained")
    axes = figure.add_subplot(title=title, xlabel="Cycle")
    axes.set_ylabel("Specific discharge capacity [mAh/g]", color=_BLUE)
    cycle = result.table["Cycle"]
    axes.plot(cycle, result.table[CAPACITY], color=_BLUE, label="capacity")
    if compare:
        _add_measured(axes, electrolyte)
    if result.failed_cycle is not None:
        axes.axvline(result.failed_cycle, color=_GREY, ls=":", label="failure")
    axes.set_ylim(0, 175)
    right = axes.twinx()
    right.plot(cycle, result.table[EFFICIENCY], color=_RED, lw=1, label="coulombic efficiency")
    right.set_ylabel("Coulombic efficiency [%]", color=_RED)
    right.set_ylim(97, 101)
    if compare and len(_measured(electrolyte, "coulombic efficiency lower bound")):
        right.axhline(99.0, color=_RED, ls="--", lw=0.8, label="measured lower bound")
    handles = [*axes.get_legend_handles_labels()[0], *right.get_legend_handles_labels()[0]]
    axes.legend(handles=handles, frameon=False, loc="lower left")
    return figure


def _add_measured(axes: Any, electrolyte: str) -> None:
    points = _measured(electrolyte, "specific discharge capacity").dropna(subset="cycle")
    if len(points):
        axes.plot(
            points["cycle"],
            points["value"] / measured_cell_factor(),
            "s",
            color="black",
            mfc="none",
            label="measured, mass corrected",
        )
    for value in _measured(electrolyte, "cycles before rapid decline")["value"]:
        axes.axvspan(0.8 * value, 1.2 * value, color="black", alpha=0.1, lw=0)
        axes.axvline(value, color="black", lw=1, label="measured onset of decline, ±20 %")


def draw_attribution(costs: pd.DataFrame, title: str) -> Figure:
    """Return what each mechanism costs at each cycle, by switching it off.

    Parameters
    ----------
    costs : pandas.DataFrame
        As given by :func:`sclcell.experiments.cycling.attribute_fade`.
    title : str
        Title of the picture.
    """
    figure = Figure(figsize=(6.4, 4.2), layout="constrained")
    axes = figure.add_subplot(
        title=title, xlabel="Cycle", ylabel="Capacity gained by leaving it out [mAh/g]"
    )
    for name in costs.columns[1:]:
        label, colour = _MECHANISMS.get(name, (name, _GREY))
        # The end is in words: most mechanisms cost too little to be seen beside the largest.
        label += f" ({costs[name].iloc[-1]:.2g} mAh/g at the end)"
        axes.plot(costs["Cycle"], costs[name], label=label, color=colour)
    axes.axhline(0, color="black", lw=0.6)
    axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
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
    title : str
        Title of the picture.
    compare : bool
        Whether the conditions are those of the measurements.
    """
    figure = Figure(figsize=(6.4, 4.0), layout="constrained")
    axes = figure.add_subplot(title=title, xlabel="Time [h]", ylabel="Polarisation voltage [V]")
    axes.plot(time_h, polarisation_V, color=_BLUE, label="model")
    if compare:
        points = _measured(electrolyte, "polarisation voltage")
        if len(points):
            axes.plot(points["hours"], points["value"], "s", color="black", label="measured")
        for hours in _measured(electrolyte, "time to failure")["value"]:
            axes.axvspan(0.8 * hours, 1.2 * hours, color="black", alpha=0.1, lw=0)
            axes.axvline(hours, color="black", lw=1, label="measured failure, ±20 %")
    axes.set_ylim(0, 1.1 * float(np.nanmax(polarisation_V)))
    axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    return figure
