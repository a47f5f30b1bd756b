"""Coated spheres in a continuous matrix."""

from __future__ import annotations

from .._types import Scalar
from ..effective_medium import maxwell_garnett_conductivity
from .base import CompositeLaw, Phases
from .shell import HIGHEST_VOLUME_FRACTION, SHELL, filler_behind_interface, shell_fraction

__all__ = ["CoatedSpheres"]

# Lets the share of the core stay defined at zero filler.
_TRACE = 1e-10


class CoatedSpheres(CompositeLaw):
    r"""Maxwell-Garnett with a shell: conducting or blocking, around any core, (COM-4).

    .. math::
        \sigma_p = \sigma_\mathrm{MG}(\sigma_i, \sigma_c, \varphi_c/f), \qquad
        \sigma = \sigma_\mathrm{MG}(\sigma_m, \sigma_p, f), \qquad f = \varphi_c + \varphi_i

    The matrix stays connected whatever the loading, so conducting shells gain less than in the
    self-consistent law and blocking ones cost less.

    References
    ----------
    [MaxwellGarnett1904]_; exact for an assemblage of coated spheres of all sizes [Hashin1962]_.
    """

    name = "coated-spheres"
    title = "coated spheres in a continuous matrix (Maxwell-Garnett)"
    label = "COM-4"
    constants = SHELL
    highest_volume_fraction = HIGHEST_VOLUME_FRACTION

    @classmethod
    def formula(
        cls, phases: Phases, volume_fraction: Scalar, radius: Scalar, constants: dict[str, Scalar]
    ) -> Scalar:
        """Return the conductivity of coated spheres in the matrix [S.m-1]."""
        core = volume_fraction + _TRACE
        coated = core + shell_fraction(core, radius, constants)
        filler = filler_behind_interface(phases.filler, radius, constants)
        particle = maxwell_garnett_conductivity(phases.interphase, filler, core / coated)
        return maxwell_garnett_conductivity(
            phases.matrix, particle, coated * (volume_fraction / core)
        )
