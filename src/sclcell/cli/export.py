"""``sclcell export``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .arguments import film_argument
from .common import cell_options, deliver, output_options

__all__ = ["command"]

FOLDER = Path("results/export")
#: Format -> end of the file's name, and how to read it.
FORMATS = {
    "pybamm": ("pybamm.json", "pybamm.ParameterValues.from_json(FILE), with sclcell installed"),
    "bpx": ("bpx.json", "sclcell.parameter_sets.bpx_files.half_cell_from_bpx(json.load(FILE))"),
}


@click.command(name="export")
@film_argument
@click.option(
    "--format",
    "format_name",
    type=click.Choice(list(FORMATS)),
    default="pybamm",
    show_default=True,
    help="pybamm: all of it, as PyBaMM's JSON; bpx: Battery Parameter eXchange, what fits.",
)
@cell_options
@output_options
def command(
    name: str,
    format_name: str,
    json_file: Path | None,
    out: Path | None,
    **options: Any,
) -> None:
    """Write the parameters of LFP (or --cathode) | NAME | Li to a file that other programs read.

    NAME is an electrolyte (PHLP-15 if left out) or a TOML file of your own. The file goes to
    --json, or into the folder of --out (default results/export). Results as Battery Data Format
    are among the files of 'sclcell rate --out' and 'sclcell symmetric --out'.

    \b
    Examples:
      sclcell export PHLP-15 --out results/export
      sclcell export PHLP-15 --format bpx --areal-loading 5 --json cell.bpx.json
      sclcell export PHLP-15 --parameters results/fit/reference/parameters.csv
    """  # noqa: D301
    from ..file_names import lasting_stem
    from ..given import given_cell
    from ..output_files import check_folder, make_folder
    from ..parameter_sets.bpx_files import half_cell_to_bpx, not_carried

    if json_file is None:
        check_folder(out or FOLDER)
    design = given_cell(name, **options).cell
    ending, reading = FORMATS[format_name]
    text = f"to read it: {reading}"
    if format_name == "bpx":
        document = half_cell_to_bpx(design)
        text = "\n".join(["not carried:", *(f"- {item}" for item in not_carried(design)), text])
    else:
        document = design.parameter_values().to_json()
    if json_file is None:
        folder = out or FOLDER
        stem = lasting_stem(design.electrolyte.name)
        json_file = folder / f"{stem}.{ending}"
        make_folder(folder)
    deliver(document, {}, {}, json_file, None, text)
