"""A measured open-circuit curve gives back the potential that was put in."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import least_squares
from scipy.stats import binom

from sclcell.fitting.kinds.open_circuit import OpenCircuitCurve, OpenCircuitData
from sclcell.fitting.problem.loading import load_problem
from sclcell.parameter_sets.cell import Cell

CELL = Cell("PHLP-15", areal_loading_mg_cm2=1.5)
BOUNDS = {
    "LFP plateau potential [V]": (3.3, 3.5),
    "LFP plateau slope [V]": (0.0, 0.1),
    "Initial stoichiometry in positive electrode": (0.001, 0.1),
}
Q = np.linspace(1.0, 160.0, 40)
VALUES = CELL.parameter_values()
TRUTH = {name: float(VALUES[name]) for name in BOUNDS}


def kind(voltage=3.4, **keys):
    data = OpenCircuitData(name="o", kind="open-circuit curve", file="x.csv", **keys)
    table = pd.DataFrame({"capacity": Q, "voltage": voltage})
    return OpenCircuitCurve(data, table, CELL, list(BOUNDS))


def modelled(values, **keys):
    return kind(**keys).compare(values).table["Model"].to_numpy()


def test_the_charged_cell_is_where_it_begins():
    """At x = 0.01 + Q m/(c L F eps), the potential of the parameter set itself."""
    import pybamm

    most = np.prod(
        [
            float(VALUES[name])
            for name in (
                "Maximum concentration in positive electrode [mol.m-3]",
                "Positive electrode active material volume fraction",
                "Positive electrode thickness [m]",
            )
        ]
    )
    x = 0.01 + Q * 3.6e3 * 1.5e-2 / (most * 96485.33212)
    expected = VALUES.process_symbol(VALUES["Positive electrode OCP [V]"](pybamm.Vector(x)))
    assert modelled(TRUTH) == pytest.approx(expected.evaluate().ravel(), abs=1e-9)
    assert 0.9 < x[-1] < 1.0


@pytest.mark.parametrize(("branch", "off"), [("discharge", -6e-3), ("charge", 6e-3), ("mean", 0)])
def test_hysteresis_moves_a_branch_by_half(branch, off):
    moved = modelled(TRUTH, branch=branch, hysteresis_mV=12)
    assert moved - modelled(TRUTH) == pytest.approx(np.full(len(Q), off))


def test_derivatives_are_those_of_the_residuals():
    one = kind()
    slopes = one.compare(TRUTH, True).derivatives
    assert set(slopes) == set(BOUNDS)
    for name, value in TRUTH.items():
        h = 1e-6 * value
        above, below = (one.compare({**TRUTH, name: value + s * h}).residuals for s in (1, -1))
        assert slopes[name] == pytest.approx((above - below) / (2 * h), rel=1e-5, abs=1e-4)


def test_what_was_put_in_comes_back():
    """20 sets: the intervals of two standard errors hold the truth as often as they should."""
    true = modelled(TRUTH)
    names, noise = list(BOUNDS), 0.003
    held = np.zeros(len(names))
    start = [TRUTH[n] * 1.02 if k != 0 else 3.41 for k, n in enumerate(names)]
    for seed in range(20):
        one = kind(true + noise * np.random.default_rng(seed).normal(size=len(Q)))
        found = least_squares(
            lambda p, one=one: one.compare(dict(zip(names, p, strict=True))).residuals,
            start,
            lambda p, one=one: np.column_stack(
                [one.compare(dict(zip(names, p, strict=True)), True).derivatives[n] for n in names]
            ),
            bounds=tuple(zip(*BOUNDS.values(), strict=True)),
            x_scale=[abs(x) for x in start],
        )
        error = np.sqrt(np.diag(np.linalg.inv(found.jac.T @ found.jac)))
        held += np.abs(found.x - [TRUTH[n] for n in names]) < 2 * error
    assert (held >= binom.ppf(0.001, 20, 0.954)).all(), held


def test_rests_of_a_log_with_pulses_count(tmp_path):
    """A pulse of an hour at 10 mA/g, then a rest of an hour: 10 mAh/g between the rests."""
    rows = ["Time [h],Voltage [V],Current [mA/g],State"]
    for k in range(6):
        rows += [f"{2 * k},{3.45 - 0.01 * k},-10,DChg", f"{2 * k + 1},{3.4 - 0.01 * k},-10,DChg"]
        rows += [f"{2 * k + 1},{3.41 - 0.01 * k},0,Rest", f"{2 * k + 2},{3.42 - 0.01 * k},0,Rest"]
    (tmp_path / "gitt.csv").write_text("\n".join(rows))
    (tmp_path / "p.toml").write_text(
        '[[data]]\nname = "rests"\nkind = "open-circuit curve"\nfile = "gitt.csv"\n'
        'branch = "discharge"\nhysteresis_mV = 10\n[parameters]\n"LFP plateau potential [V]" = {}\n'
    )
    table = load_problem(tmp_path / "p.toml").tables["rests"]
    assert table["capacity"].tolist() == pytest.approx([10, 20, 30, 40, 50, 60])
    assert table["voltage"].tolist() == pytest.approx([3.42 - 0.01 * k for k in range(6)])
