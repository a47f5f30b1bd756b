"""The conductivity closure as one node of PyBaMM's expression tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pybamm

__all__ = ["IonConductivity"]


class IonConductivity(pybamm.Function):
    """Conductivity of one ion in a composite [S.m-1], as a function of all closure constants.

    Written out, the solution of the self-consistent balance repeats its arguments so often that
    the expression *tree* (which PyBaMM walks in several places) has 70 million nodes. As one
    node it has a dozen; CasADi still differentiates through it exactly.

    Parameters
    ----------
    evaluate : callable
        ``evaluate(names, charge_number, values)`` with the closure itself.
    names : tuple of str
        Names of the closure constants, in the order of ``children``.
    charge_number : int
        +1 or -1.
    children : pybamm.Symbol
        Closure constants, then temperature [K].
    """

    __slots__ = ("charge_number", "evaluator")

    def __init__(
        self, evaluator: Callable[..., Any], charge_number: int, *children: pybamm.Symbol
    ) -> None:
        self.charge_number = charge_number
        self.evaluator = evaluator
        ion = "cation" if charge_number > 0 else "anion"
        super().__init__(self._closure, *children, name=f"function ({ion} conductivity)")

    def _closure(self, *values: Any) -> Any:
        return self.evaluator(self.charge_number, *values)

    def _new(self, children: list) -> IonConductivity:
        return IonConductivity(self.evaluator, self.charge_number, *children)

    def create_copy(
        self,
        new_children: list[pybamm.Symbol] | None = None,
        perform_simplifications: bool = True,
    ) -> pybamm.Symbol:
        """Return the node over new children; a number if all of them are."""
        copy = self._new(self._children_for_copying(new_children))
        return pybamm.simplify_if_constant(copy) if perform_simplifications else copy

    def _function_new_copy(self, children: list) -> pybamm.Symbol:
        return pybamm.simplify_if_constant(self._new(children))

    def to_json(self) -> dict[str, Any]:
        """Return what `_from_json` needs besides the children."""
        return {"name": self.name, "charge_number": self.charge_number}

    @classmethod
    def _from_json(cls, snippet: Mapping[str, Any]) -> IonConductivity:
        from .composite import evaluate_ion_conductivity

        return cls(evaluate_ion_conductivity, snippet["charge_number"], *snippet["children"])
