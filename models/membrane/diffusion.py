"""Salt conservation where separator and cathode pores hold different electrolytes."""

from __future__ import annotations

from dataclasses import dataclass

import pybamm

from ..voltage_limits import directed

__all__ = ["CompositeElectrolyteDiffusion"]


@dataclass(frozen=True)
class _Region:
    """Salt transport in one domain: separator or cathode pores."""

    eps_c_e: pybamm.Symbol
    c_e: pybamm.Symbol
    D_eff: pybamm.Symbol
    t_plus: pybamm.Symbol
    i_e: pybamm.Symbol

    def edge(self, symbol: pybamm.Symbol, side: str) -> pybamm.Symbol:
        """Value on the outer face, extrapolated as PyBaMM extrapolates a factor of a flux."""
        return pybamm.boundary_value(symbol, side)

    def cell(self, symbol: pybamm.Symbol, side: str) -> pybamm.Symbol:
        """Value in the cell next to the outer face."""
        return pybamm.boundary_value(symbol, side, order="constant")

    def resistance(self, side: str) -> pybamm.Symbol:
        """Diffusion resistance of the half cell next to the face [s.m-1]."""
        return pybamm.BoundaryMeshSize(self.c_e, side) / (2 * self.cell(self.D_eff, side))

    def gradient_for(
        self, flux: pybamm.Symbol, i_e: pybamm.Symbol, F: pybamm.Symbol, side: str
    ) -> tuple[pybamm.Symbol, str]:
        """Gradient of concentration that makes the flux through the outer face ``flux``."""
        migration = self.edge(self.t_plus, side) * i_e / F
        return (migration - flux) / self.edge(self.D_eff, side), "Neumann"


class CompositeElectrolyteDiffusion(pybamm.electrolyte_diffusion.Full):
    r"""Salt balance with transport properties per domain, (TR-1) to (TR-3).

    .. math::
        \partial_t(\varepsilon c) = -\nabla\cdot N + \frac{a j}{F}, \qquad
        N = -\tau D \nabla c + \frac{t_+ i_e}{F}

    Concentration and flux are continuous where :math:`\tau D` and :math:`t_+` jump. Eliminating
    the concentration of the face between the two domains gives the flux through it,

    .. math::
        N_\mathrm{int} = \frac{c_s - c_p + (t_s r_s + t_p r_p)\, i/F}{r_s + r_p}, \qquad
        r = \frac{h}{2\tau D},

    with the values of the two cells that meet there and their widths :math:`h`. Both sides use
    this one flux, so lithium is conserved to round-off.

    Parameters
    ----------
    param : CompositeElectrolyteParameters
        Parameters with electrolyte properties per domain.
    """

    options: pybamm.BatteryModelOptions

    def get_coupled_variables(self, variables: dict) -> dict:
        """Add the concentrations [mol.m-3] and the flux [mol.m-2.s-1]."""
        c_e_parts = {
            domain: variables[f"{domain.capitalize()} porosity times concentration [mol.m-3]"]
            / variables[f"{domain.capitalize()} porosity"]
            for domain in self.options.whole_cell_domains
        }
        c_e = pybamm.concatenation(*c_e_parts.values())
        variables["Electrolyte concentration concatenation [mol.m-3]"] = c_e
        variables.update(self._get_standard_domain_concentration_variables(c_e_parts))
        variables.update(self._get_standard_whole_cell_concentration_variables(c_e))
        fluxes = [self._flux(region) for region in self._regions(variables)]
        variables.update(self._get_standard_flux_variables(pybamm.concatenation(*fluxes)))
        return variables

    def _regions(self, variables: dict) -> tuple[_Region, _Region]:
        """Return separator and cathode pores."""

        def region(domain: str, name: str, temperature: str) -> _Region:
            c_e = variables[f"{name} electrolyte concentration [mol.m-3]"]
            T = variables[f"{temperature} temperature [K]"]
            tor = variables[f"{name} electrolyte transport efficiency"]
            return _Region(
                eps_c_e=variables[f"{domain} porosity times concentration [mol.m-3]"],
                c_e=c_e,
                D_eff=tor * self.param.D_e(c_e, T),
                t_plus=self.param.t_plus(c_e, T),
                i_e=variables[f"{name} electrolyte current density [A.m-2]"],
            )

        return (
            region("Separator", "Separator", "Separator"),
            region("Positive electrode", "Positive", "Positive electrode"),
        )

    def _flux(self, region: _Region) -> pybamm.Symbol:
        migration = region.t_plus * region.i_e / self.param.F
        return migration - region.D_eff * pybamm.grad(region.c_e)

    def set_rhs(self, variables: dict) -> None:
        """Set the salt balance of each domain, (TR-1)."""
        separator, positive = self._regions(variables)
        a_j = variables["Sum of positive electrode electrolyte reaction source terms [A.m-3]"]
        self.rhs = {
            separator.eps_c_e: -pybamm.div(self._flux(separator)),
            positive.eps_c_e: -pybamm.div(self._flux(positive)) + a_j / self.param.F,
        }

    def set_initial_conditions(self, variables: dict) -> None:
        """Start from a uniform salt concentration."""
        c_init = self.param.c_e_init
        self.initial_conditions = {
            region.eps_c_e: variables[f"{name} porosity"] * c_init
            for name, region in zip(
                ("Separator", "Positive electrode"), self._regions(variables), strict=True
            )
        }

    def add_events_from(self, variables: dict) -> None:
        """Stop where salt falls out: at lithium on discharge, in the cathode on charge."""
        separator, positive = self._regions(variables)
        current = variables["Current [A]"]
        for where, region, side, driven in (
            ("at lithium", separator, "left", current),
            ("in the cathode", positive, "right", -current),
        ):
            room = (self.param.solubility - region.cell(region.c_e, side)) / self.param.c_e_init
            event = pybamm.Event(f"Salt precipitation {where}", room)
            self.events.append(directed(event, driven))

    def set_boundary_conditions(self, variables: dict) -> None:
        """Set flux i/F at lithium, one flux at the interface, none at the collector, (TR-3)."""
        separator, positive = self._regions(variables)
        F = self.param.F
        i_cell = variables["Current collector current density [A.m-2]"]
        zero = pybamm.Scalar(0)

        r_s, r_p = separator.resistance("right"), positive.resistance("left")
        migration = separator.cell(separator.t_plus, "right") * r_s
        migration += positive.cell(positive.t_plus, "left") * r_p
        step = separator.cell(separator.c_e, "right") - positive.cell(positive.c_e, "left")
        N_int = (step + migration * i_cell / F) / (r_s + r_p)

        left = separator.gradient_for(i_cell / F, i_cell, F, "left")
        right = (zero, "Neumann")
        self.boundary_conditions = {
            separator.c_e: {
                "left": left,
                "right": separator.gradient_for(N_int, i_cell, F, "right"),
            },
            positive.c_e: {
                "left": positive.gradient_for(N_int, i_cell, F, "left"),
                "right": right,
            },
            variables["Electrolyte concentration [mol.m-3]"]: {"left": left, "right": right},
        }
