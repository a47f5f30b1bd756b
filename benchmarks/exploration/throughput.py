"""Engine against a loop that makes a Simulation for each design, in turns, on the same designs."""

import os

os.environ.setdefault("PYBAMM_DISABLE_TELEMETRY", "true")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import time
from shutil import which

import numpy as np
import pandas as pd
import pybamm

from sclcell.exploration.batch import BatchedCell, cpu_count
from sclcell.exploration.outputs import MEAN_LOSSES, OutputSpec, evaluate
from sclcell.exploration.protocols import parse_protocol
from sclcell.models import CompositeElectrolyteDFN
from sclcell.models.voltage_losses import VOLTAGE_LOSSES
from sclcell.parameter_sets.cell_design import CellDesign

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
    charge = solution["Discharge capacity [A.h]"].entries
    energy = solution["Discharge energy [W.h]"].entries[-1]
    losses = [np.trapezoid(solution[name].entries, charge) / charge[-1] for name in VOLTAGE_LOSSES]
    return charge[-1] / nominal * 170, energy / charge[-1], *losses


def difference(table, loop):
    """Return the largest difference: of capacity and voltage relative, of losses per volt."""
    found, expected = table[COLUMNS].to_numpy(float), np.array(loop)
    scale = np.where(np.arange(len(COLUMNS)) < 2, expected, 1.0)
    return np.max(np.abs(found - expected) / scale)


def main():
    rng = np.random.default_rng(1)
    spec = OutputSpec(("capacity", "energy", "losses"), parse_protocol("discharge"))
    start = time.perf_counter()
    cell = BatchedCell(compiled=which("gcc") is not None)  # as the engine does for large studies
    evaluate(cell, draw(rng, 2), spec)
    print(f"building the model once: {time.perf_counter() - start:.1f} s")
    rows, worst = [], 0.0
    for number in range(ROUNDS):
        designs = draw(rng, BATCH)
        start, busy = time.perf_counter(), time.process_time()
        loop = [simulate(design) for design in designs[:LOOP]]
        loop_rate = LOOP / (time.perf_counter() - start)
        loop_busy = (time.process_time() - busy) / LOOP
        start, busy = time.perf_counter(), time.process_time()
        table = pd.DataFrame(evaluate(cell, designs, spec))
        batch_rate = BATCH / (time.perf_counter() - start)
        batch_busy = (time.process_time() - busy) / BATCH
        worst = max(worst, difference(table[:LOOP], loop))
        rows.append(
            (
                number + 1,
                loop_rate,
                batch_rate,
                batch_rate / loop_rate,
                1e3 * loop_busy,
                1e3 * batch_busy,
            )
        )
    columns = [
        "round",
        "loop [designs/s]",
        "engine [designs/s]",
        "ratio",
        "loop [CPU ms]",
        "engine [CPU ms]",
    ]
    print(pd.DataFrame(rows, columns=columns).to_string(index=False, float_format="%.3g"))
    print(f"{cpu_count()} cores; largest difference {100 * worst:.2g} %")


if __name__ == "__main__":
    main()
