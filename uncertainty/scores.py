r"""How well bands predict what was measured afterwards.

The rank (probability integral transform) of a measured value is the share of the samples below it:
of many honest predictions all ranks are as common. The continuous ranked probability score

.. math:: \mathrm{CRPS} = \mathrm{E}|x - y| - \tfrac12 \mathrm{E}|x - x'|

has the unit of the value, is lower the better, and equals the distance for a prediction without a
band [Gneiting2007]_.
"""

from __future__ import annotations

import numpy as np

__all__ = ["crps", "rank"]


def crps(samples: np.ndarray, measured: float, weights: np.ndarray | None = None) -> float:
    """Return the continuous ranked probability score, in the unit of the value [*].

    Parameters
    ----------
    samples : array, shape (n,)
        Of the prediction, in any unit [*]; NaN does not count.
    measured : float
        In the same unit [*].
    weights : array, shape (n,), optional
        Of the samples; equal by default [-].
    """
    x, w = _counted(samples, weights)
    order = np.argsort(x)
    x, w = x[order], w[order]
    below = np.cumsum(w) - w / 2
    # E|x - x'| of sorted samples
    apart = 2 * float(np.sum(w * x * (2 * below - 1)))
    return float(np.sum(w * abs(x - measured))) - 0.5 * apart


def rank(samples: np.ndarray, measured: float, weights: np.ndarray | None = None) -> float:
    """Return the share of the samples below a measured value, half of those equal to it [-].

    Parameters
    ----------
    samples, measured, weights
        As for `crps`.
    """
    x, w = _counted(samples, weights)
    return float(w[x < measured].sum() + w[x == measured].sum() / 2)


def _counted(samples: np.ndarray, weights: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    known = np.isfinite(samples)
    w = np.ones(len(samples)) if weights is None else weights
    return samples[known], w[known] / w[known].sum()
