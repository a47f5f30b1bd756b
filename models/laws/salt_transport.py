r"""Salt transport consistent with a composite's conductivity and transference number.

Stefan-Maxwell (or dilute) transport without cross terms between the ions. Equations (SALT-1) to
(SALT-4) in docs/theory.md.
"""

from collections.abc import Callable

import numpy as np

from ...errors import check_range
from ._types import Scalar
from .constants import FARADAY, GAS_CONSTANT, thermal_voltage

__all__ = [
    "arrhenius_factor",
    "effective_activation_energy",
    "limiting_current_density",
    "salt_diffusivity",
]


def salt_diffusivity(
    conductivity: Scalar,
    transference_number: Scalar,
    concentration: Scalar,
    thermodynamic_factor: Scalar,
    temperature: Scalar,
) -> Scalar:
    r"""Return the salt diffusivity [m2.s-1], (SALT-1).

    .. math:: D = \frac{2\chi R T\sigma t_+(1-t_+)}{F^2\varepsilon c}

    With this D the steady current of a Bruce-Vincent experiment is t+ times the initial one. The
    film counts as one homogeneous medium, so ε = 1 and σ is the film's own value.

    Parameters
    ----------
    conductivity
        σ [S.m-1].
    transference_number
        t+ [-]. Outside (0, 1) the result is not positive: reject it where data enter.
    concentration
        Salt per volume of film c [mol.m-3].
    thermodynamic_factor
        χ = 1 + dln f/dln c [-], PyBaMM's "Thermodynamic factor".
    temperature
        T [K].

    References
    ----------
    J. Newman, K. E. Thomas-Alyea, Electrochemical Systems (2004), ch. 11-12. [Newman2004]_
    """
    share = transference_number * (1 - transference_number)
    thermal = 2 * thermodynamic_factor * GAS_CONSTANT * temperature
    return thermal * conductivity * share / (FARADAY**2 * concentration)


def limiting_current_density(
    diffusivity: Scalar, concentration: Scalar, transference_number: Scalar, thickness: Scalar
) -> Scalar:
    r"""Return the steady limiting current between two Li electrodes [A.m-2], (SALT-2).

    .. math:: i_{lim} = \frac{2 F D c}{(1-t_+)L}

    Parameters
    ----------
    diffusivity, concentration, transference_number, thickness
        D [m2.s-1], mean c [mol.m-3], t+ [-] below 1, L [m]; D and t+ constant across the film.

    References
    ----------
    J. Newman, K. E. Thomas-Alyea, Electrochemical Systems (2004), ch. 11. [Newman2004]_
    """
    return 2 * FARADAY * diffusivity * concentration / ((1 - transference_number) * thickness)


def arrhenius_factor(
    activation_energy: Scalar, temperature: Scalar, reference_temperature: Scalar
) -> Scalar:
    r"""Return the factor by which a property differs from its reference value [-].

    .. math:: \exp\left[-\frac{E}{R}\left(\frac{1}{T}-\frac{1}{T_0}\right)\right]

    Parameters
    ----------
    activation_energy
        E [J.mol-1].
    temperature, reference_temperature
        T, T0 [K]; a number of PyBaMM's, as of an experiment, must lie within 100 to 1000.

    References
    ----------
    Arrhenius' law.
    """
    number: Scalar = temperature
    while type(number).__name__.endswith("Broadcast"):
        number = number.children[0]
    if type(number).__name__ == "Scalar":
        # Else a temperature in degrees Celsius ends as a division by zero, without a word.
        check_range("temperature", number.value, 100, 1000, "K", "PyBaMM's are in kelvin.")
    inverse = 1 / temperature - 1 / reference_temperature
    return np.exp(-activation_energy / GAS_CONSTANT * inverse)


def effective_activation_energy(
    conductivity: Callable[[float], Scalar], low: float, high: float, number: int = 7
) -> Scalar:
    r"""Return the slope of an Arrhenius plot over a stated window [eV], (SALT-4).

    .. math:: E_a = -\frac{\mathrm{d}\ln\sigma}{\mathrm{d}(1/k_BT)}

    by least squares over equally spaced temperatures, as it is done with measured points. The
    slope is that of ln σ, not of ln(σT).

    Parameters
    ----------
    conductivity
        σ(T) [S.m-1] of a temperature [K].
    low, high
        Window [K].
    number
        Number of temperatures, at least 2.

    References
    ----------
    Arrhenius' law.
    """
    temperatures = np.linspace(low, high, number)
    x = 1 / thermal_voltage(temperatures)  # 1/k_B T [1/eV]
    weights = (x - x.mean()) / np.sum((x - x.mean()) ** 2)
    # term by term, because CasADi expressions cannot be numpy elements
    terms = [
        float(weight) * np.log(conductivity(float(temperature)))
        for weight, temperature in zip(weights, temperatures, strict=True)
    ]
    return -sum(terms[1:], start=terms[0])
