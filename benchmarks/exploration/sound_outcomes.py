"""Sobol designs over the whole box, slow to fast, cold to warm: no unphysical outcome.

Every design runs discharge, charge, discharge; so do its neighbours at a rate 1 % higher and at a
temperature half a degree higher. Some are cycled with all mechanisms of ageing.

python -m benchmarks.exploration.sound_outcomes
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sclcell.experiments.built_model import SYMBOLIC, values_with_inputs
from sclcell.experiments.cycling.cells import CAPACITY, EFFICIENCY, NET_LITHIATION, LFPCycling
from sclcell.experiments.cycling.results import FROM_STORE
from sclcell.experiments.endings import EMPTY, FULL
from sclcell.experiments.outcome import unsolved
from sclcell.experiments.protocols import parse_protocol
from sclcell.experiments.simulator import Simulator
from sclcell.exploration.designs import sample_designs
from sclcell.exploration.outputs import MEAN_LOSSES, OutputSpec, evaluate
from sclcell.exploration.study import Study
from sclcell.models import CompositeElectrolyteDFN
from sclcell.models.laws.constants import AH_PER_MOL
from sclcell.models.mechanisms import AGEING
from sclcell.models.voltage_losses import VOLTAGE_LOSSES
from sclcell.parameter_sets.cell_schema import cell_from
from sclcell.parameter_sets.isothermal import build_cell
from sclcell.parameter_sets.provenance import cell_values
from sclcell.uncertainty.sampled_cell import sampled_inputs
from sclcell.uncertainty.samples import Samples

from ..claims import Claim, Meter, Result, run

STEPS = ("discharge at rate", "charge at rate", "discharge at rate")
SALT = "Salt left at the current collector [%]"
#: Neighbours: their column and what is done to it.
NEIGHBOURS = {"rate_C": lambda rate: 1.01 * rate, "temperature_degC": lambda T: T + 0.5}
#: Largest difference of neighbours without a named cause, and of charge accounts, both relative.
SMOOTH, BALANCED = 0.03, 1e-3


def designs(count: int, seed: int = 1) -> list[dict[str, Any]]:
    """Return Sobol designs over the whole box."""
    study = Study(
        title="sound outcomes",
        variables={
            "film": {"levels": ("PHLP", "PHL-15", "PHLP-15", "PHA-15", "PHAP-15")},
            "temperature_degC": {"low": -30, "high": 79.5},
            "separator_thickness_um": {"low": 5, "high": 100, "scale": "log"},
            "areal_loading_mg_cm2": {"low": 0.5, "high": 16, "scale": "log"},
            "rate_C": {"low": 0.005, "high": 10, "scale": "log"},
        },
        outputs={"quantities": ("capacity", "losses"), "protocol": STEPS},
        sampling={"method": "sobol", "size": count, "seed": seed},
    )
    return [dict(design) for design in sample_designs(study)]


def outcomes(cell: Simulator, given: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return designs and their outputs."""
    spec = OutputSpec(("capacity", "losses"), parse_protocol(STEPS))
    rows: list[dict[str, Any]] = []
    for k in range(0, len(given), 64):
        rows += evaluate(cell, given[k : k + 64], spec)
    return pd.concat([pd.DataFrame(list(given)), pd.DataFrame(rows)], axis=1)


def theoretical() -> float:
    """Return the specific capacity of full LFP [mA.h.g-1]."""
    values = cell_values()
    maximum = values["Maximum concentration in positive electrode [mol.m-3]"]
    # A.h/kg is mA.h/g
    return AH_PER_MOL * maximum / values["LFP density [kg.m-3]"]


def unphysical(table: pd.DataFrame) -> pd.DataFrame:
    """Return the designs whose outputs cannot be, with what is wrong."""
    wrong = {
        "capacity above the theoretical": table[CAPACITY] > theoretical() * (1 + 1e-6),
        "negative salt": table[SALT] < 0,
        "silent": table[CAPACITY].isna() & table["Reason"].isna(),
        "zero without a reason": (table[CAPACITY] == 0) & table["Reason"].isna(),
        "negative sum of losses": table[list(MEAN_LOSSES)].sum(axis=1) < 0,
        **{
            f"negative: {mean}": (table[mean] < 0) & ~_explained(table, name)
            for mean, name in zip(MEAN_LOSSES, VOLTAGE_LOSSES, strict=True)
        },
    }
    found = [table[mask].assign(Fault=fault) for fault, mask in wrong.items()]
    return pd.concat(found, ignore_index=True)


def _explained(table: pd.DataFrame, name: str) -> pd.Series:
    """Return which designs say that a loss lies below zero, and why."""
    told = table["Losses below zero"].fillna("")
    return told.str.contains(f"{name.removesuffix(' [V]')}: ", regex=False)


def false_zeros(table: pd.DataFrame) -> pd.DataFrame:
    """Return the designs of no capacity that a voltage limit does not explain."""
    zero = table[table[CAPACITY] == 0]
    return zero[~zero["Reason"].fillna("").str.contains("cut-off reached at once")]


