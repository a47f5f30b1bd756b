"""Names on the command line: what is taken if none is given, and what TAB completes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from ..inputs import ready_files
from .tables import echo

__all__ = [
    "CATHODES",
    "DEFAULT_FILM",
    "FILMS",
    "FilePath",
    "Function",
    "complete_cathode",
    "complete_film",
    "complete_ready",
    "default_film",
    "default_name",
    "default_notice",
    "film_argument",
]

#: Film -> what it is. Named here so that completion loads nothing else.
FILMS = {
    "PHLP": "PVDF-HFP and LiTFSI, no ceramic",
    "PHL-15": "15 wt% bare LLZTO",
    "PHLP-15": "15 wt% LLZTO coated with P-DOL",
    "PHA-15": "15 wt% bare LAGP",
    "PHAP-15": "15 wt% LAGP coated with P-DOL",
}
#: Cathode -> what it is, likewise.
CATHODES = {
    "LFP": "LiFePO4 of the reference cell",
    "NMC811": "LiNi0.8Mn0.1Co0.1O2",
    "NMC532": "LiNi0.5Mn0.3Co0.2O2",
    "LCO": "LiCoO2",
    "NCA": "LiNi0.8Co0.15Al0.05O2",
}
DEFAULT_FILM = "PHLP-15"
_NOTICE = "sclcell.notice"
#: What a decorator of options returns as it was given.
Function = TypeVar("Function", bound=Callable[..., object])


class FilePath(click.Path):
    """A path, refused in a line also where no file can have such a name.

    Parameters
    ----------
    **options
        Of `click.Path`.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(path_type=Path, **options)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path."""
        try:
            return super().convert(value, param, ctx)
        except ValueError as error:
            self.fail(f"{value!r} cannot be the name of a file ({error})", param, ctx)


def default_film() -> str:
    """Return the film of the reference cell, and note that nobody asked for it."""
    return default_name(DEFAULT_FILM, "the reference cell's film")


def default_name(name: str, what: str) -> str:
    """Return ``name``, and say that it was taken for want of another.

    On a terminal at once, as the run may be long; else `deliver` puts it above the results.
    """
    context = click.get_current_context()
    notice = f"No name given: {name}, {what}."
    if sys.stderr.isatty() and not context.resilient_parsing:
        echo(notice, err=True)
    else:
        context.meta[_NOTICE] = notice
    return name


def default_notice() -> str | None:
    """Return which default name was taken, if that is still to be said."""
    context = click.get_current_context(silent=True)
    return None if context is None else context.meta.get(_NOTICE)


def film_argument(function: Function) -> Function:
    """Add the argument NAME, an electrolyte or a TOML file; the reference cell's by default."""
    return click.argument(
        "name", default=default_film, metavar="[NAME]", shell_complete=complete_film
    )(function)


def complete_film(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Complete the name of a film; what is none may be a file."""
    return _names(FILMS, incomplete)


def complete_cathode(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Complete the name of a cathode; what is none may be a file."""
    return _names(CATHODES, incomplete)


def _names(known: Mapping[str, str], incomplete: str) -> list[CompletionItem]:
    items = [CompletionItem(name, help=what) for name, what in known.items()]
    found = [one for one in items if one.value.startswith(incomplete.upper())]
    return found or [_file(incomplete)]


def complete_ready(package: str, folder: str) -> Callable[..., list[CompletionItem]]:
    """Return a completion of the TOML files that come with a package, or of the user's own."""

    def complete(
        context: click.Context, parameter: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        names = [name for name in ready_files(package, folder) if name.startswith(incomplete)]
        return [CompletionItem(name) for name in names] or [_file(incomplete)]

    return complete


def _file(incomplete: str) -> CompletionItem:
    return CompletionItem(incomplete, type="file")
