"""What PyBaMM's example scripts do, with the models of this package in place of PyBaMM's.

One test for each script of which docs/pybamm_scripts.md says that it runs, named after it. The
steps are the scripts', the code is not; protocols are shorter.
"""

import re
from typing import Any

import numpy as np
import pybamm
import pytest
from matplotlib import pyplot

from sclcell.models import CompositeElectrolyteDFN, CompositeElectrolyteSPMe

DFN, SPMe = CompositeElectrolyteDFN, CompositeElectrolyteSPMe
VOLTAGE = "Voltage [V]"
SHOWN = [
    "Electrolyte concentration [mol.m-3]",
    "Positive particle surface concentration [mol.m-3]",
    "Current [A]",
    "Electrolyte potential [V]",
    "Positive electrode potential [V]",
    VOLTAGE,
]
pytestmark = pytest.mark.slow

#: One size of particles, for what PyBaMM does not do with a distribution.
SINGLE = {"particle size": "single"}


@pytest.fixture(autouse=True)
def _no_windows():
    yield
    pyplot.close("all")


def values(**changes: Any) -> pybamm.ParameterValues:
    found = pybamm.ParameterValues("Li2024_PHLP15")
    found.update(changes, check_already_exists=False)
    return found


def run(model: Any, parameters: Any = None, seconds: float = 600, **options: Any) -> Any:
    simulation = pybamm.Simulation(model, parameter_values=parameters or values(), **options)
    return simulation.solve(None if "experiment" in options else [0, seconds])


def shown(solutions: Any, variables: Any = None) -> None:
    pybamm.dynamic_plot(solutions, variables or SHOWN, show_plot=False)


def by_hand(model: Any, parameters: Any = None, **mesh: Any) -> Any:
    """Process a model step by step; returns its discretisation."""
    parameters = parameters or values()
    geometry = model.default_geometry
    parameters.process_model(model)
    parameters.process_geometry(geometry)
    points = {**model.default_var_pts, **mesh.get("var_pts", {})}
    submeshes = {**model.default_submesh_types, **mesh.get("submesh_types", {})}
    methods = {**model.default_spatial_methods, **mesh.get("spatial_methods", {})}
    discretisation = pybamm.Discretisation(pybamm.Mesh(geometry, submeshes, points), methods)
    discretisation.process_model(model)
    return discretisation


def test_DFN():
    model = DFN()
    by_hand(model, var_pts={"x_s": 10, "x_p": 10, "r_p": 10})
    solution = pybamm.IDAKLUSolver(atol=1e-6, rtol=1e-3).solve(model, [0, 3600])
    plot = pybamm.QuickPlot(solution, SHOWN, time_unit="seconds", spatial_unit="um")
    plot.dynamic_plot(show_plot=False)
    assert solution[VOLTAGE].entries[-1] < 3.2


def test_DFN_ambient_temperature():
    model = DFN({"thermal": "lumped"})
    ambient = {"Ambient temperature [K]": lambda y, z, t: 300 + t * 100 / 3600}
    by_hand(model, values(**ambient))
    solution = pybamm.IDAKLUSolver(atol=1e-6, rtol=1e-3).solve(model, [0, 1200])
    shown(solution, ["X-averaged cell temperature [K]", "Ambient temperature [K]"])
    assert solution["X-averaged cell temperature [K]"].entries[-1] > 315


def test_DFN_size_distributions():
    experiment = pybamm.Experiment(["Discharge at 1C for 30 minutes", "Rest for 30 minutes"])
    solutions = [run(model, experiment=experiment) for model in (DFN(), DFN(SINGLE))]
    shown(solutions)
    shown(solutions[0], ["Positive particle surface concentration distribution [mol.m-3]"])
    ends = [one[VOLTAGE].entries[-1] for one in solutions]
    assert ends[0] == pytest.approx(ends[1], abs=0.02)


def test_SPM_compare_particle_grid():
    ends = []
    for submesh in (
        pybamm.Uniform1DSubMesh,
        pybamm.Chebyshev1DSubMesh,
        pybamm.MeshGenerator(pybamm.Exponential1DSubMesh, submesh_params={"side": "right"}),
    ):
        model = SPMe(SINGLE)
        by_hand(
            model,
            var_pts={"r_p": 30},
            submesh_types={"positive particle": submesh},
            spatial_methods={"positive particle": pybamm.FiniteVolume()},
        )
        solution = model.default_solver.solve(model, [0, 600])
        profile = solution["X-averaged positive particle concentration [mol.m-3]"]
        assert np.all(np.diff(profile.entries[:, -1]) > -1e-6)  # lithiation from outside
        ends.append(solution[VOLTAGE].entries[-1])
    assert np.ptp(ends) < 2e-3


