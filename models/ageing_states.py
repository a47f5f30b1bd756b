"""What a model says of the states that ageing adds."""

from __future__ import annotations

from itertools import chain
from typing import Any

import pybamm

__all__ = ["AgeingStates"]


class AgeingStates:
    """Mixin that collects from the submodels what they say of their states."""

    submodels: dict[str, pybamm.BaseSubModel]

    def _said(self, attribute: str) -> list[Any]:
        found = (getattr(submodel, attribute, None) for submodel in self.submodels.values())
        return [one for one in found if one]

    @property
    def slow_states(self) -> tuple[str, ...]:
        """Names of the states that ageing adds, but for the lithium inventories."""
        return tuple(chain.from_iterable(self._said("slow_states")))

    @property
    def states_in_proportion(self) -> dict[str, str]:
        """States that change in proportion when a slow state is set, and that slow state."""
        return {name: slow for one in self._said("in_proportion") for name, slow in one.items()}

    @property
    def inventory_states(self) -> tuple[str, ...]:
        """Names of the states that the lithium of other places is taken from."""
        return tuple(self._said("inventory_state"))
