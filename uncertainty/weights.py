"""Importance weights of draws, and how many draws they leave."""

from __future__ import annotations

import numpy as np

__all__ = ["effective_number", "normalised_weights", "systematic_picks"]


def normalised_weights(log_weights: np.ndarray) -> np.ndarray:
    """Return weights whose sum is one [-], from their logarithms.

    Parameters
    ----------
    log_weights : array, shape (draws,)
        To a constant [-].
    """
    weights = np.exp(log_weights - log_weights.max())
    return np.asarray(weights / weights.sum())


def effective_number(weights: np.ndarray) -> float:
    """Return how many equal draws say as much, 1/sum of squares [-].

    Parameters
    ----------
    weights : array, shape (draws,)
        Normalised [-].
    """
    return float(1 / np.sum(weights**2))


def systematic_picks(weights: np.ndarray, number: int, rng: np.random.Generator) -> np.ndarray:
    """Return indices of draws [-], each as often as its weight says within one, shuffled.

    Parameters
    ----------
    weights : array, shape (draws,)
        Normalised [-].
    number : int
        How many to pick.
    rng : numpy.random.Generator
        Of the first place and of the order.
    """
    places = (rng.random() + np.arange(number)) / number
    picked = np.minimum(np.searchsorted(np.cumsum(weights), places), len(weights) - 1)
    return rng.permutation(picked)
