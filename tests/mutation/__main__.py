"""Put single faults into the code, one at a time, and list those that no fast test notices.

``make mutants ARGS="--number 60 --seed 1"`` draws the faults, as many in each part of the code,
and runs the fast tests that call the changed function, the likeliest and quickest ones first. It
writes build/mutants.csv and ends with a list of survivors. What cannot be noticed because the
program does the same is listed with a reason in equivalent.csv.
"""

from __future__ import annotations

import argparse
import ast
import csv
import hashlib
import json
import os
import random
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

os.environ |= {"PYBAMM_DISABLE_TELEMETRY": "true", "OMP_NUM_THREADS": "1", "MPLBACKEND": "Agg"}

import emcee  # noqa: F401
import hypothesis  # noqa: F401
import pybamm  # noqa: F401
import pytest
from mutations import Site, functions, sites

#: Part of the code -> folders and files.
STRATA = {
    "laws": ["models/laws"],
    "sei": ["models/sei"],
    "electrode": ["models/electrode"],
    "cycling": ["experiments/cycling"],
    "fitting": ["fitting", "src/sclcell/columns.py"],
    "uncertainty": ["uncertainty", "parameter_sets/fitted_values.py"],
}
#: Scripts that wrote shipped data and are run by hand.
EXCLUDED = {
    "fitting/reference/closure_report.py",
    "fitting/reference/closure_samples.py",
    "fitting/reference/reference_fit.py",
}
TESTS = ["tests/unit", "tests/verification", "tests/regression"]
#: Files of tests that need a browser, a build, the whole documentation or minutes.
NOT_THESE = re.compile(r"browser|docs|packaging|benchmarks|test_reference")
#: Seconds of processor time of the tests that are tried on one fault.
BUDGET = 150.0
HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUILD = ROOT / "build"


def files_of(stratum: str) -> list[Path]:
    """Return the files of a part of the code; a part that has moved is an error."""
    found: list[Path] = []
    for name in STRATA[stratum]:
        path = ROOT / name
        if not path.exists():
            raise SystemExit(f"{name} of STRATA does not exist; name where it is now")
        found += sorted(path.rglob("*.py")) if path.is_dir() else [path]
    return [p for p in found if str(p.relative_to(ROOT)) not in EXCLUDED]


def run_tests(files: Iterable[str], most: float, **environment: str) -> tuple[int, str, float]:
    """Run fast tests until the first failure; return code, output and processor time [s].

    A fault can make a loop endless: the system ends a run that takes more than `most` seconds.
    """
    options = ["-x", "-q", "--no-header", "-p", "mutation_plugin", "-p", "no:cacheprovider"]
    log = BUILD / f"mutants_{os.getpid()}.log"
    # A fork has the libraries imported already, and none of the modules that are changed.
    child = os.fork()
    if child == 0:
        with log.open("wb") as stream:
            os.dup2(stream.fileno(), 1)
            os.dup2(stream.fileno(), 2)
        os.environ.update(environment)
        resource.setrlimit(resource.RLIMIT_CPU, (int(most), int(most) + 5))
        code = int(pytest.main([*options, "-m", "not slow", *files]))
        sys.stdout.flush()
        os._exit(code)
    _, status, used = os.wait4(child, 0)
    output = log.read_text(errors="replace")
    log.unlink()
    return os.waitstatus_to_exitcode(status), output, used.ru_utime + used.ru_stime


def reach(sources: list[Path], only: str) -> dict[str, dict]:
    """Return for each file of tests its processor time and the functions it calls; kept on disk."""
    kept = BUILD / "mutants_reach.json"
    known = json.loads(kept.read_text()) if kept.exists() else {}
    tests = sorted(p for folder in TESTS for p in (ROOT / folder).rglob("test_*.py"))
    result = {}
    program = b"".join(p.read_bytes() for p in sources)
    for test in (t for t in tests if not NOT_THESE.search(t.name) and re.search(only, str(t))):
        name = str(test.relative_to(ROOT))
        content = [test, *(p for p in test.parents[0].glob("conftest.py"))]
        digest = hashlib.sha256(program + b"".join(p.read_bytes() for p in content)).hexdigest()[
            :16
        ]
        if known.get(name, {}).get("digest") != digest:
            print(f"functions that {name} calls", flush=True)
            trace = BUILD / f"trace_{os.getpid()}.json"
            trace.write_text("[]")
            status, output, seconds = run_tests(
                [name], 3600.0, TRACED="\n".join(map(str, sources)), TRACE=str(trace)
            )
            if status not in (0, 5):
                print(f"  left out, it fails without any fault: {output[-400:]}")
                continue
            calls: dict[str, list[str]] = {}
            noted = json.loads(trace.read_text())
            trace.unlink()
            for file, function in noted:
                calls.setdefault(str(Path(file).relative_to(ROOT)), []).append(function)
            known[name] = {"digest": digest, "seconds": seconds, **calls}
            kept.write_text(json.dumps(known))
        result[name] = known[name]
    return result


