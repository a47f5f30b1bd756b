"""Fit our model and parameter set, unchanged, with PyBOP's default optimiser.

In an environment of its own: install requirements.txt of this folder, then sclcell itself with
``pip install --no-deps .`` (PyBOP's cap on numpy does not meet our lower bounds), then run this.
"""

from __future__ import annotations

import os

os.environ.setdefault("PYBAMM_DISABLE_TELEMETRY", "true")

import numpy as np
import pybamm
import pybop

D = "Positive particle reference diffusivity [m2.s-1]"
FILM = "Lithium interphase film resistance [Ohm.m2]"


def main() -> None:
    values = pybamm.ParameterValues("Li2024_PHLP15")
    model = pybamm.Model("CompositeElectrolyteDFN")
    truth = {D: values[D], FILM: values[FILM]}
    times = np.linspace(0, 2900, 41)
    simulation = pybamm.Simulation(model, parameter_values=values)
    solution = simulation.solve([0, 2900], t_interp=times)
    noise = 1e-3 * np.random.default_rng(1).standard_normal(41)
    data = pybop.Dataset(
        {
            "Time [s]": solution["Time [s]"].entries,
            "Current [A]": solution["Current [A]"].entries,
            "Voltage [V]": solution["Voltage [V]"].entries + noise,
        }
    )
    values.update(
        {
            D: pybop.Parameter(
                bounds=[1e-18, 1e-16], initial_value=1e-17, transformation=pybop.LogTransformation()
            ),
            FILM: pybop.Parameter(
                bounds=[1e-3, 5e-2], initial_value=8e-3, transformation=pybop.LogTransformation()
            ),
        }
    )
    simulator = pybop.pybamm.Simulator(model, parameter_values=values, protocol=data)
    problem = pybop.Problem(simulator, pybop.SumSquaredError(data))
    result = pybop.XNES(problem).run()
    for name, found in zip(truth, result.x, strict=True):
        print(f"{name}: true {truth[name]:.4g}, found {found:.4g}")


if __name__ == "__main__":
    main()
