"""Interphase film on lithium through which ions hop."""

from __future__ import annotations

import pybamm

from .film_resistance import FILM_BARRIERS, FILM_RESISTANCE
from .names import at_side, lithium_current
from .surface import LithiumSurface

__all__ = ["CapacitiveHoppingFilm", "HoppingFilm"]

_ETA = "Lithium interphase film overpotential [V]"


class _HoppingFilm(LithiumSurface):
    """What both forms share: the names of one lithium surface.

    The resistance at small current and the number of barriers are read from the variables
    `FILM_RESISTANCE` and `FILM_BARRIERS` of that side, which another submodel provides:
    :class:`sclcell.models.sei.film_resistance.FilmResistance` or one that lets the film
    grow.
    """

    def __init__(
        self,
        param: pybamm.LithiumIonParameters,
        side: str = "",
        options: pybamm.BatteryModelOptions | None = None,
    ) -> None:
        super().__init__(param, side, options)
        self.eta_name = at_side(side, _ETA)
        self.resistance_name = at_side(side, FILM_RESISTANCE)

    def scale(self, variables: dict) -> pybamm.Symbol:
        """Return the overpotential from which on the film is not ohmic, 2NRT/F [V]."""
        T = variables["X-averaged cell temperature [K]"]
        N = variables[at_side(self.side, FILM_BARRIERS)]
        return 2 * N * self.param.R * T / self.param.F


class HoppingFilm(_HoppingFilm):
    r"""Film without memory, ohmic at small overpotential, (FILM-1).

    .. math::
        \eta_\mathrm{film} = N\,\frac{2RT}{F}\operatorname{asinh}\frac{F R_\mathrm{film}\, i}{2NRT}

    Ions hop over N equal barriers in series; a film of many barriers obeys Ohm's law.
    """

    def get_coupled_variables(self, variables: dict) -> dict:
        """Add the film's overpotential [V]."""
        i = lithium_current(self.side, variables)
        scale = self.scale(variables)
        variables[self.eta_name] = scale * pybamm.arcsinh(
            i * variables[self.resistance_name] / scale
        )
        return variables


class CapacitiveHoppingFilm(_HoppingFilm):
    r"""The same film in parallel with its geometric capacitance, (FILM-2).

    .. math::
        C_\mathrm{film} \frac{d\eta_\mathrm{film}}{dt} = i
            - \frac{2NRT}{F R_\mathrm{film}}\sinh\frac{F\eta_\mathrm{film}}{2NRT}
    """

    def get_fundamental_variables(self) -> dict:
        """Return the film overpotential, a state."""
        return {self.eta_name: pybamm.Variable(self.eta_name, domain="current collector")}

    def set_rhs(self, variables: dict) -> None:
        """Set the charge balance of the film."""
        eta, R_film = variables[self.eta_name], variables[self.resistance_name]
        i, scale = lithium_current(self.side, variables), self.scale(variables)
        C_film = self.param.film_capacitance(self.side)
        self.rhs = {eta: (i * R_film - scale * pybamm.sinh(eta / scale)) / (R_film * C_film)}

    def set_initial_conditions(self, variables: dict) -> None:
        """Start at rest."""
        self.initial_conditions = {variables[self.eta_name]: pybamm.Scalar(0)}
