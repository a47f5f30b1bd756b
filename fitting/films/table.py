"""A series of films as numbers."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ...models.laws._types import Scalar
from ...parameter_sets.materials import Material

__all__ = ["FilmTable", "densities", "volume_fraction"]


@dataclass(frozen=True)
class FilmTable:
    """Films as measured.

    Parameters
    ----------
    frame : pandas.DataFrame
        A row per measurement: ``w`` (filler over dry film), ``phi`` (by volume), ``T`` [K],
        ``ln_sigma`` (of S/m), ``t_plus``, ``D`` [m2.s-1], ``film`` (which specimen), ``extra`` (sd
        of ln sigma that the table says), ``row`` (line of the file); NaN where not measured.
    filler, matrix : Material
        What the films are made of.
    method : str
        Of t+.
    notes : tuple of str
        What was taken for granted.
    """

    frame: pd.DataFrame
    filler: Material
    matrix: Material
    method: str = "Bruce-Vincent"
    notes: tuple[str, ...] = ()
    path: str = ""
    #: t+ that no per-ion law can hold, as measured.
    left_out: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def loadings(self) -> np.ndarray:
        """Filler contents by mass, in order."""
        return np.unique(self.frame["w"].to_numpy(float))

    def volume_fraction(self, w: Scalar) -> Scalar:
        """Return the filler's volume fraction at a mass fraction [-]."""
        return volume_fraction(w, self.filler, self.matrix)


def densities(filler: Material, matrix: Material) -> tuple[float, float]:
    """Return densities of filler and matrix [kg.m-3]."""
    # Of what is not known: ceramics and polymers as they usually are; the prior of a law's
    # constants is far wider than what follows from these.
    return filler.number("density") or 4000.0, matrix.number("density") or 1300.0


def volume_fraction(w: Scalar, filler: Material, matrix: Material) -> Scalar:
    """Return the filler's volume fraction [-] at a mass fraction.

    Parameters
    ----------
    w : float or array
        Filler over dry film, by mass [-].
    """
    ceramic, polymer = densities(filler, matrix)
    return w * polymer / (w * polymer + (1 - w) * ceramic)
