"""How a simulation ended: a kind with numbers. It becomes words only where someone reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from string import Formatter
from typing import Any

from ..errors import solver_words

__all__ = ["Kind", "Outcome", "unsolved"]


class Kind(Enum):
    """How a half cycle, a cycle or long cycling ended."""

    #: As it should: all cycles done, the time over, or at the voltage limit.
    COMPLETED = auto()
    TIME_OVER = auto()
    VOLTAGE_LIMIT = auto()
    #: The simulation says nothing of the cell.
    SOLVER_FAILED = auto()
    NO_LIMIT_REACHED = auto()
    BAD_INPUT = auto()
    #: The voltage limit is met in the first instant; one loss, or all together, exceed the voltage.
    LIMIT_AT_ONCE = auto()
    LOSS_AT_ONCE = auto()
    LOSSES_AT_ONCE = auto()
    #: Another limit of the model is met, in the first instant or later.
    EVENT_AT_ONCE = auto()
    EVENT = auto()
    LITHIUM_EXHAUSTED = auto()
    SALT_DEPLETED = auto()
    #: The salt has reached its solubility somewhere; what follows is another film.
    SALT_PRECIPITATED = auto()
    #: Ends of a cell's life, with a cause.
    CAPACITY_BELOW_END_OF_LIFE = auto()
    SYMMETRIC_VOLTAGE_LIMIT = auto()
    #: Causes; a film without solvent has failed whatever else it does.
    SOLVENT_EXHAUSTED = auto()
    FILM_RESISTANCE = auto()
    ACTIVE_MATERIAL = auto()
    CATHODE_INTERPHASE = auto()
    INCOMPLETE_CHARGES = auto()
    CURRENT_TOO_LARGE = auto()


_UNSOLVED = (Kind.SOLVER_FAILED, Kind.NO_LIMIT_REACHED, Kind.BAD_INPUT)
_FAILED = (
    *_UNSOLVED,
    Kind.LIMIT_AT_ONCE,
    Kind.LOSS_AT_ONCE,
    Kind.LOSSES_AT_ONCE,
    Kind.EVENT_AT_ONCE,
)
_AT_ONCE = (
    "cut-off reached at once"
    "< after salt depletion ({salt_left:.1f} % left)| after salt depletion>: "
)
_FILM = "< (solvent {solvent:.0f} %, film resistance {film_ratio:.{digits}f} times the first)>"
# What stands in <...> is left out, or replaced by what follows |, where like outcomes are counted;
# left out, too, if the outcome does not have its numbers.
_SENTENCES = {
    Kind.COMPLETED: "{cycles} cycles completed",
    Kind.TIME_OVER: "final time",
    Kind.VOLTAGE_LIMIT: "voltage limit reached",
    Kind.SOLVER_FAILED: "solver failed<: {message}><, at {current:.3g} mA/cm2; limiting current of "
    "the film {limiting:.3g}>",
    Kind.NO_LIMIT_REACHED: "no voltage limit was reached",
    Kind.BAD_INPUT: "<not a number: {names}|not a number among the inputs>",
    Kind.LIMIT_AT_ONCE: "cut-off reached at once",
    Kind.LOSS_AT_ONCE: _AT_ONCE
    + "{largest}< {loss:.2f} V> exceeds <the {available:.2f} V|the voltage> available",
    Kind.LOSSES_AT_ONCE: _AT_ONCE
    + "losses< of {losses:.2f} V> exceed <the {available:.2f} V|the voltage> available, "
    "<the largest is {largest} with {loss:.2f} V|mostly {largest}>",
    Kind.EVENT_AT_ONCE: "{event} at once",
    Kind.EVENT: "{event}",
    Kind.LITHIUM_EXHAUSTED: "{event}",
    Kind.SALT_DEPLETED: "{event}",
    Kind.SALT_PRECIPITATED: "{event}",
    Kind.CAPACITY_BELOW_END_OF_LIFE: "capacity below {percent:.0f} % of the first"
    "<: {cause}|: {cause}>",
    Kind.SYMMETRIC_VOLTAGE_LIMIT: "voltage limit< of {limit:g} V> exceeded: {cause}",
    Kind.SOLVENT_EXHAUSTED: "solvent reservoir exhausted" + _FILM,
    Kind.FILM_RESISTANCE: "critical film resistance" + _FILM,
    Kind.ACTIVE_MATERIAL: "loss of active material< ({lost:.0f} %)>",
    Kind.CATHODE_INTERPHASE: "interphase on LFP< ({wetted:.0f} % of the surface left)>",
    Kind.INCOMPLETE_CHARGES: "without a constant-voltage hold the charges return less than the "
    "discharges take< (LFP is {gained:.2g} mA.h.g-1 fuller than after the first cycle)>",
    Kind.CURRENT_TOO_LARGE: "the current is too large for the cell, film and solvent have hardly "
    "aged",
}


@dataclass(frozen=True)
class Outcome:
    """How a simulation ended.

    Parameters
    ----------
    kind : Kind
        How.
    detail : mapping
        Numbers and names of this kind, in the units in which its sentence tells them; ``cause`` is
        an `Outcome`.
    where : str, optional
        Where in a protocol; what stands in ``<...|...>`` is told with numbers and without them.
    """

    kind: Kind
    detail: Mapping[str, object] = field(default_factory=dict)
    where: str = ""

    def __post_init__(self) -> None:
        """Keep what a solver says in plain words."""
        if "message" in self.detail:
            told = {**self.detail, "message": solver_words(self.detail["message"])}
            object.__setattr__(self, "detail", told)

    def __str__(self) -> str:
        """Return the sentence with its numbers."""
        return _told(self.where, self.detail, True) + self._sentence(True)

    @property
    def reason(self) -> str:
        """The sentence without its numbers, by which like outcomes are counted."""
        where = "" if self.unsolved else _told(self.where, self.detail, False)
        return where + self._sentence(False)

    @property
    def unsolved(self) -> bool:
        """Whether it is a failure of the simulation, not of the cell.

        Capacities follow it everywhere: zero where the cell cannot run, NaN where the simulation
        failed, for then nobody knows what the cell would give.
        """
        return self.kind in _UNSOLVED

    @property
    def failed(self) -> bool:
        """Whether there is nothing to read off: the cell cannot run, or the simulation failed."""
        return self.kind in _FAILED

    @property
    def nothing(self) -> float:
        """What a cell has given that gave nothing: zero, NaN if the simulation failed."""
        return float("nan") if self.unsolved else 0.0

    def at(self, where: str) -> Outcome:
        """Return the same, with where it happened."""
        return replace(self, where=where)

    def _sentence(self, numbers: bool) -> str:
        return _told(_SENTENCES[self.kind], self.detail, numbers)

    def to_plain(self) -> dict[str, object]:
        """Return what JSON can hold."""
        return {"Outcome": self.kind.name, "detail": dict(self.detail), "where": self.where}

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Any:
        """Return what `to_plain` gave, and any other dictionary as it is."""
        if "Outcome" not in plain:
            return plain
        return cls(Kind[plain["Outcome"]], plain["detail"], plain["where"])


def _told(text: str, detail: Mapping[str, object], numbers: bool) -> str:
    """Fill in a sentence."""

    def part(match: re.Match[str]) -> str:
        full, _, bare = match[1].partition("|")
        names = {name for _, name, _, _ in Formatter().parse(full) if name}
        return (full if numbers else bare) if names <= set(detail) else ""

    words = {
        name: value if not isinstance(value, Outcome) else str(value) if numbers else value.reason
        for name, value in detail.items()
    }
    return re.sub("<([^>]*)>", part, text).format_map(words)


def unsolved(reason: object) -> bool:
    """Return whether the words in a stored table name a failure of the simulation.

    Parameters
    ----------
    reason : str or None
        One `Outcome.reason` or several in one text; None if there is none.
    """
    return isinstance(reason, str) and any(
        Outcome(kind, {"names": ""}).reason in reason for kind in _UNSOLVED
    )
