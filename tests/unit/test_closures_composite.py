import casadi
import numpy as np
import pybamm
import pytest
from scipy import constants

from sclcell.models.laws import (
    attribution,
    composite,
    effective_medium,
    salt_transport,
    space_charge,
)
from sclcell.models.laws.film_laws import REFERENCE_LAWS
from sclcell.parameter_sets.electrolytes import get_electrolyte

CONSTANTS = get_electrolyte("PHLP-15").closure_parameters()
BARE = CONSTANTS | {"Filler mass fraction": 0.0}


def cation(constants, temperature):
    return composite.ion_conductivity(constants, +1, temperature)


def anion(constants, temperature):
    return composite.ion_conductivity(constants, -1, temperature)


FUNCTIONS = (cation, anion, REFERENCE_LAWS.transference_number, REFERENCE_LAWS.diffusivity)


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("mass_fraction", [0.0, 0.15, 0.4])
def test_every_constant_can_be_an_input_parameter(function, mass_fraction):
    values = CONSTANTS | {"Filler mass fraction": mass_fraction, "Temperature [K]": 310.0}
    symbols = {name: pybamm.InputParameter(name) for name in values}
    expression = function(symbols, symbols["Temperature [K]"])
    number = function(values, 310.0)
    assert float(np.squeeze(expression.evaluate(inputs=values))) == pytest.approx(number, rel=1e-12)

    inputs = {name: casadi.MX.sym(name) for name in values}
    converted = expression.to_casadi(inputs=inputs)
    x = casadi.vertcat(*inputs.values())
    gradient = casadi.Function("g", list(inputs.values()), [casadi.jacobian(converted, x)])
    exact = np.array(gradient(*values.values())).ravel()
    assert np.all(np.isfinite(exact))
    for name, slope in zip(values, exact, strict=True):
        step = 1e-5 * max(abs(values[name]), 0.1)
        # one-sided to the inside at the edge of the range, second order
        if name == "Filler mass fraction" and mass_fraction == 0:
            points, weights = [0, step, 2 * step], [-1.5, 2, -0.5]
        else:
            points, weights = [-step, step], [-0.5, 0.5]
        shifted = [
            function(values | {name: values[name] + p}, values_temperature(values, name, p))
            for p in points
        ]
        difference = sum(w * v for w, v in zip(weights, shifted, strict=True)) / step
        tolerance = 1e-5 * abs(slope) + 1e-7 * abs(number) / max(abs(values[name]), 0.1)
        assert difference == pytest.approx(slope, abs=tolerance), name


def values_temperature(values, name, shift):
    return values["Temperature [K]"] + (shift if name == "Temperature [K]" else 0)


def test_names_are_complete_and_used():
    assert set(CONSTANTS) == set(composite.CLOSURE_PARAMETERS)


def test_without_filler_the_composite_is_the_matrix():
    for temperature in (243.15, 298.15, 353.15):
        for sign in (+1, -1):
            assert composite.ion_conductivity(BARE, sign, temperature) == pytest.approx(
                composite.matrix_conductivity(CONSTANTS, sign, temperature), rel=1e-13
            )


def test_phase_fractions_sum_to_one():
    for w in (0.0, 0.1, 0.4):
        fractions = composite.phase_fractions(CONSTANTS | {"Filler mass fraction": w})
        assert sum(fractions) == pytest.approx(1, abs=1e-15)
        assert min(fractions) >= 0


def test_enrichment_trades_anions_for_cations():
    neutral = CONSTANTS | {"Interphase cation enrichment": 0.0}
    enriched = CONSTANTS | {"Interphase cation enrichment": 0.5}
    t_matrix = REFERENCE_LAWS.transference_number(BARE, 298.15)
    no_core = neutral | {"Filler density [kg.m-3]": 1e12}
    t_plus = REFERENCE_LAWS.transference_number(no_core | {"Filler mass fraction": 0.15}, 298.15)
    assert t_plus == pytest.approx(t_matrix, abs=1e-6)
    assert cation(enriched, 298.15) > cation(neutral, 298.15)
    assert anion(enriched, 298.15) < anion(neutral, 298.15)


def test_interface_resistance_limits_the_core():
    assert effective_medium.interface_limited_conductivity(0.1, 0.0, 1e-7) == 0.1
    blocked = effective_medium.interface_limited_conductivity(0.1, 1.0, 1e-7)
    assert blocked == pytest.approx(1e-7, rel=1e-5)

    # the energy is the derivative of the conductivity
    def conductivity(temperature):
        inverse = 1 / temperature - 1 / 298.15
        ceramic = 0.1 * np.exp(-30e3 / 8.31446261815324 * inverse)
        resistance = 1e-5 * np.exp(60e3 / 8.31446261815324 * inverse)
        return effective_medium.interface_limited_conductivity(ceramic, resistance, 1e-7)

    slope = salt_transport.effective_activation_energy(conductivity, 298.05, 298.25, 2)
    energy = effective_medium.interface_limited_activation_energy(0.1, 1e-5, 1e-7, 30e3, 60e3)
    assert slope * 96485.33212331001 == pytest.approx(energy, rel=1e-4)