def reached(site: Site, path: Path, tree: ast.Module, found: dict[str, dict]) -> list[str]:
    """Return the files of tests that may notice a fault, the likeliest and quickest first."""
    words = set(re.split(r"[_/.]", str(path.relative_to(ROOT)))) - {"py"}
    likely = {name: len(words & set(re.split(r"[_/.]", name))) for name in found}
    scopes = {site.scope}
    if not site.scope:  # a constant works where it is used
        used = {
            n: {x.id for x in ast.walk(f) if isinstance(x, ast.Name)} for n, f in functions(tree)
        }
        scopes = {name for name, names in used.items() if names & set(site.names)}
    calls = {name: set(f.get(str(path.relative_to(ROOT)), ())) for name, f in found.items()}
    hits = [name for name in found if calls[name] & scopes]
    if not site.scope and not hits:
        hits = [name for name in found if calls[name]]
    chosen, total = [], 0.0
    for name in sorted(hits, key=lambda name: (-likely[name], found[name]["seconds"])):
        if not chosen or total + found[name]["seconds"] <= BUDGET:
            chosen.append(name)
            total += found[name]["seconds"]
    return chosen


def drawn(number: int, seed: int) -> Iterator[tuple[str, Path, int, Site, ast.Module]]:
    """Yield as many faults of each part as of the others, drawn by a seed."""
    for k, stratum in enumerate(STRATA):
        trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in files_of(stratum)}
        every = [(p, n, s) for p, tree in trees.items() for n, s in enumerate(sites(tree))]
        share = number // len(STRATA) + (k < number % len(STRATA))
        for path, n, site in random.Random(f"{seed} {stratum}").sample(every, share):
            yield stratum, path, n, site, trees[path]


def main() -> None:
    """Draw faults, run tests, write what survived."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--number", type=int, default=60, help="faults (default 60)")
    parser.add_argument("--seed", type=int, default=1, help="of the draw (default 1)")
    parser.add_argument("--tests", default="", help="of these files only (regular expression)")
    parser.add_argument("--parts", default=",".join(STRATA), help="of the code; all by default")
    parser.add_argument("--out", type=Path, default=BUILD / "mutants.csv", help="table to write")
    parser.add_argument("--list", action="store_true", help="say which, and run nothing")
    given = parser.parse_args()
    BUILD.mkdir(exist_ok=True)
    parts = given.parts.split(",")
    every = [row for row in drawn(given.number, given.seed) if row[0] in parts]
    os.chdir(ROOT)
    with (HERE / "equivalent.csv").open(newline="", encoding="utf-8") as stream:
        excused = {tuple(row[:4]) for row in csv.reader(stream)}
    found = {} if given.list else reach([p for s in STRATA for p in files_of(s)], given.tests)
    rows, outcomes = [], Counter[tuple[str, str]]()
    for stratum, path, number, site, tree in every:
        name, started = str(path.relative_to(ROOT)), time.time()
        fault = f"{name}:{site.line}: {site.before}  ->  {site.after}"
        tests = reached(site, path, tree, found)
        outcome, by = "survived", "" if tests or given.list else "no test executes it"
        code = path.read_text(encoding="utf-8").splitlines()[site.line - 1].strip()
        if (name, code, site.before, site.after) in excused:
            outcome = "equivalent"
        elif given.list:
            outcome = "drawn"
        elif tests:
            most = 30 + 3 * sum(found[test]["seconds"] for test in tests)
            status, output, _ = run_tests(tests, most, MUTANT=f"{path}:{number}")
            if status in (4, 5):
                raise SystemExit(f"pytest has not run the tests: {output[-400:]}")
            if status:
                outcome = "killed"
                lines = [
                    x for x in output.splitlines() if x.startswith(("FAILED tests", "ERROR tests"))
                ]
                by = lines[0].split(" - ")[0] if lines else f"status {status}"
        outcomes[stratum, outcome] += 1
        print(f"{outcome:10} {fault}  {by}  [{time.time() - started:.0f} s]", flush=True)
        rows.append([stratum, name, site.line, code, site.before, site.after, outcome, by])
    with given.out.open("w", newline="", encoding="utf-8") as stream:
        head = ["part", "file", "line", "code", "before", "after", "outcome", "by"]
        csv.writer(stream).writerows([head, *rows])
    print(f"\n{'part':12} killed survived equivalent")
    for stratum in parts:
        counts = [outcomes[stratum, o] for o in ("killed", "survived", "equivalent")]
        print(f"{stratum:12} {counts[0]:6} {counts[1]:8} {counts[2]:10}")
    killed = sum(n for (_, outcome), n in outcomes.items() if outcome == "killed")
    print(f"{killed} of {len(rows)} killed; see {given.out}")


if __name__ == "__main__":
    main()
