"""How all pictures look: colours, sizes, the format of numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "BAND_OPACITY",
    "BLACK",
    "BLUE",
    "GREEN",
    "GREY",
    "LAYER_COLOURS",
    "LOSS_COLOURS",
    "MECHANISMS",
    "NUMBER",
    "RATE_COLOURS",
    "RED",
    "SERIES_COLOURS",
    "SHORT_NUMBER",
    "SIZE",
    "SIZE_OF_TWO",
    "new_figure",
    "new_plot",
]

BLUE, RED, GREEN, GREY, BLACK = "#2166ac", "#b2182b", "#1b7837", "#888888", "#222222"
#: From slow to fast.
RATE_COLOURS = ("#440154", "#3b528b", "#21918c", "#5ec962", "#d9a400", RED)
#: Of the voltage losses, in their order: red for lithium, blue for electrolyte, green for LFP,
#: grey for the rest.
LOSS_COLOURS = (
    RED, "#ef8a62", BLUE, "#67a9cf", "#5e3c99", "#b2abd2", GREEN, "#7fbf7b", GREY,
)  # fmt: skip
#: Mechanism of ageing -> how it is called, and colour.
MECHANISMS = {
    "SolventDiffusionSEI": ("SEI growth", RED),
    "CrackAndRepair": ("crack and repair", "#ef8a62"),
    "SolventReservoir": ("solvent reservoir", "#fdb863"),
    "DeadLithium": ("dead lithium", GREY),
    "CathodeInterphase": ("CEI", BLUE),
    "ContactLoss": ("contact loss of LFP", GREEN),
}
#: Of lines that no order joins; all can be told apart by people who see red and green alike.
SERIES_COLOURS = ("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#777777")
#: Layer of a cell -> colour.
LAYER_COLOURS = {
    "lithium": "#b9bec6",
    "film": "#6aa5d8",
    "LFP cathode": "#5a8f4e",
    "aluminium": "#d8cfc0",
}
BAND_OPACITY = 0.18

#: Width and height [inch] of a picture with one pair of axes, and with two beside each other.
SIZE, SIZE_OF_TWO = (6.4, 4.2), (9.0, 3.8)

#: Formats of numbers in tables and hover texts, and of those in labels and captions.
NUMBER, SHORT_NUMBER = ".4g", ".3g"


def new_figure(width: float = SIZE[0], height: float = SIZE[1]) -> Figure:
    """Return an empty figure.

    Parameters
    ----------
    width, height : float, optional
        [inch]
    """
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def new_plot(title: str = "", xlabel: str = "", ylabel: str = "") -> tuple[Figure, Axes]:
    """Return a figure of the usual size and its axes, which are open to the top and right.

    Parameters
    ----------
    title, xlabel, ylabel : str, optional
        Texts.
    """
    figure = new_figure()
    axes = figure.add_subplot(title=title, xlabel=xlabel, ylabel=ylabel)
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes
