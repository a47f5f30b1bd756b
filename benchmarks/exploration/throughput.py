"""Engine against a loop that makes a Simulation for each design, in turns, on the same designs."""

import os

os.environ.setdefault("PYBAMM_DISABLE_TELEMETRY", "true")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import time

import numpy as np
import pandas as pd
import pybamm

from sclcell.exploration.batch import BatchedCell, cpu_count
from sclcell.exploration.outputs import OutputSpec, evaluate
from sclcell.exploration.protocols import parse_protocol
from sclcell.models import CompositeElectrolyteDFN
from sclcell.parameter_sets.cell_design import CellDesign

ROUNDS, LOOP, BATCH = 3, 8, 256
CAPACITY = "Specific discharge capacity [mA.h.g-1]"


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
    """Return the capacity [mA.h.g-1] as a user of PyBaMM would get it."""
    cell = CellDesign.from_name(
        design["film"],
        filler_mass_fraction=design["filler_wt_percent"] / 100,
        temperature_degC=design["temperature_degC"],
        separator_thickness_um=design["separator_thickness_um"],
        areal_loading_mg_cm2=design["areal_loading_mg_cm2"],
    )
    values = cell.parameter_values()
    nominal = values["Nominal cell capacity [A.h]"]
    values["Current function [A]"] = nominal * design["rate_C"]
    solver = pybamm.IDAKLUSolver(rtol=1e-5, atol=1e-7)
    model = CompositeElectrolyteDFN()
    simulation = pybamm.Simulation(model, parameter_values=values, solver=solver)
    solution = simulation.solve([0, 1.5 * 3600 / design["rate_C"]])
    return solution["Discharge capacity [A.h]"].entries[-1] / nominal * 170


def main():
    rng = np.random.default_rng(1)
    spec = OutputSpec(("capacity", "energy", "losses"), parse_protocol("discharge"))
    cell = BatchedCell()
    evaluate(cell, draw(rng, 2), spec)
    rows, worst = [], 0.0
    for number in range(ROUNDS):
        designs = draw(rng, BATCH)
        start = time.perf_counter()
        loop = [simulate(design) for design in designs[:LOOP]]
        loop_rate = LOOP / (time.perf_counter() - start)
        start = time.perf_counter()
        batch = [row[CAPACITY] for row in evaluate(cell, designs, spec)]
        batch_rate = BATCH / (time.perf_counter() - start)
        worst = max(worst, np.max(np.abs(np.divide(batch[:LOOP], loop) - 1)))
        rows.append((number + 1, loop_rate, batch_rate, batch_rate / loop_rate))
    columns = ["round", "loop [designs/s]", "engine [designs/s]", "ratio"]
    print(pd.DataFrame(rows, columns=columns).to_string(index=False, float_format="%.3g"))
    print(f"{cpu_count()} cores; largest difference of capacities {100 * worst:.2g} %")


if __name__ == "__main__":
    main()
