import csv
from importlib.resources import files

import numpy as np
import pytest

import sclcell.parameter_sets as parameter_sets_package
from sclcell.errors import InputError
from sclcell.experiments.measurements import MEASUREMENTS, load_measurements
from sclcell.models.laws.film_laws import REFERENCE_LAWS
from sclcell.parameter_sets.electrolyte_constants import FITTED_PARAMETERS, electrolyte_constants
from sclcell.parameter_sets.electrolytes import ELECTROLYTES, get_electrolyte, load_electrolyte

TABLE = load_measurements("electrolytes").set_index(["electrolyte", "quantity"])["value"]
MINIMAL = """
filler_wt_percent = 15
[matrix]
conductivity_mS_cm = 0.104
transference_number = 0.14
activation_energy_eV = 0.28
"""


@pytest.mark.parametrize("name", ELECTROLYTES)
def test_conductivity_and_transference_number_as_measured(name):
    electrolyte = get_electrolyte(name)
    measured = TABLE[name, "ionic conductivity"]
    assert 10 * electrolyte.ionic_conductivity() == pytest.approx(measured, rel=0.05)
    measured = TABLE[name, "cation transference number"]
    assert electrolyte.cation_transference_number() == pytest.approx(measured, abs=0.03)


@pytest.mark.parametrize("name", ["PHLP", "PHLP-15"])
def test_activation_energy_as_measured(name):
    measured = TABLE[name, "activation energy"]
    assert get_electrolyte(name).activation_energy() == pytest.approx(measured, abs=0.01)


def test_coated_llzto_series_peaks_at_the_measured_loading():
    loadings = np.linspace(0, 0.4, 401)
    constants = get_electrolyte("PHLP-15").closure_parameters()
    sigma = REFERENCE_LAWS.conductivity(constants | {"Filler mass fraction": loadings}, 298.15)
    peak = loadings[np.argmax(sigma)]
    assert 0.125 <= peak <= 0.175
    # one peak only: rising before, falling after
    assert np.count_nonzero(np.diff(np.sign(np.diff(sigma)))) == 1


@pytest.mark.parametrize("name", ELECTROLYTES)
def test_predictions_are_physical_over_the_stated_range(name):
    constants = get_electrolyte(name).closure_parameters()
    loadings, temperatures = np.meshgrid(np.linspace(0, 0.4, 41), np.linspace(243.15, 353.15, 23))
    constants = constants | {"Filler mass fraction": loadings}
    sigma = REFERENCE_LAWS.conductivity(constants, temperatures)
    t_plus = REFERENCE_LAWS.transference_number(constants, temperatures)
    diffusivity = REFERENCE_LAWS.diffusivity(constants, temperatures)
    assert np.all(np.isfinite(sigma))
    assert np.all(sigma > 0)
    assert np.all((t_plus > 0) & (t_plus < 1))
    assert np.all(np.isfinite(diffusivity))
    assert np.all(diffusivity > 0)
    assert np.all(np.diff(sigma, axis=0) > 0)  # rises with temperature


@pytest.mark.parametrize("name", ["phlp-15", "PHLP15", " phlp_15 ", "PHLP 15 wt%"])
def test_names_are_read_forgivingly(name):
    assert get_electrolyte(name) == get_electrolyte("PHLP-15")


def test_number_in_the_name_is_a_loading():
    ten = get_electrolyte("PHLP-10")
    assert ten.filler_mass_fraction == 0.1
    other = get_electrolyte("PHLP-15").with_filler_mass_fraction(0.1)
    assert ten.ionic_conductivity() == other.ionic_conductivity()
    assert get_electrolyte("PHAP-15", 0.0).ionic_conductivity() == pytest.approx(
        get_electrolyte("PHLP").ionic_conductivity()
    )


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: get_electrolyte("PHLX-15"), ("PHLX-15", "did you mean", "PHAP-15")),
        (lambda: get_electrolyte("PHLP-55"), ("55", "0 to 40")),
        (lambda: get_electrolyte("PHLP", 15), ("percentage", "0.15")),
        (lambda: get_electrolyte("PHLP", -0.1), ("-0.1", "between 0 and 0.4")),
        (lambda: get_electrolyte("PHLP").ionic_conductivity(25), ("kelvin", "298.15")),
        (lambda: get_electrolyte("PHLP").ionic_conductivity(500.0), ("243.15", "353.15")),
        (lambda: load_measurements("cell"), ("cell", "cells")),
    ],
)
def test_bad_input_is_one_helpful_line(call, words):
    with pytest.raises(InputError) as caught:
        call()
    message = str(caught.value)
    assert "\n" not in message
    assert all(word in message for word in words), message


def test_own_film_with_shipped_filler_equals_the_shipped_film(tmp_path):
    path = tmp_path / "film.toml"
    path.write_text(
        MINIMAL + '[filler]\nkind = "LAGP"\n[coating]\nkind = "P-DOL"\n', encoding="utf-8"
    )
    own = load_electrolyte(path)
    shipped = get_electrolyte("PHAP-15")
    assert own.ionic_conductivity() == pytest.approx(shipped.ionic_conductivity(), rel=2e-3)
    bare = tmp_path / "bare.toml"
    bare.write_text(MINIMAL, encoding="utf-8")
    assert load_electrolyte(bare).ionic_conductivity() == pytest.approx(
        get_electrolyte("PHL-15").ionic_conductivity(), rel=2e-3
    )


