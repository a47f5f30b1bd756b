"""Transport properties against salt concentration: tables, formulas and what follows."""

import pickle

import casadi
import numpy as np
import pybamm
import pytest

from sclcell.errors import InputError
from sclcell.models.laws.concentration import (
    ConcentrationFormula,
    ConcentrationTable,
    SaltLaws,
)
from sclcell.models.laws.salt_transport import salt_diffusivity
from sclcell.models.laws.symbolic import ClosureNode

KNOTS = (100.0, 500.0, 1000.0, 2000.0, 3000.0)
TABLE = ConcentrationTable(KNOTS, (0.02, 0.08, 0.15, 0.12, 0.03))
FORMULA = ConcentrationFormula("1.2*c*exp(-0.8*c) + 0.01*sqrt(c)", factor=0.1)


@pytest.mark.parametrize("law", [TABLE, FORMULA], ids=["table", "formula"])
@pytest.mark.parametrize("c", [50.0, 300.0, 1000.0, 1700.0, 4000.0])
def test_floats_arrays_pybamm_and_casadi_agree_with_derivatives(law, c):
    number = law(c)
    assert np.asarray(law(np.array([c, 700.0])))[0] == pytest.approx(number, rel=1e-14)
    x = pybamm.InputParameter("c")
    assert np.squeeze(law(x).evaluate(inputs={"c": c})) == pytest.approx(number, rel=1e-14)
    symbol = casadi.MX.sym("c")
    for converted in (law(symbol), law(x).to_casadi(inputs={"c": symbol})):
        both = casadi.Function("f", [symbol], [converted, casadi.jacobian(converted, symbol)])
        value, slope = (float(part) for part in both(c))
        assert value == pytest.approx(number, rel=1e-14)
        if c not in KNOTS:
            difference = (law(c + 0.01) - law(c - 0.01)) / 0.02
            assert slope == pytest.approx(difference, rel=1e-5, abs=1e-12)


def test_a_table_goes_through_its_points_and_not_beyond_them():
    assert [TABLE(c) for c in KNOTS] == pytest.approx(TABLE.values, rel=1e-14)
    assert TABLE(0.0) == 0.02
    assert TABLE(9e3) == pytest.approx(0.03, rel=1e-14)
    between = TABLE(np.linspace(1000, 2000, 50))
    assert np.all((between <= 0.15 + 1e-15) & (between >= 0.12 - 1e-15))
    assert np.all(np.diff(between) <= 1e-15)


def test_a_table_comes_back_from_json_and_from_a_pickle():
    node = TABLE(pybamm.InputParameter("c"))
    again = ClosureNode._from_json({**node.to_json(), "children": node.children})
    assert again == node
    copy = pickle.loads(pickle.dumps(TABLE))
    assert copy == TABLE
    assert copy(700.0) == TABLE(700.0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("c +", "is no formula"),
        ("2*x", "'x' is not known; allowed are c and exp, log, sqrt, tanh"),
        ("__import__('os')", "is not known"),
        ("c.real", "'c.real' is not allowed"),
        ("exp(c, 2)", "is not allowed"),
        ("c and 1", "is not allowed"),
    ],
)
def test_what_is_no_formula_is_refused(text, words):
    with pytest.raises(InputError, match=words.replace("(", r"\(").replace(")", r"\)")):
        ConcentrationFormula(text)


@pytest.mark.parametrize(
    ("c", "values", "words"),
    [
        ((1.0,), (1.0,), "1 concentrations and 1 values"),
        ((1.0, 2.0), (1.0,), "2 concentrations and 1 values"),
        ((2.0, 1.0), (1.0, 2.0), "must rise"),
    ],
)
def test_what_is_no_table_is_refused(c, values, words):
    with pytest.raises(InputError, match=words):
        ConcentrationTable(c, values)


def test_without_laws_the_ions_keep_their_mobilities():
    salt = SaltLaws()
    assert salt.conductivity_at(500.0, 1000.0, 0.2, 0.3) == pytest.approx(0.1)
    assert salt.transference_number_at(500.0, 1000.0, 0.3) == 0.3
    assert salt.diffusivity_at(500.0, 1000.0, 4e-12, 0.3) == 4e-12


def test_filler_keeps_its_factor_for_each_ion():
    # (SALT-5), (SALT-6): with factors G+ and G- the ions' conductivities are known at every c.
    t_m = ConcentrationTable((100.0, 3000.0), (0.35, 0.1))
    salt = SaltLaws(conductivity=TABLE, transference_number=t_m)
    cation_gain, anion_gain, c_0 = 30.0, 4.0, 800.0

    def ions(c):
        return cation_gain * TABLE(c) * t_m(c), anion_gain * TABLE(c) * (1 - t_m(c))

    start = ions(c_0)
    sigma_0, t_0 = sum(start), start[0] / sum(start)
    for c in (200.0, 800.0, 2500.0):
        cation, anion = ions(c)
        assert salt.conductivity_at(c, c_0, sigma_0, t_0) == pytest.approx(cation + anion)
        assert salt.transference_number_at(c, c_0, t_0) == pytest.approx(cation / (cation + anion))


def test_diffusivity_follows_from_the_other_laws_where_nobody_measured_it():
    t_m = ConcentrationTable((100.0, 3000.0), (0.35, 0.1))
    chi = ConcentrationFormula("1 + 0.5*c")
    salt = SaltLaws(TABLE, None, t_m, chi)
    c_0, T = 800.0, 320.0

    def by_newman(c):
        return salt_diffusivity(TABLE(c), t_m(c), c, chi(c), T)

    D = salt.diffusivity_at(2000.0, c_0, by_newman(c_0), t_m(c_0))
    assert D == pytest.approx(by_newman(2000.0), rel=1e-12)
    measured = SaltLaws(TABLE, ConcentrationTable((100.0, 3000.0), (8e-12, 2e-12)), t_m)
    ratio = measured.diffusivity(2000.0) / measured.diffusivity(c_0)
    assert measured.diffusivity_at(2000.0, c_0, 5e-12, 0.3) == pytest.approx(5e-12 * ratio)


def test_negative_transference_numbers_are_those_of_the_film_itself():
    t_m = ConcentrationTable((100.0, 3000.0), (0.3, -0.4))
    salt = SaltLaws(TABLE, TABLE, t_m)
    assert salt.signed
    assert not SaltLaws(TABLE).signed
    assert salt.transference_number_at(2500.0, 800.0, t_m(800.0)) == pytest.approx(t_m(2500.0))
    assert salt.conductivity_at(2500.0, 800.0, TABLE(800.0), 0.1) == pytest.approx(TABLE(2500.0))
    assert salt.range == (100.0, 3000.0)
