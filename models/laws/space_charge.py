r"""Space-charge layer beside a charged filler surface: Gouy-Chapman.

Binary 1:1 electrolyte, planar surface at x = 0, bulk at x → ∞ with ψ = 0. A negative surface
potential attracts cations. Charges enter as ±1, so cations follow :math:`e^{-F\psi/RT}`.

Validity: ions without size in a mean field. Above ≈ 0.1 mol/L in a medium with a permittivity
near 10, the Debye length is an ion diameter and these formulas are order-of-magnitude estimates;
`sclcell.models.laws.attribution` uses them as such. Equations (SCL-1) to (SCL-6) in
docs/theory.md.
"""

import numpy as np

from ._types import Scalar
from .constants import FARADAY, GAS_CONSTANT, VACUUM_PERMITTIVITY, thermal_voltage

__all__ = [
    "debye_length",
    "excess_amount",
    "gouy_chapman_concentration",
    "gouy_chapman_potential",
    "sheet_conductance",
    "surface_charge",
    "surface_potential",
]


def debye_length(
    concentration: Scalar, relative_permittivity: Scalar, temperature: Scalar
) -> Scalar:
    r"""Return the Debye length of a 1:1 electrolyte [m], (SCL-1).

    .. math:: \lambda_D = \sqrt{\varepsilon\varepsilon_0 R T / (2 F^2 c_\infty)}

    Parameters
    ----------
    concentration
        Bulk salt concentration c∞ [mol.m-3], positive.
    relative_permittivity
        ε [-], positive.
    temperature
        T [K].

    References
    ----------
    R. J. Hunter, Foundations of Colloid Science (2001), ch. 7. [Hunter2001]_
    """
    permittivity = relative_permittivity * VACUUM_PERMITTIVITY
    return np.sqrt(permittivity * GAS_CONSTANT * temperature / (2 * FARADAY**2 * concentration))


def surface_charge(
    potential: Scalar, concentration: Scalar, relative_permittivity: Scalar, temperature: Scalar
) -> Scalar:
    r"""Return the surface charge that holds a surface potential [C.m-2], Grahame (SCL-2).

    On the filler; the layer holds the opposite charge.

    .. math::
        \Sigma = \sqrt{8\varepsilon\varepsilon_0 R T c_\infty}\,\sinh\frac{F\psi_0}{2RT}

    Parameters
    ----------
    potential
        Surface potential ψ0 [V] against the bulk; the charge has its sign.
    concentration, relative_permittivity, temperature
        c∞ [mol.m-3], ε [-], T [K].

    References
    ----------
    D. C. Grahame, Chem. Rev. 41 (1947) 441, eq. 27. [Grahame1947]_
    """
    scale = _charge_scale(concentration, relative_permittivity, temperature)
    return scale * np.sinh(FARADAY * potential / (2 * GAS_CONSTANT * temperature))


def surface_potential(
    charge: Scalar, concentration: Scalar, relative_permittivity: Scalar, temperature: Scalar
) -> Scalar:
    r"""Return the surface potential that a surface charge causes [V], inverse of (SCL-2).

    .. math::
        \psi_0 = \frac{2RT}{F}\,\mathrm{arsinh}
        \frac{\Sigma}{\sqrt{8\varepsilon\varepsilon_0 R T c_\infty}}

    Parameters
    ----------
    charge
        Σ [C.m-2].
    concentration, relative_permittivity, temperature
        c∞ [mol.m-3], ε [-], T [K].

    References
    ----------
    D. C. Grahame, Chem. Rev. 41 (1947) 441, eq. 27. [Grahame1947]_
    """
    scale = _charge_scale(concentration, relative_permittivity, temperature)
    return 2 * GAS_CONSTANT * temperature / FARADAY * np.arcsinh(charge / scale)


def gouy_chapman_potential(
    distance: Scalar, potential: Scalar, length: Scalar, temperature: Scalar
) -> Scalar:
    r"""Return the potential at a distance from the surface [V], (SCL-3).

    .. math:: \tanh\frac{F\psi}{4RT} = \tanh\frac{F\psi_0}{4RT}\, e^{-x/\lambda_D}

    Parameters
    ----------
    distance
        x [m], not negative.
    potential
        Surface potential ψ0 [V].
    length
        Debye length λ_D [m].
    temperature
        T [K].

    References
    ----------
    R. J. Hunter, Foundations of Colloid Science (2001), ch. 7. [Hunter2001]_
    """
    thermal = thermal_voltage(temperature)
    ratio = np.tanh(potential / (4 * thermal)) * np.exp(-distance / length)
    # artanh written out, since PyBaMM has no arctanh
    return 2 * thermal * np.log((1 + ratio) / (1 - ratio))


def gouy_chapman_concentration(
    distance: Scalar,
    charge_number: int,
    potential: Scalar,
    concentration: Scalar,
    length: Scalar,
    temperature: Scalar,
) -> Scalar:
    r"""Return an ion's concentration in the layer [mol.m-3], (SCL-4).

    .. math:: c_\pm = c_\infty e^{\mp F\psi/RT}

    Parameters
    ----------
    distance, potential, length, temperature
        As in `gouy_chapman_potential`.
    charge_number
        +1 for the cation, −1 for the anion.
    concentration
        c∞ [mol.m-3].

    References
    ----------
    R. J. Hunter, Foundations of Colloid Science (2001), ch. 7. [Hunter2001]_
    """
    psi = gouy_chapman_potential(distance, potential, length, temperature)
    return concentration * np.exp(-charge_number * FARADAY * psi / (GAS_CONSTANT * temperature))


def excess_amount(
    charge_number: int,
    potential: Scalar,
    concentration: Scalar,
    length: Scalar,
    temperature: Scalar,
) -> Scalar:
    r"""Return an ion's excess in the layer per area of surface [mol.m-2], (SCL-5).

    Negative for the depleted ion; F(Γ+ − Γ−) = −Σ.

    .. math:: \Gamma_\pm = \int_0^\infty (c_\pm - c_\infty)\,dx
        = 2 c_\infty\lambda_D\left(e^{\mp F\psi_0/2RT} - 1\right)

    Parameters
    ----------
    charge_number
        +1 for the cation, −1 for the anion.
    potential, concentration, length, temperature
        ψ0 [V], c∞ [mol.m-3], λ_D [m], T [K].

    References
    ----------
    J. Maier, Prog. Solid State Chem. 23 (1995) 171, sect. 3. [Maier1995]_
    """
    exponent = -charge_number * FARADAY * potential / (2 * GAS_CONSTANT * temperature)
    return 2 * concentration * length * (np.exp(exponent) - 1)


def sheet_conductance(mobility: Scalar, excess: Scalar) -> Scalar:
    r"""Return the excess conductance along the layer, per square [S], (SCL-6).

    .. math:: \Delta Y_\parallel = F u_\pm \Gamma_\pm

    Parameters
    ----------
    mobility
        Electric mobility u± [m2.V-1.s-1], positive for both ions.
    excess
        Γ± [mol.m-2].

    References
    ----------
    J. Maier, Prog. Solid State Chem. 23 (1995) 171, sect. 3. [Maier1995]_
    """
    return FARADAY * mobility * excess


def _charge_scale(
    concentration: Scalar, relative_permittivity: Scalar, temperature: Scalar
) -> Scalar:
    permittivity = relative_permittivity * VACUUM_PERMITTIVITY
    return np.sqrt(8 * permittivity * GAS_CONSTANT * temperature * concentration)
