import json
import re

import numpy as np
import pandas as pd
import pytest

from sclcell.cli import main
from sclcell.errors import SimulationFailed
from sclcell.experiments.cycling import cycle_lfp
from sclcell.exploration.cycle_life import cycle_lives
from sclcell.exploration.engine import Progress
from sclcell.exploration.figures import axis_label, study_figures
from sclcell.exploration.html import study_page
from sclcell.exploration.outputs import evaluate
from sclcell.exploration.pareto import optimise, pareto_front
from sclcell.exploration.results import run_study
from sclcell.exploration.store import Store
from sclcell.exploration.study import Study
from sclcell.exploration.study_bands import AS_GOOD
from sclcell.parameter_sets.cell import Cell
from sclcell.uncertainty.bands import QUANTILES, quantile_name
from sclcell.uncertainty.samples import Samples

CAPACITY = "Specific discharge capacity [mA.h.g-1]"
ENERGY = "Specific energy [W.h.kg-1]"

STUDY = {
    "title": "Small </script> study",
    "variables": {
        "filler_wt_percent": {"levels": (0, 15)},
        "areal_loading_mg_cm2": {"levels": (1.5, 10)},
        "temperature_degC": {"levels": (-30, 30)},
    },
    "outputs": {
        "quantities": ("capacity", "energy", "losses", "limiting current", "cold capacity")
    },
    "objectives": {"maximise": (CAPACITY, ENERGY)},
    "best": {"output": CAPACITY, "over": ("filler_wt_percent",)},
    "maps": (
        {"x": "filler_wt_percent", "y": "areal_loading_mg_cm2", "panels": "temperature_degC"},
        {"x": "filler_wt_percent", "colour": CAPACITY, "panels": "areal_loading_mg_cm2"},
    ),
}
FILM = """
name = "a film"
filler_wt_percent = 15
[matrix]
conductivity_mS_cm = 0.5
transference_number = 0.2
activation_energy_eV = 0.3
"""
SAMPLES = Samples(
    pd.DataFrame({"PHLP-15: Lithium interphase film resistance [Ohm.m2]": [0.002, 0.01]}),
)


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    folder = tmp_path_factory.mktemp("store")
    return run_study(Study(**STUDY), folder, bands=SAMPLES)


