"""Every mechanism of ageing alone against its equation in docs/theory_degradation.md.

The numbers are not the shipped ones: no exponent is 0 or 1, no energy is zero, no two constants
are equal, so that a constant left out or taken for another one shows.
"""

from itertools import product
from math import exp
from typing import Any

import pytest
from scipy.constants import R, physical_constants

from sclcell.models import CompositeElectrolyteDFN, SymmetricLithiumCell

F = physical_constants["Faraday constant"][0]
T_REF = 301.0
P = {
    "Ageing reference temperature [K]": T_REF,
    "SEI growth activation energy [J.mol-1]": 41e3,
    "SEI solvent permeability [mol.m-1.s-1]": 3e-18,
    "SEI reaction rate constant [m.s-1]": 2e-13,
    "Residual solvent concentration [mol.m-3]": 3100.0,
    "SEI reaction exchange current density [A.m-2]": 1.7e-7,
    "SEI tunnelling barrier factor [m-1]": 0.4e9,
    "SEI electron tunnelling distance [m]": 2.2e-9,
    "SEI lithium interstitial permeability [mol.m-1.s-1]": 1.3e-19,
    "SEI conductivity [S.m-1]": 1.1e-6,
    "SEI lithium concentration [mol.m-3]": 7.3e4,
    "SEI repair fraction of plated lithium": 4e-5,
    "SEI repair rate exponent": 0.7,
    "SEI repair reference current density [A.m-2]": 1.3,
    "SEI repair activation energy [J.mol-1]": 22e3,
    "SEI repair share in series with the surface": 0.25,
    "Film conductance without solvent": 0.03,
    "Dead fraction of plated lithium": 0.004,
    "Initial CEI thickness [m]": 1.2e-9,
    "CEI blocking thickness [m]": 1.5e-7,
    "CEI lithium concentration [mol.m-3]": 700.0,
    "CEI growth activation energy [J.mol-1]": 46e3,
    "CEI parabolic constant [m2.s-1]": 3e-23,
    "Loss of active material per equivalent full cycle": 5e-4,
    "Loss of active material activation energy [J.mol-1]": 31e3,
    "Share of contact loss with root of time": 0.2,
    "Share of contact loss per cycle in the rest": 0.4,
    "Contact loss test equivalent full cycles per cycle": 0.8,
    "Contact loss test cycles": 500.0,
    "Contact loss test duration [s]": 3e6,
    "Initial cathode age [s]": 9e4,
    "Charge that makes a half cycle": 0.04,
    "Lithium interphase film resistance [Ohm.m2]": 0.017,
    "Lithium interphase film barriers in series": 9.0,
    "Lithium interphase film activation energy [J.mol-1]": 52e3,
}
COLD, HOT = 283.15, 323.15
TEMPERATURES = (COLD, HOT)
THICKNESS, SOLVENT = "SEI thickness [m]", "Residual solvent fraction"
#: Thickness of the film on lithium [m] and solvent left.
STATES = ((1.5e-8, 0.9), (6e-8, 0.35))
#: Current density that leaves the surface [A.m-2]: plating, and stripping.
CURRENTS = (-2.0, 0.3)
POINTS = tuple(product(TEMPERATURES, STATES, CURRENTS))
INITIAL_THICKNESS = 0.017 * 1.1e-6


def of_equation(value: float) -> Any:
    """Compare relatively: rates of ageing are far below the absolute tolerance of approx."""
    return pytest.approx(value, rel=1e-5, abs=0)


def arrhenius(energy: str, T: float) -> float:
    return exp(-P[energy] / R * (1 / T - 1 / T_REF))


def p(name: str) -> float:
    (value,) = (v for k, v in P.items() if k.startswith(name))
    return value


def growth(law: str, L: float, T: float, i: float) -> float:
    """(SEI-4) to (SEI-7) with all solvent at the reference temperature [mol.m-2.s-1]."""
    j_0 = p("SEI reaction exchange")
    if law == "SolventDiffusionSEI":
        return p("SEI solvent permeability") / L
    if law == "ReactionLimitedSEI":
        return p("SEI reaction rate constant") * p("Residual solvent")
    if law == "TunnellingSEI":
        return j_0 / F * exp(-p("SEI tunnelling") * L)
    apparent = max(L - p("SEI electron tunnelling"), 0.0)
    m = min(F * i * apparent / (2 * R * T * p("SEI conductivity")), 0.999)
    L_diff = p("SEI lithium interstitial") * F / j_0
    return j_0 / F * (1 - m) / (1 - m + apparent / L_diff)


