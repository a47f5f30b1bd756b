"""From polymer with ceramic to ceramic with polymer: the whole way to 100 wt%."""

from __future__ import annotations

import numpy as np

from .._types import Scalar
from ..effective_medium import interface_limited_conductivity, self_consistent_conductivity
from ..morphology import specific_filler_area
from .base import CompositeLaw, LawConstant, Phases
from .shell import THICKNESS

__all__ = ["CeramicRich"]

_CONTACT = LawConstant(
    "Grain contact resistance [Ohm.m2]",
    *("Ohm.m2", 1e-2, 2.5, "ln", 1e-9, 100.0),
    "assumed",
    "from a sintered garnet (1e-5) to grains pressed cold (above 1)",
    "what an ion meets on its way out of a grain, into the next one or into polymer",
)
# Polymer that is always left, for an insulator at 100 wt% has no conductivity to divide by.
_TRACE = 1e-12


class CeramicRich(CompositeLaw):
    r"""Grains in contact, and polymer in what space they leave, (COM-7).

    .. math::
        \varphi_i = (1-\varphi_c)\left[1 - e^{-S\delta/(1-\varphi_c)}\right], \qquad
        \sigma_g = \frac{\sigma_c}{1 + \sigma_c R_g/a}

    with (EM-1) for matrix, interphase and grains, S of (MOR-5). Grains connect from one third of
    the volume on; at 100 wt% only grains and their contacts are left. Pores are not in it.

    References
    ----------
    [Bruggeman1935]_, [Hasselman1987]_; two contacts in series with a grain are the brick layer
    of ceramics.
    """

    name = "ceramic-rich"
    title = "grains in contact with polymer between them, up to 100 wt%"
    label = "COM-7"
    constants = (THICKNESS, _CONTACT)
    highest_volume_fraction = 1.0

    @classmethod
    def formula(
        cls, phases: Phases, volume_fraction: Scalar, radius: Scalar, constants: dict[str, Scalar]
    ) -> Scalar:
        """Return the self-consistent conductivity of polymer and grains in contact [S.m-1]."""
        grain_fraction = volume_fraction * (1 - _TRACE)
        polymer = 1 - grain_fraction
        reach = specific_filler_area(volume_fraction, radius) * constants[THICKNESS.name]
        far = np.exp(-reach / polymer)
        grains = interface_limited_conductivity(phases.filler, constants[_CONTACT.name], radius)
        return self_consistent_conductivity(
            (polymer * far, polymer * (1 - far), grain_fraction),
            (phases.matrix, phases.interphase, grains),
        )
