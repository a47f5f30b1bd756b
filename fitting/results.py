"""Run a fit and hand out what it found: JSON, parameter set, samples, tables."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..errors import InputError, SimulationFailed
from ..file_names import file_stems
from ..output_files import make_folder, write_file
from .cell_inputs import CellInputs
from .cell_tables import differing, write_cells
from .inference.evaluation_log import EvaluationLog, LoggedObjective
from .inference.goodness import goodness
from .inference.identifiability import Knowledge, identify, profile, secant_shares
from .inference.objective import Objective
from .inference.optimise import FitProgress, Optimum, optimise
from .inference.posterior import Posterior, predictive_bands, sample_posterior
from .kinds.base import Comparison
from .problem.loading import LoadedProblem, load_problem, ready_problems

__all__ = ["EVALUATIONS", "FitResult", "run_fit"]

#: File in the folder of a fit, which names its problem.
EVALUATIONS = "evaluations.jsonl"
_UNSOLVED = "Samples that were not solved"


@dataclass(frozen=True)
class FitResult:
    """What a fit found.

    Parameters
    ----------
    loaded : LoadedProblem
        Problem, data, unknowns.
    optimum : Optimum
        Where the search ended.
    knowledge : Knowledge
        What the data determine.
    posterior : Posterior
        Samples.
    comparisons : list of Comparison
        Each data set at the optimum.
    bands : list of pandas.DataFrame
        Quantiles of the model per data set.
    profiles : dict
        Label to profile likelihood.
    counts : dict
        Evaluations, Jacobians, failures, results taken from an earlier run.
    derivatives : dict
        Data set to how its derivatives came about.
    """

    loaded: LoadedProblem
    optimum: Optimum
    knowledge: Knowledge
    posterior: Posterior
    comparisons: list[Comparison]
    bands: list[pd.DataFrame]
    profiles: dict[str, pd.DataFrame]
    counts: dict[str, Any]
    derivatives: dict[str, str]

    @property
    def values(self) -> dict[str, float]:
        """Optimum by label, SI units."""
        unknowns = self.loaded.unknowns
        return {u.label: u.value(x) for u, x in zip(unknowns, self.optimum.point, strict=True)}

    @property
    def parameters(self) -> pd.DataFrame:
        """A row per unknown: value, standard error, unit, interval, what determines it."""
        rows = []
        for k, unknown in enumerate(self.loaded.unknowns):
            x, sd = self.optimum.point[k], self.knowledge.sd[k]
            low, high = (unknown.value(np.clip(x + s * sd, 0, 1)) for s in (-1, 1))
            match = re.search(r"\[(.+?)\]$", unknown.label)
            rows.append(
                {
                    "Parameter": unknown.label,
                    "Value": unknown.value(x),
                    "Standard error": unknown.slope(x) * sd,
                    "Unit": match[1] if match else "1",
                    "Low (68 %)": low,
                    "High (68 %)": high,
                    "Determined by": self.knowledge.determined_by[k],
                    "Identifiable": self.knowledge.determined[k],
                }
            )
        return pd.DataFrame(rows)

    def to_dict(self) -> dict[str, object]:
        """Return what goes into the JSON."""
        data = self.loaded.problem.data
        parameters = self.parameters.set_index("Parameter").to_dict("index")
        for row, sentence in zip(parameters.values(), self.knowledge.sentences, strict=True):
            row["In words"] = sentence
        return {
            "Title": self.loaded.problem.title,
            "Parameters": parameters,
            "RMS error": {
                d.name: next(iter(c.errors.values()), None)
                for d, c in zip(data, self.comparisons, strict=True)
            },
            "Errors": {d.name: c.errors for d, c in zip(data, self.comparisons, strict=True)},
            "Chi squared": self.optimum.chi_squared,
            "Residuals": int(sum(len(c.residuals) for c in self.comparisons)),
            "Chi squared per degree of freedom": self.knowledge.per_freedom,
            "Goodness": {
                d.name: goodness(c.residuals).to_dict()
                for d, c in zip(data, self.comparisons, strict=True)
            },
            "Noise inflation": self.knowledge.inflation,
            "Correlation": {
                "Names": [u.label for u in self.loaded.unknowns],
                "Matrix": self.knowledge.correlation,
            },
            "Weak directions": [
                {"Standard deviation": sd, "Components": parts} for sd, parts in self.knowledge.weak
            ],
            "Profiles": {name: t.to_dict("list") for name, t in self.profiles.items()},
            "Finishes": [
                {"Chi squared": f.chi_squared, "Status": f.status, "Evaluations": f.evaluations}
                for f in self.optimum.finishes
            ],
            "Posterior": {
                "Samples": len(self.posterior.points),
                "Simulated samples": len(self.posterior.checked),
                "Effective share": self.posterior.effective_share,
                "Effective samples": self.posterior.effective_share * len(self.posterior.points),
            },
            "Derivatives": self.derivatives,
            "Counts": self.counts,
        }

    @property
    def text(self) -> str:
        """A few sentences: how well it fits, and what is known of each parameter."""
        lines = [self.loaded.problem.title]
        for data, comparison in zip(self.loaded.problem.data, self.comparisons, strict=True):
            errors = ", ".join(f"{name} {value:.3g}" for name, value in comparison.errors.items())
            how = goodness(comparison.residuals).words
            lines.append(f"{data.name}: {errors} (derivatives: {self.derivatives[data.name]})")
            lines.append(f"{data.name}: {how}")
        residuals = sum(len(comparison.residuals) for comparison in self.comparisons)
        lines.append(
            f"chi squared {self.optimum.chi_squared:.4g} of {residuals} residuals; errors are "
            f"those of the noise times {self.knowledge.inflation:.3g}"
        )
        if np.isfinite(self.knowledge.per_freedom):
            each = f"{self.knowledge.per_freedom:.3g}"
            lines[-1] += f" (chi squared per degree of freedom {each})"
        lines += self.knowledge.sentences
        for _, parts in self.knowledge.weak:
            names = ", ".join(f"{v:+.2f} {name}" for name, v in parts.items())
            lines.append(f"the data leave open: {names}")
        apart = differing(self.loaded.problem)
        if apart:
            lines.append(
                f"the cells differ in {', '.join(apart)}: parameters.csv leaves that to the "
                "command; each cell has a table of its own"
            )
        failed = sum(self.counts["Failures"].values())
        if failed:
            reason = max(self.counts["Failures"], key=self.counts["Failures"].get)
            lines.append(f"{failed} simulations failed, most often: {reason}")
        unreadable = self.counts.get("Unreadable lines of an earlier run")
        if unreadable:
            numbers = ", ".join(map(str, unreadable))
            lines.append(f"{EVALUATIONS}: lines that cannot be read are left out: {numbers}")
        unused = self.counts.get("Of the problem before a change")
        if unused and not self.counts["Taken from an earlier run"]:
            lines.append(
                f"{unused} evaluations of earlier runs are not used: the problem, its data, its "
                "films or the program have changed"
            )
        for name, number in self.counts.get(_UNSOLVED, {}).items():
            lines.append(
                f"bands of {name}: {number} of {len(self.posterior.checked)} samples could not be "
                "simulated and do not count"
            )
        share = self.posterior.effective_share
        if np.isfinite(share):
            number = len(self.posterior.points)
            lines.append(
                f"posterior: {number} draws, worth {share * number:.0f} by the exact likelihood of "
                f"the {len(self.posterior.checked)} that were simulated"
            )
        if share < 0.5:
            lines.append(
                f"bands: the linearised posterior keeps {100 * share:.0f} "
                "% of its samples under the exact likelihood; take them as rough"
            )
        return "\n".join(lines)

    def samples(self) -> pd.DataFrame:
        """Return posterior samples, a column per unknown, SI units."""
        unknowns = self.loaded.unknowns
        points = self.posterior.points
        return pd.DataFrame(
            {u.label: [u.value(x) for x in points[:, k]] for k, u in enumerate(unknowns)}
        )

    def parameter_sets(self) -> dict[str, Any]:
        """Return cell name to `pybamm.ParameterValues` with the fitted numbers."""
        problem = self.loaded.problem
        sets = {}
        for name in problem.used_cells:
            inputs = CellInputs(problem.cells[name], problem.parameters)
            fitted = {p: self.values[problem.label(p, name)] for p in problem.parameters}
            sets[name] = inputs.fitted_values(fitted)
        return sets

    def write(self, folder: Path) -> list[Path]:
        """Write parameter sets (JSON), parameters and samples (CSV) into a folder.

        Parameters
        ----------
        folder : Path
            Made if it is not there. ``parameters.csv`` and ``samples.csv`` hold what was fitted
            and what the problem fixed; several cells have tables of their own besides.
        """
        make_folder(folder)
        written = []
        sets = self.parameter_sets()
        stems = file_stems(sets)
        for name, values in sets.items():
            stem = "parameters" if name == "cell" else f"parameters_{stems[name]}"
            written.append(folder / f"{stem}.json")
            write_file(written[-1], json.dumps(values.to_json(), indent=2))
        return [*written, *write_cells(self, folder)]


def run_fit(
    problem: str | Path | LoadedProblem,
    folder: Path | None = None,
    resume: bool = True,
    report: Callable[[FitProgress], None] | None = None,
    profiles: str | None = None,
) -> FitResult:
    """Run a fit.

    Parameters
    ----------
    problem : path, str or LoadedProblem
        TOML file, name of a ready problem, or a problem in memory.
    folder : Path, optional
        Where every evaluation is kept, so that a fit that was stopped goes on; without it nothing
        is kept.
    resume : bool
        Whether to use what an earlier run has left there.
    report : callable, optional
        Told about progress.
    profiles : str, optional
        ``"all"`` or ``"none"`` in place of what the problem says.

    Raises
    ------
    InputError
        If the problem has faults, or the folder cannot be used.
    SimulationFailed
        If no point could be simulated.
    """
    file = None
    if not isinstance(problem, LoadedProblem):
        file = ready_problems().get(str(problem), Path(problem))
        problem = load_problem(problem)
    objective = Objective(problem)
    try:
        log = EvaluationLog(
            folder / EVALUATIONS if folder else None,
            objective.fingerprint,
            resume,
            "" if file is None else str(file.resolve()),
        )
    except OSError as error:
        raise InputError(f"cannot write into {folder}: {error.strerror}; give --out.") from error
    with closing(log):
        return _fitted(objective, log, report, profiles, workers=file is not None)


def _fitted(
    objective: Objective,
    log: EvaluationLog,
    report: Callable[[FitProgress], None] | None,
    profiles: str | None,
    workers: bool,
) -> FitResult:
    """Search, and work out what is known at the optimum."""
    problem = objective.loaded
    logged = LoggedObjective(objective, log)
    settings = problem.problem.algorithm
    if not log.resumed:
        objective.check()
    # Worker processes get the problem that the log belongs to, whatever becomes of its files.
    optimum = optimise(logged, objective.start, settings, report, problem if workers else None)
    comparisons = objective.comparisons(optimum.point)
    _require_a_simulation(comparisons)
    knowledge = _knowledge(objective, logged, optimum, comparisons)
    analysis = problem.problem.analysis
    wanted = profiles or analysis.profiles
    tables = {}
    for k, unknown in enumerate(problem.unknowns):
        if wanted == "all" or (isinstance(wanted, list) and unknown.parameter in wanted):
            tables[unknown.label] = profile(logged, optimum.point, k, knowledge)
            if report:
                report(FitProgress("profiles", k + 1, len(problem.unknowns), optimum.chi_squared))
    posterior = sample_posterior(
        logged,
        problem.unknowns,
        optimum.point,
        knowledge.inflation,
        analysis.samples,
        analysis.predictive,
        settings.seed,
        knowledge.shares,
    )
    bands, unsolved = predictive_bands(objective, posterior.checked)
    counts = {
        "Evaluations": objective.counts.evaluations,
        "Jacobians": objective.counts.jacobians,
        "Taken from an earlier run": log.resumed,
        "Failures": dict(objective.counts.failures),
    }
    if unsolved:
        counts[_UNSOLVED] = unsolved
    if log.passed_over:
        counts["Of the problem before a change"] = log.passed_over
    if log.unreadable:
        counts["Unreadable lines of an earlier run"] = log.unreadable
    return FitResult(
        problem, optimum, knowledge, posterior, comparisons, bands, tables, counts,
        objective.derivatives_by(),
    )  # fmt: skip


def _require_a_simulation(comparisons: list[Comparison]) -> None:
    reasons = [reason for c in comparisons for reason in c.failures]
    if reasons and all(not c.errors for c in comparisons):
        raise SimulationFailed(f"no data set could be simulated at the best point: {reasons[0]}")


def _knowledge(
    objective: Objective,
    logged: LoggedObjective,
    optimum: Optimum,
    comparisons: list[Comparison],
) -> Knowledge:
    J = logged.jacobian(optimum.point)
    blocks: dict[str, np.ndarray] = {}
    row = 0
    for part, comparison in zip(objective.parts, comparisons, strict=True):
        size = len(comparison.residuals)
        blocks[part.data.name] = J[row : row + size]
        row += size
    chi_squared = float(sum(c.residuals @ c.residuals for c in comparisons))
    local = identify(objective.unknowns, optimum.point, blocks, chi_squared, row)
    shares = secant_shares(logged, optimum.point, row, local)
    return identify(objective.unknowns, optimum.point, blocks, chi_squared, row, shares)
