"""Cells with steel electrodes end where what carries the current is not described."""

import pybamm
import pytest

from sclcell.models import BlockingCell, LithiumSteelCell


@pytest.mark.parametrize(
    ("cell", "sign", "ends"),
    [
        (LithiumSteelCell, 1, "event: Lithium plates on the steel electrode"),
        (LithiumSteelCell, -1, "final time"),
        (BlockingCell, 1, "event: Voltage beyond the stability window of the electrolyte"),
        (BlockingCell, -1, "event: Voltage beyond the stability window of the electrolyte"),
    ],
)
def test_steel_cells_stay_within_volts(cell, sign, ends):
    values = pybamm.ParameterValues("Li2024_PHLP15")
    values["Current function [A]"] = sign * values["Current function [A]"]
    solution = pybamm.Simulation(cell(), parameter_values=values).solve([0, 3600])
    assert solution.termination == ends
    assert abs(solution["Voltage [V]"].entries).max() < 5.5
