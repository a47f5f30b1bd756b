"""A measurement lowers the variance of a band by what was promised, within a third."""

import numpy as np
import pandas as pd
import pytest

from sclcell.parameter_sets.cell import Cell
from sclcell.uncertainty.causes import causes_of
from sclcell.uncertainty.measurements_to_make import measurement_of
from sclcell.uncertainty.rate_bands import rate_bands
from sclcell.uncertainty.samples import Samples, draw_samples

CAPACITY = "Specific discharge capacity [mA.h.g-1]"


@pytest.mark.slow
@pytest.mark.parametrize(
    "cell",
    [Cell("PHLP-15", temperature_degC=-20.0)],
    ids=["cold"],
)
def test_synthetic_cells_that_are_measured_have_narrower_bands(cell):
    """Each of eight cells has a truth that the measurement tells; the rest is drawn anew."""

    def capacities(table):
        return np.nan_to_num(rate_bands(cell, Samples(table), (0.2,)).values[CAPACITY][:, 0])

    # Ranges alone: independent, so that what is not measured can be drawn anew.
    drawn = draw_samples([cell.electrolyte], 208, seed=5, prior_only=True).table
    truths, first = drawn.head(8), drawn.iloc[8:].reset_index(drop=True)
    before = capacities(first)
    what, promised = next(iter(causes_of(before, first).measurements.items()))
    told = [name for name in drawn if measurement_of(name) == what]
    rest = [
        first.iloc[25 * k : 25 * k + 25].assign(**truths.loc[k, told].to_dict()) for k in range(8)
    ]
    after = capacities(pd.concat(rest, ignore_index=True)).reshape(8, 25)
    kept = after.var(axis=1, ddof=1).mean() / before.var(ddof=1)
    assert 1 - kept == pytest.approx(promised, rel=1 / 3)
