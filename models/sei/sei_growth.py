"""What all growth laws of the solid-electrolyte interphase on lithium share."""

from __future__ import annotations

from abc import abstractmethod

import pybamm

from ..laws._types import Scalar
from ..laws.salt_transport import arrhenius_factor
from ..mechanism import SurfaceMechanism
from .ageing_names import SEI_GROWTH, SEI_THICKNESS, SOLVENT
from .names import at_side

__all__ = ["SEIGrowth"]


class SEIGrowth(SurfaceMechanism):
    """Base of the growth laws: each says how fast a film of given thickness binds lithium.

    The potential that drives growth is that of lithium itself: the overpotential of plating,
    below 0.1 V, is left out. Every law goes with the solvent that is left.
    """

    slot = "SEI growth"

    @abstractmethod
    def rate(self, thickness: Scalar, variables: dict) -> Scalar:
        """Return the lithium bound per area and time [mol.m-2.s-1]."""

    def arrhenius(self, variables: dict) -> Scalar:
        """Return the rate over its value at the reference temperature [-], (ARR-1)."""
        T = variables["X-averaged cell temperature [K]"]
        E = pybamm.Parameter("SEI growth activation energy [J.mol-1]")
        T_ref = pybamm.Parameter("Ageing reference temperature [K]")
        return arrhenius_factor(E, T, T_ref)

    def get_coupled_variables(self, variables: dict) -> dict:
        """Add the growth rate [mol.m-2.s-1]."""
        thickness = variables[at_side(self.side, SEI_THICKNESS)]
        growth = self.rate(thickness, variables) * self.arrhenius(variables)
        variables[at_side(self.side, SEI_GROWTH)] = growth * variables[SOLVENT]
        return variables
