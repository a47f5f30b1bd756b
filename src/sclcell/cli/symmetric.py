"""``sclcell symmetric``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .arguments import FilePath, film_argument
from .band_options import BandsCommand, bands_options
from .common import film_options, hand_out, mechanisms_option, output_options, shorts_option

__all__ = ["command"]


@click.command(name="symmetric", cls=BandsCommand)
@film_argument
@click.option(
    *("--current-density", "current_mA_cm2"),
    type=float,
    default=0.1,
    show_default=True,
    help="[mA/cm2]",
)
@click.option(
    *("--capacity", "charge_mAh_cm2"),
    type=float,
    help="Of a half cycle [mAh/cm2]; default half an hour.",
)
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
    type=FilePath(dir_okay=False),
    help="File that keeps progress of an ageing cell; run again to go on after a kill.",
)
@mechanisms_option
@shorts_option
@bands_options(draws=32)
@film_options
@output_options
def command(name: str, json_file: Path | None, out: Path | None, **options: Any) -> None:
    """Cycle Li | NAME | Li at constant current.

    \b
    Examples:
      sclcell symmetric PHLP-15 --hours 5100
      sclcell symmetric PHL-15 --current-density 0.5 --hours 20 --temperature 40 --json -
      sclcell symmetric PHAP-15 --hours 2000 --bands --out results/symmetric
    """  # noqa: D301
    from ..api import age

    hand_out(age(name, progress=True, **options), json_file, out)
