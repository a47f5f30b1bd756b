"""One activation energy."""

from __future__ import annotations

from .._types import Scalar
from ..constants import GAS_CONSTANT
from .base import ENERGY, TemperatureLaw

__all__ = ["Arrhenius"]


class Arrhenius(TemperatureLaw):
    r"""One activation energy, (TEM-1).

    .. math:: \ln\sigma = -\frac{E}{RT} + \mathrm{const}

    Between measured temperatures. A polymer's conductivity falls faster in the cold, so what this
    law says below the lowest measured temperature is too high.

    References
    ----------
    Arrhenius' law.
    """

    name = "Arrhenius"
    title = "one activation energy"
    label = "TEM-1"
    constants = (ENERGY,)

    @classmethod
    def exponent(cls, temperature: Scalar, constants: dict[str, Scalar]) -> Scalar:
        """Return ln σ up to a constant [-]."""
        return -constants[ENERGY.name] / (GAS_CONSTANT * temperature)
