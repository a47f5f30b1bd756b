"""Stand-in for a user's cycler: six discharges from a model that is not ours.

PyBaMM's own half-cell DFN with one particle size, another open-circuit potential of LFP, another
electrolyte and other kinetics, plus noise. Nothing of sclcell is imported.
"""

from __future__ import annotations

import os

os.environ.setdefault("PYBAMM_DISABLE_TELEMETRY", "true")

from pathlib import Path

import numpy as np
import pandas as pd
import pybamm

RATES = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
CAPACITY_AH_M2 = 2.4  # what this user calls 1C, per electrode area
AREA_M2 = 1.54e-4


def ocp(sto):
    """Stretched exponential at the discharged end, in the form of Safari and Delacourt (2011)."""
    return (
        3.4323
        - 0.8428 * pybamm.exp(-80.2493 * pybamm.maximum(1 - sto, 1e-6) ** 1.3198)
        + 0.35 * pybamm.exp(-110 * sto)
        - 0.008 * sto
    )


def parameters():
    values = pybamm.ParameterValues("Xu2019")
    values.update(
        {
            "Positive electrode OCP [V]": ocp,
            "Maximum concentration in positive electrode [mol.m-3]": 22806.0,
            "Initial concentration in positive electrode [mol.m-3]": 22806.0 * 0.018,
            "Positive particle radius [m]": 6e-8,
            "Positive particle diffusivity [m2.s-1]": 1.2e-18,
            "Positive electrode active material volume fraction": 0.42,
            "Positive electrode porosity": 0.38,
            "Positive electrode thickness [m]": 1.02e-5,
            "Positive electrode conductivity [S.m-1]": 2.0,
            "Positive electrode exchange-current density [A.m-2]": (
                lambda c_e, c, c_max, T: (
                    0.12 * (c_e / 1000) ** 0.5 * 2 * ((c / c_max) * (1 - c / c_max)) ** 0.5
                )
            ),
            "Exchange-current density for lithium metal electrode [A.m-2]": (
                lambda c_e, c_Li, T: 6.0 * (c_e / 1000) ** 0.5
            ),
            "Separator thickness [m]": 2.5e-5,
            "Separator porosity": 0.5,
            "Electrolyte conductivity [S.m-1]": 0.5,
            "Electrolyte diffusivity [m2.s-1]": 1.5e-10,
            "Cation transference number": 0.35,
            "Electrode height [m]": AREA_M2**0.5,
            "Electrode width [m]": AREA_M2**0.5,
            "Contact resistance [Ohm]": 12.0,
            "Lower voltage cut-off [V]": 2.5,
            "Upper voltage cut-off [V]": 4.2,
            "Current function [A]": "[input]",
            "Ambient temperature [K]": 298.15,
        }
    )
    return values


def main(folder: Path) -> None:
    rng = np.random.default_rng(7)
    model = pybamm.lithium_ion.DFN({"working electrode": "positive", "contact resistance": "true"})
    simulation = pybamm.Simulation(model, parameter_values=parameters())
    rows = []
    for rate in RATES:
        current = rate * CAPACITY_AH_M2 * AREA_M2
        solution = simulation.solve(
            [0, 1.3 * 3600 / rate], inputs={"Current function [A]": current}
        )
        charge = solution["Discharge capacity [A.h]"].entries
        at = np.linspace(0, charge[-1] * (1 - 1e-9), 41)[1:]
        voltage = solution["Voltage [V]"](t=at * 3600 / current)
        for q, v in zip(at, voltage + 0.001 * rng.standard_normal(at.size), strict=True):
            rows.append((rate, 1e3 * q / (AREA_M2 * 1e4), v))
    table = pd.DataFrame(rows, columns=["C-rate", "Capacity [mAh/cm2]", "Voltage [V]"])
    table.round(5).to_csv(folder / "curves.csv", index=False)


if __name__ == "__main__":
    main(Path(__file__).parent)
