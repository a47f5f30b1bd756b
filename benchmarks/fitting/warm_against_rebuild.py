"""A warm evaluation of the reference problem against evaluations that rebuild their simulations.

Four ways to one number, the sum of squares at a point, one after the other at the same points:

- warm: models built (and compiled) once for the whole fit, inputs changed, long cycling along the
  envelope;
- models anew: the same algorithms; every data set makes its model once for each evaluation;
- simulations anew: the same algorithms; every rate of the rate test and every simulated cycle of
  the envelope makes a `pybamm.Simulation`;
- stock: what one writes with PyBaMM alone, a `pybamm.Simulation` with an `Experiment` for each
  test. 5100 cycles of the symmetric cell would take minutes: a part of them is run, and the time
  per cycle carried on.

    python -m benchmarks.fitting.warm_against_rebuild
"""

from unittest.mock import patch

import numpy as np
import pandas as pd
import pybamm

from sclcell.experiments.built_model import BuiltModel
from sclcell.experiments.cycling import LFPCycling, SymmetricCycling
from sclcell.experiments.rate import CYCLES
from sclcell.experiments.solver import half_cycle_solver
from sclcell.fitting.cell_inputs import CellInputs
from sclcell.fitting.inference.objective import Objective
from sclcell.fitting.problem.loading import load_problem
from sclcell.models import CompositeElectrolyteDFN, SymmetricLithiumCell
from sclcell.models.mechanisms import AGEING, LITHIUM_SIDE_AGEING

from ..claims import Meter, Result, run, speed

CHARGE, DISCHARGE = "Charge at {}C until 4 V", "Discharge at {}C until 2.5 V"


def simulate(model, values, cycles):
    experiment = pybamm.Experiment(cycles)
    simulation = pybamm.Simulation(model, parameter_values=values, experiment=experiment)
    simulation.solve(calc_esoh=False, showprogress=False)


def stock_seconds(part, values, cycles):
    """Return the processor time that stock simulations of a data set take [s]."""
    name = part.data.name
    count, done = 1, 1
    with Meter() as meter:
        if name == "rate test":
            for rate in part._rates:
                cycle = (CHARGE.format(rate), DISCHARGE.format(rate))
                first = (DISCHARGE.format(rate),)
                simulate(CompositeElectrolyteDFN(), values, [first, *[cycle] * (CYCLES - 1)])
        elif name == "cycling":
            count, done = int(part._cycles.max()), min(cycles, int(part._cycles.max()))
            cycle = (CHARGE.format(1), DISCHARGE.format(1))
            model = CompositeElectrolyteDFN(mechanisms=AGEING)
            simulate(model, values, [(DISCHARGE.format(1),), *[cycle] * done])
        elif name == "symmetric cell":
            count, done = 5100, cycles
            half = "{} at {} A for 0.5 hours"
            # 0.1 mA/cm2 on the electrode of the parameter set
            area = values["Electrode width [m]"] * values["Electrode height [m]"]
            current = float(1.0 * area)
            cycle = (half.format("Discharge", current), half.format("Charge", current))
            model = SymmetricLithiumCell(
                {"surface form": "algebraic"}, mechanisms=LITHIUM_SIDE_AGEING
            )
            simulate(model, values, [cycle] * done)
    return meter.processor * count / done


def anew(part, table, problem):
    """Return the same data set, or some rows of it, with a model of its own, not compiled."""
    return type(part)(part.data, table, problem.cells[part.data.cell], list(problem.parameters))


def simulations_anew(part, table, problem, values):
    """Return the residuals with a `pybamm.Simulation` made for each simulation."""
    if part.data.kind == "rate capability":
        rows = [table.iloc[[k]] for k in range(len(table))]
        return np.concatenate([anew(part, row, problem).compare(values).residuals for row in rows])
    part = anew(part, table, problem)
    cell = LFPCycling if part.data.kind == "retention" else SymmetricCycling
    run_cycle = cell.cycle

    def cycle(self, state):
        anew = BuiltModel(part._model, self.cell.values, half_cycle_solver(1e-4, 1e-6))
        self.cell = anew.with_inputs(self.cell.inputs)
        self.built = self.cell.built
        return run_cycle(self, state)

    with patch.object(cell, "cycle", cycle):
        return part.compare(values).residuals


def measure(small: bool = False) -> Result:
    pybamm.set_logging_level("ERROR")
    problem = load_problem("reference")
    warm = Objective(problem)
    warm.residuals(warm.start)
    rng = np.random.default_rng(1)
    rows = []
    for number in range(1 if small else 3):
        point = np.clip(warm.start + 0.01 * rng.standard_normal(warm.start.size), 0, 1)
        for part in warm.parts:
            if part.data.kind == "material":
                continue  # closures: no simulation
            table = problem.tables[part.data.name]
            values = warm.cell_values(point, part.data.cell)
            with Meter() as t_warm:
                kept = part.compare(values)
            with Meter() as t_models:
                models = anew(part, table, problem.problem).compare(values)
            with Meter() as t_simulations:
                simulations = simulations_anew(part, table, problem.problem, values)
            off = max(np.abs(kept.residuals - r).max() for r in (models.residuals, simulations))
            row = {
                "Data set": part.data.name,
                "Warm [s]": t_warm.processor,
                "Models anew [s]": t_models.processor,
                "Simulations anew [s]": t_simulations.processor,
                "Largest difference [standard deviations]": off,
            }
            if number == 0:
                cell = CellInputs(problem.problem.cells[part.data.cell], values)
                stock = stock_seconds(part, cell.fitted_values(values), 20 if small else 600)
                row["Stock [s]"] = stock
            rows.append(row)
    table = pd.DataFrame(rows).groupby("Data set", sort=False).median().reset_index()
    total = table.sum(numeric_only=True)
    off = float(table["Largest difference [standard deviations]"].max())
    case = "a warm evaluation of the reference problem"
    claims = [
        speed(case, reference, total["Warm [s]"], total[column], times, 0.0, None)
        for reference, column, times in (
            ("pybamm.Simulation objects with an Experiment for each test", "Stock [s]", 10),
            ("our algorithms, a pybamm.Simulation for each simulation", "Simulations anew [s]", 10),
            ("our algorithms, a model made once for each data set", "Models anew [s]", None),
        )
    ]
    assert off < 0.1, "the ways should agree"
    return Result(claims, {"Evaluation of the reference problem": table})


if __name__ == "__main__":
    run(measure)
