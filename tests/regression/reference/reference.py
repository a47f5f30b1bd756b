"""What every command answers on about seventy inputs, frozen, so that every change is seen.

``python tests/regression/reference/reference.py`` runs all cases and lists the numbers that
differ from ``answers.csv``; ``--write`` writes the file afresh; names (``rate``, ``rate/cold``)
choose some. A number that moves is named in the changelog under "Changed results".
"""

from __future__ import annotations

import contextlib
import io
import json
import math
import os
import shlex
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

HERE = Path(__file__).parent
ANSWERS = HERE / "answers.csv"
#: Beyond this a list is described by its size, ends, extremes and mean.
LONGEST = 12
#: Relative; solver tolerances are 1e-5 to 1e-6, fits and stepped cycling add to them.
TOLERANCE = 1e-4
#: What depends on the machine or on the program's own version.
MACHINE = ("Throughput", "Time", "time [s]", "version", "Version", "Folder", "Provenance", "Key")


def cases() -> dict[str, list[str]]:
    """Return the arguments of each case."""
    table = tomllib.loads((HERE / "cases.toml").read_text(encoding="utf-8"))
    return {
        f"{command}/{name}": [command, *shlex.split(arguments)]
        for command, group in table.items()
        for name, arguments in group.items()
    }


def numbers(value: Any, key: str = "") -> Iterator[tuple[str, float | str]]:
    """Yield all numbers and words of a JSON document, each with where it stands."""
    if isinstance(value, dict):
        for name, item in value.items():
            if not any(word in name for word in MACHINE):
                yield from numbers(item, f"{key}/{name}" if key else name)
    elif isinstance(value, list):
        plain = [x for x in value if isinstance(x, int | float) and not isinstance(x, bool)]
        if len(value) > LONGEST and len(plain) == len([x for x in value if x is not None]):
            yield f"{key}/size", float(len(value))
            if plain:
                yield f"{key}/first", float(plain[0])
                yield f"{key}/last", float(plain[-1])
                yield f"{key}/least", float(min(plain))
                yield f"{key}/most", float(max(plain))
                yield f"{key}/mean", math.fsum(plain) / len(plain)
        else:
            for k, item in enumerate(value):
                yield from numbers(item, f"{key}/{k}")
    elif isinstance(value, bool) or not isinstance(value, int | float):
        yield key, str(value)
    else:
        yield key, float(value)


def answer(arguments: list[str]) -> list[tuple[str, float | str]]:
    """Return exit code, last message if it is not 0, and all that the JSON says."""
    from sclcell.cli import main

    before, errors = Path.cwd(), io.StringIO()
    command = arguments[0]
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(HERE / "inputs")
        json_file = Path(folder) / "answer.json"
        more = ["--json", str(json_file)]
        if command in ("fit", "explore", "report"):
            more += ["--out", folder, "--quiet"]
        try:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(errors):
                main([*arguments, *more])
        except SystemExit as end:
            code = end.code
        finally:
            os.chdir(before)
        found: list[tuple[str, float | str]] = [("exit code", float(int(code or 0)))]
        if code:
            found.append(("message", errors.getvalue().strip().splitlines()[-1][:300]))
        if json_file.is_file():
            document = json.loads(json_file.read_text(encoding="utf-8"))
            if command == "export":  # numbers, not the trees of PyBaMM's expressions
                document = {k: v for k, v in document.items() if "$type" not in json.dumps(v)}
            found += numbers(document)
    return [(key, x.replace(folder, "FOLDER") if isinstance(x, str) else x) for key, x in found]


def frozen() -> pd.DataFrame:
    """Return the stored answers, all columns text."""
    return pd.read_csv(ANSWERS, dtype=str, keep_default_na=False)


def text(value: float | str) -> str:
    """Return a value as it is stored."""
    return f"{value:.9g}" if isinstance(value, float) else value


def differences(case: str, found: list[tuple[str, float | str]], stored: pd.DataFrame) -> list[str]:
    """Return one line for each value of a case that is not as stored, gone or new."""
    rows = stored[stored["Case"] == case]
    old = dict(zip(rows["Key"], rows["Value"], strict=True))
    new = {key: text(value) for key, value in found}
    lines = [f"{case}: {key} is gone (was {old[key]})" for key in old if key not in new]
    for key, value in new.items():
        if key not in old:
            lines.append(f"{case}: {key} is new ({value})")
        elif not same(old[key], value):
            lines.append(f"{case}: {key} was {old[key]}, is {value}")
    return lines


def same(old: str, new: str, tolerance: float = TOLERANCE) -> bool:
    """Return whether two stored values agree: words exactly, numbers within the tolerance."""
    if old == new:
        return True
    try:
        a, b = float(old), float(new)
    except ValueError:
        return False
    return abs(a - b) <= tolerance * max(abs(a), abs(b)) + 1e-9


def main(arguments: list[str]) -> int:
    """Compare or write; return how many values differ."""
    write = "--write" in arguments
    chosen = [a for a in arguments if not a.startswith("-")]
    stored = frozen() if ANSWERS.is_file() else pd.DataFrame(columns=["Case", "Key", "Value"])
    tables, lines = [], []
    for case, words in cases().items():
        if chosen and not any(case == c or case.startswith(f"{c}/") for c in chosen):
            tables.append(stored[stored["Case"] == case])
            continue
        found = answer(words)
        news = differences(case, found, stored)
        lines += news
        print(f"{case}: {len(found)} values, {len(news)} differ", file=sys.stderr, flush=True)
        rows = [(case, key, text(value)) for key, value in found]
        tables.append(pd.DataFrame(rows, columns=["Case", "Key", "Value"]))
    print("\n".join(lines))
    if write:
        pd.concat(tables).to_csv(ANSWERS, index=False, lineterminator="\n")
    return len(lines)


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
