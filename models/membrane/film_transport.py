"""Salt and charge in a film between two planar electrodes."""

from __future__ import annotations

import pybamm

from ..voltage_limits import directed

__all__ = ["FilmTransport", "UniformSalt", "film_coordinate"]

#: Surface concentration over the initial one at which the salt counts as used up.
DEPLETED = 1e-3


def film_coordinate() -> pybamm.SpatialVariable:
    """Return the distance from the left surface over the film thickness [-]."""
    return pybamm.SpatialVariable("x_s", domain=["separator"], coord_sys="cartesian")


class _Film(pybamm.BaseSubModel):
    """What both submodels share: the properties of the film and names of variables."""

    def _ohmic_drop(self, c_e: pybamm.Symbol, variables: dict) -> pybamm.Symbol:
        """Return i times the resistance of the film [V]."""
        T = variables["Separator temperature [K]"]
        x = film_coordinate()
        resistance = self.param.s.L * pybamm.Integral(1 / self.param.kappa_e(c_e, T), x)
        variables["Film ionic resistance [Ohm.m2]"] = resistance
        return variables["Current collector current density [A.m-2]"] * resistance

    def _potential_drop(
        self, diffusion: pybamm.Symbol, ohmic: pybamm.Symbol, variables: dict
    ) -> None:
        variables.update(
            {
                "Film diffusion potential [V]": diffusion,
                "Film ohmic loss [V]": ohmic,
                "Electrolyte potential drop [V]": diffusion - ohmic,
            }
        )

    def _concentrations(self, c_e: pybamm.Symbol, faces: dict[str, pybamm.Symbol]) -> dict:
        mean = pybamm.Integral(c_e, film_coordinate())
        return {
            "Separator electrolyte concentration [mol.m-3]": c_e,
            "Electrolyte concentration [mol.m-3]": c_e,
            "X-averaged electrolyte concentration [mol.m-3]": mean,
            "Total lithium in electrolyte [mol.m-2]": mean * self.param.s.L,
            **{
                f"{side} surface electrolyte concentration [mol.m-3]": c
                for side, c in faces.items()
            },
        }