def test_SPMe():
    model = SPMe()
    model.convert_to_format = "python"
    by_hand(model)
    solution = model.default_solver.solve(model, np.linspace(0, 600, 100))
    shown(solution)
    assert solution[VOLTAGE].entries[-1] == pytest.approx(
        run(SPMe())[VOLTAGE].entries[-1], abs=1e-4
    )


def test_SPMe_SOC():
    extents = {}
    for thickness in (30e-6, 60e-6):
        model = SPMe()
        changes = {"Positive electrode thickness [m]": thickness, "Current function [A]": 2e-4}
        by_hand(model, values(**changes))
        solution = model.default_solver.solve(model, [0, 600])
        extents[thickness] = np.ptp(
            solution["X-averaged positive electrode extent of lithiation"].entries
        )
    assert extents[30e-6] == pytest.approx(2 * extents[60e-6], rel=1e-3)


def test_SPMe_step():
    model = SPMe()
    by_hand(model)
    whole = pybamm.IDAKLUSolver().solve(model, [0, 1500])
    solver, stepped = pybamm.IDAKLUSolver(), None
    for _ in range(3):
        stepped = solver.step(stepped, model, dt=500, t_interp=[0, 500])
    assert stepped[VOLTAGE].entries[-1] == pytest.approx(whole[VOLTAGE].entries[-1], abs=1e-3)


def test_calendar_ageing():
    model = DFN(mechanisms=["ReactionLimitedSEI"])
    at_rest = {"Current function [A]": 0.0}
    solution = run(model, values(**at_rest), seconds=30 * 365 * 86400)
    names = [
        "Lithium SEI thickness [m]",
        "Loss of lithium inventory [%]",
        "Total lithium lost [mol]",
    ]
    shown(solution, [VOLTAGE, *names, "Loss of lithium to negative SEI [mol]"])
    assert np.all(np.diff(solution[names[0]].entries) > 0)


def test_compare_intercalation_kinetics():
    electrodes = ("Negative", "Positive")
    transfer = {f"{one} electrode Butler-Volmer transfer coefficient": 0.6 for one in electrodes}
    energy = {f"{one} electrode reorganization energy [eV]": 0.35 for one in electrodes}
    cases: dict[str, dict[str, float]] = {
        "symmetric Butler-Volmer": {},
        "asymmetric Butler-Volmer": transfer,
        "linear": {},
        "Marcus-Hush-Chidsey": energy,
    }
    ends = [
        run(DFN({"intercalation kinetics": kinetics}, name=kinetics), values(**more))
        for kinetics, more in cases.items()
    ]
    shown(ends)
    assert len({one[VOLTAGE].entries[-1] for one in ends}) == len(cases)


def test_compare_interface_utilisation():
    more = {}
    for one, initial, factor in (("negative", 0.9, -4e-5), ("positive", 0.8, 4e-5)):
        more[f"Initial {one} electrode interface utilisation"] = initial
        name = f"{one.capitalize()} electrode current-driven interface utilisation factor"
        more[f"{name} [m3.mol-1]"] = factor
    ends = [
        run(DFN({"interface utilisation": one}, name=one), values(**more))
        for one in ("full", "constant", "current-driven")
    ]
    shown(ends, [*SHOWN, "Positive electrode interface utilisation"])
    voltages = [one[VOLTAGE].entries[-1] for one in ends]
    assert voltages[0] > voltages[1]


def test_compare_lithium_ion():
    solutions = [run(SPMe()), run(DFN())]
    pybamm.dynamic_plot(solutions, show_plot=False)
    ends = [one[VOLTAGE].entries[-1] for one in solutions]
    assert ends[0] == pytest.approx(ends[1], abs=1e-3)


