"""Gouy-Chapman closed forms against a numerical Poisson-Boltzmann solution."""

import numpy as np
import pytest
from scipy.integrate import quad, solve_bvp

from sclcell.models.laws import space_charge

F, R, EPS0 = 96485.33212331001, 8.31446261815324, 8.8541878128e-12
T, EPSILON = 298.15, 11.0


def poisson_boltzmann(potential, concentration):
    """Solve y'' = sinh y on x/λ in (0, 15); return dimensionless solution and λ."""
    length = np.sqrt(EPSILON * EPS0 * R * T / (2 * F**2 * concentration))
    surface = F * potential / (R * T)
    x = np.linspace(0, 15, 400)
    guess = np.vstack([surface * np.exp(-x), -surface * np.exp(-x)])
    solution = solve_bvp(
        lambda _, y: np.vstack([y[1], np.sinh(y[0])]),
        lambda a, b: np.array([a[0] - surface, b[0]]),
        x,
        guess,
        tol=1e-8,
        max_nodes=50_000,
    )
    assert solution.success
    return solution, length


@pytest.mark.parametrize("potential", [-0.15, -0.02, 0.05])
@pytest.mark.parametrize("concentration", [1.0, 1500.0])
def test_profile_charge_and_excess_equal_poisson_boltzmann(potential, concentration):
    solution, length = poisson_boltzmann(potential, concentration)
    debye = space_charge.debye_length(concentration, EPSILON, T)
    assert debye == pytest.approx(length, rel=1e-12)

    x = np.linspace(0, 5, 60)
    numerical = R * T / F * solution.sol(x)[0]
    closed = space_charge.gouy_chapman_potential(x * length, potential, debye, T)
    np.testing.assert_allclose(closed, numerical, rtol=1e-3)

    # Gauss' law at the surface
    charge = -EPSILON * EPS0 * R * T / F / length * solution.sol(0)[1]
    closed_charge = space_charge.surface_charge(potential, concentration, EPSILON, T)
    assert closed_charge == pytest.approx(charge, rel=1e-3)

    for sign in (+1, -1):
        integral, _ = quad(lambda s, z=sign: np.exp(-z * solution.sol(s)[0]) - 1, 0, 15, limit=200)
        closed_excess = space_charge.excess_amount(sign, potential, concentration, debye, T)
        assert closed_excess == pytest.approx(concentration * length * integral, rel=1e-3)


def test_the_layer_holds_the_charge_that_the_surface_lacks():
    potential, concentration = -0.07, 800.0
    length = space_charge.debye_length(concentration, EPSILON, T)
    cation = space_charge.excess_amount(+1, potential, concentration, length, T)
    anion = space_charge.excess_amount(-1, potential, concentration, length, T)
    charge = space_charge.surface_charge(potential, concentration, EPSILON, T)
    assert F * (cation - anion) == pytest.approx(-charge, rel=1e-10)


def test_debye_length_of_water_is_the_textbook_value():
    # 0.304 nm/√(c in mol/L) for a 1:1 salt in water at 25 °C
    assert space_charge.debye_length(100.0, 78.5, 298.15) == pytest.approx(0.961e-9, rel=3e-3)
