"""Measurements on films as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from .priors import SLOPE_CENTRE_K, SLOPE_UNIT

__all__ = ["Films", "slope"]

Array = np.ndarray


@dataclass(frozen=True)
class Films:
    """Measurements on films as arrays.

    Parameters
    ----------
    w, phi, T : numpy.ndarray
        Filler by mass, by volume, temperature [K], of each row.
    y, t_plus : numpy.ndarray
        ln of conductivity [S.m-1] and t+, NaN where not measured.
    extra : numpy.ndarray
        Standard deviation of ln sigma that the table says.
    film : numpy.ndarray
        Number of the specimen.
    """

    w: Array
    phi: Array
    T: Array
    y: Array
    t_plus: Array
    extra: Array
    film: Array

    @classmethod
    def of(cls, frame: pd.DataFrame) -> Films:
        """Return the films of `FilmTable.frame`."""
        frame = frame[frame["ln_sigma"].notna() | frame["t_plus"].notna()]
        columns = ("w", "phi", "T", "ln_sigma", "t_plus", "extra")
        film = pd.factorize(frame["film"])[0]
        w, phi, T, y, t_plus, extra = (frame[name].to_numpy(float) for name in columns)
        return cls(w, phi, T, y, t_plus, extra, film)

    def take(self, keep: Array) -> Films:
        """Return some of the rows."""
        return Films(
            self.w[keep],
            self.phi[keep],
            self.T[keep],
            self.y[keep],
            self.t_plus[keep],
            self.extra[keep],
            self.film[keep],
        )

    @cached_property
    def specimens(self) -> tuple[Array, Array]:
        """Loading of each specimen with a conductivity, and number of that specimen by row."""
        numbers, index = np.unique(self.film, return_inverse=True)
        w = np.array([self.w[self.film == n][0] for n in numbers])
        return w, index

    @property
    def several(self) -> bool:
        """Whether there are more than two temperatures, 3 K apart."""
        return len(np.unique(np.round(self.T[np.isfinite(self.y)] / 3))) > 2


def slope(T: Array) -> Array:
    """Return v of a temperature [K], (FF-5)."""
    return (1 / T - 1 / SLOPE_CENTRE_K) / SLOPE_UNIT
