"""Plating cracks the film; what lies bare is covered anew."""

from __future__ import annotations

import pybamm

from ..laws.salt_transport import arrhenius_factor
from ..mechanism import SurfaceMechanism
from .ageing_names import SEI_REPAIR, SOLVENT
from .names import at_side, lithium_current

__all__ = ["CrackAndRepair"]


class CrackAndRepair(SurfaceMechanism):
    r"""Repair of the film per charge plated, while there is solvent to form it, (SEI-8).

    .. math::
        r_\mathrm{rep} = \chi\,\Big(\frac{i_\mathrm{pl}}{i_0}\Big)^m \frac{i_\mathrm{pl}}{F}

    A deposit breaks the film in proportion to its volume and the film heals at once, so a
    fraction χ of the lithium plated at i_pl [A.m-2] ends in it.

    References
    ----------
    L. von Kolzenberg et al. (2020) and citations there for cracks per cycle; the form is ours.
    [VonKolzenberg2020]_
    """

    slot = "SEI repair"

    def get_coupled_variables(self, variables: dict) -> dict:
        """Add the repair rate [mol.m-2.s-1]."""
        T = variables["X-averaged cell temperature [K]"]
        plating = pybamm.maximum(-lithium_current(self.side, variables), 0)
        i_ref = pybamm.Parameter("SEI repair reference current density [A.m-2]")
        exponent = pybamm.Parameter("SEI repair rate exponent")
        E = pybamm.Parameter("SEI repair activation energy [J.mol-1]")
        T_ref = pybamm.Parameter("Ageing reference temperature [K]")
        # The small term keeps 0^0 out at rest; it changes the factor by less than 1e-5.
        factor = (plating / i_ref + 1e-6) ** exponent
        factor *= arrhenius_factor(E, T, T_ref)
        # Repair takes what it needs until the reservoir is all but empty.
        solvent = variables[SOLVENT]
        residual = pybamm.Parameter("Film conductance without solvent")
        factor *= solvent / (solvent + residual) * (1 + residual)
        chi = pybamm.Parameter("SEI repair fraction of plated lithium")
        variables[at_side(self.side, SEI_REPAIR)] = chi * factor * plating / self.param.F
        return variables
