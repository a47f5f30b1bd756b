"""600 cycles with all mechanisms: envelope, every cycle, and stock PyBaMM practice.

All three run the same model with the same parameters in this process, one after the other, in
processor time. Stock practice is one ``pybamm.Experiment`` of all cycles in one
``pybamm.Simulation`` with its default solver settings. Building the models counts for all.

    python -m benchmarks.cycling.long_cycling
"""

import numpy as np
import pandas as pd
import pybamm

from sclcell.experiments.cycling import cycle_lfp
from sclcell.experiments.cycling.cells import CAPACITY
from sclcell.models import CompositeElectrolyteDFN
from sclcell.models.mechanisms import AGEING
from sclcell.parameter_sets.cell import Cell

from ..claims import Meter, Result, count_states, run, speed


def stock(design, cycles):
    values = design.parameter_values()
    cycle = ("Charge at 1C until 4 V", "Discharge at 1C until 2.5 V")
    # The cell starts charged; like the other two, a first discharge precedes the cycles.
    experiment = pybamm.Experiment([("Discharge at 1C until 2.5 V",), *([cycle] * cycles)])
    model = CompositeElectrolyteDFN({"calculate discharge energy": "false"}, mechanisms=AGEING)
    simulation = pybamm.Simulation(model, parameter_values=values, experiment=experiment)
    solution = simulation.solve(calc_esoh=False, showprogress=False)
    practical = values["Practical specific capacity of LFP [mA.h.g-1]"]
    scale = practical / values["Nominal cell capacity [A.h]"]
    moved = [np.ptp(c.steps[1]["Discharge capacity [A.h]"].entries) for c in solution.cycles[1:]]
    return np.array(moved) * scale


def measure(small: bool = False) -> Result:
    cycles = 20 if small else 600
    pybamm.set_logging_level("ERROR")
    design = Cell.from_name("PHLP-15")
    cycle_lfp(design, cycles=2, exact=True)  # what is imported on first use counts for none
    with Meter() as t_envelope:
        envelope = cycle_lfp(design, cycles=cycles)
    with Meter() as t_exact:
        exact = cycle_lfp(design, cycles=cycles, exact=True)
    with Meter() as t_stock:
        reference = stock(design, cycles)
    base = exact.table[CAPACITY].to_numpy()
    found = {
        "envelope": (t_envelope, envelope.simulated_cycles, envelope.table[CAPACITY].to_numpy()),
        "every cycle": (t_exact, exact.simulated_cycles, base),
        "stock PyBaMM": (t_stock, cycles, reference),
    }
    table = pd.DataFrame(
        [
            {
                "Mode": name,
                "Processor time [s]": meter.processor,
                "Cycles simulated": simulated,
                "Last capacity [mA.h.g-1]": capacity[-1],
                "Largest deviation [%]": 100 * np.abs(capacity / base - 1).max(),
                "Memory [MB]": meter.memory_MB,
            }
            for name, (meter, simulated, capacity) in found.items()
        ]
    )
    deviation = dict(zip(table["Mode"], table["Largest deviation [%]"], strict=True))
    case = f"{cycles} cycles with all mechanisms of ageing"
    own, practice = "every cycle on one built model", "one pybamm.Experiment, PyBaMM's defaults"
    pairs = [
        (f"{case}, envelope", practice, t_envelope, t_stock, 20, deviation["envelope"]),
        (f"{case}, envelope", own, t_envelope, t_exact, 10, deviation["envelope"]),
        (f"{case}, every one", practice, t_exact, t_stock, None, deviation["stock PyBaMM"]),
    ]
    states = count_states(CompositeElectrolyteDFN(mechanisms=AGEING), design.parameter_values())
    claims = [
        speed(
            name,
            against,
            ours.processor,
            theirs.processor,
            times,
            float(off),
            0.1,
            states=states,
            memory_MB=ours.memory_MB,
            reference_memory_MB=theirs.memory_MB,
        )
        for name, against, ours, theirs, times, off in pairs
    ]
    return Result(claims, {f"Long cycling: {case}": table})


if __name__ == "__main__":
    run(measure)
