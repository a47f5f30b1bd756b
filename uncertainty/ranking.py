"""What is best, and what is equal to it: differences that cells built alike show are none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from .bands import CELL_SCATTER, scatters

__all__ = ["SOLVER_ERROR", "best_in_words", "equal_to_best", "largest", "least_difference"]

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


def equal_to_best(values: Sequence[float] | np.ndarray, share: float) -> np.ndarray:
    """Return which values are equal to the largest, the largest among them.

    Parameters
    ----------
    values : sequence of float
        In one unit; NaN where a simulation failed.
    share : float
        Of the largest, by which equal values may lie below it.

    Returns
    -------
    numpy.ndarray
        True or False for each; all False if none is above zero.
    """
    found = np.asarray(values, dtype=float)
    if not (found > 0).any():
        return np.zeros(len(found), dtype=bool)
    return found >= (1 - share) * np.nanmax(found)


def largest(values: Mapping[str, float], share: float = CELL_SCATTER) -> str:
    """Return the name of the largest value, or the names of those that are equal to it.

    Parameters
    ----------
    values : mapping
        Name to value, in one unit.
    share : float, optional
        See `equal_to_best`.

    Returns
    -------
    str
        ``"A"``, or ``"A and B"``, the larger first; empty if no value is above zero.
    """
    names = list(values)
    sizes = np.array([values[name] for name in names], dtype=float)
    equal = equal_to_best(sizes, share)
    chosen = [k for k in np.argsort(-sizes, kind="stable") if equal[k]]
    return _listed([names[k] for k in chosen])


def best_in_words(labels: Sequence[str], values: Sequence[float] | np.ndarray, share: float) -> str:
    """Return which of some choices is best, or which are equal, in a sentence.

    Parameters
    ----------
    labels : sequence of str
        Of the choices, with their unit.
    values : sequence of float
        What each gives, in one unit; NaN where a simulation failed.
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
            f"{_listed(same)} are equal: they differ by {apart:.2g} % at most, and cells that are "
            f"built alike by {100 * share:g} %"
        )
        if len(rest):
            text += f"; the others give at least {100 * (1 - rest.max() / found.max()):.3g} % less"
    return text + (f"; {_listed(lost)} could not be simulated" if lost else "") + "."


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
