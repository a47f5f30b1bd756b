"""Pictures of a fit: data with bands, residuals, profiles, correlation."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..style import new_figure
from .kinds.registry import kind_of
from .results import FitResult

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["draw_correlation", "draw_data", "draw_profiles", "draw_residuals", "fit_figures"]


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
        kind_of(data.kind).draw(ax, table)
        ax.legend(fontsize=7)
        ax.set_title(data.name, fontsize=10)
    return figure


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
