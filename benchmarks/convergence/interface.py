"""Convergence of the voltage where film and cathode meet, and lithium kept, in three forms.

One particle size, no filler, no film: what PyBaMM's own half-cell can do as well. Our form and
PyBaMM's two run on the same uniform meshes; the reference is ours on a fine one.

Claims: the error of our voltage falls at least threefold when the cells double (second order
would be fourfold), and our form loses no lithium.

    python -m benchmarks.convergence.interface
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pybamm

from sclcell.models import CompositeElectrolyteDFN

from ..claims import Claim, Result, run

CELLS, FINE = (10, 20, 40, 80), 160
#: Mesh on which lithium is counted.
COARSE = 6
HALF_HOUR = 1800.0
STOCK = {"working electrode": "positive"}
ALGEBRAIC = {"surface form": "algebraic"}
FORMS: dict[str, Callable[[], Any]] = {
    "ours": lambda: CompositeElectrolyteDFN({"particle size": "single", **ALGEBRAIC}),
    "PyBaMM, algebraic": lambda: pybamm.lithium_ion.DFN({**STOCK, **ALGEBRAIC}),
    "PyBaMM, false": lambda: pybamm.lithium_ion.DFN(STOCK),
}


def matrix_values() -> pybamm.ParameterValues:
    """Return the reference cell without filler, film and spread of sizes, with wide pores."""
    values = pybamm.ParameterValues("Li2024_PHLP15")
    values.update(
        {
            "Filler mass fraction": 0.0,
            "Lithium interphase film resistance [Ohm.m2]": 0.0,
            "Positive particle reference diffusivity [m2.s-1]": 4e-18,
            # Pores wide enough that the salt lasts: else depletion hides the interface.
            "Positive electrode Bruggeman coefficient (electrolyte)": 1.5,
            # PyBaMM's submodels of SEI and plating ask for these names; none acts here.
            "SEI resistivity [Ohm.m]": 0.0,
            "Initial SEI thickness [m]": 1e-9,
        },
        check_already_exists=False,
    )
    return values


def discharge(form: str, cells: int, seconds: float) -> pybamm.Solution:
    """Discharge at 1C on so many cells in film and in cathode."""
    stock = FORMS["PyBaMM, false"]()
    simulation = pybamm.Simulation(
        FORMS[form](),
        parameter_values=matrix_values(),
        solver=pybamm.IDAKLUSolver(rtol=1e-8, atol=1e-10),
        var_pts={"x_n": 20, "x_s": cells, "x_p": cells, "r_p": 20},
        submesh_types=stock.default_submesh_types,
        spatial_methods=stock.default_spatial_methods,
    )
    return simulation.solve([0, seconds])


def errors(cells: tuple[int, ...], fine: int, seconds: float) -> pd.DataFrame:
    """Return the largest error of the voltage of each form against ours on a fine mesh [uV]."""
    times = np.linspace(0, seconds, 101)
    exact = discharge("ours", fine, seconds)["Voltage [V]"](times)
    table = {
        f"{form} [uV]": [
            1e6 * np.abs(discharge(form, n, seconds)["Voltage [V]"](times) - exact).max()
            for n in cells
        ]
        for form in FORMS
    }
    return pd.DataFrame({"Cells in film and in cathode": cells, **table})


def lithium_lost(form: str) -> float:
    """Return how much the electrolyte's lithium changes in half an hour on few cells [-]."""
    lithium = discharge(form, COARSE, HALF_HOUR)["Total lithium in electrolyte [mol]"].entries
    return float(np.ptp(lithium) / lithium[0])


def measure(small: bool = False) -> Result:
    cells, fine, seconds = ((5, 10), 40, 600.0) if small else (CELLS, FINE, 2500.0)
    table = errors(cells, fine, seconds)
    ours = table["ours [uV]"].to_numpy()
    factor = float(np.min(ours[:-1] / ours[1:]))
    lost = {form: lithium_lost(form) for form in FORMS}
    claims = [
        Claim(
            "voltage of a 1C discharge, matrix as electrolyte, cells in film and cathode doubled",
            f"ours on {fine} cells",
            "error falls at least threefold at each doubling",
            f"{factor:.3g} times at least, to {ours[-1]:.2g} uV on {cells[-1]} cells",
            factor >= 3,
        ),
        Claim(
            f"lithium of the electrolyte in half an hour at 1C on {COARSE} cells",
            "–",
            "changes by less than 1e-8 of it",
            f"{lost['ours']:.1e}",
            lost["ours"] < 1e-8,
        ),
    ]
    tables = {
        "Largest error of the voltage in a 1C discharge, by form": table,
        f"Change of the electrolyte's lithium in half an hour at 1C on {COARSE} cells": (
            pd.DataFrame({"Form": lost.keys(), "Change [-]": lost.values()})
        ),
    }
    return Result(claims, tables)


if __name__ == "__main__":
    run(measure)
