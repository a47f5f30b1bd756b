"""The rate test of the reference cell against stock PyBaMM practice.

Five rates, three discharges at each. The references make a ``pybamm.Simulation`` with a
``pybamm.Experiment`` for every rate: once with our model and parameters, once with PyBaMM's own
half-cell, its size distribution and its default mesh, which is the less accurate one (see
size_distribution). Building the models counts. Ours also returns curves and all voltage losses,
the references the capacities alone.

    python -m benchmarks.rate_test.against_pybamm
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pybamm

from sclcell.experiments.rate import DEFAULT_RATES, simulate_rate_test
from sclcell.models import CompositeElectrolyteDFN
from sclcell.parameter_sets.cell import Cell

from ..claims import Meter, Result, count_states, run, speed
from ..size_distribution.against_pybamm import stock_model, stock_values

CYCLES = 3
CAPACITY = "Discharge capacity [A.h]"


def with_experiments(
    make_model: Callable[[], Any], values: pybamm.ParameterValues, rates: tuple[float, ...]
) -> np.ndarray:
    """Return the last discharge capacity at each rate [mA.h.g-1], a simulation for each."""
    capacities = []
    for rate in rates:
        discharge, charge = f"Discharge at {rate}C until 2.5 V", f"Charge at {rate}C until 4 V"
        experiment = pybamm.Experiment([discharge, *[charge, discharge] * (CYCLES - 1)])
        simulation = pybamm.Simulation(make_model(), parameter_values=values, experiment=experiment)
        last = simulation.solve(calc_esoh=False).cycles[-1].steps[-1]
        capacities.append(np.ptp(last[CAPACITY].entries))
    return np.array(capacities) / values["Nominal cell capacity [A.h]"] * 170


def measure(small: bool = False) -> Result:
    pybamm.set_logging_level("ERROR")
    rates = (1.0, 5.0) if small else DEFAULT_RATES
    design = Cell.from_name("PHLP-15")
    simulate_rate_test(design, (1.0,), 1)  # what is imported on first use counts for none
    with Meter() as ours:
        test = simulate_rate_test(design, rates, CYCLES)
    capacities = test.table["Specific discharge capacity [mA.h.g-1]"].to_numpy(float)
    columns = {"sclcell rate": capacities}
    references = {
        "our model, an Experiment per rate": (CompositeElectrolyteDFN, design.parameter_values()),
        "PyBaMM's half-cell DFN with size distribution, an Experiment per rate": (
            stock_model,
            stock_values(),
        ),
    }
    claims = []
    for (name, (model, values)), (times, within) in zip(
        references.items(), ((2, 0.1), (10, 1)), strict=True
    ):
        with Meter() as meter:
            columns[name] = with_experiments(model, values, rates)
        deviation = 100 * np.max(np.abs(capacities / columns[name] - 1))
        claims.append(
            speed(
                f"rate test, {len(rates)} rates, {CYCLES} cycles each",
                name,
                ours.processor,
                meter.processor,
                times,
                float(deviation),
                within,
                states=count_states(CompositeElectrolyteDFN(), design.parameter_values()),
                memory_MB=ours.memory_MB,
                reference_memory_MB=meter.memory_MB,
            )
        )
    table = pd.DataFrame({"C-rate": rates, **{f"{k} [mA.h.g-1]": v for k, v in columns.items()}})
    return Result(claims, {"Rate test: discharge capacities": table})


if __name__ == "__main__":
    run(measure)
