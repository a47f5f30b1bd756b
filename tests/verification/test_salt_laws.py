"""Li | film | Li with transport that follows the salt, against an independent solution."""

import numpy as np
import pybamm
import pytest
from scipy.integrate import quad, solve_bvp
from scipy.interpolate import PchipInterpolator
from scipy.optimize import brentq

from sclcell.models import SymmetricLithiumCell
from sclcell.parameter_sets.cell import Cell
from sclcell.parameter_sets.electrolytes import load_electrolyte

F, R = 96485.33212331001, 8.31446261815324
T, L, C_0 = 333.15, 30e-6, 1000.0
MOL_L = [0.0, 0.3, 0.7, 1.0, 1.6, 2.5, 4.0]
SIGMA = [0.02, 0.5, 0.9, 1.0, 0.9, 0.5, 0.1]
D = [9e-8, 8.5e-8, 8e-8, 7e-8, 5e-8, 3.5e-8, 3e-8]
CHI = [1.0, 1.1, 1.3, 1.5, 2.0, 2.6, 3.0]
T_PLUS = {
    "constant and negative": [-0.2] * 7,
    "through zero": [0.3, 0.25, 0.1, 0.0, -0.2, -0.1, 0.2],
    "positive": [0.2, 0.25, 0.3, 0.35, 0.3, 0.2, 0.1],
}


@pytest.fixture(params=T_PLUS)
def case(request, tmp_path):
    """Parameter values of the cell, and its laws as scipy has them."""
    t_plus = T_PLUS[request.param]
    path = tmp_path / "film.toml"
    path.write_text(
        "temperature_C = 60\n[matrix]\nactivation_energy_eV = 0.4\nsalt_concentration_mol_L = 1.0\n"
        f"[concentration]\nmol_L = {MOL_L}\nconductivity_mS_cm = {SIGMA}\n"
        f"transference_number = {t_plus}\ndiffusivity_cm2_s = {D}\nthermodynamic_factor = {CHI}\n"
    )
    cell = Cell(load_electrolyte(path), temperature_degC=60, separator_thickness_um=1e6 * L)
    c = 1e3 * np.array(MOL_L)
    laws = [
        PchipInterpolator(c, np.array(values) * unit)
        for values, unit in ((SIGMA, 0.1), (D, 1e-4), (t_plus, 1.0), (CHI, 1.0))
    ]
    return cell.parameter_values(), laws


def profile(laws, i):
    """Steady concentration over x/L by collocation: D dc/dx = -(1 - t+) i/F, mean C_0."""
    _, diffusivity, t_plus, _ = laws

    def slope(x, y):
        c = np.clip(y[0], 0, 4000)
        return np.vstack([-(1 - t_plus(c)) * i * L / (F * diffusivity(c)), y[0]])

    x = np.linspace(0, 1, 41)
    guess = np.vstack([C_0 * (1.5 - x), C_0 * x])
    solution = solve_bvp(slope, lambda a, b: np.array([a[1], b[1] - C_0]), x, guess, tol=1e-8)
    assert solution.success
    return solution.sol


def limiting_current(laws):
    """Current at which one surface is empty, by quadrature: no differential equation at all."""
    _, diffusivity, t_plus, _ = laws

    def g(c):
        return diffusivity(c) / (1 - t_plus(c))

    def mean_minus_start(highest):
        # x grows as the integral of g from the full side; the mean weighs c with it.
        total = quad(g, 0, highest, limit=400, points=knots(highest))[0]
        weighed = quad(lambda c: c * g(c), 0, highest, limit=400, points=knots(highest))[0]
        return weighed / total - C_0

    highest = brentq(mean_minus_start, 1100, 4000, xtol=1e-6)
    return F / L * quad(g, 0, highest, limit=400, points=knots(highest))[0]


def knots(highest):
    return [1e3 * c for c in MOL_L if 0 < 1e3 * c < highest]


def steady(values, i):
    """Solution of the model after many diffusion times."""
    model = SymmetricLithiumCell()
    area = values["Electrode height [m]"] * values["Electrode width [m]"]
    values = values.copy()
    values["Current function [A]"] = i * area
    simulation = pybamm.Simulation(
        model, parameter_values=values, solver=pybamm.IDAKLUSolver(rtol=1e-8, atol=1e-8)
    )
    return simulation.solve([0, 60 * L**2 / 5e-12])


def test_limiting_current_is_that_of_a_quadrature(case):
    values, laws = case
    limit = limiting_current(laws)
    below, above = (steady(values, share * limit) for share in (0.985, 1.01))
    assert below.termination == "final time"
    assert above.termination == "event: Salt depletion at the right surface"
    # Near the limit the surface is nearly empty.
    assert below["Right surface electrolyte concentration [mol.m-3]"].entries[-1] < 0.2 * C_0


def test_steady_profile_and_voltage_are_those_of_a_boundary_value_problem(case):
    values, laws = case
    sigma, _, t_plus, chi = laws
    i = 0.8 * limiting_current(laws)
    c = profile(laws, i)
    solution = steady(values, i)
    left, right = (
        solution[f"{side} surface electrolyte concentration [mol.m-3]"].entries[-1]
        for side in ("Left", "Right")
    )
    assert left == pytest.approx(c(0.0)[0], rel=1e-3)
    assert right == pytest.approx(c(1.0)[0], rel=1e-2, abs=2.0)
    mean = solution["X-averaged electrolyte concentration [mol.m-3]"].entries[-1]
    assert mean == pytest.approx(C_0, rel=1e-8)
    x = np.linspace(0, 1, 4001)
    at = c(x)[0]
    ohmic = np.trapezoid(i * L / sigma(at), x)
    assert solution["Film ohmic loss [V]"].entries[-1] == pytest.approx(ohmic, rel=2e-3)
    factor = 2 * chi(at) * (1 - t_plus(at)) * R * T / F
    diffusion = np.trapezoid(factor / at * np.gradient(at, x), x)
    found = solution["Film diffusion potential [V]"].entries[-1]
    assert found == pytest.approx(diffusion, rel=5e-3)