class FilmTransport(_Film):
    r"""Concentrated binary electrolyte between two lithium surfaces, (TR-1) and (TR-4).

    .. math::
        \partial_t c = -\nabla\cdot N, \qquad N = -D\nabla c + \frac{t_+ i}{F}, \qquad
        \nabla\phi_e = \frac{2\chi(1-t_+)RT}{F}\,\nabla\ln c - \frac{i}{\kappa}

    with the flux :math:`N = i/F` through both surfaces: lithium ions enter and leave, anions do
    not. The coordinate is the distance over the thickness, so that the thickness may be an input
    of a built model. Concentrations on the surfaces follow from the flux through them,
    :math:`c_0 = c_1 + (1 - t_+)\,i\,h_1/(2FD)`, with the half width :math:`h_1/2` of the first
    cell: a linear profile is met exactly and salt is conserved to round-off.
    """

    def get_fundamental_variables(self) -> dict:
        """Return the salt concentration, the unknown."""
        c_e = pybamm.Variable(
            "Separator electrolyte concentration [mol.m-3]",
            domain="separator",
            auxiliary_domains={"secondary": "current collector"},
            bounds=(0, float("inf")),
            scale=self.param.c_e_init,
        )
        return {"Separator electrolyte concentration [mol.m-3]": c_e}

    def get_coupled_variables(self, variables: dict) -> dict:
        """Add surface concentrations [mol.m-3] and potential drops [V]."""
        param = self.param
        c_e = variables["Separator electrolyte concentration [mol.m-3]"]
        T = variables["Separator temperature [K]"]
        i_cell = variables["Current collector current density [A.m-2]"]
        gradients = self._face_gradients(variables)
        c_first = pybamm.boundary_value(c_e, "left", order="constant")
        c_last = pybamm.boundary_value(c_e, "right", order="constant")
        x = film_coordinate()
        c_left = c_first - gradients["left"] * self._cell(x, "left")
        c_right = c_last + gradients["right"] * (1 - self._cell(x, "right"))
        variables.update(self._concentrations(c_e, {"Left": c_left, "Right": c_right}))

        # Sum of A dln(c) over the faces between cells, then the two half cells at the surfaces:
        # exact for a constant A = 2 chi (1 - t+) RT/F, whatever the grid.
        factor = param.chi(c_e, T) * param.R * T / param.F
        path = pybamm.IndefiniteIntegral(factor * pybamm.grad(pybamm.log(c_e)), x)
        inner = self._cell(path, "right") - self._cell(path, "left")
        outer = self._cell(factor, "left") * pybamm.log(c_first / c_left)
        outer += self._cell(factor, "right") * pybamm.log(c_right / c_last)
        self._potential_drop(inner + outer, self._ohmic_drop(c_e, variables), variables)
        variables["Separator electrolyte flux [mol.m-2.s-1]"] = self._flux(variables)
        variables["Separator electrolyte current density [A.m-2]"] = pybamm.PrimaryBroadcastToEdges(
            i_cell, "separator"
        )
        return variables

    @staticmethod
    def _cell(symbol: pybamm.Symbol, side: str) -> pybamm.Symbol:
        """Value in the cell next to a surface."""
        return pybamm.boundary_value(symbol, side, order="constant")

    def _face_gradients(self, variables: dict) -> dict[str, pybamm.Symbol]:
        """Return dc/dx at each surface, per film thickness [mol.m-3]."""
        param = self.param
        c_e = variables["Separator electrolyte concentration [mol.m-3]"]
        T = variables["Separator temperature [K]"]
        i_cell = variables["Current collector current density [A.m-2]"]
        t_plus, D = param.t_plus(c_e, T), param.D_e(c_e, T)
        # Factors of the flux are extrapolated as PyBaMM does it there: the flux is i/F exactly.
        return {
            side: (pybamm.boundary_value(t_plus, side) - 1)
            * i_cell
            * param.s.L
            / (param.F * pybamm.boundary_value(D, side))
            for side in ("left", "right")
        }

    def _flux(self, variables: dict) -> pybamm.Symbol:
        param = self.param
        c_e = variables["Separator electrolyte concentration [mol.m-3]"]
        T = variables["Separator temperature [K]"]
        i_cell = variables["Current collector current density [A.m-2]"]
        migration = param.t_plus(c_e, T) * i_cell / param.F
        return migration - param.D_e(c_e, T) / param.s.L * pybamm.grad(c_e)

    def set_rhs(self, variables: dict) -> None:
        """Set the salt balance, (TR-1)."""
        c_e = variables["Separator electrolyte concentration [mol.m-3]"]
        flux = variables["Separator electrolyte flux [mol.m-2.s-1]"]
        self.rhs = {c_e: -pybamm.div(flux) / self.param.s.L}

    def set_boundary_conditions(self, variables: dict) -> None:
        """Let lithium ions through and keep anions in, (TR-3)."""
        c_e = variables["Separator electrolyte concentration [mol.m-3]"]
        faces = self._face_gradients(variables)
        none = (pybamm.Scalar(0), "Neumann")
        self.boundary_conditions = {
            c_e: {side: (gradient, "Neumann") for side, gradient in faces.items()},
            pybamm.log(c_e): {"left": none, "right": none},
        }

    def set_initial_conditions(self, variables: dict) -> None:
        """Start from a uniform concentration."""
        c_e = variables["Separator electrolyte concentration [mol.m-3]"]
        self.initial_conditions = {c_e: self.param.c_e_init}

    def add_events_from(self, variables: dict) -> None:
        """Stop before the salt is used up, or falls out, at a surface."""
        for side in ("Left", "Right"):
            c = variables[f"{side} surface electrolyte concentration [mol.m-3]"]
            self.events.append(
                pybamm.Event(
                    f"Salt depletion at the {side.lower()} surface",
                    c / self.param.c_e_init - DEPLETED,
                )
            )
            full = pybamm.Event(
                f"Salt precipitation at the {side.lower()} surface",
                (self.param.solubility - c) / self.param.c_e_init,
            )
            sign = 1 if side == "Left" else -1
            self.events.append(directed(full, sign * variables["Current [A]"]))


class UniformSalt(_Film):
    r"""Film whose salt stays uniform, (LAB-16).

    .. math::
        \phi_e(L) - \phi_e(0) = -iL/\kappa(c_0)

    For blocking electrodes, whose double layers are charged by both ions in proportion to their
    transference numbers, and for currents far below the limiting one.
    """

    def get_coupled_variables(self, variables: dict) -> dict:
        """Add concentrations [mol.m-3] and potential drops [V]."""
        c_0 = self.param.c_e_init
        c_e = pybamm.FullBroadcast(c_0, "separator", {"secondary": "current collector"})
        variables.update(self._concentrations(c_e, {"Left": c_0, "Right": c_0}))
        self._potential_drop(pybamm.Scalar(0), self._ohmic_drop(c_e, variables), variables)
        return variables
