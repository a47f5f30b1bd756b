"""``sclcell read``."""

from __future__ import annotations

from pathlib import Path

import click

from .arguments import FilePath
from .common import deliver, output_options

__all__ = ["command"]

_ROWS = 5


@click.command(name="read")
@click.argument("file", type=FilePath(), required=False, metavar="FILE")
@click.option("--spectrum", type=int, help="Number of one spectrum of several, from 1 on.")
@click.option("--sheet", help="Name of the sheet of a spreadsheet; default the one that fits.")
@click.option("--area", type=float, help="Electrode area [cm2]; default what the file states.")
@click.option("--mass", type=float, help="Active mass [mg]; default what the file states.")
@click.option(
    "--unit",
    "units",
    multiple=True,
    metavar="WHAT=UNIT",
    help="Unit of a column in place of the one in its heading: current=mA, time=h, capacity=mAh.",
)
@output_options
def command(
    file: Path | None,
    spectrum: int | None,
    sheet: str | None,
    area: float | None,
    mass: float | None,
    units: tuple[str, ...],
    json_file: Path | None,
    out: Path | None,
) -> None:
    """Show what is understood of a measured file: kind, columns, units, sign, cycles, numbers.

    FILE is text, a spreadsheet, Parquet or a file of an instrument: impedance spectra, logs of
    cyclers, curves, rate tests, cycling, films. --json has everything, with the numbers under
    "Table"; --out has table.csv and picture.png.

    \b
    Examples:
      sclcell read eis.mpt --out results/read
      sclcell read cycling.xlsx --sheet record --mass 2.1 --json -
      sclcell read log.csv --unit current=mA --unit time=h
    """  # noqa: D301
    from ..errors import InputError
    from ..on_file import read

    if file is None:
        raise InputError("no file was given; name one that a laboratory has measured.")
    pairs: dict[str, str] = {one.partition("=")[0]: one.partition("=")[2] for one in units}
    for what, unit in pairs.items():
        if not (what and unit):
            given = next(one for one in units if one.partition("=")[0] == what)
            raise InputError(
                f"--unit {given!r} has no '=' with words around; write, for instance, current=mA."
            )
    result = read(
        file,
        spectrum=spectrum,
        sheet=sheet,
        area_cm2=area,
        mass_mg=mass,
        units=pairs or None,
    )
    deliver(
        result.to_dict(), result.tables, result.figures, json_file, out, result.text, rows=_ROWS
    )
