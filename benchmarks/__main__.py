"""Run the benchmarks, each in a process of its own, and write the table of them.

python -m benchmarks                    # all: benchmarks/results.json, docs/benchmarks.md
python -m benchmarks --only cycling     # those whose name contains a word; the others stay
python -m benchmarks --small            # a minute, to see that all work; writes nothing
python -m benchmarks --page             # only the page, from the results that are there
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from .page import benchmark_page

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results.json"
PAGE = ROOT / "docs" / "benchmarks.md"
_PACKAGES = ("sclcell", "pybamm", "pybammsolvers", "casadi", "numpy")
#: Of one benchmark [s], also on a machine with other work.
TIMEOUT = 1500


def benchmark_names(words: Sequence[str] = ()) -> list[str]:
    """Return the modules with a function ``measure``, as FOLDER.MODULE."""
    found = [
        f"{path.parent.name}.{path.stem}"
        for path in sorted((ROOT / "benchmarks").glob("*/*.py"))
        if "\ndef measure(" in path.read_text(encoding="utf-8")
    ]
    unknown = [word for word in words if not any(word in name for name in found)]
    if unknown:
        sys.exit(f"no benchmark is called {unknown[0]!r}; there are {', '.join(found)}")
    return [name for name in found if not words or any(word in name for word in words)]


def run_benchmark(name: str, small: bool) -> dict[str, Any]:
    """Run one benchmark; return its results, or why there are none, with the circumstances."""
    record: dict[str, Any] = {
        "Date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "Machine": _machine(),
        "Versions": {package: version(package) for package in _PACKAGES},
        "Load before": round(os.getloadavg()[0], 2),
    }
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "results.json"
        command = [sys.executable, "-m", f"benchmarks.{name}", "--json", str(file)]
        try:
            done = subprocess.run(command + ["--small"] * small, cwd=ROOT, timeout=TIMEOUT)
            error = f"exit code {done.returncode}" if done.returncode else None
        except subprocess.TimeoutExpired:
            error = f"stopped after {TIMEOUT} s"
        record["Seconds"] = round(time.perf_counter() - start, 1)
        if error is None:
            record.update(json.loads(file.read_text(encoding="utf-8")))
        else:
            record["Error"] = error
    return record


def _machine() -> str:
    """Return processor, cores and operating system."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text(encoding="utf-8").splitlines()
        names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
        model = names[0] if names else model
    affinity = getattr(os, "sched_getaffinity", None)
    cores = len(affinity(0)) if affinity else os.cpu_count()
    return f"{model}, {cores} cores, {platform.system()}, Python {platform.python_version()}"


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--only", nargs="+", default=[], metavar="WORD", help="part of a name")
    parser.add_argument("--small", action="store_true", help="a minute; writes nothing")
    parser.add_argument("--page", action="store_true", help="write the page and run nothing")
    arguments = parser.parse_args()
    known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    known = {name: record for name, record in sorted(known.items()) if name in benchmark_names()}
    failed = []
    for name in [] if arguments.page else benchmark_names(arguments.only):
        print(f"\n== {name}", flush=True)
        record = run_benchmark(name, arguments.small)
        print(f"{record.get('Error', 'done')}, {record['Seconds']:.0f} s", flush=True)
        failed += [name] * ("Error" in record)
        if not arguments.small:
            known = dict(sorted({**known, name: record}.items()))
            text = json.dumps(known, indent=1, ensure_ascii=False)
            RESULTS.write_text(text + "\n", encoding="utf-8")
    if not arguments.small:
        PAGE.write_text(benchmark_page(known), encoding="utf-8")
        print(f"\nsaved {RESULTS}\nsaved {PAGE}")
    if failed:
        sys.exit(f"did not run: {', '.join(failed)}")


if __name__ == "__main__":
    main()
