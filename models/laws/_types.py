"""Type shared by the closures, and how closures enter PyBaMM's trees."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias

__all__ = ["Scalar", "single_node"]

#: A float, a numpy array, a PyBaMM symbol or a CasADi expression. Static types cannot say
#: "closed under arithmetic and numpy ufuncs", hence Any; the alias keeps the meaning readable.
Scalar: TypeAlias = Any


def single_node(function: Callable[..., Scalar]) -> Callable[..., Scalar]:
    """Make a function of positional scalars one node of a PyBaMM expression tree.

    See `sclcell.models.laws.symbolic.ClosureNode`. Without a PyBaMM symbol among them the
    arguments pass straight through.
    """

    @wraps(function)
    def wrapper(*arguments: Scalar) -> Scalar:
        pybamm = sys.modules.get("pybamm")  # without it no argument can be a symbol
        if pybamm is not None and any(isinstance(a, pybamm.Symbol) for a in arguments):
            from .symbolic import ClosureNode

            return ClosureNode(function, *arguments)
        return function(*arguments)

    return wrapper
