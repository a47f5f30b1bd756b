"""Tables of docs/degradation.md: ``python docs/_make/figures.py degradation``, half a minute."""

from __future__ import annotations

import pandas as pd
import pybamm
from pages import ROOT, markdown_table

from sclcell import Cell
from sclcell.experiments.cycling import SymmetricCycling, cycle_lfp, follow_envelope
from sclcell.experiments.cycling.cells import CAPACITY, EFFICIENCY
from sclcell.experiments.measurements import load_measurements
from sclcell.fitting.reference.failing_films import DECLINE, FAILING, FAILURE, measured
from sclcell.models import CompositeElectrolyteDFN, SymmetricLithiumCell
from sclcell.models.laws.constants import C_M2_PER_MAH_CM2, FARADAY
from sclcell.models.mechanisms import LITHIUM_SIDE_AGEING
from sclcell.parameter_sets.degradation import degradation_values

__all__ = ["TABLES"]

REPAIR = "SEI repair fraction of plated lithium"
#: Capacity of the cells at 1C before they decline, about [mA.h.g-1].
_FRESH = 145.0
#: mA.h.cm-2 per mol.m-2.
_MAH_CM2 = FARADAY / C_M2_PER_MAH_CM2


def solvent() -> str:
    """Tabulate how much plating uses up the solvent of a cell by repair alone."""
    rows = []
    for film in ("PHLP", "PHL-15", "PHLP-15"):
        values = Cell.from_name(film).parameter_values()
        per_m = values["Residual solvent concentration [mol.m-3]"]
        separator = per_m * values["Separator thickness [m]"]
        pores = values["Positive electrode thickness [m]"] * values["Positive electrode porosity"]
        for cell, surfaces, amount in (
            ("Li|Li", 2, separator),
            ("LFP|Li", 1, separator + per_m * pores),
        ):
            plated = amount / values[REPAIR] / surfaces
            rows.append(
                [
                    f"{cell}, {film}",
                    f"{amount:.3f}",
                    f"{100 * values[REPAIR]:.2g}",
                    f"{plated:.3g}",
                    f"{_MAH_CM2 * plated:.3g}",
                    _measured_plating(cell, film, values),
                ]
            )
    header = [
        "cell",
        "solvent [mol/m²]",
        "repair [% of plated Li]",
        "used up after [mol/m² a side]",
    ]
    return markdown_table([*header, "the same [mAh/cm²]", "plated until failure [mAh/cm²]"], rows)


def _measured_plating(cell: str, film: str, values: pybamm.ParameterValues) -> str:
    """Return the charge per side that the measured cell had plated at its failure [mA.h.cm-2]."""
    if cell == "Li|Li":
        if film in FAILING:
            return f"{0.5 * 0.1 * measured(film, FAILURE):.3g}"
        table = load_measurements("cells")
        return f"> {0.5 * 0.1 * table[table['electrolyte'] == film]['hours'].max():.0f}"
    area = 1e4 * values["Electrode height [m]"] * values["Electrode width [m]"]
    share = _FRESH / values["Practical specific capacity of LFP [mA.h.g-1]"]
    per_cycle = share * 1e3 * values["Nominal cell capacity [A.h]"] / area
    if film in FAILING:
        return f"{measured(film, DECLINE) * per_cycle:.3g}"
    return f"> {600 * per_cycle:.0f}"


def cathode_interphase() -> str:
    """Tabulate what a CEI of LiF on all of the LFP would bind."""
    values = Cell.from_name("PHLP").parameter_values()
    model = CompositeElectrolyteDFN()
    simulation = pybamm.Simulation(model, parameter_values=values)
    solution = simulation.solve([0, 1])
    name = "X-averaged positive electrode surface area to volume ratio [m-1]"
    area = solution[name].entries[0] * values["Positive electrode thickness [m]"]
    thickness = values["CEI thickness after 20 cycles [m]"]
    bound = (
        area
        * thickness
        / degradation_values(Cell.from_name("PHLP").electrolyte)["LiF molar volume [m3.mol-1]"]
    )
    pores = values["Positive electrode thickness [m]"] * values["Positive electrode porosity"]
    salt = values["Initial concentration in electrolyte [mol.m-3]"]
    salt *= values["Separator thickness [m]"] + pores
    rows = [
        ["LFP surface per electrode area [m²/m²]", f"{area:.0f}"],
        ["lithium in 25 nm of LiF on all of it [mol/m²]", f"{bound:.2f}"],
        ["salt in the cell [mol/m²]", f"{salt:.3f}"],
        ["lithium concentration assumed instead of that of LiF [mol/m³]",
         f"{values['CEI lithium concentration [mol.m-3]']:.0f}"],
    ]  # fmt: skip
    return markdown_table(["CEI of PHLP", ""], rows)


