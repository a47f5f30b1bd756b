"""Scores of predictions, against closed forms."""

import numpy as np
import pytest
from scipy.stats import norm

from sclcell.uncertainty.scores import crps, rank


@pytest.mark.parametrize("measured", [-2.0, 0.0, 0.7])
def test_the_score_of_a_normal_law_is_the_closed_form(measured):
    samples = norm.ppf((np.arange(4000) + 0.5) / 4000)
    pdf, cdf = norm.pdf(measured), norm.cdf(measured)
    expected = measured * (2 * cdf - 1) + 2 * pdf - 1 / np.sqrt(np.pi)
    assert crps(samples, measured) == pytest.approx(expected, abs=2e-3)
    assert rank(samples, measured) == pytest.approx(cdf, abs=1e-3)


def test_a_prediction_without_a_band_scores_its_distance():
    assert crps(np.full(5, 3.0), 7.0) == pytest.approx(4.0)
    assert rank(np.full(5, 3.0), 3.0) == 0.5


def test_weights_count_as_often_as_they_say_and_what_failed_does_not():
    twice = np.array([1.0, 1.0, 4.0, np.nan])
    once, weights = np.array([1.0, 4.0]), np.array([2.0, 1.0])
    for score in (crps, rank):
        assert score(twice, 2.5) == pytest.approx(score(once, 2.5, weights))
