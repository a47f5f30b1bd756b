"""Samples of a fit that could not be simulated are counted, and are no capacity of zero."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from sclcell.experiments.outcome import Kind, Outcome
from sclcell.experiments.run import Run
from sclcell.fitting.inference.objective import BAD, Objective
from sclcell.fitting.inference.posterior import predictive_bands
from sclcell.fitting.kinds.base import Comparison
from sclcell.fitting.problem.loading import load_problem

FILM = "Lithium interphase film resistance [Ohm.m2]"


def compared(*model: float) -> Comparison:
    table = {"Measured": [100.0, 90.0], **({"Model": list(model)} if model else {})}
    return Comparison(np.zeros(2), pd.DataFrame(table), {})


def test_each_data_set_counts_the_samples_that_it_lost():
    found = [
        [compared(101.0, 91.0), compared(50.0, 40.0)],
        [compared(), compared(52.0, np.nan)],
        [compared(103.0, 93.0), compared(54.0, 44.0)],
    ]
    parts = [SimpleNamespace(data=SimpleNamespace(name=name)) for name in ("rate", "curves")]
    objective = SimpleNamespace(parts=parts, comparisons=lambda point: found[int(point[0])])
    tables, unsolved = predictive_bands(objective, np.array([[0.0], [1.0], [2.0]]))
    assert unsolved == {"rate": 1, "curves": 1}
    assert list(tables[0]["Model (50 %)"]) == pytest.approx([102.0, 92.0])
    assert list(tables[1]["Model (50 %)"]) == pytest.approx([52.0, 42.0])
    assert predictive_bands(objective, np.array([[0.0], [2.0]]))[1] == {}


@pytest.mark.parametrize(
    ("kind", "capacity", "residual"),
    # 2 mAh/g of noise; a cell that cannot run gives nothing, a failed simulation tells nothing.
    [(Kind.SOLVER_FAILED, np.nan, BAD), (Kind.LIMIT_AT_ONCE, 0.0, -60.0)],
)
def test_a_failed_simulation_of_a_rate_is_no_capacity_of_zero(
    tmp_path: Path, kind, capacity, residual
):
    (tmp_path / "problem.toml").write_text(
        '[[data]]\nname = "x"\nfile = "x.csv"\nkind = "rate capability"\nnoise = 2.0\ncycles = 1\n'
        f'[parameters]\n"{FILM}" = {{ low = 1e-4, high = 1 }}\n'
        "[algorithm]\nglobal_evaluations = 0\niterations = 1\n"
    )
    (tmp_path / "x.csv").write_text("C-rate,Capacity [mAh/g]\n1,120\n")
    objective = Objective(load_problem(tmp_path / "problem.toml"))
    nothing = Outcome(kind, {"message": "step too small"})
    (part,) = objective.parts
    part._simulator = SimpleNamespace(run=lambda *a: [Run(None, nothing)])
    (comparison,) = objective.comparisons(objective.start)
    assert comparison.table["Model"].to_numpy() == pytest.approx([capacity], nan_ok=True)
    assert comparison.residuals == pytest.approx([residual])
    assert comparison.failures == (f"1C: {nothing}",)
