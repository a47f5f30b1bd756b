r"""What a band is due to: shares of its variance, from the samples that made it.

The share of a parameter is that by which the variance is expected to fall once the parameter is
known, :math:`\mathrm{Var}(\mathrm{E}[y \mid x])/\mathrm{Var}(y)`: that of a regression of the
prediction on a polynomial of the parameter's rank, corrected for its number of terms, after those
that explain more. It needs no further simulation and takes all of a range into account, not its
slope at one point. Of correlated parameters the first has what both explain. A measurement tells
several parameters: its share is that of a regression on all of them, and on what two do together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .measurements_to_make import SCATTER, measurement_of

__all__ = ["Causes", "causes_of"]

#: Samples from which on a cubic law of a parameter can be told from noise; a line below a third.
_CUBIC = 96
#: Shares below are of no interest.
_LEAST = 0.03
#: Samples per term of a regression on all parameters that a measurement tells.
_TERMS_OF = 4
#: Samples beyond the terms of a regression.
_LEFT_OVER = 6
#: Chance that the largest of all parameters without effect is taken for a cause.
_BY_CHANCE = 0.05


@dataclass(frozen=True)
class Causes:
    """What the band of one number is due to.

    Parameters
    ----------
    shares : dict
        Parameter to its share of the variance, the largest first.
    measurements : dict
        Measurement to the share by which it is expected to lower the variance, the largest first.
    """

    shares: dict[str, float]
    measurements: dict[str, float]

    def to_dict(self) -> dict[str, object]:
        """Return what goes into the JSON."""
        return {
            "Shares of the variance": self.shares,
            "Expected reduction of variance": self.measurements,
        }

    @property
    def text(self) -> str:
        """The largest cause and the best measurement, in words."""
        if not self.shares:
            return "no single cause stands out"
        cause, share = next(iter(self.shares.items()))
        found = f"{100 * share:.0f} % of the variance from {cause}"
        if self.measurements:
            what, less = next(iter(self.measurements.items()))
            found += f"; {what} would take away {100 * less:.0f} %"
        return found


def causes_of(
    values: np.ndarray, parameters: pd.DataFrame, factors: np.ndarray | None = None
) -> Causes:
    """Return what the band of a number is due to.

    Parameters
    ----------
    values : array, shape (samples,)
        The number for each sample, in any unit [*]; NaN where a sample does not count.
    parameters : pandas.DataFrame
        A row per sample, a column per parameter.
    factors : array, shape (samples,), optional
        Of scatter between cells, on the number.
    """
    known = np.isfinite(values)
    y, table = values[known], parameters[known]
    if len(y) < 8 or np.ptp(y) == 0:
        return Causes({}, {})
    # Factors are drawn apart from the parameters: Var(fy) = Var(y) + Var(f) E[y^2].
    own = float(y.var())
    apart = 0.0 if factors is None else float(factors.var() * np.mean(y**2))
    bases = {str(name): _basis(table[name].to_numpy(float)) for name in table}
    moving = {k: basis for k, basis in bases.items() if basis is not None}
    shares = _selected(y, moving)
    told = {}
    for what in dict.fromkeys(map(measurement_of, shares)):
        group = [k for k in moving if measurement_of(k) == what]
        if len(group) * (len(group) + 3) / 2 > len(y) / _TERMS_OF:
            group = [k for k in group if k in shares]
        told[what] = _together(y, [moving[k] for k in group])
    total = own + apart
    causes = {name: share * own / total for name, share in shares.items()}
    if factors is not None:
        causes[SCATTER] = apart / total
    return Causes(
        _largest_first(causes),
        _largest_first({what: share * own / total for what, share in told.items()}),
    )


def _selected(y: np.ndarray, bases: Mapping[str, np.ndarray]) -> dict[str, float]:
    """Return shares of the parameters that explain more than chance.

    One after the other: what the ones before have explained is no noise for the next.
    """
    from scipy.stats import chi2  # takes half a second to import

    chosen: dict[str, np.ndarray] = {}
    shares: dict[str, float] = {}
    spread = float(((y - y.mean()) ** 2).sum())
    left, used = spread, 1
    while len(chosen) < len(bases) and left > 1e-9 * spread:
        found = {
            name: _left(y, [*chosen.values(), basis])
            for name, basis in bases.items()
            if name not in chosen
        }
        best = min(found, key=lambda name: found[name])
        terms, free = bases[best].shape[1], len(y) - used - bases[best].shape[1]
        if free < _LEFT_OVER:
            break
        noise = found[best] / free
        gain = left - found[best]
        if noise > 0 and gain / noise < chi2.isf(_BY_CHANCE / len(found), terms):
            break
        shares[best] = max(0.0, (gain - terms * noise) / spread)
        chosen[best] = bases[best]
        left, used = found[best], used + terms
    return shares


def _together(y: np.ndarray, bases: Sequence[np.ndarray]) -> float:
    """Return the share that several parameters explain, with what two of them do together."""
    pairs = [bases[i][:, :1] * bases[k][:, :1] for i in range(len(bases)) for k in range(i)]
    columns = [*(basis[:, :2] for basis in bases), *pairs]
    terms = sum(column.shape[1] for column in columns)
    free = len(y) - 1 - terms
    if free < _LEFT_OVER:
        return 0.0
    spread = float(((y - y.mean()) ** 2).sum())
    return max(0.0, 1.0 - _left(y, columns) / spread * (len(y) - 1) / free)


def _left(y: np.ndarray, bases: Sequence[np.ndarray]) -> float:
    """Return the sum of squares that a regression leaves."""
    A = np.hstack([np.ones((len(y), 1)), *bases])
    residual = y - A @ np.linalg.lstsq(A, y, rcond=None)[0]
    return float(residual @ residual)


def _largest_first(shares: Mapping[str, float]) -> dict[str, float]:
    kept = {name: share for name, share in shares.items() if share >= _LEAST}
    return dict(sorted(kept.items(), key=lambda item: -item[1]))


def _basis(x: np.ndarray) -> np.ndarray | None:
    """Return polynomials of the rank, or None for a parameter that does not vary."""
    from scipy.stats import rankdata

    if np.ptp(x) == 0:
        return None
    n = len(x)
    degree = 3 if n >= _CUBIC else 2 if n >= _CUBIC // 3 else 1
    u = 2 * (rankdata(x) - 0.5) / n - 1
    return np.polynomial.legendre.legvander(u, degree)[:, 1:]
