"""What a mechanism of ageing says of itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

import pybamm

from .sei.names import at_side
from .sei.surface import LithiumSurface

__all__ = ["AgeingCell", "Mechanism", "MechanismsLike", "SurfaceMechanism"]


@dataclass(frozen=True)
class AgeingCell:
    """The cell that mechanisms are put into.

    Parameters
    ----------
    sides : tuple of str
        Lithium surfaces: ``("",)`` in a half-cell, ``("Left", "Right")`` in a symmetric cell.
    electrolyte_volume : pybamm.Symbol
        Electrolyte per electrode area [m].
    has_cathode : bool
        Whether there is an LFP electrode.
    x_average : bool
        Whether its particles are averaged over its thickness.
    """

    param: pybamm.LithiumIonParameters
    options: pybamm.BatteryModelOptions
    sides: tuple[str, ...]
    electrolyte_volume: pybamm.Symbol
    has_cathode: bool = False
    x_average: bool = False


class Mechanism(ABC):
    """Base of the mechanisms of ageing, beside the PyBaMM submodel that each is.

    A mechanism is a class in a file of its own in ``models/sei`` or ``models/electrode``. Names of
    variables are those of a half-cell; `at_side` makes those of a symmetric cell of them.
    """

    #: What it describes; a cell has at most one mechanism for each slot.
    slot: ClassVar[str]
    #: States that change slowly from cycle to cycle.
    slow_states: tuple[str, ...] = ()
    #: Rates [mol.m-2.s-1] at which it takes lithium from each surface, but for those in
    #: `sclcell.models.sei.ageing_names`, which are taken in any case.
    takes_lithium: ClassVar[tuple[str, ...]] = ()
    #: Amounts [mol.m-2] of lithium that are functions of other states and were taken from the
    #: surface; zero at the start.
    binds_lithium: ClassVar[tuple[str, ...]] = ()
    #: Amounts [mol.m-2] in which the lithium is found again that it took.
    holds_lithium: ClassVar[tuple[str, ...]] = ()
    #: Parameters that no table of this program has: name with unit to value, lowest and highest
    #: one, SI units.
    own_parameters: ClassVar[Mapping[str, tuple[float, float, float]]] = {}
    #: Whether it acts in the LFP electrode.
    needs_cathode: ClassVar[bool] = False

    @classmethod
    @abstractmethod
    def submodels(cls, cell: AgeingCell) -> dict[str, pybamm.BaseSubModel]:
        """Return the submodels by name; one of a name that is there takes its place."""


#: How a user names mechanisms, see `sclcell.models.mechanisms.chosen_mechanisms`.
MechanismsLike: TypeAlias = str | Iterable[str | type[Mechanism]] | None


class SurfaceMechanism(Mechanism, LithiumSurface):
    """Base of the mechanisms that act at each lithium surface."""

    def __init__(
        self,
        param: pybamm.LithiumIonParameters,
        side: str = "",
        options: pybamm.BatteryModelOptions | None = None,
    ) -> None:
        super().__init__(param, side, options)
        self.slow_states = tuple(at_side(side, name) for name in type(self).slow_states)

    @classmethod
    def submodels(cls, cell: AgeingCell) -> dict[str, pybamm.BaseSubModel]:
        """Return one at each lithium surface."""
        return {
            at_side(side, f"Lithium {cls.slot}"): cls(cell.param, side, cell.options)
            for side in cell.sides
        }
