r"""Self-consistent (Bruggeman) conductivity of a three-phase mixture, in closed form.

.. math:: \sum_{j=1}^{3} \varphi_j \frac{\sigma_j - \sigma}{\sigma_j + 2\sigma} = 0,
    \qquad \sum_j \varphi_j = 1

is, with u = 2σ, the cubic u³ + A u² + B u − 2σ1σ2σ3 = 0. Its roots are real, since
Σ φ_j σ_j/(σ_j + u) = 1/3 has a root between each pair of poles and one at u > 0: the conductivity.
Equations (EM-1) to (EM-7) in docs/theory.md.
"""

import numpy as np

from ._types import Scalar, single_node

__all__ = [
    "depolarisation_factor",
    "hashin_shtrikman_bounds",
    "interface_limited_activation_energy",
    "interface_limited_conductivity",
    "maxwell_garnett_conductivity",
    "self_consistent_conductivity",
    "wiener_bounds",
]

# Keeps √(1 − r²) differentiable where two negative roots meet (equal phases, for instance). It
# shifts the seed by less than 1e-13 of its scale, which the polish step removes.
_ROUNDING = 1e-12
_TINY = 1e-100
_POLISH_STEPS = 2
_DUPLICATIONS = 12


def self_consistent_conductivity(
    fractions: tuple[Scalar, Scalar, Scalar],
    conductivities: tuple[Scalar, Scalar, Scalar],
) -> Scalar:
    r"""Return the self-consistent conductivity of three phases [S.m-1], (EM-1).

    The largest root of the cubic by Cardano's trigonometric form (EM-2), then two Newton steps
    (EM-3) that restore full relative precision at high contrast and make the derivative that of
    the implicit function, also where the trigonometric form alone has none.

    Parameters
    ----------
    fractions
        Volume fractions φ_j [-], not negative, of sum 1; phases may be absent.
    conductivities
        σ_j [S.m-1], not negative, at least one of a present phase positive. The result is exact
        to rounding up to a contrast of 10⁶ between them.

    Returns
    -------
    Scalar
        σ [S.m-1], broadcast shape of the arguments. Zero if the insulating phases together
        exceed 2/3 of the volume, where the conducting ones no longer percolate.

    References
    ----------
    D. A. G. Bruggeman, Ann. Phys. 416 (1935) 636; R. Landauer, J. Appl. Phys. 23 (1952) 779.
    [Bruggeman1935]_, [Landauer1952]_
    """
    return _self_consistent(*fractions, *conductivities)


def wiener_bounds(
    fractions: tuple[Scalar, ...], conductivities: tuple[Scalar, ...]
) -> tuple[Scalar, Scalar]:
    r"""Return the series and the parallel conductivity [S.m-1], (EM-4).

    .. math:: \Big(\sum_j \varphi_j/\sigma_j\Big)^{-1} \le \sigma \le \sum_j \varphi_j\sigma_j

    Parameters
    ----------
    fractions, conductivities
        φ_j [-] and σ_j [S.m-1], all positive.

    References
    ----------
    O. Wiener, Abh. Sächs. Ges. Wiss. 32 (1912) 509. [Wiener1912]_
    """
    pairs = list(zip(fractions, conductivities, strict=True))
    return 1 / sum(f / s for f, s in pairs), sum(f * s for f, s in pairs)


def hashin_shtrikman_bounds(
    fractions: tuple[float, ...], conductivities: tuple[float, ...]
) -> tuple[float, float]:
    r"""Return the bounds for isotropic mixtures [S.m-1], (EM-5).

    .. math:: \sigma_{lo,up} = \Big[\sum_j \frac{\varphi_j}{\sigma_j + 2\sigma_{min,max}}
        \Big]^{-1} - 2\sigma_{min,max}

    Parameters
    ----------
    fractions, conductivities
        φ_j [-] and σ_j [S.m-1], floats; extremes are taken over phases that are present.

    References
    ----------
    Z. Hashin, S. Shtrikman, J. Appl. Phys. 33 (1962) 3125. [Hashin1962]_
    """
    pairs = [(f, s) for f, s in zip(fractions, conductivities, strict=True) if f > 0]
    present = [s for _, s in pairs]

    def bound(reference: float) -> float:
        if reference == 0:
            return 0.0
        return 1 / sum(f / (s + 2 * reference) for f, s in pairs) - 2 * reference

    return bound(min(present)), bound(max(present))


def maxwell_garnett_conductivity(host: Scalar, inclusion: Scalar, fraction: Scalar) -> Scalar:
    r"""Return the conductivity of spheres in a continuous host [S.m-1], (EM-6).

    .. math:: \sigma = \sigma_h
        \frac{\sigma_p(1+2f) + 2\sigma_h(1-f)}{\sigma_p(1-f) + \sigma_h(2+f)}

    One of the bounds (EM-5) of two phases, whatever the fraction.

    Parameters
    ----------
    host, inclusion
        σ_h, positive, and σ_p [S.m-1].
    fraction
        Volume fraction f of the spheres [-], from 0 to 1.

    References
    ----------
    J. C. Maxwell Garnett, Phil. Trans. R. Soc. A 203 (1904) 385. [MaxwellGarnett1904]_
    """
    above = inclusion * (1 + 2 * fraction) + 2 * host * (1 - fraction)
    return host * above / (inclusion * (1 - fraction) + host * (2 + fraction))


