"""Percolation of the interphase: McLachlan's general effective medium."""

from __future__ import annotations

import numpy as np

from .._types import Scalar
from ..effective_medium import maxwell_garnett_conductivity
from .base import CompositeLaw, LawConstant, Phases
from .shell import HIGHEST_VOLUME_FRACTION, SHELL, filler_behind_interface, shell_fraction

__all__ = ["GeneralEffectiveMedium"]

_THRESHOLD = LawConstant(
    "Percolation threshold",
    *("1", 0.16, 0.4, "ln", 0.01, 0.7),
    "literature",
    "0.16 of the volume where bonds or sites are placed at random in three dimensions (Scher1970)",
    "share of the polymer at which its better conducting part connects",
)
_CONDUCTING = LawConstant(
    "Exponent above the threshold",
    *("1", 2.0, 0.25, "ln", 0.8, 5.0),
    "literature",
    "1.6 to 2.0 in three dimensions, higher where contacts limit (McLachlan1990)",
    "t, for the better conducting part",
)
_BLOCKING = LawConstant(
    "Exponent below the threshold",
    *("1", 0.87, 0.25, "ln", 0.4, 2.5),
    "literature",
    "0.87 in three dimensions (McLachlan1990)",
    "s, for the worse conducting part",
)
# Bisections halve the interval that holds the root; Newton's steps end the work and make the
# derivative that of the implicit function.
_BISECTIONS, _POLISH_STEPS = 10, 3


class GeneralEffectiveMedium(CompositeLaw):
    r"""Interphase and matrix as percolating parts of the polymer, with cores in it, (COM-5).

    .. math::
        (1-f)\,\frac{\sigma_<^{1/s} - \sigma^{1/s}}{\sigma_<^{1/s} + A\sigma^{1/s}}
        + f\,\frac{\sigma_>^{1/t} - \sigma^{1/t}}{\sigma_>^{1/t} + A\sigma^{1/t}} = 0,
        \qquad A = \frac{1-f_c}{f_c}

    with f the share of the better conducting part in the polymer: the interphase, or the matrix
    around a blocking one. The cores are spheres in what results, (EM-6).

    References
    ----------
    D. S. McLachlan, M. Blaszkiewicz, R. E. Newnham, J. Am. Ceram. Soc. 73 (1990) 2187.
    [McLachlan1990]_
    """

    name = "general-effective-medium"
    title = "interphase that percolates (McLachlan)"
    label = "COM-5"
    constants = (*SHELL, _THRESHOLD, _CONDUCTING, _BLOCKING)
    highest_volume_fraction = HIGHEST_VOLUME_FRACTION

    @classmethod
    def formula(
        cls, phases: Phases, volume_fraction: Scalar, radius: Scalar, constants: dict[str, Scalar]
    ) -> Scalar:
        """Return the conductivity of percolating polymer with spheres in it [S.m-1]."""
        shells = shell_fraction(volume_fraction, radius, constants) / (1 - volume_fraction)
        gains = phases.interphase >= phases.matrix
        better = np.where(gains, shells, 1 - shells)
        contrast = np.abs(np.log(phases.interphase / phases.matrix))
        polymer = np.where(gains, phases.matrix, phases.interphase) * np.exp(
            _logarithmic_gain(
                better,
                contrast,
                (1 - constants[_THRESHOLD.name]) / constants[_THRESHOLD.name],
                constants[_BLOCKING.name],
                constants[_CONDUCTING.name],
            )
        )
        filler = filler_behind_interface(phases.filler, radius, constants)
        return maxwell_garnett_conductivity(polymer, filler, volume_fraction)


def _logarithmic_gain(f: Scalar, contrast: Scalar, A: Scalar, s: Scalar, t: Scalar) -> Scalar:
    """Return ln(σ/σ_<) [-] between 0 and the logarithm of the contrast."""

    def balance(y: Scalar) -> tuple[Scalar, Scalar]:
        """Return the left side and its derivative."""
        low, high = np.exp(y / s), np.exp((y - contrast) / t)
        value = (1 - f) * (1 - low) / (1 + A * low) + f * (1 - high) / (1 + A * high)
        slope = (1 - f) * low / (s * (1 + A * low) ** 2) + f * high / (t * (1 + A * high) ** 2)
        return value, -(1 + A) * slope

    lowest, highest = 0 * contrast, contrast
    for _ in range(_BISECTIONS):
        middle = (lowest + highest) / 2
        above = balance(middle)[0] > 0
        lowest, highest = np.where(above, middle, lowest), np.where(above, highest, middle)
    y = (lowest + highest) / 2
    for _ in range(_POLISH_STEPS):
        value, slope = balance(y)
        y = y - value / slope
    return y
