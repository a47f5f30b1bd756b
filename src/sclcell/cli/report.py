"""``sclcell report``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..errors import InputError
from .arguments import FilePath, complete_film, default_film
from .common import cell_options, deliver, output_options

__all__ = ["command"]

FOLDER = Path("results/report")


@click.command(name="report")
@click.argument("names", nargs=-1, metavar="[NAME ...]", shell_complete=complete_film)
@click.option(
    *("--samples", "bands"),
    type=FilePath(dir_okay=False),
    help="Samples that 'sclcell fit' wrote, for the bands, in place of those of the reference fit.",
)
@click.option("--quiet", is_flag=True, help="No progress.")
@cell_options
@output_options
def command(
    names: tuple[str, ...],
    quiet: bool,
    json_file: Path | None,
    out: Path | None,
    **options: Any,
) -> None:
    """One page on cells LFP (or --cathode) | NAME | Li: all simulated beside all measured.

    NAME is an electrolyte (PHLP-15 if left out) or a TOML file of your own; about a minute each. A
    problem of 'sclcell fit', or the folder of its results, gives the page on your own cells: what
    limits them, how sure, what to measure and to make next, and your points with model, band and
    residuals.
    The page needs neither server nor network. PNG of all charts and CSV of all tables are beside
    it, in the folder of --out (default results/report).

    \b
    Examples:
      sclcell report
      sclcell report PHLP-15 PHL-15 PHLP --out results/three_films
      sclcell report my_film.toml --areal-loading 5 --json report.json
      sclcell report examples/tutorial/fit.toml --out results/my_cells
    """  # noqa: D301
    from ..output_files import check_folder
    from ..report import report

    check_folder(out or FOLDER, ("report.html", "headline.csv"))
    from ..report.own_cells import is_problem, problem_of, report_on_problem

    problems = [name for name in names if is_problem(name) or problem_of(name) is not None]
    if problems:
        if len(names) > 1:
            raise InputError(f"{problems[0]} is a problem; give it alone.")
        own = report_on_problem(problems[0], out or FOLDER, progress=None if quiet else _show)
        deliver(own.to_dict(), own.tables, {}, json_file, None, own.text)
        return
    result = report(names or (default_film(),), out or FOLDER, progress=not quiet, **options)
    deliver(result.to_dict(), result.tables, {}, json_file, None, result.text)


def _show(step: str) -> None:
    click.echo(f"{step} ...", err=True)
