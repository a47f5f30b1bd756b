"""Progress on disk that survives being killed at any moment."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import InputError

__all__ = ["Checkpoint", "fingerprint"]


def fingerprint(*parts: Any) -> str:
    """Return a short hash of what a run depends on."""
    text = json.dumps(parts, sort_keys=True, default=repr)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Checkpoint:
    """One file that is replaced in one move, so that it is always whole.

    Parameters
    ----------
    path : pathlib.Path, optional
        The file; without it nothing is kept.
    key : str
        `fingerprint` of the run: progress of another run is refused.
    """

    def __init__(self, path: Path | None, key: str) -> None:
        self.path = path
        self.key = key

    def load(self) -> dict[str, Any] | None:
        """Return what was saved last, or None.

        Raises
        ------
        InputError
            If the file belongs to another run or cannot be read.
        """
        if self.path is None or not self.path.exists():
            return None
        try:
            with np.load(self.path, allow_pickle=False) as stored:
                arrays = {name: stored[name] for name in stored.files if name != "_json"}
                plain = json.loads(str(stored["_json"]))
        except (OSError, ValueError, KeyError) as error:
            raise InputError(
                f"{self.path} is not a checkpoint of long cycling; remove it or name another file."
            ) from error
        if plain.pop("key") != self.key:
            raise InputError(
                f"checkpoint {self.path} belongs to another cell or protocol; "
                "remove it or name another file."
            )
        return {**plain, **arrays}

    def save(self, **progress: Any) -> None:
        """Keep progress: arrays, and whatever JSON can hold."""
        if self.path is None:
            return
        arrays: dict[str, Any] = {k: v for k, v in progress.items() if isinstance(v, np.ndarray)}
        plain = {k: v for k, v in progress.items() if k not in arrays}
        text = json.dumps({"key": self.key, **plain})
        self.path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        with temporary.open("wb") as stream:
            np.savez(stream, _json=np.array(text), **arrays)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(self.path)
