"""The public functions: names, order of arguments, what they accept, and the command's numbers."""

import importlib
import inspect
import json
import warnings
from pathlib import Path

import pytest
from click.testing import CliRunner
from matplotlib.figure import Figure

import sclcell
from sclcell.given import GivenNote
from sclcell.parameter_sets.electrolyte_constants import electrolyte_constants
from sclcell.parameter_sets.electrolytes import get_electrolyte, load_electrolyte
from sclcell.provenance import provenance

INPUTS = Path(__file__).parents[1] / "regression" / "reference" / "inputs"
FUNCTIONS = (
    *("age", "cycle", "explore", "film", "fit", "fit_film", "impedance", "plate", "pouch"),
    *("protocol", "rate_test", "read", "report"),
)
ON_CELLS = ("age", "cycle", "film", "impedance", "plate", "pouch", "rate_test", "report")
FILM = """
name = "my film"
filler_wt_percent = 20
[matrix]
conductivity_mS_cm = 0.08
transference_number = 0.2
activation_energy_eV = 0.30
[filler]
kind = "LLZTO"
"""
STUDY = """
title = "two rates"
[variables]
rate_C = { levels = [1.0, 2.0] }
[outputs]
quantities = ["capacity"]
"""


def of_command(command, *arguments):
    """Return the JSON of a command."""
    module = importlib.import_module(f"sclcell.cli.{command}")
    done = CliRunner().invoke(module.command, [*arguments, "--json", "-"], catch_exceptions=False)
    assert done.exit_code == 0
    return json.loads(done.stdout)


def without_origin(document):
    return {key: item for key, item in document.items() if key != "Provenance"}


@pytest.fixture
def film_file(tmp_path):
    path = tmp_path / "film.toml"
    path.write_text(FILM)
    return path


class TestNames:
    def test_nothing_else_shows(self):
        errors = {"InputError", "SclcellError", "SimulationFailed"}
        assert set(dir(sclcell)) == {"Cell", "__version__", *FUNCTIONS, *errors}

    @pytest.mark.parametrize("name", FUNCTIONS)
    def test_functions_can_be_called_after_all_modules_are_imported(self, name):
        importlib.import_module("sclcell.report.collect")
        assert callable(getattr(sclcell, name))

    @pytest.mark.parametrize("name", FUNCTIONS)
    def test_arguments_stand_in_the_same_order(self, name):
        parameters = inspect.signature(getattr(sclcell, name)).parameters
        first = next(iter(parameters))
        expected = {"cycle": "cell", "rate_test": "cell", "report": "cells"} | {
            "fit": "problem",
            "explore": "study",
            "fit_film": "table",
            "pouch": "cell",
            "protocol": "cell",
            "read": "path",
        }
        assert first == expected.get(name, "film")
        if name in ON_CELLS or name == "explore":
            assert parameters["values"].kind is inspect.Parameter.KEYWORD_ONLY
            assert parameters["values"].default is None

    @pytest.mark.parametrize(
        ("name", "new"),
        [
            ("CellDesign", "sclcell.Cell"),
            ("cycle_lfp", "sclcell.cycle"),
            ("film_report", "sclcell.film"),
            ("get_electrolyte", "sclcell.film"),
            ("load_electrolyte", "sclcell.film"),
            ("simulate_rate_test", "sclcell.rate_test"),
        ],
    )
    def test_an_earlier_name_works_and_says_the_new_one(self, name, new):
        with pytest.warns(DeprecationWarning, match=new):
            assert callable(getattr(sclcell, name))


