"""``sclcell lab``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .arguments import film_argument
from .common import deliver, output_options
from .film_options import film_design, film_options

__all__ = ["command"]


@click.command(name="lab")
@film_argument
@film_options
@output_options
def command(name: str, json_file: Path | None, out: Path | None, **options: Any) -> None:
    """Characterise NAME on the model as a laboratory does, and compare with what was put in.

    Conductivity and its activation energy, transference number, exchange-current density,
    impedance, salt depletion, critical current density, oxidation onset, polarisation.

    \b
    Examples:
      sclcell lab PHLP-15 --out results/lab
      sclcell lab PHL-15 --temperature 40 --json -
    """  # noqa: D301
    from ..experiments.laboratory.laboratory import run_laboratory

    design = film_design(name, options)
    report = run_laboratory(design, progress=True)
    tables = {"laboratory": report.table}
    if report.readings is not None:
        tables["readings"] = report.readings
    tables |= {stem: m.signal for stem, m in report.measurements.items()}
    deliver(
        report.to_dict(),
        tables,
        {"laboratory": report.page},
        json_file,
        out,
        f"{design.electrolyte.name} at {design.temperature_degC:g} degC",
    )
