"""Residuals of curves and priors, and derivatives, against what the equations say."""

from pathlib import Path

import numpy as np
import pytest

from sclcell.fitting.inference.objective import BAD, Objective
from sclcell.fitting.problem.loading import load_problem
from sclcell.parameter_sets.electrolytes import get_electrolyte

FILM = "Lithium interphase film resistance [Ohm.m2]"
MATRIX = "Matrix conductivity [S.m-1]"
DENSITY = "Matrix density [kg.m-3]"


def objective(folder: Path, data: str, csv: str, parameters: str, cell: str = "") -> Objective:
    (folder / "problem.toml").write_text(
        f'[cell]\n{cell}\n[[data]]\nname = "x"\nfile = "x.csv"\n{data}\n'
        f"[parameters]\n{parameters}\n[algorithm]\nglobal_evaluations = 0\niterations = 1\n"
    )
    (folder / "x.csv").write_text(csv)
    return Objective(load_problem(folder / "problem.toml"))


@pytest.fixture
def films(tmp_path) -> Objective:
    csv = "electrolyte,quantity,value,unit\nPHLP,ionic conductivity,0.2,mS/cm\n"
    csv += "PHLP-15,ionic conductivity,0.8,mS/cm\n"
    parameters = (
        f'"{MATRIX}" = {{ low = 1e-3, high = 1e-1, prior = {{ value = 0.01, sd = 0.2 }} }}\n'
        f'"{DENSITY}" = {{ low = 1500, high = 1800, prior = {{ value = 1600, sd = 40 }} }}'
    )
    return objective(tmp_path, "kind = 'material'", csv, parameters)


def test_priors_are_normal_in_the_logarithm_or_the_value(films):
    point = np.array([u.unit(x) for u, x in zip(films.unknowns, (0.02, 1650.0), strict=True)])
    assert [u.scale for u in films.unknowns] == ["log", "linear"]
    # ln 2 over 0.2, and 50 over 40.
    assert films.prior_residuals(point) == pytest.approx([np.log(2) / 0.2, 50 / 40])
    # d/d unit: the range over the standard deviation.
    expected = np.diag([np.log(100) / 0.2, 300 / 40])
    assert films.prior_jacobian() == pytest.approx(expected)


def test_residuals_are_those_of_the_data_then_those_of_the_priors(films):
    found = films.residuals(films.start)
    assert found[2:] == pytest.approx(films.prior_residuals(films.start))
    # The matrix conducts as its parameter says: 0.01 S/m are 0.1 mS/cm; noise 5 %.
    point = films.start.copy()
    point[0] = films.unknowns[0].unit(0.03)
    assert films.residuals(point)[0] == pytest.approx(np.log(0.3 / 0.2) / 0.05)
    assert films.counts.evaluations == 2
    assert films.counts.failures == {}


def test_derivatives_are_those_of_the_residuals(films):
    # The first residual is ln(sigma)/0.05, of which the unit interval covers ln(100).
    J = films.jacobian(films.start)
    assert J.shape == (4, 2)
    assert J[0, 0] == pytest.approx(np.log(100) / 0.05, rel=1e-4)
    # The matrix does not know its density.
    assert J[0, 1] == pytest.approx(0, abs=1e-6)
    assert J[2:] == pytest.approx(films.prior_jacobian())
    for k in range(2):
        up, down = films.start.copy(), films.start.copy()
        up[k] += 1e-4
        down[k] -= 1e-4
        difference = (films.residuals(up) - films.residuals(down)) / 2e-4
        assert J[:, k] == pytest.approx(difference, rel=1e-3, abs=1e-3)


def test_a_residual_that_is_no_number_counts_as_bad(films):
    part = films.parts[0]
    whole = part.compare
    comparison = whole(films.cell_values(films.start, "cell"))
    comparison.residuals[1] = np.nan
    part.compare = lambda *arguments: comparison
    assert films.residuals(films.start)[:2] == pytest.approx([comparison.residuals[0], BAD])


