"""Command line: ``sclcell COMMAND``. One module per command, loaded when it is asked for."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from .. import __version__
from ..errors import SclcellError, SimulationFailed, unknown_name
from .tables import echo

__all__ = ["main"]

#: Command -> one line of help; the command itself is ``command`` in the module of that name.
COMMANDS = {
    "electrolyte": "Conductivity, transference number and what the filler's gain is due to.",
    "rate": "Rate capability of an LFP cell, compared with measurements where there are any.",
    "cycle": "Long cycling of an LFP cell: fade, efficiency, and what ends it.",
    "symmetric": "Cycle Li | CPE | Li at constant current.",
    "eis": "Impedance of a cell, overlaid on and fitted to a measured one.",
    "lab": "Characterise a film on the model as a laboratory does, beside what was put in.",
    "fit": "Fit parameters to measured data; what is known of them and what is not.",
    "explore": "Sweep or optimise filler, thickness, loading, temperature, rate; how sure it is.",
    "report": "One interactive page on a cell: everything simulated beside all measured.",
    "export": "Write the parameters of a cell for PyBaMM (JSON) or as BPX.",
    "doctor": "Check the installation: versions, threads, solver.",
}


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
    try:
        code = sclcell.main(args=arguments, prog_name="sclcell", standalone_mode=False) or 0
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else error.format_message())
        code = 2
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "sclcell"
        code = _fail(f"{error.format_message()} (see {command} --help)", 2)
    except click.Abort:
        code = _fail("stopped by the user", 1)
    except SimulationFailed as error:
        code = _fail(str(error), 1)
    except (SclcellError, OSError) as error:
        code = _fail(str(error), 2)
    sys.exit(code)


def _fail(message: str, code: int) -> int:
    """Say why, in one line."""
    echo(f"{click.style('sclcell:', fg='red')} {' '.join(message.split())}", err=True)
    return code
