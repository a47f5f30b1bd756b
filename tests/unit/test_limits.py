"""What may be given as a value of a cell, and within which limits, on every way in."""

import json

import pandas as pd
import pytest

from sclcell import Cell, InputError
from sclcell.cli import main
from sclcell.exploration.lint import load_study
from sclcell.fitting.problem.loading import load_problem
from sclcell.parameter_sets.limits import check_values, known_parameters, value_faults
from sclcell.parameter_sets.provenance import provenance_table
from sclcell.uncertainty.samples import draw_samples, read_samples

SIGMA = "Film ionic conductivity [S.m-1]"
T_PLUS = "Film cation transference number"
POROSITY = "Positive electrode porosity"
ACTIVE = "Positive electrode active material volume fraction"
HIGHEST = "Maximum concentration in positive electrode [mol.m-3]"
RECIPE = [f"{solid} mass fraction in cathode coating" for solid in ("LFP", "Carbon", "Binder")]

#: Parameter, value, words of the message.
IMPOSSIBLE = [
    (SIGMA, -1, "above 0"),
    (T_PLUS, 1.7, "below 1"),
    ("Electrode width [m]", -1, "above 0"),
    (HIGHEST, 193000, "one lithium per LiFePO4"),
    ("Positive particle-size logarithmic standard deviation", -0.5, "above 0"),
    ("Film salt diffusivity [m2.s-1]", 0, "above 0"),
    ("Positive particle reference diffusivity [m2.s-1]", 0, "above 0"),
    (POROSITY, 1, "below 1"),
    ("Initial stoichiometry in positive electrode", -0.5, "above 0"),
    (ACTIVE, 0.6, "must not add up to more than 1"),
    (RECIPE[0], 0.95, "add up to 1"),
    ("Separator porosity", 0.5, "the only value"),
    ("Lower voltage cut-off [V]", 4.5, "not below the upper"),
    ("SEI repair fraction of plated lithium", 1.5, "at most 1"),
    ("Lithium interphase film resistance [Ohm.m2]", float("inf"), "finite"),
    ("Ambient temperature [K]", 280, "--temperature"),
    ("Loss of active material rate exponent", 0, "Share of contact loss"),
    ("Nominal cell capacity [A.h]", 1e-3, "follows"),
    ("Filler mass fraction", 0.3, "--filler-mass-fraction"),
]


def table(path, rows):
    pd.DataFrame(rows, columns=["Parameter", "Value"]).to_csv(path, index=False)
    return path


def refused(capsys, *arguments):
    """Run a command that must end with exit code 2; return its one line."""
    with pytest.raises(SystemExit) as exit_info:
        main([str(a) for a in arguments])
    assert exit_info.value.code == 2
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1
    return lines[0]


@pytest.mark.parametrize(("name", "value", "words"), IMPOSSIBLE)
def test_impossible_values_are_refused_by_the_command(tmp_path, capsys, name, value, words):
    path = table(tmp_path / "p.csv", [(name, value)])
    line = refused(capsys, "rate", "--parameters", path)
    assert words in line
    assert "p.csv" in line


@pytest.mark.parametrize(("name", "value", "words"), IMPOSSIBLE)
def test_python_refuses_the_same(name, value, words):
    with pytest.raises(InputError, match=words):
        Cell.from_name("PHLP-15", values={name: value})


@pytest.mark.parametrize("name", [SIGMA, POROSITY, "Positive electrode conductivity [S.m-1]"])
def test_samples_refuse_the_same(tmp_path, name):
    path = tmp_path / "samples.csv"
    pd.DataFrame({name: [0.3, -1.0]}).to_csv(path, index=False)
    with pytest.raises(InputError, match="above 0"):
        read_samples(path)
    with pytest.raises(InputError, match="above 0"):
        draw_samples([Cell.from_name("PHLP-15").electrolyte], 2, fitted=pd.read_csv(path))


def test_fractions_of_one_sample_must_not_add_up_to_more_than_one(tmp_path):
    path = tmp_path / "samples.csv"
    pd.DataFrame({POROSITY: [0.4, 0.65], ACTIVE: [0.4, 0.36]}).to_csv(path, index=False)
    with pytest.raises(InputError, match=r"fill 1\.01 of the cathode"):
        read_samples(path)


