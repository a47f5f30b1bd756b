r"""Conductivity of one ion in the reference films' composite polymer electrolyte.

Joins morphology, phase conductivities and the self-consistent balance, one per ion. All constants
come in one mapping, whose keys are `CLOSURE_PARAMETERS` and whose values may be floats, arrays,
PyBaMM symbols (so that each can be an InputParameter) or CasADi expressions. Equations (CPE-1) to
(CPE-6) in docs/theory.md.
"""

from collections.abc import Mapping

import numpy as np

from ._types import Scalar, single_node
from .effective_medium import self_consistent_conductivity
from .morphology import (
    agglomerated_thickness_ratio,
    filler_volume_fraction,
    interphase_volume_fraction,
)
from .salt_transport import arrhenius_factor

__all__ = [
    "CLOSURE_PARAMETERS",
    "interphase_conductivity",
    "ion_conductivity",
    "matrix_conductivity",
    "phase_fractions",
]

#: Names of the constants, in SI units.
CLOSURE_PARAMETERS = (
    "Filler mass fraction",
    "Filler density [kg.m-3]",
    "Matrix density [kg.m-3]",
    "Matrix cation conductivity [S.m-1]",
    "Matrix anion conductivity [S.m-1]",
    "Matrix activation energy [J.mol-1]",
    "Interphase thickness to filler radius ratio",
    "Agglomeration filler mass fraction",
    "Interphase mobility gain",
    "Interphase cation enrichment",
    "Interphase activation energy [J.mol-1]",
    "Filler cation conductivity [S.m-1]",
    "Filler activation energy [J.mol-1]",
    "Electrolyte reference temperature [K]",
    "Salt concentration [mol.m-3]",
    "Thermodynamic factor",
)

#: Those that the conductivity of an ion depends on, not those of the salt: the thermodynamic factor
#: may be a function.
_OF_IONS = CLOSURE_PARAMETERS[:-2]
_MATRIX = {+1: "Matrix cation conductivity [S.m-1]", -1: "Matrix anion conductivity [S.m-1]"}


def phase_fractions(constants: Mapping[str, Scalar]) -> tuple[Scalar, Scalar, Scalar]:
    r"""Return the volume fractions of matrix, interphase and filler core [-], (CPE-1).

    .. math:: \varphi_m = E_V,\quad \varphi_i = 1-\varphi_c-E_V,\quad \varphi_c

    Parameters
    ----------
    constants
        Values by name, see `CLOSURE_PARAMETERS`.

    References
    ----------
    (MOR-1) to (MOR-4).
    """
    w = constants["Filler mass fraction"]
    core = filler_volume_fraction(
        w, constants["Filler density [kg.m-3]"], constants["Matrix density [kg.m-3]"]
    )
    ratio = agglomerated_thickness_ratio(
        w,
        constants["Interphase thickness to filler radius ratio"],
        constants["Agglomeration filler mass fraction"],
    )
    interphase = interphase_volume_fraction(core, ratio)
    return 1 - core - interphase, interphase, core


def matrix_conductivity(
    constants: Mapping[str, Scalar], charge_number: int, temperature: Scalar
) -> Scalar:
    r"""Return the matrix's partial conductivity [S.m-1], (CPE-2).

    .. math:: \sigma_{m\pm}(T) = \sigma_{m\pm}(T_0)
        \exp\left[-\frac{E_m}{R}\left(\frac1T-\frac1{T_0}\right)\right]

    Parameters
    ----------
    constants
        Values by name.
    charge_number
        +1 for the cation, −1 for the anion.
    temperature
        T [K].

    References
    ----------
    Arrhenius' law, which the study fits with (its Fig. 1g). [Li2024]_
    """
    return constants[_MATRIX[charge_number]] * arrhenius_factor(
        constants["Matrix activation energy [J.mol-1]"],
        temperature,
        constants["Electrolyte reference temperature [K]"],
    )


def interphase_conductivity(
    constants: Mapping[str, Scalar], charge_number: int, temperature: Scalar
) -> Scalar:
    r"""Return the interphase's partial conductivity [S.m-1], (CPE-3).

    .. math:: \sigma_{i\pm}(T) = \sigma_{m\pm}(T_0)\, M\, e^{\pm y T_0/T}
        \exp\left[-\frac{E_i}{R}\left(\frac1T-\frac1{T_0}\right)\right]

    M is a gain in mobility that both ions share. The space charge enters by y = χ_SCL F|ψ|/RT0,
    the mean potential of the interphase in thermal units: cations enriched, anions depleted. The
    potential is constant, hence T0/T.

    Parameters
    ----------
    constants
        Values by name; M and y include the coating.
    charge_number
        +1 for the cation, −1 for the anion.
    temperature
        T [K].

    References
    ----------
    This work; Boltzmann factor as (SCL-4).
    """
    reference = constants["Electrolyte reference temperature [K]"]
    enrichment = constants["Interphase cation enrichment"] * reference / temperature
    mobile = constants[_MATRIX[charge_number]] * constants["Interphase mobility gain"]
    thermal = arrhenius_factor(
        constants["Interphase activation energy [J.mol-1]"], temperature, reference
    )
    return mobile * np.exp(charge_number * enrichment) * thermal


def ion_conductivity(
    constants: Mapping[str, Scalar], charge_number: int, temperature: Scalar
) -> Scalar:
    r"""Return one ion's conductivity in the composite [S.m-1], (CPE-6).

    .. math:: \sum_{j\in\{m,i,c\}} \varphi_j
        \frac{\sigma_{j\pm}-\sigma_\pm}{\sigma_{j\pm}+2\sigma_\pm} = 0

    Parameters
    ----------
    constants
        Values by name, see `CLOSURE_PARAMETERS`; filler mass fraction valid from 0 to 0.4.
    charge_number
        +1 for the cation, −1 for the anion. Anions do not enter the ceramic.
    temperature
        T [K], valid from 243 to 353 K.

    References
    ----------
    (EM-1), one balance per ion.
    """
    values = [constants[name] for name in _OF_IONS]
    closure = _cation_closure if charge_number > 0 else _anion_closure
    return closure(*values, temperature)


@single_node
def _cation_closure(*values: Scalar) -> Scalar:
    return _balance(+1, *values)


@single_node
def _anion_closure(*values: Scalar) -> Scalar:
    return _balance(-1, *values)


def _balance(charge_number: int, *values: Scalar) -> Scalar:
    constants: dict[str, Scalar] = dict(zip(_OF_IONS, values[:-1], strict=True))
    temperature = values[-1]
    phases = (
        matrix_conductivity(constants, charge_number, temperature),
        interphase_conductivity(constants, charge_number, temperature),
        _core_conductivity(constants, charge_number, temperature),
    )
    return self_consistent_conductivity(phase_fractions(constants), phases)


def _core_conductivity(
    constants: Mapping[str, Scalar], charge_number: int, temperature: Scalar
) -> Scalar:
    if charge_number < 0:
        return 0.0
    return constants["Filler cation conductivity [S.m-1]"] * arrhenius_factor(
        constants["Filler activation energy [J.mol-1]"],
        temperature,
        constants["Electrolyte reference temperature [K]"],
    )
