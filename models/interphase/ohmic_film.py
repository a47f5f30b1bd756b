"""Interphase film on lithium that obeys Ohm's law."""

from __future__ import annotations

import pybamm

__all__ = ["CapacitiveOhmicFilm", "OhmicFilm"]

_ETA = "Lithium interphase film overpotential [V]"
_RESISTANCE = "Lithium interphase film resistance [Ohm.m2]"


class OhmicFilm(pybamm.BaseSubModel):
    r"""Film without memory: :math:`\eta_\mathrm{film} = i\,R_\mathrm{film}(T)`, (FILM-1)."""

    def get_coupled_variables(self, variables: dict) -> dict:
        """Add the film's resistance [Ohm.m2] and overpotential [V]."""
        R_film = self.param.film_resistance(variables["X-averaged cell temperature [K]"])
        i_cell = variables["Current collector current density [A.m-2]"]
        variables.update({_RESISTANCE: R_film, _ETA: i_cell * R_film})
        return variables


class CapacitiveOhmicFilm(pybamm.BaseSubModel):
    r"""Ohmic film in parallel with its geometric capacitance, (FILM-2).

    .. math::
        C_\mathrm{film} \frac{d\eta_\mathrm{film}}{dt} = i - \eta_\mathrm{film}/R_\mathrm{film}
    """

    def get_fundamental_variables(self) -> dict:
        """Return the film overpotential, a state."""
        return {_ETA: pybamm.Variable(_ETA, domain="current collector")}

    def get_coupled_variables(self, variables: dict) -> dict:
        """Add the film's resistance [Ohm.m2]."""
        T = variables["X-averaged cell temperature [K]"]
        variables[_RESISTANCE] = self.param.film_resistance(T)
        return variables

    def set_rhs(self, variables: dict) -> None:
        """Set the charge balance of the film."""
        eta, R_film = variables[_ETA], variables[_RESISTANCE]
        i_cell = variables["Current collector current density [A.m-2]"]
        self.rhs = {eta: (i_cell * R_film - eta) / (R_film * self.param.C_film)}

    def set_initial_conditions(self, variables: dict) -> None:
        """Start at rest."""
        self.initial_conditions = {variables[_ETA]: pybamm.Scalar(0)}
