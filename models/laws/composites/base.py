"""What a law of composites says of itself, and how one is found by name."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import ClassVar, NamedTuple

from ....registry import Registry
from .._types import Scalar
from ..law import Law, LawConstant

__all__ = ["USUAL_RADIUS", "CompositeLaw", "LawConstant", "Phases", "composite_law", "registry"]

#: Radius [m] of particles whose size nobody stated, that assumed for the reference films.
USUAL_RADIUS = 2.5e-7


class Phases(NamedTuple):
    """One ion's conductivities of the three phases.

    Parameters
    ----------
    matrix, interphase, filler
        [S.m-1], see `CompositeLaw.conductivity`.
    """

    matrix: Scalar
    interphase: Scalar
    filler: Scalar


class CompositeLaw(Law):
    """Base of the laws of composites.

    A law serves each ion by itself. It is a class; there is nothing to instantiate.
    """

    #: Filler volume fraction up to which the law holds.
    highest_volume_fraction: ClassVar[float]

    @classmethod
    def conductivity(
        cls,
        matrix: Scalar,
        interphase: Scalar,
        filler: Scalar,
        filler_volume_fraction: Scalar,
        constants: Mapping[str, Scalar],
        particle_radius: Scalar = None,
    ) -> Scalar:
        """Return one ion's conductivity of the composite [S.m-1].

        Every argument is a number, an array, a PyBaMM symbol or a CasADi expression.

        Parameters
        ----------
        matrix, interphase, filler
            The ion's conductivity [S.m-1] of the polymer with salt, of the polymer as it is next
            to a particle, and of the ceramic itself (0 for an insulator and for anions). The
            first two are positive; the interphase may be the worse of both.
        filler_volume_fraction
            φ_c [-], from 0 to `highest_volume_fraction`.
        constants
            Values by the names of `constants`; others are ignored.
        particle_radius
            a [m]; where nobody stated it, `USUAL_RADIUS`.
        """
        radius = USUAL_RADIUS if particle_radius is None else particle_radius
        values = (matrix, interphase, filler, filler_volume_fraction, radius)
        return cls._at(values, constants)

    @classmethod
    @abstractmethod
    def formula(
        cls, phases: Phases, volume_fraction: Scalar, radius: Scalar, constants: dict[str, Scalar]
    ) -> Scalar:
        """Return the conductivity [S.m-1] for numbers, arrays or CasADi expressions."""

    @classmethod
    def _evaluate(cls, *values: Scalar) -> Scalar:
        matrix, interphase, filler, volume_fraction, radius, *own = values
        phases = Phases(matrix, interphase, filler)
        return cls.formula(phases, volume_fraction, radius, cls._named(tuple(own)))


#: All laws of composites by name: those of this folder, entry points ``sclcell_composite_laws`` of
#: other packages, and what was handed to ``registry.register``.
registry: Registry[CompositeLaw] = Registry(
    "law of composites",
    "title",
    (__name__.rpartition(".")[0],),
    "sclcell_composite_laws",
    named_by="name",
)
#: Returns a law by its name; raises `InputError` if there is none, with the nearest match.
composite_law = registry.find
