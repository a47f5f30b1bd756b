"""What a law of temperature says of itself, and how one is found by name."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping

import numpy as np

from ....registry import Registry
from .._types import Scalar
from ..law import Law, LawConstant

__all__ = ["ENERGY", "ENERGY_TEMPERATURE", "TemperatureLaw", "registry", "temperature_law"]

#: Where the apparent energy of a curved law is stated [K].
ENERGY_TEMPERATURE = 313.15

ENERGY = LawConstant(
    "Apparent activation energy [J.mol-1]",
    *("J.mol-1", 30e3, 0.588, "ln", 1e3, 2.5e5),
    "assumed",
    "polymers and gels at 40 degC: 30 kJ/mol within a factor 1.8",
    "slope of the Arrhenius plot, at 40 degC where it is curved",
)


class TemperatureLaw(Law):
    """Base of the laws of temperature. A class; there is nothing to instantiate."""

    @classmethod
    def factor(
        cls,
        temperature: Scalar,
        constants: Mapping[str, Scalar],
        reference_temperature: Scalar = 298.15,
    ) -> Scalar:
        """Return the conductivity over that at a reference temperature [-].

        Parameters
        ----------
        temperature, reference_temperature
            T, T_0 [K]: numbers, arrays, PyBaMM symbols or CasADi expressions.
        constants
            Values by the names of `constants`; others are ignored.
        """
        return cls._at((temperature, reference_temperature), constants)

    @classmethod
    @abstractmethod
    def exponent(cls, temperature: Scalar, constants: dict[str, Scalar]) -> Scalar:
        """Return ln σ up to a constant [-], for numbers, arrays or CasADi expressions."""

    @classmethod
    def _evaluate(cls, *values: Scalar) -> Scalar:
        temperature, reference, *own = values
        constants = cls._named(tuple(own))
        return np.exp(cls.exponent(temperature, constants) - cls.exponent(reference, constants))


#: All laws of temperature by name: those of this folder, entry points
#: ``sclcell_temperature_laws`` of other packages, and what was handed to ``registry.register``.
registry: Registry[TemperatureLaw] = Registry(
    "law of temperature",
    "title",
    (__name__.rpartition(".")[0],),
    "sclcell_temperature_laws",
    named_by="name",
)
#: Returns a law by its name; raises `InputError` if there is none, with the nearest match.
temperature_law = registry.find
