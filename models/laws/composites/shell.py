"""Shells of interphase around particles: what several laws share, (COM-1) and (COM-2)."""

from __future__ import annotations

from collections.abc import Mapping

from .._types import Scalar
from ..effective_medium import interface_limited_conductivity
from ..morphology import agglomerated_thickness_ratio, interphase_volume_fraction
from .base import LawConstant

__all__ = [
    "AGGLOMERATION",
    "HIGHEST_VOLUME_FRACTION",
    "INTERFACE",
    "SHELL",
    "THICKNESS",
    "filler_behind_interface",
    "shell_fraction",
    "thickness_ratio",
]

#: Above it equal spheres freeze, and (MOR-2) fails.
HIGHEST_VOLUME_FRACTION = 0.49

THICKNESS = LawConstant(
    "Interphase thickness [m]",
    *("m", 5e-9, 1.5, "ln", 1e-10, 1e-6),
    "literature",
    "about 3 nm in PEO with Ga-LLZO by electron microscopy (Li2019), widened to a factor 4.5",
    "polymer that a particle's surface changes, before agglomeration",
)
AGGLOMERATION = LawConstant(
    "Agglomeration filler volume fraction",
    *("1", 0.05, 1.0, "ln", 1e-4, 10.0),
    "assumed",
    "films of the reference study 0.09 (w_a = 0.24), BaTiO3 in PEO about 0.01 (Sun1999)",
    "loading at which agglomeration has halved the shell",
)
INTERFACE = LawConstant(
    "Filler interface resistance [Ohm.m2]",
    *("Ohm.m2", 0.1, 2.3, "ln", 1e-7, 100.0),
    "literature",
    "0.9 Ohm.m2 for LLZO|P(EO)20 at 70 degC (Langer2017), far less on modified surfaces",
    "what an ion meets between polymer and ceramic",
)
SHELL = (THICKNESS, AGGLOMERATION, INTERFACE)


def thickness_ratio(
    volume_fraction: Scalar, radius: Scalar, constants: Mapping[str, Scalar]
) -> Scalar:
    """Return δ/a [-] of agglomerating particles, (COM-1).

    Parameters
    ----------
    volume_fraction, radius, constants
        φ_c [-], a [m], values by name.
    """
    dilute = constants[THICKNESS.name] / radius
    return agglomerated_thickness_ratio(volume_fraction, dilute, constants[AGGLOMERATION.name])


def shell_fraction(
    volume_fraction: Scalar, radius: Scalar, constants: Mapping[str, Scalar]
) -> Scalar:
    """Return φ_i [-] of shells around hard spheres, (MOR-3) with (COM-1).

    Parameters
    ----------
    volume_fraction, radius, constants
        φ_c [-], a [m], values by name.
    """
    ratio = thickness_ratio(volume_fraction, radius, constants)
    return interphase_volume_fraction(volume_fraction, ratio)


def filler_behind_interface(
    filler: Scalar, radius: Scalar, constants: Mapping[str, Scalar]
) -> Scalar:
    """Return the conductivity of a particle seen through its surface [S.m-1], (CPE-4).

    Parameters
    ----------
    filler, radius, constants
        σ_c [S.m-1], a [m], values by name.
    """
    return interface_limited_conductivity(filler, constants[INTERFACE.name], radius)
