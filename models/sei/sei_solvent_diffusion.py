"""SEI growth limited by solvent that diffuses through the film."""

from __future__ import annotations

import pybamm

from ..laws._types import Scalar
from .sei_growth import SEIGrowth

__all__ = ["SolventDiffusionSEI"]


class SolventDiffusionSEI(SEIGrowth):
    r"""Growth with the square root of time, (SEI-4).

    .. math:: r = P/L \quad\Rightarrow\quad L^2 = L_0^2 + 2 P t / c_\mathrm{Li}

    with the thickness L [m] and P = D c of solvent in the film [mol.m-1.s-1].

    References
    ----------
    F. Single, A. Latz, B. Horstmann, ChemSusChem 11 (2018) 1950. [Single2018]_
    """

    def rate(self, thickness: Scalar, variables: dict) -> Scalar:
        """Return the lithium bound per area and time [mol.m-2.s-1]."""
        return pybamm.Parameter("SEI solvent permeability [mol.m-1.s-1]") / thickness
