"""Noise, inflation, 1C and readings that differ from the defaults, by hand."""

from pathlib import Path

import numpy as np
import pytest

from sclcell.experiments.cycling import LFPCycling, SymmetricCycling, cycle_by_cycle
from sclcell.experiments.cycling.cells import CAPACITY, POLARISATION
from sclcell.fitting.inference.evaluation_log import EvaluationLog, LoggedObjective
from sclcell.fitting.inference.objective import Objective
from sclcell.fitting.inference.posterior import sample_posterior
from sclcell.fitting.kinds.discharges import split_discharges
from sclcell.fitting.problem.loading import load_problem
from sclcell.fitting.problem.schema import Unknown
from sclcell.models import CompositeElectrolyteDFN, SymmetricLithiumCell
from sclcell.models.mechanisms import AGEING, LITHIUM_SIDE_AGEING
from sclcell.parameter_sets.cell import Cell
from sclcell.parameter_sets.electrolytes import get_electrolyte

#: So much that the weights differ by about a factor of e.
CURVATURE = {1.0: 4000.0, 3.0: 1500.0}
FILM = "Lithium interphase film resistance [Ohm.m2]"


class Curved:
    """Residuals with a known Jacobian at the optimum and a known curvature."""

    def __init__(self, curvature: float) -> None:
        rng = np.random.default_rng(5)
        self.J = rng.standard_normal((40, 2)) * [60.0, 25.0]
        noise = rng.standard_normal(40)
        # At the optimum of a linear problem the residuals are orthogonal to the Jacobian.
        self.noise = noise - self.J @ np.linalg.lstsq(self.J, noise, rcond=None)[0]
        self.optimum = np.array([0.45, 0.55])
        self.bend = curvature * rng.standard_normal(40)

    def residuals(self, point: np.ndarray) -> np.ndarray:
        off = point - self.optimum
        return self.noise + self.J @ off + self.bend * (off @ off)

    def jacobian(self, point: np.ndarray) -> np.ndarray:
        return self.J


def posterior(objective: Curved, inflation: float, samples: int, exact: int):
    unknowns = [Unknown(name, name, 0.0, 1.0, 0.5, "linear") for name in "ab"]
    logged = LoggedObjective(objective, EvaluationLog(None, ""))
    return sample_posterior(logged, unknowns, objective.optimum, inflation, samples, exact, seed=4)


@pytest.mark.parametrize("inflation", [1.0, 3.0])
def test_inflated_noise_widens_the_samples_in_proportion(inflation):
    linear = Curved(0.0)
    found = posterior(linear, inflation, 800, 0)
    # Noise s times as large: s^2 times the covariance.
    expected = inflation**2 * np.linalg.inv(linear.J.T @ linear.J)
    assert np.sqrt(np.diag(np.cov(found.points.T))) == pytest.approx(
        np.sqrt(np.diag(expected)), rel=0.2
    )
    assert np.isnan(found.effective_share)


@pytest.mark.parametrize("inflation", [1.0, 3.0])
def test_weights_of_simulated_samples_are_those_of_the_inflated_noise(inflation):
    curved = Curved(CURVATURE[inflation])
    found = posterior(curved, inflation, 120, 60)
    assert len(found.checked) == 60
    chi = np.array([np.sum(curved.residuals(x) ** 2) for x in found.checked])
    off = found.checked - curved.optimum
    linear = np.array([np.sum((curved.noise + curved.J @ d) ** 2) for d in off])
    weights = np.exp(-(chi - linear) / (2 * inflation**2))
    share = weights.sum() ** 2 / np.sum(weights**2) / 60
    assert 0.1 < share < 0.9
    assert found.effective_share == pytest.approx(share)


def problem(folder: Path, data: str, csv: str, cell: str = "", parameter: str = FILM) -> Objective:
    (folder / "problem.toml").write_text(
        f'[cell]\n{cell}\n[[data]]\nname = "x"\nfile = "x.csv"\n{data}\n'
        f'[parameters]\n"{parameter}" = {{ low = 1e-6, high = 10 }}\n'
        # So few evaluations that compiling the model would not pay.
        "[algorithm]\nglobal_evaluations = 0\niterations = 1\n"
    )
    (folder / "x.csv").write_text(csv)
    return Objective(load_problem(folder / "problem.toml"))


def compare(objective: Objective, value: float):
    (unknown,) = objective.unknowns
    (comparison,) = objective.comparisons(np.array([unknown.unit(value)]))
    return comparison


CURVES = "kind = 'voltage curves'\nnoise = 0.004\ncapacity_noise_percent = 2.0"


