"""The engine against PyBaMM itself, and against being disturbed."""

import os
import signal
import subprocess
import sys

import numpy as np
import pandas as pd
import pybamm
import pytest

from sclcell.experiments.outcome import Kind
from sclcell.experiments.protocols import parse_protocol
from sclcell.experiments.run import LOSSES, OBSERVED
from sclcell.experiments.simulator import Simulator
from sclcell.exploration.engine import Engine, Task
from sclcell.exploration.inputs import MODEL_INPUTS, cell_build
from sclcell.exploration.layers import film_density, layer_values, layers
from sclcell.exploration.outputs import MEAN_LOSSES, OutputSpec, evaluate
from sclcell.exploration.store import Store
from sclcell.parameter_sets.cell import Cell

REFERENCE = {
    "film": "PHLP-15",
    "temperature_degC": 30.0,
    "separator_thickness_um": 22.0,
    "areal_loading_mg_cm2": 1.5,
}
CAPACITY = "Specific discharge capacity [mA.h.g-1]"
DISCHARGE = parse_protocol("discharge")


@pytest.fixture(scope="module")
def cell():
    return Simulator(2)


def _design(rng):
    return {
        "film": str(rng.choice(["PHL-15", "PHLP-15", "PHAP-15"])),
        "filler_wt_percent": rng.uniform(0, 40),
        "temperature_degC": rng.uniform(25, 80),
        "separator_thickness_um": rng.uniform(5, 100),
        "areal_loading_mg_cm2": rng.uniform(0.5, 4),
        "rate_C": rng.uniform(0.05, 1),
    }


def _cell_design(design):
    return Cell.from_name(
        design["film"],
        filler_mass_fraction=design["filler_wt_percent"] / 100,
        temperature_degC=design["temperature_degC"],
        separator_thickness_um=design["separator_thickness_um"],
        areal_loading_mg_cm2=design["areal_loading_mg_cm2"],
    )


def test_discharge_equals_a_simulation_made_for_the_design(cell, rng):
    """Same equations, same tolerance: equal within 0.01 %, at any design of the box."""
    from sclcell.models import CompositeElectrolyteDFN

    designs = [_design(rng) for _ in range(4)]
    rows = evaluate(cell, designs, OutputSpec(("capacity", "losses"), DISCHARGE))
    for design, row in zip(designs, rows, strict=True):
        values = _cell_design(design).parameter_values()
        values["Current function [A]"] *= design["rate_C"]
        simulation = pybamm.Simulation(
            CompositeElectrolyteDFN(),
            parameter_values=values,
            solver=pybamm.IDAKLUSolver(rtol=1e-5, atol=1e-7),
        )
        solution = simulation.solve([0, 1.5 * 3600 / design["rate_C"]])
        charge = solution["Discharge capacity [A.h]"].entries
        per_gram = 170 / values["Nominal cell capacity [A.h]"]
        assert row[CAPACITY] == pytest.approx(charge[-1] * per_gram, rel=1e-4)
        film = np.trapezoid(solution["Lithium film loss [V]"].entries, charge) / charge[-1]
        assert row["Mean lithium film loss [V]"] == pytest.approx(film, rel=1e-3)


def test_rate_test_equals_the_one_of_experiments(cell):
    from sclcell.experiments.rate import simulate_rate_test

    rates = (0.5, 5.0)
    spec = OutputSpec(("capacity",), parse_protocol("rate test"), rates)
    row = evaluate(cell, [REFERENCE], spec)[0]
    expected = simulate_rate_test(Cell.from_name("PHLP-15"), rates).table[CAPACITY]
    for rate, value in zip(rates, expected, strict=True):
        assert row[f"Specific discharge capacity at {rate:g}C [mA.h.g-1]"] == pytest.approx(
            value, rel=1e-4
        )


def test_result_does_not_depend_on_the_company(cell, rng):
    designs = [_design(rng) for _ in range(6)]
    designs.insert(2, {**designs[0], "temperature_degC": -30.0, "rate_C": 10.0})  # cannot start
    spec = OutputSpec(("capacity", "losses"), DISCHARGE)
    together = evaluate(cell, designs, spec)
    alone = [evaluate(Simulator(1), [design], spec)[0] for design in designs[1:4]]
    assert alone == together[1:4]
    reversed_ = evaluate(cell, designs[::-1], spec)
    assert pd.DataFrame(reversed_[::-1]).equals(pd.DataFrame(together))


