"""Resistance of a film on lithium that does not grow."""

from __future__ import annotations

from typing import Any

import pybamm

from .names import at_side

__all__ = ["FILM_BARRIERS", "FILM_RESISTANCE", "FilmResistance"]

#: Variable that every submodel of a film's growth provides, and every film submodel reads.
FILM_RESISTANCE = "Lithium interphase film resistance [Ohm.m2]"
#: So many barriers do ions hop over on their way through the film; grows with its thickness.
FILM_BARRIERS = "Lithium interphase film barriers in series"


class FilmResistance(pybamm.BaseSubModel):
    r"""Constant film with an Arrhenius temperature factor, (FILM-3).

    .. math::
        R_\mathrm{film}(T) = R_\mathrm{film}(T_0)
            \exp\Big[\frac{E_\mathrm{film}}{R}\Big(\frac{1}{T} - \frac{1}{T_0}\Big)\Big]

    A submodel of film growth takes its place by providing the same variable.

    Parameters
    ----------
    param : CompositeElectrolyteParameters
        Parameters of the model.
    side : str, optional
        Lithium surface, see :func:`sclcell.models.sei.names.at_side`.
    options : pybamm.BatteryModelOptions, optional
        Options of the model.
    """

    def __init__(self, param: Any, side: str = "", options: Any = None) -> None:
        super().__init__(param, options=options)
        self.side = side

    def get_coupled_variables(self, variables: dict) -> dict:
        """Add the film's resistance [Ohm.m2] and number of barriers."""
        T = variables["X-averaged cell temperature [K]"]
        variables[at_side(self.side, FILM_RESISTANCE)] = self.param.film_resistance(T, self.side)
        variables[at_side(self.side, FILM_BARRIERS)] = pybamm.Parameter(FILM_BARRIERS)
        return variables
