"""Films, problems and studies carry the number of their schema."""

import pytest

from sclcell import InputError
from sclcell.exploration.lint import load_study, ready_studies
from sclcell.fitting.problem.loading import load_problem, ready_problems
from sclcell.inputs import read_toml
from sclcell.parameter_sets.electrolytes import load_electrolyte

FILM = """
name = "mine"
[matrix]
conductivity_mS_cm = 0.05
transference_number = 0.2
activation_energy_eV = 0.35
"""
STUDY = "title = 't'\n[variables]\nfilm = { levels = ['PHLP'] }\n"
PROBLEM = """
[[data]]
name = "rates"
kind = "rate capability"
file = "rates.csv"
[parameters]
"Positive particle reference diffusivity [m2.s-1]" = {}
"""
READERS = [(load_electrolyte, FILM), (load_study, STUDY), (load_problem, PROBLEM)]


@pytest.fixture(params=READERS, ids=["film", "study", "problem"])
def written(request, tmp_path):
    """Return what writes a file of one of the three, and reads it."""
    read, text = request.param
    (tmp_path / "rates.csv").write_text("C-rate,Capacity [mAh/g]\n1,150\n")

    def go(first=""):
        path = tmp_path / "mine.toml"
        path.write_text(f"{first}\n{text}")
        return read(path)

    return go


def test_files_without_a_number_are_of_schema_1(written):
    """No file had one before there was a second."""
    assert type(written()) is type(written("schema = 1"))


@pytest.mark.parametrize(
    ("first", "said"),
    [
        ("schema = 2", "written for schema 2, and this version reads up to 1; install a newer"),
        ("schema = '1'", "schema = '1' is not a number"),
        ("schema = true", "schema = True is not a number"),
        ("schema = 0", "schema = 0 is not a number"),
    ],
)
def test_other_numbers_are_refused(written, first, said):
    """In one line, before anything else is looked at."""
    with pytest.raises(InputError) as error:
        written(first)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_what_is_no_toml_is_one_line(written):
    """All three read files in one way."""
    for first, said in (("a =", "not valid TOML"), ("a = " + "[" * 5000, "not valid TOML")):
        with pytest.raises(InputError, match=said):
            written(first)


@pytest.mark.parametrize("path", [*ready_problems().values(), *ready_studies().values()], ids=str)
def test_what_is_shipped_says_its_schema(path):
    """They are what people start from."""
    assert path.read_text(encoding="utf-8").count("schema = 1\n") == 1
    assert "schema" not in read_toml(path)
