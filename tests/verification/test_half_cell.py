"""The half-cell models against PyBaMM, against closed forms and against conservation laws."""

import numpy as np
import pybamm
import pytest

from sclcell.models import CompositeElectrolyteDFN, CompositeElectrolyteSPMe
from sclcell.models.voltage_losses import VOLTAGE_LOSSES

MODELS = [CompositeElectrolyteDFN, CompositeElectrolyteSPMe]
SIZES = {"x_n": 20, "x_s": 20, "x_p": 20, "r_p": 20}
FARADAY = 96485.33212331001


def accurate():
    return pybamm.IDAKLUSolver(rtol=1e-8, atol=1e-10)


@pytest.fixture
def values():
    return pybamm.ParameterValues("Li2024_PHLP15")


def unfilled_single_size(values):
    """Zero filler, equal domains, no film: what PyBaMM's own model can do."""
    values.update(
        {
            "Filler mass fraction": 0.0,
            # salt lasts to the end of the discharge
            "Positive electrode Bruggeman coefficient (electrolyte)": 1.5,
            "Lithium interphase film resistance [Ohm.m2]": 0.0,
            "Positive particle reference diffusivity [m2.s-1]": 4e-18,
            # PyBaMM's own SEI and plating submodels ask for these names; none acts here
            "SEI resistivity [Ohm.m]": 0.0,
            "Initial SEI thickness [m]": 1e-9,
        },
        check_already_exists=False,
    )
    return values


def voltage(model, values, times, sizes=SIZES, meshes=None, methods=None):
    simulation = pybamm.Simulation(
        model,
        parameter_values=values,
        solver=accurate(),
        var_pts=sizes,
        submesh_types=meshes,
        spatial_methods=methods,
    )
    return simulation.solve([0, times[-1]])["Voltage [V]"](times)


STOCK = {"working electrode": "positive"}


def test_equals_pybamm_dfn_without_filler(values):
    """Same options, same mesh, same equations: the voltages agree to the solver's tolerance."""
    values = unfilled_single_size(values)
    stock = pybamm.lithium_ion.DFN(STOCK)
    ours = CompositeElectrolyteDFN({"particle size": "single"})
    times = np.linspace(0, 2500, 101)
    meshes = stock.default_submesh_types
    methods = stock.default_spatial_methods
    difference = voltage(ours, values, times, meshes=meshes, methods=methods) - voltage(
        stock, values, times, meshes=meshes
    )
    assert np.abs(difference).max() < 1e-6


def test_surface_form_converges_to_pybamm_at_second_order(values):
    """Our own discretisation approaches PyBaMM's surface form four times as close per halving."""
    values = unfilled_single_size(values)
    options = {"surface form": "algebraic"}
    stock = pybamm.lithium_ion.DFN({**STOCK, **options})
    ours = CompositeElectrolyteDFN({"particle size": "single", **options})
    times = np.linspace(0, 2500, 101)
    meshes, methods = stock.default_submesh_types, stock.default_spatial_methods
    gaps = []
    for cells in (20, 40):
        sizes = {**SIZES, "x_s": cells, "x_p": cells}
        difference = voltage(ours, values, times, sizes, meshes, methods) - voltage(
            stock, values, times, sizes, meshes
        )
        gaps.append(np.abs(difference).max())
    assert gaps[0] < 50e-6
    assert gaps[1] < 10e-6
    assert gaps[1] < 0.35 * gaps[0]


@pytest.mark.parametrize("model", MODELS)
def test_lithium_is_conserved_over_ten_cycles_with_unlike_electrolytes(model):
    from sclcell.parameter_sets.li2024 import half_cell_values

    values = pybamm.ParameterValues(half_cell_values("PHLP-15", catholyte="PHL-15"))
    experiment = pybamm.Experiment(
        [("Discharge at 1C until 2.5 V", "Charge at 1C until 4 V", "Hold at 4 V until C/10")] * 10
    )
    solution = pybamm.Simulation(model(), parameter_values=values, experiment=experiment).solve()
    electrolyte = solution["Total lithium in electrolyte [mol]"].entries
    cathode = solution["Total lithium in positive electrode [mol]"].entries
    stripped = solution["Discharge capacity [A.h]"].entries * 3600 / FARADAY
    total = electrolyte + cathode - stripped
    assert np.ptp(stripped) > 0.5 * cathode.max()
    assert np.ptp(electrolyte) < 1e-10 * electrolyte[0]
    assert np.ptp(total) < 1e-8 * total[0]


