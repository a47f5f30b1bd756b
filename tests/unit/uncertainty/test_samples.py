"""Samples of fits and ranges: which rows and columns a cell gets, and what is said of them."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sclcell.errors import InputError
from sclcell.given import given_cell
from sclcell.parameter_sets.electrolytes import get_electrolyte
from sclcell.uncertainty.samples import (
    Samples,
    checked_samples,
    draw_samples,
    named_by_film,
    read_samples,
)

D = "Positive particle reference diffusivity [m2.s-1]"
E_D = "Positive particle diffusivity activation energy [J.mol-1]"
FILM = "Lithium interphase film resistance [Ohm.m2]"
ORGANIC = "Organic SEI solvent permeability [mol.m-1.s-1]"
THICKNESS = "Separator thickness [m]"
PHLP15 = [get_electrolyte("PHLP-15")]


@pytest.mark.parametrize(
    ("origin", "kind"),
    [
        ({"a": "prior", "b": "prior"}, "prior"),
        ({"a": "reference fit", "b": "prior"}, "posterior and prior"),
        ({"a": "reference fit", "b": "closure fit"}, "posterior"),
        ({}, "posterior"),
    ],
)
def test_samples_say_where_they_come_from(origin, kind):
    samples = Samples(pd.DataFrame({"a": [1.0, 2.0], "b": [3.0, 4.0]}), origin)
    assert samples.kind == kind


def test_the_text_counts_parameters_by_their_source():
    table = pd.DataFrame(np.ones((4, 3)), columns=["a", "b", "c"])
    origin = {"a": "my.csv", "b": "prior", "c": "my.csv"}
    said = Samples(table, origin).text
    assert said == "4 samples of 3 parameters: 2 from the my.csv, 1 from the ranges of the tables"


def test_different_films_need_names_of_their_own():
    (film,) = PHLP15
    other = replace(film, matrix=replace(film.matrix, conductivity=0.05))
    with pytest.raises(InputError, match="two films are called 'PHLP-15'"):
        draw_samples([film, other], 2)
    assert len(draw_samples([film, film.with_filler_mass_fraction(0.3)], 2).table) == 2


def test_rows_of_a_fit_stay_together_and_all_come_before_one_comes_again():
    fitted = pd.DataFrame({D: [1e-18, 2e-18, 3e-18], E_D: [1e4, 2e4, 3e4]})
    table = draw_samples(PHLP15, 7, fitted=fitted).table
    assert np.allclose(table[E_D] / table[D], 1e22)
    assert sorted(table[D].value_counts()) == [2, 2, 3]
    assert sorted(table[D][:3]) == [1e-18, 2e-18, 3e-18]


@pytest.mark.parametrize("seed", [0, 1])
def test_ranges_are_filled_evenly_and_the_same_for_one_seed(seed):
    drawn, again = (draw_samples(PHLP15, 10, seed, prior_only=True) for _ in range(2))
    assert drawn.table.equals(again.table)
    assert set(drawn.origin.values()) == {"prior"}
    # A Latin hypercube has one sample in each tenth of a range; this one is uniform.
    name = "Positive electrode porosity"
    low, high = 0.15, 0.8
    shares = np.sort(drawn.table[name])
    assert low < shares[0] < shares[-1] < high
    assert not drawn.table.equals(draw_samples(PHLP15, 10, seed + 5, prior_only=True).table)


def test_a_design_that_a_fit_has_in_common_is_the_cells_and_one_that_varies_is_drawn():
    for thickness, drawn in (([2e-5, 2e-5], False), ([2e-5, 3e-5], True)):
        fitted = pd.DataFrame({D: [1e-18, 2e-18], THICKNESS: thickness})
        found = draw_samples(PHLP15, 4, fitted=fitted)
        assert (THICKNESS in found.table) == drawn
        assert D in found.table


def test_constants_of_ageing_and_of_other_films_are_drawn_where_they_count():
    fitted = pd.DataFrame(
        {ORGANIC: [1e-17, 2e-17], f"PHL-15: {FILM}": [0.1, 0.2], f"PHLP-15: {FILM}": [0.3, 0.4]}
    )
    fresh = draw_samples(PHLP15, 2, fitted=fitted)
    assert (ORGANIC in fresh.table, f"PHL-15: {FILM}" in fresh.table) == (False, False)
    assert fresh.origin[f"PHLP-15: {FILM}"] == "given fit"
    assert ORGANIC in draw_samples(PHLP15, 2, fitted=fitted, ageing=True).table


def test_named_parameters_alone_are_drawn_and_unknown_ones_refused():
    assert list(draw_samples(PHLP15, 3, names=[E_D, D]).table) == [E_D, D]
    with pytest.raises(InputError, match="uncertain parameter"):
        draw_samples(PHLP15, 3, names=["Positive particle radius [m]"])


def test_parameters_of_a_films_file_become_those_of_its_name():
    table = pd.DataFrame({f"my.toml: {FILM}": [1.0], f"PHL-15: {FILM}": [2.0], D: [3.0]})
    found = named_by_film(table, ["my.toml", "PHLP-15"], ["my film", "PHLP-15"])
    assert list(found) == [f"my film: {FILM}", f"PHL-15: {FILM}", D]


def test_a_file_is_read_whole_or_in_even_steps(tmp_path):
    path = tmp_path / "s.csv"
    frame = pd.DataFrame({D: np.arange(1, 12) * 1e-18, "Electrolyte": "PHLP-15"})
    frame.assign(Catholyte="PHL-15").to_csv(path, index=False)
    assert len(read_samples(path).table) == 11
    found = read_samples(path, 3)
    assert found.table[D].tolist() == pytest.approx([1e-18, 6e-18, 11e-18], rel=1e-9, abs=0)
    assert found.table.index.tolist() == [0, 1, 2]
    assert (found.origin, found.catholyte) == ({D: "s.csv"}, "PHL-15")
    frame.to_csv(path, index=False)
    assert read_samples(path, 20).catholyte is None
    frame.drop(columns="Electrolyte").to_parquet(tmp_path / "s.parquet")
    assert len(read_samples(tmp_path / "s.parquet").table) == 11
    with pytest.raises(InputError, match="cannot be read as a table of samples"):
        read_samples(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({D: []}, "needs rows, and a number in every field"),
        ({D: [1e-18, np.nan]}, "needs rows, and a number in every field"),
        ({D: [1e-18, -1e-18]}, "x.csv.*allowed is above 0"),
        ({"Positive electrode porosity": [0.3, 1.5]}, "x.csv.*porosity"),
        ({"Porosity": [0.3]}, "x.csv.*Porosity"),
    ],
)
def test_tables_that_cannot_be_samples_are_refused(columns, said):
    with pytest.raises(InputError, match=said):
        checked_samples(pd.DataFrame(columns), "x.csv")


def test_samples_that_the_first_versions_wrote_are_read(tmp_path):
    first = [D, "Positive particle-size logarithmic standard deviation", FILM]
    first += ["SEI solvent permeability [mol.m-1.s-1]"]
    first += ["Loss of active material per equivalent full cycle", "Cycling cell capacity factor"]
    path = tmp_path / "samples.csv"
    path.write_text(
        f"{','.join(first)}\n4.65454e-18,0.445756,0.018972,4.60906e-18,0.000384944,1.00299\n"
        "4.4211e-18,0.415566,0.0163819,6.96862e-18,0.000420202,0.999361\n"
    )
    assert list(read_samples(path).table) == first[:-1]
    drawn = draw_samples(PHLP15, 2, fitted=path, ageing=True)
    assert {drawn.origin[name] for name in (D, FILM)} == {"samples.csv"}


def test_factors_of_measured_cells_are_no_samples():
    frame = pd.DataFrame({D: [1e-18], "a: Cycling cell capacity factor": [0.97]})
    assert list(checked_samples(frame, "x.csv")) == [D]


@pytest.mark.parametrize("whole", [True, False])
def test_the_permeability_of_a_whole_film_stands_for_that_of_its_organic_part(whole):
    name = "SEI solvent permeability [mol.m-1.s-1]"
    fitted = pd.DataFrame({name if whole else D: [1e-18, 2e-18]})
    found = draw_samples(PHLP15, 2, fitted=fitted, ageing=True).table
    assert (name in found, ORGANIC in found) == (whole, not whole)


@pytest.mark.parametrize(
    ("fields", "drawn"),
    [
        ({}, True),
        ({"areal_loading_mg_cm2": 1.5}, False),
        ({"areal_loading_mg_cm2": 3.0}, False),
        ({"values": {"Positive electrode LFP areal loading [kg.m-2]": 0.03}}, False),
    ],
)
def test_an_areal_loading_that_nobody_has_said_is_drawn(fields, drawn):
    samples = given_cell("PHLP-15", bands=True, **fields).samples(8)
    name = "Positive electrode LFP areal loading [kg.m-2]"
    assert (name in samples.table) == drawn
    if drawn:
        assert samples.table[name].between(0.008, 0.03).all()