def discharges(folder: Path, csv: str, data: str = CURVES, cell: str = ""):
    (folder / "problem.toml").write_text(
        f'[cell]\n{cell}\n[[data]]\nname = "x"\nfile = "x.csv"\n{data}\n'
        f'[parameters]\n"{FILM}" = {{ low = 1e-6, high = 10 }}\n'
    )
    (folder / "x.csv").write_text(csv)
    loaded = load_problem(folder / "problem.toml")
    return split_discharges(
        loaded.tables["x"], loaded.problem.data[0], loaded.problem.cells["cell"], pytest.fail
    )


def test_noise_of_a_curve_is_that_of_voltage_and_capacity_independent_of_each_other(tmp_path):
    # Two straight lines; 2 % of the larger capacity, 150, are 3 mA.h/g.
    rows = [f"1,{q},{3.4 - 0.001 * q}" for q in range(0, 151, 10)]
    rows += [f"2,{q},{3.3 - 0.004 * q}" for q in range(0, 101, 10)]
    csv = "\n".join(["C-rate,Capacity [mAh/g],Voltage [V]", *rows])
    slow, fast = discharges(tmp_path, csv)
    # Variances of independent errors add: 4 mV with 3 mV, 4 mV with 12 mV.
    assert slow.sigma == pytest.approx(np.full(16, 5e-3))
    assert fast.sigma == pytest.approx(np.full(11, 1e-3 * np.sqrt(4**2 + 12**2)))
    assert slow.slope == pytest.approx(np.full(16, 1e-3))


def test_the_tail_starts_where_capacity_noise_is_three_times_that_of_voltage(tmp_path):
    # Slopes on both sides of 3 * 4 mV over 2 % of 100 mA.h/g, which is 6 mV per mA.h/g.
    for slope, tail in ((0.0058, 11), (0.0062, 8)):
        steep = [(70 + q, 3.3 - slope * q) for q in (10, 20, 30)]
        flat = [(q, 3.37 - 0.001 * q) for q in range(0, 71, 10)]
        rows = [f"1,{q},{v}" for q, v in (*flat, *steep)]
        (curve,) = discharges(tmp_path, "\n".join(["C-rate,Capacity [mAh/g],Voltage [V]", *rows]))
        assert curve.tail == tail


def test_rates_are_those_of_the_users_1C(tmp_path):
    rows = "\n".join(f"2,{t},{3.4 - 1e-4 * t}" for t in (0, 600, 1200, 1800))
    csv = f"C-rate,Time [s],Voltage [V]\n{rows}"
    (curve,) = discharges(tmp_path, csv, cell="one_C_mAh_g = 150")
    assert curve.current == pytest.approx(300)
    assert curve.capacity == pytest.approx([0, 50, 100, 150])


def test_capacities_at_the_users_1C_are_those_at_the_same_current(tmp_path):
    setting = "kind = 'rate capability'\nnoise = 2.0\ncycles = 1"
    own = problem(tmp_path, setting, "C-rate,Capacity [mAh/g]\n3,100\n", "one_C_mAh_g = 150")
    found = compare(own, 0.0164)
    by_current = problem(tmp_path, setting, "Current [mA/g],Capacity [mAh/g]\n450,100\n")
    model = compare(by_current, 0.0164).table["Model"].to_numpy()
    assert found.table["Model"].to_numpy() == pytest.approx(model, rel=1e-4)
    assert found.table["C-rate"].tolist() == [3.0]
    assert found.residuals == pytest.approx((model - 100) / 2, rel=1e-3)


def test_cycling_at_the_users_1C(tmp_path):
    csv = "Cycle,Capacity [mAh/g]\n1,140\n2,139\n"
    own = problem(tmp_path, "kind = 'retention'\nnoise = 1.5\nrate_C = 2", csv, "one_C_mAh_g = 120")
    found = compare(own, 0.0164)
    values = Cell.from_name("PHLP-15").parameter_values()
    # 2C of 120 mA/g is 240 mA/g.
    rate = 240 / values["Practical specific capacity of LFP [mA.h.g-1]"]
    values[FILM] = 0.0164
    cell = LFPCycling(CompositeElectrolyteDFN(mechanisms=AGEING), values, rate)
    factor = values["Cycling cell capacity factor"]
    assert factor != 1
    expected = factor * cycle_by_cycle(cell, 2).table[CAPACITY].to_numpy()
    assert found.table["Model"].to_numpy() == pytest.approx(expected, rel=1e-3)
    assert found.residuals == pytest.approx((expected - [140, 139]) / 1.5, abs=0.2)
    assert found.table["Noise"].tolist() == [1.5, 1.5]