def test_compare_lithium_ion_2D():
    height = values()["Electrode height [m]"]
    tabs = {
        f"{one} tab centre z-coordinate [m]": z
        for one, z in (("Negative", 0), ("Positive", height))
    }
    model = SPMe({"current collector": "potential pair", "dimensionality": 1})
    by_hand(model, values(**tabs), var_pts={"z": 10})
    solution = model.default_solver.solve(model, [0, 600])
    shown(solution, [VOLTAGE, "Positive current collector potential [V]"])
    assert solution["Positive current collector potential [V]"].entries.shape[0] == 10


def test_compare_lithium_ion_half_cell():
    stock = run(pybamm.lithium_ion.DFN({"working electrode": "positive"}, name="stock"))
    solutions = [run(SPMe()), run(DFN()), stock]
    pybamm.dynamic_plot(solutions, show_plot=False)
    assert all(one.termination == "final time" for one in solutions)


def test_compare_lithium_ion_particle_distribution():
    graded = values()
    radius, model = graded["Positive particle radius [m]"], DFN(SINGLE)

    def positive_radius(x: Any) -> Any:
        return (1 + 2 * (model.param.L_x - x) / model.param.p.L) * radius

    graded["Positive particle radius [m]"] = positive_radius
    solution = run(model, graded)
    shown(solution, [*SHOWN, "Positive particle radius"])
    assert np.ptp(solution["Positive particle radius [m]"].entries[:, 0]) > radius


def test_compare_particle_models():
    profiles = ("Fickian diffusion", "uniform profile", "quadratic profile", "quartic profile")
    solutions = [run(DFN({**SINGLE, "particle": one}, name=one)) for one in profiles]
    pybamm.dynamic_plot(solutions, show_plot=False)
    ends = [one[VOLTAGE].entries[-1] for one in solutions]
    assert ends[2:] == pytest.approx([ends[0]] * 2, abs=1e-4)


def test_compare_spectral_volume():
    domains = ("separator", "positive electrode", "positive particle")
    spectral = pybamm.MeshGenerator(pybamm.SpectralVolume1DSubMesh, {"order": 3})
    model = DFN(SINGLE)
    by_hand(
        model,
        var_pts={"x_s": 2, "x_p": 2, "r_p": 5},
        submesh_types=dict.fromkeys(domains, spectral),
        spatial_methods={one: pybamm.SpectralVolume(order=3) for one in domains},
    )
    solution = pybamm.IDAKLUSolver(atol=1e-8, rtol=1e-8).solve(model, [0, 600])
    usual = run(DFN(SINGLE))[VOLTAGE].entries[-1]
    assert solution[VOLTAGE].entries[-1] == pytest.approx(usual, abs=2e-3)


def test_compare_surface_temperature():
    more = {"Casing heat capacity [J.K-1]": 30.0, "Environment thermal resistance [K.W-1]": 10.0}
    experiment = pybamm.Experiment(["Discharge at 1C for 10 minutes", "Rest for 10 minutes"])
    solutions = []
    for surface in ("ambient", "lumped"):
        model = SPMe({"thermal": "lumped", "surface temperature": surface}, name=surface)
        model.variables["Bulk temperature [degC]"] = (
            model.variables["Volume-averaged cell temperature [K]"] - 273.15
        )
        solutions.append(run(model, values(**more), experiment=experiment))
    shown(solutions, [VOLTAGE, "Bulk temperature [degC]", "Surface total cooling [W]"])
    shown(solutions[1], ["Environment total cooling [W]"])


def test_conservation_lithium():
    steps = (
        "Discharge at 1C until 3.2 V",
        "Rest for 10 minutes",
        "Charge at C/3 until 4 V",
        "Charge at 4 V until C/20",
    )
    solution = run(DFN(), experiment=pybamm.Experiment(list(steps)))
    total = solution["Total lithium [mol]"].entries
    assert np.ptp(total) / total[0] < 1e-10
    assert np.ptp(solution["Total lithium in positive electrode [mol]"].entries) > 0


def test_coupled_variable_example():
    model = DFN()
    model.variables["Double voltage [V]"] = 2 * pybamm.CoupledVariable(VOLTAGE)
    solution = run(model)
    double = solution["Double voltage [V]"].entries
    np.testing.assert_allclose(double, 2 * solution[VOLTAGE].entries, rtol=1e-10)


