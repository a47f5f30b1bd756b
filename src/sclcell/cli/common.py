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
from ..inputs import files_read, forget_files, why_no_file
from ..output_files import (
    check_file,
    check_folder,
    make_folder,
    write_csv,
    write_file,
    write_picture,
)
from ..result import plain
from .arguments import FilePath, complete_cathode, default_notice
from .tables import echo, format_table

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from ..result import Result
    from .arguments import Function

__all__ = [
    "cathode_option",
    "cell_options",
    "deliver",
    "filler_option",
    "film_options",
    "hand_out",
    "loading_option",
    "mechanisms_option",
    "output_options",
    "parameters_option",
    "protocol_option",
    "refuse_to_overwrite",
    "shorts_option",
    "temperature_option",
    "to_json",
]


def output_options(function: Callable[..., object]) -> Callable[..., object]:
    """Add --json and --out to a command; neither may name what the command reads."""

    @wraps(function)
    def checked(*arguments: Any, **options: Any) -> Any:
        forget_files()
        _check_outputs(options)
        with _notes_on_standard_error():
            return function(*arguments, **options)

    with_out = click.option(
        "--out", type=FilePath(), help="Folder for pictures (PNG) and tables (CSV)."
    )(checked)
    return click.option(
        "--json",
        "json_file",
        type=FilePath(allow_dash=True),
        help="File for the results as JSON; - is standard output, then nothing else goes there.",
    )(with_out)


def _check_outputs(options: Mapping[str, Any]) -> None:
    """Refuse outputs that cannot be written, before minutes of work."""
    json_file = options.get("json_file")
    if str(json_file) == "-":
        if sys.stdout is None:
            raise InputError("standard output is closed; give a file with --json.")
    elif json_file is not None:
        refuse_to_overwrite([json_file])
        check_file(json_file)
    for option in ("out", "store"):
        if options.get(option) is not None:
            check_folder(options[option])
    if options.get("checkpoint") is not None:
        check_folder(options["checkpoint"].parent)
        check_file(options["checkpoint"])


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

    Raises `InputError` if results would take the place of an input.

    Parameters
    ----------
    written : iterable of Path
        Files that the command writes.
    inputs : iterable of Path
        Files that it reads, beside those that its arguments and options name.
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
    read = [path for path in (*named, *inputs, *files_read()) if why_no_file(path) is None]
    for path in written:
        if why_no_file(path) is None and any(path.samefile(other) for other in read):
            raise InputError(
                f"{path} is an input of this command, and results would take its place; "
                "give another --json or --out."
            )


def _options(*options: Callable[[Function], Function]) -> Callable[[Function], Function]:
    def add(function: Function) -> Function:
        for option in options:
            function = option(function)
        return function

    return add


def temperature_option(default_degC: float) -> Callable[[Function], Function]:
    """Add --temperature to a command.

    Parameters
    ----------
    default_degC : float
        [degC]
    """
    return click.option(
        *("--temperature", "temperature_degC"),
        type=float,
        default=default_degC,
        show_default=True,
        help="[degC]",
    )


parameters_option = click.option(
    *("--parameters", "values"),
    type=FilePath(dir_okay=False),
    help="Values in place of the shipped ones: the parameters.csv that 'sclcell fit' wrote.",
)
filler_option = click.option(
    "--filler-mass-fraction",
    type=float,
    help="0 to 0.4, or what the film's law holds for; default by name.",
)
_thickness = click.option(
    *("--separator-thickness", "separator_thickness_um"),
    type=float,
    help="Film thickness [um]; default 22.",
)
mechanisms_option = click.option(
    "--mechanisms",
    help="How the cell ages: names, such as 'ContactLoss DeadLithium'; +NAME adds to the default.",
)
shorts_option = click.option(
    "--shorts",
    is_flag=True,
    help="How likely a short is before the end: a band; see docs/surface.md.",
)
loading_option = click.option(
    *("--areal-loading", "areal_loading_mg_cm2"),
    type=float,
    help="Active material [mg/cm2]; default 1.5.",
)
protocol_option = click.option(
    "--protocol",
    help="Steps of PyBaMM in one line, such as 'Discharge at 1C until 2.5 V; Rest for 10 minutes; "
    "Charge at C/2 until 4 V; Hold at 4 V until C/20', '(...) x 3', 'Drive FILE.csv', '... @ 10 "
    "degC'; or CCCV, HPPC, GITT.",
)
cathode_option = click.option(
    "--cathode",
    help="LFP, NMC811, NMC532, LCO, NCA, a TOML file or a BPX file; default LFP.",
    shell_complete=complete_cathode,
)
#: Options that describe a cell; their names are those of the fields of `Cell`.
cell_options = _options(
    parameters_option,
    loading_option,
    _thickness,
    filler_option,
    temperature_option(30.0),
    click.option("--catholyte", help="Electrolyte in the cathode pores; default the film's."),
    cathode_option,
)
#: Options of commands that measure on a film, at 25 degC, where films are characterised.
film_options = _options(parameters_option, _thickness, filler_option, temperature_option(25.0))


def deliver(
    results: Mapping[str, object],
    tables: Mapping[str, pd.DataFrame],
    figures: Mapping[str, Callable[[], Figure]],
    json_file: Path | None,
    out: Path | None,
    text: str = "",
    rows: int | None = None,
) -> None:
    """Print a table, write JSON, save pictures and tables, as the user asked.

    Raises `InputError` if a file or folder cannot be written.

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
    rows : int, optional
        Of the table that are printed; by default all.
    """
    if json_file is not None and str(json_file) != "-":  # what a file of the user's names, too
        refuse_to_overwrite([json_file])
    if out is not None:
        endings = ((tables, "csv"), (figures, "png"))
        refuse_to_overwrite(out / f"{stem}.{end}" for stems, end in endings for stem in stems)
    to_stdout = json_file is not None and str(json_file) == "-"
    saved = []
    if out is not None:
        make_folder(out)
        for stem, table in tables.items():
            saved.append(out / f"{stem}.csv")
            write_csv(table, saved[-1])
        for stem, draw in figures.items():
            saved.append(out / f"{stem}.png")
            write_picture(draw(), saved[-1], bbox_inches="tight")
    if to_stdout:
        write_text(to_json(results))
        return
    if json_file is not None:
        write_file(json_file, to_json(results))
        saved.append(json_file)
    for line in (default_notice(), text):
        if line:
            echo(line)
    if tables:
        first = next(iter(tables.values()))
        echo(format_table(first if rows is None else first.head(rows)))
    for path in saved:
        echo(f"saved {path}")


def write_text(text: str) -> None:
    """Write to standard output, as UTF-8 where that is a file or a pipe."""
    raw = text.encode(errors="backslashreplace")
    if hasattr(sys.stdout, "buffer"):
        sys.stdout.flush()
        sys.stdout.buffer.write(raw)
        sys.stdout.buffer.flush()
    else:
        sys.stdout.write(raw.decode())


def to_json(results: Mapping[str, object]) -> str:
    """Return results as JSON text; NaN and infinities become null, arrays lists."""
    return json.dumps(plain(results), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def hand_out(result: Result[Any], json_file: Path | None, out: Path | None) -> None:
    """Deliver the result of a function of the public API; see `deliver`."""
    deliver(result.to_dict(), result.tables, result.figures, json_file, out, result.text)
