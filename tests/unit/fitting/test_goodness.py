"""What a fit says of how well its model describes the data."""

import numpy as np
import pytest

from sclcell.fitting.inference.goodness import MISSED, caution, goodness
from sclcell.fitting.inference.identifiability import identify
from sclcell.fitting.problem.schema import Unknown


def test_numbers_and_words():
    found = goodness(np.array([1.0, -1.0, 1.0, -1.0]))
    assert (found.per_residual, found.bias, found.coverage) == (1.0, 0.0, 1.0)
    assert found.words == "100 % of its residuals lie within two noises"
    missed = goodness(np.array([6.0, 6.0, 6.0, 6.0]))
    assert "misses it by 6 times the noise" in missed.words
    assert "the model lies high by 6 noises" in missed.words
    assert "low by 6" in goodness(-6 * np.ones(4)).words
    assert "scatters by 0.1 of the noise" in goodness(0.1 * np.array([1.0, -1.0])).words


def test_no_residuals():
    assert np.isnan(goodness(np.array([])).per_residual)


@pytest.mark.parametrize(("per_freedom", "soft"), [(1.0, False), (MISSED, False), (243.9, True)])
def test_words_are_soft_where_the_model_misses(per_freedom, soft):
    assert ("which it does not (chi-squared per degree of freedom" in caution(per_freedom)) == soft


@pytest.mark.parametrize("chi_squared", [20.0, 6097.0])
def test_sentences_of_a_fit(chi_squared):
    """25 rows: at 6097 nothing is 'within a factor 1'."""
    unknown = Unknown("D", "D", 1e-18, 1e-14, 1e-16, "log")
    jacobian = np.full((25, 1), 6000.0)
    known = identify([unknown], np.array([0.5]), {"cells": jacobian}, chi_squared, 25)
    (sentence,) = known.sentences
    assert known.per_freedom == pytest.approx(chi_squared / 24)
    assert "within a factor 1 " not in sentence
    assert ("which it does not" in sentence) == (chi_squared > 100)
    assert ("to ± 0.03" in sentence) == (chi_squared == 20.0)
