"""Cells with blocking electrodes of stainless steel: SS | CPE | SS and Li | CPE | SS."""

from __future__ import annotations

import pybamm

from .electrode.blocking_electrode import BlockingElectrode
from .electrode.oxidising_electrode import OxidisingElectrode
from .membrane.film_cell import FilmCell
from .membrane.film_transport import UniformSalt

__all__ = ["BlockingCell", "LithiumSteelCell"]


class BlockingCell(FilmCell):
    """Two blocking electrodes: the cell in which a conductivity is measured.

    Parameters
    ----------
    options : dict, optional
        PyBaMM options, see :class:`sclcell.models.membrane.film_cell.FilmCell`. Only
        ``"surface form": "differential"`` makes sense: the double layers carry all of the current.
    build : bool, optional
        Whether to build the model at once; submodels can be replaced before.

    Examples
    --------
    >>> import pybamm
    >>> pybamm.Model("BlockingCell").name
    'SS | CPE | SS cell'
    """

    def __init__(
        self, options: dict | None = None, name: str = "SS | CPE | SS cell", build: bool = True
    ) -> None:
        super().__init__(options, name, build)

    def set_cell_submodels(self) -> None:
        """Set a uniform film between two double layers."""
        self.submodels["electrolyte"] = UniformSalt(self.param, options=self.options)
        for side in ("Left", "Right"):
            self.submodels[f"{side} electrode"] = BlockingElectrode(self.param, side, self.options)

    def build_model(self) -> None:
        """Assemble the equations; stop where the electrolyte would react at one electrode."""
        super().build_model()
        left, right = (
            self.variables[f"{side} surface potential difference [V]"] for side in ("Left", "Right")
        )
        # From lithium plating, at 0 V, to oxidation.
        window = pybamm.Parameter("Electrolyte oxidation onset potential [V]")
        self.events.append(
            pybamm.Event(
                "Voltage beyond the stability window of the electrolyte",
                window - abs(right - left),
            )
        )


class LithiumSteelCell(FilmCell):
    """Lithium against stainless steel: the cell in which an oxidation onset is measured.

    Parameters
    ----------
    options, name, build
        As in `BlockingCell`.

    Examples
    --------
    >>> import pybamm
    >>> pybamm.Model("LithiumSteelCell").name
    'Li | CPE | SS cell'
    """

    lithium_surfaces = 1

    def __init__(
        self, options: dict | None = None, name: str = "Li | CPE | SS cell", build: bool = True
    ) -> None:
        super().__init__(options, name, build)

    def set_cell_submodels(self) -> None:
        """Set a lithium surface on the left and a steel one on the right."""
        self.submodels["electrolyte"] = UniformSalt(self.param, options=self.options)
        self.set_lithium_surface("Left")
        self.submodels["Right electrode"] = OxidisingElectrode(self.param, "Right", self.options)
