"""Reduced-order model of an LFP | composite polymer electrolyte | Li cell."""

from __future__ import annotations

import pybamm
from pybamm.models.submodels.electrolyte_conductivity import surface_potential_form

from .half_cell import HalfCell
from .membrane.reduced_conductivity import ReducedConductivity

__all__ = ["CompositeElectrolyteSPMe"]


class CompositeElectrolyteSPMe(HalfCell, pybamm.lithium_ion.SPMe):
    """Single-particle-per-size model with electrolyte, for a composite polymer electrolyte.

    The reaction is taken as uniform across the cathode; salt transport, film, charge transfer
    and the lognormal law of radii are those of
    :class:`sclcell.models.CompositeElectrolyteDFN`. Good where the catholyte is not limiting:
    thin cathodes, moderate rates.

    Parameters are those of :class:`sclcell.models.half_cell.HalfCell`.

    Examples
    --------
    >>> import pybamm
    >>> pybamm.Model("CompositeElectrolyteSPMe").name
    'Composite-electrolyte SPMe'
    """

    default_name = "Composite-electrolyte SPMe"

    def set_solid_submodel(self) -> None:
        """Obtain the solid potential for a uniform reaction."""
        self.submodels["positive electrode potential"] = pybamm.electrode.ohm.Composite(
            self.param, "positive", self.options
        )

    def set_electrolyte_potential_submodel(self) -> None:
        """Use the closed-form potential with the conductivity of each domain."""
        self.submodels["electrolyte conductivity"] = ReducedConductivity(
            self.param, options=self.options
        )
        form = {
            "false": surface_potential_form.Explicit,
            "algebraic": surface_potential_form.CompositeAlgebraic,
            "differential": surface_potential_form.CompositeDifferential,
        }[self.options["surface form"]]
        self.submodels["positive surface potential difference"] = form(
            self.param, "positive", self.options
        )
