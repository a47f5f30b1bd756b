"""Li | CPE | Li against closed forms: steady state, Sand's time, Warburg, conservation."""

import numpy as np
import pybamm
import pytest
from scipy.optimize import brentq

from sclcell.models import BlockingCell, LithiumSteelCell, SymmetricLithiumCell
from sclcell.parameter_sets.electrolytes import ELECTROLYTES, get_electrolyte

F, R = 96485.33212331001, 8.31446261815324
T = 298.15


class Film:
    """Closed forms of a film; properties from the closures, not through PyBaMM."""

    def __init__(self, name: str) -> None:
        film = get_electrolyte(name)
        self.sigma = film.ionic_conductivity(T)
        self.t_plus = film.cation_transference_number(T)
        self.D = film.salt_diffusivity(T)
        self.c_0 = film.matrix.salt_concentration
        self.chi = film.matrix.thermodynamic_factor
        self.L = 22e-6

    @property
    def limiting_current(self) -> float:
        return 2 * F * self.D * self.c_0 / ((1 - self.t_plus) * self.L)

    def sand_time(self, i: float) -> float:
        return np.pi * self.D * (F * self.c_0 / (2 * i * (1 - self.t_plus))) ** 2

    @property
    def diffusion_resistance(self) -> float:
        """Steady concentration overpotential per small current density [Ohm.m2]."""
        conductance = F**2 * self.D * self.c_0
        return 2 * self.chi * R * T * (1 - self.t_plus) ** 2 * self.L / conductance

    def warburg(self, frequencies: np.ndarray) -> np.ndarray:
        s = np.sqrt(2j * np.pi * frequencies * self.L**2 / (4 * self.D))
        return self.diffusion_resistance * np.tanh(s) / s


def values_for(name: str = "PHLP-15", **changes) -> pybamm.ParameterValues:
    values = pybamm.ParameterValues("Li2024_" + name.replace("-", ""))
    values.update({"Ambient temperature [K]": T, "Initial temperature [K]": T, **changes})
    return values


def area(values: pybamm.ParameterValues) -> float:
    return values["Electrode height [m]"] * values["Electrode width [m]"]


def pass_current(i: float, duration: float, model=None, **changes) -> pybamm.Solution:
    """Solve at a constant current density [A.m-2] for a time [s]."""
    values = values_for(**changes)
    values["Current function [A]"] = i * area(values)
    solver = pybamm.IDAKLUSolver(rtol=1e-8, atol=1e-10)
    simulation = pybamm.Simulation(
        model or SymmetricLithiumCell(), parameter_values=values, solver=solver
    )
    return simulation.solve([0, duration])


def spectrum(frequencies, model=None, **changes) -> np.ndarray:
    """Return impedance [Ohm.m2]."""
    values = values_for(**changes)
    simulation = pybamm.EISSimulation(model or SymmetricLithiumCell(), parameter_values=values)
    return simulation.solve(frequencies).impedance * area(values)


@pytest.mark.parametrize("name", ELECTROLYTES)
def test_steady_concentration_difference(name):
    film = Film(name)
    i = 0.1 * film.limiting_current
    solution = pass_current(i, 20 * film.L**2 / film.D, name=name)
    left, right = (
        solution[f"{side} surface electrolyte concentration [mol.m-3]"].entries[-1]
        for side in ("Left", "Right")
    )
    expected = (1 - film.t_plus) * i * film.L / (F * film.D)
    assert left - right == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize("multiple", [2, 5, 10])
def test_sand_time_far_above_the_limiting_current(multiple):
    film = Film("PHLP-15")
    i = multiple * film.limiting_current
    solution = pass_current(i, 2 * film.sand_time(i))
    assert solution.termination == "event: Salt depletion at the right surface"
    assert solution.t[-1] == pytest.approx(film.sand_time(i), rel=0.02)


@pytest.mark.parametrize("name", ELECTROLYTES)
@pytest.mark.parametrize("multiple", [1.05, 1.2, 1.5])
def test_depletion_time_just_above_the_limiting_current(name, multiple):
    """Where the layers at both surfaces meet, the series of a finite film takes Sand's place."""
    film = Film(name)
    n = np.arange(1, 400, 2)

    def surface(time: float) -> float:
        decay = np.exp(-(n**2) * np.pi**2 * film.D * time / film.L**2)
        # The last factor: salt counts as used up at a thousandth of its initial concentration.
        return 0.999 - 2 * multiple * (0.5 - np.sum(4 / (n * np.pi) ** 2 * decay))

    expected = brentq(surface, 1e-6, 20 * film.L**2 / film.D)
    solution = pass_current(multiple * film.limiting_current, 2 * expected, name=name)
    assert solution.t[-1] == pytest.approx(expected, rel=0.02)


