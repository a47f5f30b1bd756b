"""SEI growth by mobile interstitials: reaction, diffusion and migration in one law."""

from __future__ import annotations

import pybamm

from ..laws._types import Scalar
from .names import lithium_current
from .sei_growth import SEIGrowth

__all__ = ["KolzenbergSEI", "kolzenberg_rate"]


def kolzenberg_rate(
    apparent: Scalar,
    diffusion_length: Scalar,
    migration_ratio: Scalar,
    exchange_current: Scalar,
    faraday: Scalar,
) -> Scalar:
    r"""Return the lithium bound [mol.m-2.s-1], (SEI-7).

    .. math::
        r = \frac{j_0}{F}\,\frac{1 - m}{1 - m + L/L_\mathrm{diff}}, \qquad
        m = \frac{L}{L_\mathrm{mig}} = \frac{F\,i\,L}{2RT\,\kappa}

    Thin films are limited by the reaction (L ~ t), thick ones by diffusion (L ~ √t); plating
    (i < 0 here) adds electrons by migration, stripping takes them away.

    Parameters
    ----------
    apparent
        L, thickness beyond the tunnelling range [m], not negative.
    diffusion_length
        L_diff = D c F / j_0 [m].
    migration_ratio
        m of the stripping current [-]; negative for plating. Limited to 1, where growth ends.
    exchange_current
        j_0 at the potential of lithium [A.m-2].
    faraday
        F [C.mol-1].

    References
    ----------
    L. von Kolzenberg, A. Latz, B. Horstmann, ChemSusChem 13 (2020) 3901, eq. 19.
    [VonKolzenberg2020]_
    """
    mobile = 1 - migration_ratio
    return exchange_current / faraday * mobile / (mobile + apparent / diffusion_length)


class KolzenbergSEI(SEIGrowth):
    """Growth from linear to square-root in time, faster while lithium is plated, (SEI-7)."""

    def rate(self, thickness: Scalar, variables: dict) -> Scalar:
        """Return the lithium bound per area and time [mol.m-2.s-1]."""
        param = self.param
        T = variables["X-averaged cell temperature [K]"]
        j0 = pybamm.Parameter("SEI reaction exchange current density [A.m-2]")
        permeability = pybamm.Parameter("SEI lithium interstitial permeability [mol.m-1.s-1]")
        kappa = pybamm.Parameter("SEI conductivity [S.m-1]")
        tunnelling = pybamm.Parameter("SEI electron tunnelling distance [m]")
        apparent = pybamm.maximum(thickness - tunnelling, 0)
        stripping = lithium_current(self.side, variables)
        ratio = stripping * apparent * param.F / (2 * param.R * T * kappa)
        return kolzenberg_rate(
            apparent, permeability * param.F / j0, pybamm.minimum(ratio, 0.999), j0, param.F
        )