class TestRunStudy:
    def test_every_design_has_numbers_or_a_reason(self, result):
        frame = result.designs
        assert len(frame) == 8
        assert (frame[CAPACITY].gt(0) | frame["Reason"].notna()).all()
        assert sum(result.failed.values()) == frame["Reason"].notna().sum() > 0

    def test_bands_enclose_their_median(self, result):
        bands = result.bands
        assert len(bands) == 8
        low, middle, high = (bands[quantile_name(CAPACITY, q)] for q in QUANTILES)
        assert (low <= middle).all()
        assert (middle <= high).all()
        assert (low < high).any()

    def test_probabilities(self, result):
        assert len(result.best) == 8
        assert result.best[AS_GOOD].dropna().between(0, 1).all()

    def test_thicker_cathodes_carry_more_energy_per_mass(self, result):
        warm = result.designs[result.designs["temperature_degC"] == 30]
        energy = warm.groupby("areal_loading_mg_cm2")[ENERGY].max()
        assert energy[10.0] > 2 * energy[1.5]

    def test_second_run_computes_nothing(self, result, tmp_path):
        study = Study(
            **{
                **STUDY,
                "outputs": {"quantities": ("limiting current",)},
                "objectives": {},
                "best": None,
                "maps": (),
            }
        )
        first = run_study(study, tmp_path)
        again = run_study(study, tmp_path)
        assert (first.computed, again.computed) == (8, 0)
        pd.testing.assert_frame_equal(first.designs, again.designs, check_exact=True)
        assert run_study(study, tmp_path, resume=False).computed == 8

    def test_an_edited_film_gives_other_numbers_and_a_copied_one_the_same(self, tmp_path):
        first, second = tmp_path / "a.toml", tmp_path / "b.toml"
        first.write_text(FILM)
        second.write_text(FILM)
        column = "Limiting current density [mA.cm-2]"

        def run(*films):
            study = Study(
                title="",
                variables={"film": {"levels": tuple(map(str, films))}},
                outputs={"quantities": ("limiting current",)},
            )
            return run_study(study, tmp_path / "store")

        before = run(first)
        both = run(first, second)
        assert both.computed == 0
        assert both.designs["film"].tolist() == [str(first), str(second)]
        assert both.designs[column].tolist() == 2 * before.designs[column].tolist()
        first.write_text(FILM.replace("0.5", "0.002"))
        edited = run(first)
        assert edited.computed == 1
        assert edited.designs[column][0] < 0.1 * before.designs[column][0]

    def test_a_film_that_changes_during_a_run_is_the_one_of_its_key(self, tmp_path, monkeypatch):
        path, copy = tmp_path / "a.toml", tmp_path / "b.toml"
        path.write_text(FILM)
        copy.write_text(FILM)

        def run(film):
            study = Study(
                title="",
                variables={"film": {"levels": (str(film),)}},
                outputs={"quantities": ("limiting current",)},
            )
            found = run_study(study, tmp_path / film.stem).designs
            return found["Limiting current density [mA.cm-2]"].tolist()

        def late(*arguments):
            path.write_text(FILM.replace("0.5", "0.002"))
            return evaluate(*arguments)

        monkeypatch.setattr("sclcell.exploration.engine.evaluate", late)
        assert run(path) == run(copy)

    def test_rows_that_vanish_are_no_success(self, tmp_path):
        study = Study(
            title="",
            variables={"areal_loading_mg_cm2": {"levels": (1.0, 2.0)}},
            outputs={"quantities": ("limiting current",)},
        )
        with pytest.raises(SimulationFailed, match="2 of 2 rows are no longer"):
            run_study(study, tmp_path, report=lambda progress: Store(tmp_path).clear())

    def test_a_row_is_that_of_its_task(self, tmp_path):
        """The same numbers may have been stored as another sample, beside other outputs."""
        study = Study(
            title="",
            variables={"areal_loading_mg_cm2": {"levels": (1.5,)}},
            outputs={"quantities": ("limiting current",)},
        )
        name = "PHLP-15: Lithium interphase film resistance [Ohm.m2]"
        run_study(study, tmp_path, values={name: 0.01})
        samples = Samples(pd.DataFrame({name: [0.02, 0.01]}))
        result = run_study(study, tmp_path, bands=samples)
        assert result.computed == 2
        assert result.samples["Sample"].tolist() == [1, 2]

    def test_a_damaged_file_is_named_and_computed_again(self, tmp_path):
        study = Study(
            title="",
            variables={"areal_loading_mg_cm2": {"levels": (1.0, 2.0)}},
            outputs={"quantities": ("limiting current",)},
        )
        first = run_study(study, tmp_path)
        (part,) = tmp_path.glob("part-*")
        part.write_bytes(part.read_bytes()[:100])
        again = run_study(study, tmp_path)
        assert again.computed == 2
        assert list(again.damaged) == [part.name]
        assert part.name in again.to_dict()["Damaged files"]
        pd.testing.assert_frame_equal(first.designs, again.designs, check_exact=True)

    def test_json_has_what_is_promised(self, result):
        found = result.to_dict()
        assert {"Designs", "Pareto front", "Failed", "Designs computed in this run"} <= set(found)
        assert len(found["Designs"]) == 8
        assert not [key for key in found if "Throughput" in key]
        assert found["Bands"]["Kind"] == "posterior"
        front = pd.DataFrame(found["Pareto front"])
        assert front[ENERGY].max() == result.designs[ENERGY].max()

    def test_pictures_and_page(self, result):
        figures = study_figures(result)
        assert set(figures) == {"map1", "map2", "pareto", "best"}
        for draw in figures.values():
            assert all(axis.get_xlabel() for axis in draw().axes[:1])
        page = study_page(result)
        assert page.count("</script>") == 2  # plotly's and ours: the title cannot end a script
        data = re.search(r"const rows = (\[.*?\]), names = ", page)[1]
        assert np.array(json.loads(data)).shape[0] == 8
        assert "http-equiv" not in page
        assert "Designs less than 2 % apart are equal." in page
        assert "less than the best" in page
        # nothing from the network
        assert not re.search(r"<(script|link)[^>]+(src|href)=(?!'data:)", page)


class TestOptimise:
    """On a made-up problem whose front is known: maximise x and 1 - x^2 + y(1 - y)."""

    @staticmethod
    def evaluate(designs):
        x = np.array([d["filler_wt_percent"] / 40 for d in designs])
        y = np.array([d["separator_thickness_um"] / 100 for d in designs])
        return pd.DataFrame(
            {
                "Key": [f"{a!r}{b!r}" for a, b in zip(x, y, strict=True)],
                CAPACITY: x,
                ENERGY: np.where(x > 0.95, np.nan, 1 - x**2 + y * (1 - y)),
                "y": y,
            }
        )

    def study(self, method, objectives, evaluations):
        return Study(
            title="",
            variables={
                "filler_wt_percent": {"low": 0, "high": 40},
                "separator_thickness_um": {"low": 1, "high": 100},
            },
            objectives={"maximise": objectives},
            optimise={"method": method, "evaluations": evaluations, "population": 40},
        )

    def test_nsga2_finds_the_front(self):
        study = self.study("nsga2", (CAPACITY, ENERGY), 1600)
        frame = optimise(study, self.evaluate)
        assert len(frame) <= 1600
        front = frame[pareto_front(frame, study.objectives)]
        assert front["y"].between(0.4, 0.6).mean() > 0.9
        assert np.ptp(front[CAPACITY]) > 0.8

    def test_bayesian_finds_the_best(self):
        study = self.study("bayesian", (ENERGY,), 16)
        frame = optimise(study, self.evaluate)
        assert len(frame) == 16
        assert frame[ENERGY].max() == pytest.approx(1.25, abs=0.03)


