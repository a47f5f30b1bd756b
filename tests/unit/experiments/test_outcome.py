"""What outcomes say, with numbers and without, and that no number is lost on the way to a file."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from sclcell.experiments.outcome import Kind, Outcome, unsolved
from sclcell.experiments.reasons import cut_off_at_once
from sclcell.experiments.solver import ending
from sclcell.uncertainty.bands import count_outcomes

FILM = {"solvent": 3.0, "film_ratio": 4.12, "digits": 1}
LOSSES = {"Lithium film loss [V]": 0.61, "Separator loss [V]": 0.1}
AFTER = "<charge of step 2: |after the first discharge, >"

SAID = [
    (
        cut_off_at_once(LOSSES, 0.55),
        "cut-off reached at once: film overpotential 0.61 V exceeds the 0.55 V available",
        "cut-off reached at once: film overpotential exceeds the voltage available",
    ),
    (
        cut_off_at_once(LOSSES, 0.65, 0.01).at(AFTER),
        "charge of step 2: cut-off reached at once after salt depletion (1.0 % left): losses of "
        "0.71 V exceed the 0.65 V available, the largest is film overpotential with 0.61 V",
        "after the first discharge, cut-off reached at once after salt depletion: losses exceed "
        "the voltage available, mostly film overpotential",
    ),
    (
        Outcome(
            Kind.CAPACITY_BELOW_END_OF_LIFE,
            {"percent": 50.0, "cause": Outcome(Kind.FILM_RESISTANCE, FILM)},
        ),
        "capacity below 50 % of the first: critical film resistance (solvent 3 %, film "
        "resistance 4.1 times the first)",
        "capacity below 50 % of the first: critical film resistance",
    ),
    (
        Outcome(
            Kind.SYMMETRIC_VOLTAGE_LIMIT, {"limit": 1.0, "cause": Outcome(Kind.CURRENT_TOO_LARGE)}
        ),
        "voltage limit of 1 V exceeded: the current is too large for the cell, film and solvent "
        "have hardly aged",
        "voltage limit exceeded: the current is too large for the cell, film and solvent have "
        "hardly aged",
    ),
    (
        Outcome(Kind.SOLVER_FAILED, {"message": "IDAS flag -4 <at 3 s>"}, AFTER),
        "charge of step 2: solver failed: IDAS flag -4 <at 3 s>",
        "solver failed",
    ),
    (
        Outcome(Kind.NO_LIMIT_REACHED),
        "no voltage limit was reached",
        "no voltage limit was reached",
    ),
    (
        Outcome(Kind.BAD_INPUT, {"names": "a, b"}),
        "not a number: a, b",
        "not a number among the inputs",
    ),
]


@pytest.mark.parametrize(("outcome", "full", "bare"), SAID)
def test_sentences(outcome, full, bare):
    assert str(outcome) == full
    assert outcome.reason == bare


@pytest.mark.parametrize("outcome", [outcome for outcome, _, _ in SAID])
def test_only_failures_of_the_simulation_leave_no_number(outcome):
    lost = outcome.kind in (Kind.SOLVER_FAILED, Kind.NO_LIMIT_REACHED, Kind.BAD_INPUT)
    assert outcome.unsolved == lost
    assert outcome.nothing == pytest.approx(np.nan if lost else 0.0, nan_ok=True)
    # A stored table has the words alone, of several rates in one text.
    assert unsolved(f"x; {outcome.reason}") == lost


def test_words_that_name_no_failure():
    assert not unsolved("capacity below 50 % of the first: loss of active material")
    assert not unsolved(None)


@pytest.mark.parametrize("outcome", [outcome for outcome, _, _ in SAID])
def test_a_file_keeps_all_of_an_outcome(outcome):
    text = json.dumps({"failure": outcome, "n": 1}, default=Outcome.to_plain)
    assert json.loads(text, object_hook=Outcome.from_plain) == {"failure": outcome, "n": 1}


def test_like_outcomes_are_counted_together_and_success_is_not():
    cold = [cut_off_at_once(LOSSES, available) for available in (0.55, 0.45)]
    lost = Outcome(Kind.SOLVER_FAILED, {"message": "x"})
    found = count_outcomes([cold[0], None, lost, cold[1], None], "C-rate", 2.0)
    assert found.to_dict("records") == [
        {"C-rate": 2.0, "Reason": cold[0].reason, "Samples": 2, "Not solved": False},
        {"C-rate": 2.0, "Reason": "solver failed", "Samples": 1, "Not solved": True},
    ]


@pytest.mark.parametrize(
    ("words", "kind", "said"),
    [
        ("final time", Kind.TIME_OVER, "final time"),
        ("event: Minimum voltage [V]", Kind.VOLTAGE_LIMIT, "voltage limit reached"),
        ("event: Left lithium exhausted", Kind.LITHIUM_EXHAUSTED, "Left lithium exhausted"),
        ("event: Salt depletion at x", Kind.SALT_DEPLETED, "Salt depletion at x"),
        ("event: Zero", Kind.EVENT, "Zero"),
    ],
)
def test_the_words_of_pybamm_become_kinds(words, kind, said):
    found = ending(SimpleNamespace(termination=words))
    assert found.kind is kind
    assert str(found) == said
