"""Deposits that lose contact with the lithium electrode."""

from __future__ import annotations

import pybamm

from ..mechanism import SurfaceMechanism
from .ageing_names import DEAD_LITHIUM, DEAD_LITHIUM_RATE
from .names import at_side, lithium_current

__all__ = ["DeadLithium"]


class DeadLithium(SurfaceMechanism):
    r"""A fraction of the plated lithium is cut off, (LI-4).

    .. math:: \frac{dn_\mathrm{dead}}{dt} = \varphi_\mathrm{dead}\,\frac{i_\mathrm{pl}}{F}

    Its layer is soaked with electrolyte and adds less than 1e-3 Ohm.m2, which is left out.
    """

    slot = "Dead lithium"
    slow_states = (DEAD_LITHIUM,)

    def get_fundamental_variables(self) -> dict:
        """Return the dead lithium [mol.m-2], a state."""
        name = at_side(self.side, DEAD_LITHIUM)
        return {name: pybamm.Variable(name, domain="current collector", scale=1e-2)}

    def get_coupled_variables(self, variables: dict) -> dict:
        """Add the rate at which deposits are cut off [mol.m-2.s-1]."""
        plating = pybamm.maximum(-lithium_current(self.side, variables), 0)
        fraction = pybamm.Parameter("Dead fraction of plated lithium")
        variables[at_side(self.side, DEAD_LITHIUM_RATE)] = fraction * plating / self.param.F
        return variables

    def set_rhs(self, variables: dict) -> None:
        """Collect what is cut off."""
        dead = variables[at_side(self.side, DEAD_LITHIUM)]
        self.rhs = {dead: variables[at_side(self.side, DEAD_LITHIUM_RATE)]}

    def set_initial_conditions(self, variables: dict) -> None:
        """Start without dead lithium."""
        self.initial_conditions = {variables[at_side(self.side, DEAD_LITHIUM)]: pybamm.Scalar(0)}
