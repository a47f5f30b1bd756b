"""Run the command line on random command lines and files: ``make fuzz ARGS="--seed 3"``.

Most run in this process, some as processes of their own that are stopped, killed, cut off from
their output or run out of disk. Faults are printed with the seed and number that bring them back.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from contextlib import chdir, redirect_stderr, redirect_stdout
from itertools import pairwise
from pathlib import Path
from typing import Any

os.environ["PYBAMM_DISABLE_TELEMETRY"] = "true"
sys.path.insert(0, str(Path(__file__).parent))

from cases import command_line, sound_files, write_files
from checks import LONGEST_WAIT, faults, file_faults, json_faults


class _Hangs(BaseException):
    pass


def _stop(*arguments: object) -> None:
    raise _Hangs


class _Text(io.TextIOWrapper):
    """Standard output or error in memory, with bytes below as a real one has."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", errors="backslashreplace")

    def text(self) -> str:
        self.flush()
        return self.buffer.getvalue().decode(errors="replace")  # type: ignore[attr-defined]


def in_process(line: list[str]) -> tuple[Any, str, str, float]:
    """Run a command line here; returns code, output, error, seconds."""
    from sclcell.cli import main

    out, err, start, code = _Text(), _Text(), time.process_time(), None
    signal.signal(signal.SIGALRM, _stop)
    signal.alarm(LONGEST_WAIT)
    try:
        with redirect_stdout(out), redirect_stderr(err):
            main(line)
    except SystemExit as stop:
        code = stop.code
    except _Hangs:
        code = "hang"
    except BaseException:
        err.write("Traceback " + traceback.format_exc())
    finally:
        signal.alarm(0)
    return code, out.text(), err.text(), time.process_time() - start


def one(seed: int, number: int) -> tuple[list[str], list[str]]:
    """Run a case in this process; returns its command line and its faults."""
    rng = random.Random(f"{seed} {number}")
    with tempfile.TemporaryDirectory() as name, chdir(name):
        folder = Path(name)
        write_files(folder)
        line = command_line(rng, folder)
        before = {p: p.read_bytes() for p in map(folder.joinpath, sound_files())}
        code, out, err, seconds = in_process(line)
        found = [*faults(code, out, err, seconds), *file_faults(folder, before)]
        if code == 0 and out.startswith("{"):
            found += json_faults(out)
        lost = [
            p.name
            for p, raw in before.items()
            if not (p.exists() and p.read_bytes() == raw) and not _is_output(line, p.name)
        ]
        found += [f"{name} is no longer what it was" for name in lost]
        if found:
            found.append(f"error: {err[-600:]!r}")
    return line, found


def _is_output(line: list[str], name: str) -> bool:
    """Return whether a user has asked for a file to be written over."""
    pairs = [word.partition("=")[::2] for word in line] + list(pairwise(line))
    return any(option in ("--json", "--out") and name == value for option, value in pairs)


#: What is done to a process: name -> after how many seconds a signal, or what it lacks.
WORKS = (
    ["electrolyte", "film.toml", "--json", "r.json", "--out", "o"],
    ["rate", "PHLP-15", "--rates", "1", "--json", "r.json", "--out", "o"],
    ["cycle", "PHLP-15", "--cycles", "8", "--checkpoint", "c.npz", "--json", "r.json"],
    ["explore", "study.toml", "--quiet", "--store", "st", "--json", "r.json"],
    ["fit", "fit.toml", "--quiet", "--out", "o", "--json", "r.json"],
    ["read", "log.csv", "--json", "r.json", "--out", "o"],
    ["rate", "PHLP", "--protocol", "CCCV", "--cathode", "cathode.toml", "--json", "r.json"],
    ["pouch", "PHLP", "--heat-rates", "1", "--geometry", "pouch.toml", "--json", "r.json"],
    ["plate", "PHLP", "--time", "0.02", "--cells", "3", "--json", "r.json", "--out", "o"],
    ["fit", "film_problem.toml", "--quiet", "--out", "o", "--json", "r.json"],
)
TROUBLES = ("SIGINT", "SIGTERM", "SIGKILL", "pipe", "no output", "full", "limit", "bare", "none")


