"""Classes that are found by name: those in folders of this program, and those of others.

A class of this program stands in a file of its own in one of the folders; to put it there is to
register it. Another package names its classes in its entry points, and a script hands them to
`Registry.register`.
"""

from __future__ import annotations

import inspect
import os
import sys
import traceback
from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import Generic, TypeVar, cast

from .errors import InputError, unknown_name

__all__ = ["Registry", "place_of"]

_Class = TypeVar("_Class", bound=type)
T = TypeVar("T")


class Registry(Mapping[str, type[T]], Generic[T]):
    """Classes by name, looked for when the first one is asked for.

    Parameters
    ----------
    what : str
        What they are, for messages: ``"kind of data"``.
    mark : str
        Attribute that says what a class is for; classes without it are not registered.
    folders : tuple of str
        Packages of this program: every class in their modules with the mark counts that is not
        abstract and whose name does not begin with an underscore.
    entry_points : str
        Group of entry points in which other packages name their classes.
    named_by : str, optional
        Attribute with the name, by default that of the class.
    """

    def __init__(
        self,
        what: str,
        mark: str,
        folders: tuple[str, ...],
        entry_points: str,
        named_by: str = "__name__",
    ) -> None:
        self.what, self.mark, self.group = what, mark, entry_points
        self._folders, self._named_by = folders, named_by
        self._classes: dict[str, type[T]] = {}
        self._complete = False

    def register(self, cls: _Class) -> _Class:
        """Add a class, and return it, so that this serves as a decorator.

        Raises `InputError` if the class lacks the mark, or its name belongs to another class.
        """
        if not getattr(cls, self.mark, None) or inspect.isabstract(cls):
            raise InputError(
                f"{cls.__name__} is no {self.what}: it needs a '{self.mark}' and all methods that "
                "its base class leaves open."
            )
        name = str(getattr(cls, self._named_by))
        there = self._found().get(name, cls)
        # A module that is loaded twice brings the same class again.
        if (there.__module__, there.__qualname__) != (cls.__module__, cls.__qualname__):
            raise InputError(
                f"{cls.__name__}: there is a {self.what} '{name}', {there.__module__}."
                f"{there.__qualname__}; choose another name."
            )
        self._classes[name] = cast(type[T], cls)
        return cls

    def find(self, name: str) -> type[T]:
        """Return a class by its name.

        Raises `InputError` if there is none.
        """
        if name not in self:
            raise unknown_name(self.what, name, self)
        return self[name]

    def _found(self) -> dict[str, type[T]]:
        if not self._complete:
            # Before the search: what is found may ask for what is known so far.
            self._complete = True
            for folder in self._folders:
                self._search(folder)
            for entry in entry_points(group=self.group):
                try:
                    self.register(entry.load())
                except InputError:
                    raise
                except Exception as error:  # whatever a package of a user's own raises
                    raise InputError(
                        f"the {self.what} '{entry.name}' cannot be loaded from {entry.value} "
                        f"({error}); mend or remove the package that brings it."
                    ) from error
        return self._classes

    def _search(self, folder: str) -> None:
        spec = find_spec(folder)
        places = spec.submodule_search_locations if spec else None
        for module in iter_modules(places or []):
            loaded = import_module(f"{folder}.{module.name}")
            for cls in vars(loaded).values():
                if (
                    isinstance(cls, type)
                    and cls.__module__ == loaded.__name__
                    and not cls.__name__.startswith("_")
                    and getattr(cls, self.mark, None)
                    and not inspect.isabstract(cls)
                ):
                    self.register(cls)

    def __getitem__(self, name: str) -> type[T]:
        """Return a class by its name; raises `KeyError` if there is none."""
        return self._found()[name]

    def __iter__(self) -> Iterator[str]:
        """Return the names."""
        return iter(self._found())

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._found())


def place_of(cls: type, error: Exception, function: str = "") -> str:
    """Return file and line at which a class of a user's own is at fault.

    Parameters
    ----------
    error : Exception
        What was raised in it.
    function : str, optional
        Name of a function that counts as the class's own wherever it stands.
    """
    file = getattr(sys.modules.get(cls.__module__), "__file__", None)
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if frame.filename == file or frame.name == function]
    name = os.path.basename(own[-1].filename if own else file or cls.__module__)
    return f"{name}, line {own[-1].lineno}" if own else name
