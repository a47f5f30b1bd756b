"""What all growth laws of the solid-electrolyte interphase on lithium share."""

from __future__ import annotations

from typing import Any, ClassVar

import pybamm

from ..laws.salt_transport import arrhenius_factor
from .ageing_names import SEI_GROWTH, SEI_THICKNESS, SOLVENT
from .names import at_side

__all__ = ["SEIGrowth"]


class SEIGrowth(pybamm.BaseSubModel):
    """Base of the growth laws: each says how fast a film of given thickness binds lithium.

    The potential that drives growth is that of lithium itself: the overpotential of plating,
    below 0.1 V, is left out. Every law goes with the solvent that is left.

    Parameters
    ----------
    param : CompositeElectrolyteParameters
        Parameters of the model.
    side : str, optional
        Lithium surface, see :func:`sclcell.models.sei.names.at_side`.
    options : pybamm.BatteryModelOptions, optional
        Options of the model.
    """

    slot: ClassVar[str] = "SEI growth"

    def __init__(self, param: Any, side: str = "", options: Any = None) -> None:
        super().__init__(param, options=options)
        self.side = side

    def rate(self, thickness: Any, variables: dict) -> Any:
        """Return the lithium bound per area and time [mol.m-2.s-1]."""
        raise NotImplementedError

    def arrhenius(self, variables: dict) -> Any:
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