def test_losses_add_up_to_what_the_voltage_lacks(cell):
    build = cell_build(REFERENCE)
    result = cell.run(DISCHARGE, [build], [2.0])[0].result
    voltage, ocp = result.series[:, 2], result.series[:, 3]
    assert result.series[:, LOSSES].sum(axis=1) == pytest.approx(ocp - voltage, abs=1e-6)
    assert len(OBSERVED) == result.series.shape[1]


def test_charge_rest_discharge_conserves_charge(cell):
    """What a full charge puts in, a slow discharge after a rest gives back."""
    slow = parse_protocol(
        ["discharge at 0.05C", "charge at 0.05C", "rest for 1 h", "discharge at 0.05C"]
    )
    build = cell_build({**REFERENCE, "temperature_degC": 60.0})
    whole = cell.run(slow, [build], [1.0])[0].result
    half = cell.run(slow[:2] + slow[3:], [build], [1.0])[0].result
    given = whole.series[-1, 0] - whole.series[0, 0]
    # The rest passes no charge: the counter goes on where the charge left it.
    assert whole.series[0, 0] == pytest.approx(half.series[0, 0], abs=1e-9)
    assert given / build.capacity * 170 == pytest.approx(169, abs=2.5)


def test_design_that_cannot_start_says_why(cell):
    design = {**REFERENCE, "temperature_degC": -30.0, "rate_C": 5.0}
    row = evaluate(cell, [design], OutputSpec(("capacity", "energy"), DISCHARGE))[0]
    assert row[CAPACITY] == 0
    assert row["Reason"] == (
        "cut-off reached at once: film overpotential exceeds the voltage available"
    )
    build = cell_build(design)
    resistance = build.inputs["Lithium interphase film resistance [Ohm.m2]"]
    factor = np.exp(50000 / 8.314462618 * (1 / 243.15 - 1 / 298.15))
    scale = 2 * 10 * 8.314462618 * 243.15 / 96485.33212  # ten barriers, (FILM-1)
    volts = scale * np.arcsinh(5 * build.capacity / build.area * resistance * factor / scale)
    assert f"film overpotential {volts:.2f} V exceeds the 1.02 V available" in row["Detail"]


def test_not_a_number_is_a_reason_and_disturbs_nobody(cell):
    spec = OutputSpec(("capacity",), DISCHARGE)
    samples = [None, {"Positive electrode conductivity [S.m-1]": np.nan}]
    designs = [{**REFERENCE, "rate_C": 1.0}] * 2
    good, bad = evaluate(cell, designs, spec, samples)
    assert good["Reason"] is None
    assert bad["Reason"] == "not a number among the inputs"
    assert "Positive electrode conductivity" in bad["Detail"]


def test_solver_failure_of_one_is_found_by_halving(cell):
    """A group of solvers that gives up as a whole must not take good designs with it."""
    build = cell_build(REFERENCE)
    base = np.array([[build.inputs.get(name, 0.0) for name in MODEL_INPUTS]] * 5)
    base[:, MODEL_INPUTS.index("Current function [A]")] = build.capacity
    cell.step(base[:1], 54000.0)
    base[3, MODEL_INPUTS.index("Positive electrode conductivity [S.m-1]")] = np.nan
    kinds = [result.outcome.kind for result in cell.step(base, 54000.0)]
    limit = Kind.VOLTAGE_LIMIT
    assert kinds == [limit, limit, limit, Kind.SOLVER_FAILED, limit]


