"""Fits of 20 synthetic data sets: do they find what was put in, within the errors they state?

The data of the reference problem (rate test, cycling, symmetric cell) are replaced by what the
model gives at known values plus the noise that the problem states. The values are drawn anew for
each set, within a factor of 1.5 around the shipped ones; each fit starts from the round numbers of
the problem file. Two parameters that these data do not contain are fitted as well: the fits have
to say so.

    python -m benchmarks.fitting.recovery
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pandas as pd

from sclcell.fitting.inference.objective import Objective
from sclcell.fitting.problem.loading import LoadedProblem, load_problem
from sclcell.fitting.problem.schema import Algorithm, Analysis, FreeParameter, Unknown
from sclcell.fitting.results import run_fit

from ..claims import Claim, Result, run

SETS = 20
#: No datum of the reference problem sees these: double layers relax within seconds, and 450 um of
#: lithium outlast every test.
UNSEEN = {
    "Positive electrode double-layer capacity [F.m-2]": FreeParameter(low=0.05, high=0.5),
    "Dead fraction of plated lithium": FreeParameter(low=1e-4, high=0.02),
}
#: Column of each kind of data, and whether its noise is relative.
MEASURED = {"rate capability": "capacity", "retention": "capacity", "polarisation": "voltage"}
SEED = 20
_FACTOR = 1.5


def empty_problem() -> LoadedProblem:
    """Return the reference problem without films, which are not fitted, and with `UNSEEN`."""
    loaded = load_problem("reference")
    problem = loaded.problem.model_copy(
        update={
            "data": [data for data in loaded.problem.data if data.kind in MEASURED],
            "parameters": {**loaded.problem.parameters, **UNSEEN},
            "algorithm": Algorithm(global_evaluations=0, starts=1, iterations=16),
            "analysis": Analysis(samples=10, predictive=0),
        }
    )
    cell = problem.data[0].cell
    unseen = [
        Unknown(name, name, p.low, p.high, np.sqrt(p.low * p.high), "log")
        for name, p in UNSEEN.items()
    ]
    assert all(problem.label(name, cell) == name for name in UNSEEN)
    return LoadedProblem(problem, loaded.tables, [*loaded.unknowns, *unseen])


def draw_truth(unknowns: list[Unknown], shipped: dict[str, float], rng) -> np.ndarray:
    """Return a point of the unit cube near the shipped values."""
    point = []
    for unknown in unknowns:
        if unknown.prior is not None:
            # a normal law in the coordinate, which the unit interval stretches
            centre = unknown.unit(unknown.prior.value)
            x = centre + unknown.prior.sd / unknown.span * rng.standard_normal()
        else:
            value = shipped.get(unknown.label, unknown.start)
            x = unknown.unit(value * _FACTOR ** rng.uniform(-1, 1))
        point.append(np.clip(x, 0.02, 0.98))
    return np.array(point)


def synthetic(loaded: LoadedProblem, truth: np.ndarray, rng) -> LoadedProblem:
    """Return the problem with data that the model gives at the truth, plus noise."""
    tables = {}
    for data, found in zip(loaded.problem.data, Objective(loaded).comparisons(truth), strict=True):
        noise = found.table["Noise"] / found.table["Measured"] * found.table["Model"]
        if data.kind != "polarisation":
            noise = found.table["Noise"]  # absolute
        values = found.table["Model"] + noise * rng.standard_normal(len(noise))
        tables[data.name] = loaded.tables[data.name].assign(
            **{MEASURED[data.kind]: values.to_numpy()}
        )
    return LoadedProblem(loaded.problem, tables, loaded.unknowns)


def recover(number: int) -> pd.DataFrame:
    """Make one set, fit it, and return a row for each parameter."""
    rng = np.random.default_rng([SEED, number])
    loaded = empty_problem()
    shipped = Objective(load_problem("reference"))  # for its cells' values
    cells = {name: shipped.problem.cells[name] for name in shipped.problem.used_cells}
    values = {}
    for cell in cells.values():
        values |= {k: v for k, v in cell.parameter_values().items() if isinstance(v, float)}
    truth = draw_truth(loaded.unknowns, values, rng)
    result = run_fit(synthetic(loaded, truth, rng))
    table = result.parameters
    off = (result.optimum.point - truth) / result.knowledge.sd
    true = [u.value(x) for u, x in zip(loaded.unknowns, truth, strict=True)]
    return table.assign(Set=number + 1, Truth=true, Off=off)


def measure(small: bool = False) -> Result:
    sets = 1 if small else SETS
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        rows = pd.concat(pool.map(recover, range(sets)), ignore_index=True)
    seen = rows[rows["Identifiable"]]
    within = int((seen["Off"].abs() <= 2).sum())
    named = int((~rows["Identifiable"] & rows["Parameter"].isin(UNSEEN)).sum())
    case = f"{sets} synthetic data sets of the reference problem with its noise"
    claims = [
        Claim(
            f"{case}: true values of identifiable parameters",
            "what was put in",
            "≥ 90 % within two standard errors",
            f"{100 * within / len(seen):.0f} % of {len(seen)}",
            within >= 0.9 * len(seen),
        ),
        Claim(
            f"{case}: two parameters that no datum contains",
            "what was put in",
            "named as not determined in every fit",
            f"{named} of {sets * len(UNSEEN)}",
            named == sets * len(UNSEEN),
        ),
    ]
    table = pd.DataFrame(
        [
            {
                "Parameter": name,
                "Fits that determine it": int(group["Identifiable"].sum()),
                "Within one standard error": int((group["Off"].abs() <= 1).sum()),
                "Within two": int((group["Off"].abs() <= 2).sum()),
                "Mean deviation [standard errors]": group["Off"].mean(),
                "Scatter [standard errors]": group["Off"].std(),
                "Median relative error [%]": 100
                * (group["Value"] / group["Truth"] - 1).abs().median(),
            }
            for name, group in rows.groupby("Parameter", sort=False)
        ]
    )
    return Result(claims, {f"Recovery: fits of {case}": table})


if __name__ == "__main__":
    run(measure)
