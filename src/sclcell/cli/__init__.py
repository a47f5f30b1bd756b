"""Command line: ``sclcell COMMAND``. One module per command, loaded when it is asked for."""

from __future__ import annotations

import io
import os
import re
import sys
import traceback
from importlib import import_module
from typing import Any

import click

from .. import __version__
from ..errors import InputError, SclcellError, SimulationFailed, nearest, unknown_name
from ..output_files import FULL, unwritten
from .tables import echo

__all__ = ["main"]

#: Characters of an error, of which most have a tenth.
_LONGEST_LINE = 3000
#: Command -> one line of help; the command itself is ``command`` in the module of that name.
COMMANDS = {
    "read": "What is understood of a measured file: kind, columns, units, sign, cycles.",
    "electrolyte": "Conductivity, transference number and what the filler's gain is due to.",
    "film": "Fit a table of films: which loading next, how sure, what would decide.",
    "rate": "Rate capability of a cell, compared with measurements where there are any.",
    "cycle": "Long cycling of a cell: fade, efficiency, and what ends it.",
    "pouch": "A pouch cell: W.h/kg, W.h/L, masses by layer, temperature rise, cycling, cost.",
    "symmetric": "Cycle Li | CPE | Li at constant current.",
    "plate": "Plate lithium on a bump or a spot: field, salt, current density, and what grows.",
    "eis": "Impedance of a cell, overlaid on and fitted to a measured one.",
    "lab": "Characterise a film on the model as a laboratory does, beside what was put in.",
    "fit": "Fit parameters to measured data; what is known of them and what is not.",
    "explore": "Sweep or optimise filler, thickness, loading, temperature, rate; how sure it is.",
    "report": "One interactive page on a cell: everything simulated beside all measured.",
    "export": "Write the parameters of a cell for PyBaMM (JSON) or as BPX.",
    "doctor": "Check the installation: versions, threads, solver.",
}


class _NobodyReads(Exception):
    """Standard output was closed while something was written to it."""


class _Commands(click.Group):
    """Group that lists its commands without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            if ctx.resilient_parsing:  # while TAB completes, nobody wants to hear of it
                return None
            raise unknown_name("command", cmd_name, COMMANDS)
        return import_module(f".{cmd_name}", __name__).command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; click takes an end of file for Ctrl-C, and ends silently at a pipe."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise _NobodyReads from error
        except EOFError as error:
            raise InputError(f"an input ends where it should go on ({error}).") from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sclcell")
def sclcell() -> None:
    """Predict what limits an LFP | composite polymer electrolyte | Li cell.

    Cells and electrolytes go by name: PHLP, PHL-15, PHLP-15, PHA-15, PHAP-15; another number is
    another loading in wt%. Without a name, a command takes the reference cell, PHLP-15. Every
    command takes --json FILE and --out DIR.

    \b
    Examples:
      sclcell rate
      sclcell COMMAND --help
      eval "$(_SCLCELL_COMPLETE=bash_source sclcell)"   # TAB completes (zsh_, fish_source)
    """  # noqa: D301


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: 0 success, 2 bad input, 1 simulation not completed."""
    # PyBaMM asks about usage reports on first import; a command line must not wait for an answer.
    os.environ.setdefault("PYBAMM_DISABLE_TELEMETRY", "true")
    # What the solver writes by itself; errors say it in words.
    os.environ.setdefault("SUNLOGGER_ERROR_FILENAME", os.devnull)
    os.environ.setdefault("SUNLOGGER_WARNING_FILENAME", os.devnull)
    # Pictures go to files, and a backend that is not installed here would end every command.
    os.environ["MPLBACKEND"] = "Agg"
    if sys.stderr is None:  # closed; bars of progress write there without asking
        sys.stderr = open(os.devnull, "w", encoding="utf-8")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that cannot show °C
            stream.reconfigure(errors="backslashreplace")
    try:
        code = sclcell.main(args=arguments, prog_name="sclcell", standalone_mode=False) or 0
        if sys.stdout is not None:
            sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help())
        code = 2
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "sclcell"
        code = _fail(f"{_said(error)} (see {command} --help)", 2)
    except (click.Abort, KeyboardInterrupt):
        code = _fail("stopped by the user", 1)
    except (BrokenPipeError, _NobodyReads):
        # Nobody reads on; the interpreter must not find that out again when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        code = _fail("standard output was closed before all was written", 1)
    except SimulationFailed as error:
        code = _fail(str(error), 1)
    except SclcellError as error:
        code = _fail(str(error), 2)
    except OSError as error:
        full = error.errno in FULL
        name = f"{error.filename}: " if error.filename else ""
        told = unwritten(error, "standard output") if full else f"{name}{error.strerror or error}"
        code = _fail(str(told), 2)
    except MemoryError:
        code = _fail("out of memory; ask for less at a time, or use a machine with more", 1)
    except Exception as error:
        if "SCLCELL_TRACEBACK" in os.environ:
            raise
        place = traceback.extract_tb(error.__traceback__)[-1]
        code = _fail(
            f"internal error, {type(error).__name__} at {os.path.basename(place.filename)}:"
            f"{place.lineno}: {error}; please report it with the command and its files "
            "(SCLCELL_TRACEBACK=1 shows where it comes from)",
            1,
        )
    sys.exit(code)


def _said(error: click.ClickException) -> str:
    """Return what click says; of an option that is not known, with the one that was meant."""
    if not isinstance(error, click.NoSuchOption) or error.ctx is None:
        return error.format_message()
    given = error.option_name
    names = [name for option in error.ctx.command.get_params(error.ctx) for name in option.opts]
    near = next((name for name in names if name.startswith(given)), nearest(given, names))
    return f"unknown option {given!r}" + (f"; did you mean {near!r}?" if near else "")


def _fail(message: str, code: int) -> int:
    """Say why, in one line that a terminal can show."""
    line = re.sub(r"[\x00-\x1f\x7f-\x9f]", "?", " ".join(message.split()))
    if len(line) > _LONGEST_LINE:
        line = f"{line[:_LONGEST_LINE]}... ({len(line) - _LONGEST_LINE} characters more)"
    try:
        echo(f"{click.style('sclcell:', fg='red')} {line}", err=True)
    except OSError:  # nobody reads it
        pass
    return code
