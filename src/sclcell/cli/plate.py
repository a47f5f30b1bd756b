"""``sclcell plate``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .arguments import film_argument
from .common import film_options, hand_out, output_options
from .tables import echo

__all__ = ["command"]


@click.command(name="plate")
@film_argument
@click.option(
    *("--current-density", "current_mA_cm2"),
    type=float,
    default=0.5,
    show_default=True,
    help="Mean over the plane [mA/cm2].",
)
@click.option("--time", "hours", type=float, default=4.0, show_default=True, help="[h]")
@click.option(
    *("--tip-height", "tip_height_um"),
    type=float,
    help="Of the bump in the middle [um]; default 2, or 0 with a spot.",
)
@click.option(
    *("--tip-half-width", "tip_half_width_um"),
    type=float,
    default=1.0,
    show_default=True,
    help="From the middle to where the bump has half its height [um].",
)
@click.option(
    *("--spot", "spot_radius_um"),
    type=float,
    help="Radius of a spot of lower resistance in the middle [um]; default none.",
)
@click.option(
    *("--spot-ratio", "spot_ratio"),
    type=float,
    default=0.01,
    show_default=True,
    help="Resistance of the interphase there over that of the intact one.",
)
@click.option(
    *("--healing", "healing_h"),
    type=float,
    help="Time in which the interphase re-forms on the spot [h]; default it stays.",
)
@click.option(
    *("--rough", "rough_um"),
    type=float,
    help="Root mean square of a rough surface in place of the bump [um]; default none.",
)
@click.option(
    *("--correlation", "correlation_um"),
    type=float,
    default=4.0,
    show_default=True,
    help="Length of correlation of the rough surface [um].",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Of the rough surface.")
@click.option(
    *("--particle", "particle_um"),
    type=float,
    help="Radius of a filler particle over the middle [um]; default none.",
)
@click.option(
    *("--particle-gap", "particle_gap_um"),
    type=float,
    default=3.0,
    show_default=True,
    help="From the plane to the particle [um].",
)
@click.option(
    *("--particle-ratio", "particle_ratio"),
    type=float,
    default=0.01,
    show_default=True,
    help="Transport in the particle over that of the film: below 1 an obstacle.",
)
@click.option(
    "--single-ion", is_flag=True, help="The particle conducts cations alone, as a ceramic does."
)
@click.option(
    *("--reach", "reach_um"),
    type=float,
    default=20.0,
    show_default=True,
    help="From the middle to half way to the next one [um].",
)
@click.option(
    "--axial/--plane",
    default=False,
    show_default=True,
    help="A bump of revolution and a disc, or a ridge and a stripe.",
)
@click.option(
    "--polymer-moves", is_flag=True, help="The polymer moves with the surface instead of resting."
)
@click.option("--surface-energy", type=float, help="Of lithium [J/m2]; default 0.525.")
@click.option(
    "--cells",
    type=int,
    default=5,
    show_default=True,
    help="Of the mesh on half the width of the bump, or the radius of the spot.",
)
@film_options
@output_options
def command(name: str, json_file: Path | None, out: Path | None, **options: Any) -> None:
    """Plate lithium on a bump or a spot: field, salt and current density, and what grows.

    \b
    Examples:
      sclcell plate PHLP-15
      sclcell plate PHLP --current-density 0.4 --time 10 --tip-height 1 --json -
      sclcell plate PHL-15 --axial --spot 1 --time 0.5 --out results/plate
      sclcell plate PHLP --current-density 0.4 --rough 0.2
      sclcell plate PHLP --current-density 0.4 --axial --particle 1 --particle-gap 2.5
    """  # noqa: D301
    from ..output_files import check_file, check_folder, write_file
    from ..surface import plate
    from ..surface.page import plate_page

    if out is not None:
        check_folder(out)
        if out.is_dir():
            check_file(out / "plate.html")
    result = plate(name, progress=True, **options)
    hand_out(result, json_file, out)
    if out is not None:
        write_file(out / "plate.html", plate_page(result.details))
        if str(json_file) != "-":
            echo(f"saved {out / 'plate.html'}")
