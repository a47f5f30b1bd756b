"""SEI growth limited by electrons that tunnel through the film."""

from __future__ import annotations

from typing import Any

import numpy as np
import pybamm

from .sei_growth import SEIGrowth

__all__ = ["TunnellingSEI", "tunnelling_rate"]


def tunnelling_rate(thickness: Any, exchange_current: Any, barrier: Any, faraday: Any) -> Any:
    r"""Return the lithium bound [mol.m-2.s-1], (SEI-6).

    .. math::
        r = \frac{j_0}{F} e^{-\beta L} \quad\Rightarrow\quad
        L = L_0 + \frac1\beta\ln\Big(1 + \frac{\beta j_0 e^{-\beta L_0}}{F c_\mathrm{Li}}\,t\Big)

    Parameters
    ----------
    thickness
        L [m].
    exchange_current
        j_0 of the bare surface at the potential of lithium [A.m-2].
    barrier
        β [m-1].
    faraday
        F [C.mol-1].

    References
    ----------
    M. Tang, S. Lu, J. Newman, J. Electrochem. Soc. 159 (2012) A1775, eq. 25. [Tang2012]_
    """
    return exchange_current / faraday * np.exp(-barrier * thickness)


class TunnellingSEI(SEIGrowth):
    """Growth with the logarithm of time, (SEI-6)."""

    def rate(self, thickness: Any, variables: dict) -> Any:
        """Return the lithium bound per area and time [mol.m-2.s-1]."""
        return tunnelling_rate(
            thickness,
            pybamm.Parameter("SEI reaction exchange current density [A.m-2]"),
            pybamm.Parameter("SEI tunnelling barrier factor [m-1]"),
            self.param.F,
        )
