"""What of a cell follows from what: the same on every way to a cell."""

import numpy as np
import pandas as pd
import pytest

from sclcell import Cell
from sclcell.experiments.cycling.cells import LFPCycling
from sclcell.experiments.rate import simulate_rate_test
from sclcell.exploration.layers import layers
from sclcell.fitting.cell_inputs import CellInputs
from sclcell.models.composite_electrolyte_dfn import CompositeElectrolyteDFN
from sclcell.models.mechanisms import AGEING
from sclcell.parameter_sets.electrolytes import get_electrolyte
from sclcell.parameter_sets.isothermal import build_cell, film_transport
from sclcell.uncertainty.samples import draw_samples

POROSITY = "Positive electrode porosity"
ACTIVE = "Positive electrode active material volume fraction"
THICKNESS = "Positive electrode thickness [m]"
LOADING = "Positive electrode LFP areal loading [kg.m-2]"
OUT_OF_REACH = "LFP out of reach per areal loading [m2.kg-1]"
DENSITY = "LFP density [kg.m-3]"
CAPACITY = "Nominal cell capacity [A.h]"
SPECIFIC = "Specific discharge capacity [mA.h.g-1]"
SIGMA = "Film ionic conductivity [S.m-1]"
T_PLUS = "Film cation transference number"
D = "Film salt diffusivity [m2.s-1]"
RECIPE = {
    "LFP mass fraction in cathode coating": 0.9,
    "Carbon mass fraction in cathode coating": 0.05,
    "Binder mass fraction in cathode coating": 0.05,
}
CASES = [
    {POROSITY: 0.4},
    RECIPE,
    {THICKNESS: 1.5e-5},
    {THICKNESS: 1.5e-5, POROSITY: 0.3},
    {DENSITY: 3590.0},
    {"Coin cell cathode area [m2]": 1.54e-4, "Practical specific capacity of LFP [mA.h.g-1]": 160},
]


def lfp(values):
    return values[DENSITY] * values[ACTIVE] * values[THICKNESS]


@pytest.mark.parametrize("given", CASES)
def test_the_lfp_of_the_areal_loading_is_in_the_cathode(given):
    given = {**given, OUT_OF_REACH: 0.0}
    values = Cell.from_name("PHLP-15", areal_loading_mg_cm2=2, values=given).parameter_values()
    assert lfp(values) == pytest.approx(0.02, rel=1e-12)


@pytest.mark.parametrize(("loading", "given"), [(1.5, {}), (0.8, {}), (6.5, {THICKNESS: 6e-5})])
def test_a_thicker_cathode_loses_lfp_and_a_thin_one_none(loading, given):
    """A thin cathode cannot take up more than its LFP; a thick one has more of it out of reach."""
    cell = Cell.from_name("PHLP-15", areal_loading_mg_cm2=loading, values=given)
    share = lfp(cell.parameter_values()) / (0.01 * loading)
    # 1.5 m2/kg, from 1.5 mg/cm2 on
    assert share == pytest.approx(np.exp(-1.5 * max(loading - 1.5, 0) / 100), rel=1e-12)
    shares = [
        lfp(build_cell(cell, {OUT_OF_REACH: k}).inputs | {DENSITY: 3600.0}) / (0.01 * loading)
        for k in (0.0, 6.0)
    ]
    assert shares == pytest.approx([1.0, share**4], rel=1e-12)


CATHOLYTE = "Catholyte weight between matrix and film"


@pytest.mark.parametrize(("weight", "film"), [(0.0, "PHLP"), (1.0, "PHLP-15")])
def test_pores_with_a_weight_hold_what_lies_between_matrix_and_film(weight, film):
    inputs = build_cell(Cell.from_name("PHLP-15", values={CATHOLYTE: weight})).inputs
    pure = build_cell(Cell.from_name(film)).inputs
    for name in ("conductivity [S.m-1]", "diffusivity [m2.s-1]", "cation transference number"):
        assert inputs[f"Catholyte {name}"] == pytest.approx(pure[f"Catholyte {name}"], rel=1e-9)
    assert inputs["Film electrolyte conductivity [S.m-1]"] == pytest.approx(
        build_cell(Cell.from_name("PHLP-15")).inputs["Film electrolyte conductivity [S.m-1]"]
    )


def test_a_wetted_cathode_conducts_as_much_better_as_the_film_than_the_matrix():
    sigma = "Catholyte conductivity [S.m-1]"
    bare, film, wetted = (
        build_cell(Cell.from_name("PHLP-15", values={CATHOLYTE: w})).inputs[sigma]
        for w in (0.0, 1.0, 2.0)
    )
    assert wetted / film == pytest.approx(film / bare)
    # Nothing lies between a matrix and itself.
    inputs = build_cell(Cell.from_name("PHLP", values={CATHOLYTE: 0.0})).inputs
    assert inputs[sigma] == inputs["Film electrolyte conductivity [S.m-1]"]


