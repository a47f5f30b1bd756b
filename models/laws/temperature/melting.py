"""A break where crystals of the polymer melt."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .._types import Scalar, single_node
from ..constants import GAS_CONSTANT
from ..law import LawConstant
from .base import ENERGY, TemperatureLaw

__all__ = ["MeltingPolymer"]

_FURTHER = LawConstant(
    "Further activation energy below melting [J.mol-1]",
    *("J.mol-1", 8e4, 0.5, "ln", 0.0, 3e5),
    "assumed",
    "PEO with LiClO4 or LiTFSI, 50 to 130 kJ/mol more than above the break",
    "what crystals add to the slope",
)
_MELTING = LawConstant(
    "Melting temperature [K]",
    *("K", 333.0, 6.0, "normal", 250.0, 500.0),
    "literature",
    "PEO with salt melts at 55 to 65 degC; give that of a calorimeter for another polymer",
    "T_m of the crystals",
)
_WIDTH = LawConstant(
    "Width of melting [K]",
    *("K", 11.0, 0.5, "ln", 0.5, 60.0),
    "assumed",
    "calorimeters see 5 to 25 K",
    "temperature over which the slope changes",
)


class MeltingPolymer(TemperatureLaw):
    r"""Arrhenius' law with a break at the melting point, (TEM-4) and (TEM-5).

    .. math::
        \ln\sigma = -\frac{E}{RT} - k(T) + \mathrm{const}, \qquad
        k = \frac{\Delta E}{R}\,s\,\ln\left(1 + e^{(1/T - 1/T_m)/s}\right), \qquad
        s = \Delta T/T_m^2

    k is what crystals cost, zero in the melt. Filler that hinders crystals gives part of it back;
    see `loss`.

    References
    ----------
    Breaks of PEO: C. Berthier et al., Solid State Ionics 11 (1983) 91. [Berthier1983]_
    """

    name = "melting"
    title = "Arrhenius with a break where the polymer melts"
    label = "TEM-4"
    constants = (ENERGY, _FURTHER, _MELTING, _WIDTH)

    @classmethod
    def exponent(cls, temperature: Scalar, constants: dict[str, Scalar]) -> Scalar:
        """Return ln σ up to a constant [-]."""
        melt = -constants[ENERGY.name] / (GAS_CONSTANT * temperature)
        return melt - cls.loss(temperature, constants)

    @classmethod
    def loss(cls, temperature: Scalar, constants: Mapping[str, Scalar]) -> Scalar:
        """Return what crystals take from ln σ [-], (TEM-5)."""
        own = (constants[constant.name] for constant in (_FURTHER, _MELTING, _WIDTH))
        return single_node(cls._loss)(temperature, *own)

    @staticmethod
    def _loss(temperature: Scalar, energy: Scalar, melting: Scalar, width: Scalar) -> Scalar:
        s = width / (melting * melting)
        x = (1 / temperature - 1 / melting) / s
        # ln(1 + e^x) that does not overflow
        softplus = np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))
        return energy / GAS_CONSTANT * s * softplus
