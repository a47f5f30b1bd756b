"""Pictures of plating: fields over the surface at several times, and what grows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..style import BLACK, BLUE, GREY, RATE_COLOURS, RED, new_figure, new_plot
from .flows import flows

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from .growth import Growth, Snapshot

__all__ = ["SHOWN", "draw_fields", "draw_films", "draw_growth", "draw_rates", "draw_surfaces"]

_UM = 1e6
#: What is shown of the fields: name, label, factor from SI.
SHOWN = (
    ("field", "field [V/mm]", 1e-3),
    ("c", "Li⁺ [mol/L]", 1e-3),
    ("current", "current density [mA/cm²]", 0.1),
)


def draw_growth(table: pd.DataFrame, film: str) -> Figure:
    """Return height of the tip, and its current over that of the flat end, over time."""
    figure, axes = new_plot(f"Li | {film} | Li", "plated thickness [µm]", "tip over flat end [µm]")
    plated = table["Plated thickness [um]"]
    axes.plot(plated, table["Tip height [um]"], color=BLUE, label="height")
    axes.yaxis.label.set_color(BLUE)
    right = axes.twinx()
    right.plot(plated, table["Tip current ratio"], color=RED, label="current")
    right.set_ylabel("current at the tip over that at the flat end", color=RED)
    right.axhline(1, color=GREY, lw=0.6, ls=":")
    # What does not change is a level line.
    for one, least in (
        (axes, 0.01 * max(table["Tip height [um]"].abs().max(), 0.1)),
        (right, 0.01),
    ):
        low, high = one.get_ylim()
        wider = max(least - (high - low) / 2, 0)
        one.set_ylim(low - wider, high + wider)
        one.ticklabel_format(axis="y", useOffset=False)
    return figure


def draw_surfaces(surfaces: pd.DataFrame, film: str) -> Figure:
    """Return the surface at the times that were kept."""
    figure, axes = new_plot(f"Lithium under {film}", "distance [µm]", "height [µm]")
    x = surfaces["Distance [um]"]
    names = surfaces.columns[1:]
    for name, colour in zip(names, RATE_COLOURS, strict=False):
        axes.plot(x, surfaces[name], color=colour, label=str(name)[13:-5])
    axes.legend(frameon=False)
    return figure


def draw_rates(rates: pd.DataFrame, film: str) -> Figure:
    """Return growth of a small sinus over its wavelength."""
    figure, axes = new_plot(
        f"Small sinus on lithium under {film}", "wavelength [µm]", "ln growth over the thickness"
    )
    axes.semilogx(
        rates["Wavelength [um]"], rates["Logarithmic growth over the film thickness"], color=BLUE
    )
    axes.axhline(0, color=BLACK, lw=0.6)
    top = rates["Logarithmic growth over the film thickness"].max()
    # Below, surface energy smooths with the wavenumber to the power three.
    axes.set_ylim(-max(2 * abs(top), 0.01), 1.2 * max(top, 0.005))
    return figure


def draw_fields(growth: Growth, film: str) -> Figure:
    """Return field, salt and current density at the times that were kept, each on one scale."""
    shots = growth.snapshots
    picks = [shots[k] for k in sorted({0, len(shots) // 2, len(shots) - 1})]
    titles = [f"{film}, {shot.time / 3600:.3g} h" for shot in picks]
    return _maps([(growth, shot) for shot in picks], titles)


def draw_films(growths: Sequence[Growth], films: Sequence[str]) -> Figure:
    """Return the last fields of several films, each quantity on one scale."""
    return _maps([(one, one.snapshots[-1]) for one in growths], films)


def _maps(shots: Sequence[tuple[Growth, Snapshot]], titles: Sequence[str]) -> Figure:
    maps = [flows(growth.solver, shot) for growth, shot in shots]
    figure = new_figure(3.1 * len(shots) + 0.8, 5.4)
    figure.set_layout_engine("compressed")
    axes = figure.subplots(3, len(shots), sharex=True, sharey=True, squeeze=False)
    for row, (name, label, factor) in zip(axes, SHOWN, strict=True):
        values = np.concatenate([factor * flow[name].ravel() for flow in maps])
        low, high = np.percentile(values, [0, 99.5])
        shown = None
        for place, (flow, title) in zip(row, zip(maps, titles, strict=True), strict=True):
            x, y = _UM * flow["x"], _UM * flow["y"]
            # Both sides of the axis in one, so that no seam is seen.
            x, y, values = (
                np.concatenate([sign * one[:0:-1], one])
                for sign, one in ((-1, x), (1, y), (1, factor * flow[name]))
            )
            shown = place.pcolormesh(x, y, values, shading="gouraud", vmin=low, vmax=high)
            place.fill_between(x[:, 0], y[:, 0], y.min(), color=GREY, lw=0)
            place.set_aspect("equal")
            if name == SHOWN[0][0]:
                place.set_title(title)
            if name == SHOWN[-1][0]:
                place.set_xlabel("µm")
        row[0].set_ylabel("µm")
        figure.colorbar(shown, ax=row, label=label, shrink=0.85)  # type: ignore[arg-type]
    return figure
