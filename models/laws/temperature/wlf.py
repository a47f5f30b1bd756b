"""Free volume by the glass transition: Williams, Landel and Ferry."""

from __future__ import annotations

import numpy as np

from .._types import Scalar
from ..law import LawConstant
from .base import TemperatureLaw

__all__ = ["WilliamsLandelFerry"]

_GLASS = LawConstant(
    "Glass transition temperature [K]",
    *("K", 225.0, 20.0, "normal", 120.0, 360.0),
    "assumed",
    "PEO with LiTFSI 220 to 240 K, gels below; give that of a calorimeter where there is one",
    "T_g of the polymer with its salt",
)
_FIRST = LawConstant(
    "First WLF constant",
    *("1", 17.44, 0.2, "ln", 5.0, 50.0),
    "literature",
    "17.44, near enough for all polymers (Williams1955)",
    "decades of mobility from the glass to the melt",
)
_SECOND = LawConstant(
    "Second WLF constant [K]",
    *("K", 51.6, 0.2, "ln", 10.0, 200.0),
    "literature",
    "51.6 K, near enough for all polymers (Williams1955)",
    "distance of the glass transition from the Vogel temperature",
)
_CLOSEST = 1.0


class WilliamsLandelFerry(TemperatureLaw):
    r"""Conductivity by the distance from the glass transition, (TEM-3).

    .. math:: \log_{10}\sigma = \frac{C_1(T - T_g)}{C_2 + T - T_g} + \mathrm{const}

    The curve of (TEM-2) with :math:`T_0 = T_g - C_2` and :math:`B = C_1C_2\ln 10`, for films whose
    glass transition is known.

    References
    ----------
    M. L. Williams, R. F. Landel, J. D. Ferry, J. Am. Chem. Soc. 77 (1955) 3701. [Williams1955]_
    """

    name = "WLF"
    title = "free volume by the glass transition (Williams, Landel, Ferry)"
    label = "TEM-3"
    constants = (_GLASS, _FIRST, _SECOND)

    @classmethod
    def exponent(cls, temperature: Scalar, constants: dict[str, Scalar]) -> Scalar:
        """Return ln σ up to a constant [-]."""
        first, second = constants[_FIRST.name], constants[_SECOND.name]
        above = np.maximum(second + temperature - constants[_GLASS.name], _CLOSEST)
        # C1 (T - Tg)/(C2 + T - Tg) = C1 (1 - C2/above)
        return np.log(10.0) * first * (1 - second / above)
