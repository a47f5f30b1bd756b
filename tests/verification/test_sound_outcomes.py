"""The checks of `benchmarks.exploration.sound_outcomes` on few designs, and that each can fail."""

from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sclcell.experiments.simulator import Simulator


@pytest.fixture(scope="module")
def sound():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(Path(__file__).parents[2])
        yield import_module("benchmarks.exploration.sound_outcomes")


@pytest.fixture(scope="module")
def found(sound):
    cell, given = Simulator(2), sound.designs(16)
    table = sound.outcomes(cell, given)
    faster = sound.outcomes(cell, [{**d, "rate_C": 1.01 * d["rate_C"]} for d in given])
    return table, faster


def test_sobol_designs_have_sound_outcomes(sound, found):
    table, faster = found
    everything = pd.concat(found, ignore_index=True)
    assert sound.unphysical(everything).empty
    assert sound.false_zeros(everything).empty
    assert sound.without_cause(sound.differing(table, faster)).empty
    assert (table[sound.CAPACITY] > 100).sum() >= 5


@pytest.mark.parametrize(
    ("column", "value", "fault"),
    [
        ("Specific discharge capacity [mA.h.g-1]", 170.5, "capacity above the theoretical"),
        ("Specific discharge capacity [mA.h.g-1]", np.nan, "silent"),
        ("Specific discharge capacity [mA.h.g-1]", 0.0, "zero without a reason"),
        ("Salt left at the current collector [%]", -0.01, "negative salt"),
        ("Mean catholyte ohmic loss [V]", -0.001, "negative: Mean catholyte ohmic loss [V]"),
        ("Mean lithium film loss [V]", -9.0, "negative sum of losses"),
        ("Mean LFP charge-transfer loss [V]", -1e-5, "negative: Mean LFP charge-transfer loss [V]"),
    ],
)
def test_each_fault_is_seen(sound, found, column, value, fault):
    row = found[0][found[0]["Reason"].isna()].iloc[[0]].assign(**{column: value})
    assert fault in list(sound.unphysical(row)["Fault"])


def test_a_zero_and_a_step_without_cause_are_seen(sound, found):
    table = found[0]
    full = table[table["Ends the discharge"] == sound.FULL].iloc[[0]]
    full = full.assign(**{"Ends the charge": sound.EMPTY})
    dead = full.assign(**{sound.CAPACITY: 0.0, "Reason": "after the first discharge, no start"})
    assert len(sound.false_zeros(dead)) == 1
    lower = full.assign(**{sound.CAPACITY: full[sound.CAPACITY] * 0.96})
    assert len(sound.without_cause(sound.differing(full, lower))) == 1
    charged = [part.assign(**{"Ends the charge": "Lithium film loss"}) for part in (full, lower)]
    assert sound.without_cause(sound.differing(*charged)).empty


@pytest.mark.slow
def test_efficiencies_above_one_have_an_account(sound):
    given = [d for d in sound.designs(64) if d["film"] == "PHLP-15"]
    cycles = sound.cycled(given)
    above = cycles[cycles["Coulombic efficiency [%]"] > sound.FROM_STORE]
    assert len(above) >= 2
    assert above["Imbalance"].abs().max() < sound.BALANCED
