"""Electrolyte potential of the reduced-order model, with properties per domain."""

from __future__ import annotations

import pybamm

__all__ = ["ReducedConductivity"]


class ReducedConductivity(pybamm.electrolyte_conductivity.Composite):
    r"""Electrolyte potential for a reaction that is uniform across the cathode, (TR-5).

    With :math:`i_e = i` in the separator and :math:`i_e = i\,(L - x)/L_p` in the cathode, and
    properties taken at the mean concentration :math:`\bar c_k` of each domain,

    .. math::
        \phi_e = \phi_e^\mathrm{Li} + A_s \ln\frac{c_s}{c_0} - \frac{i\,x}{\kappa_s}, \qquad
        \phi_e = \phi_e^\mathrm{int} + A_p \ln\frac{c_p}{c_\mathrm{int}}
          - \frac{i}{\kappa_p}\,\frac{\xi\,(2L_p - \xi)}{2L_p},

    where :math:`\xi` is the distance from the separator and
    :math:`A_k = 2\chi_k(1 - t_{+,k})RT/F`.
    """

    def get_coupled_variables(self, variables: dict) -> dict:
        """Add potential [V], current [A.m-2] and the two electrolyte losses [V]."""
        param = self.param
        i_cell = variables["Current collector current density [A.m-2]"]
        T_av = variables["X-averaged cell temperature [K]"]
        c_s = variables["Separator electrolyte concentration [mol.m-3]"]
        c_p = variables["Positive electrolyte concentration [mol.m-3]"]
        L_s, L_p, L_x = param.s.L, param.p.L, param.L_x
        x_s, x_p = pybamm.standard_spatial_vars.x_s, pybamm.standard_spatial_vars.x_p

        def averages(name: str, c: pybamm.Symbol) -> tuple[pybamm.Symbol, pybamm.Symbol]:
            """Conductivity [S.m-1] and diffusion-potential factor [V] at the mean state."""
            domain = c.domain
            c_av = pybamm.PrimaryBroadcast(pybamm.x_average(c), domain)
            T = pybamm.PrimaryBroadcast(T_av, domain)
            tor = variables[f"X-averaged {name} electrolyte transport efficiency"]
            kappa = pybamm.x_average(param.kappa_e(c_av, T)) * tor
            factor = pybamm.x_average(param.chi(c_av, T) * param.R * T / param.F)
            return kappa, factor

        kappa_s, A_s = averages("separator", c_s)
        kappa_p, A_p = averages("positive", c_p)
        c_li = pybamm.boundary_value(c_s, "left")
        c_int = pybamm.boundary_value(c_s, "right")
        phi_li = variables["Lithium metal interface electrolyte potential [V]"]
        log = self._higher_order_macinnes_function

        distance = x_s - (L_x - L_s - L_p)
        phi_s = phi_li + A_s * log(c_s / c_li) - i_cell * distance / kappa_s
        phi_int = phi_li + A_s * log(c_int / c_li) - i_cell * L_s / kappa_s
        xi = x_p - (L_x - L_p)
        phi_p = (
            phi_int + A_p * log(c_p / c_int) - (i_cell / kappa_p) * xi * (2 * L_p - xi) / (2 * L_p)
        )
        i_e_s = pybamm.PrimaryBroadcastToEdges(i_cell, "separator")
        i_e_p = i_cell * (L_x - pybamm.standard_spatial_vars.x_p_edge) / L_p
        variables["Separator electrolyte current density [A.m-2]"] = i_e_s
        concentration_loss = A_s * log(c_int / c_li) + A_p * pybamm.x_average(log(c_p / c_int))
        ohmic_loss = -i_cell * (L_s / kappa_s + L_p / (3 * kappa_p))

        phi_e = {"separator": phi_s, "positive electrode": phi_p}
        variables.update(self._get_standard_potential_variables(phi_e, variables))
        variables.update(self._get_standard_current_variables(pybamm.concatenation(i_e_s, i_e_p)))
        variables.update(self._get_split_overpotential(concentration_loss, ohmic_loss))
        return variables
