"""``sclcell pouch``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..errors import InputError
from .arguments import FilePath, film_argument
from .band_options import BandsCommand, bands_options
from .common import cell_options, hand_out, output_options

__all__ = ["command"]

#: Option -> key of the geometry, and help.
_GEOMETRY = {
    "--height": ("height_mm", "Of a cathode sheet [mm]; default 60."),
    "--width": ("width_mm", "Of a cathode sheet [mm]; default 40."),
    "--sheets": ("sheets", "Cathode sheets; default 10."),
    "--sides": ("sides", "Coated sides of a sheet, 1 or 2; default 2."),
    "--lithium-thickness": ("lithium_um", "On each face [um]; default 50, 0 is anode-free."),
    "--plating-efficiency": ("plating_efficiency_percent", "From Li|Cu data [%]; default 99.7."),
    "--casing-thickness": ("casing_um", "Laminate [um]; default 113."),
}


def _geometry_options(function: Any) -> Any:
    for option, (key, told) in reversed(_GEOMETRY.items()):
        function = click.option(option, key, type=float, help=told)(function)
    return function


def _rates(text: str | None) -> tuple[float, ...] | None:
    """Return C-rates from a text with blanks or commas between them."""
    if text is None:
        return None
    try:
        return tuple(
            float(word.upper().removesuffix("C")) for word in text.replace(",", " ").split()
        )
    except ValueError:
        raise InputError(
            f"--heat-rates {text!r}: give C-rates such as --heat-rates '0.5 1 2'."
        ) from None


@click.command(name="pouch", cls=BandsCommand)
@film_argument
@click.option("--c-rate", type=float, default=0.1, show_default=True, help="Of the energy [1/h].")
@click.option(
    *("--geometry", "file"),
    type=FilePath(dir_okay=False),
    help="TOML with everything the pouch consists of, and prices; options come before it.",
)
@_geometry_options
@click.option("--heat-rates", help="C-rates of the temperature rise; default '0.5 1 2'.")
@click.option("--cycles", type=click.IntRange(0), default=0, help="Cycles of the pouch; default 0.")
@click.option("--cycle-rate", type=float, default=0.1, show_default=True, help="[1/h]")
@click.option("--pulses", is_flag=True, help="Power in 10 s against temperature and charge.")
@bands_options(draws=32)
@cell_options
@output_options
def command(
    name: str,
    heat_rates: str | None,
    json_file: Path | None,
    out: Path | None,
    **options: Any,
) -> None:
    """Build a stacked pouch cell of LFP | NAME | Li: energy, masses, heat, cycling, cost.

    NAME is an electrolyte (PHLP-15 if left out) or a TOML file of your own. The energy is that of
    a simulated discharge, and every layer counts in the mass. Bending and cutting are not modelled.

    \b
    Examples:
      sclcell pouch PHLP-15 --areal-loading 10 --sheets 20 --out results/pouch
      sclcell pouch PHLP-15 --cathode NMC811 --areal-loading 15 --lithium-thickness 20
      sclcell pouch PHLP-15 --cycles 60 --cycle-rate 0.1 --json -
      sclcell pouch my_film.toml --geometry my_pouch.toml --bands
    """  # noqa: D301
    from ..api import pouch

    geometry = {key: options.pop(key) for key, _ in _GEOMETRY.values()}
    result = pouch(name, geometry=geometry, heat_rates=_rates(heat_rates), progress=True, **options)
    hand_out(result, json_file, out)
