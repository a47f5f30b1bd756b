"""How a cell ages: mechanisms that are chosen one by one.

A mechanism is a PyBaMM submodel class with a *slot*, the quantity that it provides. At most one
mechanism fills a slot; an empty slot provides zero, so leaving a mechanism out is how its cost is
measured.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pybamm

from ..errors import InputError
from ..registry import Registry
from .electrode.cathode_interphase import CathodeInterphase
from .electrode.contact_loss import ContactLoss
from .mechanism import AgeingCell, Mechanism, MechanismsLike, SurfaceMechanism
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
from .sei.sei_solvent_diffusion import SolventDiffusionSEI
from .sei.solvent_reservoir import SolventReservoir

__all__ = [
    "AGEING",
    "LITHIUM_IN_ALL_PLACES",
    "LITHIUM_SIDE_AGEING",
    "MECHANISMS",
    "lithium_in_all_places",
    "ageing_submodels",
    "chosen_mechanisms",
    "mechanisms_by_slot",
    "own_parameters",
]

#: All mechanisms by name: those in the folders of both interphases, entry points
#: ``sclcell_mechanisms`` of other packages, and what was handed to ``MECHANISMS.register``.
MECHANISMS: Registry[Mechanism] = Registry(
    "ageing mechanism",
    "slot",
    tuple(f"{__name__.rpartition('.')[0]}.{folder}" for folder in ("electrode", "sei")),
    "sclcell_mechanisms",
)

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


def own_parameters() -> dict[str, tuple[float, float, float]]:
    """Return value, lowest and highest one of the parameters that mechanisms bring along."""
    return {n: of for one in MECHANISMS.values() for n, of in one.own_parameters.items()}


def chosen_mechanisms(given: MechanismsLike, cathode: bool = True) -> tuple[type[Mechanism], ...]:
    """Return the mechanisms that a user means.

    Raises `InputError` if a name is not known, a text has none, one cannot act in this cell, or two
    mechanisms fill the same slot.

    Parameters
    ----------
    given : str or iterable, optional
        Classes, or names, in a text with blanks or commas between them. Those after a ``+`` are
        added to the default, and take the place of the default one for the same slot. None is the
        default.
    cathode : bool, optional
        Whether the cell has an LFP electrode.
    """
    default = AGEING if cathode else LITHIUM_SIDE_AGEING
    if given is None:
        return default
    named = [*(given.replace(",", " ").split() if isinstance(given, str) else given)]
    added = any(isinstance(one, str) and one.startswith("+") for one in named)
    named = [one.removeprefix("+") if isinstance(one, str) else one for one in named]
    chosen = mechanisms_by_slot(one for one in named if one != "")
    if not chosen and isinstance(given, str):
        raise InputError(f"no mechanism is named; give some of {', '.join(MECHANISMS)}.")
    _check_cathode(chosen.values(), cathode)
    return tuple((mechanisms_by_slot(default) | chosen if added else chosen).values())


def _check_cathode(mechanisms: Iterable[type[Mechanism]], cathode: bool) -> None:
    for mechanism in mechanisms:
        if mechanism.needs_cathode and not cathode:
            raise InputError(
                f"{mechanism.__name__} acts in the LFP electrode, and this cell has none; leave "
                "it out."
            )


def mechanisms_by_slot(mechanisms: Iterable[str | type[Mechanism]]) -> dict[str, type[Mechanism]]:
    """Return mechanisms by slot.

    Raises `InputError` if a name is not known or two mechanisms fill the same slot.

    Parameters
    ----------
    mechanisms : iterable
        Classes, or their names in `MECHANISMS`.
    """
    chosen: dict[str, type[Mechanism]] = {}
    for mechanism in mechanisms:
        if isinstance(mechanism, str):
            mechanism = MECHANISMS.find(mechanism)
        if not (isinstance(mechanism, type) and issubclass(mechanism, Mechanism)):
            raise InputError(
                f"{getattr(mechanism, '__name__', mechanism)} is no mechanism of ageing: derive it "
                "from sclcell.models.mechanism.Mechanism."
            )
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

    def __init__(
        self,
        param: pybamm.LithiumIonParameters,
        constants: Mapping[str, float],
        options: pybamm.BatteryModelOptions | None = None,
    ) -> None:
        super().__init__(param, options=options)
        self.constants = dict(constants)

    def get_fundamental_variables(self) -> dict:
        """Return the constants."""
        return {
            name: pybamm.PrimaryBroadcast(value, "current collector")
            for name, value in self.constants.items()
        }


def ageing_submodels(
    cell: AgeingCell, mechanisms: Mapping[str, type[Mechanism]]
) -> dict[str, pybamm.BaseSubModel]:
    """Return the submodels of a cell that ages.

    Raises `InputError` if a mechanism acts in a cathode and there is none.

    Parameters
    ----------
    cell : AgeingCell
        What the mechanisms are put into.
    mechanisms : mapping
        As returned by `mechanisms_by_slot`; at least one.

    Returns
    -------
    dict
        Submodels by name. Some replace those of a cell that does not age.
    """
    made: dict[str, pybamm.BaseSubModel] = {}
    # The whole cell comes before its surfaces, and each surface with all that belongs to it: the
    # order of the states.
    _check_cathode(mechanisms.values(), cell.has_cathode)
    for mechanism in sorted(mechanisms.values(), key=lambda m: issubclass(m, SurfaceMechanism)):
        made |= mechanism.submodels(cell)
    if SolventReservoir.slot not in mechanisms:
        made["no solvent reservoir"] = _Constants(cell.param, {SOLVENT: 1.0})
    taken = tuple(name for one in mechanisms.values() for name in one.takes_lithium)
    bound = tuple(name for one in mechanisms.values() for name in one.binds_lithium)
    options = cell.options
    for side in cell.sides:
        absent = {at_side(side, n): 0.0 for n, slot in _ABSENT.items() if slot not in mechanisms}
        made[at_side(side, "Lithium no ageing")] = _Constants(cell.param, absent)
        prefix = f"{side} " if side else ""
        made[f"{prefix}lithium interphase film resistance"] = GrowingFilm(
            cell.param, side=side, options=options
        )
        made[at_side(side, "Lithium inventory")] = LithiumInventory(
            cell.param, side, taken, bound, options
        )
        if side:
            made[f"{side} lithium side reaction"] = LithiumSideReactionAtSide(
                cell.param, side, options=options
            )
        else:
            made["negative primary sei"] = LithiumSideReaction(cell.param, options)
    places = {side: place for place, side in enumerate(cell.sides, 1)}
    return dict(sorted(made.items(), key=lambda item: places.get(item[0].split()[0], 0)))


def lithium_in_all_places(
    variables: Mapping[str, pybamm.Symbol],
    mechanisms: Mapping[str, type[Mechanism]],
    elsewhere: pybamm.Symbol,
    sides: tuple[str, ...] = ("",),
) -> pybamm.Symbol:
    """Return the lithium of the whole cell per electrode area [mol.m-2].

    Parameters
    ----------
    variables : mapping
        Variables of a built model with ageing.
    mechanisms : mapping
        As returned by `mechanisms_by_slot`.
    elsewhere : pybamm.Symbol
        Lithium in active material and electrolyte [mol.m-2].
    sides : tuple of str
        Lithium surfaces.
    """
    held: tuple[str, ...] = (LITHIUM_INVENTORY, LITHIUM_IN_SEI, DEAD_LITHIUM)
    held += tuple(n for one in mechanisms.values() for n in one.holds_lithium if n not in held)
    names = [at_side(side, name) for side in sides for name in held]
    return elsewhere + sum(pybamm.yz_average(variables[name]) for name in names)
