"""How well the model describes the data: chi-squared, bias and coverage, and the words for them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

__all__ = ["MISSED", "Goodness", "caution", "goodness"]

#: Chi-squared per degree of freedom from which on the model misses the data.
MISSED = 4.0
# Below this one the stated noise is larger than what the data scatter by.
_TOO_WIDE = 0.1
_BIAS = 0.5


@dataclass(frozen=True)
class Goodness:
    """How the residuals of a data set lie.

    Parameters
    ----------
    per_residual : float
        Chi-squared over the number of residuals [-].
    bias : float
        Mean residual in standard deviations of the noise [-]; positive where the model is higher.
    coverage : float
        Share of the residuals within two standard deviations [-]; 0.95 if the noise is right.
    """

    per_residual: float
    bias: float
    coverage: float

    @property
    def words(self) -> str:
        """The same in plain words."""
        text = f"{100 * self.coverage:.0f} % of its residuals lie within two noises"
        if self.per_residual > MISSED:
            text += f"; the model misses it by {np.sqrt(self.per_residual):.2g} times the noise"
        elif self.per_residual < _TOO_WIDE:
            text += f"; it scatters by {np.sqrt(self.per_residual):.2g} of the noise that is stated"
        if abs(self.bias) > _BIAS:
            side = "high" if self.bias > 0 else "low"
            text += f"; the model lies {side} by {abs(self.bias):.2g} noises on average"
        return text

    def to_dict(self) -> dict[str, object]:
        """Return what goes into the JSON."""
        return {
            "Chi squared per residual": self.per_residual,
            "Mean residual": self.bias,
            "Share within two standard deviations": self.coverage,
            "In words": self.words,
        }


def goodness(residuals: np.ndarray) -> Goodness:
    """Return how residuals lie.

    Parameters
    ----------
    residuals : numpy.ndarray
        In standard deviations of the noise [-], shape (n,).
    """
    r = np.asarray(residuals, dtype=float)
    if not r.size:
        return Goodness(float("nan"), float("nan"), float("nan"))
    return Goodness(float(np.mean(r**2)), float(np.mean(r)), float(np.mean(np.abs(r) <= 2)))


def caution(per_freedom: float) -> str:
    """Return what a sentence about an error has to add, nothing where the model holds.

    Parameters
    ----------
    per_freedom : float
        Chi-squared per degree of freedom [-].
    """
    if not per_freedom > MISSED:
        return ""
    number = f"{per_freedom:.3g}"
    return f" if the model held, which it does not (chi-squared per degree of freedom {number})"