def repair(T: float, s: float, i: float) -> float:
    """(SEI-8) with the solvent that is left [mol.m-2.s-1]."""
    plating, delta = max(-i, 0.0), p("Film conductance")
    factor = (plating / p("SEI repair reference")) ** p("SEI repair rate exponent")
    factor *= arrhenius("SEI repair activation energy [J.mol-1]", T) * (1 + delta) * s / (s + delta)
    return p("SEI repair fraction") * factor * plating / F


def at(side: str, name: str) -> str:
    return f"{side} {name[0].lower()}{name[1:]}" if side else name


def film_states(side: str, L: float, s: float) -> dict[str, float]:
    return {at(side, f"Lithium {THICKNESS}"): L, SOLVENT: s}


@pytest.fixture(scope="module")
def symmetric(built_cell):
    cells: dict[tuple[str, ...], Any] = {}

    def make(*mechanisms: str):
        if mechanisms not in cells:
            model = SymmetricLithiumCell({"surface form": "algebraic"}, mechanisms=mechanisms)
            cells[mechanisms] = built_cell(model, P)
        return cells[mechanisms]

    return make


@pytest.fixture(scope="module")
def half_cell(built_cell):
    cells: dict[tuple[str, ...], Any] = {}

    def make(*mechanisms: str):
        if mechanisms not in cells:
            cells[mechanisms] = built_cell(CompositeElectrolyteDFN(mechanisms=mechanisms), P)
        return cells[mechanisms]

    return make


@pytest.mark.parametrize(("side", "sign"), [("Left", 1), ("Right", -1)])
@pytest.mark.parametrize(
    "law", ["SolventDiffusionSEI", "ReactionLimitedSEI", "TunnellingSEI", "KolzenbergSEI"]
)
def test_growth_follows_its_law_and_goes_with_the_solvent(symmetric, law, side, sign):
    cell = symmetric(law, "SolventReservoir")
    for T, (L, s), i in POINTS:
        found = cell.value(
            at(side, "Lithium SEI growth rate [mol.m-2.s-1]"),
            sign * i,
            T,
            **film_states(side, L, s),
        )
        expected = growth(law, L, T, i) * arrhenius("SEI growth activation energy [J.mol-1]", T) * s
        assert found == of_equation(expected)


@pytest.mark.parametrize(("side", "sign"), [("Left", 1), ("Right", -1)])
def test_repair_follows_its_law(symmetric, side, sign):
    cell = symmetric("CrackAndRepair", "SolventReservoir")
    for T, (L, s), i in [*POINTS, (HOT, (2e-8, 0.02), -0.4)]:
        found = cell.value(
            at(side, "Lithium SEI repair rate [mol.m-2.s-1]"),
            sign * i,
            T,
            **film_states(side, L, s),
        )
        assert found == of_equation(repair(T, s, i))


@pytest.mark.parametrize(("side", "sign"), [("Left", 1), ("Right", -1)])
def test_film_thickens_by_growth_and_a_share_of_repair(symmetric, side, sign):
    cell = symmetric("SolventDiffusionSEI", "CrackAndRepair", "SolventReservoir")
    for T, (L, s), i in POINTS:
        states = film_states(side, L, s)
        grown = growth("SolventDiffusionSEI", L, T, i) * s
        grown *= arrhenius("SEI growth activation energy [J.mol-1]", T)
        repaired = repair(T, s, i)
        thickening = (grown + p("SEI repair share") * repaired) / p("SEI lithium concentration")
        found = cell.rate(at(side, f"Lithium {THICKNESS}"), sign * i, T, **states)
        assert found == of_equation(thickening)
        bound = cell.rate(at(side, "Lithium in SEI [mol.m-2]"), sign * i, T, **states)
        assert bound == of_equation(grown + repaired)
        # (LI-6): the surface delivers the electrons.
        j = cell.value(
            at(side, "Lithium side reaction current density [A.m-2]"), sign * i, T, **states
        )
        assert j == of_equation(-F * (grown + repaired))
        plating = cell.value(
            at(side, "Lithium metal plating current density [A.m-2]"), sign * i, T, **states
        )
        assert plating - i == pytest.approx(F * (grown + repaired), rel=1e-4, abs=0)


