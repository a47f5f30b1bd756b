"""A cell is the same whether a fit, a study or the command line describes it."""

import pytest

from sclcell import Cell, InputError
from sclcell.parameter_sets.cell_schema import SCHEMA, cell_from, read_cell_table

TABLES = {
    "fit": {
        "electrolyte": "PHL-15",
        "catholyte": "PHLP",
        "temperature_degC": 10,
        "separator_thickness_um": 40,
        "areal_loading_mg_cm2": 3,
    },
    "study": {
        "film": "PHL-15",
        "catholyte": "PHLP",
        "temperature_degC": 10,
        "separator_thickness_um": 40,
        "areal_loading_mg_cm2": 3,
        "rate_C": 2.0,
    },
    "options": {
        "name": "PHL-15",
        "catholyte": "PHLP",
        "temperature": 10,
        "separator_thickness": 40,
        "areal_loading": 3,
        "json_file": None,
    },
}
PHL = Cell("PHL-15", 10, 40, 3, "PHLP")


@pytest.mark.parametrize("border", TABLES)
def test_every_border_gives_the_same_cell(border):
    """Keys differ, the cell does not; what nobody says is that of a cell."""
    assert cell_from(border, TABLES[border]) == PHL
    assert cell_from(border, dict.fromkeys(TABLES[border])) == Cell("PHLP-15")


def test_values_give_way_to_keys():
    """An option that is given comes before the loading of a fit."""
    values = {"Positive electrode LFP areal loading [kg.m-2]": 0.05}
    assert cell_from("options", {}, values).areal_loading_mg_cm2 == 5.0
    assert cell_from("options", {"areal_loading": 2}, values).areal_loading_mg_cm2 == 2


def test_the_film_of_a_study_keeps_its_name_at_another_loading():
    """Its share is in percent, that of the others a fraction."""
    found = cell_from("study", {"film": "PHLP-15", "filler_wt_percent": 10.0, "catholyte": "film"})
    assert (found.electrolyte.name, found.filler_mass_fraction) == ("PHLP-15", 0.1)
    assert found.catholyte is None
    with pytest.raises(InputError, match=r"give 0\.1"):
        cell_from("options", {"filler_mass_fraction": 10})


def test_every_fault_of_a_table_is_told(tmp_path):
    """The rest of the cell is read all the same."""
    faults = []
    table = {
        "elektrolyte": "PHLP",
        "temperature_degC": "warm",
        "catholyte": "nowhere.toml",
        "area_cm2": True,
        "areal_loading_mg_cm2": 2.0,
        "values": {"Electrode width [m]": 0.01},
    }
    found = read_cell_table(table, "[cell]", faults, tmp_path)
    for fault, part in zip(
        faults,
        (
            "[cell] elektrolyte: unknown key; did you mean 'electrolyte'?",
            "[cell] temperature_degC = 'warm' is not a number",
            "[cell] nowhere.toml: cannot be read",
            "[cell] area_cm2 = True is not a number",
            "[cell] values: 'Electrode width [m]' is not taken here; give area_cm2",
        ),
        strict=True,
    ):
        assert fault.startswith(part)
    assert found == Cell("PHLP-15", areal_loading_mg_cm2=2.0)


def test_every_field_has_its_keys():
    """A field that is added to a cell is added to the table."""
    assert set(SCHEMA) == {*Cell.__init__.__annotations__} - {"return"}
