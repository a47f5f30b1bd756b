"""``sclcell cycle``."""

from __future__ import annotations

from pathlib import Path
from textwrap import fill
from typing import Any

import click

from .arguments import film_argument
from .band_options import (
    BandsCommand,
    bands_options,
    design_samples,
    progress_bar,
    samples_file,
    shaded,
    with_quantiles,
)
from .common import cell_options, deliver, design_from_options, output_options

__all__ = ["command"]

CAPACITY = "Specific discharge capacity [mA.h.g-1]"
NET = "Net lithiation of LFP [mA.h.g-1]"
#: JSON key -> column of the table.
KEYS = (
    "Cycle",
    CAPACITY,
    "Coulombic efficiency [%]",
    "Film resistance [Ohm.cm2]",
    "Loss of active material [%]",
    "Lithium inventory [mA.h.cm-2]",
    "Residual solvent fraction",
    "Time [h]",
)


@click.command(name="cycle", cls=BandsCommand)
@film_argument
@click.option("--c-rate", type=float, default=1.0, show_default=True, help="[1/h]")
@click.option("--cycles", type=click.IntRange(1), default=600, show_default=True, help="Number.")
@click.option("--exact", is_flag=True, help="Simulate every cycle instead of the envelope.")
@click.option(
    "--attribute/--no-attribute",
    default=None,
    help="What each mechanism costs, by leaving it out; default with --out.",
)
@click.option(
    "--checkpoint",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File that keeps progress; run again to go on after a kill.",
)
@bands_options(draws=16)
@cell_options
@output_options
def command(
    name: str,
    c_rate: float,
    cycles: int,
    exact: bool,
    attribute: bool | None,
    checkpoint: Path | None,
    bands: str | None,
    draws: int,
    json_file: Path | None,
    out: Path | None,
    **options: Any,
) -> None:
    """Cycle LFP | NAME | Li for long: capacity, efficiency, film, and what ends it.

    NAME is an electrolyte (PHLP-15 if left out) or a TOML file of your own.

    \b
    Examples:
      sclcell cycle PHLP-15 --out results/cycle
      sclcell cycle PHL-15 --cycles 300 --temperature 0 --json -
      sclcell cycle PHLP-15 --exact --checkpoint run.npz
      sclcell cycle PHAP-15 --bands --out results/cycle
    """  # noqa: D301
    from ..experiments.cycling import attribute_fade, cycle_lfp
    from ..experiments.cycling.figures import draw_attribution, draw_cycling
    from ..experiments.measurements import short_circuit_note

    design = design_from_options(name, options, samples_file(bands))
    result = cycle_lfp(design, c_rate, cycles, exact, checkpoint=checkpoint, progress=True)
    film = design.electrolyte.name
    title = (
        f"LFP | {film} | Li, {c_rate:g}C, {design.temperature_degC:g} °C, "
        f"{design.areal_loading_mg_cm2:g} mg/cm²"
    )
    as_measured = (c_rate, design.temperature_degC, design.areal_loading_mg_cm2) == (1, 30, 1.5)
    notes = [*result.notes, *filter(None, [result.efficiency_note])]
    results: dict[str, Any] = {key: result.table[key].tolist() for key in (*KEYS, NET)}
    results.update(
        {
            "Termination": result.termination,
            "Rapid decline [cycle]": result.rapid_decline_cycle,
            "Simulated cycles": result.simulated_cycles,
            "Notes": notes,
        }
    )
    last = len(result.table) - 1
    shown = sorted({0, last, *(round(last * k / 10) for k in range(1, 10))})
    columns = [key for key in KEYS if key != "Time [h]"]
    tables = {"summary": result.table.iloc[shown][columns], "cycling": result.table}
    figures = {"cycling": lambda: draw_cycling(result, film, title, as_measured)}
    if attribute or (attribute is None and out is not None):
        costs = attribute_fade(design, c_rate, cycles, reference=result)
        tables["attribution"] = costs
        results["Cost by mechanism [mA.h.g-1]"] = {c: costs[c].tolist() for c in costs.columns[1:]}
        figures["attribution"] = lambda: draw_attribution(costs, title)
    text = "\n".join((title, result.termination, *(fill(note, 80) for note in notes)))
    note = short_circuit_note(design, c_rate)
    if note is not None:
        results["Note"] = note
        text += f"\n{fill(note, 80)}"
    if bands is not None:
        from ..uncertainty.ageing_bands import cycling_bands

        samples = design_samples(design, name, bands, draws, options, ageing=True)
        with progress_bar("sample") as told:
            found = cycling_bands(design, samples, c_rate, cycles, told)
        results |= {"Cycle of quantiles": found.table["Cycle"].tolist(), **found.to_dict()}
        wide = with_quantiles(result.table, found, CAPACITY)
        columns = ["Cycle", *(str(c) for c in wide.columns if "apacity" in str(c))]
        tables["summary"] = wide.iloc[shown][columns]
        tables |= {"bands": found.table, "band_samples": samples.table}
        drawn = figures["cycling"]
        figures["cycling"] = lambda: shaded(drawn(), found, CAPACITY, "#2166ac")
        text += "\n" + found.text
    deliver(results, tables, figures, json_file, out, text)
