"""``sclcell fit``: from measured data to parameters."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .arguments import complete_ready
from .common import hand_out, output_options, refuse_to_overwrite

if TYPE_CHECKING:
    from ..fitting.inference.optimise import FitProgress

__all__ = ["command"]

FOLDER = Path("results/fit")


@click.command(name="fit")
@click.argument(
    "problem",
    required=False,
    metavar="PROBLEM",
    shell_complete=complete_ready("sclcell.fitting", "problems"),
)
@click.option("--check", is_flag=True, help="Only look for faults in the problem and its files.")
@click.option(
    "--resume/--fresh",
    default=True,
    show_default=True,
    help="Go on where an earlier run stopped, or start afresh.",
)
@click.option(
    "--profiles",
    type=click.Choice(["all", "none"]),
    help="Profile likelihood of all parameters or none, in place of what PROBLEM says.",
)
@click.option("--quiet", is_flag=True, help="No progress.")
@output_options
def command(
    problem: str | None,
    check: bool,
    quiet: bool,
    json_file: Path | None,
    out: Path | None,
    **options: Any,
) -> None:
    """Fit parameters to rate tests, cycling, voltage curves, spectra, or tables of films.

    PROBLEM is a TOML file, or a ready problem: reference, matrix_catholyte. Every evaluation is
    kept in the folder of --out (default results/fit/PROBLEM), so that a fit that was stopped goes
    on. There, too, are the values found and fixed (parameters.csv, for --parameters of other
    commands), the parameter set for PyBaMM (parameters.json, with
    pybamm.ParameterValues.from_json) and the posterior samples (samples.csv, for --bands of other
    commands and --samples of report). A PROBLEM with a table [film] gives film.toml, as
    'sclcell film' does.

    \b
    Examples:
      sclcell fit examples/fit_curves/problem.toml
      sclcell fit reference --out results/reference --json results/reference/fit.json
    """  # noqa: D301
    from ..errors import InputError
    from ..file_names import file_stems
    from ..fitting.films.on_table import read_films
    from ..fitting.films.problem import read_film_problem
    from ..fitting.on_problem import fit_cells
    from ..fitting.problem.loading import load_problem, ready_problems
    from ..output_files import check_folder
    from .film import fit_table

    if problem is None:
        ready = ", ".join(ready_problems())
        raise InputError(
            f"no problem was given; name a TOML file, or one of {ready}, which take minutes."
        )
    of_films = None if problem in ready_problems() else read_film_problem(Path(problem))
    if of_films is not None:
        table = Path(of_films.pop("table"))
        if check:
            films, _ = read_films(table, of_films)
            count = films.frame["film"].nunique()
            click.echo(f"{problem}: no fault; {count} films with {len(films.frame)} rows")
        else:
            fit_table(table, of_films, json_file, out or FOLDER / Path(problem).stem)
        return
    loaded = load_problem(problem)
    for note in loaded.notes:
        click.echo(note, err=not check)
    if check:
        rows = sum(len(table) for table in loaded.tables.values())
        click.echo(
            f"{problem}: no fault; {len(loaded.tables)} data sets with {rows} rows, "
            f"{len(loaded.unknowns)} unknowns"
        )
        return
    folder = out or FOLDER / Path(problem).stem
    stems = file_stems(data.name for data in loaded.problem.data)
    written = ["parameters.csv", "samples.csv", *(f"data_{stem}.csv" for stem in stems.values())]
    cells = file_stems(loaded.problem.used_cells).values()
    written += [f"{table}_{stem}.csv" for table in ("parameters", "samples") for stem in cells]
    read = [loaded.problem.folder / name for data in loaded.problem.data for name in data.files]
    read += [Path(film) for cell in loaded.problem.cells.values() for film in cell.films]
    outputs = [folder / name for name in written] + ([] if json_file is None else [json_file])
    refuse_to_overwrite(outputs, read)
    check_folder(folder, written)
    result = fit_cells(problem, folder, progress=None if quiet else _show, **options)
    hand_out(result, json_file, folder)
    # Afterwards: to what was found, the table of parameters adds what the problem fixed.
    files = [path for path in result.details.write(folder) if path != folder / "parameters.csv"]
    if json_file is None or str(json_file) != "-":
        for path in files:
            click.echo(f"saved {path}")


def _show(progress: FitProgress) -> None:
    click.echo(
        f"{progress.phase} {progress.done}/{progress.total}: "
        f"best chi squared {progress.chi_squared:.4g}",
        err=True,
    )
