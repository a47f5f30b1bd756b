"""Options of the commands that measure on a film, and the cell they describe."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .common import design_from_options, parameters_option

if TYPE_CHECKING:
    from ..parameter_sets.cell import Cell

__all__ = ["film_design", "film_options"]


def film_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --temperature (25 degC, where films are characterised), thickness and filler share."""
    for decorator in (
        parameters_option,
        click.option("--separator-thickness", type=float, help="Film thickness [um]; default 22."),
        click.option("--filler-mass-fraction", type=float, help="0 to 0.4; default by name."),
        click.option("--temperature", type=float, default=25.0, show_default=True, help="[degC]"),
    ):
        function = decorator(function)
    return function


def film_design(
    name: str,
    options: Mapping[str, Any],
    areal_loading: float | None = None,
    samples: str | Path | None = None,
) -> Cell:
    """Return the cell that `film_options` describe.

    Parameters
    ----------
    name : str
        Of the film.
    options : mapping
        Of the command.
    areal_loading : float, optional
        [mg/cm2].
    samples : path, optional
        Table of samples, whose fixed values the cell has too.

    Raises
    ------
    InputError
        If the name is not known or a value is out of range.
    """
    return design_from_options(name, {**options, "areal_loading": areal_loading}, samples)
