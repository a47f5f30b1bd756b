"""Pictures of a fit: data with bands, residuals, profiles, correlation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from ..style import BAND_OPACITY, NUMBER, new_figure
from .data import CAPACITY
from .results import FitResult

__all__ = ["draw_correlation", "draw_data", "draw_profiles", "draw_residuals", "fit_figures"]

#: Kind -> column on the horizontal axis, label of the vertical one, logarithmic axes.
_AXES = {
    "voltage curves": (CAPACITY, "Voltage [V]", False),
    "rate capability": ("C-rate", "Specific discharge capacity [mAh/g]", True),
    "retention": ("Cycle", "Specific discharge capacity [mAh/g]", False),
    "polarisation": ("Time [h]", "Polarisation [V]", False),
    "spectrum": ("Model", "−Im Z [Ω cm²]", False),
}


def fit_figures(result: FitResult) -> dict[str, Callable[[], Figure]]:
    """Return file stem to a function that draws the picture."""
    figures: dict[str, Callable[[], Figure]] = {
        "data": lambda: draw_data(result),
        "residuals": lambda: draw_residuals(result),
        "correlation": lambda: draw_correlation(result),
    }
    if result.profiles:
        figures["profiles"] = lambda: draw_profiles(result)
    return figures


def _panels(number: int, width: float = 4.6, height: float = 3.6) -> tuple[Figure, list[Any]]:
    columns = min(number, 3)
    rows = -(-number // columns)
    figure = new_figure(width * columns, height * rows)
    axes = figure.subplots(rows, columns, squeeze=False).ravel().tolist()
    for spare in axes[number:]:
        spare.remove()
    return figure, axes[:number]


def draw_data(result: FitResult) -> Figure:
    """Draw measurements, model and the 5 to 95 % band of the posterior."""
    problem = result.loaded.problem
    figure, axes = _panels(len(problem.data))
    for ax, data, comparison, band in zip(
        axes, problem.data, result.comparisons, result.bands, strict=True
    ):
        table = pd.concat([comparison.table, band], axis=1)
        _draw_one(ax, data.kind, table)
        ax.set_title(data.name, fontsize=10)
    return figure


def _draw_one(ax: Any, kind: str, table: pd.DataFrame) -> None:
    if kind == "material":
        _draw_parity(ax, table)
        return
    x, label, logarithmic = _AXES[kind]
    if kind == "spectrum":
        ax.plot(table["Measured"], -table["Measured imaginary"], "ko", ms=3, label="measured")
        ax.plot(table["Model"], -table["Model imaginary"], "C0-", label="model")
        ax.set_xlabel("Re Z [Ω cm²]")
    else:
        groups = [g for _, g in table.groupby("Curve")] if "Curve" in table else [table]
        for k, group in enumerate(groups):
            group, colour = group.sort_values(x), f"C{k % 10}"
            text = (
                f"{group['Current [mA.g-1]'].iloc[0]:{NUMBER}} mA/g" if len(groups) > 1 else "model"
            )
            if "Model (5 %)" in group:
                low, high = group["Model (5 %)"], group["Model (95 %)"]
                ax.fill_between(group[x], low, high, color=colour, alpha=BAND_OPACITY, lw=0)
            ax.plot(group[x], group["Model"], "-", color=colour, label=text)
            noise = None if "Curve" in table else group["Noise"]
            ax.errorbar(group[x], group["Measured"], noise, fmt="o", color=colour, ms=3)
        ax.set_xlabel("Specific capacity [mAh/g]" if x == CAPACITY else x)
        if logarithmic:
            ax.set_xscale("log")
        if kind == "rate capability":
            rates = sorted(set(table[x]))
            ax.set_xticks(rates, [f"{rate:g}" for rate in rates])
            ax.minorticks_off()
        if kind == "polarisation":
            ax.set_ylim(bottom=0)
    ax.set_ylabel(label)
    ax.legend(fontsize=7)


def _draw_parity(ax: Any, table: pd.DataFrame) -> None:
    for name, group in table.groupby("Quantity"):
        ax.errorbar(
            group["Measured"], group["Model"], xerr=group["Noise"], fmt="o", ms=4, label=name
        )
    ends = [table["Measured"].min() * 0.8, table["Measured"].max() * 1.2]
    ax.plot(ends, ends, "k:", lw=1)
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.set_xlabel("Measured [mS/cm, 1, eV]")
    ax.set_ylabel("Model")
    ax.legend(fontsize=7)


def draw_residuals(result: FitResult) -> Figure:
    """Draw the residuals of each data set in standard deviations."""
    problem = result.loaded.problem
    figure, axes = _panels(len(problem.data))
    for ax, data, comparison in zip(axes, problem.data, result.comparisons, strict=True):
        ax.axhspan(-1, 1, color="0.9", lw=0)
        ax.axhline(0, color="0.5", lw=0.8)
        ax.plot(np.arange(1, len(comparison.residuals) + 1), comparison.residuals, "C0o", ms=3)
        ax.set_xlabel("Measurement, in the order of the file")
        ax.set_ylabel("Residual [standard deviations]")
        ax.set_title(data.name, fontsize=10)
    return figure


def draw_profiles(result: FitResult) -> Figure:
    """Draw profile likelihoods beside the parabolas of the linearised problem."""
    figure, axes = _panels(len(result.profiles), 4.0, 3.0)
    unknowns = {u.label: k for k, u in enumerate(result.loaded.unknowns)}
    scale = result.knowledge.inflation**2
    for ax, (label, table) in zip(axes, result.profiles.items(), strict=True):
        k = unknowns[label]
        unknown, sd = result.loaded.unknowns[k], result.knowledge.sd[k]
        x = result.optimum.point[k]
        grid = np.clip(np.linspace(x - 2.5 * sd, x + 2.5 * sd, 50), 0, 1)
        ax.plot([unknown.value(g) for g in grid], ((grid - x) / sd) ** 2, "0.6", label="linearised")
        rise = (table["Chi squared"] - table["Chi squared"].min()) / scale
        ax.plot([unknown.value(p) for p in table["Position"]], rise, "C0o-", ms=4, label="profile")
        ax.axhline(1, color="0.5", lw=0.8, ls=":")
        # Decades of a narrow range are labelled illegibly.
        if unknown.scale == "log" and unknown.value(grid[-1]) > 10 * unknown.value(grid[0]):
            ax.set_xscale("log")
        else:
            ax.locator_params(axis="x", nbins=4)
        ax.set_xlabel(label, fontsize=7)
        ax.set_ylabel("Rise of χ²")
        ax.legend(fontsize=7)
    return figure


def draw_correlation(result: FitResult) -> Figure:
    """Draw the correlation matrix."""
    labels = [u.label for u in result.loaded.unknowns]
    size = 4.5 + 0.35 * len(labels)
    figure = new_figure(size + 2, size)
    ax = figure.subplots()
    image = ax.imshow(result.knowledge.correlation, vmin=-1, vmax=1, cmap="RdBu_r")
    ax.set_xticks(range(len(labels)), [str(k + 1) for k in range(len(labels))])
    ax.set_yticks(range(len(labels)), [f"{name}  {k + 1}" for k, name in enumerate(labels)])
    ax.tick_params(labelsize=7)
    figure.colorbar(image, ax=ax, label="Correlation", shrink=0.8)
    return figure
