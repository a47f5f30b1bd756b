"""The models and parameter sets are PyBaMM's own kind: everything PyBaMM does works on them."""

import pickle

import numpy as np
import pybamm
import pytest

MODELS = ["CompositeElectrolyteDFN", "CompositeElectrolyteSPMe"]
SETS = ["Li2024_PHLP", "Li2024_PHL15", "Li2024_PHLP15", "Li2024_PHA15", "Li2024_PHAP15"]


def final_voltage(model, values, **options):
    solution = pybamm.Simulation(model, parameter_values=values, **options).solve([0, 600])
    return solution["Voltage [V]"].entries[-1]


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("parameter_set", SETS)
def test_every_model_runs_with_every_parameter_set(name, parameter_set):
    values = pybamm.ParameterValues(parameter_set)
    assert 2.5 < final_voltage(pybamm.Model(name), values) < 3.5


@pytest.mark.parametrize("name", MODELS)
def test_cccv_experiment(name):
    experiment = pybamm.Experiment(
        [("Discharge at 1C until 2.5 V", "Charge at 1C until 4 V", "Hold at 4 V until C/20")]
    )
    values = pybamm.ParameterValues("Li2024_PHLP15")
    solution = pybamm.Simulation(
        pybamm.Model(name), parameter_values=values, experiment=experiment
    ).solve()
    capacity = values["Nominal cell capacity [A.h]"]
    discharged, charged, held = (
        np.ptp(step["Discharge capacity [A.h]"].entries) for step in solution.cycles[0].steps
    )
    assert 0.8 * capacity < discharged < capacity
    assert charged + held == pytest.approx(discharged, rel=0.02)
    assert solution["Current [A]"].entries[-1] == pytest.approx(-capacity / 20, rel=1e-3)


@pytest.mark.parametrize("name", MODELS)
def test_impedance(name):
    """The arcs end at the sum of film, charge transfer and electrolyte on the high side."""
    values = pybamm.ParameterValues("Li2024_PHLP15")
    model = pybamm.Model(name, {"surface form": "differential"})
    simulation = pybamm.EISSimulation(model, values)
    solution = simulation.solve(np.array([1e-1, 1e6]))
    area = values["Electrode height [m]"] * values["Electrode width [m]"]
    impedance = np.ravel(solution.impedance if hasattr(solution, "impedance") else solution)
    low, high = impedance * area
    film = values["Lithium interphase film resistance [Ohm.m2]"] * np.exp(
        60000 / 8.314462618 * (1 / 303.15 - 1 / 298.15)
    )
    assert low.real > high.real + film
    assert 1e-4 < high.real < 2e-3
    assert low.imag < 0


@pytest.mark.parametrize("name", MODELS)
def test_json_round_trip_of_the_model(name, tmp_path):
    model, values = pybamm.Model(name), pybamm.ParameterValues("Li2024_PHLP15")
    model.to_json(tmp_path / "model.json")
    again = pybamm.BaseModel.from_json(tmp_path / "model.json")
    assert final_voltage(again, values) == final_voltage(model, values)


def test_json_round_trip_of_the_parameters(tmp_path):
    values = pybamm.ParameterValues("Li2024_PHLP15")
    values.to_json(tmp_path / "values.json")
    again = pybamm.ParameterValues.from_json(tmp_path / "values.json")
    voltages = []
    for case in (values, again):
        case["Filler mass fraction"] = "[input]"
        solution = pybamm.Simulation(pybamm.Model(MODELS[0]), parameter_values=case).solve(
            [0, 600], inputs={"Filler mass fraction": 0.05}
        )
        voltages.append(solution["Voltage [V]"].entries[-1])
    assert voltages[0] == pytest.approx(voltages[1], abs=1e-9)


@pytest.mark.parametrize("name", MODELS)
def test_pickling(name):
    model, values = pybamm.Model(name), pybamm.ParameterValues("Li2024_PHLP15")
    again = pickle.loads(pickle.dumps(model))
    assert final_voltage(again, values) == final_voltage(model, values)


def test_pickling_of_the_parameters():
    values = pybamm.ParameterValues("Li2024_PHLP15")
    again = pickle.loads(pickle.dumps(values))
    model = pybamm.Model(MODELS[1])
    assert final_voltage(model, again) == final_voltage(model, values)


def test_compiled_model_gives_the_same_voltage():
    values = pybamm.ParameterValues("Li2024_PHLP15")
    plain, compiled = (
        final_voltage(
            pybamm.Model(MODELS[1]), values, solver=pybamm.IDAKLUSolver(options={"compile": flag})
        )
        for flag in (False, True)
    )
    assert compiled == pytest.approx(plain, abs=1e-7)


def test_list_of_inputs_on_threads():
    values = pybamm.ParameterValues("Li2024_PHLP15")
    values["Filler mass fraction"] = "[input]"
    simulation = pybamm.Simulation(
        pybamm.Model(MODELS[0]),
        parameter_values=values,
        solver=pybamm.IDAKLUSolver(options={"num_threads": 2}),
    )
    inputs = [{"Filler mass fraction": w} for w in (0.0, 0.1, 0.4)]
    together = simulation.solve([0, 600], inputs=inputs)
    for solution, case in zip(together, inputs, strict=True):
        alone = simulation.solve([0, 600], inputs=case)["Voltage [V]"].entries[-1]
        assert solution["Voltage [V]"].entries[-1] == pytest.approx(alone, abs=1e-9)


@pytest.mark.parametrize("name", MODELS)
def test_lumped_cell_warms_up_by_the_energy_it_loses(name):
    """Without cooling, heat capacity times rise is the time integral of I (U - V - T dU/dT)."""
    values = pybamm.ParameterValues("Li2024_PHLP15")
    values["Total heat transfer coefficient [W.m-2.K-1]"] = 0.0
    solution = pybamm.Simulation(
        pybamm.Model(name, {"thermal": "lumped"}),
        parameter_values=values,
        C_rate=5,
        solver=pybamm.IDAKLUSolver(rtol=1e-8, atol=1e-10),
    ).solve([0, 240])
    ocp = solution["Open-circuit potential at mean stoichiometry [V]"].entries
    T = solution["Volume-averaged cell temperature [K]"].entries
    entropic = values["Positive electrode OCP entropic change [V.K-1]"]
    power = solution["Current [A]"].entries * (ocp - solution["Voltage [V]"].entries - T * entropic)
    capacity = values["Cell heat capacity [J.K-1.m-3]"] * values["Cell volume [m3]"]
    expected = np.trapezoid(power, solution.t) / capacity
    assert expected > 0.02
    assert T[-1] - T[0] == pytest.approx(expected, rel=2e-3)


@pytest.mark.parametrize("temperature", [243.15, 273.15, 353.15])
def test_temperature_enters_all_losses(temperature):
    """Every loss but the electronic one falls when the cell gets warmer."""
    from sclcell.models.voltage_losses import VOLTAGE_LOSSES

    values = pybamm.ParameterValues("Li2024_PHLP15")
    losses = []
    for T in (temperature, temperature + 10):
        values.update({"Ambient temperature [K]": T, "Initial temperature [K]": T})
        solution = pybamm.Simulation(
            pybamm.Model(MODELS[0]), parameter_values=values, C_rate=0.01
        ).solve([0, 600])
        losses.append([solution[name].entries[-1] for name in VOLTAGE_LOSSES[:-1]])
    assert (np.array(losses[1]) < np.array(losses[0])).all()


def test_full_cell_is_refused():
    with pytest.raises(pybamm.OptionError, match="lithium metal negative electrode"):
        pybamm.Model(MODELS[0], {"working electrode": "both"})
