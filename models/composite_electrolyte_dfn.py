"""Full-order model of an LFP | composite polymer electrolyte | Li cell."""

from __future__ import annotations

import pybamm

from .half_cell import HalfCell
from .membrane.conductivity import AlgebraicConductivity, CapacitiveConductivity

__all__ = ["CompositeElectrolyteDFN"]


class CompositeElectrolyteDFN(HalfCell, pybamm.lithium_ion.DFN):
    """Doyle–Fuller–Newman half-cell with a composite polymer electrolyte.

    PyBaMM's half-cell DFN in its surface form with four things of its own: electrolyte
    properties per domain (separator film, catholyte), an interphase film in series with the
    lithium charge transfer, a lognormal law of LFP particle radii on Gauss quadrature nodes, and
    meshes to match. With one electrolyte, no film and one particle size it is
    :class:`pybamm.lithium_ion.DFN`.

    Parameters are those of :class:`sclcell.models.half_cell.HalfCell`.

    Examples
    --------
    >>> import pybamm
    >>> model = pybamm.Model("CompositeElectrolyteDFN")
    >>> model.name
    'Composite-electrolyte DFN'
    """

    default_name = "Composite-electrolyte DFN"

    def set_solid_submodel(self) -> None:
        """Obtain the solid potential from the surface potential difference."""
        if self._as_pybamm:
            super().set_solid_submodel()
            return
        self.submodels["positive electrode potential"] = pybamm.electrode.ohm.SurfaceForm(
            self.param, "positive", self.options
        )

    def set_electrolyte_concentration_submodel(self) -> None:
        """Conserve salt with the transport properties of each domain, (TR-1)."""
        if self._as_pybamm:
            pybamm.lithium_ion.DFN.set_electrolyte_concentration_submodel(self)
            return
        super().set_electrolyte_concentration_submodel()

    def set_electrolyte_potential_submodel(self) -> None:
        """Conserve charge with the conductivity of each domain, (TR-4)."""
        if self._as_pybamm:
            super().set_electrolyte_potential_submodel()
            return
        option = self.options["electrolyte conductivity"]
        if option not in ("default", "full"):
            raise pybamm.OptionError(
                f"electrolyte conductivity {option!r} not suitable for DFN: leave it out"
            )
        capacitive = self.options["surface form"] == "differential"
        conductivity = CapacitiveConductivity if capacitive else AlgebraicConductivity
        self.submodels["electrolyte conductivity"] = conductivity(self.param, self.options)

    @property
    def _as_pybamm(self) -> bool:
        """Whether PyBaMM's own discretisation is asked for: ``"surface form": "false"``.

        It averages conductivities arithmetically where separator and cathode meet and is of
        first order there; docs/numerics.md has the figures.
        """
        return self.options["surface form"] == "false"