@pytest.mark.parametrize("weight", [0.0, 0.5, 2.0])
def test_parameter_values_have_the_pores_of_the_built_model(weight):
    cell = Cell.from_name("PHLP-15", temperature_degC=10.0, values={CATHOLYTE: weight})
    values, inputs = cell.parameter_values(), build_cell(cell).inputs
    for name in ("conductivity [S.m-1]", "diffusivity [m2.s-1]", "cation transference number"):
        found = values.evaluate(values[f"Catholyte {name}"](1500.0, 283.15))
        assert float(found) == pytest.approx(inputs[f"Catholyte {name}"], rel=1e-9)


@pytest.mark.parametrize("given", [*CASES, {ACTIVE: 0.3}, {ACTIVE: 0.3, THICKNESS: 1.5e-5}])
def test_one_built_model_gets_the_same_cell(given):
    design = Cell.from_name("PHLP-15", values=given)
    values, inputs = design.parameter_values(), build_cell(design).inputs
    for name in (ACTIVE, THICKNESS, POROSITY):
        assert inputs[name] == pytest.approx(values[name], rel=1e-12)
    as_sample = build_cell(Cell.from_name("PHLP-15"), given)
    assert as_sample.inputs == inputs
    assert as_sample.capacity == pytest.approx(values[CAPACITY], rel=1e-12)


@pytest.mark.parametrize("given", [{POROSITY: 0.4}, RECIPE, {THICKNESS: 1.5e-5}, {ACTIVE: 0.3}])
def test_a_fitted_value_moves_what_a_given_one_moves(given):
    inputs = CellInputs(Cell("PHLP-15"), list(given))
    fitted, design = inputs.fitted_values(given), Cell.from_name("PHLP-15", values=given)
    expected = design.parameter_values()
    for name in (ACTIVE, THICKNESS):
        found = (
            fitted.evaluate(fitted[name]) if not isinstance(fitted[name], float) else fitted[name]
        )
        assert found == pytest.approx(expected[name], rel=1e-12)


def test_a_fixed_value_reaches_the_fit_with_what_follows():
    # Constants of the closures, composition of the SEI: neither is a parameter of the equations.
    given = {
        "Matrix conductivity [S.m-1]": 0.02,
        "Organic SEI solvent permeability [mol.m-1.s-1]": 4.5894e-17,
    }
    values = CellInputs(Cell("PHLP-15", values=given), []).parameter_values()
    shipped = CellInputs(Cell("PHLP-15"), []).parameter_values()
    name = "Electrolyte conductivity [S.m-1]"
    found, before = (float(v.evaluate(v[name](1500, 303.15))) for v in (values, shipped))
    assert found > 1.05 * before
    name = "SEI solvent permeability [mol.m-1.s-1]"
    assert values[name] == pytest.approx(2 * shipped[name], rel=1e-6)


@pytest.mark.parametrize("film", ["PHLP-10", "phlp15"])
def test_constants_are_fitted_for_a_film_however_it_is_called(film):
    assert CellInputs(Cell(film), ["Matrix conductivity [S.m-1]"]).constants


def test_capacity_per_gram_does_not_depend_on_the_area():
    found = []
    for width in (0.01, 0.02):
        values = Cell.from_name("PHLP-15", values={"Electrode width [m]": width})
        found.append(simulate_rate_test(values, (1.0,), 1).table[SPECIFIC][0])
    assert found[1] == pytest.approx(found[0], rel=1e-5)
    assert found[0] < 170


def test_contact_resistance_lowers_the_voltage_by_what_it_is():
    means = []
    for R in (0.0, 50.0):
        design = Cell.from_name("PHLP-15", values={"Contact resistance [Ohm]": R})
        means.append(simulate_rate_test(design, (0.5,), 1).curves["Voltage [V]"].iloc[0])
        current = 0.5 * design.parameter_values()["Nominal cell capacity [A.h]"]
    assert means[0] - means[1] == pytest.approx(50 * current, rel=1e-6)


class TestPorosityAndActiveFraction:
    """A drawn porosity moves the thickness: the LFP that takes part has to stay."""

    @staticmethod
    def part(design, sample):
        inputs = build_cell(design, sample).inputs
        return 3600 * inputs[ACTIVE] * inputs[THICKNESS] / 0.015

    def test_of_samples_of_a_fit(self):
        design = Cell.from_name("PHLP-15")
        fitted = pd.DataFrame({ACTIVE: [0.33, 0.34, 0.32, 0.335]})
        samples = draw_samples([design.electrolyte], 16, fitted=fitted)
        shares = [self.part(design, row) for row in samples.rows()]
        assert max(shares) < 1.02
        assert min(shares) > 0.94
        assert samples.table[POROSITY].max() - samples.table[POROSITY].min() > 0.2

    def test_of_a_given_value(self):
        design = Cell.from_name("PHLP-15", values={ACTIVE: 0.33})
        samples = draw_samples([design.electrolyte], 16, given=design.values)
        shares = [self.part(design, row) for row in samples.rows()]
        assert max(shares) == pytest.approx(min(shares), rel=1e-9)


