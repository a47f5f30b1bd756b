"""``sclcell lab``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .arguments import film_argument
from .common import deliver, film_options, output_options

__all__ = ["command"]


@click.command(name="lab")
@film_argument
@film_options
@output_options
def command(name: str, json_file: Path | None, out: Path | None, **options: Any) -> None:
    """Characterise NAME on the model as a laboratory does, and compare with what was put in.

    Conductivity and its activation energy, transference number, exchange-current density,
    impedance, salt depletion, current at a voltage limit, oxidation onset, polarisation.

    \b
    Examples:
      sclcell lab PHLP-15 --out results/lab
      sclcell lab PHL-15 --temperature 40 --json -
    """  # noqa: D301
    from ..experiments.laboratory.laboratory import run_laboratory
    from ..given import given_cell
    from ..provenance import provenance

    given = given_cell(name, **options)
    report = run_laboratory(given.cell, progress=True)
    tables = {"laboratory": report.table}
    if report.readings is not None:
        tables["readings"] = report.readings
    tables |= {stem: m.signal for stem, m in report.measurements.items()}
    origin = provenance("lab", {"cell": name, **options}, given.files)
    deliver(
        {**report.to_dict(), "Provenance": origin},
        tables,
        {"laboratory": report.page},
        json_file,
        out,
        f"{given.cell.electrolyte.name} at {given.cell.temperature_degC:g} degC",
    )
