"""LFP that loses electronic or ionic contact."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import pybamm

from .particles import LognormalActiveMaterial

__all__ = ["ACCESSIBLE", "ISOLATED_LITHIUM", "ContactLoss"]

#: Active material in contact over its initial amount, a state.
ACCESSIBLE = "Accessible active material fraction"
#: Lithium enclosed in particles without contact, a state.
ISOLATED_LITHIUM = "Lithium isolated in lost active material [mol.m-2]"
#: Mean over all particles, from the charge that entered them, a state.
MEAN_CONCENTRATION = "Mean lithium concentration in active material [mol.m-3]"


class ContactLoss(LognormalActiveMaterial):
    r"""Loss of active material per charge throughput, (LAM-1).

    .. math::
        \frac{df}{dt} = -\beta(T)\Big(\frac{|i|}{i_\mathrm{1C}}\Big)^m
            \frac{|i|}{2 Q_\mathrm{A}}\, f, \qquad
        \frac{dn_\mathrm{iso}}{dt} = -L_p\,\bar c_s\,\frac{d\varepsilon_s}{dt}, \qquad
        \frac{d\bar c_s}{dt} = \frac{i}{F L_p\,\varepsilon_{s}}

    Throughput counts in full equivalent cycles of the fresh electrode with areal capacity
    :math:`Q_A`, so that a thick cathode loses the same share per cycle. Lost particles keep the
    lithium they hold.

    The mean concentration is a state of its own, although the particles know it: read off them it
    would make one dense row in the Jacobian, next to the dense column of the CEI, and four times
    as many derivatives to evaluate. Where capacitances take part of the current it is read off
    the particles.

    Parameters
    ----------
    param, domain, options, phase
        As in :class:`pybamm.active_material.Constant`.
    """

    slot: ClassVar[str] = "Active material"
    slow_states = (ACCESSIBLE, ISOLATED_LITHIUM)

    def get_fundamental_variables(self) -> dict:
        """Return accessible fraction and isolated lithium [mol.m-2], states."""
        accessible = pybamm.Variable(ACCESSIBLE, domain="current collector")
        isolated = pybamm.Variable(ISOLATED_LITHIUM, domain="current collector", scale=1e-3)
        eps_solid = self.phase_param.epsilon_s * pybamm.PrimaryBroadcast(
            accessible, "positive electrode"
        )
        variables = self._get_standard_active_material_variables(eps_solid)
        variables.update({ACCESSIBLE: accessible, ISOLATED_LITHIUM: isolated})
        if self._counts_charge:
            variables[MEAN_CONCENTRATION] = pybamm.Variable(
                MEAN_CONCENTRATION, domain="current collector", scale=self.phase_param.c_max
            )
        variables["Loss of lithium due to loss of active material in positive electrode [mol]"] = (
            pybamm.yz_average(isolated) * self.param.A_cc
        )
        return variables

    @property
    def _counts_charge(self) -> bool:
        return bool(self.options["surface form"] != "differential")

    def get_coupled_variables(self, variables: dict) -> dict:
        """Add the rate of loss [s-1]."""
        T = variables["X-averaged cell temperature [K]"]
        i = abs(variables["Current collector current density [A.m-2]"])
        capacity = self.param.p.Q_init * 3600 / self.param.A_cc  # [C.m-2]
        E = pybamm.Parameter("Loss of active material activation energy [J.mol-1]")
        T_ref = pybamm.Parameter("Ageing reference temperature [K]")
        m = pybamm.Parameter("Loss of active material rate exponent")
        beta = pybamm.Parameter("Loss of active material per equivalent full cycle")
        # The small term keeps 0^0 out at rest; it changes the factor by less than 1e-5.
        factor = (i * 3600 / capacity + 1e-6) ** m
        factor *= np.exp(-E / self.param.R * (1 / T - 1 / T_ref))
        df_dt = -beta * factor * i / (2 * capacity) * variables[ACCESSIBLE]
        variables["Accessible active material fraction change [s-1]"] = df_dt
        deps_dt = self.phase_param.epsilon_s * pybamm.PrimaryBroadcast(df_dt, "positive electrode")
        variables.update(self._get_standard_active_material_change_variables(deps_dt))
        return variables

    def set_rhs(self, variables: dict) -> None:
        """Lose contact, (LAM-1)."""
        df_dt = variables["Accessible active material fraction change [s-1]"]
        fresh = pybamm.x_average(self.phase_param.epsilon_s)
        if self._counts_charge:
            c_s = variables[MEAN_CONCENTRATION]
            i = variables["Current collector current density [A.m-2]"]
            charge = self.param.F * self.param.p.L * fresh * variables[ACCESSIBLE]
            self.rhs[c_s] = i / charge
        else:
            local = variables["R-averaged positive particle concentration [mol.m-3]"]
            c_s = pybamm.x_average(local)
        self.rhs[variables[ACCESSIBLE]] = df_dt
        self.rhs[variables[ISOLATED_LITHIUM]] = -self.param.p.L * fresh * c_s * df_dt

    def set_initial_conditions(self, variables: dict) -> None:
        """Start with all particles in contact."""
        initial: dict[Any, Any] = {
            variables[ACCESSIBLE]: pybamm.Scalar(1),
            variables[ISOLATED_LITHIUM]: pybamm.Scalar(0),
        }
        if self._counts_charge:
            c_init = pybamm.x_average(pybamm.r_average(self.phase_param.c_init))
            initial[variables[MEAN_CONCENTRATION]] = c_init
        self.initial_conditions = initial
