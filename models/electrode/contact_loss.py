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
    "AGE",
    "DIRECTION",
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
#: Where the current last went: 1 is discharge, -1 charge, a state.
DIRECTION = "Direction of the last charge passed"
#: What time counts as at the reference temperature, a state: it goes with time, so that an
#: integrator over cycles can take long steps.
AGE = "Cathode age at the reference temperature [s]"


class ContactLoss(Mechanism, LognormalActiveMaterial):
    r"""Loss of active material per cycle, per charge throughput and per root of time, (LAM-1).

    .. math::
        \frac{df}{dt} = -r f, \qquad
        r = b_N \frac{dN}{dt} + b_Q \frac{dQ}{dt} + b_t \frac{d\sqrt{\tau}}{dt}, \qquad
        \frac{dn_\mathrm{iso}}{dt} = r\, L_p \varepsilon_{s,0}\, \bar q, \qquad
        \frac{d\bar q}{dt} = \frac{i}{F L_p \varepsilon_{s,0}} - r\,\bar q

    One loss :math:`\beta` per equivalent full cycle was measured, in one test with cycles of
    :math:`e` equivalent full cycles in a time :math:`t_\mathrm{ref}`. The shares say how much of it
    each clock made:

    .. math::
        b_Q = w_Q \beta, \qquad b_N = w_N \beta e, \qquad
        b_t = \frac{w_t \beta e N_\mathrm{ref}}
            {\sqrt{\tau_0 + t_\mathrm{ref}} - \sqrt{\tau_0}}

    Throughput counts in full equivalent cycles of the fresh electrode with areal capacity
    :math:`Q_A`, so that a thick cathode loses the same share per cycle. A cycle is one reversal of
    the current and back, by (LAM-3): the direction :math:`s` follows the current over a small
    charge :math:`\theta Q_A`, so that a rest or a short pulse is none,

    .. math::
        \frac{ds}{dt} = \frac{i - |i| s}{\theta Q_A}, \qquad
        \frac{dN}{dt} = \frac{|i| - i s}{4 \theta Q_A}.

    The age :math:`\tau` goes faster at a higher temperature. Lost particles keep the lithium they
    hold.

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
    slow_states = (ACCESSIBLE, ISOLATED_LITHIUM, AGE)
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
        """Return accessible fraction, isolated lithium [mol.m-2], direction and age [s], states."""
        accessible = accessible_fraction()
        isolated = pybamm.Variable(ISOLATED_LITHIUM, domain="current collector", scale=1e-3)
        eps_solid = self.phase_param.epsilon_s * pybamm.PrimaryBroadcast(
            accessible, "positive electrode"
        )
        variables = self._get_standard_active_material_variables(eps_solid)
        variables.update({ACCESSIBLE: accessible, ISOLATED_LITHIUM: isolated})
        variables[DIRECTION] = pybamm.Variable(DIRECTION, domain="current collector")
        variables[AGE] = pybamm.Variable(AGE, domain="current collector", scale=1e6)
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
        i = variables["Current collector current density [A.m-2]"]
        capacity = self.param.p.Q_init * 3600 / self.param.A_cc  # [C.m-2]
        E = pybamm.Parameter("Loss of active material activation energy [J.mol-1]")
        T_ref = pybamm.Parameter("Ageing reference temperature [K]")
        factor = arrhenius_factor(E, T, T_ref)
        beta = pybamm.Parameter("Loss of active material per equivalent full cycle")
        w_t = pybamm.Parameter("Share of contact loss with root of time")
        w_N = (1 - w_t) * pybamm.Parameter("Share of contact loss per cycle in the rest")
        e = pybamm.Parameter("Contact loss test equivalent full cycles per cycle")
        per_charge = (1 - w_t - w_N) * abs(i) / (2 * capacity)
        passed = pybamm.Parameter("Charge that makes a half cycle") * capacity
        s = variables[DIRECTION]
        per_cycle = w_N * e * (abs(i) - i * s) / (4 * passed)
        tau, tau_0 = variables[AGE], pybamm.Parameter("Initial cathode age [s]")
        test = pybamm.Parameter("Contact loss test duration [s]")
        roots = pybamm.sqrt(tau_0 + test) - pybamm.sqrt(tau_0)
        cycles = pybamm.Parameter("Contact loss test cycles")
        per_root = w_t * e * cycles / (2 * pybamm.sqrt(tau) * roots)
        rate = beta * factor * (per_charge + per_cycle + per_root)
        variables["Cathode ageing rate"] = factor
        variables["Direction change [s-1]"] = (i - abs(i) * s) / passed
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
        self.rhs[variables[DIRECTION]] = variables["Direction change [s-1]"]
        self.rhs[variables[AGE]] = variables["Cathode ageing rate"]

    def set_initial_conditions(self, variables: dict) -> None:
        """Start with all particles in contact, after a charge."""
        initial: dict[pybamm.Symbol, pybamm.Symbol] = {
            variables[ACCESSIBLE]: pybamm.Scalar(1),
            variables[ISOLATED_LITHIUM]: pybamm.Scalar(0),
            variables[DIRECTION]: pybamm.Scalar(-1),
            variables[AGE]: pybamm.Parameter("Initial cathode age [s]"),
        }
        if self._counts_charge:
            c_init = pybamm.x_average(pybamm.r_average(self.phase_param.c_init))
            initial[variables[IN_CONTACT]] = c_init
        self.initial_conditions = initial
