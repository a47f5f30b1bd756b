"""The same work by someone who knows PyBaMM well: what a claim of speed has to beat.

One built model, inputs in place of rebuilt values, lists of inputs, `output_variables`,
compilation, 4 Newton iterations, meshes tuned to the accuracy that is asked
for. Nothing here uses sclcell's simulators; models and values are ours, or PyBaMM's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pybamm

from sclcell.experiments.built_model import SYMBOLIC, BuiltModel, values_with_inputs
from sclcell.exploration.inputs import cell_build
from sclcell.models import CompositeElectrolyteDFN
from sclcell.models.mechanisms import AGEING
from sclcell.models.voltage_losses import VOLTAGE_LOSSES
from sclcell.parameter_sets.cell import Cell
from sclcell.parameter_sets.isothermal import MODEL_INPUTS
from sclcell.parameter_sets.li2024 import half_cell_values

from ..size_distribution.against_pybamm import Discharger, refined, stock_model, stock_values

__all__ = ["cycling", "rate_test", "size_distribution", "sweep"]

CURRENT, CHARGE, ENERGY = (
    "Current function [A]",
    "Discharge capacity [A.h]",
    "Discharge energy [W.h]",
)
#: What compiles, with SUNDIALS' own number of Newton iterations.
FAST = {"compile": True, "max_nonlinear_iterations": 4}

Designs = Sequence[Mapping[str, Any]]


def sweep(threads: int) -> Callable[[Designs], np.ndarray]:
    """Return what gives capacity [A.h], mean voltage and mean losses [V] of designs."""
    names = [CHARGE, ENERGY, *VOLTAGE_LOSSES]
    values = values_with_inputs(half_cell_values("PHLP-15"), MODEL_INPUTS)
    model = BuiltModel(CompositeElectrolyteDFN(), values, inputs=(), submesh_types=SYMBOLIC).built
    solver = pybamm.IDAKLUSolver(
        rtol=1e-5, atol=1e-7, output_variables=names, options={**FAST, "num_threads": threads}
    )

    def run(designs: Designs) -> np.ndarray:
        builds = [(cell_build(design), design["rate_C"]) for design in designs]
        inputs = [{**b.inputs, CURRENT: b.capacity * rate} for b, rate in builds]
        longest = 1.5 * 3600 / min(rate for _, rate in builds)
        rows = []
        for solution in solver.solve(model, [0, longest], inputs=inputs):
            charge = solution[CHARGE].data
            mean = [np.trapezoid(solution[n].data, charge) / charge[-1] for n in VOLTAGE_LOSSES]
            rows.append((charge[-1], solution[ENERGY].data[-1] / charge[-1], *mean))
        return np.array(rows)

    return run


def rate_test(design: Cell, rates: Sequence[float], cycles: int, rtol: float) -> Callable[[], Any]:
    """Return what gives the last discharge capacity at each rate [mA.h.g-1]."""
    values = design.parameter_values()
    nominal = values["Nominal cell capacity [A.h]"]
    values[CURRENT] = "[input]"
    solver = pybamm.IDAKLUSolver(rtol=rtol, atol=rtol / 100, options=FAST)
    simulation = pybamm.Simulation(
        CompositeElectrolyteDFN(), parameter_values=values, solver=solver
    )
    simulation.build()
    model = simulation.built_model

    def run() -> np.ndarray:
        found = []
        for rate in rates:
            last: Any = None
            for k in range(2 * cycles - 1):
                inputs = {CURRENT: nominal * rate * (1 if k % 2 == 0 else -1)}
                if last is None:
                    last = solver.solve(model, [0, 5400 / rate], inputs=inputs)
                    continue
                start = last.last_state
                start.termination = "final time"
                last = solver.step(start, model, 5400 / rate, inputs=inputs, save=False)
            found.append(np.ptp(last[CHARGE].entries))
        return np.array(found) / nominal * 170

    return run


def cycling(design: Cell, rtol: float) -> Callable[[int], np.ndarray]:
    """Return what gives the discharge capacities of so many cycles at 1C [mA.h.g-1].

    It ends with the cell: at half of the first capacity, or where a step cannot start.
    """
    values = design.parameter_values()
    nominal = values["Nominal cell capacity [A.h]"]
    specific = values["Practical specific capacity of LFP [mA.h.g-1]"]
    values[CURRENT] = "[input]"
    solver = pybamm.IDAKLUSolver(rtol=rtol, atol=rtol / 100, options=FAST)
    model = CompositeElectrolyteDFN({"calculate discharge energy": "false"}, mechanisms=AGEING)
    simulation = pybamm.Simulation(model, parameter_values=values, solver=solver)
    simulation.build()
    built = simulation.built_model

    def run(cycles: int) -> np.ndarray:
        found: list[float] = []
        last = solver.solve(built, [0, 5400], inputs={CURRENT: nominal})
        try:
            for k in range(2 * cycles):
                start = last.last_state
                start.termination = "final time"
                inputs = {CURRENT: nominal * (1 if k % 2 else -1)}
                last = solver.step(start, built, 5400, inputs=inputs, save=False)
                if k % 2:
                    found.append(float(np.ptp(last.t)) / 3600 * specific)
                    if found[-1] < found[0] / 2:
                        break
        except pybamm.SolverError:
            pass
        return np.array(found)

    return run


def size_distribution(sizes: int, radii: int, cells: int) -> Discharger:
    """Return PyBaMM's own size distribution on a mesh, compiled, to be discharged at 1C."""
    values = stock_values()
    options = refined(values, sizes, radii)
    options["var_pts"] |= {"x_s": cells + 1, "x_p": cells}
    options["solver"] = pybamm.IDAKLUSolver(options=FAST)
    return Discharger(stock_model(), values, options)
