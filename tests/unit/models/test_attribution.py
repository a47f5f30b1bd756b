"""Attribution of a gain against a particle worked out by hand, (ATT-1) to (ATT-4)."""

from math import asinh, exp, log, sqrt

import pytest
from scipy.constants import R, e, epsilon_0, physical_constants
from scipy.optimize import brentq

from sclcell.models.laws.attribution import attribute_gain, space_charge_estimate

F = physical_constants["Faraday constant"][0]
T_0 = 298.15
FILM = {
    "Filler mass fraction": 0.3,
    "Filler density [kg.m-3]": 5100.0,
    "Matrix density [kg.m-3]": 1700.0,
    "Matrix cation conductivity [S.m-1]": 2e-3,
    "Matrix anion conductivity [S.m-1]": 7e-3,
    "Matrix activation energy [J.mol-1]": 31e3,
    "Interphase thickness to filler radius ratio": 0.8,
    "Agglomeration filler mass fraction": 0.3,
    "Interphase mobility gain": 6.0,
    "Interphase cation enrichment": 0.9,
    "Interphase activation energy [J.mol-1]": 19e3,
    "Filler cation conductivity [S.m-1]": 4e-4,
    "Filler activation energy [J.mol-1]": 42e3,
    "Electrolyte reference temperature [K]": T_0,
    "Salt concentration [mol.m-3]": 1300.0,
    "Thermodynamic factor": 1.0,
}


def fractions() -> tuple[float, float, float]:
    """(MOR-1) to (MOR-4) with the numbers above."""
    # 0.3 kg of filler and 0.7 kg of matrix: 58.8 and 411.8 cm3.
    core = (0.3 / 5100) / (0.3 / 5100 + 0.7 / 1700)
    # At the loading of agglomeration the ratio has halved.
    z, n = 0.4, core
    a_0 = (1 + n + n**2 - n**3) / (1 - n) ** 3
    a_1 = n * (3 * n**2 - 4 * n - 3) / (2 * (1 - n) ** 3)
    a_2 = n**2 * (2 - n) / (2 * (1 - n) ** 3)
    exponent = a_0 * ((1 + z) ** 3 - 1) + 3 * a_1 * ((1 + z) ** 2 - 1) + 12 * a_2 * z
    matrix = (1 - n) * exp(-n * exponent)
    return matrix, 1 - core - matrix, core


def sigma(sign: int, T: float, space_charge: bool, mobility: bool, core: bool) -> float:
    """(CPE-2), (CPE-3), (CPE-6) with mechanisms on and off; Bruggeman's balance by bisection."""
    s_0 = 2e-3 if sign > 0 else 7e-3
    warm = 1 / T - 1 / T_0
    matrix = s_0 * exp(-31e3 / R * warm)
    energy, gain = (19e3, 6.0) if mobility else (31e3, 1.0)
    y = 0.9 if space_charge else 0.0
    interphase = s_0 * gain * exp(sign * y * T_0 / T) * exp(-energy / R * warm)
    inside = 4e-4 * exp(-42e3 / R * warm) if sign > 0 else 0.0
    phases = (matrix, interphase, inside if core else matrix)

    def balance(s: float) -> float:
        return sum(f * (p - s) / (p + 2 * s) for f, p in zip(fractions(), phases, strict=True))

    return brentq(balance, 1e-9, 10, xtol=1e-16, rtol=1e-13)


def shares(value) -> dict[str, float]:
    """Shapley's shares of three players, written out: orders of entry, each with weight 1/6."""
    orders = ((0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0))
    parts = [0.0, 0.0, 0.0]
    for order in orders:
        on = [False, False, False]
        for player in order:
            before = value(*on)
            on[player] = True
            parts[player] += (value(*on) - before) / 6
    return dict(zip(("electrostatic", "mobility", "core"), parts, strict=True))


@pytest.mark.parametrize("T", [T_0, 333.15])
def test_gain_is_shared_as_by_hand(T):
    found = attribute_gain(FILM, T)
    expected = {
        "cation": shares(lambda *on: log(sigma(+1, T, *on))),
        "anion": shares(lambda *on: log(sigma(-1, T, *on))),
        "total": shares(lambda *on: log(sigma(+1, T, *on) + sigma(-1, T, *on))),
    }
    for ion, parts in expected.items():
        assert getattr(found, ion) == pytest.approx(parts, rel=1e-9)
    # Cations are enriched, anions depleted.
    assert found.cation["electrostatic"] > 0 > found.anion["electrostatic"]


@pytest.mark.parametrize(("T", "charge"), [(T_0, 0.05), (333.15, -0.2)])
def test_space_charge_of_a_particle_by_hand(T, charge):
    area, radius, eps = 0.8e-18, 120e-9, 11.0
    found = space_charge_estimate(FILM, T, charge, area, radius, eps)
    # Grahame: the charge per area over sqrt(8 eps eps_0 R T c) gives the potential.
    density = abs(charge) * e / area
    thermal = R * T / F
    psi = 2 * thermal * asinh(density / sqrt(8 * eps * epsilon_0 * R * T * 1300))
    debye = sqrt(eps * epsilon_0 * R * T / (2 * F**2 * 1300))
    excess = 2 * 1300 * debye * (exp(psi / (2 * thermal)) - 1)
    assert found.debye_length_m == pytest.approx(debye, rel=1e-8, abs=0)
    # A negative surface attracts cations.
    assert found.surface_potential_V == pytest.approx(-psi, rel=1e-8)
    assert found.cation_excess_mol_m2 == pytest.approx(excess, rel=1e-8, abs=0)
    # A sphere of radius a has the surface 3/a per volume; two thirds of it lie along the field.
    _, interphase, core = fractions()
    surface = core * 3 / radius
    matrix = 2e-3 * exp(-31e3 / R * (1 / T - 1 / T_0))
    gain = 2 / 3 * surface * excess * matrix / 1300
    required = sigma(+1, T, True, True, True) - matrix
    assert found.cation_gain_S_m == pytest.approx(gain, rel=1e-8, abs=0)
    assert found.required_cation_gain_S_m == pytest.approx(required, rel=1e-8, abs=0)
    assert found.shortfall == pytest.approx(required / gain, rel=1e-8)
    # Ions of the interphase move M times faster, with their own activation energy.
    faster = 6.0 * exp(-(19e3 - 31e3) / R * (1 / T - 1 / T_0))
    assert found.shortfall_interphase_mobility == pytest.approx(required / gain / faster, rel=1e-8)
    # Cations enriched by e^y and anions depleted by e^-y in the whole interphase.
    y = 0.9 * T_0 / T
    needed = F * 1300 * (exp(y) - exp(-y)) * interphase / surface
    assert found.enrichment_charge_ratio == pytest.approx(needed / density, rel=1e-8)


def test_all_off_is_the_matrix_and_the_parts_add_up():
    found = attribute_gain(FILM, 313.15)
    warm = exp(-31e3 / R * (1 / 313.15 - 1 / T_0))
    cation = log(sigma(+1, 313.15, True, True, True) / (2e-3 * warm))
    anion = log(sigma(-1, 313.15, True, True, True) / (7e-3 * warm))
    assert sum(found.cation.values()) == pytest.approx(cation, rel=1e-9)
    assert sum(found.anion.values()) == pytest.approx(anion, rel=1e-9)