def depolarisation_factor(aspect_ratio: Scalar) -> Scalar:
    r"""Return a spheroid's depolarisation factor along its axis [-], (EM-7); across, (1 − L)/2.

    .. math:: L = \frac p2\int_0^\infty\frac{dx}{(1+x)(p^2+x)^{3/2}}
        = \frac p3 R_D(1, 1, p^2)

    by Carlson's duplication: one smooth expression for wires, spheres (1/3) and sheets.

    Parameters
    ----------
    aspect_ratio
        p [-], length along the axis over width, positive.

    References
    ----------
    B. C. Carlson, Numer. Algorithms 10 (1995) 13. [Carlson1995]_
    """
    across, along = 1.0 + 0 * aspect_ratio, aspect_ratio * aspect_ratio
    total, weight = 0.0, 1.0
    for _ in range(_DUPLICATIONS):
        root = np.sqrt(along)
        step = across + 2 * np.sqrt(across) * root
        total = total + weight / (root * (along + step))
        weight, across, along = weight / 4, (across + step) / 4, (along + step) / 4
    mean = (2 * across + 3 * along) / 5
    # The rest is of fifth order in 1 - across/mean, which each duplication divides by four.
    return aspect_ratio * (total + weight / (3 * mean * np.sqrt(mean)))


def interface_limited_conductivity(
    conductivity: Scalar, resistance: Scalar, radius: Scalar
) -> Scalar:
    r"""Return the conductivity of a sphere behind a resistive surface [S.m-1], (CPE-4).

    .. math:: \sigma_c^\mathrm{eff} = \frac{\sigma_c}{1 + \sigma_c R_K/a}

    Exact for a sphere in a uniform field: outside it is indistinguishable from a homogeneous one.

    Parameters
    ----------
    conductivity
        σ_c of the ceramic [S.m-1].
    resistance
        Area-specific resistance R_K of its surface [Ohm.m2].
    radius
        a [m].

    References
    ----------
    D. P. H. Hasselman, L. F. Johnson, J. Compos. Mater. 21 (1987) 508. [Hasselman1987]_
    """
    return conductivity / (1 + conductivity * resistance / radius)


def interface_limited_activation_energy(
    conductivity: Scalar,
    resistance: Scalar,
    radius: Scalar,
    ceramic_energy: Scalar,
    interface_energy: Scalar,
) -> Scalar:
    r"""Return the activation energy of a sphere behind a resistive surface [J.mol-1], (CPE-5).

    .. math:: E = \frac{E_c\, a/\sigma_c + E_K R_K}{a/\sigma_c + R_K}

    The logarithmic derivative of (CPE-4) at the temperature of σ_c and R_K.

    Parameters
    ----------
    conductivity, resistance, radius
        σ_c [S.m-1], R_K [Ohm.m2], a [m].
    ceramic_energy, interface_energy
        E_c and E_K [J.mol-1].

    References
    ----------
    Derivative of (CPE-4).
    """
    inner = radius / conductivity
    return (ceramic_energy * inner + interface_energy * resistance) / (inner + resistance)


@single_node
def _self_consistent(
    f1: Scalar, f2: Scalar, f3: Scalar, sigma1: Scalar, sigma2: Scalar, sigma3: Scalar
) -> Scalar:
    scale = f1 * sigma1 + f2 * sigma2 + f3 * sigma3
    s1, s2, s3 = sigma1 / scale, sigma2 / scale, sigma3 / scale

    # (EM-2): u³ + a u² + b u − c = 0, its largest root
    a = s1 * (1 - 3 * f1) + s2 * (1 - 3 * f2) + s3 * (1 - 3 * f3)
    b = s1 * s2 * (3 * f3 - 2) + s1 * s3 * (3 * f2 - 2) + s2 * s3 * (3 * f1 - 2)
    c = 2 * s1 * s2 * s3
    q = (a * a - 3 * b) / 9  # positive: the roots are real and not all equal
    r = (9 * a * b + 27 * c - 2 * a * a * a) / (54 * q * np.sqrt(q))
    # arccos written with arctan, which PyBaMM has
    angle = np.pi / 2 - np.arctan(r / np.sqrt(1 - r * r + _ROUNDING))
    u = 2 * np.sqrt(q) * np.cos(angle / 3) - a / 3

    # (EM-3): 1/g is concave in u, so every step after the first approaches from below
    for _ in range(_POLISH_STEPS):
        u = np.abs(u) + _TINY
        g1, g2, g3 = f1 * s1 / (s1 + u), f2 * s2 / (s2 + u), f3 * s3 / (s3 + u)
        g = g1 + g2 + g3
        slope = g1 / (s1 + u) + g2 / (s2 + u) + g3 / (s3 + u)
        u = u - g * (1 - 3 * g) / slope
    return scale * (u + np.abs(u)) / 4
