"""``sclcell electrolyte``."""

from __future__ import annotations

from pathlib import Path

import click

from .arguments import film_argument
from .band_options import BandsCommand, bands_option
from .common import filler_option, hand_out, output_options

__all__ = ["command"]


@click.command(name="electrolyte", cls=BandsCommand)
@film_argument
@filler_option
@click.option(
    *("--temperature", "temperature_degC"),
    type=float,
    default=25.0,
    show_default=True,
    help="[degC]",
)
@bands_option
@output_options
def command(
    name: str,
    filler_mass_fraction: float | None,
    temperature_degC: float,
    bands: str | None,
    json_file: Path | None,
    out: Path | None,
) -> None:
    """Transport properties of a film, and what its gain over the matrix is due to.

    NAME is an electrolyte (PHLP-15 if left out) or a TOML file of your own.

    \b
    Examples:
      sclcell electrolyte PHLP-15
      sclcell electrolyte film.toml --bands      # a film that 'sclcell film' fitted
      sclcell electrolyte PHL-15 --filler-mass-fraction 0.1 --temperature 60 --json -
    """  # noqa: D301
    from ..api import film

    result = film(name, temperature_degC, bands=bands, filler_mass_fraction=filler_mass_fraction)
    hand_out(result, json_file, out)
