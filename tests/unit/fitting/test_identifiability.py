"""What data determine, (FIT-6), on problems small enough for paper."""

import numpy as np
import pytest

from sclcell.fitting.inference.evaluation_log import EvaluationLog, LoggedObjective
from sclcell.fitting.inference.identifiability import identify, profile, secant_shares
from sclcell.fitting.problem.schema import DataSet, Prior, Unknown

UNIFORM_VARIANCE = 1 / 12


def unknown(name: str, prior: Prior | None = None, scale: str = "linear") -> Unknown:
    low, high = (1.0, 100.0) if scale == "log" else (0.0, 10.0)
    return Unknown(name, name, low, high, 5.0, scale, prior)


class Quadratic:
    """Residuals J(x - x0) and, on one side of the optimum, none."""

    def __init__(self, J: np.ndarray, optimum: np.ndarray, flat_above: bool = False) -> None:
        self.J, self.optimum, self.flat_above = J, optimum, flat_above

    def residuals(self, point: np.ndarray) -> np.ndarray:
        off = point - self.optimum
        return self.J @ (np.minimum(off, 0.0) if self.flat_above else off)

    def jacobian(self, point: np.ndarray) -> np.ndarray:
        return self.J


def logged(objective: Quadratic) -> LoggedObjective:
    return LoggedObjective(objective, EvaluationLog(None, ""))


def test_one_unknown_by_hand():
    # Four readings of slope 5: information 100, and 12 of the bounds.
    J = np.full((4, 1), 5.0)
    found = identify([unknown("a")], np.array([0.4]), {"data": J}, 0.0, 4)
    assert found.covariance == pytest.approx(np.array([[1 / (100 + 12)]]))
    assert found.sd == pytest.approx([112**-0.5])
    assert found.prior_sd == pytest.approx([UNIFORM_VARIANCE**0.5])
    assert found.inflation == 1
    assert found.determined == (True,)
    assert found.determined_by == ("data",)


@pytest.mark.parametrize(("chi", "inflation"), [(2.0, 1.0), (3.0, 1.0), (27.0, 3.0)])
def test_misfit_inflates_the_noise_by_the_root_of_reduced_chi_squared(chi, inflation):
    J = np.full((4, 1), 5.0)
    found = identify([unknown("a")], np.array([0.4]), {"data": J}, chi, 4)
    assert found.inflation == pytest.approx(inflation)
    assert found.covariance[0, 0] == pytest.approx(1 / (100 / inflation**2 + 12))


def test_without_freedom_nothing_is_inflated():
    J = np.full((1, 1), 5.0)
    assert identify([unknown("a")], np.array([0.4]), {"data": J}, 50.0, 1).inflation == 1


def test_shares_shorten_the_slopes():
    J = np.full((4, 1), 5.0)
    found = identify([unknown("a")], np.array([0.4]), {"data": J}, 0.0, 4, np.array([0.5]))
    assert found.covariance[0, 0] == pytest.approx(1 / (25 + 12))


def test_a_prior_wider_than_the_bounds_says_no_more_than_they():
    J = np.zeros((4, 1))
    wide = identify([unknown("a", Prior(value=5, sd=100))], np.array([0.4]), {"data": J}, 0, 4)
    assert wide.prior_sd == pytest.approx([UNIFORM_VARIANCE**0.5])
    # A prior of 1 on a range of 10 is 0.1 in the unit interval; on a log scale ln(100) is it.
    narrow = identify([unknown("a", Prior(value=5, sd=1))], np.array([0.4]), {"data": J}, 0, 4)
    assert narrow.prior_sd == pytest.approx([0.1])
    prior = unknown("a", Prior(value=5, sd=0.5), "log")
    logarithmic = identify([prior], np.array([0.4]), {"data": J}, 0, 4)
    assert logarithmic.prior_sd == pytest.approx([0.5 / np.log(100)])


def test_correlation_and_weak_direction_of_a_sum():
    # Only the sum of two unknowns is measured.
    J = np.array([[20.0, 20.0]])
    found = identify([unknown("a"), unknown("b")], np.array([0.5, 0.5]), {"data": J}, 0.0, 1)
    covariance = np.linalg.inv([[412.0, 400.0], [400.0, 412.0]])
    assert found.covariance == pytest.approx(covariance)
    assert found.correlation[0, 1] == pytest.approx(-400 / 412)
    assert found.correlation[0, 0] == pytest.approx(1)
    ((deviation, parts),) = found.weak
    assert deviation > 1000
    assert abs(parts["a"]) == pytest.approx(2**-0.5)
    assert parts["a"] == pytest.approx(-parts["b"])
    assert found.determined == (False, False)


