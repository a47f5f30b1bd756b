"""Planar lithium electrode: charge transfer in series with an interphase film."""

from __future__ import annotations

import pybamm
from pybamm.models.submodels.interface.base_interface import BaseInterface

__all__ = ["CapacitiveLithiumElectrode", "ExplicitLithiumElectrode"]


class _LithiumElectrode(BaseInterface):
    """What both forms share: exchange-current density, potentials and names of variables."""

    def __init__(self, param: object, options: pybamm.BatteryModelOptions) -> None:
        super().__init__(param, "negative", "lithium metal plating", options=options)

    def _interface(self, variables: dict, eta_ct: pybamm.Symbol, j: pybamm.Symbol) -> dict:
        """Assemble potentials from the charge-transfer overpotential [V] and current [A.m-2]."""
        i_cell = variables["Current collector current density [A.m-2]"]
        T = variables["X-averaged cell temperature [K]"]
        eta_film = variables["Lithium interphase film overpotential [V]"]
        ocp = variables["Negative electrode open-circuit potential [V]"]
        if isinstance(ocp, pybamm.Broadcast):
            ocp = ocp.orphans[0]
        delta_phi = ocp + eta_ct + eta_film
        drop = i_cell * self.param.n.L / self.param.n.sigma(None, T)
        phi_s = variables["Negative current collector potential [V]"] - drop
        variables.update(
            {
                "Negative electrode potential drop [V]": drop,
                "X-averaged negative electrode ohmic losses [V]": drop / 2,
                "Lithium metal interface electrode potential [V]": phi_s,
                "Lithium metal interface electrolyte potential [V]": phi_s - delta_phi,
                "Lithium metal interface surface potential difference [V]": delta_phi,
                "Lithium metal total interfacial current density [A.m-2]": i_cell,
            }
        )
        variables.update(self._get_standard_interfacial_current_variables(j))
        variables.update(self._get_standard_overpotential_variables(eta_ct))
        variables.update(self._get_standard_sei_film_overpotential_variables(-eta_film))
        return variables

    def _exchange_current(self, variables: dict) -> pybamm.Symbol:
        j0 = self._get_exchange_current_density(variables)
        variables.update(self._get_standard_exchange_current_variables(j0))
        return j0

    def _thermal_voltage(self, variables: dict) -> pybamm.Symbol:
        """Return 2RT/(nF) [V]."""
        T = variables["X-averaged cell temperature [K]"]
        return 2 * self.param.R * T / (self.phase_param.ne * self.param.F)


class ExplicitLithiumElectrode(_LithiumElectrode):
    r"""Symmetric Butler–Volmer kinetics, inverted: no state is needed, (LI-1).

    .. math::
        \eta_\mathrm{ct} = \frac{2RT}{F}\,\operatorname{asinh}\frac{j}{2 j_0}, \qquad
        \phi_s - \phi_e = U_\mathrm{Li} + \eta_\mathrm{ct} + \eta_\mathrm{film}
    """

    def get_coupled_variables(self, variables: dict) -> dict:
        """Add the interface potentials [V] and the plating current density [A.m-2]."""
        j0 = self._exchange_current(variables)
        i_cell = variables["Current collector current density [A.m-2]"]
        j_sei = variables["Negative electrode SEI interfacial current density [A.m-2]"]
        j = i_cell - j_sei
        eta_ct = self._thermal_voltage(variables) * pybamm.arcsinh2(j, 2 * j0)
        return self._interface(variables, eta_ct, j)


class CapacitiveLithiumElectrode(_LithiumElectrode):
    r"""Butler–Volmer kinetics in parallel with a double layer, (LI-2).

    .. math::
        C_\mathrm{dl} \frac{d\eta_\mathrm{ct}}{dt} = i - j - j_\mathrm{SEI}, \qquad
        j = 2 j_0 \sinh\frac{F\eta_\mathrm{ct}}{2RT}
    """

    def get_fundamental_variables(self) -> dict:
        """Return the charge-transfer overpotential, a state."""
        name = "Lithium metal charge-transfer overpotential [V]"
        return {name: pybamm.Variable(name, domain="current collector")}

    def get_coupled_variables(self, variables: dict) -> dict:
        """Add the interface potentials [V] and the plating current density [A.m-2]."""
        eta_ct = variables["Lithium metal charge-transfer overpotential [V]"]
        j0 = self._exchange_current(variables)
        j = 2 * j0 * pybamm.sinh(eta_ct / self._thermal_voltage(variables))
        return self._interface(variables, eta_ct, j)

    def set_rhs(self, variables: dict) -> None:
        """Set the charge balance of the double layer."""
        eta_ct = variables["Lithium metal charge-transfer overpotential [V]"]
        i_cell = variables["Current collector current density [A.m-2]"]
        j = variables["Lithium metal plating current density [A.m-2]"]
        j_sei = variables["Negative electrode SEI interfacial current density [A.m-2]"]
        T = variables["X-averaged cell temperature [K]"]
        self.rhs = {eta_ct: (i_cell - j - j_sei) / self.param.n.C_dl(T)}

    def set_initial_conditions(self, variables: dict) -> None:
        """Start at equilibrium."""
        self.initial_conditions = {
            variables["Lithium metal charge-transfer overpotential [V]"]: pybamm.Scalar(0)
        }