def test_diffusivity_makes_a_bruce_vincent_experiment_return_t_plus():
    sigma, t_plus, c, chi, temperature = 0.08, 0.58, 1500.0, 1.7, 300.0
    d = salt_transport.salt_diffusivity(sigma, t_plus, c, chi, temperature)
    # (SALT-3)
    thermal = 2 * chi * constants.R * temperature * sigma / (constants.N_A * constants.e) ** 2
    ratio = 1 / (1 + thermal * (1 - t_plus) ** 2 / (d * c))
    assert ratio == pytest.approx(t_plus, rel=1e-13)


def test_limiting_current_empties_one_side():
    # at i_lim the linear profile falls from 2c to 0 across the film
    d, c, t_plus, thickness = 5e-12, 1500.0, 0.4, 22e-6
    current = salt_transport.limiting_current_density(d, c, t_plus, thickness)
    gradient = current * (1 - t_plus) / (96485.33212331001 * d)
    assert gradient * thickness == pytest.approx(2 * c)


def test_activation_energy_of_an_arrhenius_law_is_returned():
    def conductivity(temperature):
        return 3 * salt_transport.arrhenius_factor(0.31 * 96485.33212331001, temperature, 298.15)

    slope = salt_transport.effective_activation_energy(conductivity, 273.15, 333.15)
    assert slope == pytest.approx(0.31, rel=1e-12)


def test_attribution_adds_up_and_names_the_right_mechanism():
    split = attribution.attribute_gain(CONSTANTS, 298.15)
    for parts, function in (
        (split.cation, cation),
        (split.anion, anion),
        (split.total, REFERENCE_LAWS.conductivity),
    ):
        gain = np.log(function(CONSTANTS, 298.15) / function(BARE, 298.15))
        assert sum(parts.values()) == pytest.approx(gain, abs=1e-12)
    assert split.cation["electrostatic"] > 0 > split.anion["electrostatic"]
    neutral = attribution.attribute_gain(CONSTANTS | {"Interphase cation enrichment": 0.0}, 298.15)
    assert neutral.cation["electrostatic"] == pytest.approx(0, abs=1e-12)
    still = attribution.attribute_gain(
        CONSTANTS
        | {
            "Interphase mobility gain": 1.0,
            "Interphase activation energy [J.mol-1]": CONSTANTS[
                "Matrix activation energy [J.mol-1]"
            ],
        },
        330.0,
    )
    assert still.anion["mobility"] == pytest.approx(0, abs=1e-12)


def test_mobility_carries_most_of_the_gain_of_the_conductivity():
    # mobility carries most of the gain of σ; the electrostatic part lowers σ, since PHLP conducts
    # mostly by anions
    split = attribution.attribute_gain(CONSTANTS, 298.15)
    assert split.total["mobility"] > 5 * abs(split.total["electrostatic"])


@pytest.mark.parametrize("radius", [5e-8, 2.5e-7, 1e-6])
@pytest.mark.parametrize("area", [0.5e-18, 2e-18])
@pytest.mark.parametrize(("name", "charge"), [("PHL-15", -0.1352), ("PHLP-15", 0.0045)])
def test_gouy_chapman_layer_cannot_carry_the_gain(radius, area, name, charge):
    constants = get_electrolyte(name).closure_parameters()
    estimate = attribution.space_charge_estimate(constants, 298.15, charge, area, radius, 11.0)
    assert estimate.debye_length_m < 2e-10
    assert estimate.shortfall > estimate.shortfall_interphase_mobility > 100
    assert estimate.enrichment_charge_ratio > 100


def test_closures_of_the_space_charge_accept_pybamm_symbols():
    p = pybamm.InputParameter("psi")
    length = space_charge.debye_length(1500.0, 11.0, 298.15)
    symbols = (
        space_charge.surface_potential(
            space_charge.surface_charge(p, 1500.0, 11.0, 298.15), 1500.0, 11.0, 298.15
        ),
        space_charge.gouy_chapman_potential(0.0, p, length, 298.15),
    )
    for symbol in symbols:
        assert float(symbol.evaluate(inputs={"psi": -0.04})) == pytest.approx(-0.04, rel=1e-10)


def test_composite_survives_pybamms_processing_on_a_mesh():
    """Parameters, discretisation and CasADi conversion of σ with T a state on the separator."""
    temperature = pybamm.Variable("T", domain="separator")
    constants = {name: pybamm.Parameter(name) for name in composite.CLOSURE_PARAMETERS}
    sigma = REFERENCE_LAWS.conductivity(constants, temperature)
    values = pybamm.ParameterValues(CONSTANTS | {"Filler mass fraction": "[input]"})
    x = pybamm.SpatialVariable("x_s", domain="separator", coord_sys="cartesian")
    geometry = {"separator": {x: {"min": 0, "max": 1}}}
    mesh = pybamm.Mesh(geometry, {"separator": pybamm.Uniform1DSubMesh}, {x: 4})
    discretisation = pybamm.Discretisation(mesh, {"separator": pybamm.FiniteVolume()})
    discretisation.set_variable_slices([temperature])
    discretised = discretisation.process_symbol(values.process_symbol(sigma))
    y, w = casadi.MX.sym("y", 4), casadi.MX.sym("w")
    converted = discretised.to_casadi(casadi.MX.sym("t"), y, inputs={"Filler mass fraction": w})
    states = np.linspace(260, 340, 4)
    result = casadi.Function("f", [y, w], [converted])(states, 0.1)
    expected = REFERENCE_LAWS.conductivity(CONSTANTS | {"Filler mass fraction": 0.1}, states)
    np.testing.assert_allclose(np.array(result).ravel(), expected, rtol=1e-12)
