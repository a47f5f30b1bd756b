"""PyBaMM's variables and parameters mean in our half-cell what their names say."""

import json

import numpy as np
import pybamm
import pytest

from sclcell import Cell
from sclcell.models import CompositeElectrolyteDFN, CompositeElectrolyteSPMe
from sclcell.models.inherited_variables import NOT_OF_A_HALF_CELL
from sclcell.models.mechanisms import AGEING

SIGMA = "Electrolyte conductivity [S.m-1]"
FIVE = [("Discharge at 1C until 2.5 V", "Charge at 1C until 4.0 V")] * 2


def discharge(model=None, rate=2.0, **changes):
    values = Cell.from_name("PHLP-15").parameter_values()
    values.update(changes)
    model = CompositeElectrolyteDFN() if model is None else model
    return pybamm.Simulation(model, parameter_values=values, C_rate=rate).solve([0, 600])


@pytest.fixture(scope="module")
def discharged():
    return discharge()


@pytest.fixture(scope="module")
def aged():
    values = Cell.from_name(
        "PHL-15", values={"Loss of active material per equivalent full cycle": 0.02}
    ).parameter_values()
    model = CompositeElectrolyteDFN(mechanisms=AGEING)
    experiment = pybamm.Experiment([*FIVE, "Discharge at 1C until 2.5 V"])
    return pybamm.Simulation(model, parameter_values=values, experiment=experiment).solve()


def last(solution, name):
    return float(np.asarray(solution[name].entries)[-1])


def test_a_discharge_loses_no_lithium(discharged):
    for name in ("LLI [%]", "Loss of lithium inventory [%]", "Total lithium lost [mol]"):
        assert np.abs(discharged[name].entries).max() < 1e-9


def test_lithium_lost_is_what_the_places_of_no_return_hold(aged):
    area = 1.13e-4
    places = ("Lithium in SEI [mol.m-2]", "Dead lithium [mol.m-2]", "Lithium in CEI [mol.m-2]")
    gained = [np.asarray(aged[name].entries).ravel() for name in places]
    side = area * sum(part[-1] - part[0] for part in gained)
    isolated = area * last(aged, "Lithium isolated in lost active material [mol.m-2]")
    assert last(aged, "Total lithium lost to side reactions [mol]") == pytest.approx(side, rel=1e-4)
    lost = last(aged, "Total lithium lost [mol]")
    assert lost == pytest.approx(side + isolated, rel=1e-4)
    assert 0 < last(aged, "LLI [%]") < 0.1
    # All of it is still there.
    total = aged["Total lithium [mol]"].entries
    assert total[-1] == pytest.approx(total[0], rel=1e-6)
    assert lost < total[0]


def test_active_material_lost_is_that_without_contact(aged):
    lost = 100 * (1 - last(aged, "Accessible active material fraction"))
    assert last(aged, "LAM_pe [%]") == pytest.approx(lost, rel=1e-6)


def test_the_sei_has_the_thickness_of_the_sei(aged, discharged):
    name = "X-averaged negative SEI thickness [m]"
    assert last(aged, name) == last(aged, "Lithium SEI thickness [m]")
    assert name not in discharged.all_models[0].variables


@pytest.mark.parametrize("model", [CompositeElectrolyteDFN, CompositeElectrolyteSPMe])
def test_what_pybamm_stacks_adds_up_to_the_voltage(model):
    solution = discharge(model(), **{"Contact resistance [Ohm]": 20.0})
    parts = (
        "Battery open-circuit voltage [V]",
        "Battery particle concentration overpotential [V]",
        "X-averaged battery reaction overpotential [V]",
        "X-averaged battery concentration overpotential [V]",
        "X-averaged battery electrolyte ohmic losses [V]",
        "X-averaged battery solid phase ohmic losses [V]",
    )
    stacked = sum(solution[name].entries for name in parts)
    stacked -= solution["Contact overpotential [V]"].entries
    assert np.abs(stacked - solution["Battery voltage [V]"].entries).max() < 1e-3


def test_the_picture_of_pybamm_ends_at_the_voltage(discharged):
    for split in (False, True):
        _, axes = pybamm.plot_voltage_components(
            discharged, show_plot=False, split_by_electrode=split
        )
        lowest = axes.collections[-1].get_paths()[0].vertices[:, 1].min()
        assert lowest == pytest.approx(discharged["Voltage [V]"].entries.min(), abs=1e-5)


def test_the_film_on_lithium_is_the_film_of_the_negative_electrode(discharged):
    film = discharged["Lithium film loss [V]"].entries
    assert film[0] > 0.05
    name = "Negative electrode SEI film overpotential [V]"
    assert discharged[name].entries == pytest.approx(-film)


@pytest.mark.parametrize("model", [CompositeElectrolyteDFN, CompositeElectrolyteSPMe])
def test_variables_without_meaning_are_not_there(model):
    assert not set(NOT_OF_A_HALF_CELL) & set(model().variables)
    assert not set(NOT_OF_A_HALF_CELL) & set(model().summary_variables)


class TestElectrolyteOfTheWholeCell:
    """A property that replaces the film's acts in the pores too, as PyBaMM's does."""

    @pytest.mark.parametrize(
        ("name", "value", "pores"),
        [
            (SIGMA, 0.02, "Catholyte conductivity [S.m-1]"),
            ("Electrolyte diffusivity [m2.s-1]", 3e-12, "Catholyte diffusivity [m2.s-1]"),
            ("Cation transference number", 0.3, "Catholyte cation transference number"),
            ("Thermodynamic factor", 2.0, "Catholyte thermodynamic factor"),
        ],
    )
    def test_a_number(self, name, value, pores):
        values = pybamm.ParameterValues("Li2024_PHLP15")
        values[name] = value
        c_e, T = pybamm.Scalar(1200), pybamm.Scalar(303.15)
        assert float(values.evaluate(values[pores](c_e, T))) == pytest.approx(value, rel=1e-12)

    def test_it_moves_the_losses_of_the_catholyte(self, discharged):
        worse = discharge(**{SIGMA: 0.01})
        name = "Catholyte ohmic loss [V]"
        assert last(worse, name) > 3 * last(discharged, name)

    def test_the_diffusivity_follows(self):
        values = pybamm.ParameterValues("Li2024_PHLP15")
        name = "Electrolyte diffusivity [m2.s-1]"
        c_e, T = pybamm.Scalar(1500), pybamm.Scalar(303.15)
        before = float(values.evaluate(values[name](c_e, T)))
        sigma = float(values.evaluate(values[SIGMA](c_e, T)))
        values[SIGMA] = 2 * sigma
        assert float(values.evaluate(values[name](c_e, T))) == pytest.approx(2 * before, rel=1e-9)

    def test_after_a_round_through_json(self):
        values = pybamm.ParameterValues("Li2024_PHLP15")
        back = pybamm.ParameterValues.from_json(json.loads(json.dumps(values.to_json())))
        inputs = {
            "Electrolyte concentration [mol.m-3]": pybamm.Scalar(1500),
            "Temperature [K]": pybamm.Scalar(303.15),
        }
        for name in ("Catholyte conductivity [S.m-1]", "Electrolyte diffusivity [m2.s-1]"):
            symbol = pybamm.FunctionParameter(name, inputs)
            found, expected = (float(v.evaluate(symbol)) for v in (back, values))
            assert found == pytest.approx(expected, rel=1e-12)
