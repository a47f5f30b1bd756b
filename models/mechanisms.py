"""How a cell ages: mechanisms that are chosen one by one.

A mechanism is a PyBaMM submodel class with a *slot*, the quantity that it provides. At most one
mechanism fills a slot; an empty slot provides zero, so leaving a mechanism out is how its cost is
measured.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pybamm

from ..errors import InputError, unknown_name
from .electrode.cathode_interphase import LITHIUM_IN_CEI, CathodeInterphase
from .electrode.contact_loss import ISOLATED_LITHIUM, ContactLoss
from .sei.ageing_names import (
    DEAD_LITHIUM,
    DEAD_LITHIUM_RATE,
    LITHIUM_IN_SEI,
    LITHIUM_INVENTORY,
    SEI_GROWTH,
    SEI_REPAIR,
    SOLVENT,
)
from .sei.crack_and_repair import CrackAndRepair
from .sei.dead_lithium import DeadLithium
from .sei.growing_film import GrowingFilm
from .sei.lithium_inventory import LithiumInventory, LithiumSideReaction, LithiumSideReactionAtSide
from .sei.names import at_side
from .sei.sei_kolzenberg import KolzenbergSEI
from .sei.sei_reaction import ReactionLimitedSEI
from .sei.sei_solvent_diffusion import SolventDiffusionSEI
from .sei.sei_tunnelling import TunnellingSEI
from .sei.solvent_reservoir import SolventReservoir

__all__ = [
    "AGEING",
    "LITHIUM_IN_ALL_PLACES",
    "LITHIUM_SIDE_AGEING",
    "MECHANISMS",
    "lithium_in_all_places",
    "lithium_side_submodels",
    "mechanisms_by_slot",
]

#: All mechanisms by name. The four laws of SEI growth exclude each other.
MECHANISMS: Mapping[str, type[Any]] = {
    mechanism.__name__: mechanism
    for mechanism in (
        SolventDiffusionSEI,
        ReactionLimitedSEI,
        TunnellingSEI,
        KolzenbergSEI,
        CrackAndRepair,
        DeadLithium,
        SolventReservoir,
        CathodeInterphase,
        ContactLoss,
    )
}

#: Mechanisms at a lithium surface, for a symmetric cell.
LITHIUM_SIDE_AGEING = (SolventDiffusionSEI, CrackAndRepair, DeadLithium, SolventReservoir)
#: Mechanisms of an LFP cell.
AGEING = (*LITHIUM_SIDE_AGEING, CathodeInterphase, ContactLoss)

#: Lithium per electrode area wherever it may be; constant.
LITHIUM_IN_ALL_PLACES = "Lithium in all places [mol.m-2]"

_ABSENT = {
    SEI_GROWTH: "SEI growth",
    SEI_REPAIR: "SEI repair",
    DEAD_LITHIUM: "Dead lithium",
    DEAD_LITHIUM_RATE: "Dead lithium",
}


def mechanisms_by_slot(mechanisms: Iterable[Any]) -> dict[str, type[Any]]:
    """Return mechanisms by slot.

    Parameters
    ----------
    mechanisms : iterable
        Classes, or their names in `MECHANISMS`.

    Raises
    ------
    InputError
        If a name is not known or two mechanisms fill the same slot.
    """
    chosen: dict[str, type[Any]] = {}
    for mechanism in mechanisms:
        if isinstance(mechanism, str):
            if mechanism not in MECHANISMS:
                raise unknown_name("ageing mechanism", mechanism, MECHANISMS)
            mechanism = MECHANISMS[mechanism]
        slot = mechanism.slot
        if slot in chosen:
            raise InputError(
                f"{mechanism.__name__} and {chosen[slot].__name__} both describe "
                f"{slot}; give one of them."
            )
        chosen[slot] = mechanism
    return chosen


class _Constants(pybamm.BaseSubModel):
    """Provides what no mechanism provides, as constants."""

    def __init__(self, param: Any, constants: Mapping[str, float], options: Any = None) -> None:
        super().__init__(param, options=options)
        self.constants = dict(constants)

    def get_fundamental_variables(self) -> dict:
        """Return the constants."""
        return {
            name: pybamm.PrimaryBroadcast(value, "current collector")
            for name, value in self.constants.items()
        }


def lithium_side_submodels(
    param: Any,
    options: Any,
    mechanisms: Mapping[str, type[Any]],
    sides: tuple[str, ...] = ("",),
    electrolyte_volume: Any = None,
) -> dict[str, pybamm.BaseSubModel]:
    """Return submodels of the ageing lithium surfaces of a cell.

    Parameters
    ----------
    param : CompositeElectrolyteParameters
        Parameters of the model.
    options : pybamm.BatteryModelOptions
        Options of the model.
    mechanisms : mapping
        As returned by `mechanisms_by_slot`; at least one.
    sides : tuple of str
        ``("",)`` for a half-cell, ``("Left", "Right")`` for a symmetric cell.
    electrolyte_volume : pybamm.Symbol
        Electrolyte per electrode area [m], which holds the solvent.

    Returns
    -------
    dict
        Submodels by name. Those of film resistance and side reaction replace the ones of a cell
        that does not age.
    """
    made: dict[str, Any] = {}
    if SolventReservoir.slot in mechanisms:
        made["solvent reservoir"] = SolventReservoir(
            param, sides, electrolyte_volume, options=options
        )
    else:
        made["solvent reservoir"] = _Constants(param, {SOLVENT: 1.0})
    bound = (LITHIUM_IN_CEI,) if CathodeInterphase.slot in mechanisms else ()
    for side in sides:
        for slot in (SolventDiffusionSEI.slot, CrackAndRepair.slot, DeadLithium.slot):
            if slot in mechanisms:
                made[at_side(side, f"Lithium {slot}")] = mechanisms[slot](
                    param, side=side, options=options
                )
        absent = {at_side(side, n): 0.0 for n, slot in _ABSENT.items() if slot not in mechanisms}
        made[at_side(side, "Lithium no ageing")] = _Constants(param, absent)
        prefix = f"{side} " if side else ""
        made[f"{prefix}lithium interphase film resistance"] = GrowingFilm(
            param, side=side, options=options
        )
        made[at_side(side, "Lithium inventory")] = LithiumInventory(
            param, side, bound, options=options
        )
        if side:
            made[f"{side} lithium side reaction"] = LithiumSideReactionAtSide(
                param, side, options=options
            )
        else:
            made["negative primary sei"] = LithiumSideReaction(param, options)
    return made


def lithium_in_all_places(
    variables: Mapping[str, Any], elsewhere: Any, sides: tuple[str, ...] = ("",)
) -> Any:
    """Return the lithium of the whole cell per electrode area [mol.m-2].

    Parameters
    ----------
    variables : mapping
        Variables of a built model with ageing.
    elsewhere : pybamm.Symbol
        Lithium in active material and electrolyte [mol.m-2].
    sides : tuple of str
        Lithium surfaces.
    """
    at_lithium = (LITHIUM_INVENTORY, LITHIUM_IN_SEI, DEAD_LITHIUM)
    names = [at_side(side, name) for side in sides for name in at_lithium]
    names += [name for name in (LITHIUM_IN_CEI, ISOLATED_LITHIUM) if name in variables]
    return elsewhere + sum(pybamm.yz_average(variables[name]) for name in names)
