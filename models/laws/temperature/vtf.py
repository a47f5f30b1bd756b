"""Free volume: Vogel, Tammann and Fulcher."""

from __future__ import annotations

import numpy as np

from .._types import Scalar
from ..constants import GAS_CONSTANT
from ..law import LawConstant
from .base import ENERGY, ENERGY_TEMPERATURE, TemperatureLaw

__all__ = ["VogelTammannFulcher"]

_IDEAL_GLASS = LawConstant(
    "Vogel temperature [K]",
    *("K", 175.0, 15.0, "normal", 0.0, 230.0),
    "assumed",
    "polymers and gels with lithium salts, some 50 K below their glass transition",
    "T_0, where the curve would fall to nothing; a wider prior than 15 K diverges in the cold",
)
# Below this distance from the Vogel temperature the film is a glass and does not conduct.
_CLOSEST = 1.0


class VogelTammannFulcher(TemperatureLaw):
    r"""Conductivity by free volume, in constants that data fix one by one, (TEM-2).

    .. math::
        \ln\sigma = -\frac{B}{T - T_0} + \mathrm{const}, \qquad
        B = \frac{E}{R}\left(\frac{T_E - T_0}{T_E}\right)^2

    E is the apparent activation energy at :math:`T_E` = 40 °C, the local slope of the Arrhenius
    plot. With B itself, fits run along a valley of equal curves.

    References
    ----------
    H. Vogel, Phys. Z. 22 (1921) 645. [Vogel1921]_
    """

    name = "VTF"
    title = "free volume (Vogel, Tammann, Fulcher)"
    label = "TEM-2"
    constants = (ENERGY, _IDEAL_GLASS)

    @classmethod
    def exponent(cls, temperature: Scalar, constants: dict[str, Scalar]) -> Scalar:
        """Return ln σ up to a constant [-]."""
        lowest = constants[_IDEAL_GLASS.name]
        share = (ENERGY_TEMPERATURE - lowest) / ENERGY_TEMPERATURE
        B = constants[ENERGY.name] / GAS_CONSTANT * share * share
        return -B / np.maximum(temperature - lowest, _CLOSEST)
