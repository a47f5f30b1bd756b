"""PyBaMM's variables of a full cell, with the meaning that they have in a lithium-metal half-cell.

PyBaMM counts lithium in particles and electrolyte: in a half-cell every discharge would then gain
lithium from the foil. It knows no film on lithium either, whose loss its pictures leave out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pybamm

from .mechanisms import LITHIUM_IN_ALL_PLACES, lithium_in_all_places

if TYPE_CHECKING:
    from .mechanism import Mechanism

__all__ = ["NOT_OF_A_HALF_CELL", "SEI_THICKNESS", "lithium_balance", "overpotentials_with_film"]

#: Variables that are zero or meaningless in this half-cell, whatever it does.
NOT_OF_A_HALF_CELL = (
    "Total lithium capacity [A.h]",
    "Total lithium capacity in particles [A.h]",
    "Total lithium lost from particles [mol]",
    "Total lithium lost from electrolyte [mol]",
    "Negative SEI concentration [mol.m-2]",
    "Volume-averaged negative SEI concentration [mol.m-2]",
    "Positive particle effective diffusivity [m2.s-1]",
    "Positive particle effective diffusivity distribution [m2.s-1]",
    "Volume-averaged positive particle effective diffusivity [m2.s-1]",
    "Volume-averaged positive particle effective diffusivity distribution [m2.s-1]",
    "X-averaged positive particle effective diffusivity [m2.s-1]",
    "X-averaged positive particle effective diffusivity distribution[m2.s-1]",
)
_ISOLATED = "Loss of lithium due to loss of active material in positive electrode [mol]"
#: Of the film on lithium; a cell that does not age has a resistance for it, but no thickness.
SEI_THICKNESS = (
    "Negative SEI thickness [m]",
    "X-averaged negative SEI thickness [m]",
    "Volume-averaged negative SEI thickness [m]",
)


def overpotentials_with_film(variables: Mapping[str, pybamm.Symbol]) -> dict[str, pybamm.Symbol]:
    """Return PyBaMM's overpotentials with the film on lithium as part of the reaction there.

    With them, what `pybamm.plot_voltage_components` stacks adds up to the voltage. The part of
    charge transfer alone is ``"Lithium metal interface reaction overpotential [V]"``, that of the
    film ``"Negative electrode SEI film overpotential [V]"``.

    Parameters
    ----------
    variables : mapping
        Variables of a half-cell model, PyBaMM's among them.
    """
    film = variables["Lithium interphase film overpotential [V]"]
    cells = pybamm.Parameter("Number of cells connected in series to make a battery")
    mean = "X-averaged reaction overpotential [V]"
    whole = "X-averaged battery reaction overpotential [V]"
    lithium = "X-averaged battery negative reaction overpotential [V]"
    return {
        mean: variables[mean] - film,
        whole: variables[whole] - film * cells,
        lithium: variables[lithium] + film * cells,
        "Negative electrode SEI film overpotential [V]": -film,
        "X-averaged SEI film overpotential [V]": -film,
    }


def lithium_balance(
    variables: Mapping[str, pybamm.Symbol],
    param: pybamm.LithiumIonParameters,
    mechanisms: Mapping[str, type[Mechanism]],
) -> dict[str, pybamm.Symbol]:
    r"""Return lithium in the cell and what of it is lost, (LI-5).

    .. math::
        \mathrm{LLI} = 1 - \frac{n_\mathrm{Li} + n_\mathrm{LFP}}
            {n_\mathrm{Li,0} + n_\mathrm{LFP,0}}

    with the metal that has contact and the lithium in LFP that takes part. A cell that does not
    age loses none.

    Parameters
    ----------
    variables : mapping
        Variables of a half-cell model, PyBaMM's among them.
    mechanisms : mapping
        How the cell ages, by slot; empty if it does not.
    """
    foil = param.n.L / pybamm.Parameter("Lithium metal partial molar volume [m3.mol-1]")
    foil = foil * param.A_cc
    cyclable_0 = foil + param.n_Li_particles_init
    n_e = variables["Total lithium in electrolyte [mol]"]
    found: dict[str, pybamm.Symbol] = {}
    lost = lost_sides = pybamm.Scalar(0)
    total = cyclable_0 + param.n_Li_e_init
    if mechanisms:
        particles = variables["Total lithium in particles [mol]"]
        everywhere = lithium_in_all_places(variables, mechanisms, (particles + n_e) / param.A_cc)
        found[LITHIUM_IN_ALL_PLACES] = everywhere
        total = everywhere * param.A_cc
        metal = pybamm.yz_average(variables["Lithium inventory [mol.m-2]"]) * param.A_cc
        lost = cyclable_0 + param.n_Li_e_init - metal - particles - n_e
        isolated = variables.get(_ISOLATED, pybamm.Scalar(0))
        lost_sides = lost - isolated
        thickness = variables["Lithium SEI thickness [m]"]
        found.update(dict.fromkeys(SEI_THICKNESS, thickness))
    percent = 100 * lost / cyclable_0
    return {
        **found,
        "LLI [%]": percent,
        "Loss of lithium inventory [%]": percent,
        "Loss of lithium inventory, including electrolyte [%]": (
            100 * lost / (cyclable_0 + param.n_Li_e_init)
        ),
        "Total lithium [mol]": total,
        "Total lithium lost [mol]": lost,
        "Total lithium lost to side reactions [mol]": lost_sides,
        "Total capacity lost to side reactions [A.h]": lost_sides * param.F / 3600,
    }
