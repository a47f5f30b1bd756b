"""Probability of a short: what tests leave of it, and how commands say it."""

import json

import numpy as np
import pytest
from scipy.stats import binom

from sclcell import Cell, InputError
from sclcell.cli import main
from sclcell.surface.hazard import (
    MODELS,
    ShortTest,
    fit_hazard,
    simulated_tests,
    study_hazard,
    study_tests,
)
from sclcell.surface.shorts import short_risk

FILMS = ("PHLP", "PHL-15", "PHLP-15")
SIZE = 200_000


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as exit_info:
        main(list(arguments))
    captured = capsys.readouterr()
    return exit_info.value.code, captured.out, captured.err


@pytest.mark.parametrize("film", FILMS)
def test_a_film_left_out_is_within_the_band_of_the_others(film):
    tests = study_tests()
    found = fit_hazard(tests, leave_out=film, size=SIZE)
    low, _, high = found.critical_band(film)
    measured = next(one.critical for one in tests if one.film == film)
    assert low <= measured <= high
    assert low < high
    assert film not in found.films


@pytest.mark.slow
def test_bands_of_films_with_known_hazard_hold_it():
    """The 90 % interval of scale and shape over 60 sets of three films drawn from the prior."""
    held, number = np.zeros(2, int), 60
    for seed in range(number):
        tests, truth = simulated_tests(FILMS, ((0.05, 1000.0), (0.2, 200.0)), seed)
        found = fit_hazard(tests, size=SIZE, seed=10_000)
        for k, (values, true) in enumerate(
            ((found.shape, truth["shape"]), (found.scale("PHLP"), truth["PHLP"]))
        ):
            low, _, high = found.quantiles(values)
            held[k] += low <= true <= high
    low, high = binom.interval(0.99, number, 0.9)
    assert (held >= low).all()
    assert (held <= high).all()


def test_cells_that_lived_on_rule_out_a_hazard_per_charge():
    with_them = fit_hazard(study_tests(), size=SIZE)
    without = fit_hazard([ShortTest(one.film, one.critical) for one in study_tests()], size=SIZE)
    assert with_them.quantiles(with_them.shape)[0] > 1.5 * without.quantiles(without.shape)[0]


def test_no_model_of_films_is_clearly_better_than_none():
    evidence = {model: study_hazard(model).log_evidence for model in MODELS[:2]}
    assert abs(evidence["film by film"] - evidence["no film"]) < np.log(10)
    risk = short_risk(Cell("PHLP-15", 25.0), [0.2] * 100)
    assert "not clearly better than a model that knows no film" in risk.text


def test_probability_grows_with_charge_cycles_and_area():
    hazard = study_hazard()

    def middle(*arguments):
        return hazard.probability("PHLP", *arguments)[1]

    start = middle([(0.2, 100)])
    assert 0 < start < middle([(0.2, 200)]) < middle([(0.25, 200)]) < 1
    assert middle([(0.2, 100)], 2.0) == pytest.approx(middle([(0.2, 200)]))


def test_groups_of_half_cycles_are_the_cycles():
    charges = np.linspace(0.2, 0.15, 300)
    risk = short_risk(Cell("PHLP-15", 25.0), charges, times=2)
    assert sum(number for _, number in risk.exposures) == 600
    each = risk.hazard.probability("PHLP-15", [(charge, 2.0) for charge in charges])
    assert risk.band == pytest.approx(each, rel=0.02)


def test_a_film_without_tests_has_the_wider_band():
    known, new = (study_hazard().scale(film) for film in ("PHLP-15", "mine"))
    spread = [np.ptp(np.log(study_hazard().quantiles(one))) for one in (known, new)]
    assert spread[1] > spread[0]
    risk = short_risk(Cell("PHAP-15", 25.0), [0.2])
    assert "of other films; PHAP-15 has none" in risk.text


def test_commands_give_a_band(capsys):
    code, out, _ = run(capsys, "symmetric", "PHLP", "--hours", "8", "--shorts", "--json", "-")
    assert code == 0
    told = json.loads(out)
    band = [told[f"Probability of a short, {share} % quantile"] for share in (5, 50, 95)]
    assert 0 <= band[0] < band[1] < band[2] <= 1
    code, out, _ = run(capsys, "cycle", "PHLP-15", "--cycles", "3", "--shorts")
    assert code == 0
    assert "Short before the end: probability" in out
    assert "mostly by its prior" in out


def test_without_the_option_nothing_is_said(capsys):
    _, out, _ = run(capsys, "symmetric", "PHLP", "--hours", "8", "--json", "-")
    assert "short" not in out.lower()


def test_an_unknown_model_is_refused():
    with pytest.raises(InputError, match="did you mean 'conductivity'"):
        fit_hazard(study_tests(), "conductivty", size=10)
