"""Wires, grains and sheets: coated spheroids, at random or aligned."""

from __future__ import annotations

import numpy as np

from .._types import Scalar
from ..effective_medium import depolarisation_factor
from .base import CompositeLaw, LawConstant, Phases
from .shell import SHELL, filler_behind_interface, thickness_ratio

__all__ = ["Spheroids"]

_ASPECT = LawConstant(
    "Aspect ratio",
    *("1", 3.0, 1.2, "ln", 1e-3, 1e4),
    "assumed",
    "0.4 to 22: grains to short wires; give that of a microscope picture where there is one",
    "length along the axis over width: above 1 wires, below 1 sheets",
)
_ORDER = LawConstant(
    "Alignment with the current",
    *("1", 0.0, 0.15, "normal", -0.5, 1.0),
    "assumed",
    "a cast film, in which little is aligned",
    "order parameter of the axes: 1 along the current, 0 at random, -0.5 across it",
)
# Lets the share of the core stay defined at zero filler.
_TRACE = 1e-10


class Spheroids(CompositeLaw):
    r"""Coated spheroids in a continuous matrix, with their orientations averaged, (COM-6).

    .. math::
        \sigma = \sigma_m + f\,
        \frac{\langle(\sigma_p - \sigma_m)A\rangle}{1 - f + f\langle A\rangle}, \qquad
        A_j = \frac{\sigma_m}{\sigma_m + L_j(\sigma_{p,j} - \sigma_m)}

    along the axis (j = ∥) and across it (⊥), averaged with the share (1 + 2S)/3 of the axis. Shell
    and core have the same shape, and :math:`\sigma_{p,j}` is that of the core in its shell.
    The radius is that of the equator: half the width of a wire or of a sheet.

    References
    ----------
    [MaxwellGarnett1904]_; orientations as Y. Benveniste, Mech. Mater. 6 (1987) 147.
    [Benveniste1987]_
    """

    name = "spheroids"
    title = "coated wires or sheets in a continuous matrix, at random or aligned"
    label = "COM-6"
    constants = (*SHELL, _ASPECT, _ORDER)
    highest_volume_fraction = 0.4

    @classmethod
    def formula(
        cls, phases: Phases, volume_fraction: Scalar, radius: Scalar, constants: dict[str, Scalar]
    ) -> Scalar:
        """Return the conductivity of coated spheroids in the matrix [S.m-1]."""
        aspect = constants[_ASPECT.name]
        ratio = thickness_ratio(volume_fraction, radius, constants)
        core = volume_fraction + _TRACE
        # Shells overlap each other freely, but not the cores.
        around = (1 + ratio) ** 2 * (1 + ratio / aspect) - 1
        coated = 1 - (1 - core) * np.exp(-core * around / (1 - core))
        share = core / coated
        filler = filler_behind_interface(phases.filler, radius, constants)
        contrast, shell = phases.matrix, phases.interphase
        along = depolarisation_factor(aspect)
        axis_share = (1 + 2 * constants[_ORDER.name]) / 3
        gain, field = 0.0, 0.0
        for factor, weight in ((along, axis_share), ((1 - along) / 2, 1 - axis_share)):
            inner = share * shell / (shell + factor * (1 - share) * (filler - shell))
            particle = shell + inner * (filler - shell)
            outer = weight * contrast / (contrast + factor * (particle - contrast))
            gain, field = gain + outer * (particle - contrast), field + outer
        amount = coated * (volume_fraction / core)
        return contrast + amount * gain / (1 - amount + amount * field)
