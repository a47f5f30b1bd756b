"""Equations as machine code: gcc compiles them once, and the user's cache folder keeps them.

The code does the same operations in the same order as CasADi's interpreter and gives the same
numbers to the last bit: contraction of floating-point operations is off.

A library is named by the digest of what it was made of (equations, flags, versions) and by its
own. It is loaded only if it is what its name says, belongs to the user, and nobody else can write
it or its folder; anything else is removed and built anew.
"""

from __future__ import annotations

import hashlib
import os
import platform
import stat
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

import casadi
from platformdirs import user_cache_path

__all__ = ["WORTH_COMPILING", "Cache", "compiled"]

#: Solves, those of earlier runs counted, from which on it pays to compile: gcc takes some 2 s of
#: processor time for a cell, and a half cycle then takes 10 ms less.
WORTH_COMPILING = 100
#: Bytes that the cache may hold; libraries of a cell take 0.4 MB each.
_LARGEST = 100_000_000
# As quick as -O2 on straight code without branches, and compiled in a third of the time.
_FLAGS = ("-Og", "-ffp-contract=off", "-fPIC", "-shared")
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


@cache
def _versions() -> str:
    """Return what machine code depends on beside the equations; nothing without a compiler."""
    gcc = which("gcc")
    if gcc is None:
        return ""
    asked = [gcc, "-dumpfullversion", "-dumpmachine"]
    try:
        said = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return ""
    return "\n".join((version("casadi"), platform.machine(), said, *_FLAGS))


@dataclass(frozen=True)
class Cache:
    """The folder that keeps libraries.

    Parameters
    ----------
    folder : pathlib.Path
        Made when it is needed, for the user alone.
    largest : int, optional
        Bytes from which on the libraries go that were not used for the longest time.
    """

    folder: Path
    largest: int = _LARGEST

    @classmethod
    def of_user(cls) -> Cache:
        """Return the user's own."""
        return cls(user_cache_path("sclcell") / "compiled")

    @property
    def libraries(self) -> list[Path]:
        """Those that are kept, the last used last."""
        return sorted(self.folder.glob("*.so"), key=lambda path: path.lstat().st_mtime)

    @property
    def size(self) -> int:
        """Bytes of all libraries."""
        return sum(path.lstat().st_size for path in self.libraries)

    def clear(self) -> None:
        """Remove all that is kept."""
        for pattern in ("*.so", "*.solves"):
            for path in self.folder.glob(pattern):
                path.unlink(missing_ok=True)

    def ready(self) -> bool:
        """Make the folder the user's alone; return whether it can be trusted."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = self.folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
            return False
        if found.st_mode & _OTHERS_WRITE:
            self.clear()  # whoever wrote here may have moved one library into the place of another
        if found.st_mode & 0o077:
            self.folder.chmod(0o700)
        return True

    def find(self, key: str) -> Path | None:
        """Return the library of a key; what is not sound is removed."""
        for path in self.folder.glob(f"{key}-*.so"):
            if _sound(path):
                os.utime(path)
                return path
            path.unlink(missing_ok=True)
        return None

    def build(self, key: str, functions: Sequence[casadi.Function]) -> Path:
        """Compile functions and return their library; raises what gcc or the disk raise."""
        generator = casadi.CodeGenerator("equations", {"with_header": False})
        for function in functions:
            generator.add(function)
        with TemporaryDirectory(dir=self.folder) as work:
            source, built = Path(work) / "equations.c", Path(work) / "equations.so"
            source.write_text(generator.dump())
            command = ["gcc", *_FLAGS, str(source), "-o", str(built), "-lm"]
            subprocess.run(command, check=True, capture_output=True)
            built.chmod(0o600)
            path = self.folder / f"{key}-{_digest(built)}.so"
            built.replace(path)
        (self.folder / f"{key}.solves").unlink(missing_ok=True)
        for oldest in self.libraries[:-1]:
            if self.size <= self.largest:
                break
            oldest.unlink(missing_ok=True)
        return path

    def solves(self, key: str, more: int) -> int:
        """Return how many solves of a key there have been, these among them, and note it."""
        noted = self.folder / f"{key}.solves"
        try:
            before = int(noted.read_text()[:20])
        except (OSError, ValueError):
            before = 0
        noted.write_text(str(before + more))
        return before + more


def compiled(functions: Sequence[casadi.Function], solves: int) -> list[casadi.Function]:
    """Return functions as machine code if there is some, or if it pays to compile them.

    Parameters
    ----------
    functions : sequence of casadi.Function
        With different names.
    solves : int
        How many solves are expected.

    Returns
    -------
    list of casadi.Function
        Those given, where there is no compiler, no folder, or nothing to be gained yet.
    """
    functions = [*functions]
    if not functions or not _versions():
        return functions
    content = "\n".join([_versions(), *(f"{f.name()} {f.serialize()}" for f in functions)])
    key = hashlib.sha256(content.encode()).hexdigest()[:32]
    kept = Cache.of_user()
    try:
        if not kept.ready():
            return functions
        library = kept.find(key)
        if library is None:
            if kept.solves(key, solves) < WORTH_COMPILING:
                return functions
            library = kept.build(key, functions)
        return [casadi.external(function.name(), str(library)) for function in functions]
    except (OSError, RuntimeError, subprocess.SubprocessError):
        return functions  # slower, the same numbers


def _sound(path: Path) -> bool:
    """Return whether a library is the user's own and what its name says."""
    found = path.lstat()
    own = stat.S_ISREG(found.st_mode) and found.st_uid == os.getuid()
    return own and not found.st_mode & _OTHERS_WRITE and path.stem.endswith(_digest(path))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:32]
