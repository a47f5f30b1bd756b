"""Which loss eats how many millivolts: the cell voltage taken apart, exactly."""

from __future__ import annotations

import pybamm

__all__ = ["VOLTAGE_LOSSES", "voltage_losses"]

#: Losses in the order in which the current meets them; their sum is U - V, (V-1).
VOLTAGE_LOSSES = (
    "Lithium film loss [V]",
    "Lithium charge-transfer loss [V]",
    "Separator ohmic loss [V]",
    "Separator concentration loss [V]",
    "Catholyte ohmic loss [V]",
    "Catholyte concentration loss [V]",
    "LFP charge-transfer loss [V]",
    "LFP diffusion loss [V]",
    "Electronic loss [V]",
)


def voltage_losses(variables: dict, param: pybamm.LithiumIonParameters) -> dict[str, pybamm.Symbol]:
    r"""Return the losses between open-circuit potential and voltage, (V-1).

    .. math::
        U(\bar\theta) - V = \eta_\mathrm{film} + \eta_\mathrm{Li} + \eta_s + \eta_p
            + \eta_\mathrm{LFP} + \big(U(\bar\theta) - \langle U\rangle\big) + \eta_\mathrm{el}

    :math:`\bar\theta` is the mean stoichiometry; :math:`\langle\cdot\rangle` averages over
    thickness and particle area, as the current does. The electrolyte's losses :math:`\eta_s,
    \eta_p` are split into the diffusion potential at the mean transference number,
    :math:`-2\chi(1-t_+)(RT/F)\,\Delta\ln c`, and the ohmic rest. They count positive where
    they take voltage on discharge; those that follow a profile may be gains.

    Parameters
    ----------
    variables : dict
        Variables of a built half-cell model.

    Returns
    -------
    dict
        `VOLTAGE_LOSSES` and ``"Open-circuit potential at mean stoichiometry [V]"``.
    """
    c_s = variables["Separator electrolyte concentration [mol.m-3]"]
    c_p = variables["Positive electrolyte concentration [mol.m-3]"]
    c_int = pybamm.boundary_value(c_s, "right")
    phi_e_s = variables["Separator electrolyte potential [V]"]
    phi_li = variables["Lithium metal interface electrolyte potential [V]"]
    phi_int = pybamm.boundary_value(phi_e_s, "right")
    phi_p = variables["X-averaged positive electrolyte potential [V]"]

    def factor(c: pybamm.Symbol, T: pybamm.Symbol) -> pybamm.Symbol:
        return pybamm.x_average(param.chi(c, T) * param.R * T / param.F)

    separator_step = factor(c_s, variables["Separator temperature [K]"]) * (
        pybamm.log(c_int) - pybamm.log(pybamm.boundary_value(c_s, "left"))
    )
    # Extrapolated to the face as the potential is, so that the ohmic rest is a sum of i/kappa: with
    # the separator's concentration at the face it would take what the jump there leaves over.
    log_c_p = pybamm.log(c_p)
    catholyte_step = factor(c_p, variables["Positive electrode temperature [K]"]) * (
        pybamm.x_average(log_c_p) - pybamm.boundary_value(log_c_p, "left")
    )
    ocp_bulk = variables["Positive electrode bulk open-circuit potential [V]"]
    ocp_surface = variables["X-averaged positive electrode open-circuit potential [V]"]
    eta_lfp = variables["X-averaged positive electrode reaction overpotential [V]"]
    eta_li = variables["Lithium metal interface reaction overpotential [V]"]
    eta_film = variables["Lithium interphase film overpotential [V]"]
    # From the current collector of lithium to that of LFP, less all that is named below.
    electronic = phi_p + ocp_surface + eta_lfp - variables["Voltage [V]"]
    electronic -= eta_film + eta_li + phi_li
    return {
        "Open-circuit potential at mean stoichiometry [V]": ocp_bulk,
        "Lithium film loss [V]": eta_film,
        "Lithium charge-transfer loss [V]": eta_li,
        "Separator ohmic loss [V]": phi_li - phi_int + separator_step,
        "Separator concentration loss [V]": -separator_step,
        "Catholyte ohmic loss [V]": phi_int - phi_p + catholyte_step,
        "Catholyte concentration loss [V]": -catholyte_step,
        "LFP charge-transfer loss [V]": -eta_lfp,
        "LFP diffusion loss [V]": ocp_bulk - ocp_surface,
        "Electronic loss [V]": electronic,
    }
