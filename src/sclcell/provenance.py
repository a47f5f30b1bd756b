"""What a result came from: program, packages, arguments, and the contents of every input file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from . import __version__
from .errors import InputError
from .fingerprints import folder_digest

__all__ = ["provenance"]

_ROOT = __name__.partition(".")[0]
#: Folders with what computes numbers, and with the numbers that it reads.
_PACKAGES = (
    "models",
    "parameter_sets",
    "experiments",
    "uncertainty",
    "fitting",
    "exploration",
    "surface",
    "report",
)
#: Packages on whose versions a number depends.
_NUMERICS = ("pybamm", "pybammsolvers", "casadi", "numpy", "scipy", "pandas")


def provenance(
    call: str,
    arguments: Mapping[str, object],
    files: Mapping[str, str | Path] | None = None,
    seed: int | None = None,
) -> dict[str, object]:
    """Return what a result came from, for its JSON.

    Raises `InputError` if a file cannot be read.

    Parameters
    ----------
    call : str
        Name of the function or command.
    arguments : mapping
        What it was given; what is None is left out.
    files : mapping, optional
        What each input file is, and where.
    seed : int, optional
        Of the random numbers, if there are any; counts nothing.
    """
    found: dict[str, object] = {
        "Call": call,
        "Arguments": {k: _plain(value) for k, value in arguments.items() if value is not None},
        "sclcell": __version__,
        "PyBaMM": version("pybamm"),
        "Packages": {name: version(name) for name in _NUMERICS},
        "Program": _program(),
        "Files": {role: _file(Path(path)) for role, path in (files or {}).items()},
    }
    return found if seed is None else {**found, "Seed": seed}


@cache
def _program() -> str:
    specs = [find_spec(f"{_ROOT}.{name}") for name in _PACKAGES]
    return folder_digest(Path(str(spec.origin)).parent for spec in specs if spec is not None)


def _file(path: Path) -> dict[str, str]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}).") from error
    return {"Path": str(path), "SHA-256": hashlib.sha256(content).hexdigest()}


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if isinstance(value, bool | int | float | str) else str(value)
