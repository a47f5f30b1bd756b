"""What a solid-electrolyte interphase on lithium is made of, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..laws._types import Scalar

__all__ = ["COMPONENTS", "film_conductivity", "lithium_concentration", "solvent_permeability"]

#: Component -> lithium atoms per formula unit; the organic one is (CH2OCO2Li)2.
COMPONENTS = {"Li2O": 2, "LiF": 1, "Li2CO3": 2, "Organic": 2}


def film_conductivity(shares: Mapping[str, Scalar], conductivities: Mapping[str, Scalar]) -> Scalar:
    r"""Return the lithium-ion conductivity of a mixed film [S.m-1], (SEI-1).

    .. math:: \ln\sigma = \sum_k x_k \ln\sigma_k

    Lichtenecker's rule: between series and parallel, symmetric in the components.

    Parameters
    ----------
    shares
        Volume share x_k of each of `COMPONENTS` [-], of sum 1.
    conductivities
        σ_k [S.m-1], positive.

    References
    ----------
    K. Lichtenecker, Phys. Z. 27 (1926) 115. [Lichtenecker1926]_
    """
    return np.exp(sum(shares[k] * np.log(conductivities[k]) for k in COMPONENTS))


def lithium_concentration(
    shares: Mapping[str, Scalar], molar_volumes: Mapping[str, Scalar]
) -> Scalar:
    r"""Return the lithium in a dense film [mol.m-3], (SEI-2).

    .. math:: c_\mathrm{Li} = \sum_k x_k \nu_k / V_k

    Parameters
    ----------
    shares
        Volume share x_k of each of `COMPONENTS` [-].
    molar_volumes
        V_k [m3.mol-1] per formula unit with ν_k lithium atoms.
    """
    return sum(shares[k] * nu / molar_volumes[k] for k, nu in COMPONENTS.items())


def solvent_permeability(shares: Mapping[str, Scalar], organic_permeability: Scalar) -> Scalar:
    r"""Return diffusivity times concentration of solvent in the film [mol.m-1.s-1], (SEI-3).

    .. math:: P = P_\mathrm{org}\, x_\mathrm{org}^{3/2}

    Solvent moves through the organic share alone; the exponent is Bruggeman's.

    Parameters
    ----------
    shares
        Volume share of each of `COMPONENTS` [-].
    organic_permeability
        P_org of an all-organic film [mol.m-1.s-1].
    """
    return organic_permeability * shares["Organic"] ** 1.5
