"""Digests of all that a number depends on: what is given, and the program that computes it.

A stored number is found again by such a digest. It holds contents, never names of files: a file
that was edited gives another digest, the same content in another file the same one.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

__all__ = ["class_content", "fingerprint", "folder_digest", "program_digest", "program_files"]

_ROOT = __name__.partition(".")[0]
# What a package consists of: modules, and the data that they read.
_SUFFIXES = (".py", ".csv", ".json", ".toml", ".parquet")


def fingerprint(*parts: object) -> str:
    """Return a digest of values, 20 hexadecimal digits.

    Parameters
    ----------
    *parts
        What JSON can hold, dataclasses, mappings, numpy arrays and numbers. Numbers count with
        all their digits.

    Raises
    ------
    TypeError
        If a value is of another kind, for its text need not tell it from others.
    """
    text = json.dumps(parts, sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def _plain(value: object) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        own = {one.name: getattr(value, one.name) for one in fields(value) if one.compare}
        return [type(value).__qualname__, own]
    if isinstance(value, Mapping):
        return dict(value)
    as_list = getattr(value, "tolist", None)  # numpy
    if as_list is not None:
        return as_list()
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"a {type(value).__name__} cannot be part of a fingerprint: {value!r}")


def class_content(cls: type[Any]) -> list[str]:
    """Return a class by name, with a digest of its program or, if it is not ours, its source."""
    module = cls.__module__
    if module.partition(".")[0] == _ROOT:
        return [cls.__name__, program_digest(module)]
    try:
        return [module, cls.__name__, inspect.getsource(cls)]
    except (OSError, TypeError):  # typed in by hand
        return [module, cls.__name__]


@cache
def program_digest(module: str) -> str:
    """Return a digest of the program that a module is the entry of.

    It covers the `program_files` and the versions of the packages that these import.

    Parameters
    ----------
    module : str
        Full name, ``"sclcell.exploration.engine"``.
    """
    digest = hashlib.sha256()
    for name, path in sorted(program_files(module).items()):
        digest.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    for name, number in sorted(_versions(module).items()):
        digest.update(f"{name}=={number}\n".encode())
    return digest.hexdigest()[:20]


def folder_digest(folders: Iterable[Path]) -> str:
    """Return a digest of all modules and data in some folders.

    Parameters
    ----------
    folders : iterable of Path
        Packages; their names and places do not count, their order does.
    """
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.suffix in _SUFFIXES):
            name = path.relative_to(folder).as_posix()
            digest.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()[:20]


def program_files(module: str) -> dict[str, Path]:
    """Return the files that the results of a module can depend on.

    These are the files of every package of sclcell of which the module, or what it imports,
    imports something: modules (whether they are imported or not) and data.

    Parameters
    ----------
    module : str
        Full name of the module where a calculation starts.

    Returns
    -------
    dict
        Package and path within it, to the file.
    """
    packages: dict[str, Path] = {}
    for name in _reached(module)[0]:
        spec = find_spec(name)
        assert spec is not None
        is_package = spec.submodule_search_locations is not None
        package = name if is_package else name.rpartition(".")[0]
        packages[package] = Path(str(spec.origin)).parent
    return {
        f"{package}/{path.relative_to(folder).as_posix()}": path
        for package, folder in packages.items()
        for path in _walk(folder)
    }


def _walk(folder: Path) -> Iterator[Path]:
    """Yield the files of a package; packages in it are packages of their own."""
    for path in folder.iterdir():
        if path.is_dir():
            if not (path / "__init__.py").is_file():
                yield from _walk(path)
        elif path.suffix in _SUFFIXES:
            yield path


@cache
def _reached(module: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the modules of sclcell that a module imports, at any remove, and other packages."""
    own: set[str] = set()
    others: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name in own:
            continue
        own.add(name)
        # Importing a module imports the packages above it.
        waiting += [name.rpartition(".")[0]] if "." in name else []
        for target in _imports(name):
            if target.partition(".")[0] == _ROOT:
                waiting.append(target)
            else:
                others.add(target.partition(".")[0])
    return frozenset(own), frozenset(others - set(sys.stdlib_module_names))


def _imports(name: str) -> Iterator[str]:
    """Yield the modules that the source of a module names in its imports, wherever these stand."""
    spec = find_spec(name)
    assert spec is not None
    tree = ast.parse(Path(str(spec.origin)).read_text(encoding="utf-8"))
    package = name if spec.submodule_search_locations is not None else name.rpartition(".")[0]
    for node in _running(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = ".".join(
                [*(above if node.level else []), *([node.module] if node.module else [])]
            )
            yield base
            if base.partition(".")[0] == _ROOT:
                yield from (f"{base}.{a.name}" for a in node.names if _is_module(base, a.name))


def _running(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a program but for what only type checkers see."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and getattr(child.test, "id", "") == "TYPE_CHECKING":
            continue
        yield child
        yield from _running(child)


def _is_module(package: str, name: str) -> bool:
    spec = find_spec(package)
    if spec is None or spec.submodule_search_locations is None:
        return False
    return find_spec(f"{package}.{name}") is not None


def _versions(module: str) -> dict[str, str]:
    """Return the versions of the packages that a program imports; of optional ones, none."""
    optional = set(_needs(_ROOT)[1])
    # PyBaMM's solvers are a package of their own, which nothing here imports.
    solvers = [name for name in _needs("pybamm")[0] if name.startswith("pybamm")]
    names = {_ROOT, *(_reached(module)[1] - optional), *solvers}
    found = {}
    for name in names:
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # its distribution has another name
            continue
    return found


def _needs(distribution: str) -> tuple[list[str], list[str]]:
    """Return the names of the packages that a distribution requires, and of optional ones."""
    needs = requires(distribution) or []
    names = {need: re.split(r"[^\w.-]", need)[0] for need in needs}
    optional = [name for need, name in names.items() if "extra ==" in need]
    return [name for need, name in names.items() if "extra ==" not in need], optional
