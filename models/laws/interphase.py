"""The polymer next to a particle, from the polymer away from it."""

from __future__ import annotations

import numpy as np

from ._types import Scalar, single_node
from .salt_transport import arrhenius_factor

__all__ = ["interphase_from_matrix"]


def interphase_from_matrix(
    matrix: Scalar,
    charge_number: Scalar,
    temperature: Scalar,
    mobility_gain: Scalar,
    cation_enrichment: Scalar = 0.0,
    energy_difference: Scalar = 0.0,
    crystal_loss: Scalar = 0.0,
    restored_share: Scalar = 0.0,
    reference_temperature: Scalar = 298.15,
) -> Scalar:
    r"""Return one ion's conductivity of the interphase [S.m-1], (CPE-7).

    .. math::
        \sigma_{i\pm} = \sigma_{m\pm}(T)\,M\,e^{\pm yT_0/T}\,e^{c\,k(T)}
        \exp\left[-\frac{E_i - E_m}{R}\left(\frac1T - \frac1{T_0}\right)\right]

    (CPE-3) for a matrix of any law of temperature. With the loss k of (TEM-5) the gain is M above
    the melting point and larger below, where the filler keeps part c of the crystals away.

    Parameters
    ----------
    matrix
        σ_m± at the temperature [S.m-1].
    charge_number
        +1 for the cation, −1 for the anion [-].
    temperature, reference_temperature
        T, T_0 [K].
    mobility_gain, cation_enrichment
        M and y at T_0 [-].
    energy_difference
        E_i − E_m [J.mol-1].
    crystal_loss, restored_share
        k [-], and the share c of it that is given back [-], from 0 to 1.

    References
    ----------
    This work.
    """
    return _interphase(
        matrix,
        charge_number,
        temperature,
        mobility_gain,
        cation_enrichment,
        energy_difference,
        restored_share * crystal_loss,
        reference_temperature,
    )


@single_node
def _interphase(
    matrix: Scalar, z: Scalar, T: Scalar, M: Scalar, y: Scalar, E: Scalar, ck: Scalar, T_0: Scalar
) -> Scalar:
    return matrix * M * np.exp(z * y * T_0 / T + ck) * arrhenius_factor(E, T, T_0)
