"""Tables of docs/films.md, from what ``python benchmarks/films/NAME.py --json`` has written."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
from pages import ROOT, markdown_table
from scipy.stats import binom

__all__ = ["TABLES"]

_LONG = {"DB_Sun1999_BaTiO3_A": "BaTiO3 in PEO", "DB_MRI2009_SiO2": "SiO2 in PEO"}
_SERIES = _LONG | {"DB_PEO_AlLLZTO_40_60_80": "LLZTO in PEO"}
_METHODS = ("average", "equal", "no law", "interpolation")


def _read(name: str) -> Any:
    return json.loads((ROOT / "benchmarks" / "films" / f"{name}.json").read_text(encoding="utf-8"))


def published() -> str:
    """Tabulate one loading left out in turn."""
    table = pd.DataFrame(_read("published")["loading"])
    rows = []
    for method in _METHODS:
        own = table[table["method"] == method]
        long = own[own["series"].isin(_LONG)]
        widths = [long[long["series"] == name]["width"].median() for name in _LONG]
        scores = [own["crps"].mean()]
        scores += [
            own[own["place"] == place]["crps"].mean() for place in ("bare", "ends", "inside")
        ]
        covered = f"{int((long['covered'] > 0.5).sum())} of {len(long)}"
        rows.append([method, *(f"{x:.2f}" for x in scores), covered, *(f"{x:.2f}" for x in widths)])
    heads = ["predicted by", "CRPS, all", "bare", "ends", "inside", "inside 90 % band"]
    return markdown_table([*heads, "width, several T", "width, one T"], rows)


def misses() -> str:
    """Tabulate every film that lies outside its band."""
    table = pd.DataFrame(_read("published")["loading"])
    own = table[(table["method"] == "average") & (table["covered"] <= 0.5)]
    rows = [
        [
            _SERIES[r["series"]],
            f"{r['wt%']:g}",
            r["place"],
            f"{r['error']:+.2f}",
            f"{r['width']:.2f}",
        ]
        for r in own.to_dict("records")
    ]
    heads = ["series", "wt%", "place", "predicted − measured, ln σ", "width of the band"]
    return markdown_table(heads, rows)


def cold() -> str:
    """Tabulate the coldest temperature, predicted from 20 degC and above."""
    rows = [
        [
            r["series"], f"{r['fitted points']}", f"{r['degC']:.0f}", f"{r['error']:+.2f}",
            f"{r['width']:.1f}", "yes" if r["covered"] else "no",
        ]
        for r in _read("published")["cold"]
    ]  # fmt: skip
    heads = ["series", "points fitted", "°C", "predicted − measured, ln σ", "width", "inside"]
    return markdown_table(heads, rows)


def recovery() -> str:
    """Tabulate how often the law that made a series is found."""
    found = _read("recovery")
    whole = {key: sum(r[key] for r in found) for key in ("series", "first", "within", "covered")}
    whole["tied"] = sum(r["tied"] * r["series"] for r in found) / whole["series"]
    rows = []
    for r in [
        *found,
        {"law": "all", "width": float(np.median([r["width"] for r in found])), **whole},
    ]:
        n = r["series"]
        low, high = binom.ppf([0.025, 0.975], n, 0.9)
        rows.append(
            [
                r["law"], f"{r['first']} of {n}", f"{r['within']} of {n}", f"{r['tied']:.1f}",
                f"{r['covered']} of {n}", f"{low:.0f} to {high:.0f}", f"{r['width']:.2f}",
            ]
        )  # fmt: skip
    heads = ["generating law", "first", "first or tied", "laws tied", "truth in 90 % band"]
    return markdown_table([*heads, "binomial 95 %", "width, ln σ"], rows)


def reference() -> str:
    """Tabulate the reference films with all laws."""
    rows = []
    for r in _read("reference"):
        bands = [
            f"{middle:.2g} ({low:.2g} to {high:.2g})"
            for low, middle, high in (r["cation"], r["mobility"])
        ]
        best = f"{r['best'][0]:.0f} to {r['best'][1]:.0f}"
        rows.append([r["series"], r["verdict"], best, str(len(r["laws"])), *bands])
    heads = ["series", "optimum", "best wt%, 90 %", "laws tied", "cations by space charge"]
    return markdown_table([*heads, "all ions by mobility"], rows)


TABLES = {
    "published": published,
    "misses": misses,
    "cold": cold,
    "recovery": recovery,
    "reference": reference,
}
