"""Capacities in a fit are those of rate test and cycling, whatever is fitted."""

import pandas as pd
import pytest

from sclcell.experiments.cycling import cycle_lfp
from sclcell.experiments.rate import simulate_rate_test
from sclcell.fitting.cell_inputs import CellInputs, fit_parameter_names
from sclcell.fitting.kinds.rate_capability import RateCapability
from sclcell.fitting.kinds.retention import Retention
from sclcell.fitting.problem.schema import DataSet
from sclcell.parameter_sets.cell import Cell

CAPACITY = "Specific discharge capacity [mA.h.g-1]"
SIGMA, SALT = "Matrix conductivity [S.m-1]", "Salt concentration [mol.m-3]"


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({SIGMA: 0.008}, {"catholyte": "PHLP", "areal_loading_mg_cm2": 4.0}),
        ({"Separator thickness [m]": 4e-5, "Positive electrode porosity": 0.35}, {}),
    ],
)
def test_a_fit_and_a_rate_test_give_the_same(values, fields):
    table = pd.DataFrame({"rate": [1.0], "capacity": [150.0], "temperature": [40.0]})
    data = DataSet(name="x", file="x.csv", kind="rate capability", noise=2.0)
    kind = RateCapability(data, table, Cell.from_name("PHLP-15", **fields), list(values))
    assert kind.names >= set(values)
    (found,) = kind.compare(values).table["Model"]
    cell = Cell.from_name("PHLP-15", temperature_degC=40.0, values=values, **fields)
    expected = simulate_rate_test(cell, (1.0,)).table[CAPACITY][0]
    assert found == pytest.approx(expected, rel=5e-5)


def test_current_and_capacity_are_those_of_the_weighed_mass():
    """A fitted loading moves the LFP in the cell, not the mass that the measurement divides by."""
    loading = "Positive electrode LFP areal loading [kg.m-2]"
    table = pd.DataFrame({"rate": [0.1], "capacity": [150.0]})
    data = DataSet(name="x", file="x.csv", kind="rate capability", noise=2.0, cycles=1)
    kind = RateCapability(data, table, Cell.from_name("PHLP-15"), [loading])
    light, heavy = (kind.compare({loading: x}).table["Model"][0] for x in (0.015, 0.0165))
    assert heavy / light == pytest.approx(1.1, rel=2e-3)


@pytest.mark.parametrize("catholyte", [None, "PHLP", "PHA-15"])
def test_constants_of_films_move_the_pores_and_the_salt_too(catholyte):
    fitted = {SIGMA: 0.008, SALT: 1200.0, "LAGP conductivity [S.m-1]": 0.02}
    cell = Cell.from_name("PHLP-15", catholyte=catholyte)
    inputs = CellInputs(cell, list(fitted)).inputs(fitted)
    expected = Cell.from_name("PHLP-15", catholyte=catholyte, values=fitted).parameter_values()
    assert {name: expected[name] for name in inputs} == pytest.approx(inputs)
    moved = {n for n, v in cell.parameter_values().items() if v != expected[n] and n in inputs}
    assert "Initial concentration in electrolyte [mol.m-3]" in moved
    assert ("Catholyte matrix cation conductivity [S.m-1]" in moved) == (catholyte is not None)


@pytest.mark.parametrize(
    "name",
    [
        "Positive particle radius [m]",
        "Negative electrode OCP [V]",
        "Initial concentration in electrolyte [mol.m-3]",
    ],
)
def test_what_cannot_be_an_input_cannot_be_fitted(name):
    assert name not in fit_parameter_names(Cell.from_name("PHLP-15"))


def test_a_thickness_can_be_fitted_to_cycling_too():
    length = "Separator thickness [m]"
    table = pd.DataFrame({"cycle": [1], "capacity": [140.0]})
    data = DataSet(name="x", file="x.csv", kind="retention", noise=2.0, rate_C=2.0)
    kind = Retention(data, table, Cell.from_name("PHLP-15"), [length])
    found = [kind.compare({length: x}).table["Model"][0] for x in (2.2e-5, 6e-5)]
    cell = Cell.from_name("PHLP-15", separator_thickness_um=60.0)
    factor = cell.parameter_values()["Cycling cell capacity factor"]
    expected = factor * cycle_lfp(cell, 2.0, 1).table[CAPACITY][0]
    assert found[1] == pytest.approx(expected, rel=1e-4)
    assert found[0] > 1.0001 * found[1]
