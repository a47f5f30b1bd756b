"""Which film plates most evenly, over what is not known."""

import numpy as np
import pandas as pd
import pytest

from sclcell import InputError
from sclcell.surface.film_order import film_gains, order_probability

FILMS = ("PHLP", "PHL-15", "PHLP-15")


def test_probability_counts_samples_in_order():
    gains = pd.DataFrame({"a": [3.0, 3, 1, np.inf], "b": [2.0, 1, 2, 2], "c": [1.0, 2, 0, 1]})
    assert order_probability(gains, ["a", "b", "c"]) == 0.5
    assert order_probability(gains, ["c", "b"]) == 0.25


def test_one_polarity_means_more_resistance_and_slower_growth():
    one, half = (film_gains(FILMS, 0.1, reading, 3)["PHLP-15"] for reading in
                 ("one polarity", "peak to peak"))  # fmt: skip
    assert (one < 0.8 * half).all()


def test_with_equal_resistance_only_transport_orders_the_films():
    gains = film_gains(FILMS, 0.3, "equal resistance", 3)
    assert order_probability(gains, FILMS) == 1


def test_a_current_above_the_limiting_one_is_the_roughest():
    assert np.isinf(film_gains(("PHLP",), 5.0, draws=2)["PHLP"]).all()


def test_an_unknown_reading_is_refused():
    with pytest.raises(InputError, match="did you mean 'peak to peak'"):
        film_gains(reading="peak-to-peak")
