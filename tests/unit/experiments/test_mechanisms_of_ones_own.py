"""A mechanism of one's own is reached by name, from Python and from the command line."""

import json
import warnings
from typing import ClassVar

import numpy as np
import pytest

import sclcell
from sclcell.cli import main
from sclcell.errors import InputError
from sclcell.experiments.cycling import attribute_fade
from sclcell.experiments.idle_parameters import idle_parameters
from sclcell.models.mechanism import SurfaceMechanism
from sclcell.models.mechanisms import (
    AGEING,
    LITHIUM_SIDE_AGEING,
    MECHANISMS,
    chosen_mechanisms,
)
from sclcell.models.sei.names import at_side
from sclcell.parameter_sets.cell import Cell

RATE, MOSS = "Moss rate [mol.m-2.s-1]", "Moss [mol.m-2]"
CONSTANT = "Moss rate constant [mol.m-2.s-1]"


class MossLoss(SurfaceMechanism):
    """Lithium that is lost at a constant rate."""

    slot = "Moss"
    slow_states = (MOSS,)
    takes_lithium = (RATE,)
    holds_lithium = (MOSS,)
    own_parameters: ClassVar = {CONSTANT: (1e-7, 0.0, 1e-3)}

    def get_fundamental_variables(self):
        import pybamm

        name = at_side(self.side, MOSS)
        return {name: pybamm.Variable(name, domain="current collector", scale=1e-2)}

    def get_coupled_variables(self, variables):
        import pybamm

        rate = pybamm.PrimaryBroadcast(pybamm.Parameter(CONSTANT), "current collector")
        variables[at_side(self.side, RATE)] = rate
        return variables

    def set_rhs(self, variables):
        self.rhs = {variables[at_side(self.side, MOSS)]: variables[at_side(self.side, RATE)]}

    def set_initial_conditions(self, variables):
        self.initial_conditions = {variables[at_side(self.side, MOSS)]: 0}


@pytest.fixture
def moss(monkeypatch):
    """Register the mechanism for one test."""
    len(MECHANISMS)
    monkeypatch.setitem(MECHANISMS._classes, "MossLoss", MossLoss)


def names(mechanisms):
    return [one.__name__ for one in mechanisms]


def command(*arguments):
    with pytest.raises(SystemExit) as end:
        main([*arguments])
    return end.value.code


def test_default_is_that_of_the_cell():
    assert chosen_mechanisms(None) == AGEING
    assert chosen_mechanisms(None, cathode=False) == LITHIUM_SIDE_AGEING


def test_names_are_chosen_or_added(moss):
    assert names(chosen_mechanisms("ContactLoss, MossLoss")) == ["ContactLoss", "MossLoss"]
    assert chosen_mechanisms("+MossLoss") == (*AGEING, MossLoss)
    assert chosen_mechanisms([*AGEING, MossLoss]) == (*AGEING, MossLoss)
    swapped = names(chosen_mechanisms("+TunnellingSEI", cathode=False))
    assert "TunnellingSEI" in swapped
    assert "SolventDiffusionSEI" not in swapped


@pytest.mark.parametrize(
    ("given", "cathode", "said"),
    [
        ("ContactLos", True, "did you mean 'ContactLoss'"),
        ("ContactLoss", False, "has none; leave it out"),
        (" ", True, "no mechanism is named"),
        ("TunnellingSEI KolzenbergSEI", True, "both describe SEI growth"),
        ([3], True, "3 is no mechanism"),
    ],
)
def test_what_cannot_be_chosen_is_said(given, cathode, said):
    with pytest.raises(InputError, match=said):
        chosen_mechanisms(given, cathode)


def test_cycle_and_age_take_it_and_its_parameter(moss):
    amounts = []
    for rate in (1e-7, 1e-5):
        result = sclcell.cycle("PHLP-15", cycles=2, mechanisms="+MossLoss", values={CONSTANT: rate})
        amounts.append(result.table["Lithium inventory [mA.h.cm-2]"].iloc[-1])
    assert amounts[0] - amounts[1] > 1e-3
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        aged = sclcell.age("PHLP-15", hours=2, mechanisms=["DeadLithium", MossLoss])
    assert len(aged.table) == 2
    with pytest.raises(InputError, match=r"allowed is at least 0 and at most 0\.001"):
        Cell("PHLP-15", values={CONSTANT: 1.0})


def test_attribution_and_bands_are_of_the_same_mechanisms(moss):
    chosen = "ContactLoss MossLoss"
    result = sclcell.cycle(
        "PHLP-15", cycles=3, mechanisms=chosen, attribute=True, bands="prior", draws=2
    )
    assert result.tables["attribution"].columns.tolist() == ["Cycle", "ContactLoss", "MossLoss"]
    films = result.bands.table.filter(like="Film resistance").to_numpy()
    # Nothing grows on the lithium.
    assert np.ptp(films, axis=0) == pytest.approx(0, abs=1e-3)
    costs = attribute_fade(Cell("PHLP-15"), 1.0, 2, "ContactLoss")
    assert costs.columns.tolist() == ["Cycle", "ContactLoss"]


def test_parameter_without_its_mechanism_is_said(moss):
    decay = "Loss of active material per equivalent full cycle"
    assert idle_parameters([decay, CONSTANT], AGEING) == {CONSTANT: "MossLoss"}
    assert idle_parameters([decay], chosen_mechanisms("MossLoss")) == {decay: "ContactLoss"}
    assert idle_parameters([decay], LITHIUM_SIDE_AGEING, cathode=False) == {}


def test_commands_take_names(moss, tmp_path, capsys):
    out = tmp_path / "moss.json"
    asked = ("--cycles", "1", "--mechanisms", "DeadLithium MossLoss", "--json", str(out))
    assert command("cycle", "PHLP-15", *asked) == 0
    record = json.dumps(json.loads(out.read_text()))
    assert "MossLoss" in record
    assert command("cycle", "PHLP-15", "--mechanisms", "MosLoss") == 2
    assert "did you mean 'MossLoss'" in capsys.readouterr().err
    assert command("symmetric", "PHLP-15", "--mechanisms", "ContactLoss") == 2
    assert command("symmetric", "PHLP-15", "--no-ageing", "--mechanisms", "MossLoss") == 2
    assert "needs a cell that ages" in capsys.readouterr().err
