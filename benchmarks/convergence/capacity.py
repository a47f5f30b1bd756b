"""Convergence of the discharge capacity with mesh and solver tolerance.

Claim: the default mesh is within 0.1 % of a refined one at 5C for the reference cell.

    python -m benchmarks.convergence.capacity
"""

from __future__ import annotations

import pandas as pd

from sclcell.experiments.rate import simulate_rate_test
from sclcell.experiments.simulator import Simulator
from sclcell.models import CompositeElectrolyteDFN
from sclcell.parameter_sets.cell import Cell

from ..claims import Claim, Result, run

REFINED = {"x_s": 24, "x_p": 24, "r_p": 12, "R_p": 15}
#: Changes to the default mesh: separator, cathode, radial cells, size nodes.
MESHES = [{}, {"x_s": 3}, {"x_s": 10}, {"x_p": 4}, {"x_p": 10}, {"r_p": 4}, {"r_p": 8}]
MESHES += [{"R_p": 6}, {"R_p": 7}, {"R_p": 10}]
TOLERANCES = (1e-3, 1e-4, 1e-5, 1e-6)
DESIGNS = {
    "PHLP-15, 1.5 mg/cm2": (Cell.from_name("PHLP-15"), 5.0),
    "PHLP-15, 10 mg/cm2, 100 um": (
        Cell.from_name("PHLP-15", areal_loading_mg_cm2=10.0, separator_thickness_um=100.0),
        1.0,
    ),
}


def capacity(design: Cell, rate: float, mesh: dict[str, int], rtol: float) -> float:
    """Return the capacity of the second discharge, after a charge at the same rate [mA.h.g-1]."""
    simulator = Simulator.of(design, rtol=rtol, atol=rtol / 100, var_pts=mesh)
    test = simulate_rate_test(design, (rate,), 2, simulator)
    return float(test.table["Specific discharge capacity [mA.h.g-1]"][0])


def tables(meshes: list[dict[str, int]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return deviations [%] from the refined mesh, by mesh and by relative tolerance."""
    model = CompositeElectrolyteDFN()
    by_mesh, by_tolerance = {}, {}
    for name, (design, rate) in DESIGNS.items():
        column = f"{name}, {rate:g}C"
        exact = capacity(design, rate, REFINED, 1e-7)
        by_mesh[column] = {
            ", ".join(f"{key} = {value}" for key, value in mesh.items())
            or "default: "
            + ", ".join(f"{key} = {model.default_var_pts[key]}" for key in REFINED): 100
            * (capacity(design, rate, mesh, 1e-6) / exact - 1)
            for mesh in meshes
        }
        fine = capacity(design, rate, {}, 1e-8)
        by_tolerance[column] = {
            f"{rtol:.0e}": 100 * (capacity(design, rate, {}, rtol) / fine - 1)
            for rtol in TOLERANCES
        }
    return pd.DataFrame(by_mesh), pd.DataFrame(by_tolerance)


def measure(small: bool = False) -> Result:
    by_mesh, by_tolerance = tables(MESHES[:2] if small else MESHES)
    claims = [
        Claim(
            f"{case}, default mesh",
            "refined mesh: " + ", ".join(f"{k} = {v}" for k, v in REFINED.items()),
            "capacity within 0.1 %",
            f"{abs(by_mesh[case].iloc[0]):.2g} %",
            bool(abs(by_mesh[case].iloc[0]) <= 0.1),
            deviation_percent=float(abs(by_mesh[case].iloc[0])),
        )
        for case in by_mesh
    ]
    deviations = {
        "Deviation of the capacity from a refined mesh [%]": by_mesh.rename_axis("Mesh"),
        "Deviation of the capacity from a tolerance of 1e-8 [%]": by_tolerance.rename_axis(
            "Relative tolerance"
        ),
    }
    return Result(claims, {title: table.reset_index() for title, table in deviations.items()})


if __name__ == "__main__":
    run(measure)
