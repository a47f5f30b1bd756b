"""The command line: output, exit codes, one line for a user's mistake."""

import json
import subprocess
import sys

import pytest

from sclcell.cli import COMMANDS, main


def run(capsys, *arguments):
    """Return exit code, standard output and standard error."""
    with pytest.raises(SystemExit) as exit_info:
        main(list(arguments))
    captured = capsys.readouterr()
    return exit_info.value.code, captured.out, captured.err


def test_electrolyte_as_json(capsys):
    code, out, err = run(capsys, "electrolyte", "PHLP-15", "--json", "-")
    results = json.loads(out)
    assert (code, err) == (0, "")
    assert results["Electrolyte"] == "PHLP-15"
    assert results["Filler mass fraction"] == 0.15
    assert results["Temperature [degC]"] == 25
    assert results["Ionic conductivity [mS.cm-1]"] == pytest.approx(0.817, rel=0.05)
    assert results["Cation transference number"] == pytest.approx(0.58, abs=0.03)
    assert results["Activation energy [eV]"] == pytest.approx(0.16, abs=0.01)
    assert 1e-13 < results["Salt diffusivity [m2.s-1]"] < 1e-10


def test_electrolyte_at_another_loading_and_temperature(capsys):
    arguments = ["--filler-mass-fraction", "0.05", "--temperature", "-20", "--json", "-"]
    _, out, _ = run(capsys, "electrolyte", "PHLP-15", *arguments)
    results = json.loads(out)
    assert results["Filler mass fraction"] == 0.05
    assert results["Ionic conductivity [mS.cm-1]"] < 0.3


def test_rate_as_json_and_files(capsys, tmp_path):
    arguments = ["rate", "phlp15", "--rates", "1", "5", "--out", str(tmp_path / "new" / "folder")]
    code, out, err = run(capsys, *arguments, "--json", str(tmp_path / "rate.json"))
    assert (code, err) == (0, "")
    assert "RMS deviation" in out
    results = json.loads((tmp_path / "rate.json").read_text())
    assert results["C-rate"] == [1, 5]
    assert results["Measured specific discharge capacity [mA.h.g-1]"] == [142.8, 91.9]
    for key in ("Specific discharge capacity [mA.h.g-1]", "Mean discharge voltage [V]"):
        assert len(results[key]) == 2
    assert "short circuits" in results["Note"]
    assert results["Note"] in " ".join(out.split())
    names = {path.name for path in (tmp_path / "new" / "folder").iterdir()}
    stems = ("capacity", "discharge_curves", "losses")
    expected = {f"{stem}.{kind}" for stem in stems for kind in ("csv", "png")}
    assert names == expected | {"discharge_curves.bdf.csv"}


def test_nothing_but_json_goes_to_standard_output(capsys, tmp_path):
    _, out, _ = run(capsys, "rate", "--rates", "2", "--json", "-", "--out", str(tmp_path))
    assert json.loads(out)["C-rate"] == [2]


def test_rate_says_at_which_temperature_the_cell_is_charged(capsys, tmp_path):
    arguments = ["--rates", "0.1", "--temperature", "-20", "--charge-temperature", "25"]
    code, out, _ = run(capsys, "rate", *arguments, "--json", str(tmp_path / "rate.json"))
    assert code == 0
    assert "at -20 degC, charged at 25 degC" in out
    results = json.loads((tmp_path / "rate.json").read_text())
    assert results["Charge temperature [degC]"] == 25
    assert "Note" not in results


@pytest.mark.parametrize(("c_rate", "noted"), [("1", False), ("3", True)])
def test_cycle_notes_a_current_above_the_critical_one(capsys, tmp_path, c_rate, noted):
    arguments = ["--cycles", "2", "--c-rate", c_rate, "--json", str(tmp_path / "cycle.json")]
    _, out, _ = run(capsys, "cycle", "PHLP-15", *arguments)
    results = json.loads((tmp_path / "cycle.json").read_text())
    assert ("Note" in results) == noted
    assert ("critical current density of 0.7 mA/cm2" in out) == noted


FILM = """
name = "my film"
[matrix]
conductivity_mS_cm = 0.1
"""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["electrolyte", "PHLP15X"], "did you mean"),
        (["rate", "PHLP-15", "--temperature", "300"], "80 degC"),
        (["rate", "PHLP-15", "--temperature", "warm"], "--temperature"),
        (["rate", "PHLP-15", "--charge-temperature", "300"], "charge temperature"),
        (["rate", "PHLP-15", "--charge-temperature", "warm"], "--charge-temperature"),
        (["rate", "PHLP-15", "--rates", "fast"], "fast"),
        (["rate", "PHLP-15", "PHL-15"], "one electrolyte"),
        (["rate", "--separator-thickness", "-3"], "separator thickness"),
        (["rate", "--areal-loading", "nan"], "areal loading"),
        (["rate", "--filler-mass-fraction", "15"], "fraction"),
        (["rate", "--catholyte", "water"], "water"),
        (["rate", "--speed", "3"], "--speed"),
        (["electrolyte", "missing.toml"], "missing.toml"),
        (["electrolyte", "--json", "/no/such/folder/x.json"], "cannot write"),
        (["rat"], "did you mean 'rate'"),
    ],
)
def test_a_mistake_gives_one_line_and_exit_code_two(capsys, arguments, words):
    code, out, err = run(capsys, *arguments)
    assert code == 2
    assert out == ""
    assert err.count("\n") == 1
    assert words in err


@pytest.mark.parametrize("text", ["", "not toml [", FILM, "name = 3", '[filler]\nname="x"\n'])
def test_a_bad_film_file_gives_one_line_and_exit_code_two(capsys, tmp_path, text):
    path = tmp_path / "film.toml"
    path.write_text(text)
    code, out, err = run(capsys, "electrolyte", str(path))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "film.toml" in err


def test_a_cell_that_cannot_run_gives_its_reason_and_exit_code_one(capsys):
    arguments = ["rate", "--temperature", "-30", "--json", "-"]
    code, out, err = run(capsys, *arguments, "--rates", "2")
    results = json.loads(out)
    assert results["Specific discharge capacity [mA.h.g-1]"] == [0]
    assert "film overpotential" in results["Reason"][0]
    assert results["Reason"][0] in err
    assert (code, err.count("\n")) == (1, 1)
    # one rate that works is a result
    assert run(capsys, *arguments, "--rates", "0.01", "2")[0] == 0


def test_help_is_quick_and_lists_every_command():
    """Quick: none of the libraries that take a second or more to load is loaded for it."""
    code = (
        "import sys\nfrom sclcell.cli import main\n"
        "try: main(['--help'])\nfinally: print(*sys.modules, file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    loaded = set(result.stderr.split())
    assert "click" in loaded
    assert not loaded & {"numpy", "pandas", "scipy", "matplotlib", "pybamm", "pydantic"}
    for command in COMMANDS:
        assert command in result.stdout
