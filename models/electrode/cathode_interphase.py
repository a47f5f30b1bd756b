"""Cathode-electrolyte interphase that takes wetted area from LFP."""

from __future__ import annotations

import pybamm

from ..laws._types import Scalar
from ..laws.salt_transport import arrhenius_factor
from ..mechanism import AgeingCell, Mechanism
from .contact_loss import ACCESSIBLE

__all__ = ["CEI_RATE", "LITHIUM_IN_CEI", "CathodeInterphase", "wetted_fraction"]

CEI_THICKNESS = "Positive CEI thickness [m]"
#: The state: it goes with time, so that an integrator over cycles can take long steps.
CEI_SQUARE = "Square of positive CEI thickness [m2]"
LITHIUM_IN_CEI = "Lithium in CEI [mol.m-2]"
CEI_RATE = "CEI lithium consumption rate [mol.m-2.s-1]"


def wetted_fraction(thickness: Scalar, blocking: Scalar) -> Scalar:
    r"""Return the share of the particles' surface that reacts [-], (CEI-2).

    .. math:: u = \frac{1}{1 + L_\mathrm{CEI}/L_\mathrm{block}}

    Parameters
    ----------
    thickness
        L_CEI grown since assembly [m].
    blocking
        L_block, thickness at which half the surface is blocked [m].
    """
    return 1 / (1 + thickness / blocking)


class CathodeInterphase(Mechanism, pybamm.interface_utilisation.BaseModel):
    r"""CEI that grows with the square root of time and blocks surface, (CEI-1) to (CEI-3).

    .. math::
        L^2 = L_0^2 + k(T)\,t, \qquad
        n_\mathrm{CEI} = a_0 L_p\, c_\mathrm{Li,CEI}\,(L - L_0)

    The exchange current density is multiplied by the wetted fraction, through PyBaMM's
    "interface utilisation". All particles of the fresh electrode carry it, also those that lost
    contact since. Lithium that precipitates in the CEI is replaced in the electrolyte
    by lithium metal that the oxidised species corrode: the salt stays constant and the inventory
    pays.
    """

    slot = "CEI"
    needs_cathode = True
    binds_lithium = holds_lithium = (LITHIUM_IN_CEI,)
    slow_states = (CEI_SQUARE,)
    options: pybamm.BatteryModelOptions

    @classmethod
    def submodels(cls, cell: AgeingCell) -> dict[str, pybamm.BaseSubModel]:
        """Return what takes the place of full utilisation."""
        return {"Positive interface utilisation": cls(cell.param, cell.options)}

    def __init__(
        self, param: pybamm.LithiumIonParameters, options: pybamm.BatteryModelOptions
    ) -> None:
        super().__init__(param, "positive", options)

    def get_fundamental_variables(self) -> dict:
        """Return the square of the thickness [m2], a state, thickness and wetted fraction."""
        square = pybamm.Variable(CEI_SQUARE, domain="current collector", scale=1e-16)
        thickness = pybamm.sqrt(square)
        grown = thickness - pybamm.Parameter("Initial CEI thickness [m]")
        u = wetted_fraction(grown, pybamm.Parameter("CEI blocking thickness [m]"))
        variables = {
            CEI_SQUARE: square,
            CEI_THICKNESS: thickness,
            "Positive electrode wetted fraction": u,
            "X-averaged positive electrode interface utilisation": u,
        }
        u_x = pybamm.PrimaryBroadcast(u, "positive electrode")
        if self.options.positive["particle size"] == "distribution":
            u_x = pybamm.PrimaryBroadcast(u_x, "positive particle size")
        variables["Positive electrode interface utilisation"] = u_x
        return variables

    def get_coupled_variables(self, variables: dict) -> dict:
        """Add growth [m2.s-1], lithium bound [mol.m-2] and its consumption [mol.m-2.s-1]."""
        T = variables["X-averaged cell temperature [K]"]
        E = pybamm.Parameter("CEI growth activation energy [J.mol-1]")
        T_ref = pybamm.Parameter("Ageing reference temperature [K]")
        k = pybamm.Parameter("CEI parabolic constant [m2.s-1]")
        k *= arrhenius_factor(E, T, T_ref)
        thickness = variables[CEI_THICKNESS]
        area = variables["X-averaged positive electrode surface area to volume ratio [m-1]"]
        area /= variables.get(ACCESSIBLE, 1)
        c_Li = pybamm.Parameter("CEI lithium concentration [mol.m-3]")
        per_thickness = area * self.param.p.L * c_Li
        grown = thickness - pybamm.Parameter("Initial CEI thickness [m]")
        variables["Positive CEI parabolic growth rate [m2.s-1]"] = k
        variables[LITHIUM_IN_CEI] = per_thickness * grown
        variables[CEI_RATE] = per_thickness * k / (2 * thickness)
        return variables

    def set_rhs(self, variables: dict) -> None:
        """Grow, (CEI-1)."""
        self.rhs = {variables[CEI_SQUARE]: variables["Positive CEI parabolic growth rate [m2.s-1]"]}

    def set_initial_conditions(self, variables: dict) -> None:
        """Start with the layer that forms on contact, of which the lithium is not counted."""
        initial = pybamm.Parameter("Initial CEI thickness [m]")
        self.initial_conditions = {variables[CEI_SQUARE]: initial**2}
