"""What a fit used and found reaches every command, through parameters.csv and samples.csv."""

import json
from dataclasses import replace

import pandas as pd
import pytest

from sclcell import Cell, InputError
from sclcell.cli import main
from sclcell.fitting.cell_tables import differing, fixed_values
from sclcell.fitting.problem.loading import load_problem
from sclcell.fitting.results import run_fit
from sclcell.parameter_sets.films import same_film
from sclcell.parameter_sets.fitted_values import read_cell, values_for_film
from sclcell.uncertainty.ageing_bands import cycle_samples
from sclcell.uncertainty.samples import Samples, draw_samples, read_samples

D = "Positive particle reference diffusivity [m2.s-1]"
POROSITY = "Positive electrode porosity"
LOADING = "Positive electrode LFP areal loading [kg.m-2]"
LENGTH = "Separator thickness [m]"
CAPACITY = "Specific discharge capacity [mA.h.g-1]"
#: Thick, dense, with another catholyte, another 1C and a resistance in ohms: all of it counts.
CELL = f"""
electrolyte = "phlp15"
catholyte = "PHL-15"
areal_loading_mg_cm2 = 6.0
separator_thickness_um = 40
area_cm2 = 1.54
one_C_mAh_g = 160
values = {{ "{POROSITY}" = 0.4, "Contact resistance [Ohm]" = 15.0 }}
"""
QUICK = """
[algorithm]
global_evaluations = 0
starts = 1
iterations = 1
[analysis]
samples = 12
predictive = 0
"""


def problem(folder, cells, data, parameters=f'"{D}" = {{ low = 1e-18, high = 1e-16 }}'):
    (folder / "d.csv").write_text("rate_C,capacity_mAh_g\n1,120\n")
    path = folder / "problem.toml"
    path.write_text(f"{cells}\n{data}\n[parameters]\n{parameters}\n{QUICK}")
    return path


def data_of(cell):
    text = '[[data]]\nname = "of {0}"\nkind = "rate capability"\nfile = "d.csv"\ncell = "{0}"\n'
    return text.format(cell)


@pytest.fixture(scope="module")
def fit(tmp_path_factory):
    """A folder with the tables of a fit, and the capacity that it found at 1C."""
    folder = tmp_path_factory.mktemp("fit")
    path = problem(folder, f"[cell]{CELL}", data_of("cell"))
    result = run_fit(path)
    result.write(folder)
    return folder, float(result.comparisons[0].table["Model"].iloc[0])


def answer(capsys, *arguments):
    with pytest.raises(SystemExit) as exit_info:
        main([*map(str, arguments), "--json", "-"])
    assert exit_info.value.code == 0
    return json.loads(capsys.readouterr().out)


def test_rate_gives_the_capacity_of_the_fit(fit, capsys):
    folder, capacity = fit
    found = answer(capsys, "rate", "--rates", "1", "--parameters", folder / "parameters.csv")
    assert found[CAPACITY][0] == pytest.approx(capacity, rel=1e-3)


def test_an_option_comes_before_the_fit(fit, capsys):
    folder, capacity = fit
    table = folder / "parameters.csv"
    found = answer(capsys, "rate", "--rates", "1", "--parameters", table, "--areal-loading", "1.5")
    assert found[CAPACITY][0] > 1.02 * capacity


@pytest.mark.slow
def test_samples_bring_the_cell_along(fit, capsys):
    folder, _ = fit
    found = [
        answer(capsys, "rate", "--rates", "1", *options, "--draws", "4")
        for options in (
            ("--parameters", folder / "parameters.csv"),
            (
                *("--parameters", folder / "parameters.csv"),
                *("--bands", folder / "samples.csv"),
            ),
            ("--bands", folder / "samples.csv"),
        )
    ]
    assert found[0][CAPACITY] == found[1][CAPACITY]
    # Without the table of parameters the fitted value is the shipped one, the cell is the fit's.
    samples = read_samples(folder / "samples.csv")
    assert samples.fixed[LOADING] == 0.06
    assert samples.catholyte == "PHL-15"
    assert abs(found[2][CAPACITY][0] / found[0][CAPACITY][0] - 1) < 0.5


def test_explore_gives_the_capacity_of_the_fit(fit, tmp_path, capsys):
    folder, capacity = fit
    study = tmp_path / "study.toml"
    study.write_text(
        'title = "t"\n[variables]\nrate_C = { levels = [1.0] }\n[outputs]\nprotocol = "rate test"\n'
    )
    arguments = ("--parameters", folder / "parameters.csv", "--store", tmp_path / "store")
    (design,) = answer(capsys, "explore", study, "--quiet", *arguments)["Designs"]
    assert design[CAPACITY] == pytest.approx(capacity, rel=1e-3)
    assert design["areal_loading_mg_cm2"] == 6.0
    assert design["catholyte"] == "PHL-15"


