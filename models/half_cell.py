"""What the full-order and the reduced-order LFP | CPE | Li models share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

import pybamm

from .ageing_states import AgeingStates
from .citation import cite_program
from .default_values import reference_cell_values
from .electrode.lithium_metal import lithium_surface
from .electrode.particles import LognormalActiveMaterial, LognormalParticles
from .electrode.radial_spectral import RadialSpectralVolume, SineRadialSubMesh
from .electrode.size_quadrature import GaussHermiteSubMesh
from .inherited_variables import (
    NOT_OF_A_HALF_CELL,
    SEI_THICKNESS,
    lithium_balance,
    overpotentials_with_film,
)
from .mechanism import AgeingCell
from .mechanisms import LITHIUM_IN_ALL_PLACES, ageing_submodels, mechanisms_by_slot
from .membrane.diffusion import CompositeElectrolyteDiffusion
from .options import half_cell_options
from .parameters import CompositeElectrolyteParameters
from .thermal import LumpedHalfCell, heat_by_cause
from .voltage_limits import directed_limits, salt_depletion_at_lithium
from .voltage_losses import voltage_losses

if TYPE_CHECKING:
    from ..models.mechanism import Mechanism

__all__ = ["HalfCell"]


class HalfCell(AgeingStates):
    """Mixin that puts this project's submodels, parameters and meshes into a PyBaMM half-cell.

    With ``mechanisms`` (see :mod:`sclcell.models.mechanisms`) the cell ages. Then ``slow_states``
    names the states that ageing adds; those of a cell that does not age are none.

    Parameters
    ----------
    options : dict, optional
        PyBaMM options; for the defaults see `~sclcell.models.options.half_cell_options`.
    name : str, optional
        Name of the model, by default `default_name`.
    build : bool, optional
        Whether to build the model at once.
    mechanisms : iterable, optional
        How the cell ages: classes or names, see :mod:`sclcell.models.mechanisms`. By default it
        does not.
    """

    default_name: ClassVar[str]

    options: pybamm.BatteryModelOptions
    events: list[pybamm.Event]
    submodels: dict[str, pybamm.BaseSubModel]
    variables: dict[str, pybamm.Symbol]
    summary_variables: list[str]
    x_average: bool

    def __init__(
        self,
        options: dict | None = None,
        name: str | None = None,
        build: bool = True,
        mechanisms: Iterable[str | type[Mechanism]] = (),
    ) -> None:
        self.mechanisms = mechanisms_by_slot(mechanisms)
        completed = half_cell_options(options)
        if self.mechanisms and completed["particle size"] != "distribution":
            raise pybamm.OptionError(
                "ageing needs the lognormal law of particle sizes: leave out 'particle size'"
            )
        super().__init__(completed, name or self.default_name, build)  # type: ignore[call-arg]
        cite_program()

    def _rebuild_param(self) -> None:
        self.param = CompositeElectrolyteParameters(self.options)

    @property
    def _has_sizes(self) -> bool:
        return self.options["particle size"] == "distribution"

    def set_active_material_submodel(self) -> None:
        """Take the surface area from the lognormal law where there is one."""
        super().set_active_material_submodel()  # type: ignore[misc]
        if self._has_sizes:
            self.submodels["positive primary active material"] = LognormalActiveMaterial(
                self.param, "positive", self.options, "primary"
            )

    def set_particle_submodel(self) -> None:
        """Let the particles follow the lognormal law where there is one."""
        super().set_particle_submodel()  # type: ignore[misc]
        if self._has_sizes:
            self.submodels["positive primary particle"] = LognormalParticles(
                self.param, "positive", self.options, "primary", x_average=self.x_average
            )

    def set_electrolyte_concentration_submodel(self) -> None:
        """Conserve salt with the transport properties of each domain."""
        self.submodels["electrolyte diffusion"] = CompositeElectrolyteDiffusion(
            self.param, self.options
        )

    def set_thermal_submodel(self) -> None:
        """Heat the cell with all its losses, those of lithium included."""
        super().set_thermal_submodel()  # type: ignore[misc]
        if self.options["thermal"] == "lumped":
            self.submodels["thermal"] = LumpedHalfCell(self.param, self.options, self.x_average)

    def set_li_metal_counter_electrode_submodels(self) -> None:
        """Put film and charge transfer in series at the lithium surface, and let the cell age."""
        resistance, film, electrode = lithium_surface(self.param, self.options)
        self.submodels["lithium interphase film resistance"] = resistance
        self.submodels["lithium interphase film"] = film
        self.submodels["negative electrode interface"] = electrode
        if self.mechanisms:
            pores = pybamm.Parameter("Positive electrode porosity") * self.param.p.L
            volume = self.param.s.L + pores
            cell = AgeingCell(self.param, self.options, ("",), volume, True, self.x_average)
            self.submodels.update(ageing_submodels(cell, self.mechanisms))

    def set_voltage_variables(self) -> None:
        """Add PyBaMM's voltage variables and limits, and the losses by name."""
        super().set_voltage_variables()  # type: ignore[misc]
        salt = self.variables["Separator electrolyte concentration [mol.m-3]"]
        depletion = salt_depletion_at_lithium(salt, self.param.c_e_init)
        self.events = directed_limits([*self.events, depletion], self.variables["Current [A]"])
        self.variables.update(voltage_losses(self.variables, self.param))
        if self.options["thermal"] == "lumped":
            self.variables.update(heat_by_cause(self.variables, self.param))
        self.variables.update(overpotentials_with_film(self.variables))

    def set_degradation_variables(self) -> None:
        """Add PyBaMM's measures of degradation, with the lithium of the whole cell."""
        super().set_degradation_variables()  # type: ignore[misc]
        found = lithium_balance(self.variables, self.param, self.mechanisms)
        self.variables.update(found)

    def set_summary_variables(self) -> None:
        """Add what the mechanisms count to PyBaMM's summary variables."""
        super().set_summary_variables()  # type: ignore[misc]
        self.summary_variables = [
            name for name in self.summary_variables if name not in NOT_OF_A_HALF_CELL
        ]
        # Only now: PyBaMM asks for those that are summary variables with it.
        for name in (*NOT_OF_A_HALF_CELL, *(() if self.mechanisms else SEI_THICKNESS)):
            self.variables.pop(name, None)
        if self.mechanisms:
            self.summary_variables = [
                *self.summary_variables,
                *self.slow_states,
                "Lithium inventory [mol.m-2]",
                "Lithium interphase film resistance [Ohm.m2]",
                LITHIUM_IN_ALL_PLACES,
            ]

    @property
    def default_parameter_values(self) -> pybamm.ParameterValues:
        """Values of the reference cell, PHLP-15."""
        return reference_cell_values()

    @property
    def default_geometry(self) -> pybamm.Geometry:
        """PyBaMM's geometry, with the size coordinate z = ln(R/median)/sigma."""
        geometry = super().default_geometry  # type: ignore[misc]
        if self._has_sizes:
            geometry["positive particle size"] = {"R_p": {"min": -8, "max": 8}}
        return geometry

    @property
    def default_submesh_types(self) -> dict:
        """Quadrature nodes over sizes, few radial cells that suit the spectral method."""
        submeshes = super().default_submesh_types  # type: ignore[misc]
        submeshes["positive particle"] = SineRadialSubMesh
        if self._has_sizes:
            submeshes["positive particle size"] = GaussHermiteSubMesh
        return submeshes

    @property
    def default_var_pts(self) -> dict:
        """Numbers of cells that docs/numerics.md justifies by measured convergence."""
        return {**super().default_var_pts, "x_s": 5, "x_p": 4, "r_p": 6, "R_p": 8}  # type: ignore[misc]

    @property
    def default_spatial_methods(self) -> dict:
        """Spectral volumes in the particles, PyBaMM's finite volumes elsewhere."""
        methods = super().default_spatial_methods  # type: ignore[misc]
        methods["positive particle"] = RadialSpectralVolume()
        return methods
