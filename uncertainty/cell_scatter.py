r"""How cells that are built alike differ, with a width that is itself not known.

Capacities of cells built alike differ by a factor :math:`1 + \tau z` with a standard normal z.
The width :math:`\tau` is not known: one pair of cells of the reference study, d apart at 1C, says

.. math:: p(\tau \mid d) \propto p(\tau)\, \frac{1}{\tau}\, e^{-d^2/4\tau^2}

and :math:`p(\tau)` is lognormal about `CELL_SCATTER`. A band then has the heavier tails of a
scatter that may be one or five percent.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from ..experiments.equal_values import CELL_SCATTER
from ..experiments.measurements import load_measurements

__all__ = ["cell_factors", "scatter_widths"]

#: Standard deviation of the logarithm of the width before a pair of cells is seen: coin cells made
#: by hand scatter by one to a few percent, and laboratories differ (Luc 2022, Energies 15:7949).
_PRIOR_SPREAD = 0.6
_FILM, _RATE = "PHLP-15", 1.0


def cell_factors(number: int) -> np.ndarray:
    """Return a factor on the capacity of a cell for each of so many samples, shape (number,).

    The next cell is not the last one: weighed mass, area and contact differ. Equally likely parts
    of both laws, in random order, so that few samples hold all of them.

    Parameters
    ----------
    number : int
        Number of samples.
    """
    from scipy.special import ndtri

    rng = np.random.default_rng(number)
    half = number // 2
    deviations = ndtri(0.5 + (rng.permutation(half) + 0.5) / (2 * half)) if half else np.empty(0)
    off = scatter_widths(half) * deviations
    # As much above as below, so that the median of the band is that of the model.
    both = np.concatenate([off, -off, np.zeros(number % 2)])
    return np.asarray(1.0 + both[rng.permutation(number)])


def scatter_widths(number: int) -> np.ndarray:
    """Return equally likely widths of the scatter, as a share of the capacity, in rising order."""
    widths, below = _law()
    return np.interp((np.arange(number) + 0.5) / number, below, widths)


@cache
def _law() -> tuple[np.ndarray, np.ndarray]:
    """Return widths and the probability below each."""
    x = np.linspace(-4, 4, 801) * _PRIOR_SPREAD
    widths = CELL_SCATTER * np.exp(x)
    log_p = -0.5 * (x / _PRIOR_SPREAD) ** 2 - x - _pair_apart() ** 2 / (4 * widths**2)
    below = np.cumsum(np.exp(log_p - log_p.max()))
    return widths, below / below[-1]


def _pair_apart() -> float:
    """Return by which share the study's two fresh cells at 1C differ."""
    table = load_measurements("cells")
    rows = table[
        (table["electrolyte"] == _FILM)
        & (table["quantity"] == "specific discharge capacity")
        & (table["rate_C"] == _RATE)
        & (table["cycle"].isna() | (table["cycle"] == 1))
    ]
    first, second = rows["value"].astype(float)
    return abs(float(np.log(first / second)))