POLARISED = """kind = "polarisation"
noise = 0.08
current_mA_cm2 = 0.2
charge_mAh_cm2 = 0.1
"""


@pytest.fixture(scope="module")
def peak_to_peak() -> np.ndarray:
    """Of three cycles at 0.2 mA/cm2 and 0.1 mA.h/cm2, simulated cycle by cycle [V]."""
    values = Cell.from_name("PHLP-15").parameter_values()
    values[FILM] = 0.02
    model = SymmetricLithiumCell({"surface form": "algebraic"}, mechanisms=LITHIUM_SIDE_AGEING)
    return cycle_by_cycle(SymmetricCycling(model, values, 2.0, 1.0), 3).table[POLARISATION].array


@pytest.mark.parametrize(("reading", "share"), [("peak to peak", 1.0), ("one polarity", 0.5)])
def test_a_polarisation_is_read_as_the_user_says(tmp_path, peak_to_peak, reading, share):
    # A cycle takes an hour.
    csv = "Time [h],Voltage [V]\n1,0.2\n3,0.25\n"
    objective = problem(tmp_path, f'{POLARISED}reading = "{reading}"', csv)
    found = compare(objective, 0.02)
    expected = share * np.array([peak_to_peak[0], peak_to_peak[2]])
    assert found.table["Model"].to_numpy() == pytest.approx(expected, rel=1e-3)
    relative = expected / [0.2, 0.25] - 1
    assert found.residuals == pytest.approx(relative / 0.08, abs=0.02)
    assert found.table["Noise"].to_numpy() == pytest.approx([0.08 * 0.2, 0.08 * 0.25])


@pytest.mark.parametrize(("reading", "limit"), [("peak to peak", 2.0), ("one polarity", 1.0)])
def test_a_failed_cell_is_polarised_up_to_its_limit(tmp_path, reading, limit):
    csv = "Time [h],Voltage [V]\n1,0.2\n30,0.25\n"
    objective = problem(tmp_path, f'{POLARISED}reading = "{reading}"', csv)
    found = compare(objective, 8.0)
    assert found.table["Model"].iloc[1] == pytest.approx(limit)
    assert found.failures


def test_a_spectrum_weighs_by_its_modulus_over_its_noise(tmp_path):
    rows = "\n".join(f"{f},{60 + 40 / (1 + f)},{-30 / (1 + f)}" for f in (1e4, 1e3, 10, 1, 0.1))
    objective = problem(
        tmp_path,
        'kind = "spectrum"\nnoise = 0.1\ncell_type = "Li|Li"',
        f"Frequency [Hz],Re(Z) [Ohm.cm2],Im(Z) [Ohm.cm2]\n{rows}\n",
    )
    found = compare(objective, 0.01)
    table = found.table
    model = table["Model"] + 1j * table["Model imaginary"]
    measured = table["Measured"] + 1j * table["Measured imaginary"]
    off = ((model - measured) / np.abs(measured)).to_numpy() / 0.1
    assert found.residuals == pytest.approx([*off.real, *off.imag])
    assert table["Noise"].to_numpy() == pytest.approx(0.1 * np.abs(measured))
    assert (table["Measured imaginary"] < 0).all()


def test_material_rows_weigh_by_their_own_noise_at_their_temperature(tmp_path):
    csv = (
        "electrolyte,quantity,value,temperature_C,unit\n"
        "PHLP-15,ionic conductivity,1.3,60,mS/cm\n"
        "PHLP-15,cation transference number,0.4,60,-\n"
        "PHLP,activation energy,0.3,25,eV\n"
    )
    objective = problem(tmp_path, 'kind = "material"', csv, parameter="Matrix conductivity [S.m-1]")
    (unknown,) = objective.unknowns
    found = compare(objective, unknown.start)
    film, matrix = get_electrolyte("PHLP-15"), get_electrolyte("PHLP")
    # 1 S/m is 10 mS/cm; noise 5 %, 0.02 and 0.01 eV as docs/theory_closures.md says.
    model = [
        10 * float(film.ionic_conductivity(333.15)),
        float(film.cation_transference_number(333.15)),
        float(matrix.activation_energy()),
    ]
    assert found.table["Model"].to_numpy() == pytest.approx(model, rel=1e-6)
    expected = [np.log(model[0] / 1.3) / 0.05, (model[1] - 0.4) / 0.02, (model[2] - 0.3) / 0.01]
    assert found.residuals == pytest.approx(expected, rel=1e-5)
    assert found.table["Noise"].to_numpy() == pytest.approx([0.05 * 1.3, 0.02, 0.01])
