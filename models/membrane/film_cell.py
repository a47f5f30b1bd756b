"""What cells without porous electrodes share: a film between two planar electrodes."""

from __future__ import annotations

import pybamm

from ..citation import cite_program
from ..default_values import reference_cell_values
from ..electrode.lithium_metal import lithium_surface
from ..options import film_cell_options
from ..parameters import CompositeElectrolyteParameters
from ..sei.no_side_reaction import NoSideReaction
from .film_mesh import SurfaceRefinedSubMesh
from .film_transport import film_coordinate

__all__ = ["FilmCell"]


class _FilmStack(pybamm.BaseSubModel):
    """Current density and temperature of an isothermal stack."""

    def get_coupled_variables(self, variables: dict) -> dict:
        """Add current density [A.m-2] and temperatures [K]."""
        T = pybamm.PrimaryBroadcast(self.param.T_amb_av(pybamm.t), "current collector")
        i_cell = variables["Total current density [A.m-2]"]
        variables.update(
            {
                "Current collector current density [A.m-2]": pybamm.PrimaryBroadcast(
                    i_cell, "current collector"
                ),
                "X-averaged cell temperature [K]": T,
                "Volume-averaged cell temperature [K]": T,
                "Ambient temperature [K]": T,
                "Separator temperature [K]": pybamm.PrimaryBroadcast(T, "separator"),
            }
        )
        return variables


class _Voltage(pybamm.BaseSubModel):
    """Cell voltage from what lies between the two collectors, (LAB-1)."""

    def __init__(
        self,
        param: pybamm.LithiumIonParameters,
        options: pybamm.BatteryModelOptions,
        lithium_surfaces: int,
    ) -> None:
        super().__init__(param, options=options)
        self.lithium_surfaces = lithium_surfaces

    def get_coupled_variables(self, variables: dict) -> dict:
        """Add the voltages [V]."""
        T = variables["X-averaged cell temperature [K]"]
        i_cell = variables["Current collector current density [A.m-2]"]
        lithium = self.param.n
        metal = i_cell * self.lithium_surfaces * lithium.L / lithium.sigma(None, T)
        contact = variables["Current [A]"] * self.param.R_contact(T)
        if self.options["contact resistance"] == "false":
            contact = pybamm.Scalar(0)
        voltage = (
            variables["Right surface potential difference [V]"]
            - variables["Left surface potential difference [V]"]
            + variables["Electrolyte potential drop [V]"]
            - metal
            - contact
        )
        variables.update(
            {
                "Contact overpotential [V]": -contact,
                "Terminal voltage [V]": voltage,
                "Voltage [V]": voltage,
                "Battery voltage [V]": voltage * self.param.n_cells,
            }
        )
        return variables


class FilmCell(pybamm.lithium_ion.BaseModel):
    r"""Base of Li | CPE | Li, SS | CPE | SS and Li | CPE | SS cells.

    The cell voltage is the potential of the right electrode against the left one, (LAB-1),

    .. math::
        V = \Delta\phi_R - \Delta\phi_L + \phi_e(L) - \phi_e(0) - i\,R_\mathrm{metal}
            - I\,R_\mathrm{contact},

    with :math:`\Delta\phi = \phi_s - \phi_e` at each surface. As everywhere in PyBaMM, a positive
    current flows from left to right and lowers the voltage: :math:`V = -iR` in a resistor.

    Parameters
    ----------
    options : dict, optional
        PyBaMM options. ``"surface form"`` is ``"differential"`` (default; double layers and
        films have their capacitances) or ``"algebraic"`` (they have none). Options that have no
        effect are refused.
    build : bool
        Whether to build the model at once; submodels can be replaced before.
    """

    def __init__(self, options: dict | None, name: str, build: bool) -> None:
        super().__init__(film_cell_options(options), name)
        cite_program()
        self.set_external_circuit_submodel()
        self.submodels["stack"] = _FilmStack(self.param, options=self.options)
        self.set_cell_submodels()
        self.submodels["voltage"] = _Voltage(self.param, self.options, self.lithium_surfaces)
        if build:
            self.build_model()

    def set_standard_output_variables(self) -> None:
        """Add time, and the distance from the left electrode [m]: there is a film only."""
        super().set_standard_output_variables()
        for name, value in list(self.variables.items()):
            if value.domain not in ([], ["separator"]):
                del self.variables[name]
        distance = film_coordinate() * self.param.s.L
        self.variables.update({"x [m]": distance, "x_s [m]": distance})

    def _rebuild_param(self) -> None:
        self.param = CompositeElectrolyteParameters(self.options)

    def set_cell_submodels(self) -> None:
        """Set the submodels of film and electrodes."""
        raise NotImplementedError

    def set_lithium_surface(self, side: str) -> None:
        """Put film and charge transfer in series at one lithium surface.

        Parameters
        ----------
        side : str
            ``"Left"`` or ``"Right"``.
        """
        resistance, film, electrode = lithium_surface(self.param, self.options, side)
        submodels: dict[str, pybamm.BaseSubModel] = {
            "lithium interphase film resistance": resistance,
            "lithium interphase film": film,
            "lithium side reaction": NoSideReaction(self.param, side, self.options),
            "lithium electrode": electrode,
        }
        self.submodels.update({f"{side} {name}": model for name, model in submodels.items()})

    def build_model(self) -> None:
        """Assemble the equations."""
        self._build_model()
        self.summary_variables: list[str] = []
        self._built = True

    #: number of lithium electrodes, for the resistance of the metal
    lithium_surfaces = 0

    @property
    def default_geometry(self) -> pybamm.Geometry:
        """Distance over thickness, from 0 to 1, and a point for the current collectors."""
        return pybamm.Geometry(
            {
                "separator": {"x_s": {"min": 0, "max": 1}},
                "current collector": {"z": {"position": 1}},
            }
        )

    @property
    def default_submesh_types(self) -> dict:
        """Cells that shrink towards both surfaces."""
        return {
            "separator": SurfaceRefinedSubMesh,
            "current collector": pybamm.SubMesh0D,
        }

    @property
    def default_var_pts(self) -> dict:
        """Number of cells, justified in docs/theory_laboratory.md by measured convergence."""
        return {"x_s": 60}

    @property
    def default_spatial_methods(self) -> dict:
        """Finite volumes."""
        return {
            "separator": pybamm.FiniteVolume(),
            "current collector": pybamm.ZeroDimensionalSpatialMethod(),
        }

    @property
    def default_parameter_values(self) -> pybamm.ParameterValues:
        """PHLP-15, the film of the reference study that conducts best."""
        return reference_cell_values()

    @property
    def default_quick_plot_variables(self) -> list[str]:
        """What `pybamm.QuickPlot` shows."""
        return ["Electrolyte concentration [mol.m-3]", "Current [A]", "Voltage [V]"]
