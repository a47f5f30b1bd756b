"""``sclcell cycle``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .arguments import FilePath, film_argument
from .band_options import BandsCommand, bands_options
from .common import (
    cell_options,
    hand_out,
    mechanisms_option,
    output_options,
    protocol_option,
    shorts_option,
)

__all__ = ["command"]


@click.command(name="cycle", cls=BandsCommand)
@film_argument
@click.option("--c-rate", type=float, default=1.0, show_default=True, help="[1/h]")
@click.option("--cycles", type=click.IntRange(1), default=600, show_default=True, help="Number.")
@click.option("--exact", is_flag=True, help="Simulate every cycle instead of the envelope.")
@click.option(
    "--attribute/--no-attribute",
    default=None,
    help="What each mechanism costs, by leaving it out; default with --out.",
)
@click.option(
    "--checkpoint",
    type=FilePath(dir_okay=False),
    help="File that keeps progress; run again to go on after a kill.",
)
@protocol_option
@mechanisms_option
@shorts_option
@bands_options(draws=20)
@cell_options
@output_options
def command(
    name: str, attribute: bool | None, json_file: Path | None, out: Path | None, **options: Any
) -> None:
    """Cycle LFP (or --cathode) | NAME | Li for long: capacity, efficiency, film, and what ends it.

    NAME is an electrolyte (PHLP-15 if left out) or a TOML file of your own.

    \b
    Examples:
      sclcell cycle PHLP-15 --out results/cycle
      sclcell cycle PHL-15 --cycles 300 --temperature 0 --json -
      sclcell cycle PHLP-15 --cycles 200 --protocol CCCV
      sclcell cycle PHLP-15 --exact --checkpoint run.npz
      sclcell cycle PHAP-15 --bands --out results/cycle
    """  # noqa: D301
    from ..api import cycle

    attribute = out is not None if attribute is None else attribute
    hand_out(cycle(name, attribute=attribute, progress=True, **options), json_file, out)
