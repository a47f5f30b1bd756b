"""Lithium surface, (LI-1) to (LI-3) and (FILM-1) to (FILM-3) of docs/theory.md, term by term."""

from itertools import product
from math import asinh, exp, sinh
from typing import Any

import pytest
from scipy.constants import R, physical_constants

from sclcell.models import CompositeElectrolyteDFN, SymmetricLithiumCell

F = physical_constants["Faraday constant"][0]
P = {
    "Lithium reference exchange-current density [A.m-2]": 2.1,
    "Lithium charge transfer activation energy [J.mol-1]": 58e3,
    "Lithium interphase film resistance [Ohm.m2]": 0.017,
    "Lithium interphase film activation energy [J.mol-1]": 47e3,
    "Lithium interphase film barriers in series": 3.0,
    "Lithium interphase film capacitance [F.m-2]": 0.013,
    "Negative electrode double-layer capacity [F.m-2]": 0.11,
    "Negative electrode thickness [m]": 3e-4,
    # A poor conductor, so that the metal's loss is as large as the others.
    "Negative electrode conductivity [S.m-1]": 0.05,
    "Contact resistance [Ohm]": 7.0,
}
TEMPERATURES, CURRENTS = (283.15, 323.15), (-25.0, 4.0)
POINTS = tuple(product(TEMPERATURES, CURRENTS))
T_0 = 298.15


SALT = "Separator electrolyte concentration [mol.m-3]"
C_0 = 1500.0


def exchange_current(T: float, c: float = C_0) -> float:
    return 2.1 * (c / C_0) ** 0.5 * exp(-58e3 / R * (1 / T - 1 / T_0))


def charge_transfer(i: float, T: float, c: float = C_0) -> float:
    return 2 * R * T / F * asinh(i / (2 * exchange_current(T, c)))


def film_resistance(T: float) -> float:
    return 0.017 * exp(47e3 / R * (1 / T - 1 / T_0))


def film(i: float, T: float) -> float:
    scale = 3 * 2 * R * T / F
    return scale * asinh(i * film_resistance(T) / scale)


def near(value: float) -> Any:
    return pytest.approx(value, rel=1e-6, abs=0)


@pytest.fixture(scope="module")
def half_cell(built_cell):
    return built_cell(CompositeElectrolyteDFN(), P)


@pytest.fixture(scope="module")
def symmetric(built_cell):
    return built_cell(SymmetricLithiumCell({"surface form": "algebraic"}), P)


@pytest.fixture(scope="module")
def capacitive(built_cell):
    return built_cell(SymmetricLithiumCell({"surface form": "differential"}), P)


def test_overpotentials_of_a_half_cell(half_cell):
    for T, i in POINTS:
        found = half_cell.value("Lithium metal interface reaction overpotential [V]", i, T)
        assert found == near(charge_transfer(i, T))
        assert half_cell.value("Lithium interphase film overpotential [V]", i, T) == near(
            film(i, T)
        )
        jump = half_cell.value("Lithium metal interface surface potential difference [V]", i, T)
        assert jump == near(charge_transfer(i, T) + film(i, T))


def test_ohmic_loss_in_the_metal_of_a_half_cell(half_cell):
    for T, i in POINTS:
        drop = i * 3e-4 / 0.05
        found = half_cell.value("Negative electrode potential drop [V]", i, T)
        assert found == near(drop)
        # The metal's potential falls linearly from its collector: half the drop on average.
        found = half_cell.value("X-averaged negative electrode ohmic losses [V]", i, T)
        assert found == near(drop / 2)
        found = half_cell.value("Lithium metal interface electrode potential [V]", i, T)
        assert found == near(-drop)
        electrolyte = half_cell.value("Lithium metal interface electrolyte potential [V]", i, T)
        assert electrolyte == near(-drop - charge_transfer(i, T) - film(i, T))


@pytest.mark.parametrize("salt", [1500.0, 700.0])
@pytest.mark.parametrize(("side", "sign"), [("Left", 1), ("Right", -1)])
def test_overpotentials_of_a_symmetric_cell(symmetric, side, sign, salt):
    for T, i in POINTS:
        state = {SALT: salt}
        c = symmetric.value(
            f"{side} surface electrolyte concentration [mol.m-3]", sign * i, T, **state
        )
        # The surface lies half a small cell away.
        assert c == pytest.approx(salt, rel=1e-3)
        found = symmetric.value(
            f"{side} lithium metal interface reaction overpotential [V]", sign * i, T, **state
        )
        assert found == near(charge_transfer(i, T, c))
        found = symmetric.value(
            f"{side} lithium interphase film overpotential [V]", sign * i, T, **state
        )
        assert found == near(film(i, T))
        jump = symmetric.value(f"{side} surface potential difference [V]", sign * i, T, **state)
        assert jump == near(charge_transfer(i, T, c) + film(i, T))


def test_voltage_of_a_symmetric_cell_before_salt_has_moved(symmetric):
    for T, i in POINTS:
        names = [f"{side} surface potential difference [V]" for side in ("Left", "Right")]
        left, right = (symmetric.value(name, i, T) for name in names)
        metal, contact = 2 * i * 3e-4 / 0.05, 7 * i * symmetric.area
        electrolyte = symmetric.value("Electrolyte potential drop [V]", i, T)
        assert electrolyte * i < 0
        assert symmetric.value("Contact overpotential [V]", i, T) == near(-contact)
        expected = electrolyte + right - left - metal - contact
        assert symmetric.value("Voltage [V]", i, T) == near(expected)


@pytest.mark.parametrize(("side", "sign"), [("Left", 1), ("Right", -1)])
def test_double_layer_takes_what_does_not_react(capacitive, side, sign):
    name = f"{side} lithium metal charge-transfer overpotential [V]"
    for (T, i), eta in product(POINTS, (-0.04, 0.09)):
        surface = f"{side} surface electrolyte concentration [mol.m-3]"
        c = capacitive.value(surface, sign * i, T, **{name: eta})
        j = 2 * exchange_current(T, c) * sinh(F * eta / (2 * R * T))
        found = capacitive.rate(name, sign * i, T, **{name: eta})
        assert found == near((i - j) / 0.11)
        plating = f"{side} lithium metal plating current density [A.m-2]"
        assert capacitive.value(plating, sign * i, T, **{name: eta}) == near(j)


@pytest.mark.parametrize(("side", "sign"), [("Left", 1), ("Right", -1)])
def test_film_capacitance_takes_what_does_not_hop(capacitive, side, sign):
    name = f"{side} lithium interphase film overpotential [V]"
    for (T, i), eta in product(POINTS, (-0.3, 0.2)):
        scale = 3 * 2 * R * T / F
        hopping = scale / film_resistance(T) * sinh(eta / scale)
        found = capacitive.rate(name, sign * i, T, **{name: eta})
        assert found == near((i - hopping) / 0.013)


def test_capacitances_start_at_rest(capacitive):
    for side in ("Left", "Right"):
        for name in ("interphase film overpotential", "metal charge-transfer overpotential"):
            assert capacitive.value(f"{side} lithium {name} [V]", 4.0, 283.15) == 0
