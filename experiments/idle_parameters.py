"""Parameters of ageing that a cell was given and none of its mechanisms contains."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..models.composite_electrolyte_dfn import CompositeElectrolyteDFN
from ..models.mechanisms import MECHANISMS, mechanisms_by_slot, own_parameters
from ..models.symmetric_lithium_cell import SymmetricLithiumCell
from ..parameter_sets.degradation import COMPOSITION, FAMILIES, degradation_rows

__all__ = ["idle_parameters"]


def idle_parameters(
    names: Iterable[str], mechanisms: Sequence[type], cathode: bool = True
) -> dict[str, str]:
    """Return parameters without effect, and a mechanism that would contain each.

    Parameters
    ----------
    names : iterable of str
        Parameters that were given.
    mechanisms : sequence of type
        How the cell ages.
    cathode : bool, optional
        Whether it has an LFP electrode.
    """
    # What follows from the film's composition is not in the equations by name.
    known = {*degradation_rows(FAMILIES[0]), *own_parameters()} - COMPOSITION
    open_names = known & {*names}
    if open_names:
        open_names -= _contained(mechanisms, cathode)
    found: dict[str, str] = {}
    for other in MECHANISMS.values() if open_names else ():
        if other not in mechanisms and (cathode or not other.needs_cathode):
            there = mechanisms_by_slot(mechanisms) | {other.slot: other}
            for name in sorted(open_names & _contained(there.values(), cathode)):
                found.setdefault(name, other.__name__)
    return found


def _contained(mechanisms: Iterable[type], cathode: bool) -> set[str]:
    model = (
        CompositeElectrolyteDFN(mechanisms=mechanisms)
        if cathode
        else SymmetricLithiumCell({"surface form": "algebraic"}, mechanisms=mechanisms)
    )
    return {parameter.name for parameter in model.parameters}
