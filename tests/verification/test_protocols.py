"""Protocols against PyBaMM's own experiments, and a pulse against the impedance."""

import numpy as np
import pybamm
import pytest

from sclcell.experiments.protocol_run import ProtocolRunner, simulate_protocol
from sclcell.experiments.protocol_steps import ControlStep
from sclcell.experiments.solver import half_cycle_solver
from sclcell.models import CompositeElectrolyteDFN
from sclcell.parameter_sets.cell import Cell

CHARGE = "Discharge capacity [A.h]"
PROTOCOLS = {
    "constant current": "Discharge at 1C until 2.5 V; Charge at 1C until 4 V",
    "CC-CV": "Discharge at C/2 until 2.5 V; Charge at C/2 until 4 V; Hold at 4 V until C/20",
    "rests": "Discharge at 1C for 20 minutes; Rest for 30 minutes; Discharge at 1C until 2.8 V",
    "formation": "(Discharge at C/5 until 2.6 V; Charge at C/5 until 3.9 V) x 2",
    "pulses": "Discharge at C/2 for 30 minutes; (Discharge at 3C for 10 s; Rest for 40 s) x 4",
    "HPPC": "(Discharge at 1C for 10 s; Rest for 40 s; Charge at 0.75C for 10 s; Rest for 40 s; "
    "Discharge at C/3 for 18 minutes; Rest for 10 minutes) x 3",
    "GITT": "(Discharge at C/10 for 30 minutes; Rest for 1 hour) x 4",
    "power": "Discharge at 0.5 mW until 2.8 V; Charge at 0.3 mW for 30 minutes",
    "hold": "Discharge at C/2 for 1 hour; Hold at 3.3 V for 30 minutes; Charge at 0.1 mA for 1 h",
    "resistance": "Discharge at 20000 Ohm for 40 minutes; Discharge at 12000 Ohm until 2.9 V",
}


def steps_of(protocol):
    while "(" in protocol:
        before, _, rest = protocol.partition("(")
        inner, _, after = rest.partition(") x ")
        number = after.split(";")[0].split()[0]
        protocol = before + "; ".join([inner] * int(number)) + after[len(number) :]
    return [step.strip() for step in protocol.split(";") if step.strip()]


@pytest.mark.parametrize("name", PROTOCOLS)
def test_capacities_are_those_of_pybamm_experiment(name):
    """Step by step, within 0.01 % of the charge that the protocol moves."""
    cell = Cell("PHLP-15")
    found = simulate_protocol(cell, PROTOCOLS[name])
    experiment = pybamm.Experiment([tuple(steps_of(PROTOCOLS[name]))])
    solution = pybamm.Simulation(
        CompositeElectrolyteDFN(),
        parameter_values=cell.parameter_values(),
        experiment=experiment,
        solver=pybamm.IDAKLUSolver(rtol=1e-7, atol=1e-9),
    ).solve()
    expected = [np.diff(step[CHARGE].entries[[0, -1]])[0] for step in solution.cycles[0].steps]
    per_gram = 1 / (1.5e-3 * 1.13)  # 1.5 mg/cm2 on 1.13 cm2
    expected = 1e3 * np.array(expected) * per_gram
    assert found.reason is None
    moved = np.abs(expected).sum()
    assert found.table["Specific charge [mA.h.g-1]"].to_numpy() == pytest.approx(
        expected, abs=1e-4 * moved
    )


def test_drive_cycle_follows_the_table(tmp_path):
    """The charge of a table of currents, its straight lines included."""
    time = np.array([0, 60, 61, 120, 180.0])
    current = np.array([0.1, 0.1, -0.05, -0.05, 0.2])
    file = tmp_path / "drive.csv"
    rows = "\n".join(f"{t},{i}" for t, i in zip(time, current, strict=True))
    file.write_text(f"Time [s],Current [mA]\n{rows}\n")
    found = simulate_protocol(Cell("PHLP-15"), f"Discharge at C/2 for 1 h; Drive {file}")
    charge = found.table["Specific charge [mA.h.g-1]"].iloc[1] * 1.5e-3 * 1.13  # mA.h
    assert charge == pytest.approx(np.trapezoid(current, time) / 3600, rel=1e-4)


def impedance(cell, frequencies):
    model = CompositeElectrolyteDFN({"surface form": "differential"})
    values = cell.parameter_values()
    simulation = pybamm.EISSimulation(model, parameter_values=values)
    return simulation.solve(frequencies).impedance


def test_small_pulse_is_the_inverse_transform_of_the_impedance():
    """From 1 ms to 100 s within 2 %: dV(t) = i/pi * int Re Z sin(wt)/w dw * 2."""
    cell = Cell("PHLP-15", values={"Initial stoichiometry in positive electrode": 0.5})
    frequencies = np.logspace(-5, 6, 441)
    Z = impedance(cell, frequencies)
    w = 2 * np.pi * frequencies
    times = np.logspace(-3, 2, 11)
    current = 1e-5
    # Step response: V(t) = (2/pi) int_0^inf Re Z(w) sin(wt)/w dw, with the line of low frequencies.
    expected = np.array([current * step_response(w, Z.real, t) for t in times])
    solver = half_cycle_solver(1e-8, 1e-10)
    runner = ProtocolRunner(cell, [], surface_form="differential", solver=solver)
    state = runner.initial_state()
    before = runner.built.observe("Voltage [V]", state)
    run = runner.step(state, ControlStep("pulse", "current", current, 100.0))
    dV = before - np.interp(times, run.series["Time [s]"], run.series["Voltage [V]"])
    assert dV == pytest.approx(expected, rel=0.02)


def step_response(w, real, t):
    """Return (2/pi) times the integral of Re Z sin(wt)/w over w, Re Z linear in ln w."""
    fine = np.logspace(np.log10(w[0]), np.log10(w[-1]), 400_001)
    values = np.interp(np.log(fine), np.log(w), real)
    high = values[-1]
    rest = np.trapezoid((values - high) * np.sin(fine * t), np.log(fine))
    below = (values[0] - high) * w[0] * t
    return high + 2 / np.pi * (rest + below)
