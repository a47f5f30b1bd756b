"""Envelope against cycle-by-cycle simulation of the models, and resuming after a kill."""

import os
import signal
import subprocess
import sys

import numpy as np
import pybamm
import pytest

from sclcell.experiments.cycling import (
    LFPCycling,
    SymmetricCycling,
    cycle_by_cycle,
    cycle_lfp,
    follow_envelope,
)
from sclcell.experiments.cycling.cells import CAPACITY, EFFICIENCY, POLARISATION
from sclcell.experiments.cycling.checkpoint import Checkpoint
from sclcell.models import CompositeElectrolyteDFN
from sclcell.models.mechanisms import AGEING, LITHIUM_IN_ALL_PLACES, LITHIUM_SIDE_AGEING
from sclcell.models.symmetric_lithium_cell import SymmetricLithiumCell
from sclcell.parameter_sets.cell import Cell


def lfp(name: str = "Li2024_PHLP15", **overrides: float) -> LFPCycling:
    values = pybamm.ParameterValues(name)
    values.update(overrides)
    return LFPCycling(CompositeElectrolyteDFN(mechanisms=AGEING), values)


def symmetric(name: str = "Li2024_PHL15") -> SymmetricCycling:
    model = SymmetricLithiumCell({"surface form": "algebraic"}, mechanisms=LITHIUM_SIDE_AGEING)
    return SymmetricCycling(model, pybamm.ParameterValues(name))


def largest_error(name: str, cell, cycles: int) -> tuple[float, float]:
    exact = cycle_by_cycle(cell, cycles)
    envelope = follow_envelope(cell, cycles)
    both = min(len(exact.table), len(envelope.table))
    error = envelope.table[name].iloc[:both] / exact.table[name].iloc[:both] - 1
    return float(np.abs(error).max()), cycles / envelope.simulated_cycles


@pytest.mark.slow
def test_envelope_against_300_cycles_with_all_mechanisms():
    error, saving = largest_error(CAPACITY, lfp(), 300)
    assert error < 1e-3
    assert saving > 5


def test_envelope_against_every_cycle_in_a_cell_that_ages_fast():
    # By charge alone: with the root of time it ages fastest in the first cycles, which are
    # simulated one by one.
    fast = {
        "Loss of active material per equivalent full cycle": 3e-3,
        "Share of contact loss with root of time": 0.0,
        "Share of contact loss per cycle in the rest": 0.0,
    }
    error, saving = largest_error(CAPACITY, lfp(**fast), 60)
    assert error < 1e-3
    # 42 of 60 cycles: fast states settle to 1e-5, without which capacities before failure are
    # 0.7 % off.
    assert saving > 1.4


def test_cycle_life_does_not_depend_on_the_cycles_asked_for():
    """PHLP fails in cycle 113; PHL-15 ended at 251 to 262, by the cycles asked for."""
    short, long = (follow_envelope(lfp("Li2024_PHLP"), cycles) for cycles in (90, 2000))
    assert short.table.equals(long.table.iloc[:90])
    assert short.failed_cycle is None
    exact = cycle_by_cycle(lfp("Li2024_PHLP"), 150)
    assert long.failed_cycle == pytest.approx(exact.failed_cycle, abs=1)
    before = exact.table[CAPACITY].iloc[:100].to_numpy()
    assert long.table[CAPACITY].iloc[:100].to_numpy() == pytest.approx(before, rel=2e-3)


@pytest.mark.slow
def test_a_thick_cathode_settles_at_every_step():
    """12 mg/cm2: capacities were 0.5 % off at cycle 113, efficiencies 0.3 %."""
    design = Cell.from_name("PHLP-15", areal_loading_mg_cm2=12)
    exact, envelope = (cycle_lfp(design, 1.0, 200, exact=exact).table for exact in (True, False))
    assert np.abs(envelope[CAPACITY] / exact[CAPACITY] - 1).max() < 2e-3
    assert np.abs(envelope[EFFICIENCY] - exact[EFFICIENCY]).max() < 0.03


