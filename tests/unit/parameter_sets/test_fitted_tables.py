"""Tables of parameters that a fit has written: what is read, and what is said of their use."""

import pandas as pd
import pytest

from sclcell.errors import InputError
from sclcell.parameter_sets.fitted_values import FittedCell, read_cell, values_for_film

D = "Positive particle reference diffusivity [m2.s-1]"
FILM = "Lithium interphase film resistance [Ohm.m2]"


def table(tmp_path, **columns):
    path = tmp_path / "p.csv"
    pd.DataFrame(columns).to_csv(path, index=False)
    return path


def test_films_are_read_where_all_rows_agree(tmp_path):
    both = {"Parameter": [f" {D} ", FILM], "Value": [1e-17, 0.02]}
    path = table(tmp_path, **both, Electrolyte=["PHLP-15", " PHLP-15"], Catholyte=["PHL-15", None])
    found = read_cell(path)
    assert found == FittedCell({D: 1e-17, FILM: 0.02}, "PHLP-15", "PHL-15")
    found = read_cell(table(tmp_path, **both, Electrolyte=["PHLP-15", "PHL-15"]))
    assert (found.electrolyte, found.catholyte) == (None, None)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"Parameter": [D]}, "no column 'Value'"),
        ({"Value": [1.0]}, "no column 'Parameter'"),
        ({"Parameter": [], "Value": []}, "cannot be read as a table of parameters"),
        ({"Parameter": [D, FILM], "Value": [1e-17, "x"]}, "needs rows with a number in each"),
        ({"Parameter": [FILM, D, D], "Value": [0.1, 1e-17, 2e-17]}, "diffusivity.* more than once"),
        ({"Parameter": [D], "Value": [-1.0]}, "p.csv.*allowed is above 0"),
    ],
)
def test_tables_that_are_none_are_refused(tmp_path, columns, said):
    with pytest.raises(InputError, match=said):
        read_cell(table(tmp_path, **columns))


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InputError, match=r"none.csv: cannot be read as a table of parameters"):
        read_cell(tmp_path / "none.csv")


def test_values_of_other_films_are_noted_and_so_is_another_film_of_the_fit():
    cell = FittedCell({f"PHL-15: {FILM}": 0.1, f"PHLP-15: {FILM}": 0.2, D: 1e-17}, "PHLP-15")
    assert cell.notes("phlp15") == ["the values of PHL-15 are not used for phlp15"]
    assert cell.notes("PHL-15") == [
        "the values of PHLP-15 are not used for PHL-15",
        "the fit had PHLP-15, its values are used for PHL-15",
    ]
    assert FittedCell({D: 1e-17}).notes("PHL-15") == []


def test_values_of_a_file_of_a_film_hold_for_that_file_alone():
    values = {f"films/my.toml: {FILM}": 0.3, D: 1e-17}
    assert values_for_film(values, "films/my.toml") == {FILM: 0.3, D: 1e-17}
    assert values_for_film(values, "PHLP-15") == {D: 1e-17}
    with pytest.raises(InputError, match=r"'cell 3: .*' was fitted for one cell"):
        values_for_film({f"cell 3: {FILM}": 0.3}, "PHLP-15")