@pytest.mark.parametrize("side", ["Left", "Right"])
def test_resistance_and_barriers_grow_with_the_film(symmetric, side):
    cell = symmetric("SolventDiffusionSEI", "SolventReservoir")
    delta = p("Film conductance")
    T_0 = cell.values["Electrolyte reference temperature [K]"]
    for T, (L, s) in product(TEMPERATURES, STATES):
        states = film_states(side, L, s)
        thicker = L / INITIAL_THICKNESS
        R_film = p("Lithium interphase film resistance") * exp(
            p("Lithium interphase film activation energy") / R * (1 / T - 1 / T_0)
        )
        found = cell.value(
            at(side, "Lithium interphase film resistance [Ohm.m2]"), -2.0, T, **states
        )
        assert found == of_equation(R_film * thicker * (1 + delta) / (s + delta))
        barriers = cell.value(
            at(side, "Lithium interphase film barriers in series"), -2.0, T, **states
        )
        assert barriers == of_equation(p("Lithium interphase film barriers") * thicker)


def test_fresh_film_has_the_resistance_and_the_lithium_of_its_thickness(symmetric):
    cell = symmetric("SolventDiffusionSEI", "SolventReservoir")
    thickness = cell.value(at("Left", f"Lithium {THICKNESS}"), 0.0, HOT)
    assert thickness == of_equation(INITIAL_THICKNESS)
    lithium = cell.value("Left lithium in SEI [mol.m-2]", 0.0, HOT)
    assert lithium == of_equation(INITIAL_THICKNESS * p("SEI lithium concentration"))


def test_both_films_of_a_symmetric_cell_draw_on_one_reservoir(symmetric):
    cell = symmetric("SolventDiffusionSEI", "CrackAndRepair", "SolventReservoir")
    n_0 = p("Residual solvent") * cell.values["Separator thickness [m]"]
    for T, (L, s), i in POINTS:
        states = {**film_states("Left", L, s), **film_states("Right", 2 * L, s)}
        factor = arrhenius("SEI growth activation energy [J.mol-1]", T) * s
        used = factor * sum(growth("SolventDiffusionSEI", x, T, i) for x in (L, 2 * L))
        used += repair(T, s, i) + repair(T, s, -i)
        assert cell.rate(SOLVENT, i, T, **states) == of_equation(-used / n_0)


def test_the_reservoir_of_a_half_cell_holds_film_and_pores(half_cell):
    cell = half_cell("ReactionLimitedSEI", "SolventReservoir")
    v = cell.values
    volume = v["Separator thickness [m]"]
    volume += v["Positive electrode porosity"] * v["Positive electrode thickness [m]"]
    for T, (L, s) in product(TEMPERATURES, STATES):
        used = growth("ReactionLimitedSEI", L, T, 0.0) * s
        used *= arrhenius("SEI growth activation energy [J.mol-1]", T)
        found = cell.rate(SOLVENT, -2.0, T, **film_states("", L, s))
        assert found == of_equation(-used / (p("Residual solvent") * volume))


@pytest.mark.parametrize(("side", "sign"), [("Left", 1), ("Right", -1)])
def test_a_fraction_of_the_plated_lithium_dies(symmetric, side, sign):
    cell = symmetric("DeadLithium")
    for T, i in product(TEMPERATURES, CURRENTS):
        found = cell.rate(at(side, "Dead lithium [mol.m-2]"), sign * i, T)
        assert found == of_equation(0.004 * max(-i, 0.0) / F)


@pytest.mark.parametrize(("side", "sign"), [("Left", 1), ("Right", -1)])
def test_lithium_in_contact_pays_for_everything(symmetric, side, sign):
    cell = symmetric("ReactionLimitedSEI", "CrackAndRepair", "DeadLithium", "SolventReservoir")
    for T, (L, s), i in POINTS:
        lost = growth("ReactionLimitedSEI", L, T, i) * s
        lost *= arrhenius("SEI growth activation energy [J.mol-1]", T)
        lost += repair(T, s, i) + 0.004 * max(-i, 0.0) / F
        name = at(side, "Lithium inventory [mol.m-2]")
        # Stripping and plating are a thousand times larger than what is lost.
        loss = -i / F - cell.rate(name, sign * i, T, **film_states(side, L, s))
        assert loss == pytest.approx(lost, rel=1e-4, abs=0)