def test_the_data_set_without_which_an_unknown_is_least_known_determines_it():
    J = {"rates": np.diag([30.0, 1.0]), "films": np.diag([10.0, 30.0])}
    found = identify([unknown("a"), unknown("b")], np.array([0.5, 0.5]), J, 0.0, 4)
    assert found.determined_by == ("rates", "films")


def test_half_of_what_was_known_before_counts_as_determined():
    # Variance below a quarter of 1/12: information of the data above 36.
    for information, known in ((35.0, False), (37.0, True)):
        J = np.array([[information**0.5]])
        found = identify([unknown("a")], np.array([0.4]), {"data": J}, 0.0, 1)
        assert found.determined == (known,)


@pytest.mark.parametrize(("x", "side"), [(0.0, "lower"), (5e-4, "lower"), (1.0, "upper")])
def test_an_unknown_on_its_bound_is_told(x, side):
    J = np.full((4, 1), 50.0)
    found = identify([unknown("a")], np.array([x]), {"data": J}, 0.0, 4)
    assert f"lies on its {side} bound" in found.sentences[0]
    assert found.determined == (False,)


def test_sentences_give_value_spread_and_source():
    J = np.full((4, 1), 5.0)
    (said,) = identify([unknown("a")], np.array([0.4]), {"data": J}, 0.0, 4).sentences
    # 10 times 112^-1/2
    assert said == "a = 4, determined to ± 0.94 mainly by 'data'."
    (said,) = identify([unknown("a", scale="log")], np.array([0.5]), {"data": J}, 0, 4).sentences
    # exp(112^-1/2 ln 100)
    assert said == "a = 10, determined within a factor 1.55 mainly by 'data'."
    J = np.array([[2.0]])
    (said,) = identify([unknown("a")], np.array([0.4]), {"data": J}, 0.0, 1).sentences
    # sqrt(12/16)
    assert said == "a = 4 is known only from its bounds; the data narrow it to 87 %."
    J = np.array([[0.1]])
    prior = unknown("a", Prior(value=5, sd=1))
    (said,) = identify([prior], np.array([0.4]), {"data": J}, 0.0, 1).sentences
    assert said == "a = 4 is known only from its prior."


def test_a_profile_of_a_linear_problem_is_a_parabola():
    J = np.array([[8.0, 3.0], [2.0, 9.0], [4.0, -5.0]])
    optimum = np.array([0.5, 0.45])
    objective = Quadratic(J, optimum)
    unknowns = [unknown("a"), unknown("b")]
    knowledge = identify(unknowns, optimum, {"data": J}, 0.0, 3)
    table = profile(logged(objective), optimum, 0, knowledge)
    off = table["Position"].to_numpy() - 0.5
    assert off == pytest.approx(knowledge.sd[0] * np.array([-2, -1, 0, 1, 2]))
    # Over all values of the other: one over the variance of the data alone.
    variance = np.linalg.inv(J.T @ J)[0, 0]
    assert table["Chi squared"].to_numpy() == pytest.approx(off**2 / variance, abs=1e-6)


def test_secant_shares_see_a_side_on_which_nothing_changes():
    J, optimum = np.full((4, 1), 5.0), np.array([0.5])
    for flat, share in ((False, 1.0), (True, 0.01)):
        objective = Quadratic(J, optimum, flat)
        knowledge = identify([unknown("a")], optimum, {"data": J}, 0.0, 4)
        found = secant_shares(logged(objective), optimum, 4, knowledge)
        assert found == pytest.approx([share])


@pytest.mark.parametrize(
    ("kind", "noise"),
    [
        ("rate capability", 3.0),
        ("retention", 3.0),
        ("voltage curves", 0.005),
        ("polarisation", 0.05),
        ("spectrum", 0.05),
    ],
)
def test_noise_of_a_kind_is_what_the_documentation_says(kind, noise):
    assert DataSet(name="x", kind=kind, file="x.csv").sigma == noise
    assert DataSet(name="x", kind=kind, file="x.csv", noise=0.7).sigma == 0.7


def test_unknowns_map_their_bounds_to_the_unit_interval():
    linear, logarithmic = unknown("a"), unknown("b", scale="log")
    assert [linear.value(x) for x in (0, 0.25, 1)] == pytest.approx([0, 2.5, 10])
    assert [logarithmic.value(x) for x in (0, 0.5, 1)] == pytest.approx([1, 10, 100])
    assert logarithmic.unit(10) == pytest.approx(0.5)
    assert linear.slope(0.3) == pytest.approx(10)
    # d value/d unit = value * ln(100)
    assert logarithmic.slope(0.5) == pytest.approx(10 * np.log(100))
    assert (linear.span, logarithmic.span) == pytest.approx((10, np.log(100)))