def test_own_film_measured_at_another_temperature(tmp_path):
    path = tmp_path / "film.toml"
    hot = get_electrolyte("PHLP").ionic_conductivity(333.15)
    text = MINIMAL.replace("0.104", f"{10 * hot}").replace("= 15", "= 0")
    path.write_text("temperature_C = 60\n" + text, encoding="utf-8")
    own = load_electrolyte(path)
    assert own.ionic_conductivity(333.15) == pytest.approx(hot, rel=1e-9)
    assert own.ionic_conductivity() == pytest.approx(
        get_electrolyte("PHLP").ionic_conductivity(), rel=1e-3
    )


def test_units_of_the_own_film(tmp_path):
    path = tmp_path / "film.toml"
    path.write_text(
        MINIMAL
        + "density_g_cm3 = 1.7\nsalt_concentration_mol_L = 1.2\n"
        + "[filler]\ndensity_g_cm3 = 4\nradius_nm = 50\nagglomeration_wt_percent = 30\n"
        + "interphase_activation_energy_eV = 0.2\n",
        encoding="utf-8",
    )
    own = load_electrolyte(path)
    constants = own.closure_parameters()
    assert constants["Matrix density [kg.m-3]"] == pytest.approx(1700)
    assert constants["Salt concentration [mol.m-3]"] == pytest.approx(1200)
    assert constants["Filler density [kg.m-3]"] == pytest.approx(4000)
    assert own.filler.radius == pytest.approx(5e-8)
    assert constants["Agglomeration filler mass fraction"] == pytest.approx(0.3)
    assert constants["Interphase activation energy [J.mol-1]"] == pytest.approx(19297, rel=1e-4)


def test_every_fault_of_an_own_film_is_reported_in_one_line(tmp_path):
    path = tmp_path / "film.toml"
    path.write_text(
        "filer_wt_percent = 15\n[matrix]\nconductivity_mS_cm = -1\n"
        'transference_number = 1.2\nactivation_enrgy_eV = 0.3\n[coatng]\nkind = "P-DOL"\n',
        encoding="utf-8",
    )
    with pytest.raises(InputError) as caught:
        load_electrolyte(path)
    message = str(caught.value)
    assert "\n" not in message
    for words in (
        "filler_wt_percent",
        "conductivity_mS_cm = -1",
        "transference_number = 1.2",
        "'activation_energy_eV'",
        "activation_energy_eV is missing",
        "'coating'",
    ):
        assert words in message, (words, message)


@pytest.mark.parametrize("text", ["[matrix", "matrix = 3"])
def test_unreadable_film_is_an_input_error(tmp_path, text):
    path = tmp_path / "film.toml"
    with pytest.raises(InputError, match="cannot be read"):
        load_electrolyte(path)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_electrolyte(path)
    assert "\n" not in str(caught.value)


def test_provenance_of_every_constant():
    table = files(parameter_sets_package) / "data" / "electrolytes.csv"
    with table.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert len({row["name"] for row in rows}) == len(rows)
    constants = electrolyte_constants()
    assert {row["name"] for row in rows} == set(constants)
    assert {r["name"] for r in rows if r["class"] == "fitted"} == set(FITTED_PARAMETERS)
    for row in rows:
        assert row["class"] in {"measured", "fitted", "literature", "assumed", "setting"}
        assert float(row["value"]) == constants[row["name"]], row["name"]
        if row["low"]:
            assert float(row["low"]) <= float(row["value"]) <= float(row["high"]), row["name"]
        if row["class"] in {"measured", "fitted", "literature"}:
            assert row["source"], row["name"]
        if row["class"] == "assumed":
            assert row["low"], row["name"]
            assert row["note"], row["name"]


def test_measured_tables_are_complete():
    assert {name: len(load_measurements(name)) for name in MEASUREMENTS} == {
        "electrolytes": 33,
        "cells": 23,
        "literature": 8,
    }


def test_a_film_without_a_name_has_that_of_its_file(tmp_path):
    for stem in ("soft", "hard"):
        (tmp_path / f"{stem}.toml").write_text(MINIMAL, encoding="utf-8")
        assert load_electrolyte(tmp_path / f"{stem}.toml").name == stem
    named = tmp_path / "named.toml"
    named.write_text('name = "other"\n' + MINIMAL, encoding="utf-8")
    assert load_electrolyte(named).name == "other"


@pytest.mark.parametrize("name", ELECTROLYTES)
def test_an_own_film_called_like_one_of_the_study_is_refused(tmp_path, name):
    """It would get that film's lithium surface and be compared with its measured values."""
    path = tmp_path / "film.toml"
    path.write_text(f'name = "{name}"\n' + MINIMAL, encoding="utf-8")
    by_file = tmp_path / f"{name}.toml"
    by_file.write_text(MINIMAL, encoding="utf-8")
    for each in (path, by_file):
        with pytest.raises(InputError) as caught:
            load_electrolyte(each)
        message = str(caught.value)
        assert "\n" not in message
        assert all(word in message for word in (str(each), repr(name), "of its own"))
    by_file.write_text('name = "own"\n' + MINIMAL, encoding="utf-8")
    assert load_electrolyte(by_file).name == "own"
