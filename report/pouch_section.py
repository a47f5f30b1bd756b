"""The film in a pouch cell: what it weighs and gives, how warm it gets, 60 cycles."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

from ..experiments.cycling.cells import CAPACITY
from ..experiments.pouch import RISE, SPECIFIC
from ..style import BLUE, RED
from .charts import Chart, Line
from .section import Section

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from .collected import Collected

__all__ = ["pouch_section"]


def pouch_section(found: Collected) -> Section | None:
    """Return layers, energies, temperature rise and cycles of a pouch cell."""
    test = found.pouch
    if test is None:
        return None
    charts = []
    tables = {"Layers of the pouch cell": test.layers, "Heat of the pouch cell": test.heat}
    if len(test.heat):
        line = Line(test.heat["C-rate"], test.heat[RISE], "model", RED, "both")
        charts.append(
            Chart(
                "pouch_temperature", "Temperature rise in a discharge", "C-rate [1/h]",
                "Temperature rise [K]", [line],
            )
        )  # fmt: skip
    if test.cycling is not None:
        cycles = test.cycling
        line = Line(cycles["Cycle"], cycles[SPECIFIC], "model", BLUE)
        charts.append(
            Chart(
                "pouch_cycles", f"Cycles of the pouch cell at {test.cycle_rate:g}C", "Cycle",
                "Specific energy [Wh/kg]", [line],
                y_range=(0.0, 1.1 * float(cycles[SPECIFIC].max())),
            )
        )  # fmt: skip
        tables["Cycles of the pouch cell"] = cycles[["Cycle", CAPACITY, SPECIFIC]]
    text = [
        "The same film and cathode in a pouch cell of usual numbers; 'sclcell pouch' has others. "
        "Bending and cutting are not modelled.",
        *(f"{line[0].upper()}{line[1:]}." for line in test.text.split("\n")),
    ]
    return Section(
        "pouch", "A pouch cell of it", text, charts, tables, _svg(test.plot()), folded=True
    )


def _svg(figure: Figure) -> str:
    """Return a picture as SVG that stands in a page."""
    text = StringIO()
    figure.savefig(text, format="svg", metadata={"Date": None}, bbox_inches="tight")
    svg = text.getvalue()
    return svg[svg.index("<svg") :]