def test_limiting_current():
    film = Film("PHLP-15")
    long = 30 * film.L**2 / film.D
    below = pass_current(0.99 * film.limiting_current, long)
    above = pass_current(1.01 * film.limiting_current, long)
    assert below.termination == "final time"
    assert "Salt depletion" in above.termination
    below_reversed = pass_current(-1.01 * film.limiting_current, long)
    assert below_reversed.termination == "event: Salt depletion at the left surface"


@pytest.mark.parametrize("name", ELECTROLYTES)
def test_warburg_is_the_closed_form(name):
    film = Film(name)
    rate = film.D / film.L**2
    frequencies = np.logspace(-2, 2, 25) * rate
    # What is not diffusion: the same cell with a thermodynamic factor of nothing.
    without = spectrum(
        frequencies,
        name=name,
        **{"Thermodynamic factor": 1e-12, "Electrolyte diffusivity [m2.s-1]": film.D},
    )
    with_diffusion = spectrum(frequencies, name=name)
    warburg = film.warburg(frequencies)
    assert np.max(np.abs(with_diffusion - without - warburg) / np.abs(warburg)) < 0.01


def test_low_frequency_impedance_is_the_slope_of_the_steady_polarisation():
    film = Film("PHLP-15")
    i = 1e-3 * film.limiting_current
    solution = pass_current(i, 50 * film.L**2 / film.D)
    slope = -solution["Voltage [V]"].entries[-1] / i
    Z = spectrum([1e-4 * film.D / film.L**2])[0]
    assert Z.real == pytest.approx(slope, rel=0.005)
    assert abs(Z.imag) < 1e-3 * Z.real


def test_high_frequency_impedance_is_the_film_alone():
    film = Film("PHLP-15")
    for model in (SymmetricLithiumCell(), BlockingCell(), LithiumSteelCell()):
        Z = spectrum([1e8], model)[0]
        # Diffusion in half a cell of the grid is what Li | Li keeps at any frequency: 0.05 %.
        assert Z.real == pytest.approx(film.L / film.sigma, rel=2e-3)


@pytest.mark.parametrize("name", ["PHLP", "PHLP-15"])
def test_steady_state_over_initial_resistance_is_the_transference_number(name):
    """sigma and D are tied so that a Bruce-Vincent measurement returns t+, docs (LAB-4)."""
    film = Film(name)
    bulk = film.L / film.sigma
    assert bulk / (bulk + film.diffusion_resistance) == pytest.approx(film.t_plus, rel=1e-9)


def test_lithium_is_conserved():
    values = values_for()
    cycle = ("Discharge at 1 mA for 30 minutes", "Charge at 1 mA for 30 minutes")
    experiment = pybamm.Experiment([cycle] * 10)
    simulation = pybamm.Simulation(
        SymmetricLithiumCell(), parameter_values=values, experiment=experiment
    )
    solution = simulation.solve()
    total = solution["Total lithium in electrolyte [mol.m-2]"].entries
    left = solution["Left surface electrolyte concentration [mol.m-3]"].entries
    assert np.ptp(left) > 100  # the salt did move
    assert np.max(np.abs(total / total[0] - 1)) < 1e-10


def test_sides_have_parameters_of_their_own():
    """Film and kinetics of one side act on that side alone: the series sum of resistances."""
    changes = {
        "Left lithium interphase film resistance [Ohm.m2]": 0.1,
        "Right lithium reference exchange-current density [A.m-2]": 0.5,
    }
    base, changed = spectrum([1e-6]), spectrum([1e-6], **changes)
    values = values_for()
    film = 0.1 - values["Lithium interphase film resistance [Ohm.m2]"]
    j0 = values["Lithium reference exchange-current density [A.m-2]"]
    transfer = R * T / F * (1 / 0.5 - 1 / j0)
    assert (changed - base).real[0] == pytest.approx(film + transfer, rel=1e-6)


def test_grid_converges_in_second_order():
    """Error of the Warburg impedance at a high frequency, on grids of 10, 20 and 40 cells."""
    film = Film("PHLP-15")
    frequency = np.array([30 * film.D / film.L**2])
    errors = []
    for n in (10, 20, 40):
        model = SymmetricLithiumCell()
        values = values_for()
        Z = pybamm.EISSimulation(model, values, var_pts={"x_s": n}).solve(frequency).impedance
        values["Thermodynamic factor"] = 1e-12
        values["Electrolyte diffusivity [m2.s-1]"] = film.D
        Z -= pybamm.EISSimulation(model, values, var_pts={"x_s": n}).solve(frequency).impedance
        errors.append(abs(Z[0] * area(values) - film.warburg(frequency)[0]))
    orders = np.log2(np.array(errors[:-1]) / errors[1:])
    assert np.all(orders > 1.7)
    assert np.all(orders < 2.4)
    assert errors[-1] < 0.006 * abs(film.warburg(frequency)[0])
