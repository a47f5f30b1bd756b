r"""Volume fractions of matrix, interphase and filler in a composite electrolyte.

The filler is an equilibrium suspension of equal hard spheres of radius a. Each carries a shell of
interphase of thickness δ; shells overlap each other freely but not the spheres. Equations (MOR-1)
to (MOR-5) in docs/theory.md.
"""

import numpy as np

from ._types import Scalar, single_node

__all__ = [
    "agglomerated_thickness_ratio",
    "filler_volume_fraction",
    "interphase_volume_fraction",
    "specific_filler_area",
]


def filler_volume_fraction(
    mass_fraction: Scalar, filler_density: Scalar, matrix_density: Scalar
) -> Scalar:
    r"""Return the filler's volume fraction in a pore-free film [-], (MOR-1).

    .. math:: \varphi_c = \frac{w/\rho_c}{w/\rho_c + (1-w)/\rho_m}

    Parameters
    ----------
    mass_fraction
        w [-], from 0 to 1.
    filler_density, matrix_density
        ρ_c, ρ_m [kg.m-3]; the matrix includes its salt.

    References
    ----------
    Definition.
    """
    filler = mass_fraction * matrix_density
    return filler / (filler + (1 - mass_fraction) * filler_density)


@single_node
def interphase_volume_fraction(volume_fraction: Scalar, thickness_ratio: Scalar) -> Scalar:
    r"""Return the volume fraction of overlapping shells [-], (MOR-3).

    .. math:: \varphi_i = 1 - \varphi_c - E_V(\varphi_c, \delta/a)

    with the share of space farther than δ from every sphere, (MOR-2),

    .. math::
        E_V = (1-\eta)\exp\{-\eta[a_0((1+z)^3-1) + 3a_1((1+z)^2-1) + 12 a_2 z]\}

    .. math::
        a_0 = \frac{1+\eta+\eta^2-\eta^3}{(1-\eta)^3},\quad
        a_1 = \frac{\eta(3\eta^2-4\eta-3)}{2(1-\eta)^3},\quad
        a_2 = \frac{\eta^2(2-\eta)}{2(1-\eta)^3}

    and η = φ_c, z = δ/a. It integrates the conditional pair function
    G_V(x) = a_0 + a_1/x + a_2/x² (x in sphere diameters), whose value at contact is that of
    Carnahan and Starling and whose limits at x = 1/2 and x → ∞ are exact.

    Parameters
    ----------
    volume_fraction
        φ_c [-], from 0 to the freezing density 0.49.
    thickness_ratio
        δ/a [-], not negative.

    References
    ----------
    S. Torquato, B. Lu, J. Rubinstein, Phys. Rev. A 41 (1990) 2059. [Torquato1990]_
    """
    # Not as a difference, which loses its digits at small loading.
    return -(1 - volume_fraction) * np.expm1(-_exclusion(volume_fraction, thickness_ratio))


def _exclusion(eta: Scalar, z: Scalar) -> Scalar:
    """Return the exponent of (MOR-2)."""
    cube = (1 - eta) * (1 - eta) * (1 - eta)
    a0 = (1 + eta + eta * eta - eta * eta * eta) / cube
    a1 = eta * (3 * eta * eta - 4 * eta - 3) / (2 * cube)
    a2 = eta * eta * (2 - eta) / (2 * cube)
    outer = 1 + z
    volume = a0 * (outer * outer * outer - 1)
    return eta * (volume + 3 * a1 * (outer * outer - 1) + 12 * a2 * z)


@single_node
def agglomerated_thickness_ratio(
    loading: Scalar, dilute_ratio: Scalar, agglomeration_loading: Scalar
) -> Scalar:
    r"""Return δ/a of agglomerating filler [-], (MOR-4).

    .. math:: \delta/a = \frac{z_0}{1 + (x/x_a)^3}

    Agglomerates have a larger radius at the same shell thickness. The form is empirical: a smooth
    onset with one parameter, flat at small loading.

    Parameters
    ----------
    loading
        x [-]: mass fraction in the reference films, which were fitted so, volume fraction in the
        laws of composites, which serve fillers of any density.
    dilute_ratio
        z0 [-], δ/a at infinite dilution.
    agglomeration_loading
        x_a [-], loading at which the ratio has halved, in the same measure, positive.

    References
    ----------
    Assumed form, section "Morphology" of docs/theory.md.
    """
    relative = loading / agglomeration_loading
    return dilute_ratio / (1 + relative * relative * relative)


def specific_filler_area(volume_fraction: Scalar, radius: Scalar) -> Scalar:
    r"""Return the filler surface per volume of composite [m-1], (MOR-5).

    .. math:: S = 3\varphi_c/a

    Parameters
    ----------
    volume_fraction
        φ_c [-].
    radius
        a [m].

    References
    ----------
    Geometry of equal spheres.
    """
    return 3 * volume_fraction / radius
