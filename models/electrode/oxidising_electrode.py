"""Planar metal electrode at which the electrolyte is oxidised."""

from __future__ import annotations

import pybamm

from .blocking_electrode import BlockingElectrode

__all__ = ["OxidisingElectrode"]


class OxidisingElectrode(BlockingElectrode):
    r"""Double layer with an irreversible oxidation of the electrolyte, (LAB-15).

    .. math::
        j_\mathrm{ox} = j_\mathrm{on}\, 10^{(E - E_\mathrm{on})/b}, \qquad E = \phi_s - \phi_e

    A Tafel law given by a point (the current density :math:`j_\mathrm{on}` by which an onset
    is read, at the onset potential :math:`E_\mathrm{on}` against lithium) and a slope
    :math:`b` per decade. What is oxidised, and to what, is not said.
    """

    initial_potential = pybamm.Parameter("Stainless steel initial potential [V]")

    def reaction(self, variables: dict) -> pybamm.Symbol:
        """Return the current density of oxidation [A.m-2]."""
        j_on = pybamm.Parameter("Electrolyte oxidation onset current density [A.m-2]")
        E_on = pybamm.Parameter("Electrolyte oxidation onset potential [V]")
        slope = pybamm.Parameter("Electrolyte oxidation Tafel slope [V]")
        E = variables[self.name_]
        j = j_on * 10 ** ((E - E_on) / slope)
        variables["Electrolyte oxidation current density [A.m-2]"] = j
        return j

    def get_coupled_variables(self, variables: dict) -> dict:
        """Add the current density of oxidation [A.m-2]."""
        self.reaction(variables)
        return variables

    def add_events_from(self, variables: dict) -> None:
        """Stop where lithium would plate on the steel, which is not described."""
        self.events.append(
            pybamm.Event("Lithium plates on the steel electrode", variables[self.name_])
        )
