"""``sclcell doctor``: is everything there, and does it compute."""

from __future__ import annotations

import math
import os
import platform
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, cast

import click

from ..errors import SimulationFailed
from .common import deliver, output_options

__all__ = ["command"]

_NEEDED = (
    "sclcell", "pybamm", "pybammsolvers", "casadi", "numpy", "scipy", "pandas", "matplotlib",
    "plotly", "scikit-optimize",
)  # fmt: skip
#: Package -> what it is good for.
_OPTIONAL = {
    "pymoo": "search of a study by NSGA-II: pip install 'sclcell[search]'",
    "SALib": "Sobol' indices of a study: pip install 'sclcell[search]'",
    "distributed": "studies on several machines: pip install 'sclcell[dask]'",
    "pyimpspec": "instrument files and Kramers-Kronig: pip install 'sclcell[impedance]'",
    "ionworksdata": "files of cyclers: pip install 'sclcell[cyclers]'",
    "bpx": "reading BPX: pip install 'sclcell[bpx]'",
}
#: The solver's error of a decay over one time constant that is still fine.
_TOLERANCE = 1e-5
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@click.command(name="doctor")
@click.option("--clear-cache", is_flag=True, help="Remove the compiled equations that are kept.")
@output_options
def command(clear_cache: bool, json_file: Path | None, out: Path | None) -> None:
    """Check the installation: versions, threads, and whether the solver gives right numbers.

    Equations that are solved often are compiled and kept in the user's cache folder.

    \b
    Examples:
      sclcell doctor
      sclcell doctor --json -
      sclcell doctor --clear-cache
    """  # noqa: D301
    import pandas as pd

    from ..provenance import provenance

    rows = [*_versions(), *_threads(), _cache(clear_cache)]
    for item, check in (("Solver", _check_solver), ("Cell", _check_cell)):
        try:
            rows.append((item, *check()))
        except Exception as error:
            # Whatever goes wrong here is what the command is asked about.
            rows.append((item, "failed", f"{type(error).__name__}: {error}"))
    table = pd.DataFrame(rows, columns=["Item", "Found", "Note"])
    faults = table[table["Found"].isin(["missing", "failed"])]
    results: dict[str, Any] = {item: found for item, found, _ in rows}
    results["Notes"] = {item: note for item, _, note in rows if note}
    results["Faults"] = faults["Item"].tolist()
    results["Provenance"] = provenance("doctor", {})
    text = "everything works" if faults.empty else f"{len(faults)} fault(s)"
    deliver(results, {"doctor": table}, {}, json_file, out, text)
    if len(faults):
        first = faults.iloc[0]
        raise SimulationFailed(f"{first['Item']} {first['Found']}: {first['Note']}")


def _versions() -> list[tuple[str, str, str]]:
    rows = [("Python", platform.python_version(), sys.executable)]
    rows.append(("Platform", platform.platform(), ""))
    for name in _NEEDED:
        found = _version(name)
        rows.append((name, found or "missing", "" if found else f"pip install {name}"))
    for name, use in _OPTIONAL.items():
        found = _version(name)
        rows.append((name, found or "not installed", "optional" if found else f"optional, {use}"))
    return rows


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _threads() -> list[tuple[str, str, str]]:
    affinity = getattr(os, "sched_getaffinity", None)
    usable = len(affinity(0)) if affinity else os.cpu_count() or 1
    rows = [("Cores", str(usable), "that this process may use")]
    for name in _THREADS:
        note = "" if name in os.environ else "each process starts a thread per core"
        rows.append((name, os.environ.get(name, "not set"), note))
    return rows


def _cache(clear: bool) -> tuple[str, str, str]:
    """Return what is kept of compiled equations, after it has been removed if so wished."""
    from ..experiments.machine_code import Cache

    kept = Cache.of_user()
    note = f"in {kept.folder}; --clear-cache removes them"
    if clear:
        note = f"{len(kept.libraries)} removed from {kept.folder}"
        kept.clear()
    found = f"{len(kept.libraries)} of {kept.size / 1e6:.1f} MB" if kept.libraries else "none"
    return "Compiled equations", found, note


def _check_solver() -> tuple[str, str]:
    """Solve an exponential decay and compare with the exact value."""
    import numpy as np
    import pybamm

    model = pybamm.BaseModel()
    y = pybamm.Variable("y")
    model.rhs, model.initial_conditions = {y: -y}, {y: pybamm.Scalar(1)}
    model.variables = {"y": y}
    pybamm.Discretisation().process_model(model)
    start = time.perf_counter()
    solver = pybamm.IDAKLUSolver(rtol=1e-8, atol=1e-10)
    # A list only for several sets of inputs.
    solution = cast(pybamm.Solution, solver.solve(model, np.array([0.0, 1.0])))
    error = abs(float(solution["y"].entries[-1]) - math.exp(-1))
    found = "works" if error < _TOLERANCE else "failed"
    took = 1000 * (time.perf_counter() - start)
    return found, f"IDAKLU, exponential decay: error {error:.1e}, {took:.0f} ms"


def _check_cell() -> tuple[str, str]:
    """Discharge the reference cell once."""
    from ..experiments.protocols import rate_test_steps
    from ..experiments.simulator import Simulator
    from ..parameter_sets.cell import Cell
    from ..parameter_sets.isothermal import build_cell

    start = time.perf_counter()
    cell = Cell.from_name("PHLP-15")
    build = build_cell(cell)
    (run,) = Simulator.of(cell, threads=1).run(rate_test_steps(1), [build], [1.0])
    share = run.capacity_Ah / build.capacity
    found = "works" if 0.5 < share < 1 else "failed"
    took = time.perf_counter() - start
    return found, f"PHLP-15, 1C: {100 * share:.0f} % of the nominal charge, {took:.1f} s"
