"""Space charge at numbers worked out by hand, (SCL-1) to (SCL-6)."""

from math import exp, log, sinh, sqrt, tanh

import pytest
from scipy.constants import R, epsilon_0, physical_constants

from sclcell.models.laws import space_charge

F = physical_constants["Faraday constant"][0]
EPS, C = 11.0, 1300.0
CASES = [(298.15, -0.06), (333.15, 0.04)]


def near(value: float):
    return pytest.approx(value, rel=1e-8, abs=0)


@pytest.mark.parametrize(("T", "psi"), CASES)
def test_charge_and_potential_of_the_surface(T, psi):
    charge = sqrt(8 * EPS * epsilon_0 * R * T * C) * sinh(F * psi / (2 * R * T))
    assert space_charge.surface_charge(psi, C, EPS, T) == near(charge)
    assert space_charge.surface_potential(charge, C, EPS, T) == near(psi)


@pytest.mark.parametrize(("T", "psi"), CASES)
def test_potential_and_ions_at_a_distance(T, psi):
    debye = sqrt(EPS * epsilon_0 * R * T / (2 * F**2 * C))
    assert space_charge.debye_length(C, EPS, T) == near(debye)
    ratio = tanh(F * psi / (4 * R * T)) * exp(-0.7)
    local = 2 * R * T / F * log((1 + ratio) / (1 - ratio))
    assert space_charge.gouy_chapman_potential(0.7 * debye, psi, debye, T) == near(local)
    # A negative potential attracts cations.
    for sign in (1, -1):
        found = space_charge.gouy_chapman_concentration(0.7 * debye, sign, psi, C, debye, T)
        assert found == near(C * exp(-sign * F * local / (R * T)))
        assert (found > C) == (sign * psi < 0)


@pytest.mark.parametrize(("T", "psi"), CASES)
@pytest.mark.parametrize("sign", [1, -1])
def test_excess_and_its_conductance(T, psi, sign):
    debye = space_charge.debye_length(C, EPS, T)
    half = exp(-sign * F * psi / (2 * R * T))
    excess = 2 * C * debye * (half - 1)
    assert space_charge.excess_amount(sign, psi, C, debye, T) == near(excess)
    assert space_charge.sheet_conductance(3e-9, excess) == near(F * 3e-9 * excess)
