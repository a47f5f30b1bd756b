"""Options of PyBaMM that a cell does not have are refused; those that it takes have an effect."""

import pybamm
import pytest
from matplotlib import pyplot

from sclcell import models
from sclcell.parameter_sets.electrolytes import get_electrolyte

HALF_CELLS = ["CompositeElectrolyteDFN", "CompositeElectrolyteSPMe"]
FILM_CELLS = [name for name in models.__all__ if name not in HALF_CELLS]


@pytest.mark.parametrize("name", HALF_CELLS)
@pytest.mark.parametrize(
    ("option", "value", "hint"),
    [
        ("SEI", "reaction limited", "mechanisms="),
        ("SEI", "constant", "mechanisms="),
        ("SEI", ("none", "reaction limited"), "mechanisms="),
        ("SEI film resistance", "average", "mechanisms="),
        ("lithium plating", "irreversible", "DeadLithium"),
        ("loss of active material", "reaction-driven", "ContactLoss"),
        ("particle phases", "2", "one active material"),
        ("particle phases", ("1", "2"), "one active material"),
        ("hydrolysis", "true", "lead-acid"),
        ("particle", "uniform profile", "'particle size': 'single'"),
        ("open-circuit potential", "current sigmoid", r"\('single', 'current sigmoid'\)"),
        ("thermal", "x-lumped", "'lumped'"),
        ("heat of mixing", "true", "balance of energy"),
        ("operating mode", "explicit power", "or 'power'"),
        ("working electrode", "both", "lithium metal"),
    ],
)
def test_option_that_a_half_cell_does_not_have_is_refused(name, option, value, hint):
    with pytest.raises(pybamm.OptionError, match=hint):
        getattr(models, name)({option: value})


def test_full_order_model_refuses_a_conductivity_of_another_model():
    with pytest.raises(pybamm.OptionError, match="not suitable for DFN"):
        models.CompositeElectrolyteDFN({"electrolyte conductivity": "integrated"})


@pytest.mark.parametrize("name", models.__all__)
def test_all_options_of_a_model_can_be_given_back_to_it(name):
    options = dict(getattr(models, name)().options)
    assert dict(getattr(models, name)(options).options) == options


@pytest.mark.parametrize("name", FILM_CELLS)
def test_film_cell_takes_only_options_that_count(name):
    """Any other value of any option is refused, or changes what the cell says."""
    model = getattr(models, name)
    counts = ("surface form", "operating mode", "calculate discharge energy", "contact resistance")
    usual = model().options
    for option, values in pybamm.BatteryModelOptions({}).possible_options.items():
        for value in values:
            if value == usual[option] or option in counts:
                continue
            if option == "surface form" or "MSMR" in str(value):
                continue
            with pytest.raises(pybamm.OptionError):
                model({option: value})


@pytest.mark.parametrize("name", FILM_CELLS)
def test_contact_resistance_of_a_film_cell_counts_unless_it_is_left_out(name):
    voltages = []
    for flag in ("true", "false"):
        model = getattr(models, name)({"contact resistance": flag})
        values = model.default_parameter_values
        values["Contact resistance [Ohm]"] = 5.0
        solution = pybamm.Simulation(model, parameter_values=values).solve([0, 0.01])
        voltages.append(solution["Voltage [V]"].entries[0])
        current = values["Current function [A]"]
    assert voltages[0] - voltages[1] == pytest.approx(-5.0 * current, rel=1e-3)


@pytest.mark.parametrize("name", HALF_CELLS)
def test_pictures_of_pybamm_show_all_parts(name):
    model = getattr(models, name)({"thermal": "lumped"})
    values = model.default_parameter_values
    solution = pybamm.Simulation(model, parameter_values=values).solve([0, 600])
    parts = ("Ohmic", "Irreversible electrochemical", "Reversible")
    heat = sum(solution[f"{part} heating [W]"].entries for part in parts)
    assert heat == pytest.approx(solution["Total heating [W]"].entries, rel=1e-9)
    assert all((solution[f"{part} heating [W]"].entries > 0).all() for part in parts[:2])
    for plot in (pybamm.plot_thermal_components, pybamm.plot_voltage_components):
        figure, _ = plot(solution, show_plot=False)
        pyplot.close(figure)


@pytest.mark.parametrize("name", models.__all__)
def test_thermodynamic_factor_may_be_a_function_of_salt_and_temperature(name):
    """At the concentration that there is, the same as the number."""
    salt = get_electrolyte("PHLP-15").matrix.salt_concentration
    voltages = []
    for factor in (2.0, lambda c_e, T: 2.0 * c_e / salt):
        model = getattr(models, name)()
        values = model.default_parameter_values
        values["Thermodynamic factor"] = factor
        solution = pybamm.Simulation(model, parameter_values=values).solve([0, 1e-4])
        voltages.append(solution["Voltage [V]"].entries[-1])
    assert voltages[0] == pytest.approx(voltages[1], rel=1e-6)


def test_citations_name_the_program_and_the_study(monkeypatch):
    """What `pybamm.print_citations` prints, which takes a package that not everybody has."""
    cited: list[str] = []
    monkeypatch.setattr(pybamm.citations, "register", cited.append)
    assert models.CompositeElectrolyteDFN().default_parameter_values
    assert any("10.1002/aenm.202402746" in one for one in cited)
    assert any(one.startswith("@misc{sclcell,") for one in cited)
    cited.clear()
    models.BlockingCell()
    assert any(one.startswith("@misc{sclcell,") for one in cited)