@pytest.mark.slow
@pytest.mark.parametrize(
    ("film", "celsius", "c_rate", "failed"), [("PHLP", 60, 5.0, 205), ("PHL-15", 0, 0.5, 105)]
)
def test_the_last_cycles_before_failure_are_those_of_every_cycle(film, celsius, c_rate, failed):
    """Capacities were 0.5 % off before failure, efficiencies 2.9 % in the first of these."""
    design = Cell.from_name(film, temperature_degC=celsius)
    exact, envelope = (cycle_lfp(design, c_rate, 300, exact=exact) for exact in (True, False))
    assert exact.failed_cycle == envelope.failed_cycle == failed
    assert np.abs(envelope.table[CAPACITY] / exact.table[CAPACITY] - 1).max() < 2e-3
    assert np.abs(envelope.table[EFFICIENCY] - exact.table[EFFICIENCY]).max() < 0.05


def test_a_cell_whose_charge_balance_drifts_is_simulated_cycle_by_cycle():
    design = Cell.from_name("PHLP-15", temperature_degC=0)
    exact, envelope = (cycle_lfp(design, 2.0, 300, exact=exact) for exact in (True, False))
    assert exact.failed_cycle == envelope.failed_cycle == 26
    assert envelope.simulated_cycles == 26
    capacity = exact.table[CAPACITY].to_numpy()
    assert envelope.table[CAPACITY].to_numpy() == pytest.approx(capacity, rel=1e-9)
    assert envelope.termination == exact.termination


def test_symmetric_envelope_against_every_cycle():
    error, saving = largest_error(POLARISATION, symmetric(), 250)
    assert error < 1e-3
    assert saving > 5


def test_failure_of_the_symmetric_cell_is_found_by_both_modes():
    exact = cycle_by_cycle(symmetric(), 1500)
    envelope = follow_envelope(symmetric(), 1500)
    assert envelope.failed_cycle == pytest.approx(exact.failed_cycle, abs=2)
    assert "solvent reservoir exhausted" in exact.termination
    assert "voltage limit" in envelope.termination


def test_setting_slow_states_keeps_the_lithium_of_the_cell():
    cell = lfp()
    state = cell.first_state()
    aged = cell.with_slow(state, cell.slow(state) * 0.9)
    assert cell.slow(aged) == pytest.approx(cell.slow(state) * 0.9)
    before, after = (cell.observe(s, LITHIUM_IN_ALL_PLACES) for s in (state, aged))
    assert after == pytest.approx(before, rel=1e-13)


def test_setting_slow_states_keeps_the_concentrations_in_the_particles():
    values = pybamm.ParameterValues("Li2024_PHLP15")
    mean = "Average positive particle concentration [mol.m-3]"
    cell = LFPCycling(CompositeElectrolyteDFN(mechanisms=AGEING), values)
    state = cell.first_state()
    aged = cell.with_slow(state, cell.slow(state) * 0.9)
    assert cell.observe(aged, mean) == pytest.approx(cell.observe(state, mean), rel=1e-13)


#: The command, which kills itself once it has kept its progress for the fifth time.
DIES_AT_THE_FIFTH = """
import os, signal, sys
from sclcell.cli import main
from sclcell.experiments.cycling.checkpoint import Checkpoint
kept, save = [], Checkpoint.save
def dying(self, **progress):
    save(self, **progress)
    kept.append(progress)
    if len(kept) == 5:
        os.kill(os.getpid(), signal.SIGKILL)
Checkpoint.save = dying
main(sys.argv[1:])
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_killed_process_resumes_with_the_same_result(tmp_path):
    command = [
        *(sys.executable, "-m", "sclcell", "cycle", "PHLP-15", "--cycles", "40", "--json", "-"),
        *("--no-attribute", "--exact", "--checkpoint", str(tmp_path / "run.npz")),
    ]
    environment = {**os.environ, "PYBAMM_DISABLE_TELEMETRY": "true"}
    killed = subprocess.run(
        [sys.executable, "-c", DIES_AT_THE_FIFTH, *command[3:]], env=environment, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    kept = Checkpoint(tmp_path / "run.npz", _key(tmp_path / "run.npz")).load()
    assert kept is not None
    assert len(kept["rows"]) == 5
    resumed = subprocess.run(command, capture_output=True, env=environment, check=True).stdout
    command[-1] = str(tmp_path / "fresh.npz")
    fresh = subprocess.run(command, capture_output=True, env=environment, check=True).stdout
    assert resumed == fresh


def _key(path) -> str:
    import json

    with np.load(path) as stored:
        return json.loads(str(stored["_json"]))["key"]
