"""Resistance of a film on lithium that does not grow."""

from __future__ import annotations

import pybamm

from .names import at_side
from .surface import LithiumSurface

__all__ = ["FILM_BARRIERS", "FILM_RESISTANCE", "FilmResistance"]

#: Variable that every submodel of a film's growth provides, and every film submodel reads.
FILM_RESISTANCE = "Lithium interphase film resistance [Ohm.m2]"
#: So many barriers do ions hop over on their way through the film; grows with its thickness.
FILM_BARRIERS = "Lithium interphase film barriers in series"


class FilmResistance(LithiumSurface):
    r"""Constant film with an Arrhenius temperature factor, (FILM-3).

    .. math::
        R_\mathrm{film}(T) = R_\mathrm{film}(T_0)
            \exp\Big[\frac{E_\mathrm{film}}{R}\Big(\frac{1}{T} - \frac{1}{T_0}\Big)\Big]

    A submodel of film growth takes its place by providing the same variable.
    """

    def get_coupled_variables(self, variables: dict) -> dict:
        """Add the film's resistance [Ohm.m2] and number of barriers."""
        T = variables["X-averaged cell temperature [K]"]
        variables[at_side(self.side, FILM_RESISTANCE)] = self.param.film_resistance(T, self.side)
        variables[at_side(self.side, FILM_BARRIERS)] = pybamm.Parameter(FILM_BARRIERS)
        return variables
