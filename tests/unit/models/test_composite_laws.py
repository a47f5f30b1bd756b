"""Every law of composites, by the one interface that it has."""

import casadi
import numpy as np
import pybamm
import pytest

from sclcell.errors import InputError
from sclcell.models.laws import composite
from sclcell.models.laws.composites import composite_law, registry
from sclcell.models.laws.composites.base import USUAL_RADIUS
from sclcell.models.laws.morphology import filler_volume_fraction
from sclcell.models.laws.symbolic import ClosureNode
from sclcell.parameter_sets.electrolytes import get_electrolyte

LAWS = sorted(registry)
#: Matrix, interphase, filler [S.m-1].
PHASES = {"gain": (0.01, 0.2, 0.05), "insulator": (0.01, 0.2, 0.0), "loss": (0.01, 1e-3, 0.0)}


def conductivity(law, phases, fraction, constants=None, radius=1e-7):
    values = law.medians() | (constants or {})
    return law.conductivity(*phases, fraction, values, radius)


@pytest.mark.parametrize("name", LAWS)
def test_a_law_says_what_it_is(name):
    law = composite_law(name)
    assert law.title
    assert law.label.startswith("COM-")
    assert 0 < law.highest_volume_fraction <= 1
    for constant in law.constants:
        assert constant.name.endswith(f"[{constant.unit}]") or constant.unit == "1"
        assert constant.provenance in ("literature", "assumed")
        assert constant.low < constant.interval[0] < constant.median < constant.interval[1]
        assert constant.interval[1] < constant.high
        assert constant.source
        assert constant.meaning


def test_a_wrong_name_is_told_with_the_nearest():
    with pytest.raises(InputError, match=r"'coated spheres'; did you mean 'coated-spheres'\?"):
        composite_law("coated spheres")


@pytest.mark.parametrize("phases", PHASES.values(), ids=PHASES)
@pytest.mark.parametrize("name", LAWS)
def test_floats_arrays_pybamm_and_casadi_agree_with_derivatives(name, phases):
    law = composite_law(name)
    names = ["matrix", "interphase", "filler", "fraction", "radius"]
    numbers = [*phases, 0.12, 1e-7]
    # Off the medians: a constant that is not used would not show otherwise.
    own = {key: 1.1 * value for key, value in law.medians().items()}
    everything = dict(zip(names, numbers, strict=True)) | own

    def value(changed):
        p = everything | changed
        return law.conductivity(*(p[n] for n in names[:4]), p, p["radius"])

    number = value({})
    assert number > 0
    array = value({"fraction": np.array([[0.12], [0.03]]), "matrix": np.full(3, phases[0])})
    assert array.shape == (2, 3)
    assert array[0] == pytest.approx(np.full(3, number), rel=1e-13)

    node = value({key: pybamm.InputParameter(key) for key in everything})
    assert np.squeeze(node.evaluate(inputs=everything)) == pytest.approx(number, rel=1e-13)
    inputs = {key: casadi.MX.sym(key) for key in everything}
    for converted in (value(inputs), node.to_casadi(inputs=inputs)):
        gradient = casadi.jacobian(converted, casadi.vertcat(*inputs.values()))
        both = casadi.Function("f", list(inputs.values()), [converted, gradient])
        same, slopes = (np.array(part).ravel() for part in both(*everything.values()))
        assert same[0] == pytest.approx(number, rel=1e-13)
        for key, slope in zip(everything, slopes, strict=True):
            step = 1e-5 * everything[key] or 1e-7
            ends = [value({key: everything[key] + way * step}) for way in (-1, 0, 1, 2)]
            # One-sided where the filler insulates: its conductivity is not negative.
            if everything[key]:
                difference = (ends[2] - ends[0]) / (2 * step)
            else:
                difference = (-1.5 * ends[1] + 2 * ends[2] - 0.5 * ends[3]) / step
            size = number / max(abs(everything[key]), 1e-9)
            assert slope == pytest.approx(difference, rel=2e-5, abs=1e-6 * size), key


