"""Results on disk as they come: Parquet parts, each written whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ..errors import InputError

try:
    fcntl: Any = import_module("fcntl")
except ImportError:  # not on Windows: there, two runs may compute the same designs, harmlessly
    fcntl = None

__all__ = ["Store", "design_key", "model_version"]

_MODULES = ("inputs", "batch", "protocols", "outputs", "layers", "cycle_life")
# What a result depends on; a change in any of these files makes earlier results stale.
_SOURCES = (
    "models",
    "parameter_sets",
    "experiments.cycling",
    "experiments/ageing_bands.py",
    *(f"exploration/{name}.py" for name in _MODULES),
)


@cache
def model_version() -> str:
    """Return the version of everything that a result depends on.

    Returns
    -------
    str
        Versions of sclcell and PyBaMM, and a digest of the model's sources and data tables.
    """
    digest = hashlib.sha256()
    for name in _SOURCES:
        package, _, file = name.partition("/")
        root = files(f"sclcell.{package}")
        for path in [root / file] if file else _walk(root):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return f"sclcell {version('sclcell')}, pybamm {version('pybamm')}, {digest.hexdigest()[:12]}"


def _walk(folder: Any) -> Iterator[Any]:
    for path in sorted(folder.iterdir(), key=lambda item: item.name):
        if path.is_dir():
            yield from _walk(path)
        # The samples that a result depends on are part of its key.
        elif path.name.endswith((".py", ".csv", ".json")) and "_samples" not in path.name:
            yield path


def design_key(
    design: Mapping[str, Any], sample: Mapping[str, float] | None, outputs: object
) -> str:
    """Return the key of a result: a digest of design, sample, outputs asked for and model.

    Parameters
    ----------
    design : mapping
        Variables of the design.
    sample : mapping, optional
        Values of uncertain parameters.
    outputs : object
        What is computed; its ``repr`` counts.

    Returns
    -------
    str
        20 hexadecimal digits.
    """
    text = json.dumps(
        [dict(design), dict(sample or {}), repr(outputs), model_version()],
        sort_keys=True,
        default=float,
    )
    return hashlib.sha256(text.encode()).hexdigest()[:20]


class Store:
    """Rows of results in a folder, one per design, found again by key.

    Every batch of rows becomes a file of its own, under a name that no other run uses, written
    beside and renamed: at any moment the folder holds whole files only, and two runs on one
    folder add to it without meeting.

    Parameters
    ----------
    folder : Path
        Made if it is not there.

    Raises
    ------
    InputError
        If the folder cannot be made.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        self._seen: dict[str, set[str]] = {}
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(
                f"cannot make {folder}: {error.strerror}; name a folder that can be written."
            ) from error

    def add(self, rows: list[dict[str, Any]]) -> None:
        """Write rows, each with its ``"Key"``, as one file; afterwards they survive a kill."""
        if not rows:
            return
        name = f"part-{uuid.uuid4().hex}.parquet"
        unfinished = self.folder / f".{name}.{os.getpid()}"
        with unfinished.open("wb") as stream:
            pq.write_table(pa.Table.from_pylist(rows), stream)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(unfinished, self.folder / name)

    def keys(self) -> set[str]:
        """Return the keys of all finished designs; files are read once."""
        for path in self._parts():
            if path.name not in self._seen:
                column = pq.read_table(path, columns=["Key"])["Key"]
                self._seen[path.name] = set(column.to_pylist())
        return set().union(*self._seen.values())

    def read(self, keys: list[str] | None = None) -> pd.DataFrame:
        """Return finished rows, a design that two runs have computed only once.

        Parameters
        ----------
        keys : list of str, optional
            In this order, those that are there; by default all.
        """
        tables = [pq.read_table(path) for path in self._parts()]
        if not tables:
            return pd.DataFrame()
        frame = pa.concat_tables(tables, promote_options="permissive").to_pandas()
        frame = frame.drop_duplicates("Key").set_index("Key")
        if keys is not None:
            frame = frame.loc[[key for key in keys if key in frame.index]]
        return frame.reset_index()

    def clear(self) -> None:
        """Remove all results."""
        for path in self._parts():
            path.unlink(missing_ok=True)
        self._seen.clear()

    @contextmanager
    def claim(self, name: str) -> Iterator[bool]:
        """Hold a piece of work, so that another run leaves it alone.

        The operating system drops the claim when the process ends, however it ends.

        Yields
        ------
        bool
            False if another run holds it.
        """
        if fcntl is None:
            yield True
            return
        with (self.folder / f".claim-{name}").open("w") as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True

    def _parts(self) -> list[Path]:
        return sorted(self.folder.glob("part-*.parquet"))