def efficiency() -> str:
    """Tabulate capacity and coulombic efficiency over cycles."""
    table = cycle_lfp(Cell.from_name("PHLP-15"), cycles=600).table.set_index("Cycle")
    rows = []
    for cycle in (1, 2, 5, 20, 100, 300, 600):
        row = table.loc[cycle]
        rows.append([f"{cycle}", f"{row[CAPACITY]:.1f}", f"{row[EFFICIENCY]:.3f}"])
    return markdown_table(["cycle of PHLP-15", "mAh/g", "coulombic efficiency [%]"], rows)


def voltage_limit() -> str:
    """Tabulate when Li|Li fails, by the voltage at which it counts as failed."""
    limits = (0.7, 1.0, 2.0)
    rows = []
    for film in FAILING:
        values = Cell.from_name(film).parameter_values()
        T = float(values["Symmetric cell test temperature [K]"])
        values.update({"Ambient temperature [K]": T, "Initial temperature [K]": T})
        hours = []
        for limit in limits:
            model = SymmetricLithiumCell(
                {"surface form": "algebraic"}, mechanisms=LITHIUM_SIDE_AGEING
            )
            cell = SymmetricCycling(model, values, voltage_limit=limit)
            failed = follow_envelope(cell, 2000).failed_cycle  # a cycle takes an hour
            hours.append("–" if failed is None else f"{failed:.0f} h")
        rows.append([film, *hours, f"{measured(film, FAILURE):.0f} h"])
    return markdown_table(["Li|Li fails at", *(f"{v:g} V" for v in limits), "measured"], rows)


#: What the loss of contact goes with, and its two shares.
_CLOCKS = {
    "charge alone": (0.0, 0.0),
    "cycles alone": (0.0, 1.0),
    "√t alone": (1.0, 0.0),
    "best guess": None,
}
_SHARES = (
    "Share of contact loss with root of time",
    "Share of contact loss per cycle in the rest",
)
_STORED = "Rest for 720 hours; Discharge at C/5 until 2.5 V; Charge at C/5 until 4 V"


def _by_clock(shares: tuple[float, float] | None) -> Cell:
    return Cell.from_name(
        "PHLP-15", values={} if shares is None else dict(zip(_SHARES, shares, strict=True))
    )


def clocks() -> str:
    """Tabulate capacities after many cycles, by what the loss of contact goes with."""
    rows = []
    for name, shares in _CLOCKS.items():
        cell = _by_clock(shares)
        last = [cycle_lfp(cell, c, n).table[CAPACITY].iloc[-1] for c, n in ((1, 600), (5, 800))]
        rows.append([name, *(f"{one:.1f}" for one in last)])
    return markdown_table(["contact loss by", "1C, cycle 600 [mAh/g]", "5C, cycle 800"], rows)


def storage() -> str:
    """Tabulate the capacity after months of storage, by what the loss of contact goes with."""
    months = (1, 3, 12)
    rows = []
    for name, shares in _CLOCKS.items():
        table = cycle_lfp(_by_clock(shares), 0.2, max(months), protocol=_STORED).table
        rows.append([name, *(f"{table[CAPACITY][n - 1]:.1f}" for n in months)])
    return markdown_table(["contact loss by", *(f"month {n} [mAh/g]" for n in months)], rows)


def cycle_life() -> str:
    """Tabulate cycle lives along the envelope from the benchmark's file."""
    table = pd.read_csv(ROOT / "benchmarks" / "cycling" / "cycle_life.csv")
    keys = ["Film", "Temperature [degC]", "C-rate", "Loading [mg.cm-2]"]
    failing = ["Fails, 300 asked for", "Fails, 1000 asked for", "Fails, 5000 asked for"]
    failing.append("Fails, every cycle")
    deviations = ["Deviation before the fall [%]", "Deviation in the fall [%]"]
    ran = table[table["Note"].isna()]
    rows = [
        [
            *(f"{row[key]:g}" if key != "Film" else row[key] for key in keys),
            *("–" if pd.isna(row[key]) else f"{row[key]:.0f}" for key in failing),
            *(f"{row[key]:.2f}" for key in deviations),
        ]
        for _, row in ran.iterrows()
    ]
    header = ["film", "°C", "C", "mg/cm²", "300 asked", "1000", "5000", "every cycle, to 300"]
    return markdown_table([*header, "before the fall [%]", "in the fall [%]"], rows)


TABLES = {
    "cycle_life": cycle_life,
    "solvent": solvent,
    "cathode_interphase": cathode_interphase,
    "clocks": clocks,
    "efficiency": efficiency,
    "storage": storage,
    "voltage_limit": voltage_limit,
}
