"""Mass and thickness of a cell, every layer counted."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from ..parameter_sets.pouch import film_density
from ..parameter_sets.provenance import cell_values, provenance_table
from .inputs import CellBuild

__all__ = ["layer_values", "layers"]


@cache
def _table() -> dict[str, float]:
    table = provenance_table("layers")
    return {**cell_values(), **dict(zip(table["name"], table["value"].astype(float), strict=True))}


def layer_values(given: Mapping[str, float] | None = None) -> dict[str, float]:
    """Return what the layers are made of, SI units: ``data/layers.csv`` and ``data/cell.csv``."""
    return {**_table(), **(given or {})}


def layers(
    build: CellBuild, given: Mapping[str, float] | None = None
) -> dict[str, tuple[float, float]]:
    """Return mass per area [kg.m-2] and thickness [m] of every layer of a unit cell of a stack."""
    value = layer_values({**build.given, **(given or {})})
    thickness = build.inputs["Positive electrode thickness [m]"]
    pores = build.inputs["Positive electrode porosity"] * thickness * film_density(build.pores)
    solids = build.loading / value["LFP mass fraction in cathode coating"]
    separator = build.inputs["Separator thickness [m]"]
    lithium = value["Lithium foil thickness [m]"]
    sheets = {"Lithium foil": (lithium * value["Negative electrode density [kg.m-3]"], lithium)}
    for sign in ("Positive", "Negative"):
        shared = (
            value[f"{sign} current collector share"]
            * (value[f"{sign} current collector thickness [m]"])
        )
        mass = shared * value[f"{sign} current collector density [kg.m-3]"]
        sheets[f"{sign} current collector"] = (mass, shared)
    pouch = 2 * value["Pouch foil thickness [m]"] / value["Unit cells per pouch"]
    return {
        **sheets,
        "Cathode solids": (solids, thickness),
        "Catholyte": (pores, 0.0),  # in the pores: thickness counted with the solids
        "Separator film": (separator * film_density(build.film), separator),
        "Pouch foil": (pouch * value["Pouch foil density [kg.m-3]"], pouch),
    }
