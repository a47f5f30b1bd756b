"""Metallic lithium that is left, and the side reaction that eats it."""

from __future__ import annotations

import pybamm

from ..laws.constants import C_M2_PER_MAH_CM2
from .ageing_names import (
    DEAD_LITHIUM_RATE,
    INVENTORY_STATE,
    LITHIUM_IN_SEI,
    LITHIUM_INVENTORY,
    SEI_GROWTH,
    SEI_REPAIR,
)
from .names import at_side, lithium_current
from .no_side_reaction import SIDE_REACTION
from .surface import LithiumSurface

__all__ = ["LithiumInventory", "LithiumSideReaction", "LithiumSideReactionAtSide"]


class LithiumInventory(LithiumSurface):
    r"""Balance of metallic lithium in contact with its collector, (LI-5).

    .. math::
        \frac{d}{dt}(n + n_\mathrm{CEI}) = -\frac{i}{F} - r_\mathrm{grow} - r_\mathrm{rep}
            - r_\mathrm{dead} - r_\mathrm{further}

    The state is the sum in brackets. What the CEI holds is known from its thickness (CEI-3), so
    that its rate is a total derivative: integrated by itself, the rate would keep the lithium of
    the cell to the solver's tolerance only.
    The simulation ends with the event "Lithium exhausted" when nothing is left.

    Parameters
    ----------
    side : str, optional
        Lithium surface, see :func:`sclcell.models.sei.names.at_side`.
    taken : tuple of str, optional
        Rates [mol.m-2.s-1] of further losses, by the names of a half-cell.
    bound_elsewhere : tuple of str, optional
        Variables [mol.m-2] of lithium that was taken from this surface and is a function of
        other states, such as that in the CEI; zero at the start.
    """

    def __init__(
        self,
        param: pybamm.LithiumIonParameters,
        side: str = "",
        taken: tuple[str, ...] = (),
        bound_elsewhere: tuple[str, ...] = (),
        options: pybamm.BatteryModelOptions | None = None,
    ) -> None:
        super().__init__(param, side, options)
        self.taken = (SEI_GROWTH, SEI_REPAIR, DEAD_LITHIUM_RATE, *taken)
        self.bound_elsewhere = bound_elsewhere
        self.name_here = at_side(side, LITHIUM_INVENTORY)
        self.inventory_state = at_side(side, INVENTORY_STATE) if bound_elsewhere else self.name_here

    def get_fundamental_variables(self) -> dict:
        """Return the inventory with what is bound elsewhere [mol.m-2], a state."""
        state = pybamm.Variable(self.inventory_state, domain="current collector", scale=1.0)
        return {self.inventory_state: state}

    def get_coupled_variables(self, variables: dict) -> dict:
        """Add the inventory [mol.m-2] and the same as charge [mA.h.cm-2]."""
        bound = sum(variables[name] for name in self.bound_elsewhere)
        n = variables[self.inventory_state] - bound
        variables[self.name_here] = n
        charge = n * self.param.F / C_M2_PER_MAH_CM2
        variables[at_side(self.side, "Lithium inventory [mA.h.cm-2]")] = charge
        return variables

    def set_rhs(self, variables: dict) -> None:
        """Balance stripping, plating and losses."""
        side = self.side
        lost = sum(variables[at_side(side, name)] for name in self.taken)
        i = lithium_current(side, variables)
        self.rhs = {variables[self.inventory_state]: -i / self.param.F - lost}

    def set_initial_conditions(self, variables: dict) -> None:
        """Start with the foil."""
        thickness = pybamm.Parameter("Negative electrode thickness [m]")
        V_Li = pybamm.Parameter("Lithium metal partial molar volume [m3.mol-1]")
        self.initial_conditions = {variables[self.inventory_state]: thickness / V_Li}

    def add_events_from(self, variables: dict) -> None:
        """Stop when the lithium is used up."""
        left = pybamm.yz_average(variables[self.name_here])
        # While lithium is plated the event is out of reach, so that an empty electrode can start.
        plating = pybamm.yz_average(lithium_current(self.side, variables)) < 0
        name = at_side(self.side, "Lithium exhausted")
        self.events.append(pybamm.Event(name, left + plating))


class LithiumSideReaction(pybamm.sei.NoSEI):
    r"""Current density of SEI formation at the lithium of a half-cell, (LI-6).

    .. math:: j_\mathrm{SEI} = -F\,(r_\mathrm{grow} + r_\mathrm{rep})

    Takes the place of PyBaMM's SEI at a planar electrode and fills its variables of lithium
    lost, which are summary variables.
    """

    def __init__(
        self, param: pybamm.LithiumIonParameters, options: pybamm.BatteryModelOptions
    ) -> None:
        super().__init__(param, "negative", options)

    def get_fundamental_variables(self) -> dict:
        """Return PyBaMM's variables but those that are set below."""
        variables = super().get_fundamental_variables()
        return {
            name: value
            for name, value in variables.items()
            if "current density" not in name and "Loss of" not in name
        }

    def get_coupled_variables(self, variables: dict) -> dict:
        """Add current density [A.m-2] and lithium lost [mol]."""
        rate = variables[SEI_GROWTH] + variables[SEI_REPAIR]
        j_sei = -self.param.F * rate
        variables.update(self._get_standard_reaction_variables(j_sei))
        variables.update(self._get_standard_interfacial_current_variables(j_sei))
        R_ref = pybamm.Parameter("Lithium interphase film resistance [Ohm.m2]")
        L_0 = R_ref * pybamm.Parameter("SEI conductivity [S.m-1]")
        initial = L_0 * pybamm.Parameter("SEI lithium concentration [mol.m-3]")
        lost = (pybamm.yz_average(variables[LITHIUM_IN_SEI]) - initial) * self.param.A_cc
        variables["Loss of lithium to negative SEI [mol]"] = lost
        charge = lost * self.param.F / 3600
        variables["Loss of capacity to negative SEI [A.h]"] = charge
        return super().get_coupled_variables(variables)


class LithiumSideReactionAtSide(LithiumSurface):
    """The same current density at one surface of a symmetric cell, (LI-6)."""

    def get_coupled_variables(self, variables: dict) -> dict:
        """Add the current density [A.m-2]."""
        rate = sum(variables[at_side(self.side, name)] for name in (SEI_GROWTH, SEI_REPAIR))
        variables[at_side(self.side, SIDE_REACTION)] = -self.param.F * rate
        return variables
