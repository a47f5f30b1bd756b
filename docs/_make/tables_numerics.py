"""Tables of numerics.md: cells in the particles and across the cathode."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pybamm
from pages import markdown_table, number

from sclcell.experiments.rate import simulate_rate_test
from sclcell.experiments.simulator import Simulator
from sclcell.parameter_sets.cell import Cell

__all__ = ["TABLES"]

RADIAL_CELLS, RADIAL_FINE = (4, 6, 8, 12, 20, 40, 60), 24
#: Beyond this number of cells the spectral volumes are the reference.
SPECTRAL_MOST = 12
CATHODE_CELLS, CATHODE_FINE = (4, 6, 10, 20), 40
_MATRIX = {"catholyte": "PHLP"}
#: Film, further fields of the design, C-rate.
CATHODES: dict[str, tuple[str, dict[str, Any], float]] = {
    "PHLP-15, 1.5 mg/cm², 5C": ("PHLP-15", {}, 5.0),
    "PHLP-15, 10 mg/cm², 1C": ("PHLP-15", {"areal_loading_mg_cm2": 10.0}, 1.0),
    "PHLP-15, 10 mg/cm², 2C": ("PHLP-15", {"areal_loading_mg_cm2": 10.0}, 2.0),
    "PHLP-15, 10 mg/cm², 100 µm, 1C": (
        "PHLP-15",
        {"areal_loading_mg_cm2": 10.0, "separator_thickness_um": 100.0},
        1.0,
    ),
    "matrix in the pores, 1.5 mg/cm², 2C": ("PHLP-15", _MATRIX, 2.0),
    "matrix alone, 5 mg/cm², 1C": ("PHLP", {"areal_loading_mg_cm2": 5.0}, 1.0),
}


def _capacities(
    design: Cell, rate: float, mesh: dict[str, int], **options: Any
) -> tuple[float, float]:
    """Return capacities of a first discharge and of one after a charge at the rate [mA.h.g-1]."""
    simulator = Simulator.of(design, rtol=1e-6, atol=1e-8, var_pts=mesh, **options)
    first, second = (
        simulate_rate_test(design, (rate,), cycles, simulator).table[
            "Specific discharge capacity [mA.h.g-1]"
        ][0]
        for cycles in (1, 2)
    )
    return first, second


def _finite_volumes(design: Cell, edges: np.ndarray) -> float:
    """Return the capacity with PyBaMM's finite volumes between these edges, of the radius."""
    radius = design.parameter_values()["Positive particle radius [m]"]
    mesh = pybamm.MeshGenerator(pybamm.UserSupplied1DSubMesh, {"edges": radius * edges})
    return _capacities(
        design,
        5.0,
        {"r_p": len(edges) - 1},
        submesh_types={"positive particle": mesh},
        spatial_methods={"positive particle": pybamm.FiniteVolume()},
    )[1]


def particles() -> str:
    """Return deviations of the capacity at 5C by cells in a particle and method."""
    design = Cell.from_name("PHLP-15")
    exact = _capacities(design, 5.0, {"r_p": RADIAL_FINE})[1]
    rows = []
    for cells in RADIAL_CELLS:
        even = np.linspace(0, 1, cells + 1)
        row = [f"{cells}", "–"]
        if cells <= SPECTRAL_MOST:
            row[1] = _percent(_capacities(design, 5.0, {"r_p": cells})[1] / exact)
        for edges in (even, 1 - (1 - even) ** 1.5):
            row.append(_percent(_finite_volumes(design, edges) / exact))
        rows.append(row)
    header = ["Cells", "spectral volumes [%]", "finite volumes, even [%]"]
    return markdown_table([*header, "finite volumes, graded [%]"], rows)


def cathode() -> str:
    """Return deviations of the capacity by cells across the cathode."""
    rows = []
    for name, (film, fields, rate) in CATHODES.items():
        design = Cell.from_name(film, **fields)
        found = [
            _capacities(design, rate, {"x_p": cells}) for cells in (CATHODE_FINE, *CATHODE_CELLS)
        ]
        for kind, (exact, *others) in zip(
            ("first", "second"), zip(*found, strict=True), strict=True
        ):
            deviations = (_percent(value / exact) for value in others)
            rows.append([f"{name}, {kind}", f"{exact:.1f}", *deviations])
    header = ["Cell, discharge", f"{CATHODE_FINE} cells [mAh/g]"]
    return markdown_table([*header, *(f"{n} [%]" for n in CATHODE_CELLS)], rows)


def _percent(ratio: float) -> str:
    # Adding zero turns -0.0 into 0.0.
    return number(round(100 * (ratio - 1), 3) + 0.0, ".3f")


#: Name -> what makes the table.
TABLES: dict[str, Callable[[], str]] = {"particles": particles, "cathode": cathode}
