"""What laws of composites and of temperature share: constants with priors, and one node each."""

from __future__ import annotations

import math
from abc import ABC
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from ...errors import InputError, SclcellError, unknown_name
from ...registry import place_of
from ._types import Scalar, as_one_node

__all__ = ["Law", "LawConstant"]


@dataclass(frozen=True)
class LawConstant:
    """A constant of a law, with what is known of it before any film is measured.

    Parameters
    ----------
    name
        With its unit, ``"Interphase thickness [m]"``.
    unit
        SI.
    median, spread
        Median and standard deviation of its logarithm (kind ``"ln"``) or mean and standard
        deviation (``"normal"``).
    kind
        ``"ln"`` or ``"normal"``.
    low, high
        Values outside of these are not possible [`unit`].
    provenance
        ``"literature"`` or ``"assumed"``.
    source
        Of the median and the spread.
    meaning
        One phrase.
    """

    name: str
    unit: str
    median: float
    spread: float
    kind: Literal["ln", "normal"]
    low: float
    high: float
    provenance: str
    source: str
    meaning: str

    @property
    def interval(self) -> tuple[float, float]:
        """Values between which nine in ten lie before any film is measured."""
        half = 1.6448536269514722 * self.spread
        if self.kind == "ln":
            ends = self.median * math.exp(-half), self.median * math.exp(half)
        else:
            ends = self.median - half, self.median + half
        return max(ends[0], self.low), min(ends[1], self.high)


class Law(ABC):
    """Base of the laws that are found by name: a class in a file of its own."""

    #: How users call it.
    name: ClassVar[str]
    #: One line for lists.
    title: ClassVar[str]
    #: Label of its equation in docs/theory_closures.md.
    label: ClassVar[str]
    #: Its constants, in the order in which they are shown.
    constants: ClassVar[tuple[LawConstant, ...]]

    @classmethod
    def medians(cls) -> dict[str, float]:
        """Return the constants by name as they are before any film is measured."""
        return {constant.name: constant.median for constant in cls.constants}

    @classmethod
    def faults(cls, given: Mapping[str, float]) -> list[str]:
        """Return what is wrong with constants of a user's own, each with what is allowed."""
        known = {constant.name: constant for constant in cls.constants}
        found = []
        for name, value in given.items():
            if name not in known:
                what = f"constant of the law {cls.name!r}"
                found.append(str(unknown_name(what, name, known)).rstrip("."))
            elif not known[name].low <= value <= known[name].high:
                low, high = known[name].low, known[name].high
                found.append(f"{name} = {value:g}: allowed is {low:g} to {high:g}")
        return found

    @classmethod
    def _evaluate(cls, *values: Scalar) -> Scalar:
        """Return the law's value for numbers, arrays or CasADi expressions, in a fixed order."""
        raise NotImplementedError

    @classmethod
    def _at(cls, values: tuple[Scalar, ...], constants: Mapping[str, Scalar]) -> Scalar:
        own = [constants[constant.name] for constant in cls.constants]
        try:
            return as_one_node(cls._evaluate, *values, *own)
        except SclcellError:
            raise
        except Exception as error:  # whatever a law of a user's own raises
            raise cls.failure(error) from error

    @classmethod
    def failure(cls, error: Exception) -> InputError:
        """Return, in a line, that the law itself is at fault, and where."""
        place, text = place_of(cls, error, "formula"), " ".join(str(error).split())
        return InputError(
            f"the law '{cls.name}' fails in {place} ({type(error).__name__}: {text}); mend its "
            f"class {cls.__qualname__}."
        )

    @classmethod
    def _named(cls, own: tuple[Scalar, ...]) -> dict[str, Scalar]:
        return {c.name: value for c, value in zip(cls.constants, own, strict=True)}
