import casadi
import numpy as np
import pybamm
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from sclcell.models.laws.effective_medium import (
    hashin_shtrikman_bounds,
    self_consistent_conductivity,
    wiener_bounds,
)

decades = st.floats(-2.5, 2.5).map(lambda x: 10.0**x)
shares = st.tuples(*[st.floats(0, 1)] * 3).filter(lambda t: sum(t) > 0.1)
phases = st.tuples(decades, decades, decades)


def normalised(parts):
    return tuple(part / sum(parts) for part in parts)


def residual(sigma, fractions, conductivities):
    """Return the left-hand side of (EM-1)."""
    pairs = zip(fractions, conductivities, strict=True)
    return sum(share * (one - sigma) / (one + 2 * sigma) for share, one in pairs)


@settings(max_examples=200, deadline=None)
@given(shares.map(normalised), phases)
def test_equals_the_numerical_root(fractions, conductivities):
    sigma = self_consistent_conductivity(fractions, conductivities)
    root = brentq(
        lambda x: residual(np.exp(x), fractions, conductivities),
        np.log(min(conductivities)) - 1,
        np.log(max(conductivities)) + 1,
        xtol=1e-14,
        rtol=1e-14,
    )
    assert sigma == pytest.approx(np.exp(root), rel=1e-10)


@settings(max_examples=100, deadline=None)
@given(shares.map(normalised), phases)
def test_lies_between_the_bounds(fractions, conductivities):
    sigma = self_consistent_conductivity(fractions, conductivities)
    low, high = hashin_shtrikman_bounds(fractions, conductivities)
    lower, upper = wiener_bounds(fractions, conductivities)
    assert lower <= low * (1 + 1e-9)
    assert high <= upper * (1 + 1e-9)
    assert low * (1 - 1e-9) <= sigma <= high * (1 + 1e-9)


@settings(max_examples=100, deadline=None)
@given(shares.map(normalised), phases, st.integers(0, 2), st.floats(1.01, 10))
def test_rises_with_each_phase_and_scales(fractions, conductivities, phase, factor):
    sigma = self_consistent_conductivity(fractions, conductivities)
    better = list(conductivities)
    better[phase] *= factor
    assert self_consistent_conductivity(fractions, tuple(better)) >= sigma * (1 - 1e-12)
    scaled = tuple(factor * s for s in conductivities)
    assert self_consistent_conductivity(fractions, scaled) == pytest.approx(
        factor * sigma, rel=1e-12
    )


def test_arrays_give_what_floats_give():
    fractions = (np.array([1.0, 0.5]), np.array([0.0, 0.3]), np.array([0.0, 0.2]))
    both = self_consistent_conductivity(fractions, (0.1, 2.0, 0.0))
    each = [
        self_consistent_conductivity(tuple(f[k] for f in fractions), (0.1, 2.0, 0.0))
        for k in range(2)
    ]
    np.testing.assert_array_equal(both, each)
    assert both[0] == pytest.approx(0.1, rel=1e-14)


DEGENERATE = {
    "equal phases": ((0.3, 0.3, 0.4), (0.5, 0.5, 0.5)),
    "two equal": ((0.3, 0.3, 0.4), (0.5, 0.5, 2.0)),
    "one phase absent": ((0.6, 0.4, 0.0), (0.1, 3.0, 0.7)),
    "only the matrix": ((1.0, 0.0, 0.0), (0.1, 3.0, 0.7)),
    "insulating core": ((0.5, 0.4, 0.1), (0.1, 3.0, 0.0)),
    "only matrix, insulating core absent": ((1.0, 0.0, 0.0), (0.1, 0.1, 0.0)),
}


@pytest.mark.parametrize("case", DEGENERATE.values(), ids=DEGENERATE.keys())
def test_derivative_of_degenerate_mixtures(case):
    fractions, conductivities = case
    x = casadi.SX.sym("x", 5)
    # third fraction from the other two, so that they keep summing to 1
    expression = self_consistent_conductivity((x[0], x[1], 1 - x[0] - x[1]), (x[2], x[3], x[4]))
    function = casadi.Function("f", [x], [expression, casadi.jacobian(expression, x)])
    point = np.array([*fractions[:2], *conductivities])
    value, gradient = (np.array(entry).ravel() for entry in function(point))
    assert value[0] == pytest.approx(self_consistent_conductivity(fractions, conductivities))
    # Implicit differentiation of the balance, independent of the closed form
    s, f = value[0], np.array(fractions)
    c = np.array(conductivities)
    d_sigma = -np.sum(f * 3 * c / (c + 2 * s) ** 2)
    g = (c - s) / (c + 2 * s)
    expected = np.array([g[0] - g[2], g[1] - g[2], *(f * 3 * s / (c + 2 * s) ** 2)]) / -d_sigma
    np.testing.assert_allclose(gradient, expected, rtol=1e-7, atol=1e-9)


def test_pybamm_symbols_give_what_floats_give():
    names = ["f1", "f2", "s1", "s2", "s3"]
    values = dict(zip(names, [0.5, 0.3, 0.1, 2.0, 0.4], strict=True))
    p = {name: pybamm.InputParameter(name) for name in names}
    symbol = self_consistent_conductivity(
        (p["f1"], p["f2"], 1 - p["f1"] - p["f2"]), (p["s1"], p["s2"], p["s3"])
    )
    number = self_consistent_conductivity((0.5, 0.3, 1 - 0.5 - 0.3), (0.1, 2.0, 0.4))
    assert float(np.squeeze(symbol.evaluate(inputs=values))) == pytest.approx(number, rel=1e-13)
