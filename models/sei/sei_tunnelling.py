"""SEI growth limited by electrons that tunnel through the film."""

from __future__ import annotations

import numpy as np
import pybamm

from ..laws._types import Scalar
from .sei_growth import SEIGrowth

__all__ = ["TunnellingSEI"]


class TunnellingSEI(SEIGrowth):
    r"""Growth with the logarithm of time, (SEI-6).

    .. math::
        r = \frac{j_0}{F} e^{-\beta L} \quad\Rightarrow\quad
        L = L_0 + \frac1\beta\ln\Big(1 + \frac{\beta j_0 e^{-\beta L_0}}{F c_\mathrm{Li}}\,t\Big)

    with j_0 of the bare surface at the potential of lithium [A.m-2] and β [m-1].

    References
    ----------
    M. Tang, S. Lu, J. Newman, J. Electrochem. Soc. 159 (2012) A1775, eq. 25. [Tang2012]_
    """

    def rate(self, thickness: Scalar, variables: dict) -> Scalar:
        """Return the lithium bound per area and time [mol.m-2.s-1]."""
        j0 = pybamm.Parameter("SEI reaction exchange current density [A.m-2]")
        barrier = pybamm.Parameter("SEI tunnelling barrier factor [m-1]")
        return j0 / self.param.F * np.exp(-barrier * thickness)
