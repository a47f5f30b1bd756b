"""What all commands share: options, and handing out tables, pictures and JSON."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import InputError
from .arguments import default_notice
from .tables import echo, format_table

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from ..parameter_sets.cell import Cell

__all__ = [
    "cell_options",
    "deliver",
    "design_from_options",
    "fitted_values",
    "output_options",
    "parameters_option",
    "refuse_to_overwrite",
    "table_values",
    "to_json",
]


def output_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --json and --out to a command; neither may name what the command reads."""

    @wraps(function)
    def checked(*arguments: Any, **options: Any) -> Any:
        if options.get("json_file") is not None:
            refuse_to_overwrite([options["json_file"]])
        return function(*arguments, **options)

    with_out = click.option(
        "--out", type=click.Path(path_type=Path), help="Folder for pictures (PNG) and tables (CSV)."
    )(checked)
    return click.option(
        "--json",
        "json_file",
        type=click.Path(path_type=Path, allow_dash=True),
        help="File for the results as JSON; - is standard output, then nothing else goes there.",
    )(with_out)


def refuse_to_overwrite(written: Iterable[Path], inputs: Iterable[Path] = ()) -> None:
    """Raise if a file that a command is going to write is one that it reads.

    Parameters
    ----------
    written : iterable of Path
        Files that the command writes.
    inputs : iterable of Path
        Files that it reads, beside those that its arguments and options name.

    Raises
    ------
    InputError
        If results would take the place of an input.
    """
    context = click.get_current_context(silent=True)
    given = {} if context is None else context.params
    named = [
        Path(one)
        for option, value in given.items()
        if option not in ("json_file", "out", "store")
        for one in (value if isinstance(value, tuple) else (value,))
        if isinstance(one, str | Path)
    ]
    read = [path for path in (*named, *inputs) if path.is_file()]
    for path in written:
        if path.is_file() and any(path.samefile(other) for other in read):
            raise InputError(
                f"{path} is an input of this command, and results would take its place; "
                "give another --json or --out."
            )


def parameters_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --parameters to a command."""
    return click.option(
        "--parameters",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Values in place of the shipped ones: the parameters.csv that 'sclcell fit' wrote.",
    )(function)


def cell_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that describe an LFP cell; read by `design_from_options`."""
    for decorator in (
        parameters_option,
        click.option("--areal-loading", type=float, help="LFP loading [mg/cm2]; default 1.5."),
        click.option("--separator-thickness", type=float, help="Film thickness [um]; default 22."),
        click.option("--filler-mass-fraction", type=float, help="0 to 0.4; default by name."),
        click.option("--temperature", type=float, default=30.0, show_default=True, help="[degC]"),
        click.option("--catholyte", help="Electrolyte in the cathode pores; default the film's."),
    ):
        function = decorator(function)
    return function


def deliver(
    results: Mapping[str, Any],
    tables: Mapping[str, pd.DataFrame],
    figures: Mapping[str, Callable[[], Figure]],
    json_file: Path | None,
    out: Path | None,
    text: str = "",
) -> None:
    """Print a table, write JSON, save pictures and tables, as the user asked.

    Parameters
    ----------
    results : mapping
        What goes into the JSON; keys are PyBaMM-style names with units.
    tables : mapping
        File stem to table; the first is printed.
    figures : mapping
        File stem to a function that draws the picture (called only if it is wanted).
    json_file, out : Path, optional
        As given by the user.
    text : str, optional
        Printed above the table.

    Raises
    ------
    InputError
        If a file or folder cannot be written.
    """
    if out is not None:
        endings = ((tables, "csv"), (figures, "png"))
        refuse_to_overwrite(out / f"{stem}.{end}" for stems, end in endings for stem in stems)
    to_stdout = json_file is not None and str(json_file) == "-"
    saved = []
    try:
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
            for stem, table in tables.items():
                table.to_csv(out / f"{stem}.csv", index=False)
                saved.append(out / f"{stem}.csv")
            for stem, draw in figures.items():
                draw().savefig(out / f"{stem}.png", dpi=150, bbox_inches="tight")
                saved.append(out / f"{stem}.png")
        if json_file is not None and not to_stdout:
            json_file.write_text(to_json(results), encoding="utf-8")
            saved.append(json_file)
    except OSError as error:
        raise InputError(
            f"cannot write {error.filename or out or json_file}: {error.strerror}; "
            "name a file or folder that can be written."
        ) from error
    if to_stdout:
        sys.stdout.write(to_json(results))
        return
    for line in (default_notice(), text):
        if line:
            echo(line)
    if tables:
        echo(format_table(next(iter(tables.values()))))
    for path in saved:
        echo(f"saved {path}")


def to_json(results: Mapping[str, Any]) -> str:
    """Return results as JSON text; NaN and infinities become null, arrays lists."""
    return json.dumps(_plain(results), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def design_from_options(
    name: str, options: Mapping[str, Any], samples: str | Path | None = None
) -> Cell:
    """Return the cell that `cell_options` describe.

    Parameters
    ----------
    name : str
        Of the film.
    options : mapping
        Of the command.
    samples : path, optional
        Table of samples, whose fixed values the cell has too.
    """
    from ..parameter_sets.cell_schema import cell_from

    values, catholyte = fitted_values(name, options, samples)
    pores = options.get("catholyte") or catholyte
    return cell_from("options", {**options, "name": name, "catholyte": pores}, values)


def fitted_values(
    name: str, options: Mapping[str, Any], samples: str | Path | None = None
) -> tuple[dict[str, float], str | None]:
    """Return the values of --parameters and of a table of samples, and the catholyte of the fit.

    What does not hold for the film is left out, with a note on standard error.

    Parameters
    ----------
    name : str
        Of the film.
    options : mapping
        Of the command.
    samples : path, optional
        Table of samples, whose fixed values count.
    """
    from ..parameter_sets.fitted_values import values_for_film

    values, catholyte = table_values(options.get("parameters"), samples, name)
    return values_for_film(values, name), catholyte


def table_values(
    parameters: Path | None, samples: str | Path | None = None, film: str | None = None
) -> tuple[dict[str, float], str | None]:
    """Return the values of --parameters and the fixed ones of samples, and the fit's catholyte.

    Parameters
    ----------
    parameters : path, optional
        Table of parameters.
    samples : path, optional
        Table of samples.
    film : str, optional
        For which a note on standard error says what does not hold for it.
    """
    if parameters is None and samples is None:
        return {}, None
    from ..parameter_sets.fitted_values import FittedCell, read_cell
    from ..uncertainty.samples import read_samples

    cells: dict[Any, FittedCell] = {}
    if samples is not None:
        drawn = read_samples(samples)
        cells[samples] = FittedCell(drawn.fixed, catholyte=drawn.catholyte)
    if parameters is not None:
        cells[parameters] = read_cell(parameters)
    found: dict[str, float] = {}
    catholyte = None
    for path, cell in cells.items():
        found |= cell.values
        catholyte = cell.catholyte or catholyte
        for note in cell.notes(film) if film is not None else ():
            click.echo(f"note: {path}: {note}", err=True)
    return found, catholyte
