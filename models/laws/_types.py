"""Type shared by the closures, and how closures enter PyBaMM's trees."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias

__all__ = ["Scalar", "as_one_node", "single_node"]

#: A float, a numpy array, a PyBaMM symbol or a CasADi expression. Static types cannot say
#: "closed under arithmetic and numpy ufuncs", hence Any; the alias keeps the meaning readable.
Scalar: TypeAlias = Any


def as_one_node(function: Callable[..., Scalar], *arguments: Scalar) -> Scalar:
    """Return the value of a function, or one node of a PyBaMM expression tree that stands for it.

    See `sclcell.models.laws.symbolic.ClosureNode`. Pickle and JSON must find the function by its
    module and name.

    Parameters
    ----------
    function
        Function of a module, or class method.
    *arguments
        Without a PyBaMM symbol among them they pass straight through.
    """
    if not _any_symbol(arguments):
        return function(*arguments)
    from .symbolic import ClosureNode

    return ClosureNode(function, *arguments)


def single_node(function: Callable[..., Scalar]) -> Callable[..., Scalar]:
    """Make a function of a module one node, see `as_one_node`."""

    @wraps(function)
    def wrapper(*arguments: Scalar) -> Scalar:
        # Under the function's name pickle finds the wrapper, not the function.
        return as_one_node(wrapper if _any_symbol(arguments) else function, *arguments)

    return wrapper


def _any_symbol(arguments: tuple[Scalar, ...]) -> bool:
    pybamm = sys.modules.get("pybamm")  # without it no argument can be a symbol
    return pybamm is not None and any(isinstance(a, pybamm.Symbol) for a in arguments)
