"""Every law of temperature, by the one interface that it has."""

import casadi
import numpy as np
import pybamm
import pytest
from scipy.optimize import least_squares

from sclcell.errors import InputError
from sclcell.models.laws import composite
from sclcell.models.laws.composites import composite_law
from sclcell.models.laws.interphase import interphase_from_matrix
from sclcell.models.laws.temperature import registry, temperature_law
from sclcell.models.laws.temperature.melting import MeltingPolymer
from sclcell.parameter_sets.electrolytes import get_electrolyte

LAWS = sorted(registry)
R = 8.31446261815324


@pytest.mark.parametrize("name", LAWS)
def test_a_law_says_what_it_is(name):
    law = temperature_law(name)
    assert law.title
    assert law.label.startswith("TEM-")
    for constant in law.constants:
        assert constant.name.endswith(f"[{constant.unit}]") or constant.unit == "1"
        assert constant.low <= constant.interval[0] < constant.interval[1] <= constant.high


def test_a_wrong_name_is_told_with_the_nearest():
    with pytest.raises(InputError, match=r"'vtf'; did you mean 'VTF'\?"):
        temperature_law("vtf")


@pytest.mark.parametrize("T", [253.15, 298.15, 335.0, 353.15])
@pytest.mark.parametrize("name", LAWS)
def test_floats_arrays_pybamm_and_casadi_agree_with_derivatives(name, T):
    law = temperature_law(name)
    everything = {"T": T, "T0": 320.0} | {k: 1.02 * v for k, v in law.medians().items()}

    def value(changed):
        p = everything | changed
        return law.factor(p["T"], p, p["T0"])

    number = value({})
    assert number > 0
    assert value({"T": np.array([[T], [300.0]]), "T0": np.full(2, 320.0)})[0] == pytest.approx(
        np.full(2, number), rel=1e-13
    )
    node = value({key: pybamm.InputParameter(key) for key in everything})
    assert np.squeeze(node.evaluate(inputs=everything)) == pytest.approx(number, rel=1e-13)
    inputs = {key: casadi.MX.sym(key) for key in everything}
    converted = node.to_casadi(inputs=inputs)
    gradient = casadi.jacobian(converted, casadi.vertcat(*inputs.values()))
    both = casadi.Function("f", list(inputs.values()), [converted, gradient])
    same, slopes = (np.array(part).ravel() for part in both(*everything.values()))
    assert same[0] == pytest.approx(number, rel=1e-13)
    for key, slope in zip(everything, slopes, strict=True):
        step = 1e-6 * everything[key]
        ends = [value({key: everything[key] + way * step}) for way in (-1, 1)]
        size = number / everything[key]
        assert slope == pytest.approx((ends[1] - ends[0]) / (2 * step), rel=1e-4, abs=1e-6 * size)


@pytest.mark.parametrize("name", LAWS)
def test_conductivity_rises_with_temperature_and_is_one_at_the_reference(name):
    law = temperature_law(name)
    T = np.linspace(253.15, 353.15, 51)
    factor = law.factor(T, law.medians(), 298.15)
    assert np.all(np.diff(factor) > 0)
    assert law.factor(298.15, law.medians(), 298.15) == pytest.approx(1, abs=1e-15)


def test_vtf_is_the_textbook_curve_from_minus_20_to_80():
    law, energy, lowest = temperature_law("VTF"), 34e3, 182.0
    own = {"Apparent activation energy [J.mol-1]": energy, "Vogel temperature [K]": lowest}
    T = np.linspace(253.15, 353.15, 11)
    factor = law.factor(T, own, 298.15)
    # A exp(-B/(T - T0)), whose slope in 1/T is R B (T/(T - T0))^2: the energy at 40 degC.
    B = energy / R * ((313.15 - lowest) / 313.15) ** 2
    expected = np.exp(-B / (T - lowest) + B / (298.15 - lowest))
    assert factor == pytest.approx(expected, rel=1e-12)
    ends = np.log(law.factor(np.array([313.10, 313.20]), own))
    slope = -R * np.diff(ends)[0] / (1 / 313.20 - 1 / 313.10)
    assert slope == pytest.approx(energy, rel=1e-6)
    # The slope in the cold is much larger, and below the Vogel temperature nothing moves.
    cold = np.log(law.factor(np.array([253.1, 253.2]), own))
    assert -R * np.diff(cold)[0] / (1 / 253.2 - 1 / 253.1) > 2 * energy
    assert law.factor(170.0, own) < 1e-100


