"""Pictures of a rate test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..models.voltage_losses import VOLTAGE_LOSSES
from ..style import BLACK, BLUE, LOSS_COLOURS, new_plot

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from .rate import RateTest

__all__ = ["draw_capacity", "draw_discharge_curves", "draw_losses"]

_CAPACITY = "Specific discharge capacity [mA.h.g-1]"
_MEASURED = "Measured specific discharge capacity [mA.h.g-1]"


def _title(test: RateTest) -> str:
    design = test.design
    return (
        f"{design.cathode.name} | {design.electrolyte.name} | Li, {design.temperature_degC:g} °C"
        f"{test.charged_at.replace('degC', '°C')}, "
        f"{design.areal_loading_mg_cm2:g} mg/cm² {design.cathode.name}, "
        f"{design.separator_thickness_um:g} µm film"
    )


def draw_discharge_curves(test: RateTest) -> Figure:
    """Return voltage against specific capacity, a curve for each rate."""
    figure, axes = new_plot(_title(test), "Specific capacity [mAh/g]", "Voltage [V]")
    for rate in test.curves["C-rate"].unique() if len(test.curves) else ():
        curve = test.curves[test.curves["C-rate"] == rate]
        axes.plot(curve["Specific capacity [mA.h.g-1]"], curve["Voltage [V]"], label=f"{rate:g}C")
    if axes.lines:
        axes.legend(frameon=False)
    return figure


def draw_capacity(test: RateTest) -> Figure:
    """Return specific capacity against rate, with measurements where there are any."""
    figure, axes = new_plot(_title(test), "C-rate [1/h]", "Specific discharge capacity [mAh/g]")
    table = test.table
    axes.semilogx(table["C-rate"], table[_CAPACITY], "o-", color=BLUE, label="model")
    if _MEASURED in table:
        axes.semilogx(
            table["C-rate"], table[_MEASURED], "s", color=BLACK, mfc="none", label="measured"
        )
        axes.set_xlabel(f"C-rate [1/h]    (RMS deviation {100 * test.rms_error:.2f} %)")
    axes.set_xticks(table["C-rate"], [f"{rate:g}" for rate in table["C-rate"]])
    axes.minorticks_off()
    axes.set_ylim(0, max(175, 1.05 * table[_CAPACITY].max()))
    axes.legend(frameon=False, loc="lower left")
    return figure


def draw_losses(test: RateTest) -> Figure:
    """Return the voltage losses at each rate, stacked."""
    figure, axes = new_plot(_title(test), "C-rate [1/h]", "Mean voltage loss on discharge [mV]")
    losses = test.losses
    if not len(losses):
        return figure
    positions = range(len(losses))
    bottom = 0 * losses[VOLTAGE_LOSSES[0]]
    for name, colour in zip(VOLTAGE_LOSSES, LOSS_COLOURS, strict=True):
        height = 1000 * losses[name]
        label = test.design.cathode.in_words(name.removesuffix(" loss [V]"))
        axes.bar(positions, height, bottom=bottom, color=colour, label=label)
        bottom = bottom + height
    axes.set_xticks(positions, [f"{rate:g}" for rate in losses["C-rate"]])
    handles, labels = axes.get_legend_handles_labels()
    axes.legend(handles[::-1], labels[::-1], frameon=False, loc="upper left", fontsize=8)
    return figure
