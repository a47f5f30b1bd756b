"""Parameters and results in files that other programs read."""

import copy
import json
import warnings

import bpx
import numpy as np
import pandas as pd
import pybamm
import pytest

from sclcell.cli import main
from sclcell.errors import InputError
from sclcell.experiments.battery_data_format import rate_test_data, solution_data, symmetric_data
from sclcell.experiments.laboratory.cycling import cycle_lithium
from sclcell.experiments.rate import simulate_rate_test
from sclcell.experiments.simulator import Simulator
from sclcell.parameter_sets.bpx_files import (
    HALF_CELL_OPTIONS,
    half_cell_from_bpx,
    half_cell_to_bpx,
)
from sclcell.parameter_sets.cell import Cell

#: Labels of the Battery Data Format, required ones first.
BDF_LABELS = [
    "Test Time / s",
    "Voltage / V",
    "Current / A",
    "Cycle Count / 1",
    "Step Count / 1",
    "Ambient Temperature / degC",
]


def test_what_is_not_carried_names_the_cathode():
    document = half_cell_to_bpx(Cell("PHLP-15", cathode="NMC811"))
    said = document["Header"]["Description"]
    assert "sizes of the NMC811 particles" in said
    assert "LFP" not in said


def written(tmp_path, *arguments):
    """Run ``sclcell export`` and return what is in the file."""
    path = tmp_path / "file.json"
    with pytest.raises(SystemExit) as exit_info:
        main(["export", *arguments, "--json", str(path)])
    assert exit_info.value.code == 0
    return json.loads(path.read_text(encoding="utf-8"))


def half_cell(values, rate):
    """Return the discharge capacity [mA.h.g-1] of PyBaMM's own half-cell model."""
    model = pybamm.lithium_ion.DFN(HALF_CELL_OPTIONS)
    solution = pybamm.Simulation(model, parameter_values=values, C_rate=rate).solve(
        [0, 4500 / rate]
    )
    return solution["Discharge capacity [A.h]"].entries[-1] / values["Nominal cell capacity [A.h]"]


def test_films_of_similar_names_are_exported_to_files_of_their_own(tmp_path):
    film = tmp_path / "film.toml"
    for name in ("my film", "my_film", "my/film"):
        film.write_text(
            f'name = "{name}"\n[matrix]\nconductivity_mS_cm = 0.1\ntransference_number = 0.2\n'
            "activation_energy_eV = 0.3\n"
        )
        with pytest.raises(SystemExit) as stop:
            main(["export", str(film), "--out", str(tmp_path / "out")])
        assert stop.value.code == 0
    assert len(list((tmp_path / "out").iterdir())) == 3


def test_exported_parameters_give_the_same_simulation(tmp_path):
    arguments = ["--areal-loading", "3", "--temperature", "45", "--catholyte", "PHLP"]
    again = pybamm.ParameterValues.from_json(written(tmp_path, "PHL-15", *arguments))
    design = Cell.from_name(
        "PHL-15", catholyte="PHLP", areal_loading_mg_cm2=3.0, temperature_degC=45.0
    )
    original = design.parameter_values()
    assert set(again) == set(original)
    for model in ("CompositeElectrolyteDFN", "SymmetricLithiumCell"):
        first, second = (
            pybamm.Simulation(pybamm.Model(model), parameter_values=values).solve([0, 600])
            for values in (original, again)
        )
        np.testing.assert_allclose(
            first["Voltage [V]"](t=first.t), second["Voltage [V]"](t=first.t), rtol=0, atol=1e-7
        )


@pytest.mark.parametrize("film", ["PHLP", "PHL-15", "PHLP-15", "PHA-15", "PHAP-15", "PHLP-30"])
@pytest.mark.parametrize("temperature", [25.0, 60.0])
def test_bpx_is_valid_and_says_what_it_leaves_out(film, temperature):
    document = half_cell_to_bpx(Cell.from_name(film, temperature_degC=temperature))
    text = document["Header"]["Description"]
    for word in ("sizes", "lithium metal", "film on lithium", "space charge", "ageing"):
        assert word in text
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        parsed = bpx.parse_bpx_obj(copy.deepcopy(document))
    assert parsed.header.model == "Partial"
    assert parsed.parameterisation.negative_electrode is None


def test_bpx_keeps_volume_of_lfp_and_transport_of_the_film():
    design = Cell.from_name("PHLP-15", temperature_degC=60.0)
    values = design.parameter_values()
    parts = half_cell_to_bpx(design)["Parameterisation"]
    sizes = parts["Positive electrode"]["Particle"].values()
    volume = sum(
        p["Particle radius [m]"] / 3 * p["Surface area per unit volume [m-1]"] for p in sizes
    )
    assert volume == pytest.approx(values["Positive electrode active material volume fraction"])
    film = parts["Electrolyte"]
    warm = np.exp(
        film["Conductivity activation energy [J.mol-1]"] / 8.314462618 * (1 / 298.15 - 1 / 333.15)
    )
    at_25 = eval(film["Conductivity [S.m-1]"], {"x": 1500.0})
    assert at_25 * warm == pytest.approx(design.electrolyte.ionic_conductivity(333.15))


