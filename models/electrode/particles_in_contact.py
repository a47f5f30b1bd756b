"""Lognormal particles of which some lose contact: the lithium in the others is the state."""

from __future__ import annotations

import pybamm

from .particles import LognormalParticles

__all__ = ["ACCESSIBLE", "LOSS_RATE", "ParticlesInContact", "accessible_fraction"]

#: Active material in contact over its initial amount, a state.
ACCESSIBLE = "Accessible active material fraction"
#: Share of the accessible active material that loses contact per time.
LOSS_RATE = "Active material loss rate [s-1]"


def accessible_fraction() -> pybamm.Variable:
    """Return active material in contact over its initial amount [-], a state."""
    return pybamm.Variable(ACCESSIBLE, domain="current collector")


class ParticlesInContact(LognormalParticles):
    r"""Fick's law in particles in contact, per volume of fresh active material, (LAM-2).

    .. math::
        \frac{\partial q}{\partial t} = -f\,\nabla\cdot N(c_s) - r q, \qquad q = f c_s

    The state is :math:`q`, not the concentration :math:`c_s`, which contact loss does not change:
    so the lithium of the cell is a sum of states whose rates add to zero, and the integrator
    keeps it to rounding at any tolerance. As a product of two states, :math:`f c_s`, it would be
    kept to the tolerance only.

    Parameters
    ----------
    param, domain, options, phase, x_average
        As in :class:`sclcell.models.electrode.particles.LognormalParticles`.
    """

    rhs: dict[pybamm.Symbol, pybamm.Symbol]
    in_proportion: dict[str, str]
    _in_contact: pybamm.Variable

    def _concentration(self, prefix: str, domains: dict[str, str]) -> pybamm.Symbol:
        """Return the concentration from lithium in contact, a state, and accessible fraction."""
        c_max = self.phase_param.c_max
        name = f"{prefix} particle lithium in contact distribution [mol.m-3]"
        self.in_proportion = {name: ACCESSIBLE}
        self._in_contact = pybamm.Variable(
            name,
            domain="positive particle",
            auxiliary_domains=domains,
            bounds=(0, c_max),
            scale=c_max,
        )
        return self._in_contact / self._everywhere(accessible_fraction())

    def _everywhere(self, symbol: pybamm.Symbol) -> pybamm.Symbol:
        """Return a symbol of the current collector in every size class and shell."""
        if not self.x_average:
            symbol = pybamm.PrimaryBroadcast(symbol, "positive electrode")
        symbol = pybamm.PrimaryBroadcast(symbol, "positive particle size")
        return pybamm.PrimaryBroadcast(symbol, "positive particle")

    def set_rhs(self, variables: dict) -> None:
        """Diffuse, and lose what loses contact."""
        super().set_rhs(variables)
        (of_concentration,) = self.rhs.values()
        accessible, rate = (self._everywhere(variables[n]) for n in (ACCESSIBLE, LOSS_RATE))
        self.rhs = {self._in_contact: accessible * of_concentration - rate * self._in_contact}

    def set_initial_conditions(self, variables: dict) -> None:
        """Start from a uniform concentration with all particles in contact."""
        super().set_initial_conditions(variables)
        _, profile = self._surface_and_profile(variables)
        self.initial_conditions[self._in_contact] = self.initial_conditions.pop(profile)
