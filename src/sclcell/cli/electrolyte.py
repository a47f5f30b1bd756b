"""``sclcell electrolyte``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .arguments import film_argument
from .band_options import BandsCommand, bands_option
from .common import filler_option, hand_out, output_options, temperature_option

__all__ = ["command"]


@click.command(name="electrolyte", cls=BandsCommand)
@film_argument
@filler_option
@temperature_option(25.0)
@bands_option
@output_options
def command(name: str, json_file: Path | None, out: Path | None, **options: Any) -> None:
    """Transport properties of a film, and what its gain over the matrix is due to.

    NAME is an electrolyte (PHLP-15 if left out) or a TOML file of your own.

    \b
    Examples:
      sclcell electrolyte PHLP-15
      sclcell electrolyte film.toml --bands      # a film that 'sclcell film' fitted
      sclcell electrolyte PHL-15 --filler-mass-fraction 0.1 --temperature 60 --json -
    """  # noqa: D301
    from ..api import film

    hand_out(film(name, **options), json_file, out)
