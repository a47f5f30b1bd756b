"""Rate capability of the five films against stored values.

``python tests/regression/test_rate.py`` writes the gold file afresh; say why in the changelog
under "Changed results".
"""

from pathlib import Path

import pandas as pd
import pytest

from sclcell.experiments.rate import simulate_rate_test
from sclcell.parameter_sets.cell import Cell
from sclcell.parameter_sets.electrolytes import ELECTROLYTES

GOLD = Path(__file__).parent / "gold" / "rate.csv"
COLUMNS = ["Specific discharge capacity [mA.h.g-1]", "Mean discharge voltage [V]"]
RATES = (0.5, 5.0)


def simulate(name):
    table = simulate_rate_test(Cell.from_name(name), RATES).table
    return table[["C-rate", *COLUMNS]].assign(Electrolyte=name)


@pytest.mark.parametrize("name", ELECTROLYTES)
def test_rate_capability_is_that_of_the_gold_file(name):
    gold = pd.read_csv(GOLD)
    gold = gold[gold["Electrolyte"] == name]
    table = simulate(name)
    assert list(table["C-rate"]) == list(gold["C-rate"])
    for column, tolerance in zip(COLUMNS, (3e-3, 1e-3), strict=True):
        assert list(table[column]) == pytest.approx(list(gold[column]), rel=tolerance, nan_ok=True)


if __name__ == "__main__":
    frame = pd.concat([simulate(name) for name in ELECTROLYTES])
    frame.round(4).to_csv(GOLD, index=False)