def test_samples_change_what_they_name(cell):
    spec = OutputSpec(("losses",), DISCHARGE)
    name = "Mean lithium film loss [V]"
    own = {"PHLP-15: Lithium interphase film resistance [Ohm.m2]": 0.033}
    other = {"PHL-15: Lithium interphase film resistance [Ohm.m2]": 0.033}
    designs = [{**REFERENCE, "rate_C": 0.5}] * 3
    plain, mine, others = (row[name] for row in evaluate(cell, designs, spec, [None, own, other]))
    shipped = cell_build(REFERENCE).inputs["Lithium interphase film resistance [Ohm.m2]"]
    assert mine / plain == pytest.approx(0.033 / shipped, rel=1e-3)
    assert others == plain


def test_every_layer_is_counted():
    build = cell_build({**REFERENCE, "filler_wt_percent": 0.0})
    value = layer_values()
    stack = layers(build)
    # By hand: 1.5 mg/cm2 LFP is 80 % of the solids; half the coating is pores of 1650 kg/m3.
    assert stack["Cathode solids"][0] == pytest.approx(0.015 / 0.8)
    thickness = build.inputs["Positive electrode thickness [m]"]
    solids = 0.8 / 3600 + 0.1 / 1900 + 0.1 / 1780
    assert thickness == pytest.approx(0.015 / 0.8 * solids / 0.5)
    assert stack["Catholyte"][0] == pytest.approx(0.5 * thickness * 1650)
    assert stack["Separator film"] == pytest.approx((22e-6 * 1650, 22e-6))
    assert stack["Positive current collector"] == pytest.approx((8e-6 * 2707, 8e-6))
    assert stack["Negative current collector"] == pytest.approx((5e-6 * 8954, 5e-6))
    assert stack["Lithium foil"][0] == pytest.approx(534 * value["Lithium foil thickness [m]"])
    thicker = layers(build, {"Lithium foil thickness [m]": 1e-4})
    assert thicker["Lithium foil"][1] == 1e-4
    mixture = 1 / (0.15 / 5400 + 0.85 / 1650)
    assert film_density(cell_build(REFERENCE).film) == pytest.approx(mixture)


STUDY = """
title = "kill me"
[variables]
filler_wt_percent = { low = 0, high = 40 }
areal_loading_mg_cm2 = { low = 0.5, high = 5, scale = "log" }
rate_C = { low = 0.1, high = 5, scale = "log" }
[outputs]
quantities = ["capacity", "losses"]
[sampling]
method = "sobol"
size = 512
"""


#: The command, which kills itself once it has stored a number of parts.
DIES = """
import os, signal, sys
from sclcell.cli import main
from sclcell.exploration.store import Store
parts, add = int(sys.argv[1]), Store.add
def dying(self, *rows, **options):
    global parts
    add(self, *rows, **options)
    parts -= 1
    if parts == 0:
        os.kill(os.getpid(), signal.SIGKILL)
Store.add = dying
main(sys.argv[2:])
"""


def _explore(study, out, *more, dies_after=0):
    command = ["explore", str(study), "--out", str(out), "--quiet", *more]
    return subprocess.Popen(
        [sys.executable, "-c", DIES, str(dies_after), *command], stdout=subprocess.DEVNULL
    )


@pytest.mark.slow
def test_three_kills_change_nothing(tmp_path):
    study = tmp_path / "study.toml"
    study.write_text(STUDY)
    assert _explore(study, tmp_path / "whole").wait() == 0
    for _ in range(3):
        killed = _explore(study, tmp_path / "killed", dies_after=2)
        assert killed.wait() == -signal.SIGKILL
    assert _explore(study, tmp_path / "killed").wait() == 0
    whole = pd.read_parquet(tmp_path / "whole" / "designs.parquet")
    killed = pd.read_parquet(tmp_path / "killed" / "designs.parquet")
    pd.testing.assert_frame_equal(killed, whole, check_exact=True)
    parts = [pd.read_parquet(p)["Key"] for p in (tmp_path / "killed").glob("store/part-*")]
    assert not pd.concat(parts).duplicated().any()


@pytest.mark.slow
def test_two_runs_at_once_share_the_work(tmp_path):
    study = tmp_path / "study.toml"
    study.write_text(STUDY)
    runs = [_explore(study, tmp_path / str(i), "--store", str(tmp_path / "store")) for i in (1, 2)]
    assert [run.wait() for run in runs] == [0, 0]
    tables = [pd.read_parquet(tmp_path / str(i) / "designs.parquet") for i in (1, 2)]
    pd.testing.assert_frame_equal(*tables, check_exact=True)
    parts = [pd.read_parquet(p)["Key"] for p in (tmp_path / "store").glob("part-*")]
    assert not pd.concat(parts).duplicated().any()
    assert len(pd.concat(parts)) == 512


