"""The reference fit: its optimum, and the time to it, against PyBOP's XNES on the same residuals.

PyBOP minimises the same sum of squares with the same data, bounds and models. It even gets our
warm objective, models built once and long cycling along the envelope, in place of simulations of
its own, which would take minutes for each point. Both start in ignorance: our search from the
starts of the problem file, PyBOP's from the middle of the bounds, which is its default. Where XNES
ends by its own criterion short of the optimum, it starts again at a random point within the bounds.
PyBOP may take six times as long as our fit; then it is stopped, and the ratio is "at least".

PyBOP caps NumPy below what sclcell is developed with, so this runs in an environment of its own,
which is made in .venv-pybop on first use, as by `make pybop`.

    python -m benchmarks.fitting.against_pybop
"""

import json
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd

from ..claims import Claim, Result, run

ROOT = Path(__file__).resolve().parents[2]
#: Largest distance in chi-squared that counts as having arrived.
NEAR = 0.1
PATIENCE = 6


class OutOfTime(Exception):
    """Ends PyBOP's search."""


def our_fit(problem):
    """Return seconds, optimum and how the best chi-squared went down."""
    from sclcell.fitting.inference.evaluation_log import EvaluationLog, LoggedObjective
    from sclcell.fitting.inference.objective import Objective
    from sclcell.fitting.inference.optimise import optimise

    start = time.process_time()
    objective = Objective(problem)
    logged = LoggedObjective(objective, EvaluationLog(None, ""))
    optimum = optimise(logged, objective.start, problem.problem.algorithm)
    return time.process_time() - start, optimum


def pybop_fit(problem, target, limit, names):
    """Return seconds until PyBOP was near the target (or None), and its best chi-squared."""
    import pybop

    from sclcell.fitting.inference.objective import Objective

    begin = time.process_time()
    objective = Objective(problem)
    seen = {"best": np.inf, "arrived": None, "evaluations": 0, "starts": 0}

    class ReferenceProblem(pybop.BaseSimulator):
        """Residuals of all data sets, in standard deviations."""

        def set_output_variables(self, target):
            pass

        def solve_batch(self, inputs, calculate_sensitivities=False):
            return [self._solution(each) for each in inputs]

        def _solution(self, inputs):
            if time.process_time() - begin > limit:
                raise OutOfTime
            residuals = objective.residuals(np.array([inputs[name] for name in names]))
            seen["evaluations"] += 1
            seen["best"] = min(seen["best"], float(residuals @ residuals))
            if seen["best"] < target + NEAR:
                seen["arrived"] = time.process_time() - begin
                raise OutOfTime
            solution = pybop.Solution(inputs)
            solution.set_solution_variable("Residual", residuals)
            return solution

    size = objective.residuals(objective.start).size
    data = pybop.Dataset({"Row": np.arange(size), "Residual": np.zeros(size)}, domain="Row")
    rng = np.random.default_rng(1)
    start = np.full(len(names), 0.5)
    with suppress(OutOfTime):
        while True:
            # In the unit cube of the problem, where scales are logarithmic as the file says.
            parameters = {
                name: pybop.Parameter(pybop.Uniform(0.0, 1.0), initial_value=float(x))
                for name, x in zip(names, start, strict=True)
            }
            cost = pybop.SumSquaredError(data, target="Residual")
            seen["starts"] += 1
            pybop.XNES(pybop.Problem(ReferenceProblem(parameters), cost)).run()
            start = rng.random(len(names))
    return seen, time.process_time() - begin


def measure(small: bool = False) -> Result:
    if find_spec("pybop") is None:
        return _elsewhere(small)
    from sclcell.fitting.problem.loading import load_problem

    problem = load_problem("matrix_catholyte" if small else "reference")
    names = [unknown.label for unknown in problem.unknowns]
    ours, optimum = our_fit(problem)
    limit = (1 if small else PATIENCE) * ours
    seen, spent = pybop_fit(problem, optimum.chi_squared, limit, names)
    theirs = seen["arrived"] or spent
    ratio = theirs / ours
    how = "" if seen["arrived"] else "at least "
    claim = Claim(
        case=f"{problem.problem.title}: to the optimum",
        reference="PyBOP's XNES on the same warm objective",
        criterion="≥ 5 times as fast",
        measured=f"{how}{ratio:.3g} times; chi-squared {optimum.chi_squared:.4g} against "
        f"{seen['best']:.4g}",
        met=ratio >= 5,
        ratio=ratio,
        seconds=ours,
        reference_seconds=theirs,
    )
    table = pd.DataFrame(
        {
            "Program": ["sclcell", "PyBOP, XNES"],
            "Processor time [s]": [ours, spent],
            "Chi-squared": [optimum.chi_squared, seen["best"]],
            "Evaluations": [
                optimum.searched + sum(f.evaluations for f in optimum.finishes),
                seen["evaluations"],
            ],
            "Starts": [len(optimum.finishes), seen["starts"]],
            "Arrived": ["yes", "yes" if seen["arrived"] else "no, stopped"],
        }
    )
    return Result([claim], {"Reference fit against PyBOP": table})


def _elsewhere(small: bool) -> Result:
    """Run in PyBOP's own environment and return what it found."""
    folder = ROOT / ".venv-pybop"
    python = folder / "bin" / "python"
    if not python.exists():
        print("making an environment for PyBOP in .venv-pybop", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip = [python, "-m", "pip", "install", "--quiet"]
        requirements = ROOT / "examples" / "pybop" / "requirements.txt"
        subprocess.run([*pip, "-r", requirements, "--editable", ROOT], check=True)
    with tempfile.TemporaryDirectory() as temporary:
        found = Path(temporary) / "found.json"
        command = [python, "-m", "benchmarks.fitting.against_pybop", "--json", found]
        subprocess.run([*command, *(["--small"] if small else [])], check=True, cwd=ROOT)
        document = json.loads(found.read_text(encoding="utf-8"))
    claims = [Claim(**claim) for claim in document["Claims"]]
    tables = {
        title: pd.DataFrame(table["data"], columns=table["columns"])
        for title, table in document["Tables"].items()
    }
    return Result(claims, tables)


if __name__ == "__main__":
    run(measure)
