"""Tables of docs/exploration.md that no study makes: ``docs/_make/figures.py exploration``."""

from __future__ import annotations

import numpy as np
from pages import markdown_table

from sclcell import Cell
from sclcell.experiments.cycling.cells import CAPACITY, POLARISATION
from sclcell.experiments.measurements import measured_cell_factor, measured_rows
from sclcell.parameter_sets.electrolyte_constants import (
    electrolyte_constants,
    electrolyte_from_constants,
)
from sclcell.uncertainty.ageing_bands import cycling_bands, polarisation_bands
from sclcell.uncertainty.rate_bands import rate_bands
from sclcell.uncertainty.samples import closure_samples, draw_samples

__all__ = ["TABLES"]


def bands_at_the_data() -> str:
    """Tabulate the bands where PHLP-15 was measured."""
    cell = Cell.from_name("PHLP-15")
    rates = (0.2, 1.0, 5.0)
    rate = rate_bands(cell, draw_samples([cell.electrolyte], 32), rates)
    ageing = draw_samples([cell.electrolyte], 16, ageing=True)
    cycled, factor = cycling_bands(cell, ageing, cycles=600), measured_cell_factor()
    lithium = Cell.from_name("PHLP-15", temperature_degC=25)
    polarised = polarisation_bands(lithium, ageing, hours=5100)
    tests = [
        *((f"rate test, {r:g}C [mAh/g]", rate.ends(CAPACITY), k) for k, r in enumerate(rates)),
        ("1C, cycle 600 [mAh/g]", [factor * end for end in cycled.ends(CAPACITY)], -1),
        ("Li|Li after 5100 h [V]", polarised.ends(POLARISATION), -1),
    ]
    found = [
        *(_measured(note="rate test", rate_C=r) for r in rates),
        _measured(cycle=600),
        _measured(hours=5100),
    ]
    rows = [
        [label, f"{ends[0][k]:.3g} to {ends[1][k]:.3g}", f"{value:g}"]
        for (label, ends, k), value in zip(tests, found, strict=True)
    ]
    return markdown_table(["PHLP-15", "band", "measured"], rows)


def _measured(**where: object) -> float:
    return float(measured_rows("cells", "PHLP-15", **where)["value"].iloc[0])


def conductivity() -> str:
    """Tabulate how well the conductivity of a film is known at each loading."""
    samples = closure_samples().to_dict("records")
    constants = Cell.from_name("PHLP-15").electrolyte
    rows = []
    for percent in (0, 5, 10, 15, 20, 30):
        fraction = percent / 100
        best = 10 * float(constants.with_filler_mass_fraction(fraction).ionic_conductivity())
        values = [
            10 * float(film.with_filler_mass_fraction(fraction).ionic_conductivity())
            for film in map(_film, samples)
        ]
        low, high = np.quantile(values, [0.05, 0.95])
        rows.append([f"{percent} wt%", f"{best:.3f}", f"{low:.3f} to {high:.3f}"])
    return markdown_table(["coated LLZTO, 25 °C", "mS/cm", "band"], rows)


def _film(sample: dict):
    return electrolyte_from_constants("PHLP-15", {**electrolyte_constants(), **sample})


TABLES = {"bands_at_the_data": bands_at_the_data, "conductivity": conductivity}
