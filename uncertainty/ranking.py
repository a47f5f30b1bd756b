"""What is best, and what is equal to it: differences that cells built alike show are none."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..experiments.equal_values import CELL_SCATTER, equal_to_best, listed
from .bands import scatters

__all__ = ["SOLVER_ERROR", "best_in_words", "least_difference"]

#: Share by which mesh and tolerances move a result, see docs/numerics.md.
SOLVER_ERROR = 0.002


def least_difference(name: str) -> float:
    """Return the share of a value below which a difference is none.

    Parameters
    ----------
    name : str
        Of the quantity, with its unit.

    Returns
    -------
    float
        `CELL_SCATTER` for what differs from cell to cell, `SOLVER_ERROR` for the rest.
    """
    return CELL_SCATTER if scatters(name) else SOLVER_ERROR


def best_in_words(labels: Sequence[str], values: Sequence[float] | np.ndarray, share: float) -> str:
    """Return which of some choices is best, or which are equal, in a sentence.

    Parameters
    ----------
    labels : sequence of str
        Of the choices, with their unit.
    values : sequence of float
        What each gives, all in the same unit, any [*]; NaN where a simulation failed.
    share : float
        See `equal_to_best`.
    """
    found = np.asarray(values, dtype=float)
    equal = equal_to_best(found, share)
    lost = [label for label, value in zip(labels, found, strict=True) if np.isnan(value)]
    same = [label for label, alike in zip(labels, equal, strict=True) if alike]
    rest = found[~equal & np.isfinite(found)]
    if not same:
        text = "none of those tried gives anything"
    elif len(same) == 1:
        text = f"{same[0]} is the best of those tried"
        if len(rest):
            text += f", by {100 * (1 - rest.max() / found[equal][0]):.3g} %"
    else:
        apart = 100 * (1 - found[equal].min() / found[equal].max())
        text = (
            f"{listed(same)} are equal: they differ by {apart:.2g} % at most, and cells that are "
            f"built alike by {100 * share:g} %"
        )
        if len(rest):
            text += f"; the others give at least {100 * (1 - rest.max() / found.max()):.3g} % less"
    return text + (f"; {listed(lost)} could not be simulated" if lost else "") + "."
