"""``sclcell symmetric``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .common import deliver, output_options
from .film_options import film_design, film_options

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from ..experiments.lab.cycling import CyclingTest

__all__ = ["command"]


@click.command(name="symmetric")
@click.argument("name", default="PHLP-15")
@click.option("--current-density", type=float, default=0.1, show_default=True, help="[mA/cm2]")
@click.option("--capacity", type=float, help="Of a half cycle [mAh/cm2]; default half an hour.")
@click.option("--hours", type=float, default=10.0, show_default=True, help="Length of the test.")
@click.option(
    "--reading",
    type=click.Choice(["peak to peak", "one polarity"]),
    default="peak to peak",
    show_default=True,
    help="How the polarisation is read off a cycle; see docs/laboratory.md.",
)
@film_options
@output_options
def command(
    name: str,
    current_density: float,
    capacity: float | None,
    hours: float,
    reading: str,
    json_file: Path | None,
    out: Path | None,
    **options: Any,
) -> None:
    """Cycle Li | NAME | Li at constant current.

    \b
    Examples:
      sclcell symmetric PHLP-15
      sclcell symmetric PHL-15 --current-density 0.5 --hours 20 --temperature 40 --json -
    """  # noqa: D301
    import pandas as pd

    from ..experiments.lab.cycling import cycle_lithium

    design = film_design(name, options)
    test = cycle_lithium(design, current_density, hours, capacity, reading)
    table = pd.DataFrame({"Time [h]": test.time_h, "Polarisation voltage [V]": test.polarisation_V})
    text = (
        f"Li | {design.electrolyte.name} | Li at {design.temperature_degC:g} degC, "
        f"{current_density:g} mA/cm2: {test.polarisation_V[-1]:.4f} V {reading}, "
        f"{test.termination}"
    )
    deliver(
        {
            "Electrolyte": design.electrolyte.name,
            "Temperature [degC]": design.temperature_degC,
            "Current density [mA.cm-2]": current_density,
            "Reading": reading,
            "Time [h]": test.time_h,
            "Polarisation voltage [V]": test.polarisation_V,
            "Termination": test.termination,
        },
        {
            "summary": table if len(table) <= 10 else table.iloc[[0, len(table) // 2, -1]],
            "polarisation": table,
            "signal": test.signal,
        },
        {"cycling": lambda: _draw(test)},
        json_file,
        out,
        text,
    )


def _draw(test: CyclingTest) -> Figure:
    """Draw voltage of the simulated cycles, and polarisation over time."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 3.5), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.plot(test.signal["Time [s]"] / 3600, test.signal["Voltage [V]"], lw=1)
    left.set_xlabel("time [h]")
    left.set_ylabel("voltage [V]")
    right.plot(test.time_h, test.polarisation_V, "." if test.time_h.size < 50 else "-")
    right.set_ylim(bottom=0)
    right.set_xlabel("time [h]")
    right.set_ylabel("polarisation [V]")
    return figure
