r"""Space-charge layer with one frozen ion: Mott-Schottky.

The counter charge c∞ cannot move (a doped ceramic, or anions bound to the filler); the mobile ion
is depleted over a sharp width. Equations (SCL-8) to (SCL-10) in docs/theory.md.
"""

import numpy as np

from ._types import FARADAY, GAS_CONSTANT, VACUUM_PERMITTIVITY, Scalar

__all__ = ["mott_schottky_concentration", "mott_schottky_excess", "mott_schottky_width"]


def mott_schottky_width(
    potential: Scalar, concentration: Scalar, relative_permittivity: Scalar
) -> Scalar:
    r"""Return the depletion width when the other ion is frozen [m], (SCL-8).

    .. math:: \lambda^* = \sqrt{2\varepsilon\varepsilon_0\psi_0/(F c_\infty)}

    Parameters
    ----------
    potential
        Magnitude of the potential drop ψ0 [V], positive: the mobile ion is depleted.
    concentration
        Concentration of the frozen counter charge c∞ [mol.m-3].
    relative_permittivity
        ε [-].

    Returns
    -------
    Scalar
        λ* [m].

    References
    ----------
    J. Maier, Prog. Solid State Chem. 23 (1995) 171, sect. 3. [Maier1995]_
    """
    permittivity = relative_permittivity * VACUUM_PERMITTIVITY
    return np.sqrt(2 * permittivity * potential / (FARADAY * concentration))


def mott_schottky_concentration(
    distance: Scalar, potential: Scalar, concentration: Scalar, width: Scalar, temperature: Scalar
) -> Scalar:
    r"""Return the depleted ion's concentration [mol.m-3], (SCL-9).

    .. math:: c = c_\infty \exp\left[-\frac{F\psi_0}{RT}\left(1 - \frac{x}{\lambda^*}\right)^2
        \right]

    Parameters
    ----------
    distance
        x [m], from 0 to λ*; beyond, the concentration is c∞ and this formula does not hold.
    potential, concentration, width, temperature
        ψ0 [V], c∞ [mol.m-3], λ* [m], T [K].

    Returns
    -------
    Scalar
        c(x) [mol.m-3].

    References
    ----------
    J. Maier, Prog. Solid State Chem. 23 (1995) 171, sect. 3. [Maier1995]_
    """
    position = 1 - distance / width
    exponent = -FARADAY * potential / (GAS_CONSTANT * temperature) * position * position
    return concentration * np.exp(exponent)


def mott_schottky_excess(concentration: Scalar, width: Scalar) -> Scalar:
    r"""Return the depleted ion's (negative) excess per area [mol.m-2], (SCL-10).

    .. math:: \Gamma = -c_\infty\lambda^*

    The abrupt approximation: no mobile ion within λ*. The profile (SCL-9) leaves a remainder of
    relative size √(π RT/4Fψ0), so this holds for ψ0 ≫ RT/F.

    Parameters
    ----------
    concentration, width
        c∞ [mol.m-3], λ* [m].

    Returns
    -------
    Scalar
        Γ [mol.m-2]; F Γ balances the surface charge √(2 ε ε0 F c∞ ψ0).

    References
    ----------
    J. Maier, Prog. Solid State Chem. 23 (1995) 171, sect. 3. [Maier1995]_
    """
    return -concentration * width
