"""Ranges of what is not known, and the best guess within them."""

import numpy as np
import pytest

import sclcell
from sclcell.parameter_sets.electrolytes import get_electrolyte
from sclcell.uncertainty.bands import quantile_name
from sclcell.uncertainty.priors import PriorRange, priors

FILMS = ("PHLP", "PHL-15", "PHLP-15", "PHA-15", "PHAP-15", "PHLP-5", "PHA-10", "PHL-5")


@pytest.mark.parametrize(
    ("prior", "share", "value"),
    [
        (PriorRange(0.0, 10.0, median=1.0), 0.25, 0.5),
        (PriorRange(0.0, 10.0, median=1.0), 0.75, 5.5),
        (PriorRange(1.0, 100.0, median=4.0), 0.25, 2.0),
        (PriorRange(1.0, 100.0, median=4.0), 0.75, 20.0),
        (PriorRange(-2.0, 4.0, median=0.0), 0.5, 0.0),
        (PriorRange(-2.0, 4.0, median=0.0), 1.0, 4.0),
    ],
)
def test_the_best_guess_is_the_median_and_each_side_uniform(prior, share, value):
    assert prior.quantile(share) == pytest.approx(value)


def test_no_best_guess_lies_at_the_edge_of_its_range():
    """The thermodynamic factor was 1 in 1 to 3, the activation energy of repair 0 in 0 to 40 kJ."""
    for name, prior in priors([get_electrolyte(film) for film in FILMS], ageing=True).items():
        best = prior.centre if prior.median is None else prior.median
        assert best is not None, name
        assert prior.low < best < prior.high, name


@pytest.mark.parametrize("film", FILMS[:5])
def test_bands_of_a_film_contain_its_best_guess(film):
    """PHLP-15 had a salt diffusivity of 7.3e-12 m2/s below the 5 % quantile of 8.1e-12."""
    found = sclcell.film(film, bands=True)
    for name in (
        "Ionic conductivity [mS.cm-1]",
        "Cation transference number",
        "Salt diffusivity [m2.s-1]",
    ):
        low, middle, high = (found.numbers[quantile_name(name, q)] for q in (0.05, 0.5, 0.95))
        best = found.numbers[name]
        assert low < best < high, name
        # Not near an edge: the median is within the inner half.
        assert abs(np.log(middle / best)) < 0.5 * np.log(high / low), name
