"""Probability of a short: what tests leave of it, and how commands say it."""

import json

import numpy as np
import pytest
from scipy.stats import binom

from sclcell import Cell, InputError
from sclcell.cli import main
from sclcell.exploration.on_study import explore
from sclcell.exploration.study import Study
from sclcell.surface.hazard import (
    MODELS,
    ShortTest,
    fit_hazard,
    simulated_tests,
    study_hazard,
    study_tests,
)
from sclcell.surface.shorts import SHORT_COLUMNS, critical_numbers, critical_text, short_risk

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


def test_a_rate_test_counts_its_cycles(capsys):
    args = ("rate", "PHLP", "--rates", "0.5", "--shorts", "--json", "-")
    code, out, _ = run(capsys, *args)
    assert code == 0
    told = json.loads(out)
    charge = 1.5e-3 * told["Specific discharge capacity [mA.h.g-1]"][0]
    expected = study_hazard().probability("PHLP", [(charge, 3.0)])
    band = [told[f"Probability of a short, {share} % quantile"] for share in (5, 50, 95)]
    assert band == pytest.approx(expected.tolist(), rel=1e-6)
    code, _, err = run(capsys, "rate", "PHLP", "--protocol", "CCCV", "--shorts")
    assert code == 2
    assert "--shorts" in err


def test_a_study_has_the_probability_as_an_outcome():
    study = Study.model_validate(
        {
            "title": "shorts",
            "variables": {
                "filler_wt_percent": {"levels": [5, 15]},
                "areal_loading_mg_cm2": {"levels": [1.5, 3.0]},
            },
            "fixed": {"film": "PHLP-15", "rate_C": 0.5},
            "outputs": {"quantities": ["capacity", "shorts"]},
            "bands": {"size": 2},
        }
    )
    found = explore(study, bands=True)
    band = found.table[list(SHORT_COLUMNS)].to_numpy()
    assert ((band[:, 0] < band[:, 1]) & (band[:, 1] < band[:, 2])).any()
    low, middle, high = SHORT_COLUMNS
    table = found.table.set_index(["filler_wt_percent", "areal_loading_mg_cm2"])
    # More charge is more hazard; another share of filler is another film, that has no test.
    assert table.loc[(15, 3.0), middle] > table.loc[(15, 1.5), middle]
    widths = (table[high] - table[low]).xs(1.5, level=1)
    assert widths[5] > widths[15]
    assert not [name for name in found.tables["bands"] if str(name).startswith(low)]


@pytest.mark.parametrize("film", ["PHA-15", "PHAP-15"])
def test_the_critical_current_of_a_film_without_tests_is_a_band(capsys, film):
    code, out, _ = run(capsys, "plate", film, "--time", "0.01", "--cells", "2", "--json", "-")

    assert code == 0
    told = json.loads(out)
    name = "Critical current density by the hazard of a short, {} % quantile [mA.cm-2]"
    low, middle, high = (told[name.format(share)] for share in (5, 50, 95))
    assert 0.1 <= low < middle < high <= 3.0
    # Wider than that of a film whose own test counts.
    own = list(critical_numbers("PHLP-15").values())
    assert high / low > own[2] / own[0]
    assert f"{film} has none" in critical_text(film)
    assert "its own test counts" in critical_text("PHLP-15")


def test_the_bands_do_not_hang_on_the_seed():
    tests = study_tests()
    bands = [fit_hazard(tests, seed=seed).critical_band("PHAP-15") for seed in range(3)]
    assert np.ptp(bands, axis=0).max() <= 0.1 + 1e-9


def test_without_the_option_nothing_is_said(capsys):
    _, out, _ = run(capsys, "symmetric", "PHLP", "--hours", "8", "--json", "-")
    assert "short" not in out.lower()


def test_an_unknown_model_is_refused():
    with pytest.raises(InputError, match="did you mean 'conductivity'"):
        fit_hazard(study_tests(), "conductivty", size=10)
