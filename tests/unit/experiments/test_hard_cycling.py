"""Cycling with checkpoints and temperatures that need care."""

import pandas as pd
import pybamm
import pytest

from sclcell import Cell, InputError
from sclcell.experiments.cycling import cycle_lfp
from sclcell.models import CompositeElectrolyteSPMe


class TestCheckpoint:
    @pytest.mark.parametrize("exact", [False, True])
    def test_a_checkpoint_goes_on_to_more_cycles(self, tmp_path, exact):
        cell, path = Cell("PHLP-15"), tmp_path / "c.npz"
        whole = cycle_lfp(cell, cycles=6, exact=exact).table
        for cycles in (4, 6, 3):
            part = cycle_lfp(cell, cycles=cycles, exact=exact, checkpoint=path).table
            pd.testing.assert_frame_equal(part, whole.iloc[:cycles], check_exact=True)


@pytest.mark.parametrize("temperature", [5, 40, 1e6])
def test_a_temperature_of_an_experiment_is_in_kelvin(temperature):
    experiment = pybamm.Experiment(["Rest for 1 minute"], temperature=temperature)
    simulation = pybamm.Simulation(CompositeElectrolyteSPMe(), experiment=experiment)
    with pytest.raises(InputError, match=r"temperature = .* K is outside .*PyBaMM's are in kelvin"):
        simulation.solve()
