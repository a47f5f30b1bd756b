"""SEI growth limited by solvent that diffuses through the film."""

from __future__ import annotations

from typing import Any

import pybamm

from .sei_growth import SEIGrowth

__all__ = ["SolventDiffusionSEI", "solvent_diffusion_rate"]


def solvent_diffusion_rate(thickness: Any, permeability: Any) -> Any:
    r"""Return the lithium bound [mol.m-2.s-1], (SEI-4).

    .. math:: r = P/L \quad\Rightarrow\quad L^2 = L_0^2 + 2 P t / c_\mathrm{Li}

    Parameters
    ----------
    thickness
        L [m], positive.
    permeability
        P = D c of solvent in the film [mol.m-1.s-1].

    References
    ----------
    F. Single, A. Latz, B. Horstmann, ChemSusChem 11 (2018) 1950. [Single2018]_
    """
    return permeability / thickness


class SolventDiffusionSEI(SEIGrowth):
    """Growth with the square root of time, (SEI-4)."""

    def rate(self, thickness: Any, variables: dict) -> Any:
        """Return the lithium bound per area and time [mol.m-2.s-1]."""
        permeability = pybamm.Parameter("SEI solvent permeability [mol.m-1.s-1]")
        return solvent_diffusion_rate(thickness, permeability)
