"""Charges: where they start, what of them counts, and that what was put in comes back."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import least_squares
from scipy.stats import binom

from sclcell.fitting.kinds.charge_curves import ChargeCurves
from sclcell.fitting.problem.loading import load_problem
from sclcell.fitting.problem.schema import DataSet
from sclcell.parameter_sets.cell import Cell

CELL = Cell("PHLP-15", areal_loading_mg_cm2=1.5)
D, FILM = (
    "Positive particle reference diffusivity [m2.s-1]",
    "Lithium interphase film resistance [Ohm.m2]",
)
X0, EPS = (
    "Initial stoichiometry in positive electrode",
    "Positive electrode active material volume fraction",
)
VALUES = CELL.parameter_values()
TRUTH = {name: float(VALUES[name]) for name in (D, FILM, X0, EPS)}
Q = np.linspace(0.0, 150.0, 30)


def kind(voltage=None, current=17.0, names=tuple(TRUTH), capacity=Q):
    voltage = np.linspace(3.3, 3.9, len(capacity)) if voltage is None else voltage
    table = pd.DataFrame({"capacity": capacity, "voltage": voltage, "current": current, "file": 0})
    data = DataSet(name="c", kind="charge curves", file="x.csv", noise=0.003)
    return ChargeCurves(data, table.assign(Row=range(2, len(capacity) + 2)), CELL, list(names))


def test_a_slow_charge_follows_the_potential_of_the_lithium_that_is_left():
    """At 2 mA/g, x = x0 + (Q_all - Q) m/(c L F eps), to within the losses."""
    import pybamm

    most = 96485.33212 * np.prod(
        [
            float(VALUES[name])
            for name in (
                "Maximum concentration in positive electrode [mol.m-3]",
                EPS,
                "Positive electrode thickness [m]",
            )
        ]
    )
    found = kind(current=2.0).compare(TRUTH).table
    x = TRUTH[X0] + (Q[-1] - found["Capacity [mA.h.g-1]"].to_numpy()) * 54 / most
    potential = VALUES.process_symbol(VALUES["Positive electrode OCP [V]"](pybamm.Vector(x)))
    off = found["Model"].to_numpy() - potential.evaluate().ravel()
    assert (np.abs(off[2:-2]) < 0.01).all()
    assert found["Measured"].iloc[[0, -1]].tolist() == pytest.approx([3.3, 3.9])


def test_more_resistance_raises_the_voltage():
    one = kind(current=170.0)
    low, high = (one.compare({**TRUTH, FILM: f * TRUTH[FILM]}).table["Model"] for f in (1, 1.1))
    assert (high > low).iloc[1:15].all()


def test_what_moves_the_start_has_no_derivative_in_the_solver():
    """But the start itself has one, as the film's resistance has."""
    one = kind()
    assert set(one.sensitive) == {D, FILM, X0}
    slopes = one.compare(TRUTH, True).derivatives
    h = 1e-3 * TRUTH[FILM]
    above, below = (one.compare({**TRUTH, FILM: TRUTH[FILM] + s * h}).residuals for s in (1, -1))
    assert slopes[FILM][5:20] == pytest.approx(((above - below) / (2 * h))[5:20], rel=1e-3)


def test_the_part_at_constant_voltage_counts_for_the_start_alone():
    volts = np.minimum(np.linspace(3.3, 4.1, 30), 3.9)
    plateau = np.full(30, 3.42) + 1e-3 * np.arange(30) * (-1) ** np.arange(30) / 30
    plateau[0] = 3.3
    (curve,) = kind(volts).curves
    assert curve.passed == 150.0
    assert curve.capacity[-1] == pytest.approx(Q[np.argmax(volts >= 3.9 - 6e-3)])
    (whole,) = kind(plateau).curves
    assert whole.capacity[-1] == 150.0


LOG = [
    "Time [h],Voltage [V],Current [mA/g],State",
    *(f"{k / 4},{3.3 + 0.05 * k},100,CCCV_Chg" for k in range(5)),
    *(f"{1 + k / 4},3.5,{50 / k},CCCV_Chg" for k in range(1, 4)),
    *(f"{2 + k / 4},{3.4 - 0.1 * k},-100,CC_DChg" for k in range(5)),
]


def test_charges_of_a_log(tmp_path):
    """CC at 100 mA/g for an hour, then CV: the current is that of the constant part."""
    (tmp_path / "log.csv").write_text("\n".join(LOG))
    (tmp_path / "p.toml").write_text(
        '[[data]]\nname = "c"\nkind = "charge curves"\nfile = "log.csv"\n[parameters]\n'
        f'"{D}" = {{}}\n'
    )
    table = load_problem(tmp_path / "p.toml").tables["c"]
    assert table["current"].abs().unique().tolist() == pytest.approx([100.0])
    assert table["capacity"].iloc[:5].tolist() == pytest.approx([0, 25, 50, 75, 100])
    assert table["capacity"].iloc[-1] == pytest.approx(100 + (150 + 75 + 125 / 3) / 8, rel=1e-6)


def test_a_discharge_is_no_charge(tmp_path):
    (tmp_path / "d.csv").write_text(
        "Capacity [mAh/g],Voltage [V]\n" + "".join(f"{10 * k},{3.5 - 0.05 * k}\n" for k in range(6))
    )
    (tmp_path / "p.toml").write_text(
        '[[data]]\nname = "c"\nkind = "charge curves"\nfile = "d.csv"\nrate_C = 1\n[parameters]\n'
        f'"{D}" = {{}}\n'
    )
    with pytest.raises(Exception, match="the voltage does not rise; only charges can be fitted"):
        load_problem(tmp_path / "p.toml")


@pytest.mark.slow
def test_what_was_put_in_comes_back():
    """20 sets: the intervals of two standard errors hold the truth as often as they should."""
    names, scale = (D, FILM), np.array([TRUTH[D], TRUTH[FILM]])
    charge = np.linspace(0.0, 150.0, 30)
    # Up to where the model must not be cut off.
    first = kind(np.linspace(3.3, 4.6, 30), 85.0, names, charge)
    true = first.compare({D: TRUTH[D], FILM: TRUTH[FILM]}).table["Model"].to_numpy()
    held = np.zeros(2)
    for seed in range(20):
        noisy = true + 0.003 * np.random.default_rng(seed).normal(size=30)
        one = kind(noisy, 85.0, names, charge)
        first.model.curves = one.curves
        one.model = first.model

        def residuals(p, one=one):
            return one.compare(dict(zip(names, p * scale, strict=True))).residuals

        def slopes(p, one=one):
            found = one.compare(dict(zip(names, p * scale, strict=True)), True).derivatives
            return np.column_stack([found[n] for n in names]) * scale

        found = least_squares(residuals, [1.3, 0.8], slopes, bounds=([0.1, 0.1], [10, 10]))
        error = np.sqrt(np.diag(np.linalg.inv(found.jac.T @ found.jac)))
        held += np.abs(found.x - 1) < 2 * error
    assert (held >= binom.ppf(0.001, 20, 0.954)).all(), held
