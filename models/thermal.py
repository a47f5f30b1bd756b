"""Lumped temperature of a half-cell, with the heat of every loss."""

from __future__ import annotations

from collections.abc import Mapping

import pybamm

__all__ = ["LumpedHalfCell", "heat_by_cause"]

#: Losses, (V-1), that the resistance of a conductor causes.
_OHMIC = ("Separator ohmic loss [V]", "Catholyte ohmic loss [V]", "Electronic loss [V]")


def heat_by_cause(
    variables: Mapping[str, pybamm.Symbol], param: pybamm.LithiumIonParameters
) -> dict[str, pybamm.Symbol]:
    """Return what `pybamm.plot_thermal_components` shows, which adds up to the total heating.

    Ohmic heat is that of electrolyte and electrons, (V-1); the rest of the irreversible heat, the
    film on lithium and the concentration losses among it, is electrochemical.

    Parameters
    ----------
    variables : mapping
        Variables of a half-cell with one temperature, and its voltage losses [V].
    """
    ohmic = variables["Current [A]"] * sum(variables[name] for name in _OHMIC)
    return {
        "Cell thermal volume [m3]": param.V_cell,
        "Ohmic heating [W]": ohmic,
        "Irreversible electrochemical heating [W]": variables["Irreversible heating [W]"] - ohmic,
    }


class LumpedHalfCell(pybamm.thermal.Lumped):
    r"""One temperature for the whole cell, heated by what the voltage loses, (TH-1).

    .. math::
        \rho c_p V \frac{dT}{dt} = i A\Big(U(\bar\theta) - V_\mathrm{cell}
          - T\frac{dU}{dT}\Big) - hA_\mathrm{cool}(T - T_\mathrm{amb})

    PyBaMM sums the heat of electrodes and electrolyte; in a half-cell that leaves out film and
    charge transfer of lithium, here the larger part. The balance of energy needs no such sum.
    Reference: D. Bernardi, E. Pawlikowski, J. Newman, J. Electrochem. Soc. 132 (1985) 5, without
    the heat of mixing.
    """

    def get_coupled_variables(self, variables: dict) -> dict:
        """Add heating and cooling [W]."""
        param = self.param
        T = variables["Volume-averaged cell temperature [K]"]
        i_cell = variables["Current collector current density [A.m-2]"]
        current = i_cell * param.A_cc  # all electrodes in parallel, as PyBaMM counts the area
        ocp = variables["Positive electrode bulk open-circuit potential [V]"]
        sto = variables["Positive electrode stoichiometry"]
        irreversible = current * (ocp - variables["Voltage [V]"])
        reversible = -current * T * param.p.prim.dUdT(sto)
        cooling = -param.h_total * (T - variables["Surface temperature [K]"]) * param.A_cooling
        heat = {
            "Irreversible heating [W]": irreversible,
            "Reversible heating [W]": reversible,
            "Total heating [W]": irreversible + reversible,
            "Surface total cooling [W]": cooling,
        }
        variables.update({name: pybamm.yz_average(value) for name, value in heat.items()})
        return variables

    def set_rhs(self, variables: dict) -> None:
        """Set the balance of energy."""
        param = self.param
        power = variables["Total heating [W]"] + variables["Surface total cooling [W]"]
        capacity = param.cell_heat_capacity * param.V_cell
        self.rhs = {variables["Volume-averaged cell temperature [K]"]: power / capacity}
