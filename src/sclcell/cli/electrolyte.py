"""``sclcell electrolyte``."""

from __future__ import annotations

from pathlib import Path

import click

from .arguments import film_argument
from .common import deliver, output_options

__all__ = ["command"]


@click.command(name="electrolyte")
@film_argument
@click.option("--filler-mass-fraction", type=float, help="0 to 0.4; default by name.")
@click.option("--temperature", type=float, default=25.0, show_default=True, help="[degC]")
@output_options
def command(
    name: str,
    filler_mass_fraction: float | None,
    temperature: float,
    json_file: Path | None,
    out: Path | None,
) -> None:
    """Transport properties of a film, and what its gain over the matrix is due to.

    NAME is an electrolyte (PHLP-15 if left out) or a TOML file of your own.

    \b
    Examples:
      sclcell electrolyte PHLP-15
      sclcell electrolyte PHL-15 --filler-mass-fraction 0.1 --temperature 60 --json -
    """  # noqa: D301
    from ..experiments.film import film_report
    from ..experiments.film_figures import draw_film
    from ..parameter_sets.films import find_electrolyte

    electrolyte = find_electrolyte(name)
    if filler_mass_fraction is not None:
        electrolyte = electrolyte.with_filler_mass_fraction(filler_mass_fraction)
    report = film_report(electrolyte, temperature)
    deliver(
        report.properties,
        {"properties": report.table, "gain": report.gain, "loading": report.loading},
        {"film": lambda: draw_film(report)},
        json_file,
        out,
        report.text,
    )
