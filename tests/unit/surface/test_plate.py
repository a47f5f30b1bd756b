"""``sclcell plate`` and `sclcell.surface.plate`."""

import json
import re

import numpy as np
import pytest

from sclcell import InputError
from sclcell.cli import main
from sclcell.errors import SimulationFailed
from sclcell.surface import plate
from sclcell.surface.fields import FieldSolver
from sclcell.surface.flows import flows
from sclcell.surface.growth import TOUCHED

SHORT = ("--time", "0.1", "--cells", "3", "--reach", "8")


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as exit_info:
        main(["plate", *arguments])
    captured = capsys.readouterr()
    return exit_info.value.code, captured.out, captured.err


def test_command_and_function_say_the_same(capsys):
    code, out, _ = run(capsys, "PHLP", "--current-density", "0.4", *SHORT, "--json", "-")
    assert code == 0
    told = json.loads(out)
    result = plate("PHLP", 0.4, 0.1, cells=3, reach_um=8.0).to_dict()
    for name in ("Tip growth ratio", "Tip current ratio at the end", "Fastest wavelength [um]"):
        assert told[name] == pytest.approx(result[name], rel=1e-9)
    assert told["Lithium balance error"] < 1e-8
    assert told["Salt balance error"] < 1e-8
    assert told["Charge balance error"] < 1e-9
    assert told["Provenance"]["Call"] == "plate"


def test_pictures_and_tables(capsys, tmp_path):
    code, out, _ = run(capsys, "PHLP-15", *SHORT, "--out", str(tmp_path))
    assert code == 0
    assert "mA/cm2 on a bump in the plane, 2 um high" in out
    stems = {path.name for path in tmp_path.iterdir()}
    pictures = {f"{name}.png" for name in ("growth", "fields", "surface", "linear_theory")}
    assert pictures <= stems
    page = (tmp_path / "plate.html").read_text(encoding="utf-8")
    data = json.loads(re.search(r"maps = (\[.*?\]), surfaces", page, re.S)[1])
    assert len(data) == 5  # times
    assert len(data[0]) == 3  # field, salt, current
    flat = [value for row in data[0][1] for value in row if value is not None]
    assert 1.4 < min(flat) < max(flat) < 1.6
    assert {"growth.csv", "surface.csv", "linear_theory.csv", "summary.csv"} <= stems


def test_a_spot_carries_more_than_the_flat_beside_it():
    found = plate(
        "PHL-15", 0.5, 0.05, spot_radius_um=1.0, spot_ratio=0.01, axial=True, reach_um=10.0, cells=4
    ).to_dict()
    assert found["Tip height [um]"][0] == 0
    assert found["Tip current ratio at the begin"] == pytest.approx(
        found["Spot current ratio"], rel=0.05
    )
    assert found["Tip growth ratio"] > 5


def test_an_interphase_that_re_forms_on_the_spot_ends_the_difference():
    common = dict(spot_radius_um=1.0, reach_um=8.0, axial=True, cells=4)
    stays = plate("PHLP-15", 0.5, 0.2, **common).details.table["Tip current ratio"]
    heals = plate("PHLP-15", 0.5, 0.2, healing_h=0.05, **common).details.table["Tip current ratio"]
    assert heals.iloc[0] == pytest.approx(stays.iloc[0])
    assert heals.iloc[-1] - 1 < 0.1 * (stays.iloc[-1] - 1)


def test_a_rough_surface_of_phlp_gets_rougher():
    found = plate("PHLP", 0.5, 0.5, rough_um=0.05, correlation_um=4.0, cells=4).to_dict()
    assert found["Roughness [um]"][0] == pytest.approx(0.05, rel=0.1)
    assert found["Roughness [um]"][-1] > 1.01 * found["Roughness [um]"][0]
    moves = plate("PHLP", 0.5, 0.5, rough_um=0.05, cells=4, polymer_moves=True).to_dict()
    assert moves["Roughness [um]"][-1] != found["Roughness [um]"][-1]
    assert found["Tip growth ratio"] > 1


def test_a_particle_is_an_obstacle_or_conducts():
    common = dict(tip_height_um=0.0, reach_um=8.0, axial=True, cells=3)
    below = [
        plate("PHLP", 0.4, 0.02, particle_um=1.5, particle_gap_um=1.0, particle_ratio=r, **common)
        for r in (0.01, 1.0, 10.0)
    ]
    ratios = [one.to_dict()["Tip current ratio at the end"] for one in below]
    assert ratios[0] < 0.99 < 1.01 < ratios[2]
    assert ratios[1] == pytest.approx(1, abs=1e-6)
    assert max(one.to_dict()["Salt balance error"] for one in below) < 1e-8


def test_a_particle_that_conducts_cations_alone():
    common = dict(tip_height_um=0.0, reach_um=8.0, axial=True, cells=6, particle_um=1.5)
    common |= dict(particle_gap_um=1.0, particle_ratio=1.0, single_ion=True)
    found = plate("PHLP", 0.4, 0.02, **common)
    assert "times the conductivity of the film, for cations alone" in found.text
    assert found.numbers["Salt balance error"] < 1e-8
    run = found.details.growth
    solver, maps = run.solver, flows(run.solver, run.snapshots[0])
    x, y = maps["x"] * 1e6, maps["y"] * 1e6
    inside = np.hypot(x, y - 2.5) < 0.7
    rest = solver.film.salt(np.array([solver.film.concentration])).kappa[0]
    # Cations carry all of the current: Ohm's law, without a potential of diffusion.
    current, field = (maps[name][inside].mean() for name in ("current", "field"))
    assert current == pytest.approx(rest * field, rel=0.03)
    beside = (x > 5) & (y < 5)
    kappa = solver.film.salt(maps["c"][beside]).kappa
    assert (maps["current"][beside] < 0.5 * kappa * maps["field"][beside]).all()


