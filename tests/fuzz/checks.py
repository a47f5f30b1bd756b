"""What must hold of every run, whatever it was given."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Container, Iterator
from pathlib import Path
from typing import Any

#: Seconds of work, and of waiting on a machine that is busy, after which a run counts as hanging.
LONGEST, LONGEST_WAIT = 20, 180
#: Part of a name in the results -> lowest and highest value that physics allows.
PHYSICS = {
    "discharge capacity [mA.h.g-1]": (0, 187),
    "oltage [V]": (-1e-6, 6),
    "ransference number": (0, 1),
    "onic conductivity [mS.cm-1]": (0, 1e3),
    "Salt diffusivity [m2.s-1]": (0, 1e-4),
    "Re(Z) [Ohm.cm2]": (0, math.inf),
    "Coulombic efficiency [%]": (0, 200),
    "Temperature [degC]": (-30, 80),
    "Filler mass fraction": (0, 0.4),
}


def faults(code: object, out: str, err: str, seconds: float) -> Iterator[str]:
    """Yield what is wrong with a run."""
    if code not in (0, 1, 2):
        yield f"exit code {code}"
    if seconds > LONGEST:
        yield f"{seconds:.0f} s of work"
    for sign in (
        "Traceback",
        "internal error",
        "[ERROR]",
        "Errno",
        "initial conditions with",
        "Warning: ",
    ):
        if sign in err:
            yield f"{sign!r} in the error"
    lines = [line for line in err.replace("\r", "\n").split("\n") if line.startswith("sclcell:")]
    if code in (1, 2) and len(lines) != 1 and "Usage:" not in out:
        yield f"{len(lines)} lines of error"
    if code == 2 and out and "Usage:" not in out:
        yield "output in spite of bad input"
    if any(len(line) > 3200 for line in lines):
        yield "a line of error that nobody reads"
    if re.search(r"[\x00-\x08\x0b-\x0c\x0e-\x1f]", "".join(lines)):
        yield "control characters in the error"


def json_faults(text: str) -> Iterator[str]:
    """Yield what is wrong with results in JSON."""
    try:
        results = json.loads(text, parse_constant=_refused)
    except ValueError as error:
        yield f"results are no JSON: {error}"
        return
    for name, number in _numbers(results, ""):
        for part, (low, high) in PHYSICS.items():
            if part in name and not low <= number <= high:
                yield f"{name} = {number:g}"


def _refused(constant: str) -> None:
    raise ValueError(constant)


def _numbers(value: Any, name: str) -> Iterator[tuple[str, float]]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key not in ("Provenance", "Notes", "Note"):
                yield from _numbers(item, str(key))
    elif isinstance(value, list):
        for item in value:
            yield from _numbers(item, name)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield name, value


def file_faults(folder: Path, inputs: Container[Path] = ()) -> Iterator[str]:
    """Yield what runs have left half-written."""
    for path in folder.rglob("*.json"):
        if path.is_file() and path not in inputs:
            yield from (f"{path.name}: {fault}" for fault in json_faults(path.read_text()))
    import pyarrow.parquet as pq

    for path in folder.rglob("part-*.parquet"):
        try:
            pq.read_table(path)
        except Exception as error:
            yield f"{path.name}: {error}"
