"""``sclcell symmetric``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import InputError
from .arguments import film_argument
from .band_options import (
    BandsCommand,
    bands_options,
    design_samples,
    progress_bar,
    samples_file,
    shaded,
    with_quantiles,
)
from .common import deliver, output_options
from .film_options import film_design, film_options

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from ..experiments.laboratory.cycling import CyclingTest
    from ..parameter_sets.cell import Cell
    from ..uncertainty.bands import Bands
    from ..uncertainty.samples import Samples

__all__ = ["command"]

POLARISATION = "Polarisation voltage [V]"


@click.command(name="symmetric", cls=BandsCommand)
@film_argument
@click.option("--current-density", type=float, default=0.1, show_default=True, help="[mA/cm2]")
@click.option("--capacity", type=float, help="Of a half cycle [mAh/cm2]; default half an hour.")
@click.option(
    "--hours",
    type=float,
    default=10.0,
    show_default=True,
    help="Length of the test; whole cycles.",
)
@click.option(
    "--reading",
    type=click.Choice(["peak to peak", "one polarity"]),
    default="peak to peak",
    show_default=True,
    help="How the polarisation is read off a cycle; see docs/laboratory.md.",
)
@click.option(
    "--ageing/--no-ageing", default=True, show_default=True, help="Whether the lithium ages."
)
@click.option("--exact", is_flag=True, help="Simulate every cycle of an ageing cell.")
@click.option(
    "--checkpoint",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File that keeps progress of an ageing cell; run again to go on after a kill.",
)
@bands_options(draws=32)
@film_options
@output_options
def command(
    name: str,
    current_density: float,
    capacity: float | None,
    hours: float,
    reading: str,
    ageing: bool,
    exact: bool,
    checkpoint: Path | None,
    bands: str | None,
    draws: int,
    json_file: Path | None,
    out: Path | None,
    **options: Any,
) -> None:
    """Cycle Li | NAME | Li at constant current.

    \b
    Examples:
      sclcell symmetric PHLP-15 --hours 5100
      sclcell symmetric PHL-15 --current-density 0.5 --hours 20 --temperature 40 --json -
      sclcell symmetric PHAP-15 --hours 2000 --bands --out results/symmetric
    """  # noqa: D301
    import pandas as pd

    from ..experiments.battery_data_format import symmetric_data
    from ..experiments.cycling.figures import draw_polarisation
    from ..experiments.laboratory.cycling import cycle_lithium

    if bands is not None and not ageing:
        raise InputError("--bands needs a cell that ages; leave out --no-ageing.")
    design = film_design(name, options, samples=samples_file(bands))
    if ageing:
        test = _age(design, current_density, hours, capacity, reading, exact, checkpoint)
    else:
        test = cycle_lithium(design, current_density, hours, capacity, reading)
    table = pd.DataFrame({"Time [h]": test.time_h, POLARISATION: test.polarisation_V})
    text = (
        f"Li | {design.electrolyte.name} | Li at {design.temperature_degC:g} degC, "
        f"{current_density:g} mA/cm2: {test.polarisation_V[-1]:.4f} V {reading}, "
        f"{test.termination}"
    )
    # Conditions of the reference study, temperature not stated; it reads peak to peak here.
    half_hours = capacity is None or capacity == 0.5 * current_density
    as_measured = current_density == 0.1 and half_hours and reading == "peak to peak"
    title = f"Li | {design.electrolyte.name} | Li, {current_density:g} mA/cm², {reading}"
    drawn = (test.time_h, test.polarisation_V, design.electrolyte.name, title, as_measured)
    tables = {"summary": table if len(table) <= 10 else table.iloc[[0, len(table) // 2, -1]]}
    results: dict[str, Any] = {}
    charge = 0.5 * current_density if capacity is None else capacity
    note = _left_over(test, hours, 2 * charge / current_density)
    if note is not None:
        results["Note"] = note
        text += f"\n{note}"

    def draw() -> Figure:
        return draw_polarisation(*drawn)

    figures: dict[str, Callable[[], Figure]] = {
        "cycling": lambda: _draw(test),
        "polarisation": draw,
    }
    if bands is not None:
        samples = design_samples(design, name, bands, draws, options, ageing=True)
        found = _bands(design, samples, (hours, current_density, charge, reading))
        wide = with_quantiles(table, found, POLARISATION)
        tables = {"summary": wide.loc[tables["summary"].index], "bands": found.table}
        results |= {"Time of quantiles [h]": found.table["Time [h]"].tolist(), **found.to_dict()}
        figures["polarisation"] = lambda: shaded(draw(), found, POLARISATION, "#2166ac")
        text += "\n" + found.text
    deliver(
        {
            "Electrolyte": design.electrolyte.name,
            "Temperature [degC]": design.temperature_degC,
            "Current density [mA.cm-2]": current_density,
            "Reading": reading,
            "Time [h]": test.time_h,
            POLARISATION: test.polarisation_V,
            "Termination": test.termination,
            **results,
        },
        {
            **tables,
            "polarisation": table,
            "signal": test.signal,
            "signal.bdf": symmetric_data(test.signal, design),
        },
        figures,
        json_file,
        out,
        text,
    )


def _left_over(test: CyclingTest, hours: float, period: float) -> str | None:
    """Return what is to be said if the test's length is not one of whole cycles."""
    number = len(test.time_h)
    if test.termination != "final time" or hours < (number + 1e-6) * period:
        return None
    cycles = "1 whole cycle" if number == 1 else f"{number} whole cycles"
    return f"{hours:g} h hold {cycles} of {period:g} h; the rest of the time is not simulated."


def _bands(design: Cell, samples: Samples, test: tuple[float, float, float, str]) -> Bands:
    from ..uncertainty.ageing_bands import polarisation_bands

    with progress_bar("sample") as told:
        return polarisation_bands(design, samples, *test, report=told)


def _age(
    design: Cell,
    current_density: float,
    hours: float,
    capacity: float | None,
    reading: str,
    exact: bool,
    checkpoint: Path | None,
) -> CyclingTest:
    """Cycle a cell whose lithium ages; the signal is that of its first cycles."""
    from dataclasses import replace

    from ..experiments.cycling import age_symmetric
    from ..experiments.laboratory.cycling import cycle_lithium

    charge = 0.5 * current_density if capacity is None else capacity
    begin = min(hours, 6 * charge / current_density)
    fresh = cycle_lithium(design, current_density, begin, capacity, reading)
    if fresh.termination != "final time":
        return fresh
    aged = age_symmetric(
        design, hours, current_density, charge, exact, checkpoint=checkpoint, progress=True
    )
    swing = aged.table["Polarisation voltage [V]"].to_numpy()
    return replace(
        fresh,
        time_h=aged.table["Time [h]"].to_numpy(),
        polarisation_V=swing if reading == "peak to peak" else swing / 2,
        termination=aged.termination if aged.failed_cycle is not None else "final time",
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
    right.set_ylim(0, 1.2 * max(test.polarisation_V))
    right.set_xlabel("time [h]")
    right.set_ylabel("polarisation [V]")
    return figure
