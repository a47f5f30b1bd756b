"""``sclcell eis``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .arguments import FilePath, film_argument
from .common import film_options, hand_out, loading_option, output_options

__all__ = ["command"]


@click.command(name="eis")
@film_argument
@click.option(
    *("--cell", "kind"),
    type=click.Choice(["half", "symmetric", "blocking"]),
    help="LFP | NAME | Li, Li | NAME | Li or SS | NAME | SS; default symmetric, or, with --data, "
    "blocking where the spectrum says so.",
)
@click.option("--stoichiometry", type=float, default=0.5, show_default=True, help="Li in LFP.")
@loading_option
@click.option(
    "--data",
    type=FilePath(),
    help="Measured spectrum to overlay and fit: CSV, or an instrument's file.",
)
@click.option(
    *("--area", "data_area_cm2"),
    type=float,
    help="Electrode area of --data [cm2]; default what the file states. Not needed for Ohm.cm2.",
)
@click.option(
    *("--spectrum", "data_spectrum"),
    type=int,
    help="Number of one spectrum of several in --data, from 1 on.",
)
@film_options
@output_options
def command(name: str, json_file: Path | None, out: Path | None, **options: Any) -> None:
    """Impedance of a cell at rest, 1 MHz to 1 mHz; overlaid on and fitted to a measured one.

    \b
    Examples:
      sclcell eis PHLP-15 --cell blocking --json -
      sclcell eis PHLP-15 --cell symmetric --data mine.csv --area 1.13 --out results/eis
    """  # noqa: D301
    from ..api import impedance

    hand_out(impedance(name, **options), json_file, out)
