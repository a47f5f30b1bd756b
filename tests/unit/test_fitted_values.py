"""Values of a fit in place of the shipped ones: read, checked, and used by every command."""

import json

import pandas as pd
import pytest

from sclcell import Cell, InputError
from sclcell.cli import main
from sclcell.exploration.inputs import cell_build, check_values
from sclcell.parameter_sets.electrolytes import get_electrolyte
from sclcell.parameter_sets.fitted_values import read_cell, values_for_film
from sclcell.uncertainty.samples import read_samples

D = "Positive particle reference diffusivity [m2.s-1]"
FILM = "Lithium interphase film resistance [Ohm.m2]"
SIGMA = "Film ionic conductivity [S.m-1]"
MATRIX = "Matrix conductivity [S.m-1]"


def table(path, **values):
    frame = pd.DataFrame({"Parameter": list(values), "Value": list(values.values()), "Unit": "x"})
    frame.to_csv(path, index=False)
    return path


def test_factors_of_the_measured_cell_are_left_out(tmp_path):
    path = table(tmp_path / "p.csv", **{D: 1e-17, "a: Specific capacity factor": 1.02})
    assert read_cell(path).values == {D: 1e-17}


@pytest.mark.parametrize(
    "text",
    [
        f"Parameter;Value\n{D};1,25e-17\nPHLP-15: {FILM};0,0125\n",
        f'Parameter,Value\n{D},"1,25e-17"\nPHLP-15: {FILM},"0,0125"\n',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_tables_that_a_spreadsheet_has_written(tmp_path, text, encoding):
    (tmp_path / "p.csv").write_text(text, encoding=encoding)
    assert read_cell(tmp_path / "p.csv").values == {D: 1.25e-17, f"PHLP-15: {FILM}": 0.0125}


def test_samples_with_decimal_commas(tmp_path):
    text = f"{D};{MATRIX}\n1,25e-17;0,0125\n2e-17;0,02\n"
    (tmp_path / "s.csv").write_text(text)
    table = read_samples(tmp_path / "s.csv").table
    assert table[D].tolist() == [1.25e-17, 2e-17]
    assert table[MATRIX].tolist() == [0.0125, 0.02]


def test_values_of_a_film_hold_for_that_film():
    values = {D: 1e-17, f"PHLP-15: {FILM}": 0.01, f"PHL-15: {FILM}": 0.05}
    assert values_for_film(values, "PHLP-15") == {D: 1e-17, FILM: 0.01}
    assert values_for_film(values, "PHLP") == {D: 1e-17}


def test_a_value_of_one_measured_cell_is_refused():
    with pytest.raises(InputError, match="fitted for one cell"):
        values_for_film({f"thick: {D}": 1e-17}, "PHLP-15")


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "Parameter,Value\n", "Parameter,Value\nx,y\n"])
def test_other_tables_are_refused(tmp_path, text):
    (tmp_path / "p.csv").write_text(text)
    with pytest.raises(InputError, match=r"p\.csv"):
        read_cell(tmp_path / "p.csv")


def test_a_design_takes_numbers_and_constants_of_the_closures():
    values = Cell.from_name(
        "PHLP-15", filler_mass_fraction=0.1, values={D: 1e-17, MATRIX: 0.02}
    ).parameter_values()
    assert values[D] == 1e-17
    shipped = Cell.from_name("PHLP-15", filler_mass_fraction=0.1).parameter_values()
    film = "Electrolyte conductivity [S.m-1]"
    more = float(values.evaluate(values[film](1500, 303.15)))
    assert more > 1.01 * float(shipped.evaluate(shipped[film](1500, 303.15)))
    assert values["Filler mass fraction"] == 0.1


def test_a_conductivity_in_place_of_the_closures_holds_in_film_and_pores():
    values = Cell.from_name("PHLP-15", values={SIGMA: 0.5}).parameter_values()
    c_0 = get_electrolyte("PHLP-15").matrix.salt_concentration
    for name in ("Electrolyte conductivity [S.m-1]", "Catholyte conductivity [S.m-1]"):
        # proportional to concentration, (TR-6)
        assert float(values.evaluate(values[name](c_0 / 2, 303.15))) == pytest.approx(0.25)


def test_an_unknown_parameter_is_named_with_its_nearest():
    with pytest.raises(InputError, match=r"did you mean 'Film salt diffusivity"):
        Cell.from_name("PHLP-15", values={"Film salt diffusivty [m2.s-1]": 1e-12})


def test_constants_of_the_studys_films_mean_nothing_to_another_film(tmp_path):
    path = tmp_path / "film.toml"
    path.write_text(
        "[matrix]\nconductivity_mS_cm = 0.1\ntransference_number = 0.2\n"
        "activation_energy_eV = 0.3\n"
    )
    with pytest.raises(InputError, match="TOML"):
        Cell.from_name(str(path), values={MATRIX: 0.02}).parameter_values()


def test_a_rate_test_uses_the_values(tmp_path, capsys):
    path = table(tmp_path / "p.csv", **{D: 1e-17, "Specific capacity factor": 1.02})
    capacities = []
    for option in ([], ["--parameters", str(path)]):
        with pytest.raises(SystemExit) as exit_info:
            main(["rate", "PHLP-15", "--rates", "5", *option, "--json", "-"])
        assert exit_info.value.code == 0
        found = json.loads(capsys.readouterr().out)
        capacities.append(found["Specific discharge capacity [mA.h.g-1]"][0])
    # Diffusion in LFP limits this cell.
    assert capacities[1] > 1.1 * capacities[0]


def test_exploration_takes_the_same_values():
    design = {
        "film": "PHLP-15",
        "temperature_degC": 30.0,
        "separator_thickness_um": 22.0,
        "areal_loading_mg_cm2": 1.5,
    }
    assert cell_build(design, check_values({D: 1e-17})).inputs[D] == 1e-17
    inputs = cell_build(design, check_values({SIGMA: 0.5})).inputs
    assert inputs["Film electrolyte conductivity [S.m-1]"] == 0.5
    with pytest.raises(InputError, match="unknown parameter"):
        check_values({"Film conductivity": 0.5})


def test_samples_of_a_fit_with_factors_can_be_bands(tmp_path):
    path = tmp_path / "samples.csv"
    pd.DataFrame({D: [1e-17, 2e-17], "a: Specific capacity factor": [1.0, 1.01]}).to_csv(
        path, index=False
    )
    assert list(read_samples(path).table) == [D]


def test_values_of_a_users_own_film_are_known_by_its_name_and_file():
    for owner in ("my film", "my_film.toml"):
        values = {f"{owner}: {FILM}": 0.02}
        assert check_values(values, ["my film", "my_film.toml"]) == values
        with pytest.raises(InputError, match="unknown parameter"):
            check_values(values, ["PHLP-15"])
