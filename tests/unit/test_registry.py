"""Classes are found by name: in folders, in entry points, and by hand."""

import sys
from abc import ABC, abstractmethod
from importlib.metadata import EntryPoint

import pytest

import sclcell.registry as module
from sclcell.errors import InputError
from sclcell.registry import Registry

FILE = """
class Base:
    colour = "red"

class {name}(Base):
    colour = "{colour}"

class _Hidden(Base):
    pass

class Plain:
    pass
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A package of two modules; the first imports from the second."""
    package = tmp_path / "fruits_of_a_test"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "apple.py").write_text(
        "from .base import Fruit\n\nclass Apple(Fruit):\n    colour = 'red'\n"
        "    def taste(self): ...\n\nclass _Worm(Apple): ...\n\nclass Box: ...\n"
    )
    (package / "base.py").write_text(
        "from abc import ABC, abstractmethod\n\nclass Fruit(ABC):\n    colour = 'none'\n"
        "    @abstractmethod\n    def taste(self): ...\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    yield package
    for name in [name for name in sys.modules if name.startswith(package.name)]:
        del sys.modules[name]


def fruits(*folders: str) -> Registry:
    return Registry("fruit", "colour", folders, "fruits_of_a_test_entries")


def test_a_file_in_the_folder_is_all_that_a_class_needs(folder):
    assert list(fruits(folder.name)) == ["Apple"]
    (folder / "pear.py").write_text(
        "from .base import Fruit\n\nclass Pear(Fruit):\n    colour = 'green'\n"
        "    def taste(self): ...\n"
    )
    found = fruits(folder.name)
    assert sorted(found) == ["Apple", "Pear"]
    assert found.find("Pear").colour == "green"


def test_an_unknown_name_is_told_with_the_nearest(folder):
    with pytest.raises(InputError, match=r"unknown fruit 'apple'; did you mean 'Apple'\?"):
        fruits(folder.name).find("apple")


class Plum:
    colour = "blue"


def test_a_class_is_registered_by_hand_once_or_twice():
    found = fruits()
    assert found.register(Plum) is Plum
    found.register(Plum)
    assert dict(found) == {"Plum": Plum}


def test_two_classes_of_one_name_are_refused():
    found = fruits()
    found.register(Plum)
    other = type("Plum", (), {"colour": "yellow", "__module__": "elsewhere"})
    with pytest.raises(InputError, match=r"there is a fruit 'Plum'.*choose another name"):
        found.register(other)


class Unfinished(ABC):
    colour = "none"

    @abstractmethod
    def taste(self): ...


@pytest.mark.parametrize("cls", [Unfinished, type("Stone", (), {})])
def test_what_is_none_is_refused(cls):
    with pytest.raises(InputError, match=f"{cls.__name__} is no fruit"):
        fruits().register(cls)


def entries(monkeypatch, value: str) -> None:
    entry = EntryPoint("plum", value, "fruits_of_a_test_entries")
    monkeypatch.setattr(
        module, "entry_points", lambda group: [entry] if group == entry.group else []
    )


def test_other_packages_name_theirs_in_entry_points(folder, monkeypatch):
    entries(monkeypatch, f"{folder.name}.apple:Apple")
    assert list(fruits()) == ["Apple"]


def test_an_entry_point_that_leads_nowhere_is_told(monkeypatch):
    entries(monkeypatch, "no_such_package_of_a_test:Plum")
    with pytest.raises(InputError, match=r"the fruit 'plum' cannot be loaded from no_such_package"):
        list(fruits())


def test_a_package_that_fails_while_it_is_loaded_is_told(folder, monkeypatch):
    (folder / "rotten.py").write_text("raise RuntimeError('no licence')\n")
    entries(monkeypatch, f"{folder.name}.rotten:Plum")
    with pytest.raises(
        InputError, match=r"'plum' cannot be loaded from .*rotten:Plum \(no licence"
    ):
        list(fruits())
