"""The objective of a fit: all data sets in one vector of residuals, and its derivatives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pybamm

from ...errors import InputError, SclcellError
from ...fingerprints import class_content, fingerprint, program_digest
from ...parameter_sets.electrolytes import ELECTROLYTES
from ..kinds.base import Comparison, DataKind
from ..problem.loading import LoadedProblem

__all__ = ["BAD", "Objective"]

#: Residual of every point of a data set that could not be simulated, in standard deviations.
BAD = 30.0
# Comparisons in memory.
_MOST_KEPT = 400
# Differences in the unit interval; solver tolerances of 1e-5 make smaller steps noisy.
_STEP = 4e-3
# What a program is at fault for, not its numbers.
_OF_THE_PROGRAM = (TypeError, NameError, AttributeError, LookupError, ImportError, AssertionError)

# Of a data set: what tells how its file is read.
_IN_TABLES = {"file", "reader", "columns", "units", "where"}


@dataclass
class Counts:
    """What the objective has been asked for.

    Parameters
    ----------
    evaluations, jacobians : int
        Numbers of calls that simulated.
    failures : dict
        Reason to how often a simulation failed for it.
    """

    evaluations: int = 0
    jacobians: int = 0
    failures: dict[str, int] = field(default_factory=dict)


class Objective:
    """Residuals of all data sets and priors as a function of a point in the unit cube.

    Models are built at the first evaluation and kept: later ones only change inputs.

    Parameters
    ----------
    loaded : LoadedProblem
        Problem, data and unknowns.
    """

    def __init__(self, loaded: LoadedProblem) -> None:
        self.loaded, self.unknowns = loaded, loaded.unknowns
        self.problem = loaded.problem
        names = list(self.problem.parameters)
        algorithm = self.problem.algorithm
        most = algorithm.global_evaluations + algorithm.iterations * len(self.unknowns)
        self.parts: list[DataKind] = []
        for data in self.problem.data:
            kind, cell = loaded.kinds[data.kind], self.problem.cells[data.cell]
            try:
                self.parts.append(kind(data, loaded.tables[data.name], cell, names, most))
            except _OF_THE_PROGRAM as error:
                raise InputError(f"data '{data.name}': {kind.failure(error)}.") from error
        self.counts = Counts()
        self._kept: dict[Any, Comparison] = {}
        #: Data set to what is wrong with its kind, and with residuals and noise.
        self._broken: dict[str, str] = {}
        self._unfit: dict[str, list[str]] = {}

    @property
    def labels(self) -> list[str]:
        """Names of the unknowns."""
        return [unknown.label for unknown in self.unknowns]

    @property
    def start(self) -> np.ndarray:
        """Where the parameters start, shape (unknowns,)."""
        return np.array([u.unit(u.start) for u in self.unknowns])

    @property
    def fingerprint(self) -> str:
        """Digest of everything that residuals at a point depend on, names of files left out.

        Of the data count the measurements that were read, of the cells what they are made of, of
        the parameters how a point gives them values, and of the program all of it.
        """
        cells = self.problem.used_cells
        index = {unknown.label: k for k, unknown in enumerate(self.unknowns)}
        return fingerprint(
            {name: self.problem.cells[name] for name in cells},
            # Constants that are fitted move the films of the study only.
            [self.problem.cells[name].films[0] in ELECTROLYTES for name in cells],
            [data.model_dump(exclude=_IN_TABLES) for data in self.problem.data],
            [self.loaded.tables[data.name].to_dict("list") for data in self.problem.data],
            [
                (u.parameter, u.low, u.high, u.scale, u.prior and u.prior.model_dump())
                for u in self.unknowns
            ],
            [
                {name: index[self.problem.label(name, cell)] for name in self.problem.parameters}
                for cell in cells
            ],
            program_digest(__name__),
            [class_content(kind) for kind in self.loaded.kinds.values()],
        )

    def values(self, point: np.ndarray) -> dict[str, float]:
        """Return the value of each unknown, SI units."""
        return {u.label: u.value(x) for u, x in zip(self.unknowns, point, strict=True)}

    def cell_values(self, point: np.ndarray, cell: str) -> dict[str, float]:
        """Return the parameters of one cell, SI units."""
        values = self.values(point)
        return {n: values[self.problem.label(n, cell)] for n in self.problem.parameters}

    def comparisons(self, point: np.ndarray, sensitivities: bool = False) -> list[Comparison]:
        """Simulate every data set; one that fails as a whole has residuals `BAD`."""
        return [self._compare(part, point, sensitivities) for part in self.parts]

    def check(self) -> None:
        """Compare where the parameters start, before the search.

        Raises `InputError` if a kind of data fails for a reason that is no simulation's, or has
        residuals or noise that are no numbers to fit with.
        """
        faults = []
        for part in self.parts:
            self._compare(part, self.start, False)
            if part.data.name in self._broken:
                faults.append(f"data '{part.data.name}': {self._broken[part.data.name]}")
            else:
                faults += self._unfit.get(part.data.name, [])
        if faults:
            raise InputError(f"{'; '.join(faults)}.")

    def _compare(self, part: DataKind, point: np.ndarray, sensitivities: bool) -> Comparison:
        values = self.cell_values(point, part.data.cell)
        # A parameter that a data set's model does not contain does not move its residuals.
        key = (
            part.data.name,
            sensitivities,
            tuple(values[name] for name in values if name in part.names),
        )
        if key not in self._kept:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = self._simulate(part, values, sensitivities)
        return self._kept[key]

    def _simulate(
        self, part: DataKind, values: dict[str, float], sensitivities: bool
    ) -> Comparison:
        try:
            comparison = part.compare(values, sensitivities)
            self._unfit[part.data.name] = part.faults(comparison)
        except (SclcellError, pybamm.SolverError) as error:
            comparison = self._failed(part, " ".join(str(error).split())[:150])
        except Exception as error:
            # Whatever a simulator raises, the search has to go on; the reason is reported.
            comparison = self._failed(part, part.failure(error))
            if isinstance(error, _OF_THE_PROGRAM):
                self._broken[part.data.name] = part.failure(error)
        for reason in comparison.failures:
            self.counts.failures[reason] = self.counts.failures.get(reason, 0) + 1
        if not np.isfinite(comparison.residuals).all():
            comparison.residuals[~np.isfinite(comparison.residuals)] = BAD
        return comparison

    def _failed(self, part: DataKind, why: str) -> Comparison:
        reason = f"{part.data.name}: {why or 'no reason given'}"
        zero = {name: np.zeros(part.size) for name in part.sensitive}
        return Comparison(np.full(part.size, BAD), part.table, {}, zero, (reason,))

    def residuals(self, point: np.ndarray) -> np.ndarray:
        """Return residuals of data, then of priors, in standard deviations, shape (n,)."""
        self.counts.evaluations += 1
        parts = [comparison.residuals for comparison in self.comparisons(point)]
        return np.concatenate([*parts, self.prior_residuals(point)])

    def prior_residuals(self, point: np.ndarray) -> np.ndarray:
        """Return distances from the centres of the priors in standard deviations."""
        return np.array(
            [
                (x - u.unit(u.prior.value)) * u.span / u.prior.sd
                for u, x in zip(self.unknowns, point, strict=True)
                if u.prior is not None
            ]
        )

    def prior_jacobian(self) -> np.ndarray:
        """Return d prior residuals/d point."""
        rows = []
        for k, u in enumerate(self.unknowns):
            if u.prior is not None:
                row = np.zeros(len(self.unknowns))
                row[k] = u.span / u.prior.sd
                rows.append(row)
        return np.array(rows).reshape(-1, len(self.unknowns))

    def jacobian(self, point: np.ndarray) -> np.ndarray:
        """Return d residuals/d point, shape (n, unknowns).

        From the solver's sensitivities where a data set has them, by differences else.
        """
        self.counts.jacobians += 1
        blocks = [self._block(part, point) for part in self.parts]
        return np.vstack([*blocks, self.prior_jacobian()])

    def _block(self, part: DataKind, point: np.ndarray) -> np.ndarray:
        comparison = self._compare(part, point, bool(part.sensitive))
        block = np.zeros((len(comparison.residuals), len(self.unknowns)))
        for k, unknown in enumerate(self.unknowns):
            label = self.problem.label(unknown.parameter, part.data.cell)
            if label != unknown.label or unknown.parameter not in part.names:
                continue
            derivative = comparison.derivatives.get(unknown.parameter)
            if derivative is not None and np.isfinite(derivative).all():
                block[:, k] = derivative * unknown.slope(point[k])
            else:
                block[:, k] = self._difference(part, point, k)
        return block

    def _difference(self, part: DataKind, point: np.ndarray, k: int) -> np.ndarray:
        up, down = point.copy(), point.copy()
        if part.one_sided:
            up[k] = point[k] + (_STEP if point[k] < 0.5 else -_STEP)
        else:
            up[k], down[k] = min(point[k] + _STEP, 1.0), max(point[k] - _STEP, 0.0)
        high = self._compare(part, up, False).residuals
        low = self._compare(part, down, False).residuals
        return (high - low) / (up[k] - down[k])

    def derivatives_by(self) -> dict[str, str]:
        """Return for each data set how its derivatives come about."""
        return {
            part.data.name: "IDAKLU sensitivities" if part.sensitive else "finite differences"
            for part in self.parts
        }
