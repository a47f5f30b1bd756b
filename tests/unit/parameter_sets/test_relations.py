"""One road from a cell and values to numbers: parameter values, inputs, fitted parameters."""

import pybamm
import pytest

from sclcell import Cell, InputError
from sclcell.experiments.film import film_report
from sclcell.fitting.cell_inputs import CellInputs
from sclcell.parameter_sets.electrolyte_constants import electrolyte_constants
from sclcell.parameter_sets.electrolytes import load_electrolyte
from sclcell.parameter_sets.isothermal import build_cell
from sclcell.parameter_sets.provenance import cell_values
from sclcell.parameter_sets.relations import cell_numbers, relations

LOADING = "Positive electrode LFP areal loading [kg.m-2]"
THICKNESS = "Positive electrode thickness [m]"
ACTIVE = "Positive electrode active material volume fraction"
POROSITY = "Positive electrode porosity"
INITIAL = "Initial concentration in positive electrode [mol.m-3]"
STOICHIOMETRY = "Initial stoichiometry in positive electrode"
HIGHEST = "Maximum concentration in positive electrode [mol.m-3]"
LIF, LITHIUM = "LiF share of SEI", "SEI lithium concentration [mol.m-3]"
R = "Lithium interphase film resistance [Ohm.m2]"
MATRIX = "Matrix conductivity [S.m-1]"
GIVEN = [
    {POROSITY: 0.45, "LFP density [kg.m-3]": 3650.0},
    {THICKNESS: 9e-6},
    {LIF: 0.3},
    {STOICHIOMETRY: 0.02},
    {R: 0.02, "Coin cell cathode area [m2]": 2e-4},
    {"Electrode width [m]": 0.012},
    {"LFP out of reach per areal loading [m2.kg-1]": 3.0, POROSITY: 0.4},
]


@pytest.mark.parametrize("given", GIVEN, ids=lambda given: next(iter(given)))
def test_all_roads_lead_to_the_same_numbers(given):
    """A value of the cell, of a sample and of a fit means one thing."""
    cell = Cell("PHL-15", values=given, temperature_degC=10.0)
    plain = Cell("PHL-15", temperature_degC=10.0)
    numbers = cell_numbers(cell)
    assert cell_numbers(plain, given) == numbers
    assert cell_numbers(plain, {f"PHL-15: {k}": v for k, v in given.items()}) == numbers
    assert cell_numbers(plain, {f"PHLP: {k}": v for k, v in given.items()}) == cell_numbers(plain)
    found = cell.parameter_values()
    inputs = build_cell(cell).inputs
    for name, value in numbers.items():
        assert float(found.evaluate(pybamm.Parameter(name))) == pytest.approx(value, rel=1e-12)
        if name in inputs:
            assert inputs[name] == value
    if not {"Electrode width [m]", "Coin cell cathode area [m2]"} & {*given}:
        fitted = CellInputs(plain, list(given)).fitted_values(given)
        for name in (THICKNESS, ACTIVE, INITIAL, LITHIUM, R):
            assert float(fitted.evaluate(pybamm.Parameter(name))) == pytest.approx(numbers[name])


def test_what_follows_by_hand():
    """Half the porosity that is left to solids of which LFP has the share of the recipe."""
    shipped = cell_values()
    share = shipped[ACTIVE] / (1 - shipped[POROSITY])
    found = cell_numbers(Cell("PHLP-15", areal_loading_mg_cm2=3.0, values={POROSITY: 0.5}))
    # of which 1.5 m2/kg of the 0.015 kg/m2 above the reference's are out of reach
    assert found[ACTIVE] == pytest.approx(0.5 * share * 0.977751)
    assert found[THICKNESS] == pytest.approx(0.03 / (found["LFP density [kg.m-3]"] * 0.5 * share))
    assert found["Nominal cell capacity [A.h]"] == pytest.approx(170 * 0.03 * 1.13e-4)
    assert found[INITIAL] == pytest.approx(shipped[STOICHIOMETRY] * shipped[HIGHEST])


def test_only_what_follows_from_moved_parameters_is_an_expression():
    """Numbers stay numbers: a mesh that depends on an expression is slower."""
    assert set(relations({POROSITY, LIF}, pybamm.Parameter, moved={POROSITY})) == {
        THICKNESS,
        ACTIVE,
    }
    assert relations({ACTIVE}, pybamm.Parameter) == {}


def test_constants_of_the_study_are_refused_for_other_films_at_once(tmp_path):
    """They have no meaning for the materials of a user's own."""
    path = tmp_path / "mine.toml"
    path.write_text(
        "[matrix]\nconductivity_mS_cm = 0.05\ntransference_number = 0.2\n"
        "activation_energy_eV = 0.35\n"
    )
    with pytest.raises(InputError, match="has no meaning for"):
        Cell(path, values={MATRIX: 0.01})
    # A sample holds constants that not all films have.
    film = load_electrolyte(path)
    assert build_cell(Cell(film), {MATRIX: 0.01}).film == film


def test_shared_constants_cannot_be_changed():
    """All cells of a process have them from one table."""
    with pytest.raises(TypeError):
        electrolyte_constants()[MATRIX] = 1.0


def test_a_film_is_reported_with_constants_of_ones_own():
    """Also at other loadings, for which the film is made anew."""
    doubled = {MATRIX: 2 * electrolyte_constants()[MATRIX]}
    cells = [Cell("PHLP-15", 25.0, values=values) for values in (None, doubled)]
    column = "Ionic conductivity [mS.cm-1]"
    shipped, own = (film_report(c.electrolyte, cell=c).loading[column] for c in cells)
    assert own.iloc[0] == pytest.approx(2 * shipped.iloc[0])
