"""Li | composite polymer electrolyte | Li cell."""

from __future__ import annotations

from .electrolyte.film_transport import FilmTransport
from .film_cell import FilmCell

__all__ = ["SymmetricLithiumCell"]


class SymmetricLithiumCell(FilmCell):
    """Two lithium electrodes, each with film and charge transfer, and the salt between them.

    Film, kinetics and electrolyte are those of the LFP cell, with the same parameters. Each
    surface has parameters and variables of its own, named after its side: ``"Left lithium
    interphase film resistance [Ohm.m2]"``. In the parameter sets of this project they refer to
    the parameter without a side, so that one value rules both until one is set by itself.

    Parameters
    ----------
    options : dict, optional
        PyBaMM options, see :class:`sclcell.models.film_cell.FilmCell`.
    name : str, optional
        Name of the model.
    build : bool, optional
        Whether to build the model at once; submodels can be replaced before.

    Examples
    --------
    >>> import pybamm
    >>> pybamm.Model("SymmetricLithiumCell").name
    'Li | CPE | Li cell'
    """

    lithium_surfaces = 2

    def __init__(
        self, options: dict | None = None, name: str = "Li | CPE | Li cell", build: bool = True
    ) -> None:
        super().__init__(options, name, build)

    def set_cell_submodels(self) -> None:
        """Set salt transport and both lithium surfaces."""
        self.submodels["electrolyte"] = FilmTransport(self.param, self.options)
        for side in ("Left", "Right"):
            self.set_lithium_surface(side)