def test_lithium_that_reaches_a_particle_ends_the_run():
    near = dict(tip_height_um=2.0, tip_half_width_um=2.0, reach_um=8.0, cells=2, particle_um=1.0)
    found = plate("PHLP", 0.5, 4.0, particle_gap_um=2.01, particle_ratio=100.0, **near).to_dict()
    assert found["Outcome"] == TOUCHED
    assert 0 < found["Time [h]"][-1] < 4.0
    assert 1.95 < found["Tip height [um]"][-1] < 2.1


def test_parameters_of_the_cell_count():
    thick = plate("PHLP-15", 0.5, 0.02, cells=3, reach_um=8.0, separator_thickness_um=40.0)
    thin = plate("PHLP-15", 0.5, 0.02, cells=3, reach_um=8.0)
    limits = [one.numbers["Limiting current density [mA.cm-2]"] for one in (thick, thin)]
    assert limits[1] / limits[0] == pytest.approx(40 / 22)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("PHLP", "--current-density", "0.9"), "limiting 0.681 mA/cm2"),
        (("--tip-height", "21"), "between 0 and 19.8 um"),
        (("--time", "-1"), "time = -1 h is outside"),
        (("--spot", "1", "--spot-ratio", "0"), "resistance of the spot"),
        (("--healing", "1"), "give --spot"),
        (("--reach", "1"), "reach = 1 um"),
        (("--rough", "0.1", "--spot", "1"), "leave out --rough"),
        (("--rough", "5"), "roughness = 5 um"),
        (("--particle", "1", "--particle-gap", "0.5"), "gap below the particle"),
        (("--single-ion",), "give --particle"),
        (("--tip-height", "15", "--tip-half-width", "0.5"), "height of the protrusion over"),
        (("PHLP-51x",), "PHLP-51x"),
    ],
)
def test_bad_input_is_a_line(capsys, arguments, said):
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


def test_salt_that_is_used_up_at_the_surface_is_said(capsys):
    code, _, err = run(capsys, "PHLP", "--current-density", "0.679", "--tip-height", "12")
    assert code == 1
    assert "the salt is used up" in err


def test_values_out_of_range_in_python():
    with pytest.raises(InputError, match="cells of the mesh"):
        plate("PHLP", 0.1, cells=1)


def test_salt_that_is_used_up_while_lithium_grows_ends_the_run_with_what_there_is(monkeypatch):
    solve, steps = FieldSolver.solve, []

    def dry(self, current, guess, history=None, **options):
        if history is not None:
            steps.append(history)
            if len(steps) > 6:
                raise SimulationFailed("no solution")
        return solve(self, current, guess, history, **options)

    monkeypatch.setattr(FieldSolver, "solve", dry)
    result = plate("PHLP", 0.4, 0.1, cells=2, reach_um=8.0)
    assert result.numbers["Outcome"].startswith("the salt is used up at a part of the surface")
    assert 0 < result.numbers["Time [h]"][-1] < 0.1
    assert result.details.growth.snapshots[-1].time == result.details.growth.time[-1]


def test_a_place_higher_than_the_tip_is_said():
    """The middle of a spot under PHLP is starved, so that its edge grows."""
    spot = dict(spot_radius_um=1.0, reach_um=6.0, axial=True, cells=3)
    text = plate("PHLP", 0.4, 0.1, **spot).text
    assert re.search(r"Highest is the surface 0\.\d+ um from the middle", text)
    assert "Highest" not in plate("PHLP", 0.4, 0.02, cells=2, reach_um=8.0).text


def test_surfaces_rise_by_what_is_plated():
    test = plate("PHLP-15", 0.5, 0.4, cells=3, reach_um=8.0).details
    surfaces = test.surfaces
    heights = surfaces.iloc[:, [1, -1]].to_numpy()
    risen = np.trapezoid(heights[:, 1] - heights[:, 0], surfaces["Distance [um]"]) / 8.0
    assert risen == pytest.approx(1e6 * test.growth.plated, rel=1e-3)


def test_the_current_density_of_a_picture_has_no_waves():
    """Over a flat surface it is the same everywhere, though salt and field are steep."""
    test = plate("PHLP", 0.5, 0.001, tip_height_um=0.0, cells=2, reach_um=8.0).details
    maps = flows(test.growth.solver, test.growth.snapshots[-1])
    assert maps["current"] == pytest.approx(np.full_like(maps["x"], 5.0), rel=5e-3)
    assert np.ptp(maps["c"]) > 1000
    assert np.ptp(maps["field"]) > 1000


def test_a_bump_of_next_to_nothing_warns_of_nothing(capsys):
    _, _, err = run(capsys, "PHLP", *SHORT, "--tip-height", "1e-300", "--current-density", "0.4")
    assert "Warning" not in err