@pytest.mark.parametrize(
    ("quantity", "unit", "number"),
    [
        # 0.08 S/m in every unit.
        ("ionic conductivity", "mS/cm", 0.8),
        ("ionic conductivity", "S/cm", 8e-4),
        ("ionic conductivity", "S/m", 0.08),
        ("ionic conductivity", "uS/cm", 800.0),
        ("ionic conductivity", "mS/m", 80.0),
        # 0.3 eV: 96.485 kJ/mol per eV.
        ("activation energy", "eV", 0.3),
        ("activation energy", "meV", 300.0),
        ("activation energy", "kJ/mol", 0.3 * 96.48533),
        ("activation energy", "J/mol", 0.3 * 96485.33),
        ("cation transference number", "-", 0.4),
    ],
)
def test_units_of_material_properties(tmp_path, quantity, unit, number):
    csv = f"electrolyte,quantity,value,unit\nPHLP-15,{quantity},{number},{unit}\n"
    problem = objective(
        tmp_path, "kind = 'material'", csv, f'"{MATRIX}" = {{ low = 1e-3, high = 1e-1 }}'
    )
    table = problem.comparisons(problem.start)[0].table
    expected = {"ionic": 0.8, "activation": 0.3, "cation": 0.4}[quantity.split()[0]]
    assert table["Measured"].iloc[0] == pytest.approx(expected, rel=1e-6)
    film = get_electrolyte("PHLP-15")
    model = {
        "ionic": 10 * film.ionic_conductivity(298.15),
        "activation": film.activation_energy(),
        "cation": film.cation_transference_number(298.15),
    }
    assert table["Model"].iloc[0] == pytest.approx(float(model[quantity.split()[0]]), rel=1e-3)


@pytest.fixture(scope="module")
def curve(tmp_path_factory) -> Objective:
    """One curve of a few points on the plateau and in the tail."""
    folder = tmp_path_factory.mktemp("curve")
    charges = [5, 24, 48, 72, 96, 108, 114, 117.6, 120, 121.2]
    voltages = [3.4, 3.38, 3.36, 3.34, 3.3, 3.2, 3.05, 2.9, 2.7, 2.55]
    rows = "\n".join(f"{q},{v}" for q, v in zip(charges, voltages, strict=True))
    return objective(
        folder,
        "kind = 'voltage curves'\nnoise = 0.008\ncapacity_noise_percent = 1.0\nrate_C = 5",
        f"Capacity [mAh/g],Voltage [V]\n{rows}\n",
        f'"{FILM}" = {{ low = 1e-4, high = 0.1 }}',
    )


def test_residuals_of_a_curve(curve):
    found = curve.comparisons(curve.start)[0]
    table = found.table
    Q, V = table["Capacity [mA.h.g-1]"].to_numpy(), table["Measured"].to_numpy()
    slope = np.abs(np.gradient(V, Q))
    # 1 % of 121.2 mA.h/g.
    sigma = np.hypot(0.008, slope * 1.212)
    assert table["Noise"].to_numpy() == pytest.approx(sigma)
    tail = int(np.flatnonzero(slope * 1.212 <= 3 * 0.008)[-1]) + 1
    assert 4 <= tail < 8
    off = (table["Model"].to_numpy() - V)[:tail]
    expected = 0.1 * np.arcsinh(off / 0.1) / sigma[:tail]
    assert found.residuals[:tail] == pytest.approx(expected)
    # In the tail the capacity at the voltage counts, with the same noise over the slope.
    model_Q = Q[tail:] + found.residuals[tail:] * sigma[tail:] / slope[tail:]
    inside = (model_Q > Q[0]) & (model_Q < Q[-1])
    assert inside.any(), model_Q
    from_table = np.interp(model_Q[inside], Q, table["Model"].to_numpy())
    assert from_table == pytest.approx(V[tail:][inside], abs=0.05)
    rms = np.sqrt(np.mean((table["Model"] - V) ** 2))
    assert found.errors["Voltage RMS error [V]"] == pytest.approx(rms, rel=0.5)


def test_derivatives_of_a_curve(curve):
    J = curve.jacobian(curve.start)[:, 0]
    up, down = curve.start + 2e-3, curve.start - 2e-3
    difference = (curve.residuals(up) - curve.residuals(down)) / 4e-3
    assert np.abs(J - difference).max() < 0.05 * np.abs(difference).max()
    assert np.abs(difference).max() > 1
