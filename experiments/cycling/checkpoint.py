"""Progress on disk that survives being killed at any moment."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from ...errors import InputError
from ...fingerprints import fingerprint
from ...inputs import file_bytes
from ...output_files import replacing, unwritten
from ..outcome import Outcome

__all__ = ["Checkpoint", "fingerprint"]


class Checkpoint:
    """One file that is replaced in one move, so that it is always whole.

    Parameters
    ----------
    path : path, optional
        The file; without it nothing is kept.
    key : str
        `fingerprint` of the run: progress of another run is refused.
    """

    def __init__(self, path: str | Path | None, key: str) -> None:
        self.path = None if path is None else Path(path)
        self.key = key

    def load(self, sizes: Mapping[str, int] | None = None) -> dict[str, Any] | None:
        """Return what was saved last, or None.

        Raises `InputError` if the file belongs to another run, cannot be read or is not complete.

        Parameters
        ----------
        sizes : mapping, optional
            Arrays that must be there, and how many numbers each of their rows has.
        """
        if self.path is None or not self.path.exists():
            return None
        try:
            # From memory: of a damaged file, numpy leaves the stream open.
            with np.load(BytesIO(file_bytes(self.path)), allow_pickle=False) as stored:
                arrays = {name: stored[name] for name in stored.files if name != "_json"}
                plain = json.loads(str(stored["_json"]), object_hook=Outcome.from_plain)
            key = plain.pop("key")
        except (
            RecursionError,
            ValueError,
            KeyError,
            EOFError,
            AttributeError,
            BadZipFile,
        ) as error:
            raise InputError(
                f"{self.path} is damaged or not a checkpoint of long cycling; "
                "remove it or name another file."
            ) from error
        if key != self.key:
            raise InputError(
                f"checkpoint {self.path} belongs to another cell or protocol, or to another "
                "version of sclcell; remove it or name another file."
            )
        with self.reading():
            for name, size in (sizes or {}).items():
                _check_array(name, arrays[name], size)
        return {**plain, **arrays}

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Say of what goes wrong with kept progress that the file is damaged."""
        try:
            yield
        except (KeyError, ValueError, TypeError, IndexError) as error:
            why = f"{error} is missing" if isinstance(error, KeyError) else str(error)
            raise InputError(
                f"checkpoint {self.path} is damaged: {why}; remove it or name another file."
            ) from error

    def save(self, **progress: Any) -> None:
        """Keep progress: arrays, outcomes, and whatever JSON can hold."""
        if self.path is None:
            return
        arrays: dict[str, Any] = {k: v for k, v in progress.items() if isinstance(v, np.ndarray)}
        plain = {k: v for k, v in progress.items() if k not in arrays}
        text = json.dumps({"key": self.key, **plain}, default=Outcome.to_plain)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritten(error, self.path) from error
        with replacing(self.path) as stream:
            np.savez(stream, _json=np.array(text), **arrays)


def _check_array(name: str, array: np.ndarray, size: int) -> None:
    """Raise if rows of an array are short or hold what is no number; it may have no rows."""
    given = array.shape[-1] if array.ndim else 0
    if given != size and array.size:
        raise ValueError(f"'{name}' has {given} numbers in place of {size}")
    if not np.isfinite(array).all():
        raise ValueError(f"'{name}' holds what is no number")