def test_cycling_ageing():
    model = SPMe(mechanisms=["SolventDiffusionSEI", "CrackAndRepair", "DeadLithium"])
    cycle = (
        "Discharge at 1C until 2.5 V",
        "Charge at 1C until 4.0 V",
        "Hold at 4.0 V until C/10",
        "Rest for 5 minutes",
    )
    solution = run(model, experiment=pybamm.Experiment([cycle] * 2))
    names = ["Total lithium lost [mol]", "Loss of lithium to negative SEI [mol]"]
    shown(solution, [VOLTAGE, "Dead lithium [mol.m-2]", names])
    assert (
        solution.summary_variables["Lithium inventory [mol.m-2]"][-1]
        < (solution.summary_variables["Lithium inventory [mol.m-2]"][0])
    )


def cycle_of_a_drive(scale: float) -> np.ndarray:
    """Return a course of two minutes: time [s], and anything up to `scale`."""
    t = np.arange(0.0, 120.0)
    return np.column_stack([t, scale * (0.6 + 0.4 * np.sin(t / 7))])


def test_drive_cycle():
    one_C = values()["Nominal cell capacity [A.h]"]
    experiment = pybamm.Experiment([pybamm.step.current(cycle_of_a_drive(one_C))])
    solution = run(SPMe({"thermal": "lumped"}), experiment=experiment)
    shown(solution, [*SHOWN, "X-averaged cell temperature [K]"])
    assert solution.t[-1] == pytest.approx(119)


def test_empirical_hysteresis():
    def shifted(name: str, factor: float) -> Any:
        usual = values()[name]
        return lambda *at: factor * usual(*at)

    names = (
        "Positive electrode {}OCP [V]",
        "Positive electrode {}exchange-current density [A.m-2]",
        "Positive particle {}diffusivity [m2.s-1]",
    )
    more = {
        name.format(f"{direction} "): shifted(name.format(""), factor)
        for name in names
        for direction, factor in (("lithiation", 0.995), ("delithiation", 1.005))
    }
    kinds = ("open-circuit potential", "exchange-current density", "diffusivity")
    model = SPMe(dict.fromkeys(kinds, ("single", "current sigmoid")))
    steps = ["Discharge at 1C for 10 minutes", "Charge at 1C for 5 minutes"]
    solution = run(model, values(**more), experiment=pybamm.Experiment(steps))
    plain = run(SPMe(), experiment=pybamm.Experiment(steps))
    assert solution[VOLTAGE].entries[1] < plain[VOLTAGE].entries[1]
    assert solution[VOLTAGE].entries[-1] > plain[VOLTAGE].entries[-1]


def test_experiment_drive_cycle():
    one_C = values()["Nominal cell capacity [A.h]"]
    steps = (
        "Discharge at 1C for 10 minutes",
        "Rest for 5 minutes",
        pybamm.step.current(cycle_of_a_drive(one_C)),
        "Rest for 5 minutes",
        pybamm.step.power(cycle_of_a_drive(3 * one_C)),
    )
    solution = run(DFN(), experiment=pybamm.Experiment([steps]))
    solution.plot(show_plot=False)
    assert len(solution.cycles[0].steps) == 5


def test_cccv(tmp_path):
    cycle = (
        "Discharge at 1C until 2.5 V",
        "Rest for 10 minutes",
        "Charge at 1C until 4.0 V",
        "Hold at 4.0 V until C/20",
    )
    model = DFN(mechanisms=["SolventDiffusionSEI"])
    solution = run(model, experiment=pybamm.Experiment([cycle] * 2))
    assert len(solution.cycles) == 2
    names = {"Time [h]": "t", "Current [A]": "I", VOLTAGE: "V", "Discharge capacity [A.h]": "Q"}
    solution.save_data(str(tmp_path / "cell.mat"), [*names], to_format="matlab", short_names=names)
    solution.save_data(str(tmp_path / "cell.csv"), [*names], to_format="csv")
    assert {path.suffix for path in tmp_path.iterdir()} == {".mat", ".csv"}


def test_gitt():
    experiment = pybamm.Experiment([("Discharge at C/20 for 1 hour", "Rest for 1 hour")] * 3)
    solution = run(DFN(), experiment=experiment)
    solution.plot(show_plot=False)
    assert solution.t[-1] == pytest.approx(6 * 3600)


def test_multiprocess_inputs():
    simulation = pybamm.Simulation(
        DFN(), parameter_values=values(**{"Current function [A]": "[input]"})
    )
    inputs = [{"Current function [A]": current} for current in (1e-4, 2e-4)]
    found = simulation.solve(np.linspace(0, 600, 300), inputs=inputs)
    assert found[0][VOLTAGE].entries[-1] > found[1][VOLTAGE].entries[-1]


