"""Picture of a film's transport properties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..style import BLACK, BLUE, SIZE_OF_TWO, new_figure
from .measurements import load_measurements

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from .film import FilmReport

__all__ = ["draw_film"]


def draw_film(report: FilmReport) -> Figure:
    """Return conductivity and transference number against filler loading."""
    figure = new_figure(*SIZE_OF_TWO)
    figure.suptitle(f"{report.electrolyte.name}, {report.properties['Temperature [degC]']:g} °C")
    measured = load_measurements("electrolytes")
    measured = measured[measured["electrolyte"] == report.electrolyte.name]
    panels = (
        ("Ionic conductivity [mS.cm-1]", "Ionic conductivity [mS/cm]"),
        ("Cation transference number", "Cation transference number [-]"),
    )
    for position, (column, label) in enumerate(panels, start=1):
        axes = figure.add_subplot(1, 2, position, xlabel="Filler loading [wt%]", ylabel=label)
        axes.spines[["top", "right"]].set_visible(False)
        loading = 100 * report.loading["Filler mass fraction"]
        axes.plot(loading, report.loading[column], color=BLUE, label="model")
        here = 100 * report.electrolyte.filler_mass_fraction
        axes.plot(here, report.properties[column], "o", color=BLUE, label="this film")
        quantity = column.split(" [")[0].lower()
        rows = measured[measured["quantity"] == quantity]
        if len(rows) and report.properties["Temperature [degC]"] == 25:
            axes.plot(here, rows["value"].iloc[0], "s", color=BLACK, mfc="none", label="measured")
        axes.set_ylim(bottom=0)
        axes.legend(frameon=False)
    return figure
