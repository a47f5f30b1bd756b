"""Film on lithium whose thickness and solvent set its resistance."""

from __future__ import annotations

import pybamm

from .ageing_names import LITHIUM_IN_SEI, SEI_GROWTH, SEI_REPAIR, SEI_THICKNESS, SOLVENT
from .film_resistance import FILM_BARRIERS, FILM_RESISTANCE
from .names import at_side
from .solvent_reservoir import dry_out_factor
from .surface import LithiumSurface

__all__ = ["GrowingFilm"]

_RATIO = "Lithium interphase film resistance over its initial value"


class GrowingFilm(LithiumSurface):
    r"""Film that growth thickens, repair litters and loss of solvent starves, (SEI-11).

    .. math::
        R_\mathrm{film} = R_\mathrm{film,0}(T)\,\frac{L}{L_0}\,g(s), \qquad
        L_0 = R_\mathrm{film,0}(T_0)\,\sigma_\mathrm{film}, \qquad
        c_\mathrm{Li}\frac{dL}{dt} = r_\mathrm{grow} + \psi\, r_\mathrm{rep}, \qquad
        N = N_0 L/L_0

    Of what repair forms only the share ψ stays in series with the surface; the rest covers
    new surface or cracks off. The initial thickness follows from the initial resistance and the
    film's conductivity; barriers (FILM-1) become more as it thickens.
    """

    def __init__(
        self,
        param: pybamm.LithiumIonParameters,
        side: str = "",
        options: pybamm.BatteryModelOptions | None = None,
    ) -> None:
        super().__init__(param, side, options)
        self.thickness_name = at_side(side, SEI_THICKNESS)
        self.lithium_name = at_side(side, LITHIUM_IN_SEI)
        self.slow_states = (self.thickness_name, self.lithium_name)

    def get_fundamental_variables(self) -> dict:
        """Return thickness [m] and bound lithium [mol.m-2], states."""
        return {
            self.thickness_name: pybamm.Variable(
                self.thickness_name, domain="current collector", scale=1e-8
            ),
            self.lithium_name: pybamm.Variable(
                self.lithium_name, domain="current collector", scale=1e-2
            ),
        }

    def get_coupled_variables(self, variables: dict) -> dict:
        """Add the film's resistance [Ohm.m2] and number of barriers."""
        T = variables["X-averaged cell temperature [K]"]
        residual = pybamm.Parameter("Film conductance without solvent")
        thicker = variables[self.thickness_name] / self._initial_thickness()
        ratio = thicker * dry_out_factor(variables[SOLVENT], residual)
        variables[at_side(self.side, _RATIO)] = ratio
        resistance = self.param.film_resistance(T, self.side) * ratio
        variables[at_side(self.side, FILM_RESISTANCE)] = resistance
        variables[at_side(self.side, FILM_BARRIERS)] = pybamm.Parameter(FILM_BARRIERS) * thicker
        return variables

    def _initial_thickness(self) -> pybamm.Symbol:
        R_ref = pybamm.Parameter(at_side(self.side, FILM_RESISTANCE))
        return R_ref * pybamm.Parameter("SEI conductivity [S.m-1]")

    def set_rhs(self, variables: dict) -> None:
        """Bind lithium."""
        growth = variables[at_side(self.side, SEI_GROWTH)]
        repair = variables[at_side(self.side, SEI_REPAIR)]
        c_Li = pybamm.Parameter("SEI lithium concentration [mol.m-3]")
        in_series = pybamm.Parameter("SEI repair share in series with the surface")
        self.rhs = {
            variables[self.thickness_name]: (growth + in_series * repair) / c_Li,
            variables[self.lithium_name]: growth + repair,
        }

    def set_initial_conditions(self, variables: dict) -> None:
        """Start with the film of the fresh cell."""
        L_0 = self._initial_thickness()
        c_Li = pybamm.Parameter("SEI lithium concentration [mol.m-3]")
        self.initial_conditions = {
            variables[self.thickness_name]: L_0,
            variables[self.lithium_name]: c_Li * L_0,
        }
