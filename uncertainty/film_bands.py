"""What a film conducts, with what is not known carried through."""

from __future__ import annotations

import numpy as np

from ..models.laws.constants import MS_CM_PER_S_M
from ..parameter_sets.cell import Cell
from ..parameter_sets.isothermal import build_cell
from .bands import Prediction
from .samples import Samples

__all__ = ["film_bands"]

#: Name in the results -> input of the built model, and factor from SI.
_QUANTITIES = {
    "Ionic conductivity [mS.cm-1]": ("Film electrolyte conductivity [S.m-1]", MS_CM_PER_S_M),
    "Cation transference number": ("Film cation transference number", 1.0),
    "Salt diffusivity [m2.s-1]": ("Film electrolyte diffusivity [m2.s-1]", 1.0),
}


def film_bands(cell: Cell, samples: Samples) -> Prediction:
    """Return the bands of a film's conductivity, t+ and salt diffusivity, one row.

    Parameters
    ----------
    cell : Cell
        With the film, at the temperature that is asked for.
    samples : Samples
        Of what is not known.
    """
    inputs = [build_cell(cell, row).inputs for row in samples.rows()]
    values = {
        quantity: factor * np.array([[float(one[name])] for one in inputs])
        for quantity, (name, factor) in _QUANTITIES.items()
    }
    nothing_failed = [[None] * len(inputs)]
    return Prediction(
        "Temperature [degC]", [cell.temperature_degC], samples, values, nothing_failed
    )