def test_inventory_starts_with_the_foil_and_is_told_as_charge_too(symmetric):
    cell = symmetric("DeadLithium")
    foil = cell.values["Negative electrode thickness [m]"] / 1.3e-5
    assert cell.value("Left lithium inventory [mol.m-2]", 0.0, HOT) == of_equation(foil)
    # 1 C is 1/3.6 mA.h, 1 m2 is 1e4 cm2.
    charge = foil * F / 3.6 / 1e4
    assert cell.value("Left lithium inventory [mA.h.cm-2]", 0.0, HOT) == of_equation(charge)


def test_lithium_lost_to_the_film_of_a_half_cell(half_cell):
    cell = half_cell("ReactionLimitedSEI", "CrackAndRepair", "SolventReservoir")
    fresh = INITIAL_THICKNESS * p("SEI lithium concentration")
    for T, (L, s), i in POINTS:
        bound = {"Lithium in SEI [mol.m-2]": 5 * fresh + 1e5 * L, **film_states("", L, s)}
        lost = (4 * fresh + 1e5 * L) * cell.area
        found = cell.value("Loss of lithium to negative SEI [mol]", i, T, **bound)
        assert found == of_equation(lost)
        # An ampere-hour is 3600 C.
        found = cell.value("Loss of capacity to negative SEI [A.h]", i, T, **bound)
        assert found == of_equation(lost * F / 3600)
        rate = growth("ReactionLimitedSEI", L, T, i) * s
        rate *= arrhenius("SEI growth activation energy [J.mol-1]", T)
        j = cell.value("Negative electrode SEI interfacial current density [A.m-2]", i, T, **bound)
        assert j == of_equation(-F * (rate + repair(T, s, i)))
        plating = cell.value("Lithium metal plating current density [A.m-2]", i, T, **bound)
        assert plating - i == pytest.approx(F * (rate + repair(T, s, i)), rel=1e-4, abs=0)


CEI = "Square of positive CEI thickness [m2]"
CEI_THICKNESSES = (1.2e-9, 8e-8)


def test_cathode_interphase_grows_parabolically(half_cell):
    cell = half_cell("CathodeInterphase")
    for T, L in product(TEMPERATURES, CEI_THICKNESSES):
        k = 3e-23 * exp(-46e3 / R * (1 / T - 1 / T_REF))
        assert cell.rate(CEI, 0.0, T, **{CEI: L**2}) == of_equation(k)
        assert cell.value("Positive CEI thickness [m]", 0.0, T, **{CEI: L**2}) == of_equation(L)
    # The Arrhenius factor by hand: 46 kJ/mol between 10 and 50 degC is a factor of 11.23.
    rates = [cell.rate(CEI, 0.0, T) for T in TEMPERATURES]
    assert rates[1] / rates[0] == pytest.approx(11.23, rel=1e-3)


def test_cathode_interphase_blocks_surface_and_binds_lithium(half_cell):
    cell = half_cell("CathodeInterphase")
    v = cell.values
    # Spheres of a lognormal law by area: a = 3 eps_s / <R>, <R> = median * exp(sigma^2/2).
    mean = v["Positive particle radius [m]"] * exp(
        v["Positive particle-size logarithmic standard deviation"] ** 2 / 2
    )
    area = 3 * v["Positive electrode active material volume fraction"] / mean
    for T, L in product(TEMPERATURES, CEI_THICKNESSES):
        grown = L - 1.2e-9
        found = cell.value("Positive electrode wetted fraction", 0.0, T, **{CEI: L**2})
        assert found == of_equation(1 / (1 + grown / 1.5e-7))
        bound = area * v["Positive electrode thickness [m]"] * 700 * grown
        found = cell.value("Lithium in CEI [mol.m-2]", 0.0, T, **{CEI: L**2})
        assert found == pytest.approx(bound, rel=1e-5, abs=1e-12)


