"""Commands symmetric, eis and lab, and the models' place in PyBaMM."""

import json
import pickle

import numpy as np
import pandas as pd
import pybamm
import pytest

from sclcell.cli import main
from sclcell.models import BlockingCell, LithiumSteelCell, SymmetricLithiumCell

CELLS = (SymmetricLithiumCell, BlockingCell, LithiumSteelCell)


def run(capsys, *arguments):
    """Return exit code, standard output and standard error of a command."""
    with pytest.raises(SystemExit) as exit_info:
        main(list(arguments))
    captured = capsys.readouterr()
    return exit_info.value.code, captured.out, captured.err


def results_of(capsys, *arguments):
    code, out, _ = run(capsys, *arguments, "--json", "-")
    assert code == 0
    return json.loads(out)


class TestSymmetric:
    def test_json(self, capsys):
        results = results_of(capsys, "symmetric", "PHLP-15", "--hours", "3")
        assert results["Time [h]"] == [1.0, 2.0, 3.0]
        assert len(results["Polarisation voltage [V]"]) == 3
        assert results["Termination"] == "final time"

    def test_colder_cells_polarise_more(self, capsys):
        cold, warm = (
            results_of(capsys, "symmetric", "PHLP-15", "--hours", "2", "--temperature", T)
            for T in ("10", "40")
        )
        assert cold["Polarisation voltage [V]"][-1] > 2 * warm["Polarisation voltage [V]"][-1]

    @pytest.mark.parametrize("ageing", ["--ageing", "--no-ageing"])
    def test_whole_cycles_of_the_hours(self, capsys, ageing):
        results = results_of(capsys, "symmetric", "--hours", "1.5", ageing)
        assert results["Time [h]"] == [1.0]
        assert results["Note"].startswith("1.5 h hold 1 whole cycle of 1 h")

    def test_files(self, capsys, tmp_path):
        code, out, _ = run(capsys, "symmetric", "PHL-15", "--out", str(tmp_path))
        assert code == 0
        assert "peak to peak" in out
        assert {p.name for p in tmp_path.iterdir()} >= {
            "cycling.png",
            "polarisation.csv",
            "signal.csv",
            "summary.csv",
        }

    @pytest.mark.parametrize(
        ("arguments", "code", "message"),
        [
            (("--current-density", "40"), 1, "limiting current density is 23.1 mA/cm2"),
            (("--current-density", "-1"), 2, "outside the allowed range"),
            (("--hours", "0.1"), 2, "less than one cycle"),
            (("--hours", "0.9", "--no-ageing"), 2, "less than one cycle"),
            (("--filler-mass-fraction", "0.7"), 2, "filler mass fraction"),
            (("--temperature", "200"), 2, "temperature"),
        ],
    )
    def test_impossible_requests_have_a_reason(self, capsys, arguments, code, message):
        returned, _, err = run(capsys, "symmetric", "PHLP-15", *arguments)
        assert returned == code
        assert message in err
        assert len(err.strip().splitlines()) == 1


class TestEis:
    @pytest.mark.parametrize("cell", ["half", "symmetric", "blocking"])
    def test_json(self, capsys, cell):
        results = results_of(capsys, "eis", "PHLP-15", "--cell", cell)
        lists = [results[k] for k in ("Frequency [Hz]", "Re(Z) [Ohm.cm2]", "Im(Z) [Ohm.cm2]")]
        assert [len(x) for x in lists] == [60, 60, 60]
        assert all(np.diff(lists[0]) < 0)
        # Bulk of the film at the highest frequency; the cathode's pores come on top.
        assert 2.5 < lists[1][0] < 5
        assert max(lists[2]) < 0

    def test_measured_spectrum_is_fitted(self, capsys, tmp_path):
        assert run(capsys, "eis", "PHL-15", "--out", str(tmp_path))[0] == 0
        data = str(tmp_path / "spectrum.csv")
        results = results_of(capsys, "eis", "PHLP-15", "--data", data)
        assert results["Fit"]["Film resistance [Ohm.cm2]"] == pytest.approx(500, rel=0.05)

    def test_missing_data(self, capsys):
        code, _, err = run(capsys, "eis", "PHLP-15", "--data", "none.csv")
        assert code == 2
        assert "no file 'none.csv'" in err


def test_lab(capsys, tmp_path):
    results_file = tmp_path / "lab.json"
    folder = tmp_path / "out"
    code, out, _ = run(capsys, "lab", "PHL-15", "--json", str(results_file), "--out", str(folder))
    assert code == 0
    assert "Put into the model" in out
    results = json.loads(results_file.read_text(encoding="utf-8"))
    for key in (
        "Ionic conductivity [mS.cm-1]",
        "Activation energy [eV]",
        "Cation transference number",
        "Exchange-current density [mA.cm-2]",
        "Current density at the voltage limit [mA.cm-2]",
        "Polarisation voltage [V]",
    ):
        assert results[key] > 0
    table = pd.read_csv(folder / "laboratory.csv").set_index("Quantity")
    row = table.loc["Ionic conductivity [mS.cm-1]"]
    assert row["Measured in the paper"] == 0.482
    assert (folder / "laboratory.png").stat().st_size > 1e5


@pytest.mark.parametrize("cell", CELLS)
class TestModels:
    def test_found_by_name(self, cell):
        assert isinstance(pybamm.Model(cell.__name__), cell)

    def test_pickled(self, cell):
        copy = pickle.loads(pickle.dumps(cell()))
        values = copy.default_parameter_values
        Z = pybamm.EISSimulation(copy, parameter_values=values).solve([1e3]).impedance
        reference = pybamm.EISSimulation(cell(), parameter_values=values).solve([1e3]).impedance
        assert Z == pytest.approx(reference, rel=1e-12)

    def test_saved_as_json(self, cell, tmp_path):
        model = cell()
        values = model.default_parameter_values
        values["Current function [A]"] = 1e-4
        parts = {
            "geometry": model.default_geometry,
            "submesh_types": model.default_submesh_types,
            "var_pts": model.default_var_pts,
            "spatial_methods": model.default_spatial_methods,
        }
        path = tmp_path / "model.json"
        pybamm.Serialise().save_custom_model(model, filename=str(path))
        loaded = pybamm.Serialise().load_custom_model(str(path))
        voltages = [
            # Blocking electrodes leave their stability window before the second is over.
            pybamm.Simulation(m, parameter_values=values, **parts)
            .solve([0, 1])["Voltage [V]"]
            .entries[-1]
            for m in (model, loaded)
        ]
        assert voltages[0] != 0
        assert voltages[1] == pytest.approx(voltages[0], rel=1e-9)

    def test_experiment(self, cell):
        experiment = pybamm.Experiment(
            ["Rest for 1 minute", "Charge at 0.001 mA for 10 seconds", "Rest for 1 minute"]
        )
        simulation = pybamm.Simulation(cell(), experiment=experiment)
        solution = simulation.solve()
        assert len(solution.cycles) == 3
        # A charging current raises the voltage of every cell.
        charge = solution.cycles[1]["Voltage [V]"].entries
        assert charge[-1] > charge[0]