class TestCommand:
    TOML = """
    title = "two"
    [variables]
    filler_wt_percent = { levels = [0, 15] }
    [outputs]
    quantities = ["capacity"]
    [sensitivity]
    outputs = ["Specific discharge capacity [mA.h.g-1]"]
    size = 8
    """

    def test_writes_tables_page_and_json(self, tmp_path, capsys):
        study = tmp_path / "two.toml"
        study.write_text(self.TOML)
        out = tmp_path / "out"
        with pytest.raises(SystemExit) as stop:
            main(["explore", str(study), "--out", str(out), "--json", "-", "--quiet"])
        assert stop.value.code == 0
        found = json.loads(capsys.readouterr().out)
        table = pd.read_parquet(out / "designs.parquet")
        assert [row[CAPACITY] for row in found["Designs"]] == table[CAPACITY].tolist()
        assert pd.read_csv(out / "designs.csv")[CAPACITY].tolist() == pytest.approx(table[CAPACITY])
        assert (out / "explore.html").stat().st_size > 1e6
        assert (out / "sensitivity.png").exists()
        # One variable explains everything.
        assert found["Sensitivity"][0]["Total index"] == pytest.approx(1, abs=0.5)

    @pytest.mark.parametrize(
        ("arguments", "part"),
        [
            (["nothing.toml"], "ready study"),
            (["coating", "--bands=nothing.csv"], "nothing.csv"),
            (["coating", "--scheduler", "tcp://127.0.0.1:1"], "dask"),
        ],
    )
    def test_bad_input_is_one_line(self, tmp_path, capsys, arguments, part):
        with pytest.raises(SystemExit) as stop:
            main(["explore", *arguments, "--store", str(tmp_path / "store")])
        assert stop.value.code == 2
        error = capsys.readouterr().err.strip().splitlines()[-1]
        assert error.startswith("sclcell: ")
        assert part in error


@pytest.fixture(scope="module")
def cycled(tmp_path_factory):
    name = "Loss of active material per equivalent full cycle"
    study = Study(
        title="",
        variables={"areal_loading_mg_cm2": {"levels": (1.5,)}},
        outputs={"quantities": ("limiting current", "cycle life")},
        bands={"size": 4, "cycle_life": 2},
    )
    samples = Samples(pd.DataFrame({name: [2e-4, 8e-4, 4e-4, 4e-4]}))
    return run_study(study, tmp_path_factory.mktemp("store"), bands=samples)


class TestCycleLife:
    def test_is_that_of_the_cycling_model(self, cycled):
        expected = cycle_lfp(Cell.from_name("PHLP-15"), 1.0, 800).cycle_at_retention(0.8)
        assert cycled.designs["Cycles to 80 %"][0] == pytest.approx(expected, abs=2)

    def test_of_as_many_samples_as_the_study_asks_for(self, cycled):
        lives = cycled.samples.set_index("Sample")["Cycles to 80 %"]
        assert lives.notna().tolist() == [True, True, False, False]
        # The life is inversely proportional to the loss per cycle.
        assert lives[1] / lives[2] == pytest.approx(4, rel=0.15)
        low, high = (cycled.bands[quantile_name("Cycles to 80 %", q)][0] for q in (0.05, 0.95))
        assert low < cycled.designs["Cycles to 80 %"][0] < high

    def test_a_cell_that_does_not_run_has_a_reason(self):
        design = {
            "film": "PHLP-15",
            "temperature_degC": -30.0,
            "separator_thickness_um": 22.0,
            "areal_loading_mg_cm2": 10.0,
        }
        (life, reason), (other, none) = cycle_lives([design] * 2, [None, None], [True, False])
        assert np.isnan([life, other]).all()
        assert "does not run" in reason
        assert none is None


def test_axis_labels_have_units_in_parentheses():
    assert axis_label(ENERGY) == "Specific energy (W h kg⁻¹)"
    assert axis_label("rate_C") == "C-rate (h⁻¹)"


def test_progress_knows_the_time_left():
    progress = Progress(done=60, total=100, computed=20, seconds=4.0)
    assert progress.throughput == 5
    assert progress.seconds_left == 8
    assert Progress(0, 10, 0, 0.0).seconds_left == float("inf")
