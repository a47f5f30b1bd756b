"""Provenance of the numbers, and what the model does not know."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from ..models.laws.constants import kelvin
from ..parameter_sets.cell import FIELDS, Cell
from ..parameter_sets.degradation import family_of
from ..parameter_sets.provenance import CLASSES, provenance_table
from .collected import Collected

__all__ = ["gaps", "parameter_table"]

#: Class of a value that stands in place of the shipped one.
GIVEN = "given"

#: What the study behind the reference cells does not say, or the model leaves out.
_GAPS = (
    "The reference study states neither the LFP loading, the voltage limits nor the charging "
    "protocol; 1.5 mg/cm², 2.5 to 4.0 V and charging at the rate of discharge are assumed.",
    "The salt concentration of the film and what fills the cathode pores are not stated; 1.5 mol/L "
    "and the film's own electrolyte are assumed.",
    "The SEI on lithium is taken not to depend on the filler loading: the filler map shows what "
    "transport through the film does, not what a filler does to the lithium.",
    "The 0.11 V of the symmetric PHLP-15 cell is read as peak to peak. Read as one polarity, its "
    "SEI on lithium would have 2.7 times the resistance, and the data do not tell which. Half of "
    "the samples behind every band take the second reading, so bands may have two clusters.",
    "Whether the SEI on lithium is ohmic is not known; it decides what cells give in the cold.",
    "Lithium reduces LAGP: films with it get a factor on the growth of their SEI, an assumption.",
    "Dendrites and short circuits are not modelled: the current at the voltage limit is where the "
    "polarisation leaves it, which is another event than the one that ends a real test.",
    "All temperature dependence but the film's conductivity comes from literature ranges; no cell "
    "was measured below 25 °C in the data used here.",
    "Gouy–Chapman theory by itself explains a small part of the conductivity gain. The rest is "
    "carried by the mobility of the interphase, which is fitted.",
    "What ends the cells with uncoated or no filler is a crack-and-repair law fitted to their "
    "failures; it does not predict failure of a film that was never cycled.",
)


def parameter_table(design: Cell) -> pd.DataFrame:
    """Return every parameter with value, range, class and what determines it, SI units.

    What was given with the cell takes the place of the shipped value and has no range.
    """
    film = design.electrolyte
    tables = [provenance_table("cell"), provenance_table("electrolytes")]
    for source in ("lithium_interface", "degradation"):
        table = provenance_table(source)
        tables.append(table[table["electrolyte"].isin(["all", family_of(film)])])
    rows = pd.concat(tables, ignore_index=True).fillna("")
    given = {**dict(design.values), "Ambient temperature [K]": kelvin(design.temperature_degC)}
    given |= {name: getattr(design, field) / factor for name, (field, factor) in FIELDS.items()}
    values = rows["name"].map(given).fillna(rows["value"].astype(float))
    changed = ~np.isclose(values, rows["value"].astype(float), rtol=1e-9, atol=0)
    rows["value"] = values
    rows["class"] = rows["class"].mask(changed, GIVEN)
    order = {name: k for k, name in enumerate((GIVEN, *CLASSES))}
    rows = rows.sort_values("class", key=lambda column: column.map(order), kind="stable")
    return pd.DataFrame(
        {
            "Parameter": rows["name"],
            "Value": rows["value"].astype(float),
            "Low": pd.to_numeric(rows["low"]).mask(rows["class"] == GIVEN),
            "High": pd.to_numeric(rows["high"]).mask(rows["class"] == GIVEN),
            "Class": rows["class"],
            "Determined by": [_determined(row) for row in rows.to_dict("records")],
            "Note": rows["note"].mask(rows["class"] == GIVEN, ""),
        }
    )


def _determined(row: Mapping[Hashable, Any]) -> str:
    where = " ".join(part for part in (row["source"], row["locator"]) if part)
    if row["class"] == GIVEN:
        return "given with the cell"
    if row["class"] == "assumed":
        return f"nothing measured here{': ' + where if where else ''}"
    if row["class"] == "setting":
        return f"chosen{': ' + where if where else ''}"
    return where


def gaps(found: Collected) -> list[str]:
    """Return what the model does not know of a cell, in sentences."""
    table = parameter_table(found.design)
    assumed = table[(table["Class"] == "assumed") & (table["Low"] > 0)]
    wide = assumed.assign(ratio=assumed["High"] / assumed["Low"]).nlargest(6, "ratio")
    sentences = [*_GAPS]
    share = 100 * np.mean(table["Class"] == "assumed")
    sentences.append(
        f"{(table['Class'] == 'assumed').sum()} of {len(table)} parameters ({share:.0f} %) are "
        "assumed. The widest ranges, high over low: "
        + "; ".join(f"{r['Parameter']} {r['ratio']:.2g}" for _, r in wide.iterrows())
        + "."
    )
    sentences += [f"Not simulated: {what}, because {why}." for what, why in found.failures.items()]
    return sentences
