"""What a model says of the states that ageing adds."""

from __future__ import annotations

from typing import Any

__all__ = ["AgeingStates"]


class AgeingStates:
    """Mixin that collects from the submodels what they say of their states."""

    submodels: dict[str, Any]

    @property
    def slow_states(self) -> tuple[str, ...]:
        """Names of the states that ageing adds, but for the lithium inventories."""
        return tuple(
            state
            for submodel in self.submodels.values()
            for state in getattr(submodel, "slow_states", ())
        )

    @property
    def states_in_proportion(self) -> dict[str, str]:
        """States that change in proportion when a slow state is set, and that slow state."""
        return {
            state: slow
            for submodel in self.submodels.values()
            for state, slow in getattr(submodel, "in_proportion", {}).items()
        }

    @property
    def inventory_states(self) -> tuple[str, ...]:
        """Names of the states that the lithium of other places is taken from."""
        states = (
            getattr(submodel, "inventory_state", None) for submodel in self.submodels.values()
        )
        return tuple(state for state in states if state is not None)
