"""Engine against a loop that makes a Simulation for each design, in turns, on the same designs.

python -m benchmarks.exploration.throughput
"""

import time

import numpy as np
import pandas as pd
import pybamm

from sclcell.experiments.protocols import parse_protocol
from sclcell.experiments.simulator import Simulator, cpu_count
from sclcell.experiments.solver import half_cycle_solver
from sclcell.exploration.engine import TOLERANCES
from sclcell.exploration.outputs import MEAN_LOSSES, OutputSpec, evaluate
from sclcell.models import CompositeElectrolyteDFN
from sclcell.models.voltage_losses import VOLTAGE_LOSSES
from sclcell.parameter_sets.cell import Cell

from ..claims import Claim, Meter, Result, count_states, run

ROUNDS, LOOP, BATCH = 3, 8, 256
COLUMNS = [
    "Specific discharge capacity [mA.h.g-1]",
    "Mean discharge voltage [V]",
    *MEAN_LOSSES,
]


def draw(rng, count):
    return [
        {
            "film": "PHLP-15",
            "filler_wt_percent": rng.uniform(0, 40),
            "temperature_degC": rng.uniform(25, 80),
            "separator_thickness_um": rng.uniform(5, 100),
            "areal_loading_mg_cm2": rng.uniform(0.5, 4),
            "rate_C": rng.uniform(0.05, 1),
        }
        for _ in range(count)
    ]


def simulate(design):
    """Return capacity [mA.h.g-1], mean voltage and losses as a user of PyBaMM would get them."""
    cell = Cell.from_name(
        design["film"],
        filler_mass_fraction=design["filler_wt_percent"] / 100,
        temperature_degC=design["temperature_degC"],
        separator_thickness_um=design["separator_thickness_um"],
        areal_loading_mg_cm2=design["areal_loading_mg_cm2"],
    )
    values = cell.parameter_values()
    nominal = values["Nominal cell capacity [A.h]"]
    values["Current function [A]"] = nominal * design["rate_C"]
    solver = half_cycle_solver(1e-5, 1e-7)
    model = CompositeElectrolyteDFN()
    simulation = pybamm.Simulation(model, parameter_values=values, solver=solver)
    solution = simulation.solve([0, 1.5 * 3600 / design["rate_C"]])
    charge = solution["Discharge capacity [A.h]"].entries
    energy = solution["Discharge energy [W.h]"].entries[-1]
    losses = [np.trapezoid(solution[name].entries, charge) / charge[-1] for name in VOLTAGE_LOSSES]
    return charge[-1] / nominal * 170, energy / charge[-1], *losses


def difference(table, loop):
    """Return the largest difference: of capacity and voltage relative, of losses per volt."""
    found, expected = table[COLUMNS].to_numpy(float), np.array(loop)
    scale = np.where(np.arange(len(COLUMNS)) < 2, expected, 1.0)
    return np.max(np.abs(found - expected) / scale)


def measure(small: bool = False) -> Result:
    rounds, loop, batch = (1, 2, 32) if small else (ROUNDS, LOOP, BATCH)
    rng = np.random.default_rng(1)
    spec = OutputSpec(("capacity", "energy", "losses"), parse_protocol("discharge"))
    start = time.perf_counter()
    cell = Simulator(solves=1000, **TOLERANCES)  # as the engine does for large studies
    evaluate(cell, draw(rng, 2), spec)
    built = time.perf_counter() - start
    rows, worst = [], 0.0
    for number in range(rounds):
        designs = draw(rng, batch)
        with Meter() as slow:
            expected = [simulate(design) for design in designs[:loop]]
        with Meter() as fast:
            table = pd.DataFrame(evaluate(cell, designs, spec))
        worst = max(worst, 100 * difference(table[:loop], expected))
        rows.append(
            {
                "Round": number + 1,
                "Loop [designs/s]": loop / slow.wall,
                "Engine [designs/s]": batch / fast.wall,
                "Ratio": slow.wall / loop * batch / fast.wall,
                "Loop, processor time [ms]": 1e3 * slow.processor / loop,
                "Engine, processor time [ms]": 1e3 * fast.processor / batch,
            }
        )
    table = pd.DataFrame(rows)
    middle = table.median()
    claim = Claim(
        f"a design in a sweep on {cpu_count()} cores, wall time, model built",
        "a loop that makes a pybamm.Simulation for each design",
        "≥ 20 times the throughput, within 0.01 %",
        f"{middle['Ratio']:.3g} times (median of {rounds}), {worst:.1g} %",
        bool(middle["Ratio"] >= 20 and worst <= 0.01),
        middle["Ratio"],
        1 / middle["Engine [designs/s]"],
        1 / middle["Loop [designs/s]"],
        worst,
        count_states(CompositeElectrolyteDFN(), Cell.from_name("PHLP-15").parameter_values()),
        memory_MB=fast.memory_MB,
        reference_memory_MB=slow.memory_MB,
    )
    return Result([claim], {f"Sweep: throughput; the model is built once in {built:.1f} s": table})


if __name__ == "__main__":
    run(measure)
