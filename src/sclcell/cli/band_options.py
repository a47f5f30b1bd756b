"""The option --bands: what is not known exactly, carried through a prediction."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from ..given import FIT, PRIOR

if TYPE_CHECKING:
    from .arguments import Function

__all__ = ["BandsCommand", "bands_option", "bands_options"]

_HELP = (
    "Carry through what is not known: the shipped fits and the ranges of the provenance tables "
    "('prior': the ranges alone; or the samples that 'sclcell fit' wrote, CSV or Parquet)."
)


class BandsCommand(click.Command):
    """A command whose --bands takes the next word only if that is 'prior' or a table."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Give --bands its default where another word follows."""
        words = list(args)
        for k, word in enumerate(words):
            following = words[k + 1] if k + 1 < len(words) else ""
            own = following == PRIOR or following.lower().endswith((".csv", ".parquet"))
            if word == "--bands" and not own:
                words[k] = f"--bands={FIT}"
        return super().parse_args(ctx, words)


def bands_option(function: Function) -> Function:
    """Add --bands to a command of the class `BandsCommand`."""
    return click.option(
        "--bands", is_flag=False, flag_value=FIT, metavar="[prior|FILE]", help=_HELP
    )(function)


def bands_options(draws: int) -> Callable[[Function], Function]:
    """Add --bands, and --draws with a default number of samples."""

    def add(function: Function) -> Function:
        number = click.option(
            "--draws",
            type=click.IntRange(2, 10_000),
            default=draws,
            show_default=True,
            help="Samples that --bands draws.",
        )
        return bands_option(number(function))

    return add