@pytest.mark.parametrize("model", MODELS)
def test_lithium_is_conserved_when_properties_vary_with_concentration(model, values):
    values.update(
        {
            "Electrolyte conductivity [S.m-1]": lambda c, T: 0.08 * (c / 1500) ** 0.7,
            "Electrolyte diffusivity [m2.s-1]": lambda c, T: 4e-12 * (c / 1500) ** -0.4,
            "Cation transference number": lambda c, T: 0.5 * (c / 1500) ** -0.2,
            "Catholyte diffusivity [m2.s-1]": lambda c, T: 2e-12 * (c / 1500) ** 0.3,
            "Catholyte cation transference number": lambda c, T: 0.2 * (c / 1500) ** 0.5,
        }
    )
    solution = pybamm.Simulation(
        model(), parameter_values=values, solver=accurate(), C_rate=3
    ).solve([0, 600])
    electrolyte = solution["Total lithium in electrolyte [mol]"].entries
    concentration = solution["Electrolyte concentration [mol.m-3]"].entries
    assert np.ptp(concentration) > 20
    assert np.ptp(electrolyte) < 1e-6 * electrolyte[0]


def test_sensitivity_to_filler_mass_fraction_equals_finite_difference(values):
    values["Filler mass fraction"] = "[input]"
    simulation = pybamm.Simulation(
        CompositeElectrolyteDFN(), parameter_values=values, solver=accurate()
    )
    times = np.linspace(0, 2400, 13)

    def solve(w, **options):
        inputs = {"Filler mass fraction": w}
        return simulation.solve([0, 2400], t_interp=times, inputs=inputs, **options)

    solution = solve(0.1, calculate_sensitivities=True)
    exact = np.ravel(solution["Voltage [V]"].sensitivities["Filler mass fraction"])
    exact = np.interp(times[1:], solution.t, exact)
    step = 1e-3
    above, below = (solve(0.1 + s)["Voltage [V]"](times[1:]) for s in (step, -step))
    difference = (above - below) / (2 * step)
    assert np.abs(exact).min() > 1e-3
    np.testing.assert_allclose(exact, difference, rtol=1e-3)


@pytest.mark.parametrize("model", MODELS)
def test_losses_explain_the_voltage(model, values):
    solution = pybamm.Simulation(
        model(), parameter_values=values, solver=accurate(), C_rate=2
    ).solve([0, 900])
    losses = sum(solution[name].entries for name in VOLTAGE_LOSSES)
    ocp = solution["Open-circuit potential at mean stoichiometry [V]"].entries
    np.testing.assert_allclose(ocp - losses, solution["Voltage [V]"].entries, atol=1e-6)
    current = solution["Current collector current density [A.m-2]"].entries[-1]
    L = values["Positive electrode thickness [m]"]
    sigma = values["Positive electrode conductivity [S.m-1]"]
    sigma *= (1 - values["Positive electrode porosity"]) ** 1.5
    # uniform reaction: i L / (3 sigma); the foil of lithium adds next to nothing
    expected = current * L / (3 * sigma)
    assert solution["Electronic loss [V]"].entries[-1] == pytest.approx(expected, rel=0.1)


def test_reduced_model_approaches_the_full_one(values):
    """The reduced model's error falls with the current, as its expansion says."""
    errors = []
    for c_rate in (2, 1, 0.5):
        times = np.linspace(60, 2400 * 0.5 / c_rate, 40)
        full, reduced = (
            pybamm.Simulation(
                model(), parameter_values=values, solver=accurate(), C_rate=c_rate
            ).solve([0, times[-1]])["Voltage [V]"](times)
            for model in MODELS
        )
        errors.append(np.abs(full - reduced).max())
    assert errors[0] < 1e-3
    assert errors[2] < 0.6 * errors[1] < 0.36 * errors[0]


def test_unlike_electrolytes_converge_at_second_order_through_the_interface():
    """Transport properties jump between film and catholyte; the error still falls fourfold."""
    from sclcell.parameter_sets.li2024 import half_cell_values

    values = pybamm.ParameterValues(half_cell_values("PHLP-15", catholyte="PHL-15"))
    values["Positive electrode Bruggeman coefficient (electrolyte)"] = 1.5
    through_cell = []
    for cells in (4, 8, 64):
        solution = pybamm.Simulation(
            CompositeElectrolyteDFN(),
            parameter_values=values,
            solver=accurate(),
            var_pts={"x_n": 20, "x_s": cells, "x_p": cells, "r_p": 6, "R_p": 3},
            C_rate=1,
        ).solve([0, 600])
        film, pores = (
            solution[f"X-averaged {part} electrolyte concentration [mol.m-3]"](600)
            for part in ("separator", "positive")
        )
        through_cell.append(float(film - pores))
    coarse, fine, reference = through_cell
    assert abs(coarse - reference) < 0.03 * reference
    assert abs(fine - reference) < 0.35 * abs(coarse - reference)
