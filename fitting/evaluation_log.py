"""Every evaluation of an objective on disk: a fit that was killed goes on where it was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from ..errors import InputError

__all__ = ["EvaluationLog", "LoggedObjective"]


class _Evaluable(Protocol):
    def residuals(self, point: np.ndarray) -> np.ndarray: ...
    def jacobian(self, point: np.ndarray) -> np.ndarray: ...


class EvaluationLog:
    """Results of evaluations by point, in memory and, line by line, in a file.

    All algorithms here are deterministic. Run again with the same problem they ask for the same
    points and get the kept results, up to where the earlier run ended; so a resumed fit gives the
    same result as one that ran through.

    Parameters
    ----------
    path : Path, optional
        JSON lines; the first one names the problem. None keeps nothing.
    fingerprint : str
        Of the problem and its data.
    resume : bool
        Whether to read what an earlier run has left.

    Raises
    ------
    InputError
        If the file belongs to another problem.
    """

    def __init__(self, path: Path | None, fingerprint: str, resume: bool = True) -> None:
        self._results: dict[str, np.ndarray] = {}
        self._stream: Any = None
        #: number of results that an earlier run has left
        self.resumed = 0
        if path is None:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        if resume and path.exists():
            self._read(path, fingerprint)
        self.resumed = len(self._results)
        # Written afresh, so that a line that was cut by a kill does not stay.
        self._stream = path.open("w", encoding="utf-8")
        self._write({"problem": fingerprint})
        for key, result in self._results.items():
            self._write({"key": key, "result": result.tolist()})

    def _read(self, path: Path, fingerprint: str) -> None:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            try:
                entry = json.loads(line)
            except ValueError:
                break
            if number == 0:
                if not isinstance(entry, dict) or entry.get("problem") != fingerprint:
                    raise InputError(
                        f"{path}: evaluations of another problem or other data; "
                        "start with --fresh or give another folder."
                    )
                continue
            self._results[entry["key"]] = np.array(entry["result"], dtype=float)

    def _write(self, entry: dict[str, Any]) -> None:
        self._stream.write(json.dumps(entry) + "\n")
        self._stream.flush()

    def get(self, key: str) -> np.ndarray | None:
        """Return a kept result."""
        return self._results.get(key)

    def put(self, key: str, result: np.ndarray) -> None:
        """Keep a result."""
        self._results[key] = result
        if self._stream is not None:
            self._write({"key": key, "result": result.tolist()})


class LoggedObjective:
    """An objective that asks its log first.

    Parameters
    ----------
    objective : Objective
        What computes.
    log : EvaluationLog
        What remembers.
    """

    def __init__(self, objective: _Evaluable, log: EvaluationLog) -> None:
        self.objective, self.log = objective, log
        self.best = (np.inf, np.empty(0))

    @staticmethod
    def _key(kind: str, point: np.ndarray) -> str:
        return f"{kind} {np.ascontiguousarray(point, dtype=float).tobytes().hex()}"

    def residuals(self, point: np.ndarray) -> np.ndarray:
        """Return residuals; the best point so far is kept in ``best``."""
        key = self._key("r", point)
        result = self.log.get(key)
        if result is None:
            result = self.objective.residuals(point)
            self.log.put(key, result)
        self._note(point, result)
        return result

    def jacobian(self, point: np.ndarray) -> np.ndarray:
        """Return the Jacobian."""
        key = self._key("J", point)
        result = self.log.get(key)
        if result is None:
            result = self.objective.jacobian(point)
            self.log.put(key, result)
        return result

    def known(self, point: np.ndarray) -> bool:
        """Return whether the residuals at a point are kept."""
        return self.log.get(self._key("r", point)) is not None

    def give(self, point: np.ndarray, residuals: np.ndarray) -> None:
        """Keep residuals that another process has computed."""
        self.log.put(self._key("r", point), residuals)
        self._note(point, residuals)

    def _note(self, point: np.ndarray, residuals: np.ndarray) -> None:
        cost = float(residuals @ residuals)
        if cost < self.best[0]:
            self.best = (cost, np.array(point))