@pytest.mark.parametrize("name", LAWS)
def test_without_filler_the_composite_is_the_matrix(name):
    law = composite_law(name)
    for phases in PHASES.values():
        assert conductivity(law, phases, 0.0) == pytest.approx(phases[0], rel=1e-9)
        fraction = casadi.MX.sym("f")
        slope = casadi.jacobian(conductivity(law, phases, fraction), fraction)
        ahead = conductivity(law, phases, 1e-7) / phases[0] - 1
        at_zero = float(casadi.Function("f", [fraction], [slope])(0.0)) / phases[0]
        assert at_zero == pytest.approx(ahead / 1e-7, rel=2e-3)


@pytest.mark.parametrize("name", LAWS)
def test_filler_may_raise_or_lower_the_conductivity(name):
    law = composite_law(name)
    assert conductivity(law, PHASES["gain"], 0.03, radius=1e-8) > 0.0101
    assert conductivity(law, PHASES["loss"], 0.03, radius=1e-8) < 0.0099


@pytest.mark.parametrize("name", ["self-consistent", "ceramic-rich", "matrix-mobility"])
def test_a_little_insulator_may_take_nine_tenths_of_the_conductivity(name):
    # Alumina in an ionic liquid: its surface immobilises ions far beyond its volume.
    law = composite_law(name)
    thick = {
        "Interphase thickness [m]": 1e-7,
        "Agglomeration filler volume fraction": 5.0,
        "Declining filler volume fraction": 5.0,
    }
    sigma = conductivity(law, (0.01, 2e-4, 0.0), 0.15, thick, radius=2e-8)
    assert 2e-4 * 0.3 < sigma < 0.001


@pytest.mark.parametrize("name", LAWS)
def test_a_law_comes_back_from_json(name):
    law = composite_law(name)
    node = law.conductivity(0.01, 0.2, 0.0, pybamm.InputParameter("f"), law.medians())
    again = ClosureNode._from_json({**node.to_json(), "children": node.children})
    assert again == node
    assert again.evaluate(inputs={"f": 0.1}) == node.evaluate(inputs={"f": 0.1})


def test_laws_of_the_same_arguments_are_not_taken_for_each_other():
    one, other = (composite_law(name) for name in ("self-consistent", "coated-spheres"))
    f = pybamm.InputParameter("f")
    nodes = [law.conductivity(0.01, 0.2, 0.0, f, law.medians()) for law in (one, other)]
    assert nodes[0] != nodes[1]


def test_a_radius_that_nobody_stated_is_the_usual_one():
    law = composite_law("self-consistent")
    stated = conductivity(law, PHASES["gain"], 0.1, radius=USUAL_RADIUS)
    assert conductivity(law, PHASES["gain"], 0.1, radius=None) == stated
    assert conductivity(law, PHASES["gain"], 0.1, radius=1e-8) != stated


@pytest.mark.parametrize("film", ["PHL-15", "PHAP-15"])
@pytest.mark.parametrize("sign", [1, -1])
def test_the_self_consistent_law_is_that_of_the_reference_films(film, sign):
    constants = get_electrolyte(film).closure_parameters()
    T, w, radius = 310.0, constants["Filler mass fraction"], 2.5e-7
    densities = constants["Filler density [kg.m-3]"], constants["Matrix density [kg.m-3]"]
    fraction = filler_volume_fraction(w, *densities)
    # The measure of agglomeration is that of the loading: the same x/x_a.
    relative = w / constants["Agglomeration filler mass fraction"]
    own = {
        "Interphase thickness [m]": (
            radius * constants["Interphase thickness to filler radius ratio"]
        ),
        "Agglomeration filler volume fraction": fraction / relative,
        # The resistance is in the reference film's core already.
        "Filler interface resistance [Ohm.m2]": 0.0,
    }
    filler = composite._core_conductivity(constants, sign, T)
    value = composite_law("self-consistent").conductivity(
        composite.matrix_conductivity(constants, sign, T),
        composite.interphase_conductivity(constants, sign, T),
        filler,
        fraction,
        own,
        radius,
    )
    assert value == pytest.approx(composite.ion_conductivity(constants, sign, T), rel=1e-12)


def test_constants_of_a_users_own_are_checked():
    law = composite_law("self-consistent")
    given = {"Interphase thickness": 1e-8, "Agglomeration filler volume fraction": -1.0}
    wrong_name, wrong_value = law.faults(given)
    assert "did you mean 'Interphase thickness [m]'?" in wrong_name
    assert wrong_value == ("Agglomeration filler volume fraction = -1: allowed is 0.0001 to 10")
    assert law.faults(law.medians()) == []
