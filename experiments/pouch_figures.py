"""A pouch cell drawn to scale, and how warm it gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ..parameter_sets.pouch import Pouch
from ..style import LAYER_COLOURS, RED, SIZE_OF_TWO, new_figure, new_plot

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw_pouch", "draw_pulse_power", "draw_temperature"]

_COLOURS = {
    "Negative collector": "#b87333",
    "Lithium": LAYER_COLOURS["lithium"],
    "Film": LAYER_COLOURS["film"],
    "Cathode coating": LAYER_COLOURS["LFP cathode"],
    "Positive collector": LAYER_COLOURS["aluminium"],
}
_CASING = "#e6e6e6"


def draw_pouch(pouch: Pouch, layers: pd.DataFrame) -> Figure:
    """Return the cell from the front and a repeating part of the stack, both to scale.

    Parameters
    ----------
    layers : pandas.DataFrame
        From `Pouch.layers`.
    """
    figure = new_figure(*SIZE_OF_TWO)
    front, section = figure.subplots(1, 2)
    _front(front, pouch)
    _section(section, pouch, layers)
    return figure


def _front(axes: Axes, pouch: Pouch) -> None:
    from matplotlib.patches import Rectangle

    value = {name: 1e3 * number for name, number in pouch.values.items() if name.endswith("[m]")}
    height, width = (1e3 * length for length in pouch.outline)
    tab, long = value["Pouch tab width [m]"], value["Pouch tab length [m]"]
    seam = value["Pouch seam width [m]"]
    for sign, colour in ((-1, _COLOURS["Negative collector"]), (1, _COLOURS["Positive collector"])):
        x = sign * width / 4 - tab / 2
        axes.add_patch(Rectangle((x, height / 2 - seam), tab, long, color=colour))
    axes.add_patch(Rectangle((-width / 2, -height / 2), width, height, color=_CASING))
    for beyond, colour in (
        (value["Pouch film overhang [m]"], _COLOURS["Film"]),
        (value["Pouch lithium overhang [m]"], _COLOURS["Lithium"]),
        (0.0, _COLOURS["Cathode coating"]),
    ):
        h = value["Pouch cathode height [m]"] + 2 * beyond
        w = value["Pouch cathode width [m]"] + 2 * beyond
        axes.add_patch(Rectangle((-w / 2, -h / 2), w, h, color=colour))
    axes.set_xlim(-0.6 * width, 0.6 * width)
    axes.set_ylim(-0.6 * height, height / 2 + long)
    axes.set(aspect="equal", xlabel="mm", ylabel="mm", title="from the front")


def _section(axes: Axes, pouch: Pouch, layers: pd.DataFrame) -> None:
    """Draw a cathode sheet with what lies on both its sides, or on the coated one."""
    from matplotlib.patches import Rectangle

    table = layers.set_index("Layer")
    half = ["Cathode coating", "Film", "Lithium", "Negative collector"]
    half = [name for name in half if name in table.index]
    both = pouch.units > pouch.values["Pouch cathode sheets"]
    order = [*(half[::-1] if both else []), "Positive collector", *half]
    at = 0.0
    for name in order:
        thick = float(table["Thickness of one [um]"].astype(float)[name])
        known = {patch.get_label() for patch in axes.patches}
        label = None if name.lower() in known else name.lower()
        axes.add_patch(Rectangle((at, 0), thick, 1, color=_COLOURS[name], label=label))
        at += thick
    axes.set_xlim(0, at)
    axes.set_ylim(0, 1)
    axes.set(yticks=[], xlabel="µm", title="a cathode sheet and its neighbours")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.15), ncols=2, frameon=False, fontsize=8)


def draw_temperature(heat: pd.DataFrame) -> Figure:
    """Return the temperature rise against C-rate."""
    figure, axes = new_plot("one discharge", "C-rate [1/h]", "Temperature rise [K]")
    axes.plot(heat["C-rate"], heat["Temperature rise [K]"], "o-", color=RED)
    return figure


def draw_pulse_power(pulses: pd.DataFrame, seconds: float) -> Figure:
    """Return the power of pulses each way, colour over temperature and state of charge."""
    figure = new_figure(*SIZE_OF_TWO)
    for axes, what in zip(figure.subplots(1, 2), ("discharge", "charge"), strict=True):
        name = f"Specific {what} power [W.kg-1]"
        across = pulses.pivot(
            index="Temperature [degC]", columns="State of charge [%]", values=name
        )
        x, y = (index.to_numpy(float) for index in (across.columns, across.index))
        drawn = axes.contourf(x, y, across.to_numpy(float), levels=12)
        axes.set(
            xlabel="State of charge [%]", ylabel="Temperature [°C]", title=f"{seconds:g} s {what}"
        )
        figure.colorbar(drawn, ax=axes, label="W/kg")
    return figure
