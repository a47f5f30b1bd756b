"""A solver whose equations are scalar operations, as machine code where it pays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import casadi
import pybamm

from .machine_code import compiled

__all__ = ["WORTH_EXPANDING", "ScalarEquations", "expanded"]

#: Solves from which on expansion pays: it takes 0.1 s, and a solve then takes some ms less.
WORTH_EXPANDING = 20
# PyBaMM's names of what the solver calls in every step, and of what sensitivities need.
_CALLED = ("rhs_algebraic_eval", "jac_rhs_algebraic_eval", "algebraic_eval", "jac_algebraic_eval")
_DIFFERENTIATED = ("jac_rhs_algebraic_action_eval", "jacp_rhs_algebraic_eval")
_OUTPUTS = ("computed_var_fcns", "computed_dvar_dy_fcns", "computed_dvar_dp_fcns")


def expanded(functions: Sequence[casadi.Function], solves: int) -> list[casadi.Function]:
    """Return functions of matrices as scalar operations, what occurs twice computed once.

    What has no scalar form (interpolants) stays as it is.

    Parameters
    ----------
    functions : sequence of casadi.Function
        Any.
    solves : int
        How many solves are expected; see `machine_code.compiled`.
    """
    found = [*functions]
    scalar = []
    for k, function in enumerate(found):
        try:
            found[k] = function.expand(f"{function.name()}_{k}", {"cse": True})
        except RuntimeError:
            continue
        scalar.append(k)
    for k, code in zip(scalar, compiled([found[k] for k in scalar], solves), strict=True):
        found[k] = code
    return found


class ScalarEquations(pybamm.BaseSolver):
    """Part of a solver: hands the equations on in scalar form, behind the solver among the bases.

    PyBaMM's operate on matrices, each operation a call with results in memory: in CasADi's
    interpreter they take a fifth longer, and compiled half as long again.
    """

    #: How many solves are expected.
    solves = 1

    def set_up(
        self,
        model: Any,
        inputs: Any = None,
        t_eval: object = None,
        ics_only: bool = False,
    ) -> None:
        """Set up as every solver does, and expand."""
        super().set_up(model, inputs, t_eval, ics_only)
        if ics_only or self.solves < WORTH_EXPANDING:
            return
        names = [*_CALLED, *(_DIFFERENTIATED if model.calculate_sensitivities else ())]
        places: list[tuple[Any, Any, Any]] = [(vars(model), n, getattr(model, n)) for n in names]
        events = model.terminate_events_eval
        places += [(events, k, event) for k, event in enumerate(events)]
        for outputs in (getattr(self, name) for name in _OUTPUTS):
            places += [(outputs, name, function) for name, function in outputs.items()]
        places = [one for one in places if isinstance(one[2], casadi.Function)]
        faster = expanded([function for *_, function in places], self.solves)
        for (where, name, _), function in zip(places, faster, strict=True):
            where[name] = function
