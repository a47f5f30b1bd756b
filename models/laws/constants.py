"""Physical constants and conversions of units.

Inside the models everything is in SI units; these names stand where people's units go in or come
out. A name such as ``MS_CM_PER_S_M`` is how many of the first unit make one of the second.
"""

import numpy as np

from ._types import Scalar

__all__ = [
    "AH_PER_MOL",
    "A_M2_PER_MA_CM2",
    "C_M2_PER_MAH_CM2",
    "ELEMENTARY_CHARGE",
    "EV_PER_K",
    "FARADAY",
    "GAS_CONSTANT",
    "J_MOL_PER_EV",
    "MA_CM2_PER_A_M2",
    "MS_CM_PER_S_M",
    "OHM_CM2_PER_OHM_M2",
    "OHM_M2_PER_OHM_CM2",
    "S_M_PER_MS_CM",
    "VACUUM_PERMITTIVITY",
    "celsius",
    "kelvin",
    "thermal_voltage",
]

# The SI of 2019 fixes the first three; written out, since scipy.constants takes long to import.
_AVOGADRO = 6.02214076e23  # [mol-1]
_BOLTZMANN = 1.380649e-23  # [J.K-1]
#: Charge of a proton [C].
ELEMENTARY_CHARGE = 1.602176634e-19
#: Faraday constant [C.mol-1].
FARADAY = _AVOGADRO * ELEMENTARY_CHARGE
#: Molar gas constant [J.mol-1.K-1].
GAS_CONSTANT = _AVOGADRO * _BOLTZMANN
#: Permittivity of vacuum [F.m-1], CODATA 2022.
VACUUM_PERMITTIVITY = 8.8541878188e-12

#: Energy per particle in eV to J.mol-1.
J_MOL_PER_EV = FARADAY
#: Boltzmann's constant [eV.K-1].
EV_PER_K = _BOLTZMANN / ELEMENTARY_CHARGE
#: Charge of one mole of lithium [A.h.mol-1]; per molar mass [g.mol-1] a capacity in A.h.g-1.
AH_PER_MOL = FARADAY / 3600

MS_CM_PER_S_M = 10.0
S_M_PER_MS_CM = 0.1
A_M2_PER_MA_CM2 = 10.0
MA_CM2_PER_A_M2 = 0.1
OHM_CM2_PER_OHM_M2 = 1e4
OHM_M2_PER_OHM_CM2 = 1e-4
C_M2_PER_MAH_CM2 = 3.6e4

_ZERO_CELSIUS = 273.15
# -30 + 273.15 would fall just below the lowest temperature of the closures.
_DIGITS = 9


def kelvin(temperature_degC: Scalar) -> Scalar:
    """Return a temperature [K].

    Parameters
    ----------
    temperature_degC : float or array
        [degC]
    """
    return _rounded(temperature_degC + _ZERO_CELSIUS)


def celsius(temperature_K: Scalar) -> Scalar:
    """Return a temperature [degC].

    Parameters
    ----------
    temperature_K : float or array
        [K]
    """
    return _rounded(temperature_K - _ZERO_CELSIUS)


def _rounded(temperature: Scalar) -> Scalar:
    if np.ndim(temperature) == 0:
        return round(float(temperature), _DIGITS)
    return np.round(temperature, _DIGITS)


def thermal_voltage(temperature: Scalar) -> Scalar:
    """Return RT/F [V] at a temperature [K]."""
    return GAS_CONSTANT * temperature / FARADAY
