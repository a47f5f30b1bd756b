"""Li | composite polymer electrolyte | Li cell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from .ageing_states import AgeingStates
from .mechanism import AgeingCell
from .mechanisms import (
    LITHIUM_IN_ALL_PLACES,
    ageing_submodels,
    lithium_in_all_places,
    mechanisms_by_slot,
)
from .membrane.film_cell import FilmCell
from .membrane.film_transport import FilmTransport

if TYPE_CHECKING:
    from ..models.mechanism import Mechanism

__all__ = ["SymmetricLithiumCell"]


class SymmetricLithiumCell(AgeingStates, FilmCell):
    """Two lithium electrodes, each with film and charge transfer, and the salt between them.

    Film, kinetics and electrolyte are those of the LFP cell, with the same parameters. Each
    surface has parameters and variables of its own, named after its side: ``"Left lithium
    interphase film resistance [Ohm.m2]"``. In the parameter sets of this project they refer to
    the parameter without a side, so that one value rules both until one is set by itself.

    Parameters
    ----------
    options : dict, optional
        PyBaMM options, see :class:`sclcell.models.membrane.film_cell.FilmCell`.
    build : bool, optional
        Whether to build the model at once; submodels can be replaced before.
    mechanisms : iterable, optional
        How the lithium ages: classes or names, see :mod:`sclcell.models.mechanisms`. By default
        it does not.

    Examples
    --------
    >>> import pybamm
    >>> pybamm.Model("SymmetricLithiumCell").name
    'Li | CPE | Li cell'
    """

    lithium_surfaces = 2

    def __init__(
        self,
        options: dict | None = None,
        name: str = "Li | CPE | Li cell",
        build: bool = True,
        mechanisms: Iterable[str | type[Mechanism]] = (),
    ) -> None:
        self.mechanisms = mechanisms_by_slot(mechanisms)
        super().__init__(options, name, build)

    def set_cell_submodels(self) -> None:
        """Set salt transport and both lithium surfaces."""
        self.submodels["electrolyte"] = FilmTransport(self.param, options=self.options)
        for side in ("Left", "Right"):
            self.set_lithium_surface(side)
        if self.mechanisms:
            cell = AgeingCell(self.param, self.options, ("Left", "Right"), self.param.s.L)
            self.submodels.update(ageing_submodels(cell, self.mechanisms))

    def build_model(self) -> None:
        """Assemble the equations, the voltage and the lithium balance of the whole cell."""
        super().build_model()
        if self.mechanisms:
            sides = ("Left", "Right")
            in_film = (
                self.param.s.L * self.variables["X-averaged electrolyte concentration [mol.m-3]"]
            )
            self.variables[LITHIUM_IN_ALL_PLACES] = lithium_in_all_places(
                self.variables, self.mechanisms, in_film, sides
            )
            inventories = [f"{side} lithium inventory [mol.m-2]" for side in sides]
            films = [f"{side} lithium interphase film resistance [Ohm.m2]" for side in sides]
            self.summary_variables = [
                *self.slow_states,
                *inventories,
                *films,
                LITHIUM_IN_ALL_PLACES,
            ]
