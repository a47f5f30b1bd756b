"""A matrix whose chains move otherwise where filler is near."""

from __future__ import annotations

import numpy as np

from .._types import Scalar
from ..effective_medium import maxwell_garnett_conductivity
from ..morphology import specific_filler_area
from .base import CompositeLaw, LawConstant, Phases
from .shell import INTERFACE, filler_behind_interface

__all__ = ["MatrixMobility"]

_REACH = LawConstant(
    "Reach of the filler's surface [m]",
    *("m", 1e-5, 1.5, "ln", 1e-9, 1e-2),
    "assumed",
    "spherulites of PEO are 10 um and more; BaTiO3 of 0.9 um gains most at 1.4 wt% (Sun1999)",
    "how far from a surface crystals grow less",
)
_DECLINE = LawConstant(
    "Declining filler volume fraction",
    *("1", 0.08, 1.0, "ln", 1e-4, 10.0),
    "assumed",
    "as agglomeration of shells",
    "loading at which the effect has fallen to 1/e",
)
_POWER = LawConstant(
    "Power of the decline",
    *("1", 1.0, 0.4, "ln", 0.2, 5.0),
    "assumed",
    "from slow to steep",
    "exponent of loading over the declining loading",
)


class MatrixMobility(CompositeLaw):
    r"""Filler changes the whole matrix, not a shell, (COM-8).

    .. math::
        \ln\sigma_p = \ln\sigma_m + g\,\ln\frac{\sigma_i}{\sigma_m}, \qquad
        g = \left[1 - e^{-S\ell/(1-\varphi_c)}\right] e^{-(\varphi_c/\varphi_a)^p}

    with the cores as spheres in it, (EM-6). Crystals hinder the ions below the melting point and
    filler hinders crystals: the interphase of (CPE-7) is the matrix without them.

    References
    ----------
    This work; the cause as H. Y. Sun et al., J. Electrochem. Soc. 146 (1999) 1672. [Sun1999]_
    """

    name = "matrix-mobility"
    title = "a matrix that is more mobile, or less crystalline, where filler is near"
    label = "COM-8"
    constants = (_REACH, _DECLINE, _POWER, INTERFACE)
    highest_volume_fraction = 0.6

    @classmethod
    def formula(
        cls, phases: Phases, volume_fraction: Scalar, radius: Scalar, constants: dict[str, Scalar]
    ) -> Scalar:
        """Return the conductivity of the changed matrix with spheres in it [S.m-1]."""
        area = specific_filler_area(volume_fraction, radius)
        near = 1 - np.exp(-area * constants[_REACH.name] / (1 - volume_fraction))
        # At zero filler x^p has no derivative for p below 1.
        loading = (volume_fraction + 1e-12) / constants[_DECLINE.name]
        left = np.exp(-np.exp(constants[_POWER.name] * np.log(loading)))
        polymer = phases.matrix * np.exp(near * left * np.log(phases.interphase / phases.matrix))
        filler = filler_behind_interface(phases.filler, radius, constants)
        return maxwell_garnett_conductivity(polymer, filler, volume_fraction)
