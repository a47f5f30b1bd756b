"""What all commands share: options, and handing out tables, pictures and JSON."""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import InputError
from ..given import GivenNote
from ..result import plain
from .arguments import default_notice
from .tables import echo, format_table

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from ..result import Result

__all__ = [
    "cell_options",
    "deliver",
    "filler_option",
    "film_options",
    "hand_out",
    "loading_option",
    "output_options",
    "parameters_option",
    "refuse_to_overwrite",
    "to_json",
]


def output_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --json and --out to a command; neither may name what the command reads."""

    @wraps(function)
    def checked(*arguments: Any, **options: Any) -> Any:
        if options.get("json_file") is not None:
            refuse_to_overwrite([options["json_file"]])
        with _notes_on_standard_error():
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


@contextmanager
def _notes_on_standard_error() -> Iterator[None]:
    """Print what the API warns of as a note, and leave other warnings as they are."""
    with warnings.catch_warnings():
        other = warnings.showwarning

        def show(message: Warning | str, category: type[Warning], *place: Any, **more: Any) -> None:
            if issubclass(category, GivenNote):
                click.echo(f"note: {message}", err=True)
            else:
                other(message, category, *place, **more)

        warnings.simplefilter("always", GivenNote)
        warnings.showwarning = show
        yield


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


def _options(*options: Callable[..., Any]) -> Callable[..., Any]:
    def add(function: Callable[..., Any]) -> Callable[..., Any]:
        for option in options:
            function = option(function)
        return function

    return add


def _temperature(default_degC: float) -> Callable[..., Any]:
    return click.option(
        *("--temperature", "temperature_degC"),
        type=float,
        default=default_degC,
        show_default=True,
        help="[degC]",
    )


parameters_option = click.option(
    *("--parameters", "values"),
    type=click.Path(path_type=Path, dir_okay=False),
    help="Values in place of the shipped ones: the parameters.csv that 'sclcell fit' wrote.",
)
filler_option = click.option(
    "--filler-mass-fraction", type=float, help="0 to 0.4; default by name."
)
_thickness = click.option(
    *("--separator-thickness", "separator_thickness_um"),
    type=float,
    help="Film thickness [um]; default 22.",
)
loading_option = click.option(
    *("--areal-loading", "areal_loading_mg_cm2"),
    type=float,
    help="LFP loading [mg/cm2]; default 1.5.",
)
#: Options that describe an LFP cell; their names are those of the fields of `Cell`.
cell_options = _options(
    parameters_option,
    loading_option,
    _thickness,
    filler_option,
    _temperature(30.0),
    click.option("--catholyte", help="Electrolyte in the cathode pores; default the film's."),
)
#: Options of commands that measure on a film, at 25 degC, where films are characterised.
film_options = _options(parameters_option, _thickness, filler_option, _temperature(25.0))


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
    return json.dumps(plain(results), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def hand_out(result: Result[Any], json_file: Path | None, out: Path | None) -> None:
    """Deliver the result of a function of the public API; see `deliver`."""
    deliver(result.to_dict(), result.tables, result.figures, json_file, out, result.text)