def as_process(seed: int, number: int) -> tuple[list[str], list[str]]:
    """Run a case as a process in trouble, and again without; returns line and faults."""
    rng = random.Random(f"process {seed} {number}")
    trouble, line = TROUBLES[number % len(TROUBLES)], [*rng.choice(WORKS)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    if trouble == "bare":
        environment = {"PATH": "/usr/bin", "LC_ALL": "C", "MPLBACKEND": "foo", "HOME": "/no"}
        environment["PYTHONIOENCODING"] = rng.choice(["ascii", "utf-8", "latin-1"])
    program = [sys.executable, "-m", "sclcell"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_files(folder)
        done, out, err, code = None, "", "", None
        options: dict[str, Any] = {"cwd": name, "env": environment, "stderr": subprocess.PIPE}
        options["stdout"] = subprocess.PIPE
        given = line
        if trouble in ("pipe", "no output", "full"):
            given = [*line[: line.index("--json")], "--json", "-"]
        if trouble == "full":
            options["stdout"] = open("/dev/full", "wb")
        if trouble == "no output":
            options["preexec_fn"] = lambda: os.close(1)
        if trouble == "limit":
            most = rng.choice((0, 100, 1000, 5000))
            options["preexec_fn"] = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        start = os.times()
        done = subprocess.Popen([*program, *given], **options)
        if trouble == "pipe":
            done.stdout.close()
            done.stdout = None
        if trouble.startswith("SIG"):
            time.sleep(rng.choice((0.03, 0.1, 0.5, 1.5, 2.5, 4)) * rng.uniform(0.7, 1.3))
            done.send_signal(getattr(signal, trouble))
        try:
            raw = done.communicate(timeout=2 * LONGEST_WAIT)
        except subprocess.TimeoutExpired:
            done.kill()
            raw = done.communicate()
        out, err = (part.decode(errors="replace") if part else "" for part in raw)
        ended = os.times()
        seconds = ended[2] + ended[3] - start[2] - start[3]  # of children
        code = done.returncode
        may = {"SIGINT": (-2, 1, 0), "SIGTERM": (-15, 0), "SIGKILL": (-9, 0)}.get(trouble)
        found = []
        if may is None:
            found += faults(code, "" if given != line else out, err, seconds)
            # Work that could not hand out its results has not succeeded.
            if trouble in ("pipe", "no output", "full") and code == 0:
                found.append("success without output")
        elif code not in may or "Traceback" in err:
            # Before the interpreter has read a line of ours, it answers Ctrl-C by itself.
            if not (trouble == "SIGINT" and "cli/" not in err):
                found.append(f"exit code {code}")
        found += file_faults(folder)
        again = subprocess.run(
            [*program, *line], cwd=name, capture_output=True, text=True, timeout=120, check=False
        )
        if again.returncode:
            found.append(f"afterwards exit code {again.returncode}: {again.stderr[-300:]}")
        found += file_faults(folder)
        left = [p.name for p in folder.rglob(".*") if p.name != ".in-use"]
        found += [f"{name} is left" for name in left]
        if found:
            found.append(f"error: {err[-600:]!r}")
    return [trouble, *given], found


def main() -> None:
    """Run all cases of a seed and say which had a fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--commands", type=int, default=1900, help="in this process")
    parser.add_argument("--processes", type=int, default=100)
    parser.add_argument("--first", type=int, default=0, help="number of the first case")
    parser.add_argument("--only", type=int, help="the case of this number")
    chosen = parser.parse_args()
    bad = 0
    for run, size in ((one, chosen.commands), (as_process, chosen.processes)):
        numbers = range(chosen.first, chosen.first + size)
        for number in numbers if chosen.only is None else [chosen.only]:
            line, found = run(chosen.seed, number)
            if found:
                bad += 1
                print(f"{run.__name__} {number}: {line!r:.300}", *found, sep="\n    ", flush=True)
    print(f"seed {chosen.seed}: {chosen.commands} + {chosen.processes} cases, {bad} with faults")
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
