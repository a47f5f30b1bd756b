"""Results on disk as they come: Parquet parts, each written whole or not at all."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ..errors import InputError
from ..fingerprints import fingerprint, program_digest
from ..output_files import unwritten
from .inputs import Design, Row, with_contents

try:
    fcntl: Any = import_module("fcntl")
except ImportError:  # not on Windows: there, two runs may compute the same designs, harmlessly
    fcntl = None

__all__ = ["Store", "design_key", "model_version"]

# Where the calculation of a row starts.
_ENTRY = "sclcell.exploration.engine"


def model_version() -> str:
    """Return the version of everything that a result depends on.

    These are versions of sclcell and PyBaMM, and a digest of the program: its sources, its data
    tables and the versions of the packages that it uses.
    """
    digest = program_digest(_ENTRY)[:12]
    return f"sclcell {version('sclcell')}, pybamm {version('pybamm')}, {digest}"


def design_key(design: Design, sample: Mapping[str, float] | None, outputs: object) -> str:
    """Return the key of a result: 20 digits of design, sample, outputs asked for and program.

    Parameters
    ----------
    design : mapping
        Variables of the design. Films count by their content, whether they are given by name, by
        file or as they are.
    sample : mapping, optional
        Values of uncertain parameters.
    outputs : object
        What is computed: anything that has a fingerprint.
    """
    given, values = with_contents(design, sample)
    return fingerprint(given, values, outputs, program_digest(_ENTRY))


class Store:
    """Rows of results in a folder, one per design, found again by key.

    Every batch of rows becomes a file of its own, under a name that no other run uses, written
    beside and renamed: at any moment the folder holds whole files only, and two runs on one
    folder add to it without meeting. A file that was damaged later counts as not there.

    Raises `InputError` if the folder cannot be made.

    Parameters
    ----------
    folder : Path
        Made if it is not there.

    Attributes
    ----------
    damaged : dict
        Name of each file that cannot be read, and why.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        self.damaged: dict[str, str] = {}
        self._seen: dict[str, set[str]] = {}
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritten(error, folder) from error

    def add(self, rows: list[Row]) -> None:
        """Write rows, each with its ``"Key"``, as one file; afterwards they survive a kill."""
        if not rows:
            return
        name = f"part-{uuid.uuid4().hex}.parquet"
        unfinished = self.folder / f".{name}.{os.getpid()}"
        try:
            with unfinished.open("wb") as stream:
                pq.write_table(pa.Table.from_pylist(rows), stream, write_page_checksum=True)
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(unfinished, self.folder / name)
        except OSError as error:
            with suppress(OSError):
                unfinished.unlink()
            raise unwritten(error, self.folder) from error

    def keys(self) -> set[str]:
        """Return the keys of all finished designs; files are read once."""
        there = {path.name: path for path in self._parts()}
        # What another process has removed is no longer there.
        self._seen = {name: keys for name, keys in self._seen.items() if name in there}
        for name, path in there.items():
            if name not in self._seen:
                table = self._table(path)
                self._seen[name] = set() if table is None else set(table["Key"].to_pylist())
        return set().union(*self._seen.values())

    def read(self, keys: list[str] | None = None) -> pd.DataFrame:
        """Return finished rows, a design that two runs have computed only once.

        Parameters
        ----------
        keys : list of str, optional
            In this order, those that are there; by default all.
        """
        tables = [table for path in self._parts() if (table := self._table(path)) is not None]
        if not tables:
            return pd.DataFrame({"Key": []})
        frame = _joined(tables)
        frame = frame.drop_duplicates("Key").set_index("Key")
        if keys is not None:
            frame = frame.loc[[key for key in keys if key in frame.index]]
        return frame.reset_index()

    def clear(self) -> None:
        """Remove all results."""
        for path in self._parts():
            path.unlink(missing_ok=True)
        self._seen.clear()

    def _table(self, path: Path) -> pa.Table | None:
        """Return the rows of a file; None if it is damaged or gone."""
        try:
            if path.exists() and not path.is_file():
                raise ValueError("it is no file")
            with pq.ParquetFile(path, page_checksum_verification=True) as file:
                table = file.read()
            if "Key" not in table.column_names:
                raise ValueError("it has no column 'Key'")
            if not pa.types.is_string(table.schema.field("Key").type):
                raise ValueError("its keys are no texts")
        except FileNotFoundError:
            return None
        except (OSError, ValueError, pa.ArrowException) as error:
            self.damaged[path.name] = " ".join(str(error).split())[:150]
            return None
        return table

    @contextmanager
    def use(self, fresh: bool = False) -> Iterator[None]:
        """Hold the folder for a run; several may, but not while one of them starts afresh.

        Raises `InputError` if another run uses the folder, and results are to be removed.

        Parameters
        ----------
        fresh : bool
            Whether to remove all results first.
        """
        with ExitStack() as held:
            stream = self._lock_file()
            if stream is not None:
                held.enter_context(stream)
            if fresh:
                self._hold_alone(stream)
                self.clear()
            if stream is not None:
                self._tidy(stream)
                fcntl.flock(stream, fcntl.LOCK_SH)
            yield

    def _tidy(self, stream: IO[str]) -> None:
        """Remove what killed runs have left, if no other run uses the folder."""
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return
        for left in (*self.folder.glob(".claim-*"), *self.folder.glob(".part-*.parquet.*")):
            with suppress(OSError):
                left.unlink()

    def _lock_file(self) -> IO[str] | None:
        """Return what runs lock; None where that cannot be, as in a folder that is only read."""
        if fcntl is None:
            return None
        try:
            return (self.folder / ".in-use").open("w")
        except OSError:
            return None

    def _hold_alone(self, stream: IO[str] | None) -> None:
        try:
            if stream is not None:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InputError(
                f"another run uses {self.folder}, and --fresh would remove its results; "
                "wait until it has ended, or give another --store."
            ) from error

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
        path = self.folder / f".claim-{name}"
        try:
            stream = path.open("w")
        except OSError as error:
            raise unwritten(error, path) from error
        with stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                # Another run may have ended, and removed the file, since it was opened.
                mine = os.fstat(stream.fileno()).st_nlink > 0
            except BlockingIOError:
                mine = False
            try:
                yield mine
            finally:
                if mine:
                    path.unlink(missing_ok=True)

    def _parts(self) -> list[Path]:
        return sorted(self.folder.glob("part-*.parquet"))


def _joined(tables: list[pa.Table]) -> pd.DataFrame:
    """Return the rows of all files, also where a column has numbers in one and texts in another."""
    try:
        return pa.concat_tables(tables, promote_options="permissive").to_pandas()
    except pa.ArrowException:
        return pd.concat([table.to_pandas() for table in tables], ignore_index=True)