class TestWhatIsAccepted:
    def test_name_file_film_and_cell(self, film_file):
        electrolyte = load_electrolyte(film_file)
        cell = sclcell.Cell(electrolyte, temperature_degC=25)
        given = (str(film_file), film_file, electrolyte, cell)
        answers = [without_origin(sclcell.film(one).to_dict()) for one in given]
        assert answers[0]["Electrolyte"] == "my film"
        assert answers == [answers[0]] * 4

    def test_a_name_and_its_film_are_one_cell(self):
        spectra = [
            sclcell.impedance(one, "blocking").table
            for one in ("phlp 15", get_electrolyte("PHLP-15"))
        ]
        assert spectra[0].equals(spectra[1])

    def test_a_cell_keeps_its_temperature_and_takes_fields_and_values(self):
        cell = sclcell.Cell("PHLP-15", temperature_degC=40)
        assert sclcell.film(cell).to_dict()["Temperature [degC]"] == 40
        assert sclcell.film(cell, 60).to_dict()["Temperature [degC]"] == 60
        own = {"Film ionic conductivity [S.m-1]": 0.5}
        given = sclcell.given.given_cell(cell, own, areal_loading_mg_cm2=5).cell
        assert given.values["Film ionic conductivity [S.m-1]"] == 0.5
        assert (given.temperature_degC, given.areal_loading_mg_cm2) == (40, 5)

    def test_constants_among_the_values_move_the_film(self):
        name, key = "Matrix conductivity [S.m-1]", "Ionic conductivity [mS.cm-1]"
        more = sclcell.film("PHLP", values={name: 1.1 * electrolyte_constants()[name]}).details
        shipped = sclcell.film("PHLP").details
        assert more.properties[key] == pytest.approx(1.1 * shipped.properties[key], rel=1e-6)

    def test_numbers_among_the_values_are_those_of_the_film(self):
        given = sclcell.film("PHLP-15", values={"Film ionic conductivity [S.m-1]": 0.5})
        assert given.to_dict()["Ionic conductivity [mS.cm-1]"] == pytest.approx(5.0)

    @pytest.mark.parametrize("wrong", [15, None, ["PHLP-15"]])
    def test_what_is_no_cell_is_refused_at_once(self, wrong):
        with pytest.raises(sclcell.InputError, match="give a name such as 'PHLP-15'"):
            sclcell.rate_test(wrong)

    def test_values_of_another_film_are_left_out_with_a_warning(self, tmp_path):
        table = tmp_path / "parameters.csv"
        table.write_text("Parameter,Value\nPHL-15: Film ionic conductivity [S.m-1],0.5\n")
        with pytest.warns(GivenNote, match="PHL-15 are not used for PHLP-15"):
            given = sclcell.given.given_cell("PHLP-15", table)
        assert not given.cell.values