def test_what_the_study_says_comes_before_the_fit(fit, tmp_path, capsys):
    folder, _ = fit
    study = tmp_path / "study.toml"
    study.write_text(
        'title = "t"\n[variables]\nareal_loading_mg_cm2 = { levels = [1.5] }\n'
        '[fixed]\ncatholyte = "film"\n'
    )
    arguments = ("--parameters", folder / "parameters.csv", "--store", tmp_path / "store")
    (design,) = answer(capsys, "explore", study, "--quiet", *arguments)["Designs"]
    assert design["areal_loading_mg_cm2"] == 1.5
    assert design["catholyte"] == "film"


@pytest.mark.parametrize("command", [("symmetric", "--no-ageing"), ("export",)])
def test_other_commands_take_the_cell(fit, capsys, command):
    folder, _ = fit
    found = answer(capsys, *command, "PHLP-15", "--parameters", folder / "parameters.csv")
    if command == ("export",):
        assert found[POROSITY] == 0.4
        assert found[LENGTH] == pytest.approx(4e-5, rel=1e-12)
        assert found[LOADING] == pytest.approx(0.06, rel=1e-12)
        assert "Catholyte filler mass fraction" in found
    else:
        plain = answer(capsys, *command, "PHLP-15")
        name = "Polarisation voltage [V]"
        assert found[name][0] > 1.01 * plain[name][0]


def test_tables_name_what_the_cells_were_made_of(fit):
    folder, _ = fit
    cell = read_cell(folder / "parameters.csv")
    assert (cell.electrolyte, cell.catholyte) == ("PHLP-15", "PHL-15")
    assert cell.values[LOADING] == 0.06
    assert cell.notes("PHLP-15") == []
    assert len(cell.notes("PHL-15")) == 1


class TestSeveralCells:
    def load(self, tmp_path, more=""):
        cells = (
            f"[cells.a]\nareal_loading_mg_cm2 = 1.5\n{more}[cells.b]\nareal_loading_mg_cm2 = 5\n"
        )
        return load_problem(problem(tmp_path, cells, data_of("a") + data_of("b"))).problem

    def test_a_loading_that_differs_is_left_to_the_command(self, tmp_path):
        loaded = self.load(tmp_path)
        assert LOADING not in fixed_values(loaded)
        assert differing(loaded) == ["areal loading"]

    def test_another_value_that_differs_belongs_to_its_cell(self, tmp_path):
        found = fixed_values(self.load(tmp_path, f'values = {{ "{POROSITY}" = 0.4 }}\n'))
        assert found[f"a: {POROSITY}"] == 0.4
        with pytest.raises(InputError, match="give the table of that cell"):
            values_for_film(found, "PHLP-15")

    @pytest.mark.slow
    def test_each_cell_has_its_table(self, tmp_path):
        self.load(tmp_path)
        result = run_fit(tmp_path / "problem.toml")
        written = {path.name for path in result.write(tmp_path / "out")}
        assert {"parameters_a.csv", "samples_b.csv", "parameters.csv"} <= written
        loading = [
            read_cell(tmp_path / "out" / f"parameters_{c}.csv").values[LOADING] for c in "ab"
        ]
        assert loading == [0.015, 0.05]


def test_values_of_a_users_own_film_reach_the_bands(tmp_path):
    text = (
        'name = "mine"\n[matrix]\nconductivity_mS_cm = 0.1\ntransference_number = 0.2\n'
        "activation_energy_eV = 0.3\n"
    )
    path = tmp_path / "my_film.toml"
    path.write_text(text)
    name = "Lithium interphase film resistance [Ohm.m2]"
    fitted = pd.DataFrame({f"{path}: {name}": [0.03, 0.031]})
    design = Cell.from_name(str(path))
    table = draw_samples([design.electrolyte], 2, fitted=fitted, called=[str(path)]).table
    assert sorted(table[f"mine: {name}"]) == [0.03, 0.031]
    assert same_film(str(path), str(tmp_path / ".." / tmp_path.name / "my_film.toml"))
    assert same_film("elsewhere/my_film.toml", str(path))
    assert not same_film("other.toml", str(path))
    assert replace(design, temperature_degC=25.0).electrolyte.name == "mine"


def test_cells_that_cycle_have_the_area_of_the_fit():
    shared = {"Coin cell cathode area [m2]": 2.26e-4, "Contact resistance [Ohm]": 1.0}
    found = []
    for values in ({}, {**shared}):
        design = Cell.from_name("PHLP-15", values=values)
        (result,) = cycle_samples(design, Samples(pd.DataFrame([{D: 5e-18}])), cycles=1)
        found.append(result.table[CAPACITY].iloc[0])
    assert found[1] == pytest.approx(found[0], rel=5e-3)
