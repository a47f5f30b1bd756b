"""Three phases, none of them the host."""

from __future__ import annotations

from .._types import Scalar
from ..effective_medium import self_consistent_conductivity
from .base import CompositeLaw, Phases
from .shell import HIGHEST_VOLUME_FRACTION, SHELL, filler_behind_interface, shell_fraction

__all__ = ["SelfConsistent"]


class SelfConsistent(CompositeLaw):
    r"""Bruggeman's balance of matrix, interphase and filler, (COM-3).

    .. math:: \sum_j \varphi_j \frac{\sigma_j - \sigma}{\sigma_j + 2\sigma} = 0

    The law of the reference films, whose agglomeration was fitted against mass fraction.

    References
    ----------
    [Bruggeman1935]_, [Landauer1952]_; shells as (MOR-3).
    """

    name = "self-consistent"
    title = "three phases mixed at random (Bruggeman)"
    label = "COM-3"
    constants = SHELL
    highest_volume_fraction = HIGHEST_VOLUME_FRACTION

    @classmethod
    def formula(
        cls, phases: Phases, volume_fraction: Scalar, radius: Scalar, constants: dict[str, Scalar]
    ) -> Scalar:
        """Return the self-consistent conductivity [S.m-1]."""
        interphase = shell_fraction(volume_fraction, radius, constants)
        filler = filler_behind_interface(phases.filler, radius, constants)
        return self_consistent_conductivity(
            (1 - volume_fraction - interphase, interphase, volume_fraction),
            (phases.matrix, phases.interphase, filler),
        )