def differing(table: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Return neighbours that differ by more than 3 %, with what limits either of them."""
    a, b = table[CAPACITY], other[CAPACITY]
    apart = ((a - b).abs() > SMOOTH * np.maximum(a, b)) | (a.isna() != b.isna())
    named = pd.DataFrame(
        {
            name: limit(each)[apart]
            for name, each in (("Limit", table), ("Limit of the neighbour", other))
        }
    )
    return pd.concat([table[apart].assign(Neighbour=b[apart]), named], axis=1)


def limit(table: pd.DataFrame) -> pd.Series:
    """Return what limits each design: a refusal, or what ends the discharge.

    LFP that is full has taken up what the charge before has given: what ended that.
    """
    ends = table["Ends the discharge"].where(
        table["Ends the discharge"] != FULL, "charge: " + table["Ends the charge"]
    )
    return table["Reason"].fillna(ends)


def without_cause(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs of which both are limited by nothing but how much LFP holds."""
    full = f"charge: {EMPTY}"
    return pairs[(pairs["Limit"] == full) & (pairs["Limit of the neighbour"] == full)]


def cycled(given: Sequence[Mapping[str, Any]], cycles: int = 2) -> pd.DataFrame:
    """Return capacity, efficiency and charge account of the first cycles of ageing cells."""
    rows = []
    cells: dict[str, LFPCycling] = {}
    practical = cell_values()["Practical specific capacity of LFP [mA.h.g-1]"]
    for design in given:
        made, rate = cell_from("study", design), design["rate_C"]
        (inputs,) = sampled_inputs(made, Samples(pd.DataFrame(index=[0])))
        if design["film"] not in cells:
            cells[design["film"]] = LFPCycling(
                CompositeElectrolyteDFN({"calculate discharge energy": "false"}, mechanisms=AGEING),
                values_with_inputs(made.parameter_values(), inputs),
                submesh_types=SYMBOLIC,
            )
        cell = cells[design["film"]].with_inputs(inputs)
        cell.nominal_Ah = build_cell(made).capacity
        cell.current = rate * cell.nominal_Ah
        cell.specific = practical / cell.nominal_Ah
        cell.longest = 1.5 * 3600 / rate
        state = cell.first_state()
        for number in range(1, cycles + 1):
            record = cell.cycle(state)
            state = record.state
            rows.append({**design, "Cycle": number, **record.values, "Failure": record.failure})
            if record.failure is not None:
                break
    table = pd.DataFrame(rows)
    charged = table[CAPACITY] / table[EFFICIENCY].where(table[EFFICIENCY] > 0) * 100
    table["Imbalance"] = (table[CAPACITY] - charged - table[NET_LITHIATION]) / table[CAPACITY]
    return table


def measure(small: bool = False) -> Result:
    given = designs(32 if small else 2048)
    cell = Simulator()
    with Meter() as meter:
        table = outcomes(cell, given)
        neighbours = {
            name: outcomes(cell, [{**design, name: change(design[name])} for design in given])
            for name, change in NEIGHBOURS.items()
        }
    everything = pd.concat([table, *neighbours.values()], ignore_index=True)
    faults = unphysical(everything)["Fault"].value_counts()
    zeros = len(false_zeros(everything))
    failed = 100 * everything["Reason"].map(unsolved).mean()
    pairs = pd.concat([differing(table, other) for other in neighbours.values()])
    with Meter() as cycling:
        cycles = cycled(given[: 8 if small else 256])
    above = cycles[cycles[EFFICIENCY] > FROM_STORE]
    imbalance = above["Imbalance"].abs().max() if len(above) else 0.0
    box = f"{len(given)} Sobol designs, all films, 0.005 to 10C, -30 to 79.5 degC"
    claims = [
        Claim(
            f"{box}, and their neighbours",
            "–",
            "no false zero, no capacity above the theoretical, no salt below zero; no loss below "
            "zero but one that says what it gains by",
            f"{zeros} false zeros, {faults.sum()} other faults; solver fails in {failed:.2g} %",
            zeros == 0 and faults.empty,
            seconds=meter.wall,
            memory_MB=meter.memory_MB,
        ),
        Claim(
            "the same: rate 1 % and temperature 0.5 degC apart",
            "–",
            "within 3 %, unless a loss or a refusal limits one of them",
            f"{len(pairs)} of {2 * len(given)} pairs beyond 3 %, {len(without_cause(pairs))} of "
            "them without",
            without_cause(pairs).empty,
        ),
        Claim(
            f"{cycles['Cycle'].eq(1).sum()} of them cycled twice: {len(above)} efficiencies "
            f"above {FROM_STORE:g} %",
            "lithium in LFP before and after",
            "discharge less charge is what LFP takes up, within 0.1 % of the capacity",
            f"{100 * imbalance:.2g} %",
            bool(imbalance < BALANCED),
            seconds=cycling.wall,
        ),
    ]
    causes = pairs["Limit"].value_counts().rename_axis("Limit of the first")
    return Result(claims, {"Neighbours beyond 3 %": causes.reset_index(name="Pairs")})


if __name__ == "__main__":
    run(measure)
