"""Power in a pulse against temperature and state of charge."""

import numpy as np
import pytest

import sclcell
from sclcell.errors import InputError
from sclcell.experiments.pouch import heat_of
from sclcell.experiments.pulse_power import pulse_power
from sclcell.parameter_sets.cell import Cell
from sclcell.parameter_sets.pouch import pouch_from

T, SOC, OUT, IN = (
    "Temperature [degC]",
    "State of charge [%]",
    "Discharge power [W.m-2]",
    "Charge power [W.m-2]",
)


@pytest.mark.parametrize("seconds", [10.0, 30.0])
def test_power_of_a_charged_cell_takes_it_to_the_lower_limit_at_the_end_of_the_pulse(seconds):
    (power,) = pulse_power(Cell("PHLP-15"), [10.0], [100.0], seconds)[OUT]
    watts = power * 1.13e-4
    for share, end in ((1.0, 2.5), (0.95, 2.55)):
        steps = f"Discharge at {share * watts:.8f} W for {seconds:g} s @ 10 degC"
        last = sclcell.protocol("PHLP-15", steps).table.iloc[-1]
        assert last["Voltage [V]"] == pytest.approx(end, abs=5e-3 if share == 1 else 0.06)
    steps = f"Discharge at {1.02 * watts:.8f} W for {seconds:g} s @ 10 degC"
    assert sclcell.protocol("PHLP-15", steps).table["Ended by"].item() == "lower voltage limit"


def test_state_of_charge_is_that_between_the_voltage_limits():
    """Not that of an hour at 1C, which is a setting."""
    cell = Cell("PHLP-15", cathode="NMC811")
    found, other = (
        pulse_power(one, [25.0], [0.0, 50.0, 100.0])
        for one in (cell, Cell("PHLP-15", cathode="NMC811", one_C_mAh_g=100.0))
    )
    assert found[OUT].to_numpy() == pytest.approx(other[OUT].to_numpy(), rel=1e-3)
    # At rest at its lower limit it gives nothing, at the upper one it takes nothing.
    assert found[OUT].iloc[0] < 0.05 * found[OUT].iloc[1]
    assert found[IN].iloc[2] < 0.01 * found[IN].iloc[1]


def test_power_falls_in_the_cold_and_with_the_charge_that_is_left():
    found = pulse_power(Cell("PHLP-15"), [-20.0, 0.0, 25.0], [10.0, 50.0, 90.0])
    out, back = (found.pivot(index=SOC, columns=T, values=name).to_numpy() for name in (OUT, IN))
    assert (np.diff(out, axis=1) > 0).all()
    assert (np.diff(back, axis=1) > 0).all()
    assert (out[0] < out[1]).all()
    assert (back[2] < back[1]).all()


@pytest.mark.parametrize(
    ("temperatures", "socs", "said"),
    [([300.0], [50.0], "temperature of a pulse"), ([20.0], [120.0], "state of charge")],
)
def test_values_out_of_range_are_refused(temperatures, socs, said):
    with pytest.raises(InputError, match=said):
        pulse_power(Cell("PHLP-15"), temperatures, socs)


def test_pouch_gives_the_power_of_all_its_area():
    found = sclcell.pouch("PHLP-15", heat_rates=(), pulses=True).details
    per_area = pulse_power(found.pouch.cell)
    expected = per_area[OUT] * 20 * 0.06 * 0.04
    assert found.pulses["Discharge power [W]"].to_numpy() == pytest.approx(expected, rel=1e-9)
    specific = found.pulses["Specific discharge power [W.kg-1]"]
    assert specific.to_numpy() == pytest.approx(expected / found.mass, rel=1e-9)
    assert found.figures["pulse_power"]().axes[0].get_ylabel() == "Temperature [°C]"


def test_a_cold_cell_heats_itself_and_gives_more_than_at_ambient_temperature():
    cell = Cell("PHLP-15", -10.0, areal_loading_mg_cm2=4.0)
    warm, cold = (heat_of(pouch_from(cell, {"heat_transfer_W_m2_K": h}), 0.5) for h in (0, 10000))
    assert warm.iloc[-1, 0] > 1.05 * cold.iloc[-1, 0]
