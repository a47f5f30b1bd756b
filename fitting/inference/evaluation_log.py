"""Every evaluation of an objective on disk: a fit that was killed goes on where it was."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from ...errors import InputError
from ...inputs import why_no_file
from ...output_files import unwritten

try:
    fcntl: Any = import_module("fcntl")
except ImportError:  # not on Windows: there, nothing keeps two fits out of one folder
    fcntl = None

__all__ = ["EvaluationLog", "LoggedObjective", "last_owner"]


class _Evaluable(Protocol):
    def residuals(self, point: np.ndarray) -> np.ndarray: ...
    def jacobian(self, point: np.ndarray) -> np.ndarray: ...


def last_owner(path: Path) -> str:
    """Return where the problem of the last fit in a log comes from, nothing if it does not say."""
    owner = ""
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        if '"owner"' in line:
            try:
                owner = str(json.loads(line).get("owner") or owner)
            except ValueError:
                continue
    return owner


class EvaluationLog:
    """Results of evaluations by point, in memory and, line by line, in a file.

    All algorithms here are deterministic. Run again with the same problem they ask for the same
    points and get the kept results, up to where the earlier run ended; so a resumed fit gives the
    same result as one that ran through.

    The file is only ever added to, and every line names its problem. Evaluations of a problem whose
    data or films have changed since are passed over, and found again if the change is taken back.
    A line that cannot be read, because a kill has cut it, is left out.

    Raises `InputError` if the file belongs to another problem only, or another fit is writing it.

    Parameters
    ----------
    path : Path, optional
        JSON lines. None keeps nothing.
    fingerprint : str
        Of the problem, its data and the program.
    resume : bool
        Whether to read what an earlier run has left.
    owner : str
        Where the problem comes from. An edited problem of the same owner begins anew, one of
        another owner is refused: it would write over the other's results.

    Attributes
    ----------
    resumed : int
        Number of results that an earlier run has left.
    passed_over : int
        Number of results of the problem as it was before a change.
    unreadable : list of int
        Lines of the file that cannot be read.
    """

    def __init__(
        self, path: Path | None, fingerprint: str, resume: bool = True, owner: str = ""
    ) -> None:
        self._results: dict[str, np.ndarray] = {}
        self._stream: Any = None
        self.resumed, self.passed_over = 0, 0
        self.unreadable: list[int] = []
        if path is None:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and (why := why_no_file(path)):
            raise InputError(f"{path}: {why}; remove it, or give another --out.")
        # What is no text is a line that cannot be read, as any damage is.
        self._stream = path.open("a+", encoding="utf-8", errors="replace")
        try:
            self._lock(path)
            self._stream.seek(0)
            text = self._stream.read()
            if resume:
                self._read(text.splitlines(), path, fingerprint, owner)
        except BaseException:
            self.close()
            raise
        self.resumed = len(self._results)
        if text and not text.endswith("\n"):
            self._stream.write("\n")
        self._problem = fingerprint
        self._write({"owner": owner, "fresh": not resume})

    def _lock(self, path: Path) -> None:
        if fcntl is None:
            return
        try:
            fcntl.flock(self._stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InputError(
                f"another fit is writing {path}; wait until it has ended, or give another --out."
            ) from error

    def _read(self, lines: list[str], path: Path, fingerprint: str, owner: str) -> None:
        """Take the results of this problem; refuse a file of another one."""
        known, owners = False, {""}
        for number, line in enumerate(lines, 1):
            try:
                entry = json.loads(line)
                same = entry.get("problem") == fingerprint
                known = known or same
                if "key" not in entry:
                    owners.add(entry.get("owner", ""))
                    if same and entry.get("fresh"):
                        self._results.clear()
                elif same:
                    self._results[str(entry["key"])] = np.array(entry["result"], dtype=float)
                else:
                    self.passed_over += 1
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
                self.unreadable.append(number)
        if lines and not known and owner not in owners - {""}:
            raise InputError(
                f"{path}: evaluations of another problem or other data; "
                "start with --fresh or give another folder."
            )

    def _write(self, entry: dict[str, Any]) -> None:
        try:
            self._stream.write(json.dumps({"problem": self._problem, **entry}) + "\n")
            self._stream.flush()
        except OSError as error:
            raise unwritten(error, self._stream.name) from error

    def get(self, key: str) -> np.ndarray | None:
        """Return a kept result."""
        return self._results.get(key)

    def put(self, key: str, result: np.ndarray) -> None:
        """Keep a result."""
        self._results[key] = result
        if self._stream is not None:
            self._write({"key": key, "result": result.tolist()})

    def close(self) -> None:
        """Let go of the file; results stay in memory."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None


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