def test_the_wetted_fraction_scales_the_exchange_current(half_cell):
    cell = half_cell("CathodeInterphase")
    name = "X-averaged positive electrode interface utilisation"
    assert cell.value(name, 0.0, HOT, **{CEI: (1.2e-9 + 1.5e-7) ** 2}) == of_equation(0.5)


ACCESSIBLE = "Accessible active material fraction"


AGE, DIRECTION = (
    "Cathode age at the reference temperature [s]",
    "Direction of the last charge passed",
)


def areal_charge(cell: Any) -> float:
    """Return the charge of all stoichiometries [C.m-2]."""
    v = cell.values
    solid = v["Positive electrode thickness [m]"]
    solid *= v["Positive electrode active material volume fraction"]
    return solid * v["Maximum concentration in positive electrode [mol.m-3]"] * F


def loss_rate(cell: Any, T: float, i: float, s: float = -1.0, age: float = 9e4) -> float:
    """(LAM-1) and (LAM-3) without f [1/s]: 0.2 by time, 0.32 per cycle, 0.48 per charge."""
    per_charge = 0.48 * abs(i) / (2 * areal_charge(cell))
    per_cycle = 0.32 * 0.8 * (abs(i) - i * s) / (4 * 0.04 * areal_charge(cell))
    roots = (9e4 + 3e6) ** 0.5 - 9e4**0.5
    per_time = 0.2 * 0.8 * 500 / (2 * age**0.5) / roots
    return 5e-4 * exp(-31e3 / R * (1 / T - 1 / T_REF)) * (per_charge + per_cycle + per_time)


@pytest.mark.parametrize("f", [1.0, 0.7])
def test_active_material_is_lost_by_three_clocks(half_cell, f):
    cell = half_cell("ContactLoss")
    clocks = product(TEMPERATURES, (-2.0, 0.0, 12.0), (-1.0, 0.3), (9e4, 4e6))
    for T, i, s, age in clocks:
        found = cell.rate(ACCESSIBLE, i, T, **{ACCESSIBLE: f, DIRECTION: s, AGE: age})
        assert found == of_equation(-loss_rate(cell, T, i, s, age) * f)


def test_direction_follows_the_charge_and_age_the_temperature(half_cell):
    cell = half_cell("ContactLoss")
    passed = 0.04 * areal_charge(cell)
    for i, s, rate in ((-2.0, 1.0, -4.0), (3.0, -1.0, 6.0), (3.0, 0.5, 1.5)):
        assert cell.rate(DIRECTION, i, HOT, **{DIRECTION: s}) == of_equation(rate / passed)
    assert cell.rate(DIRECTION, 0.0, HOT, **{DIRECTION: 0.3}) == 0
    # The Arrhenius factor by hand: 31 kJ/mol between 10 and 50 degC is a factor of 5.11.
    ages = [cell.rate(AGE, 0.0, T) for T in TEMPERATURES]
    assert ages[1] / ages[0] == pytest.approx(5.108, rel=1e-3)


@pytest.mark.parametrize("share", [0.01, 0.6])
def test_lost_particles_keep_their_lithium(built_cell, share):
    c_s = share * 22806.0
    name = "Initial concentration in positive electrode [mol.m-3]"
    cell = built_cell(CompositeElectrolyteDFN(mechanisms=["ContactLoss"]), {**P, name: c_s})
    v = cell.values
    solid = v["Positive electrode active material volume fraction"]
    for T, i in product(TEMPERATURES, (-2.0, 12.0)):
        lost = v["Positive electrode thickness [m]"] * solid * c_s * loss_rate(cell, T, i)
        found = cell.rate("Lithium isolated in lost active material [mol.m-2]", i, T)
        assert found == pytest.approx(lost, rel=2e-5, abs=0)


@pytest.mark.parametrize("side", ["Left", "Right"])
def test_an_empty_slot_changes_nothing(symmetric, side):
    cell = symmetric("DeadLithium")
    for name in ("Lithium SEI growth rate", "Lithium SEI repair rate"):
        assert cell.value(at(side, f"{name} [mol.m-2.s-1]"), -2.0, HOT) == 0
    assert cell.rate(at(side, f"Lithium {THICKNESS}"), -2.0, HOT) == 0