def test_a_fit_problem_refuses_the_same_among_its_values_and_bounds(tmp_path):
    (tmp_path / "d.csv").write_text("rate_C,capacity_mAh_g\n1,140\n")
    (tmp_path / "p.toml").write_text(
        f"""
        [cell]
        values = {{ "{SIGMA}" = -1.0, "{T_PLUS}" = 1.7 }}
        [[data]]
        name = "rate"
        kind = "rate capability"
        file = "d.csv"
        [parameters]
        "Lithium interphase film resistance [Ohm.m2]" = {{ low = -0.1, high = 0.1 }}
        """
    )
    with pytest.raises(InputError, match="3 faults") as error:
        load_problem(tmp_path / "p.toml")
    assert all(word in str(error.value) for word in (SIGMA, T_PLUS, "bounds", "at least 0"))


def test_what_a_cell_has_a_key_for_is_no_value_of_a_fit(tmp_path):
    (tmp_path / "d.csv").write_text("rate_C,capacity_mAh_g\n1,140\n")
    (tmp_path / "p.toml").write_text(
        """
        [cell]
        values = { "Positive electrode LFP areal loading [kg.m-2]" = 0.05 }
        [[data]]
        name = "rate"
        kind = "rate capability"
        file = "d.csv"
        [parameters]
        "Positive particle reference diffusivity [m2.s-1]" = {}
        """
    )
    with pytest.raises(InputError, match="give areal_loading_mg_cm2"):
        load_problem(tmp_path / "p.toml")


def test_a_study_refuses_the_same_among_its_layers(tmp_path):
    path = tmp_path / "s.toml"
    path.write_text(
        'title = "t"\n[variables]\nrate_C = { levels = [1.0] }\n'
        '[outputs]\nquantities = ["energy"]\nlayers = { "Lithium foil thickness [m]" = -1e-5 }\n'
    )
    with pytest.raises(InputError, match="Lithium foil thickness"):
        load_study(path)


def test_a_parameter_that_is_there_twice_is_refused(tmp_path, capsys):
    path = table(tmp_path / "p.csv", [(SIGMA, 0.1), (SIGMA, 0.2)])
    assert "more than once" in refused(capsys, "rate", "--parameters", path)


@pytest.mark.parametrize("command", ["rate", "cycle", "symmetric", "eis", "lab", "export"])
def test_unknown_names_are_named_with_their_nearest_by_every_command(tmp_path, capsys, command):
    path = table(tmp_path / "p.csv", [("PHL-15: Lithium interphase film resistence [Ohm.m2]", 0.1)])
    line = refused(capsys, command, "PHLP-15", "--parameters", path)
    assert "did you mean 'Lithium interphase film resistance [Ohm.m2]'" in line


def test_values_of_other_films_are_named(tmp_path, capsys):
    film = "Lithium interphase film resistance [Ohm.m2]"
    path = table(tmp_path / "p.csv", [(f"PHL-15: {film}", 0.1), (f"PHLP-15: {film}", 0.02)])
    with pytest.raises(SystemExit) as exit_info:
        main(["export", "phlp15", "--parameters", str(path), "--json", "-"])
    assert exit_info.value.code == 0
    shown = capsys.readouterr()
    assert "the values of PHL-15 are not used for phlp15" in shown.err
    # Another spelling of the name is the same film.
    assert json.loads(shown.out)[film] == 0.02


def test_shipped_values_and_ranges_are_possible():
    for table_name in ("cell", "lithium_interface", "electrolytes", "degradation"):
        for row in provenance_table(table_name).to_dict("records"):
            if row["name"] not in known_parameters():
                continue
            for column in ("value", "low", "high"):
                given = {row["name"]: float(row[column])}
                assert value_faults(given, together=False) == []


def test_a_range_of_the_literature_is_no_limit():
    # Far outside 0.01 to 10 S/m, and possible.
    check_values({"Positive electrode conductivity [S.m-1]": 500.0})


def test_all_faults_are_told_at_once():
    faults = value_faults({SIGMA: -1.0, T_PLUS: 1.7, "Nothing [m]": 1.0})
    assert len(faults) == 3


def test_the_example_of_curves_has_no_fault(repository_root):
    # Its bounds of the active fraction reach beyond what the areal loading holds.
    loaded = load_problem(repository_root / "examples" / "fit_curves" / "problem.toml")
    assert len(loaded.unknowns) == 15