class TestSameNumbersAsTheCommand:
    def same(self, result, document):
        assert without_origin(result.to_dict()) == without_origin(document)
        assert document["Provenance"]["Call"] == result.provenance["Call"]
        assert document["Provenance"]["Program"] == result.provenance["Program"]
        assert isinstance(result.plot(), Figure)

    def test_film(self):
        self.same(
            sclcell.film("PHL-15", 60), of_command("electrolyte", "PHL-15", "--temperature", "60")
        )

    def test_rate_test_with_bands(self):
        result = sclcell.rate_test(
            "PHLP-15", [1], temperature_degC=45, areal_loading_mg_cm2=2, bands="prior", draws=2
        )
        words = "PHLP-15 --rates 1 --temperature 45 --areal-loading 2 --bands prior --draws 2"
        self.same(result, of_command("rate", *words.split()))
        assert result.bands.table["C-rate"].tolist() == [1]
        for quantity in ("Specific discharge capacity [mA.h.g-1]", "Mean discharge voltage [V]"):
            assert result.bands.best[quantity].tolist() == result.table[quantity].tolist()
        assert "Specific discharge capacity, 5 % quantile [mA.h.g-1]" in result.tables["capacity"]
        assert result.provenance["Seed"] == 0
        assert len(result.plot().axes[0].collections) == 1

    def test_cycle(self):
        result = sclcell.cycle("PHLP-15", 2.0, 3)
        self.same(result, of_command("cycle", *"PHLP-15 --c-rate 2 --cycles 3".split()))
        assert result.bands is None

    @pytest.mark.slow
    def test_cycle_with_bands_and_what_each_mechanism_costs(self):
        result = sclcell.cycle("PHLP-15", 2.0, 3, attribute=True, bands=True, draws=2)
        words = "PHLP-15 --c-rate 2 --cycles 3 --attribute --bands --draws 2"
        document = of_command("cycle", *words.split())
        self.same(result, document)
        assert len(document["Cost by mechanism [mA.h.g-1]"]) == 6
        assert document["Cycle of quantiles"] == [1, 2, 3]

    def test_age_of_a_cell_and_of_one_that_does_not_age(self):
        for more in ([], ["--no-ageing"]):
            words = ["PHLP-15", "--hours", "3.5", *more]
            result = sclcell.age("PHLP-15", hours=3.5, ageing=not more)
            self.same(result, of_command("symmetric", *words))
            assert "3 whole cycles" in result.to_dict()["Note"]

    def test_impedance_with_a_measured_spectrum(self, tmp_path):
        model = sclcell.impedance("PHLP-15", "blocking", separator_thickness_um=50)
        path = tmp_path / "measured.csv"
        model.table.to_csv(path, index=False)
        result = sclcell.impedance("PHLP-15", data=path, separator_thickness_um=50)
        words = ["PHLP-15", "--data", str(path), "--separator-thickness", "50"]
        self.same(result, of_command("eis", *words))
        assert result.details.kind == "blocking"

    def test_explore(self, tmp_path):
        path = tmp_path / "study.toml"
        path.write_text(STUDY)
        result = sclcell.explore(path)
        document = of_command("explore", str(path), "--store", str(tmp_path / "store"), "--quiet")
        assert result.to_dict()["Designs"] == document["Designs"]
        assert set(result.to_dict()) == set(document)
        # Two runs of one study write the same, but for where it came from.
        assert not [key for key in document if "Throughput" in key]

    @pytest.mark.slow
    def test_fit_and_the_hash_of_every_file(self, tmp_path, monkeypatch):
        monkeypatch.chdir(INPUTS)
        result = sclcell.fit("fit_film.toml")
        document = of_command("fit", "fit_film.toml", "--quiet", "--out", str(tmp_path))
        assert result.to_dict()["Parameters"] == document["Parameters"]
        posed = result.details.loaded.problem
        files = {one["Path"] for one in document["Provenance"]["Files"].values()}
        assert {str(posed.folder / name) for data in posed.data for name in data.files} < files
        assert document["Provenance"]["Seed"] == posed.algorithm.seed
        assert isinstance(result.plot("residuals"), Figure)


class TestProvenance:
    def test_versions_and_arguments(self):
        origin = sclcell.film("PHLP-15", 60, filler_mass_fraction=0.1).provenance
        assert origin["sclcell"] == sclcell.__version__
        assert origin["PyBaMM"] == importlib.import_module("pybamm").__version__
        arguments = {"cell": "PHLP-15", "temperature_degC": 60, "filler_mass_fraction": 0.1}
        assert origin["Arguments"] == arguments

    def test_a_hash_is_that_of_the_content(self, film_file, tmp_path):
        other = tmp_path / "copy.toml"
        other.write_text(FILM)

        def digest(path):
            return sclcell.film(path).provenance["Files"]["film"]["SHA-256"]

        first = digest(film_file)
        assert first == digest(other)
        film_file.write_text(FILM + "# a note\n")
        assert digest(film_file) != first

    def test_every_input_file_is_there(self, film_file, tmp_path):
        table = tmp_path / "parameters.csv"
        table.write_text("Parameter,Value\nFilm ionic conductivity [S.m-1],0.05\n")
        origin = sclcell.impedance(film_file, "blocking", values=table).provenance
        assert set(origin["Files"]) == {"film", "values"}

    def test_the_digest_of_the_program_is_that_of_its_folders(self, monkeypatch):
        module = importlib.import_module("sclcell.provenance")
        whole = provenance("film", {})["Program"]
        module._program.cache_clear()
        monkeypatch.setattr(module, "_PACKAGES", ("models",))
        assert provenance("film", {})["Program"] != whole
        module._program.cache_clear()

    def test_other_warnings_of_a_command_stay_as_they_are(self):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            of_command("electrolyte", "PHLP")
        assert not [w for w in caught if issubclass(w.category, GivenNote)]
