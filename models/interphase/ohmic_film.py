"""Interphase film on lithium that obeys Ohm's law."""

from __future__ import annotations

from typing import Any

import pybamm

from .film_resistance import FILM_RESISTANCE
from .names import at_side, lithium_current

__all__ = ["CapacitiveOhmicFilm", "OhmicFilm"]

_ETA = "Lithium interphase film overpotential [V]"


class _OhmicFilm(pybamm.BaseSubModel):
    """What both forms share: the names of one lithium surface.

    The resistance is read from the variable ``at_side(side, FILM_RESISTANCE)``, which another
    submodel provides: :class:`sclcell.models.interphase.film_resistance.FilmResistance` or one
    that lets the film grow.

    Parameters
    ----------
    param : CompositeElectrolyteParameters
        Parameters of the model.
    side : str, optional
        Lithium surface, see :func:`sclcell.models.interphase.names.at_side`.
    options : pybamm.BatteryModelOptions, optional
        Options of the model.
    """

    def __init__(self, param: Any, side: str = "", options: Any = None) -> None:
        super().__init__(param, options=options)
        self.side = side
        self.eta_name = at_side(side, _ETA)
        self.resistance_name = at_side(side, FILM_RESISTANCE)


class OhmicFilm(_OhmicFilm):
    r"""Film without memory: :math:`\eta_\mathrm{film} = i\,R_\mathrm{film}(T)`, (FILM-1)."""

    def get_coupled_variables(self, variables: dict) -> dict:
        """Add the film's overpotential [V]."""
        i = lithium_current(self.side, variables)
        variables[self.eta_name] = i * variables[self.resistance_name]
        return variables


class CapacitiveOhmicFilm(_OhmicFilm):
    r"""Ohmic film in parallel with its geometric capacitance, (FILM-2).

    .. math::
        C_\mathrm{film} \frac{d\eta_\mathrm{film}}{dt} = i - \eta_\mathrm{film}/R_\mathrm{film}
    """

    def get_fundamental_variables(self) -> dict:
        """Return the film overpotential, a state."""
        return {self.eta_name: pybamm.Variable(self.eta_name, domain="current collector")}

    def set_rhs(self, variables: dict) -> None:
        """Set the charge balance of the film."""
        eta, R_film = variables[self.eta_name], variables[self.resistance_name]
        i = lithium_current(self.side, variables)
        C_film = self.param.film_capacitance(self.side)
        self.rhs = {eta: (i * R_film - eta) / (R_film * C_film)}

    def set_initial_conditions(self, variables: dict) -> None:
        """Start at rest."""
        self.initial_conditions = {variables[self.eta_name]: pybamm.Scalar(0)}
