"""SEI growth limited by the reaction at the lithium surface."""

from __future__ import annotations

from typing import Any

import pybamm

from .sei_growth import SEIGrowth

__all__ = ["ReactionLimitedSEI", "reaction_limited_rate"]


def reaction_limited_rate(rate_constant: Any, solvent_concentration: Any) -> Any:
    r"""Return the lithium bound [mol.m-2.s-1], (SEI-5).

    .. math:: r = k\,c_\mathrm{sol} \quad\Rightarrow\quad L = L_0 + k c_\mathrm{sol} t/c_\mathrm{Li}

    Parameters
    ----------
    rate_constant
        k [m.s-1], at the potential of lithium.
    solvent_concentration
        c_sol at the surface [mol.m-3].

    References
    ----------
    X.-G. Yang et al., J. Power Sources 360 (2017) 28, eq. 10. [Yang2017]_
    """
    return rate_constant * solvent_concentration


class ReactionLimitedSEI(SEIGrowth):
    """Growth in proportion to time, (SEI-5)."""

    def rate(self, thickness: Any, variables: dict) -> Any:
        """Return the lithium bound per area and time [mol.m-2.s-1]."""
        return reaction_limited_rate(
            pybamm.Parameter("SEI reaction rate constant [m.s-1]"),
            pybamm.Parameter("Residual solvent concentration [mol.m-3]"),
        )
