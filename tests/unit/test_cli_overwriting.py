"""No command writes over what it reads."""

import shlex

import pytest

from sclcell.cli import main

FILM = """
[matrix]
conductivity_mS_cm = 0.5
transference_number = 0.2
activation_energy_eV = 0.3
"""
PROBLEM = """
[cell]
electrolyte = "film.toml"
[[data]]
name = "rates"
kind = "rate capability"
file = "data_rates.csv"
[parameters]
"Positive particle reference diffusivity [m2.s-1]" = { low = 1e-19, high = 1e-16 }
"""
STUDY = """
title = "films"
[variables]
film = { levels = ["film.toml"] }
[outputs]
quantities = ["limiting current"]
"""
CATHODE = """
ocp_table = "ocp.csv"
density_g_cm3 = 4.75
theoretical_capacity_mAh_g = 276
upper_voltage_V = 4.2
lower_voltage_V = 3.0
diffusivity_cm2_s = 3e-11
particle_radius_um = 3
exchange_current_density_mA_cm2 = 0.2
diffusivity_activation_energy_kJ_mol = 30
exchange_current_density_activation_energy_kJ_mol = 30
"""
SERIES = "filler [wt%],temperature [degC],conductivity [mS/cm]\n0,25,0.1\n15,25,0.3\n"
FILES = {
    "cathode.toml": CATHODE,
    "ocp.csv": "x,U [V]\n0.2,4.4\n0.4,3.9\n0.6,3.7\n0.9,3.0\n",
    "drive.csv": "Time [s],C-rate\n0,0\n1,0.5\n",
    "series.csv": SERIES,
    "film_problem.toml": '[film]\ntable = "series.csv"\nranking = false\n',
    "film.toml": FILM,
    "problem.toml": PROBLEM,
    "study.toml": STUDY,
    "data_rates.csv": "C-rate,Capacity [mAh/g]\n0.2,164.2\n",
    "parameters.csv": "Parameter,Value\nPositive electrode porosity,0.5\n",
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for name, content in FILES.items():
        (tmp_path / name).write_text(content)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "command",
    [
        "electrolyte film.toml --json film.toml",
        "electrolyte film.toml --json ../{folder}/film.toml",
        "rate --parameters parameters.csv --json parameters.csv",
        "report film.toml --json film.toml",
        "explore study.toml --json study.toml --quiet",
        "explore study.toml --json film.toml --quiet",
        "fit problem.toml --json problem.toml --quiet",
        "fit problem.toml --json data_rates.csv --quiet",
        "fit problem.toml --json film.toml --quiet",
        "fit problem.toml --out . --quiet",
        "export --cathode cathode.toml --json cathode.toml",
        "export --cathode cathode.toml --json ocp.csv",
        "rate --protocol 'Drive drive.csv' --json drive.csv",
        "fit film_problem.toml --json series.csv --quiet",
    ],
)
def test_an_input_stays_as_it_is(folder, capsys, command):
    with pytest.raises(SystemExit) as stop:
        main(shlex.split(command.format(folder=folder.name)))
    assert stop.value.code == 2
    error = capsys.readouterr().err.strip()
    assert "is an input of this command" in error
    assert len(error.splitlines()) == 1
    assert {name: (folder / name).read_text() for name in FILES} == FILES


def test_a_table_does_not_take_the_place_of_an_input(folder, capsys):
    (folder / "gain.csv").symlink_to(folder / "film.toml")
    with pytest.raises(SystemExit) as stop:
        main(["electrolyte", "film.toml", "--out", "."])
    assert stop.value.code == 2
    assert "gain.csv is an input" in capsys.readouterr().err
    assert (folder / "film.toml").read_text() == FILM


def test_results_of_before_are_written_over(folder):
    for _ in range(2):
        with pytest.raises(SystemExit) as stop:
            main(["electrolyte", "film.toml", "--json", "film.json", "--out", "out"])
        assert stop.value.code == 0