@pytest.mark.slow
def test_dask_gives_the_same_bits_and_survives_a_dead_worker(tmp_path, rng):
    distributed = pytest.importorskip("distributed")
    tasks = [Task(_design(rng)) for _ in range(512)]
    spec = OutputSpec(("capacity", "losses"), DISCHARGE)
    with Engine(Store(tmp_path / "here"), spec) as engine:
        keys = engine.run(tasks)
    killed = []

    def kill_one_worker(progress):
        if not killed:
            client = distributed.Client(cluster.scheduler_address)
            killed.extend(client.run(os.getpid).values())
            os.kill(killed[0], signal.SIGKILL)
            client.close()

    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None
    ) as cluster:
        store = Store(tmp_path / "dask")
        with Engine(store, spec, cluster.scheduler_address, report=kill_one_worker) as engine:
            assert engine.run(tasks) == keys
    assert len(killed) == 2
    local = Store(tmp_path / "here").read(keys)
    pd.testing.assert_frame_equal(store.read(keys), local, check_exact=True)
    assert len(local) == 512


def test_a_cell_with_a_limit_of_its_own_is_judged_by_it():
    values = pybamm.ParameterValues("Li2024_PHLP15")
    values["Lower voltage cut-off [V]"] = 3.0
    own = Simulator(values=values)
    build = cell_build({**REFERENCE, "temperature_degC": -30.0})
    assert own.voltage_limits(build.inputs) == (3.0, 4.0)
    (run,) = own.run(DISCHARGE, [build], [2.0])
    assert str(run.outcome).endswith("V exceeds the 0.52 V available")


def test_a_rest_after_a_slow_discharge_lasts_its_time(cell):
    """The voltage may be at the limit, give or take the tolerance, when a rest starts."""
    build = cell_build({**REFERENCE, "temperature_degC": 80.0})
    steps = parse_protocol(["discharge at 0.05C", "rest for 1 h", "discharge at rate"])
    outcomes = cell.run(steps[:2], [build] * 2, [1.0, 1.0])
    assert [o.result.time[-1] for o in outcomes] == [3600.0, 3600.0]


def test_slow_warm_cells_charge_from_where_they_ended(cell):
    designs = [
        {**REFERENCE, "temperature_degC": T, "rate_C": rate}
        for T, rate in ((30.0, 0.01), (80.0, 0.05), (80.0, 0.07), (80.0, 0.005))
    ]
    rows = evaluate(cell, designs, OutputSpec(("capacity",), parse_protocol("rate test")))
    assert [row["Reason"] for row in rows] == [None] * 4
    assert [row[CAPACITY] for row in rows] == pytest.approx([169.4] * 4, abs=0.3)


def test_neither_salt_nor_a_loss_is_below_zero(cell):
    """Depleted pores: where salt runs out, lines through two cells fall below zero."""
    designs = [
        {**REFERENCE, "film": film, "temperature_degC": 60.0, "areal_loading_mg_cm2": load,
         "separator_thickness_um": 40.0, "rate_C": rate}
        for film in ("PHL-15", "PHAP-15")
        for load, rate in ((2.0, 0.02), (8.0, 1.0), (16.0, 1.0), (4.0, 8.0))
    ]  # fmt: skip
    rows = evaluate(cell, designs, OutputSpec(("losses",), DISCHARGE))
    found = pd.DataFrame(rows)[["Salt left at the current collector [%]", *MEAN_LOSSES]]
    assert found.min().min() >= -1e-9
    assert found["Salt left at the current collector [%]"].min() < 1


def test_a_limit_that_is_an_input_is_judged_by_the_input():
    cell = Simulator(extra=("Upper voltage cut-off [V]",))
    assert cell.voltage_limits({"Upper voltage cut-off [V]": 3.7}) == (2.5, 3.7)
