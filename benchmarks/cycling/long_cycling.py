"""600 cycles with all mechanisms: envelope, every cycle, and stock PyBaMM practice.

All three run the same model with the same parameters in this process, one after the other, in
processor time. Stock practice is one ``pybamm.Experiment`` of all cycles in one
``pybamm.Simulation`` with its default solver settings. Building the models counts for all.

    python benchmarks/cycling/long_cycling.py [--cycles 600]
"""

import argparse
import time

import numpy as np
import pybamm

from sclcell.experiments.cycling import cycle_lfp
from sclcell.experiments.cycling.cells import CAPACITY
from sclcell.models import CompositeElectrolyteDFN
from sclcell.models.degradation import AGEING
from sclcell.parameter_sets.cell_design import CellDesign


def stock(design, cycles):
    values = design.parameter_values()
    cycle = ("Charge at 1C until 4 V", "Discharge at 1C until 2.5 V")
    # The cell starts charged; like the other two, a first discharge precedes the cycles.
    experiment = pybamm.Experiment([("Discharge at 1C until 2.5 V",), *([cycle] * cycles)])
    model = CompositeElectrolyteDFN({"calculate discharge energy": "false"}, mechanisms=AGEING)
    simulation = pybamm.Simulation(model, parameter_values=values, experiment=experiment)
    solution = simulation.solve(calc_esoh=False, showprogress=False)
    practical = values["Practical specific capacity of LFP [mA.h.g-1]"]
    scale = practical * values["Cycling cell capacity factor"]
    scale /= values["Nominal cell capacity [A.h]"]
    moved = [np.ptp(c.steps[1]["Discharge capacity [A.h]"].entries) for c in solution.cycles[1:]]
    return np.array(moved) * scale


def timed(run):
    start = time.process_time()
    result = run()
    return result, time.process_time() - start


def main():
    parser = argparse.ArgumentParser(description="long cycling")
    parser.add_argument("--cycles", type=int, default=600)
    cycles = parser.parse_args().cycles
    pybamm.set_logging_level("ERROR")
    design = CellDesign.from_name("PHLP-15")
    cycle_lfp(design, cycles=2, exact=True)  # what is imported on first use counts for none
    envelope, t_envelope = timed(lambda: cycle_lfp(design, cycles=cycles))
    exact, t_exact = timed(lambda: cycle_lfp(design, cycles=cycles, exact=True))
    reference, t_stock = timed(lambda: stock(design, cycles))
    found = {
        "envelope": (t_envelope, envelope.simulated_cycles, envelope.table[CAPACITY].to_numpy()),
        "every cycle": (t_exact, exact.simulated_cycles, exact.table[CAPACITY].to_numpy()),
        "stock PyBaMM": (t_stock, cycles, reference),
    }
    base = exact.table[CAPACITY].to_numpy()
    print(f"{cycles} cycles of LFP|PHLP-15|Li at 1C, all mechanisms on")
    print("mode          time [s]  cycles simulated  over envelope  last [mAh/g]  max deviation")
    for name, (seconds, simulated, capacity) in found.items():
        deviation = np.abs(capacity / base - 1).max()
        print(
            f"{name:12s} {seconds:9.2f} {simulated:17d} {seconds / t_envelope:14.1f}"
            f" {capacity[-1]:13.2f} {100 * deviation:12.4f} %"
        )


if __name__ == "__main__":
    main()
