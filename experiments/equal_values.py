"""Which of some values are equal: differences that cells built alike show are none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

__all__ = ["CELL_SCATTER", "equal_to_best", "largest", "listed"]

#: Standard deviation of the capacities of cells that are built alike.
CELL_SCATTER = 0.02


def equal_to_best(values: Sequence[float] | np.ndarray, share: float) -> np.ndarray:
    """Return which values are equal to the largest, the largest among them.

    Parameters
    ----------
    values : sequence of float
        All in the same unit, any [*]; NaN where a simulation failed.
    share : float
        Of the largest, by which equal values may lie below it.

    Returns
    -------
    numpy.ndarray
        True or False for each [-]; all False if none is above zero.
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
    return listed([names[k] for k in np.argsort(-sizes, kind="stable") if equal[k]])


def listed(words: Sequence[str]) -> str:
    """Return words as in a sentence: ``"A, B and C"``."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
