"""Charge conservation where separator and cathode pores hold different electrolytes."""

from __future__ import annotations

import pybamm
from pybamm.models.submodels.electrolyte_conductivity.base_electrolyte_conductivity import (
    BaseElectrolyteConductivity,
)

__all__ = ["AlgebraicConductivity", "CapacitiveConductivity"]

_DELTA_PHI = "Positive electrode surface potential difference [V]"


class _CompositeConductivity(BaseElectrolyteConductivity):
    r"""Charge balance in the surface form, (TR-4).

    .. math::
        i_e = \kappa_s\Big(A_s \nabla\ln c - \nabla\phi_e\Big), \qquad
        i_e = \kappa^*\Big(A_p \nabla\ln c + \nabla\Delta\phi + \frac{i}{\sigma}\Big)

    in separator and cathode, with :math:`A = 2\chi(1-t_+)RT/F`,
    :math:`\kappa^* = \kappa/(1+\kappa/\sigma)` and :math:`\Delta\phi = \phi_s - \phi_e`. The
    separator carries the cell current, so its potential is an integral and no unknown. Unlike
    PyBaMM's own surface form, the gradient of :math:`\ln c` is taken as it stands: the current
    that enters the cathode is then the cell current to round-off, and lithium is conserved.
    """

    def __init__(self, param: object, options: pybamm.BatteryModelOptions) -> None:
        super().__init__(param, "positive", options=options)

    def get_fundamental_variables(self) -> dict:
        """Return the surface potential difference, the unknown."""
        delta_phi = pybamm.Variable(
            _DELTA_PHI,
            domain="positive electrode",
            auxiliary_domains={"secondary": "current collector"},
            reference=self.param.p.prim.U_init,
        )
        variables = self._get_standard_average_surface_potential_difference_variables(
            pybamm.x_average(delta_phi)
        )
        variables.update(self._get_standard_surface_potential_difference_variables(delta_phi))
        return variables

    def get_coupled_variables(self, variables: dict) -> dict:
        """Add potentials [V], currents [A.m-2] and electrolyte losses [V]."""
        param = self.param
        i_cell = variables["Current collector current density [A.m-2]"]

        c_s = variables["Separator electrolyte concentration [mol.m-3]"]
        T_s = variables["Separator temperature [K]"]
        kappa_s = param.kappa_e(c_s, T_s) * variables["Separator electrolyte transport efficiency"]
        log_c_s = pybamm.log(c_s)
        phi_e_s = variables["Lithium metal interface electrolyte potential [V]"] + (
            pybamm.IndefiniteIntegral(
                self._log_factor(c_s, T_s) * pybamm.grad(log_c_s) - i_cell / kappa_s,
                pybamm.standard_spatial_vars.x_s,
            )
        )
        i_e_s = pybamm.PrimaryBroadcastToEdges(i_cell, "separator")

        c_p = variables["Positive electrolyte concentration [mol.m-3]"]
        T_p = variables["Positive electrode temperature [K]"]
        kappa_p = param.kappa_e(c_p, T_p) * variables["Positive electrolyte transport efficiency"]
        stoichiometry = variables["Positive particle surface stoichiometry"]
        sigma = (
            param.p.sigma(stoichiometry, T_p)
            * (variables["Positive electrode transport efficiency"])
        )
        kappa_star = kappa_p / (1 + kappa_p / sigma)
        log_c_p = pybamm.log(c_p)
        delta_phi = variables[_DELTA_PHI]
        i_e_p = kappa_star * (
            self._log_factor(c_p, T_p) * pybamm.grad(log_c_p)
            + pybamm.grad(delta_phi)
            + i_cell / sigma
        )
        # The cell current enters on the left and nothing leaves on the right. Only the sum of the
        # three terms of the current has a meaning on the outer faces: the gradient of ln c is set
        # to zero there and that of the potential difference carries all.
        none = (pybamm.Scalar(0), "Neumann")
        left, right = (
            i_cell * pybamm.boundary_value(1 / sigma, side) for side in ("left", "right")
        )
        entering = i_cell / pybamm.boundary_value(kappa_star, "left") - left
        self._conditions = {
            log_c_s: {
                side: (pybamm.boundary_gradient(log_c_s, side), "Neumann")
                for side in ("left", "right")
            },
            log_c_p: {"left": none, "right": none},
            delta_phi: {"left": (entering, "Neumann"), "right": (-right, "Neumann")},
        }

        variables["Separator electrolyte potential [V]"] = phi_e_s
        variables["Separator electrolyte current density [A.m-2]"] = i_e_s
        variables["Positive electrolyte current density [A.m-2]"] = i_e_p
        phi_e_p = variables["Positive electrode potential [V]"] - delta_phi
        variables.update(
            self._get_standard_potential_variables(
                {"separator": phi_e_s, "positive electrode": phi_e_p}
            )
        )
        variables.update(self._get_standard_current_variables(pybamm.concatenation(i_e_s, i_e_p)))
        variables.update(self._get_electrolyte_overpotentials(variables))
        return variables

    def _log_factor(self, c_e: pybamm.Symbol, T: pybamm.Symbol) -> pybamm.Symbol:
        """Return A = 2 chi (1 - t+) RT/F [V]."""
        return self.param.chi(c_e, T) * self.param.R * T / self.param.F

    def set_initial_conditions(self, variables: dict) -> None:
        """Start from the open-circuit potential."""
        self.initial_conditions = {variables[_DELTA_PHI]: self.param.p.prim.U_init}

    def set_boundary_conditions(self, variables: dict) -> None:
        """Hand over the gradients on the outer faces."""
        self.boundary_conditions = self._conditions

    def _imbalance(self, variables: dict) -> pybamm.Symbol:
        """Return what the current's divergence leaves over the reaction [A.m-3]."""
        i_e = variables["Positive electrolyte current density [A.m-2]"]
        a_j = variables[
            "Sum of positive electrode volumetric interfacial current densities [A.m-3]"
        ]
        return pybamm.div(i_e) - a_j


class AlgebraicConductivity(_CompositeConductivity):
    """Charge balance without double layer: an algebraic equation."""

    def set_algebraic(self, variables: dict) -> None:
        """Set the charge balance, scaled to order one."""
        self.algebraic = {variables[_DELTA_PHI]: self._imbalance(variables) / self.param.a_j_scale}


class CapacitiveConductivity(_CompositeConductivity):
    """Charge balance with the double layer of the cathode: a differential equation."""

    def set_rhs(self, variables: dict) -> None:
        """Set the charge balance of the double layer."""
        T = variables["Positive electrode temperature [K]"]
        area = variables["Positive electrode surface area to volume ratio [m-1]"]
        capacitance = area * self.param.p.C_dl(T)
        self.rhs = {variables[_DELTA_PHI]: self._imbalance(variables) / capacitance}
