"""Specific energy and energy density of a pouch cell with bands."""

from __future__ import annotations

from collections.abc import Callable

from ..experiments.pouch import specific_energies
from ..parameter_sets.pouch import Pouch
from .bands import Prediction
from .rate_bands import CAPACITY, VOLTAGE, rate_bands
from .samples import Samples

__all__ = ["pouch_bands"]


def pouch_bands(
    pouch: Pouch,
    samples: Samples,
    c_rate: float,
    report: Callable[[int, int], None] | None = None,
) -> Prediction:
    """Return the bands of the energies of a pouch cell, with the scatter from cell to cell.

    Parameters
    ----------
    pouch : Pouch
        The cell.
    samples : Samples
        See :func:`~sclcell.uncertainty.samples.draw_samples`; they move its mass, too.
    c_rate : float
        Of the discharge [1/h].
    report : callable, optional
        Told when it is done.
    """
    found = rate_bands(pouch.cell, samples, (c_rate,), report=report)
    # A cell that gives nothing has no mean voltage.
    specific = found.values[CAPACITY] * (found.values[VOLTAGE] > 0)
    specific[specific > 0] *= found.values[VOLTAGE][specific > 0]
    values = specific_energies(pouch, samples.rows(), specific)
    return Prediction(found.along, found.places, samples, values, found.outcomes)
