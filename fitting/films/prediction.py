"""Predictions averaged over the laws: draws of whole curves over loading and temperature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .ranking import LawFit
from .table import FilmTable

__all__ = ["PredictedFilms", "predict"]

Array = np.ndarray
DRAWS = 1000


@dataclass(frozen=True)
class PredictedFilms:
    """Draws of films at loadings and temperatures.

    Parameters
    ----------
    w, T : numpy.ndarray
        Filler by mass, temperatures [K].
    film : numpy.ndarray
        ln of the conductivity [S.m-1] of a film to be made, shape (draw, loading, temperature).
    mean : numpy.ndarray
        The same without what one film differs by from its like.
    t_plus : numpy.ndarray
        t+ of a film to be made; NaN if none was measured.
    """

    w: Array
    T: Array
    film: Array
    mean: Array
    t_plus: Array

    @cached_property
    def quantiles(self) -> Array:
        """5, 50 and 95 % of the conductivity of a film to be made [S.m-1], (3, w, T)."""
        return np.exp(np.quantile(self.film, [0.05, 0.5, 0.95], axis=0))

    @cached_property
    def t_quantiles(self) -> Array:
        """5, 50 and 95 % of t+ [-], (3, w, T)."""
        return np.quantile(self.t_plus, [0.05, 0.5, 0.95], axis=0)

    def place(self, w: float, T: float) -> tuple[int, int]:
        """Return the indices next to a loading and a temperature [K]."""
        return int(np.abs(self.w - w).argmin()), int(np.abs(self.T - T).argmin())


def predict(
    table: FilmTable,
    fits: Sequence[LawFit],
    weights: Array,
    w: Array,
    T: Array,
    seed: int = 0,
    draws: int = DRAWS,
) -> PredictedFilms:
    """Return predictions that are averaged over the laws by their weights, (FF-11).

    Parameters
    ----------
    table : FilmTable
        What was fitted.
    fits, weights : sequence of LawFit, numpy.ndarray
        The laws; those without weight are left out.
    w, T : numpy.ndarray
        Filler by mass, temperatures [K].
    seed, draws : int
        Of the random numbers, and how many.
    """
    rng = np.random.default_rng([seed, 7])
    counts = rng.multinomial(draws, weights)
    film: list[Array] = []
    mean: list[Array] = []
    t_plus: list[Array] = []
    phi = np.asarray(table.volume_fraction(w))
    for fit, count in zip(fits, counts, strict=True):
        if not count:
            continue
        holds = fit.model.highest_volume_fraction
        picked = rng.integers(0, len(fit.particles.standard), count)
        z = fit.particles.standard[picked]
        for new, found in ((True, film), (False, mean)):
            y, t = fit.model.predict(
                z, fit.films, w, np.minimum(phi, holds), T, rng, new_film=new, t_plus=True
            )
            # Without a number at one of these loadings, a draw says nothing.
            sound = np.isfinite(y).all(axis=(1, 2))
            found.append(y[sound])
            if new:
                t_plus.append(t[sound])
    return PredictedFilms(w, T, np.concatenate(film), np.concatenate(mean), np.concatenate(t_plus))
