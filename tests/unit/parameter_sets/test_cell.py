"""A cell is checked when it is made, whatever describes its films."""

import pickle
from dataclasses import replace
from functools import partial

import pandas as pd
import pytest

from sclcell import Cell, InputError
from sclcell.parameter_sets.cell import CellDesign
from sclcell.parameter_sets.electrolytes import get_electrolyte
from sclcell.parameter_sets.provenance import provenance_table
from sclcell.parameter_sets.values import ParameterKey, Values
from sclcell.uncertainty.samples import closure_samples, shipped_samples

AREA = "Coin cell cathode area [m2]"
LOADING = "Positive electrode LFP areal loading [kg.m-2]"
R = "Contact resistance [Ohm]"
FILM = "name = 'mine'\n[matrix]\nconductivity_mS_cm = 0.05\ntransference_number = 0.2\n"


@pytest.fixture
def film_file(tmp_path):
    """Return the file of a user's own film."""
    path = tmp_path / "mine.toml"
    path.write_text(FILM + "activation_energy_eV = 0.35\n", encoding="utf-8")
    return path


def test_films_are_names_files_or_films(film_file):
    """A name, a file and a film do."""
    assert Cell("phlp15") == Cell(get_electrolyte("PHLP-15")) == CellDesign("PHLP-15")
    assert Cell(film_file) == Cell(str(film_file))
    cell = Cell("PHLP-15", catholyte=film_file)
    assert (cell.electrolyte.name, cell.catholyte.name) == ("PHLP-15", "mine")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"electrolyte": "PHLQ-15"}, "did you mean 'PHLP-15'"),
        ({"electrolyte": 15}, "is no electrolyte: give a name"),
        ({"electrolyte": "nowhere.toml"}, "nowhere.toml: cannot be read"),
        ({"catholyte": "PHLQ-15"}, "did you mean 'PHLP-15'"),
        ({"filler_mass_fraction": 15}, "give 0.15"),
        ({"temperature_degC": 303.15}, "temperature = 303.15 degC is outside"),
        ({"area_cm2": 0}, "area = 0 cm2 is outside"),
        ({"one_C_mAh_g": 0.17}, "one C = 0.17 mAh/g is outside"),
        ({"values": {"PHLP-16: Contact resistance [Ohm]": 1.0}}, "unknown film 'PHLP-16'"),
        ({"values": {LOADING: 0.02}, "areal_loading_mg_cm2": 1.0}, "give one of them"),
    ],
)
def test_faults_are_said_at_once(fields, said):
    """Nothing waits for the parameter values."""
    with pytest.raises(InputError) as error:
        Cell(**{"electrolyte": "PHLP-15", **fields})
    assert said in str(error.value)


def test_values_are_those_of_the_film(film_file):
    """The values of other films are left out, those of the film lose its name."""
    values = {"PHLP-15: " + R: 1.0, f"{film_file}: {R}": 2.0, R: 3.0}
    assert [Cell(film, values=values).values for film in ("phlp_15", film_file, "PHLP")] == [
        {R: 1.0},
        {R: 2.0},
        {R: 3.0},
    ]


def test_fields_that_are_values():
    """Area and 1C are values; loading and thickness among the values are fields."""
    cell = Cell("PHLP-15", values={LOADING: 0.05, AREA: 2e-4}, one_C_mAh_g=160)
    assert (cell.areal_loading_mg_cm2, cell.area_cm2, cell.one_C_mAh_g) == (5.0, 2.0, 160)
    assert cell == Cell("PHLP-15", areal_loading_mg_cm2=5.0, area_cm2=2.0, one_C_mAh_g=160)
    # 160 mAh/g x 5 mg/cm2 x 2 cm2 = 1.6 mAh
    assert cell.parameter_values()["Nominal cell capacity [A.h]"] == pytest.approx(1.6e-3)
    assert replace(cell, temperature_degC=0.0).values == cell.values


def test_cells_and_values_cannot_change():
    """They are keys of tables, and travel to other processes."""
    values = Values({"PHLP-15: " + R: 1.0, R: 2.0})
    cell = Cell("PHLP", values=values)
    assert {cell: 1}[pickle.loads(pickle.dumps(cell))] == 1
    assert pickle.loads(pickle.dumps(values)) == values == dict(values)
    assert hash(values) == hash(Values(dict(reversed(list(values.items())))))
    with pytest.raises(TypeError):
        values[R] = 3.0
    key = next(iter(values))
    assert (key.owner, key.name, key) == ("PHLP-15", R, ParameterKey("PHLP-15", R))
    assert {R: 5.0, "x": 1.0} | values == {"x": 1.0, **values}
    assert (values | {R: 5.0}).of("PHLP-15") == {R: 1.0}


@pytest.mark.parametrize(
    "read", [partial(provenance_table, "cell"), shipped_samples, closure_samples]
)
def test_shared_tables_cannot_be_changed(read):
    """A caller who writes into a table changes a copy of one's own."""
    before = read()
    read().iloc[:, 1] = 0.0
    pd.testing.assert_frame_equal(read(), before)
