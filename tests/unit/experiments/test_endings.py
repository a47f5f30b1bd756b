"""What ends a half cycle has a name, charges too, the same for a single cell and in a batch."""

import numpy as np
import pytest

from sclcell.experiments.endings import EMPTY, FULL, what_ends
from sclcell.experiments.protocols import parse_protocol
from sclcell.experiments.rate import simulate_rate_test
from sclcell.experiments.simulator import Simulator
from sclcell.exploration.inputs import cell_build
from sclcell.exploration.outputs import OutputSpec, evaluate, output_columns
from sclcell.models.voltage_losses import VOLTAGE_LOSSES
from sclcell.parameter_sets.cell import Cell

#: A film so thin and warm that its discharge is only as long as the charge before.
SHORT_OF_SALT = {
    "temperature_degC": 73.08134768670425,
    "separator_thickness_um": 5.618115864648233,
    "areal_loading_mg_cm2": 6.938041518984616,
}
USUAL = {
    "film": "PHLP-15",
    "temperature_degC": 30.0,
    "separator_thickness_um": 25.0,
    "areal_loading_mg_cm2": 1.5,
}
RATE = 1.5791533052586706
STEPS = parse_protocol(("discharge at rate", "charge at rate", "discharge at rate"))
SLOW = parse_protocol(("discharge at 0.05C", "rest for 1 h", "charge at 0.05C", "discharge at 1C"))


@pytest.fixture(scope="module")
def cell():
    return Simulator(1)


def test_the_charge_before_names_what_limits_a_discharge(cell):
    design = {"film": "PHA-15", "rate_C": RATE, **SHORT_OF_SALT}
    spec = OutputSpec(("capacity", "losses"), STEPS)
    (row,) = evaluate(cell, [design], spec)
    assert row["Specific discharge capacity [mA.h.g-1]"] == pytest.approx(135.603, rel=1e-4)
    assert row["Ends the discharge"] == FULL
    assert row["Ends the charge"] == "salt depletion at lithium"
    assert set(output_columns(spec)) <= set(row)


def test_a_single_cell_and_a_batch_name_the_same(cell):
    design = Cell.from_name("PHA-15", **SHORT_OF_SALT)
    test = simulate_rate_test(design, (0.02, RATE), cycles=2)
    builds = [cell_build({"film": "PHA-15", **SHORT_OF_SALT})] * 2
    outcomes = cell.run(STEPS, builds, (0.02, RATE))
    assert list(test.table["Ends the discharge"]) == [o.ends[2] for o in outcomes]
    assert list(test.table["Ends the charge"]) == [o.ends[1] for o in outcomes]
    assert test.to_dict()["Ends the charge"] == [EMPTY, "salt depletion at lithium"]


def test_every_half_cycle_has_a_name_and_a_rest_none(cell):
    (outcome,) = cell.run(SLOW, [cell_build(USUAL)], [1.0])
    assert outcome.ends == (FULL, None, "LFP diffusion loss", "LFP diffusion loss")


def test_a_protocol_without_charge_has_no_such_column(cell):
    spec = OutputSpec(("losses",), parse_protocol("discharge"))
    (row,) = evaluate(cell, [{**USUAL, "rate_C": 1.0}], spec)
    assert "Ends the charge" not in {*row, *output_columns(spec)}
    assert row["Ends the discharge"] == "LFP diffusion loss"


def test_a_refused_charge_names_its_reason_and_nothing_that_ended_it(cell):
    film = {"Film salt diffusivity [m2.s-1]": 6.5e-13, "Film cation transference number": 0.36}
    design = Cell.from_name(
        "PHLP-15",
        temperature_degC=60.0,
        separator_thickness_um=60.0,
        areal_loading_mg_cm2=2.5,
        values=film,
    )
    (row,) = simulate_rate_test(design, (2.0,)).table.to_dict("records")
    assert "salt depletion" in row["Reason"]
    assert row["Ends the discharge"] is None
    assert row["Ends the charge"] is None


CHARGE = np.linspace(0.0, 1.0, 5)
PLATEAU = np.full(5, 3.4)


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("name", VOLTAGE_LOSSES)
def test_the_largest_loss_ends_in_both_directions(sign, name):
    losses = sign * np.array([0.3 if n == name else 0.01 for n in VOLTAGE_LOSSES])
    found = what_ends(sign * CHARGE, PLATEAU, losses, (1.0, 1.0))
    assert found == name.removesuffix(" [V]")


@pytest.mark.parametrize(("sign", "name"), [(1, FULL), (-1, EMPTY)])
def test_what_lfp_holds_ends_in_both_directions(sign, name):
    ocp = PLATEAU - sign * np.array([0, 0, 0, 0, 0.5])
    losses = np.full(len(VOLTAGE_LOSSES), 0.01 * sign)
    # Salt that is used up does not end what LFP has ended.
    assert what_ends(sign * CHARGE, ocp, losses, (0.01, 0.01)) == name


@pytest.mark.parametrize(
    ("sign", "salt", "name"),
    [
        (1, (2.0, 0.04), "salt depletion in the cathode"),
        (1, (0.04, 2.0), "Catholyte concentration loss"),
        (-1, (0.04, 2.0), "salt depletion at lithium"),
        (-1, (0.06, 2.0), "Catholyte concentration loss"),
    ],
)
def test_salt_is_depleted_at_the_end_towards_which_the_current_takes_it(sign, salt, name):
    losses = sign * np.array([0.3 if "Catholyte conc" in n else 0.01 for n in VOLTAGE_LOSSES])
    assert what_ends(sign * CHARGE, PLATEAU, losses, salt) == name
