"""A sample with the shipped values gives what the best guess gives."""

import pandas as pd
import pytest

from sclcell.experiments.cycling import cycle_lfp
from sclcell.parameter_sets.cell import Cell
from sclcell.uncertainty.ageing_bands import cycle_samples
from sclcell.uncertainty.samples import Samples

DIFFUSIVITY = "Positive particle reference diffusivity [m2.s-1]"
CAPACITY = "Specific discharge capacity [mA.h.g-1]"


def test_cycles_of_a_thick_cell_whose_salt_moves():
    cell = Cell.from_name("PHLP-15", areal_loading_mg_cm2=6)
    shipped = pd.DataFrame({DIFFUSIVITY: [float(cell.parameter_values()[DIFFUSIVITY])]})
    (sampled,) = cycle_samples(cell, Samples(shipped), 1.0, 1)
    best = cycle_lfp(cell, 1.0, 1)
    assert sampled.table[CAPACITY][0] == pytest.approx(best.table[CAPACITY][0], rel=2e-6)
