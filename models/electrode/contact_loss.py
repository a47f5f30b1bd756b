"""LFP that loses electronic or ionic contact."""

from __future__ import annotations

from typing import ClassVar

import pybamm

from ..laws.salt_transport import arrhenius_factor
from ..mechanism import AgeingCell, Mechanism
from .particles import LognormalActiveMaterial
from .particles_in_contact import (
    ACCESSIBLE,
    LOSS_RATE,
    ParticlesInContact,
    accessible_fraction,
)

__all__ = [
    "ACCESSIBLE",
    "IN_CONTACT",
    "ISOLATED_LITHIUM",
    "LOSS_RATE",
    "ContactLoss",
    "accessible_fraction",
]

#: Lithium enclosed in particles without contact, a state.
ISOLATED_LITHIUM = "Lithium isolated in lost active material [mol.m-2]"
#: Lithium in particles in contact per volume of fresh active material, from the charge that entered
#: them and from what lost contact, a state.
IN_CONTACT = "Mean lithium in contact per fresh active material [mol.m-3]"


class ContactLoss(Mechanism, LognormalActiveMaterial):
    r"""Loss of active material per charge throughput, (LAM-1).

    .. math::
        \frac{df}{dt} = -r f, \qquad
        r = \beta(T)\Big(\frac{|i|}{i_\mathrm{1C}}\Big)^m \frac{|i|}{2 Q_\mathrm{A}}, \qquad
        \frac{dn_\mathrm{iso}}{dt} = r\, L_p \varepsilon_{s,0}\, \bar q, \qquad
        \frac{d\bar q}{dt} = \frac{i}{F L_p \varepsilon_{s,0}} - r\,\bar q

    Throughput counts in full equivalent cycles of the fresh electrode with areal capacity
    :math:`Q_A`, so that a thick cathode loses the same share per cycle. Lost particles keep the
    lithium they hold.

    The lithium in contact :math:`\bar q = f \bar c_s` is a state of its own, although the
    particles know it: read off them it would make one dense row in the Jacobian, next to the
    dense column of the CEI, and four times as many derivatives to evaluate. It obeys the
    sum of their equations (`ParticlesInContact`), so that both stay equal. Where capacitances
    take part of the current it is read off the particles.

    Parameters
    ----------
    param, domain, options, phase
        As in :class:`pybamm.active_material.Constant`.
    """

    slot = "Active material"
    needs_cathode = True
    holds_lithium = (ISOLATED_LITHIUM,)
    slow_states = (ACCESSIBLE, ISOLATED_LITHIUM)
    #: The state that changes in proportion when a slow state is set.
    in_proportion: ClassVar[dict[str, str]] = {IN_CONTACT: ACCESSIBLE}

    @classmethod
    def submodels(cls, cell: AgeingCell) -> dict[str, pybamm.BaseSubModel]:
        """Return active material that is lost, and particles that know of it."""
        arguments = cell.param, "positive", cell.options, "primary"
        return {
            "positive primary active material": cls(*arguments),
            "positive primary particle": ParticlesInContact(*arguments, x_average=cell.x_average),
        }

    def get_fundamental_variables(self) -> dict:
        """Return accessible fraction and isolated lithium [mol.m-2], states."""
        accessible = accessible_fraction()
        isolated = pybamm.Variable(ISOLATED_LITHIUM, domain="current collector", scale=1e-3)
        eps_solid = self.phase_param.epsilon_s * pybamm.PrimaryBroadcast(
            accessible, "positive electrode"
        )
        variables = self._get_standard_active_material_variables(eps_solid)
        variables.update({ACCESSIBLE: accessible, ISOLATED_LITHIUM: isolated})
        if self._counts_charge:
            variables[IN_CONTACT] = pybamm.Variable(
                IN_CONTACT, domain="current collector", scale=self.phase_param.c_max
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
        factor *= arrhenius_factor(E, T, T_ref)
        rate = beta * factor * i / (2 * capacity)
        df_dt = -rate * variables[ACCESSIBLE]
        variables[LOSS_RATE] = rate
        variables["Accessible active material fraction change [s-1]"] = df_dt
        deps_dt = self.phase_param.epsilon_s * pybamm.PrimaryBroadcast(df_dt, "positive electrode")
        variables.update(self._get_standard_active_material_change_variables(deps_dt))
        return variables

    def set_rhs(self, variables: dict) -> None:
        """Lose contact, (LAM-1)."""
        rate = variables[LOSS_RATE]
        volume = self.param.p.L * pybamm.x_average(self.phase_param.epsilon_s)
        if self._counts_charge:
            q = variables[IN_CONTACT]
            i = variables["Current collector current density [A.m-2]"]
            self.rhs[q] = i / (self.param.F * volume) - rate * q
        else:
            local = variables["R-averaged positive particle concentration [mol.m-3]"]
            q = variables[ACCESSIBLE] * pybamm.x_average(local)
        self.rhs[variables[ACCESSIBLE]] = variables[
            "Accessible active material fraction change [s-1]"
        ]
        self.rhs[variables[ISOLATED_LITHIUM]] = rate * volume * q

    def set_initial_conditions(self, variables: dict) -> None:
        """Start with all particles in contact."""
        initial: dict[pybamm.Symbol, pybamm.Symbol] = {
            variables[ACCESSIBLE]: pybamm.Scalar(1),
            variables[ISOLATED_LITHIUM]: pybamm.Scalar(0),
        }
        if self._counts_charge:
            c_init = pybamm.x_average(pybamm.r_average(self.phase_param.c_init))
            initial[variables[IN_CONTACT]] = c_init
        self.initial_conditions = initial
