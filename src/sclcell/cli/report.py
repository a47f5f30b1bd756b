"""``sclcell report``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..errors import InputError
from .arguments import complete_film, default_film
from .common import cell_options, deliver, design_from_options, output_options

__all__ = ["command"]

FOLDER = Path("results/report")


@click.command(name="report")
@click.argument("names", nargs=-1, metavar="[NAME ...]", shell_complete=complete_film)
@click.option(
    "--samples",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Samples that 'sclcell fit' wrote, for the bands, in place of those of the reference fit.",
)
@click.option("--quiet", is_flag=True, help="No progress.")
@cell_options
@output_options
def command(
    names: tuple[str, ...],
    samples: Path | None,
    quiet: bool,
    json_file: Path | None,
    out: Path | None,
    **options: Any,
) -> None:
    """One interactive page on cells LFP | NAME | Li: everything simulated beside all measured.

    NAME is an electrolyte (PHLP-15 if left out) or a TOML file of your own; about a minute each.
    The page needs neither server nor network. PNG of all charts and CSV of all tables are beside
    it, in the folder of --out (default results/report).

    \b
    Examples:
      sclcell report
      sclcell report PHLP-15 PHL-15 PHLP --out results/three_films
      sclcell report my_film.toml --areal-loading 5 --json report.json
    """  # noqa: D301
    from ..report import collect, headline_table, write_report
    from ..uncertainty.samples import named_by_film, read_samples

    called = names or (default_film(),)
    designs = [design_from_options(name, options, samples) for name in called]
    films = [design.electrolyte.name for design in designs]
    twice = sorted({film for film in films if films.count(film) > 1})
    if twice:
        raise InputError(f"{twice[0]!r} was given more than once; name each film once.")
    table = None
    if samples is not None:
        table = named_by_film(read_samples(samples).table, called, films)
    folder = out or FOLDER
    try:
        # Before a minute of simulation, not after it.
        folder.mkdir(parents=True, exist_ok=True)
        cells = [collect(design, table, progress=not quiet) for design in designs]
        results = write_report(cells, folder)
    except OSError as error:
        raise InputError(
            f"cannot write {error.filename or folder}: {error.strerror}; "
            "name a folder that can be written."
        ) from error
    missing = [
        f"{found.name}: no {what}: {why}" for found in cells for what, why in found.failures.items()
    ]
    text = "\n".join([f"saved {results['Files']['Report']}", *missing])
    deliver(results, {"headline": headline_table(cells)}, {}, json_file, None, text)
