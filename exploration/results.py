"""Run a study from end to end and hand out its tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from ..errors import SimulationFailed
from ..uncertainty.samples import Samples
from .designs import sample_designs
from .engine import Engine, Progress, Task
from .inputs import check_values
from .outputs import output_columns
from .pareto import optimise, pareto_front
from .sensitivity import sensitivity_table, sensitivity_tasks
from .store import Store, model_version
from .study import Study
from .study_bands import (
    band_table,
    failed_samples,
    film_names,
    probability_best,
    study_films,
    study_samples,
)

__all__ = ["StudyResult", "run_study"]


@dataclass(frozen=True)
class StudyResult:
    """Tables of a finished study.

    Parameters
    ----------
    designs : pandas.DataFrame
        A row per design, best guess: variables, outputs, ``Reason``, ``Detail``, and, if there
        are objectives, ``On the Pareto front``.
    samples : pandas.DataFrame
        The same for every sample of the uncertain parameters; empty without bands.
    bands, best, sensitivity : pandas.DataFrame, optional
        Quantiles, probability of being best, Sobol' indices.
    throughput : float
        Designs computed per second in this run; 0 if all were there.
    damaged : dict
        Files of the store that cannot be read, and why; their designs were computed again.
    """

    study: Study
    designs: pd.DataFrame
    samples: pd.DataFrame
    bands: pd.DataFrame | None = None
    best: pd.DataFrame | None = None
    sensitivity: pd.DataFrame | None = None
    drawn: Samples | None = None
    throughput: float = 0.0
    computed: int = 0
    damaged: dict[str, str] = field(default_factory=dict)

    @property
    def bands_kind(self) -> str | None:
        """``"posterior"``, ``"prior"`` or both; None without bands."""
        return None if self.drawn is None else self.drawn.kind

    @property
    def failed(self) -> dict[str, int]:
        """Reason to number of designs."""
        if "Reason" not in self.designs:
            return {}
        counts = self.designs["Reason"].dropna().value_counts()
        return {str(reason): int(count) for reason, count in counts.items()}

    @property
    def front(self) -> pd.DataFrame:
        """Designs on the Pareto front; empty without objectives."""
        if "On the Pareto front" not in self.designs:
            return self.designs.iloc[:0]
        return self.designs[self.designs["On the Pareto front"]]

    @property
    def numbers(self) -> list[str]:
        """Output columns that hold numbers."""
        columns = [c for c in output_columns(self.study.spec) if c in self.designs]
        return [c for c in columns if pd.api.types.is_numeric_dtype(self.designs[c])]

    @property
    def summary(self) -> pd.DataFrame:
        """The rows worth reading first: the Pareto front, or the designs, a few of them."""
        rows = self.front if len(self.front) else self.designs
        return rows[[*self.study.variables, *self.numbers[:4]]].head(20)

    def in_words(self, folder: Path | None = None) -> str:
        """Return how many designs there are, what failed, and what is wrong in the store."""
        lines = [
            f"{self.study.title}: {len(self.designs)} designs, {self.computed} computed in this run"
        ]
        if self.throughput:
            lines[0] += f" ({self.throughput:.1f} per second)"
        lines += [f"{count} designs: {reason}" for reason, count in self.failed.items()]
        if self.drawn is not None:
            lines.append(f"bands: 5 to 95 % of {self.drawn.text}")
            total = len(self.samples)
            failed = failed_samples(self.samples).items()
            lines += [f"{count} of {total} samples: {why}" for why, count in failed]
        if folder is not None:
            lines += [
                f"{folder / name} is damaged ({why}); what it held was computed again, remove it"
                for name, why in self.damaged.items()
            ]
            lines.append(f"results as they came: {folder}")
        return "\n".join(lines)

    def to_dict(self) -> dict[str, object]:
        """Return what goes into the JSON."""
        results: dict[str, Any] = {
            "Study": self.study.title,
            "Model version": model_version(),
            "Designs": _records(self.designs),
            "Pareto front": _records(self.front),
            "Failed": self.failed,
            "Designs computed in this run": self.computed,
        }
        if self.damaged:
            results["Damaged files"] = self.damaged
        if self.bands is not None:
            assert self.drawn is not None
            results["Bands"] = {
                "Kind": self.bands_kind,
                "Samples": len(self.drawn.table),
                "Parameters": self.drawn.origin,
                "Failed": failed_samples(self.samples),
                "Quantiles": _records(self.bands),
            }
        if self.best is not None:
            results["Probability of being best"] = _records(self.best)
        if self.sensitivity is not None:
            results["Sensitivity"] = _records(self.sensitivity)
        return results


def _records(frame: pd.DataFrame) -> list[dict[str, object]]:
    plain = frame.astype(object).where(frame.notna(), None)
    return [{str(k): v for k, v in row.items()} for row in plain.to_dict("records")]


def run_study(
    study: Study,
    folder: Path,
    *,
    bands: Samples | bool = False,
    values: Mapping[str, float] | None = None,
    scheduler: str | None = None,
    resume: bool = True,
    report: Callable[[Progress], None] | None = None,
) -> StudyResult:
    """Run a study, computing only what its store does not have.

    Raises `InputError` if a folder, scheduler or parameter cannot be used, or nothing is left to
    compute; if another run uses the folder and earlier results are to be removed;
    `SimulationFailed` if rows vanish from the folder while the study runs.

    Parameters
    ----------
    bands : Samples or bool, optional
        Samples of uncertain parameters to carry through every design; True for what the shipped
        fits determine together with the ranges of the tables, see
        `~sclcell.exploration.study_bands.study_samples`.
    values : mapping, optional
        Parameters in place of the shipped ones in all designs, SI units; see
        `inputs.check_values`. Samples come before them.
    scheduler : str, optional
        See `engine.Engine`.
    """
    study, own = study.with_cell(values or {})
    base = check_values(own, film_names(study))
    store = Store(folder)
    samples = study_samples(study, values=base) if bands is True else bands or None
    sensitivity = None
    with store.use(fresh=not resume), Engine(store, study.spec, scheduler, report=report) as engine:

        def table(tasks: Sequence[Task]) -> pd.DataFrame:
            stored = store.read(engine.run(tasks))
            if len(stored) < len(tasks):
                raise SimulationFailed(
                    f"{len(tasks) - len(stored)} of {len(tasks)} rows are no longer in {folder}: "
                    "they were removed while this study ran; run it again"
                )
            return _rows(study, tasks, stored)

        if study.optimise is not None:
            designs = optimise(study, lambda some: table([Task(d, base) for d in some]))
        else:
            designs = table([Task(design, base) for design in sample_designs(study)])
        sampled = designs.iloc[:0]
        if samples is not None:
            sampled = table(_sampled_tasks(designs, study, samples, base))
        if study.sensitivity is not None:
            tasks = [
                replace(task, sample={**(base or {}), **(task.sample or {})} or None)
                for task in sensitivity_tasks(study, study_films(study))
            ]
            sensitivity = sensitivity_table(study, lambda: table(tasks))
    objectives = study.objectives
    if objectives.maximise or objectives.minimise:
        designs = designs.assign(**{"On the Pareto front": pareto_front(designs, objectives)})
    result = StudyResult(study, designs, sampled)
    # What is a band already has none over the samples.
    banded = [name for name in result.numbers if "% quantile" not in name]
    everything = pd.concat([designs, sampled]) if len(sampled) else designs
    return StudyResult(
        study,
        designs,
        sampled,
        band_table(sampled, list(study.variables), banded) if len(sampled) else None,
        probability_best(everything, study.best, list(study.variables)) if study.best else None,
        sensitivity,
        samples,
        engine.computed / engine.seconds if engine.computed else 0.0,
        engine.computed,
        dict(store.damaged),
    )


def _rows(study: Study, tasks: Sequence[Task], stored: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of tasks, which are asked for anew, with the results that were stored.

    A result may have been stored for the same design under another name of its film, as another
    sample, or beside outputs of another study.
    """
    asked = pd.DataFrame([{"Sample": task.number, **task.design} for task in tasks])
    asked.insert(0, "Key", stored["Key"].to_numpy())
    outputs = [*output_columns(study.spec), "Reason", "Detail"]
    return pd.concat([asked, stored[[name for name in outputs if name in stored]]], axis=1)


def _sampled_tasks(
    designs: pd.DataFrame, study: Study, samples: Samples, base: Mapping[str, float] | None
) -> list[Task]:
    names = [name for name in (*study.variables, *study.constants) if name in designs]
    return [
        Task(
            dict(zip(names, design, strict=True)),
            {**(base or {}), **sample},
            number,
            cycled=number <= study.bands.cycle_life,
        )
        for design in designs[names].astype(object).to_numpy().tolist()
        for number, sample in enumerate(samples.rows(), 1)
    ]
