"""The picture of a fit of films: conductivity against loading and temperature, and the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...models.laws.constants import MS_CM_PER_S_M, celsius
from ...style import BAND_OPACITY, BLACK, BLUE, GREY, RED, SERIES_COLOURS, SIZE_OF_TWO, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from .result import FilmFit

__all__ = ["draw_films"]

#: Temperatures that are the same in a picture [K].
_SAME = 3.0


def draw_films(fit: FilmFit) -> Figure:
    """Return conductivity against loading at the answer's temperature, and against temperature."""
    figure = new_figure(SIZE_OF_TWO[0], SIZE_OF_TWO[1] + 0.4)
    loaded = fit.data.frame["w"].max() > 0
    axes = figure.subplots(1, 2 if loaded else 1, squeeze=False)[0]
    for place in axes:
        place.spines[["top", "right"]].set_visible(False)
        place.set_yscale("log")
        place.set_ylabel("Ionic conductivity [mS/cm]")
    if loaded:
        _over_loading(fit, axes[0])
    _over_temperature(fit, axes[-1])
    return figure


def _over_loading(fit: FilmFit, axes: Axes) -> None:
    _, k = fit.curves.place(0.0, fit.T)
    wt = 100 * fit.curves.w
    low, middle, high = MS_CM_PER_S_M * fit.curves.quantiles[:, :, k]
    axes.fill_between(
        wt, low, high, color=BLUE, alpha=BAND_OPACITY, lw=0, label="new film, 5 to 95 %"
    )
    axes.plot(wt, middle, color=BLUE, lw=1.5, label="median")
    frame = fit.data.frame
    near = frame[np.abs(frame["T"] - fit.T) < _SAME]
    axes.plot(
        100 * near["w"], MS_CM_PER_S_M * np.exp(near["ln_sigma"]), "o", color=BLACK, ms=4,
        label="measured",
    )  # fmt: skip
    end = 100 * frame["w"].max()
    # Between the bare and the least filled film the prior of the step speaks.
    axes.axvspan(0, 100 * frame["w"][frame["w"] > 0].min(), color=GREY, alpha=0.12, lw=0)
    if wt.max() > end + 0.1:
        axes.axvspan(end, wt.max(), color=GREY, alpha=0.12, lw=0)
    a = fit.answer
    axes.axvline(100 * a.recommended, color=RED, lw=1, ls="--")
    axes.annotate(
        f"{100 * a.recommended:.3g} wt%", (100 * a.recommended, 1), (4, -2),
        xycoords=("data", "axes fraction"), textcoords="offset points", va="top", color=RED,
    )  # fmt: skip
    axes.set_xlabel(f"{fit.data.filler.name} [wt%]")
    axes.set_title(f"{a.verdict} at {fit.temperature_degC:.3g} °C; grey: no films", fontsize=10)
    axes.set_xlim(0, wt.max())
    axes.legend(frameon=False, fontsize=8, loc="lower right")


def _over_temperature(fit: FilmFit, axes: Axes) -> None:
    frame = fit.data.frame
    C = celsius(fit.curves.T)
    shown = dict.fromkeys([0.0, fit.answer.recommended, float(frame["w"].max())])
    for colour, w in zip(SERIES_COLOURS, shown, strict=False):
        i, _ = fit.curves.place(w, fit.T)
        low, middle, high = MS_CM_PER_S_M * fit.curves.quantiles[:, i, :]
        label = f"{100 * fit.curves.w[i]:.3g} wt%"
        axes.plot(C, middle, color=colour, lw=1.5, label=label)
        axes.fill_between(C, low, high, color=colour, alpha=BAND_OPACITY, lw=0)
        own = frame[np.abs(frame["w"] - fit.curves.w[i]) < 1e-6]
        axes.plot(
            celsius(own["T"].to_numpy(float)), MS_CM_PER_S_M * np.exp(own["ln_sigma"]), "o",
            color=colour, ms=4,
        )  # fmt: skip
    ends = celsius(float(frame["T"].min())), celsius(float(frame["T"].max()))
    for a, b in ((float(C.min()), ends[0]), (ends[1], float(C.max()))):
        if b > a:
            axes.axvspan(a, b, color=GREY, alpha=0.12, lw=0)
    axes.set_xlim(float(C.min()), float(C.max()))
    axes.set_xlabel("Temperature [°C]")
    axes.set_title("grey: outside the data", fontsize=10)
    axes.legend(frameon=False, fontsize=8, loc="lower right")
