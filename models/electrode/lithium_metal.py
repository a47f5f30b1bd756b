"""Planar lithium electrode: charge transfer in series with an interphase film."""

from __future__ import annotations

import pybamm
from pybamm.models.submodels.interface.base_interface import BaseInterface

from ..sei.film_resistance import FilmResistance
from ..sei.hopping_film import CapacitiveHoppingFilm, HoppingFilm
from ..sei.names import at_side, lithium_current
from ..sei.no_side_reaction import SIDE_REACTION

__all__ = ["CapacitiveLithiumElectrode", "ExplicitLithiumElectrode", "lithium_surface"]

_ETA_CT = "Lithium metal charge-transfer overpotential [V]"


class _LithiumElectrode(BaseInterface):
    """What both forms share: exchange-current density, potentials and names of variables.

    Parameters
    ----------
    side : str, optional
        Lithium surface, see :func:`sclcell.models.sei.names.at_side`. The only surface of
        a half-cell gets PyBaMM's names besides.
    """

    def __init__(
        self,
        param: pybamm.LithiumIonParameters,
        options: pybamm.BatteryModelOptions,
        side: str = "",
    ) -> None:
        super().__init__(param, "negative", "lithium metal plating", options=options)
        self.side = side

    def _interface(self, variables: dict, eta_ct: pybamm.Symbol, j: pybamm.Symbol) -> dict:
        """Assemble potentials from the charge-transfer overpotential [V] and current [A.m-2]."""
        if self.side:
            eta_film = variables[at_side(self.side, "Lithium interphase film overpotential [V]")]
            own = {
                "Lithium metal plating current density [A.m-2]": j,
                "Lithium metal interface reaction overpotential [V]": eta_ct,
                # Lithium is the reference electrode: its open-circuit potential is zero.
                "Surface potential difference [V]": eta_ct + eta_film,
            }
            variables.update({at_side(self.side, name): value for name, value in own.items()})
            return variables
        return self._half_cell_interface(variables, eta_ct, j)

    def _half_cell_interface(
        self, variables: dict, eta_ct: pybamm.Symbol, j: pybamm.Symbol
    ) -> dict:
        """Assemble what PyBaMM's half-cells ask of their lithium electrode."""
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
        if self.side:
            c_e = variables[f"{self.side} surface electrolyte concentration [mol.m-3]"]
            T = variables["X-averaged cell temperature [K]"]
            j0 = self.param.lithium_exchange_current(c_e, T, self.side)
        else:
            j0 = self._get_exchange_current_density(variables)
        standard = self._get_standard_exchange_current_variables(j0)
        variables.update({at_side(self.side, name): value for name, value in standard.items()})
        return j0

    def _side_reaction(self, variables: dict) -> pybamm.Symbol:
        """Return the current density that side reactions take [A.m-2]."""
        if self.side:
            return variables[at_side(self.side, SIDE_REACTION)]
        return variables["Negative electrode SEI interfacial current density [A.m-2]"]

    def _thermal_voltage(self, variables: dict) -> pybamm.Symbol:
        """Return 2RT/(nF) [V]."""
        T = variables["X-averaged cell temperature [K]"]
        return 2 * self.param.R * T / (self.phase_param.ne * self.param.F)

    def _capacitance(self, variables: dict) -> pybamm.Symbol:
        """Return the double-layer capacity [F.m-2]."""
        T = variables["X-averaged cell temperature [K]"]
        if self.side:
            return self.param.lithium_double_layer(T, self.side)
        return self.param.n.C_dl(T)


class ExplicitLithiumElectrode(_LithiumElectrode):
    r"""Symmetric Butler–Volmer kinetics, inverted: no state is needed, (LI-1).

    .. math::
        \eta_\mathrm{ct} = \frac{2RT}{F}\,\operatorname{asinh}\frac{j}{2 j_0}, \qquad
        \phi_s - \phi_e = U_\mathrm{Li} + \eta_\mathrm{ct} + \eta_\mathrm{film}
    """

    def get_coupled_variables(self, variables: dict) -> dict:
        """Add the interface potentials [V] and the plating current density [A.m-2]."""
        j0 = self._exchange_current(variables)
        j = lithium_current(self.side, variables) - self._side_reaction(variables)
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
        name = at_side(self.side, _ETA_CT)
        return {name: pybamm.Variable(name, domain="current collector")}

    def get_coupled_variables(self, variables: dict) -> dict:
        """Add the interface potentials [V] and the plating current density [A.m-2]."""
        eta_ct = variables[at_side(self.side, _ETA_CT)]
        j0 = self._exchange_current(variables)
        j = 2 * j0 * pybamm.sinh(eta_ct / self._thermal_voltage(variables))
        return self._interface(variables, eta_ct, j)

    def set_rhs(self, variables: dict) -> None:
        """Set the charge balance of the double layer."""
        eta_ct = variables[at_side(self.side, _ETA_CT)]
        i = lithium_current(self.side, variables)
        j = variables[at_side(self.side, "Lithium metal plating current density [A.m-2]")]
        charging = i - j - self._side_reaction(variables)
        self.rhs = {eta_ct: charging / self._capacitance(variables)}

    def set_initial_conditions(self, variables: dict) -> None:
        """Start at equilibrium."""
        self.initial_conditions = {variables[at_side(self.side, _ETA_CT)]: pybamm.Scalar(0)}


def lithium_surface(
    param: pybamm.LithiumIonParameters, options: pybamm.BatteryModelOptions, side: str = ""
) -> tuple[pybamm.BaseSubModel, pybamm.BaseSubModel, pybamm.BaseSubModel]:
    """Return the resistance of a film, the film and the charge transfer in series with it.

    Parameters
    ----------
    side : str, optional
        As for the electrode.
    """
    capacitive = options["surface form"] == "differential"
    film = CapacitiveHoppingFilm if capacitive else HoppingFilm
    electrode = CapacitiveLithiumElectrode if capacitive else ExplicitLithiumElectrode
    resistance = FilmResistance(param, side, options)
    return resistance, film(param, side, options), electrode(param, options, side)
