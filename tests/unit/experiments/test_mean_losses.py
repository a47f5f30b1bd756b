"""A mean loss below zero is said to be one, and what it comes from."""

import numpy as np
import pytest

from sclcell.experiments.mean_losses import GAINS, gains, mean_losses
from sclcell.experiments.protocols import parse_protocol
from sclcell.experiments.rate import simulate_rate_test
from sclcell.experiments.simulator import Simulator
from sclcell.exploration.outputs import MEAN_LOSSES, OutputSpec, evaluate
from sclcell.models.voltage_losses import VOLTAGE_LOSSES
from sclcell.parameter_sets.cell import Cell

#: A cathode so thick that the reaction stays at the film, which uses up the salt there.
UNEVEN = {
    "temperature_degC": 66.740365,
    "separator_thickness_um": 9.536739,
    "areal_loading_mg_cm2": 12.690003,
}
CONCENTRATION = "Catholyte concentration loss [V]"


def test_a_thick_cathode_gains_by_the_gradient_in_its_pores():
    values = {"LFP out of reach per areal loading [m2.kg-1]": 0.0}
    test = simulate_rate_test(Cell("PHA-15", values=values, **UNEVEN), (0.5, 6.309413), cycles=1)
    slow, fast = test.losses.to_dict("records")
    assert slow[CONCENTRATION] > 0
    assert fast[CONCENTRATION] == pytest.approx(-0.0634, abs=1e-3)
    assert fast["Below zero"] == f"Catholyte concentration loss: {GAINS[CONCENTRATION]}"
    # What salt is left at the film is less than deep in the pores, from rest, without a charge.
    assert fast["Catholyte ohmic loss [V]"] > 0.1


def test_a_study_says_what_lies_below_zero():
    design = {"film": "PHA-15", **UNEVEN}
    spec = OutputSpec(("losses",), parse_protocol("rate test"))
    rows = evaluate(Simulator(1), [{**design, "rate_C": r} for r in (0.5, 6.309413)], spec)
    below = [[n for n in MEAN_LOSSES if row[n] < 0] for row in rows]
    assert below == [[], ["Mean catholyte concentration loss [V]"]]
    told = [row["Losses below zero"] for row in rows]
    assert told == [None, f"Catholyte concentration loss: {GAINS[CONCENTRATION]}"]


@pytest.mark.parametrize("name", VOLTAGE_LOSSES)
def test_only_what_follows_a_profile_may_be_a_gain(name):
    means = {other: -0.01 if other == name else 0.02 for other in VOLTAGE_LOSSES}
    told = gains(means)
    follows = "concentration" in name or name.startswith("LFP")
    assert (told is not None) == follows
    if told:
        assert told.startswith(name.removesuffix(" [V]"))


def test_the_mean_is_taken_over_charge_not_over_points():
    charge = np.array([1.0, 1.1, 3.0])
    losses = np.outer([0.0, 0.0, 1.0], np.arange(1, len(VOLTAGE_LOSSES) + 1))
    means = mean_losses(charge, losses)
    assert means[VOLTAGE_LOSSES[0]] == pytest.approx(0.5 * 1.9 / 2)
    assert means[VOLTAGE_LOSSES[-1]] == pytest.approx(9 * 0.5 * 1.9 / 2)