def test_bpx_carries_what_a_fit_has_found():
    fitted = {
        "Positive particle reference diffusivity [m2.s-1]": 1e-17,
        "Film ionic conductivity [S.m-1]": 0.02,
        "Film cation transference number": 0.4,
    }
    parts = half_cell_to_bpx(Cell.from_name("PHLP-15", values=fitted))["Parameterisation"]
    sizes = parts["Positive electrode"]["Particle"].values()
    assert [p["Diffusivity [m2.s-1]"] for p in sizes] == [1e-17, 1e-17]
    film = parts["Electrolyte"]
    assert film["Cation transference number"] == pytest.approx(0.4)
    assert eval(film["Conductivity [S.m-1]"], {"x": 1500.0}) == pytest.approx(0.02)
    assert film["Conductivity activation energy [J.mol-1]"] == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("rate", [0.2, 5.0])
def test_bpx_in_stock_pybamm_is_our_cell_with_two_sizes(rate, tmp_path):
    values = half_cell_from_bpx(written(tmp_path, "PHLP-15", "--format", "bpx"))
    found = 170 * half_cell(values, rate)
    ours, two_sizes = Cell.from_name("PHLP-15"), {"R_p": 2, "r_p": 12}
    two, eight = (
        simulate_rate_test(ours, (rate,), 1, Simulator.of(ours, **options)).table[
            "Specific discharge capacity [mA.h.g-1]"
        ][0]
        for options in ({"var_pts": two_sizes}, {})
    )
    assert found == pytest.approx(two, rel=2e-3)
    # What two sizes in place of eight cost.
    assert found == pytest.approx(eight, rel=0.03)


def test_reading_bpx_without_its_package_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "bpx", None)
    with pytest.raises(InputError, match=r"pip install 'sclcell\[bpx\]'"):
        half_cell_from_bpx(half_cell_to_bpx(Cell.from_name("PHLP")))


def charge_Ah(table):
    """Return the charge that flowed into the cell, step by step."""
    return [
        np.trapezoid(step["Current / A"], step["Test Time / s"]) / 3600
        for _, step in table.groupby("Step Count / 1")
    ]


def check(table):
    assert list(table.columns) == BDF_LABELS
    assert table["Test Time / s"].is_monotonic_increasing
    assert table["Test Time / s"].iloc[0] == 0
    for label in ("Cycle Count / 1", "Step Count / 1"):
        assert table[label].is_monotonic_increasing
        assert table[label].iloc[0] == 1
    assert table.notna().all(axis=None)


def test_rate_test_as_battery_data_has_its_capacities_as_charge_taken_out():
    test = simulate_rate_test(Cell.from_name("PHLP-15", temperature_degC=45.0), (1.0, 5.0))
    table = rate_test_data(test)
    check(table)
    expected = -test.table["Specific discharge capacity [mA.h.g-1]"] / 170
    nominal = test.design.parameter_values()["Nominal cell capacity [A.h]"]
    np.testing.assert_allclose(np.array(charge_Ah(table)) / nominal, expected, rtol=1e-6)
    assert set(table["Ambient Temperature / degC"]) == {45.0}


def test_a_rate_test_without_curves_is_an_empty_table():
    test = simulate_rate_test(Cell.from_name("PHLP-15", temperature_degC=-30.0), (5.0,))
    assert rate_test_data(test).empty


def test_symmetric_cell_as_battery_data_moves_equal_charges_both_ways():
    design = Cell.from_name("PHLP-15", temperature_degC=25.0)
    table = symmetric_data(cycle_lithium(design, 0.2, 3.0).signal, design)
    check(table)
    assert table["Step Count / 1"].max() == 6
    assert table["Cycle Count / 1"].max() == 3
    # 0.1 mAh/cm2 on 1.13 cm2; the current jumps at the ends of a step
    expected = 1e-4 * 1.13 * np.array([1, -1, 1, -1, 1, -1])
    np.testing.assert_allclose(charge_Ah(table), expected, rtol=5e-3)
    assert (np.sign(table["Voltage / V"]) == np.sign(table["Current / A"])).mean() > 0.9


def test_an_experiment_as_battery_data_is_read_by_pandas_as_it_was(tmp_path):
    experiment = pybamm.Experiment(
        [("Discharge at 2C until 2.5 V", "Rest for 10 minutes", "Charge at 1C until 4 V")] * 2
    )
    solution = pybamm.Simulation(
        pybamm.Model("CompositeElectrolyteSPMe"),
        parameter_values=pybamm.ParameterValues("Li2024_PHLP15"),
        experiment=experiment,
    ).solve()
    table = solution_data(solution)
    check(table)
    assert table["Step Count / 1"].max() == 6
    assert table["Cycle Count / 1"].max() == 2
    signs = [np.sign(step["Current / A"].iloc[1]) for _, step in table.groupby("Step Count / 1")]
    assert signs == [-1, 0, 1, -1, 0, 1]
    table.to_csv(tmp_path / "experiment.bdf.csv", index=False)
    again = pd.read_csv(tmp_path / "experiment.bdf.csv")
    pd.testing.assert_frame_equal(again, table)


def test_a_solution_without_an_experiment_is_one_step():
    solution = pybamm.Simulation(pybamm.lithium_ion.SPM()).solve([0, 600])
    table = solution_data(solution)
    check(table)
    assert set(table["Step Count / 1"]) == {1}
    assert (table["Current / A"] < 0).all()