def test_nca_parameters():
    solution = pybamm.Simulation(DFN(), parameter_values=values(), C_rate=1).solve([0, 3600])
    solution.plot(show_plot=False)
    assert solution["Discharge capacity [A.h]"].entries[-1] > 0


def test_print_model_parameter_combinations():
    """Any option by itself makes a model, or is refused by what the script expects."""
    made = 0
    for option, choices in pybamm.BatteryModelOptions({}).possible_options.items():
        for choice in choices[1:]:
            try:
                model = SPMe({**SINGLE, option: choice})
            except (pybamm.OptionError, pybamm.ModelError, AttributeError):
                continue
            try:
                values().process_model(model)
                made += 1
            except KeyError as error:  # a parameter of PyBaMM's that the set does not have
                missing = str(error)
                if "not found" not in missing:
                    raise
    assert made > 15


def test_print_parameters(tmp_path):
    file = tmp_path / "parameters.txt"
    values().print_parameters(DFN().param, str(file))
    assert "n_Li_particles_init" in file.read_text()


def test_rate_capability():
    capacities = []
    for rate in (0.5, 2.0):
        experiment = pybamm.Experiment([f"Discharge at {rate}C until 2.5 V"])
        solution = run(DFN(), experiment=experiment)
        end = solution["Time [s]"].entries[-1]
        capacities.append(float(solution["Discharge capacity [A.h]"](end)))
    assert capacities[0] > capacities[1] > 0


def test_run_eis_simulation():
    simulation = pybamm.EISSimulation(DFN({"surface form": "differential"}), values())
    simulation.solve(np.logspace(-2, 4, 7))
    simulation.nyquist_plot(show_plot=False)


def test_run_simulation():
    simulation = pybamm.Simulation(DFN())
    solution = simulation.solve([0, 3600])
    simulation.plot(show_plot=False)
    assert solution[VOLTAGE].entries[-1] < solution[VOLTAGE].entries[0]


def test_thermal_lithium_ion():
    solution = run(SPMe({"cell geometry": "arbitrary", "thermal": "lumped"}))
    shown(solution, [VOLTAGE, "X-averaged cell temperature [K]", "Cell temperature [K]"])
    with pytest.raises(pybamm.OptionError, match="X-full"):
        SPMe({**SINGLE, "thermal": "x-full"})


def test_minimal_example_of_lookup_tables():
    tabled = values()
    diffusivity = 1e-17

    def table(sto: Any, T: Any) -> Any:
        grid = np.array([273.15, 298.15, 318.15]), np.array([0.0, 1.0])
        return pybamm.Interpolant(grid, np.full((3, 2), diffusivity), [T, sto], "D")

    tabled["Positive particle diffusivity [m2.s-1]"] = table
    plain = values(**{"Positive particle diffusivity [m2.s-1]": diffusivity})
    ends = [run(DFN(), one)[VOLTAGE].entries[-1] for one in (tabled, plain)]
    assert ends[0] == pytest.approx(ends[1], abs=1e-5)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"particle phases": ("1", "2")}, "one active material"),  # compare_lithium_ion_two_phase
        ({"heat of mixing": "true"}, "heat of mixing"),  # compare_lithium_ion_heat_of_mixing
        ({"open-circuit potential": "MSMR"}, "MSMR"),  # MSMR
        ({"thermal": "x-lumped"}, "lumped"),  # pouch_cell_cooling
    ],
)
def test_what_a_script_needs_and_a_model_lacks_is_refused(options, reason):
    with pytest.raises(pybamm.OptionError, match=reason):
        DFN(options)


def test_table_of_scripts_is_that_of_the_tests(repository_root):
    page = (repository_root / "docs" / "pybamm_scripts.md").read_text()
    runs = set(re.findall(r"^\| `(?:[\w/]+/)?(\w+)` \| runs", page, re.MULTILINE))
    here = {name.removeprefix("test_") for name in globals() if name.startswith("test_")}
    assert runs <= here
    apart = {
        "what_a_script_needs_and_a_model_lacks_is_refused",
        "table_of_scripts_is_that_of_the_tests",
    }
    assert here - runs == apart
