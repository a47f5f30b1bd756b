"""Values of parameters: what a sample, a fit, a prior's centre or a user says of a cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .films import same_film

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["ParameterKey", "Values"]

_BETWEEN = ": "


class ParameterKey(str):
    """Name of a parameter, and of the film or cell that it belongs to.

    It is the text that stands in tables: the name, after that of its owner if there is one
    (``"PHLP-15: Lithium interphase film resistance [Ohm.m2]"``).
    """

    owner: str
    name: str
    __slots__ = ("name", "owner")

    def __new__(cls, owner: str, name: str) -> ParameterKey:
        """Join owner and name."""
        key = super().__new__(cls, f"{owner}{_BETWEEN}{name}" if owner else name)
        key.owner, key.name = str(owner), str(name)
        return key

    def __reduce__(self) -> tuple[type[ParameterKey], tuple[str, str]]:
        """Pickle by owner and name."""
        return type(self), (self.owner, self.name)

    @classmethod
    def of(cls, label: str) -> ParameterKey:
        """Return the key of a label in a table."""
        if isinstance(label, cls):
            return label
        owner, _, name = str(label).rpartition(_BETWEEN)
        return cls(owner, name)

    def belongs_to(self, *films: str) -> bool:
        """Return whether the parameter is of any film, or of one of those named."""
        return not self.owner or any(same_film(self.owner, film) for film in films)


class Values(Mapping[str, float]):
    """Immutable mapping from `ParameterKey` to numbers, SI units.

    Labels are taken wherever keys are: ``values["PHLP-15: Contact resistance [Ohm]"]``.

    Parameters
    ----------
    numbers : mapping or iterable of pairs
        Parameter to value, SI units.
    """

    __slots__ = ("_numbers",)

    def __init__(
        self, numbers: Mapping[str, float] | Iterable[tuple[str, float]] | None = None
    ) -> None:
        given: Any = numbers or {}
        self._numbers = {ParameterKey.of(key): value for key, value in dict(given).items()}

    def __getitem__(self, key: str) -> float:
        """Return the value of a parameter."""
        return self._numbers[key]  # type: ignore[index]  # a key equals its label

    def __iter__(self) -> Iterator[ParameterKey]:
        """Go through the keys, in the order in which they were given."""
        return iter(self._numbers)

    def __len__(self) -> int:
        """Return the number of parameters."""
        return len(self._numbers)

    def __hash__(self) -> int:
        """Hash by content, whatever the order."""
        return hash(frozenset(self._numbers.items()))

    def __repr__(self) -> str:
        """Show the numbers."""
        return f"Values({dict(self)})"

    def __or__(self, other: Mapping[str, float]) -> Values:
        """Return both; those on the right come first."""
        return Values([*self.items(), *other.items()])

    def __ror__(self, other: Mapping[str, float]) -> Values:
        """Return both; these come first."""
        return Values([*other.items(), *self.items()])

    def of(self, *films: str) -> Values:
        """Return the values that hold for a film, without its name.

        Parameters
        ----------
        *films : str
            What the film is called, names and files. Its own values come before those of any film.
        """
        held = [key for key in self._numbers if key.belongs_to(*films)]
        return Values({k.name: self._numbers[k] for k in sorted(held, key=lambda k: bool(k.owner))})

    def pairs(self) -> list[tuple[ParameterKey, float]]:
        """Return keys, with owner and name, and numbers."""
        return list(self._numbers.items())

    @property
    def owners(self) -> list[str]:
        """Films and cells that some of the values belong to, in order."""
        return list(dict.fromkeys(key.owner for key in self._numbers if key.owner))