def test_wlf_is_vtf_in_other_constants():
    T = np.linspace(253.15, 353.15, 11)
    glass, first, second = 230.0, 12.0, 55.0
    wlf = temperature_law("WLF").factor(
        T,
        {
            "Glass transition temperature [K]": glass,
            "First WLF constant": first,
            "Second WLF constant [K]": second,
        },
    )
    lowest, B = glass - second, np.log(10) * first * second
    energy = R * B * (313.15 / (313.15 - lowest)) ** 2
    vtf = temperature_law("VTF").factor(
        T, {"Apparent activation energy [J.mol-1]": energy, "Vogel temperature [K]": lowest}
    )
    assert wlf == pytest.approx(vtf, rel=1e-12)


def test_melting_has_one_slope_above_and_another_below():
    own = {
        "Apparent activation energy [J.mol-1]": 40e3,
        "Further activation energy below melting [J.mol-1]": 90e3,
        "Melting temperature [K]": 333.0,
        "Width of melting [K]": 2.0,
    }

    def slope(T):
        ends = np.log(MeltingPolymer.factor(np.array([T - 0.01, T + 0.01]), own))
        return -R * np.diff(ends)[0] / (1 / (T + 0.01) - 1 / (T - 0.01))

    assert slope(370.0) == pytest.approx(40e3, rel=1e-4)
    assert slope(300.0) == pytest.approx(130e3, rel=1e-4)
    assert slope(333.0) == pytest.approx(85e3, rel=1e-4)


def test_the_interphase_is_that_of_the_reference_films():
    constants, T = get_electrolyte("PHLP-15").closure_parameters(), 340.0
    energies = [
        constants[f"{part} activation energy [J.mol-1]"] for part in ("Interphase", "Matrix")
    ]
    for sign in (1, -1):
        found = interphase_from_matrix(
            composite.matrix_conductivity(constants, sign, T),
            sign,
            T,
            constants["Interphase mobility gain"],
            constants["Interphase cation enrichment"],
            energies[0] - energies[1],
        )
        expected = composite.interphase_conductivity(constants, sign, T)
        assert found == pytest.approx(expected, rel=1e-12)


def test_a_matrix_without_its_crystals_gains_much_in_the_cold_and_little_in_the_melt():
    """The series of BaTiO3 in PEO (doi 10.1149/1.1391824): 23 times at 25 degC, 3 at 115 degC."""
    degC = np.array([24.6, 40.5, 55.1, 70.0, 84.9, 99.8, 114.6])
    bare = np.array([3.725e-7, 6.758e-6, 6.795e-5, 2.399e-4, 5.511e-4, 1.049e-3, 1.612e-3])
    filled = np.array([8.447e-6, 9.785e-5, 4.744e-4, 1.103e-3, 2.063e-3, 3.459e-3, 5.495e-3])
    T = degC + 273.15
    names = [constant.name for constant in MeltingPolymer.constants]
    law = composite_law("matrix-mobility")
    # Half of 0.9 um; 1.4 wt% of 6.02 g/cm3 in 1.2 g/cm3.
    own_reach = law.medians() | {"Reach of the filler's surface [m]": 5e-5}
    radius, fraction = 4.5e-7, 0.014 / 6.02 / (0.014 / 6.02 + 0.986 / 1.2)

    def model(x):
        own = dict(zip(names, np.exp(x[:4]), strict=True))
        matrix = np.exp(x[4]) * MeltingPolymer.factor(T, own, 340.0)
        loss = MeltingPolymer.loss(T, own)
        interphase = interphase_from_matrix(
            matrix, 1, T, np.exp(x[5]), crystal_loss=loss, restored_share=x[6]
        )
        composite = law.conductivity(matrix, interphase, 0.0, fraction, own_reach, radius)
        return np.concatenate([np.log(matrix / bare), np.log(composite / filled)])

    start = [*np.log([40e3, 100e3, 333.0, 8.0]), np.log(1.5e-4), np.log(4.0), 0.6]
    fit = least_squares(model, start)
    assert np.abs(fit.fun).max() < 0.25
    gain = np.exp(fit.fun[7:] - fit.fun[:7]) * filled / bare
    assert gain[0] == pytest.approx(23, rel=0.25)
    assert gain[-1] == pytest.approx(3.4, rel=0.25)
    assert 0 < fit.x[6] < 1


def test_what_is_known_of_melting_before_any_film_is_as_wide_as_its_source():
    further, melting, width = temperature_law("melting").constants[1:]
    # 50 to 130 kJ/mol, 55 to 65 degC, 5 to 25 K
    for constant, low, high in ((further, 5e4, 1.3e5), (width, 5.0, 25.0)):
        assert low / 2 < constant.interval[0] < low * 1.01
        assert high * 0.99 < constant.interval[1] < 2 * high
    assert 323 < melting.interval[0] < 328.2
    assert 338.1 < melting.interval[1] < 345
