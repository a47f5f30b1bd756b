"""Closures as single nodes of PyBaMM's expression trees."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from operator import attrgetter
from typing import Any, cast

import pybamm

from ._types import Scalar

__all__ = ["ClosureNode"]


class ClosureNode(pybamm.Function):
    """A closure applied to PyBaMM symbols, as one node.

    PyBaMM walks an expression as a tree, so a formula that uses its own intermediate results many
    times (a root, a Newton step) grows exponentially: the conductivity of a composite, written
    out, has 70 million nodes. As one node it has twenty, CasADi still differentiates through it
    exactly, and the node can be written to JSON because it knows its function by name.

    Parameters
    ----------
    function : callable
        Function of a module, or class method, of numbers, arrays or CasADi expressions.
    *children : pybamm.Symbol
        Its arguments.
    """

    __slots__ = ()

    def __init__(self, function: Callable[..., Scalar], *children: pybamm.Symbol) -> None:
        super().__init__(function, *children, name=f"function ({_path(function)[1]})")

    def create_copy(
        self,
        new_children: list[pybamm.Symbol] | None = None,
        perform_simplifications: bool = True,
    ) -> pybamm.Symbol:
        """Return the node over new children; a number if all of them are."""
        # PyBaMM annotates this list as a single symbol.
        children = cast(list[pybamm.Symbol], self._children_for_copying(new_children))
        copy = ClosureNode(self.function, *children)
        return pybamm.simplify_if_constant(copy) if perform_simplifications else copy

    def _function_new_copy(self, children: list) -> pybamm.Symbol:
        return pybamm.simplify_if_constant(ClosureNode(self.function, *children))

    def to_json(self) -> dict[str, object]:
        """Return what `_from_json` needs besides the children."""
        return {"name": self.name, "function": ":".join(_path(self.function))}

    @classmethod
    def _from_json(cls, snippet: Mapping[str, Any]) -> ClosureNode:
        module, name = snippet["function"].split(":")
        return cls(attrgetter(name)(import_module(module)), *snippet["children"])


def _path(function: Callable[..., Scalar]) -> tuple[str, str]:
    """Return module and name; a class method is that of the class that it is bound to."""
    owner = getattr(function, "__self__", None)
    if isinstance(owner, type):
        return owner.__module__, f"{owner.__qualname__}.{function.__name__}"
    return function.__module__, function.__qualname__