def test_a_users_fit_follows_what_is_drawn_apart_from_it():
    """Its diffusivity at 30 degC stays, whatever the activation energy of the shipped samples."""
    name, energy = (f"Positive particle {what}" for what in (
        "reference diffusivity [m2.s-1]", "diffusivity activation energy [J.mol-1]"
    ))  # fmt: skip
    fitted = pd.DataFrame({name: [1e-17, 1e-17]})
    table = draw_samples([get_electrolyte("PHLP-15")], 16, fitted=fitted).table
    at_30 = table[name] * np.exp(-table[energy] / 8.314462618 * (1 / 303.15 - 1 / 298.15))
    assert table[energy].std() > 3e3
    assert at_30.max() == pytest.approx(at_30.min(), rel=1e-9)


def test_what_is_given_is_not_drawn_again():
    given = {POROSITY: 0.4, "Positive particle reference diffusivity [m2.s-1]": 1e-17}
    drawn = draw_samples([get_electrolyte("PHLP-15")], 4, given=given).table
    assert not set(given) & set(drawn)


def test_layers_are_those_of_the_recipe():
    design = Cell.from_name("PHLP-15", values=RECIPE)
    mass, _ = layers(build_cell(design))["Cathode solids"]
    assert mass == pytest.approx(0.015 / 0.9)


class TestDiffusivityFollows:
    """(SALT-1): of conductivity and transference number that are given, too."""

    T = 303.15

    def expected(self, sigma, t_plus):
        return 2 * 8.314462618 * self.T * sigma * t_plus * (1 - t_plus) / (96485.33212**2 * 1500)

    @pytest.mark.parametrize("given", [{SIGMA: 0.02}, {T_PLUS: 0.4}, {SIGMA: 0.02, T_PLUS: 0.4}])
    def test_in_every_set_of_values(self, given):
        design = Cell.from_name("PHLP-15", values=given)
        film = film_transport(design)
        expected = self.expected(film.conductivity, film.transference_number)
        assert film.diffusivity == pytest.approx(expected, rel=1e-8)
        values = design.parameter_values()
        for name in ("Electrolyte diffusivity [m2.s-1]", "Catholyte diffusivity [m2.s-1]"):
            for c in (300.0, 1500.0):
                found = float(values.evaluate(values[name](c, self.T)))
                assert found == pytest.approx(expected, rel=1e-8)
        inputs = build_cell(design).inputs
        assert inputs["Film electrolyte diffusivity [m2.s-1]"] == film.diffusivity
        assert inputs["Catholyte diffusivity [m2.s-1]"] == film.diffusivity

    def test_unless_it_is_given_itself(self):
        design = Cell.from_name("PHLP-15", values={SIGMA: 0.02, D: 3e-12})
        values = design.parameter_values()
        assert film_transport(design).diffusivity == 3e-12
        name = "Electrolyte diffusivity [m2.s-1]"
        assert float(values.evaluate(values[name](1500, self.T))) == 3e-12

    def test_the_pores_of_a_catholyte_keep_theirs(self):
        design = Cell.from_name("PHLP-15", catholyte="PHL-15", values={SIGMA: 0.02})
        plain = Cell.from_name("PHLP-15", catholyte="PHL-15")
        name = "Catholyte diffusivity [m2.s-1]"
        assert build_cell(design).inputs[name] == build_cell(plain).inputs[name]

    def test_a_better_conductor_gives_more(self):
        found = []
        for sigma in (0.007, 0.02):
            cell = Cell.from_name("PHLP", values={SIGMA: sigma})
            found.append(simulate_rate_test(cell, (2.0,), 1).table[SPECIFIC][0])
        assert found[1] > found[0]


def test_composition_of_the_sei_counts_where_a_cell_cycles():
    given = {"Organic SEI solvent permeability [mol.m-1.s-1]": 4.5894e-17}
    name = "SEI solvent permeability [mol.m-1.s-1]"
    found = [
        float(Cell.from_name("PHLP-15", values=v).parameter_values()[name]) for v in ({}, given)
    ]
    assert found[1] == pytest.approx(2 * found[0], rel=1e-6)
    values = Cell.from_name("PHLP-15", values=given).parameter_values()
    cell = LFPCycling(CompositeElectrolyteDFN(mechanisms=AGEING), values)
    assert cell.nominal_Ah == values[CAPACITY]
