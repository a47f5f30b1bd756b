"""SEI growth limited by the reaction at the lithium surface."""

from __future__ import annotations

import pybamm

from ..laws._types import Scalar
from .sei_growth import SEIGrowth

__all__ = ["ReactionLimitedSEI"]


class ReactionLimitedSEI(SEIGrowth):
    r"""Growth in proportion to time, (SEI-5).

    .. math:: r = k\,c_\mathrm{sol} \quad\Rightarrow\quad L = L_0 + k c_\mathrm{sol} t/c_\mathrm{Li}

    with k [m.s-1] at the potential of lithium and c_sol at the surface [mol.m-3].

    References
    ----------
    X.-G. Yang et al., J. Power Sources 360 (2017) 28, eq. 10. [Yang2017]_
    """

    def rate(self, thickness: Scalar, variables: dict) -> Scalar:
        """Return the lithium bound per area and time [mol.m-2.s-1]."""
        k = pybamm.Parameter("SEI reaction rate constant [m.s-1]")
        return k * pybamm.Parameter("Residual solvent concentration [mol.m-3]")
