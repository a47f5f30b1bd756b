"""``sclcell rate``."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

import click

from ..errors import InputError, SimulationFailed
from .arguments import complete_film, default_film
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

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from ..uncertainty.bands import Bands

__all__ = ["command"]

CAPACITY = "Specific discharge capacity [mA.h.g-1]"


def _split(arguments: tuple[str, ...], rates: str | None) -> tuple[str, tuple[float, ...] | None]:
    """Return the name and the C-rates: ``--rates 1 2 5`` leaves ``2 5`` among the arguments."""
    items = rates.replace(",", " ").split() if rates is not None else []
    names: list[str] = []
    for argument in arguments:
        (items if rates is not None and _is_number(argument) else names).append(argument)
    if len(names) > 1:
        raise InputError(
            f"one electrolyte at a time, but got {', '.join(map(repr, names))}; "
            "C-rates go behind --rates."
        )
    wrong = [item for item in items if not _is_number(item)]
    if wrong:
        raise InputError(
            f"C-rate {wrong[0]!r} is not a number; give numbers such as --rates 0.2 1 5."
        )
    name = names[0] if names else default_film()
    return name, tuple(float(item) for item in items) if rates is not None else None


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


@click.command(name="rate", cls=BandsCommand)
@click.argument("arguments", nargs=-1, metavar="[NAME]", shell_complete=complete_film)
@click.option("--rates", help="C-rates, e.g. --rates 0.2 1 5; default 0.2 0.5 1 2 5.")
@click.option("--charge-temperature", type=float, help="[degC]; default the cell's.")
@bands_options(draws=32)
@cell_options
@output_options
def command(
    arguments: tuple[str, ...],
    rates: str | None,
    charge_temperature: float | None,
    bands: str | None,
    draws: int,
    json_file: Path | None,
    out: Path | None,
    **options: Any,
) -> None:
    """Rate capability of LFP | NAME | Li, charged and discharged at the same rate.

    NAME is an electrolyte (PHLP-15 if left out) or a TOML file of your own.

    \b
    Examples:
      sclcell rate PHLP-15 --out results/rate
      sclcell rate PHLP-10 --rates 0.5 1 2 --temperature 0 --json -
      sclcell rate PHLP-15 --temperature -20 --charge-temperature 25
      sclcell rate PHAP-15 --bands --out results/rate
    """  # noqa: D301
    from ..experiments.battery_data_format import rate_test_data
    from ..experiments.rate import DEFAULT_RATES, simulate_rate_test
    from ..experiments.rate_figures import draw_capacity, draw_discharge_curves, draw_losses

    name, given = _split(arguments, rates)
    design = design_from_options(name, options, samples_file(bands))
    test = simulate_rate_test(
        design,
        DEFAULT_RATES if given is None else given,
        charge_temperature_degC=charge_temperature,
    )
    text = f"LFP | {design.electrolyte.name} | Li at {design.temperature_degC:g} degC"
    text += test.charged_at
    if test.rms_error == test.rms_error:
        text += f"; RMS deviation from the measured capacities {100 * test.rms_error:.2f} %"
    if test.note is not None:
        text += f"\n{fill(test.note, 80)}"
    results, capacity, draw = test.to_dict(), test.table, partial(draw_capacity, test)
    tables = {}
    if bands is not None:
        from ..uncertainty.rate_bands import rate_bands

        samples = design_samples(design, name, bands, draws, options)
        with progress_bar("rate") as told:
            found = rate_bands(
                design,
                samples,
                tuple(test.table["C-rate"]),
                report=told,
                charge_temperature_degC=charge_temperature,
            )
        results |= found.to_dict()
        capacity = with_quantiles(capacity, found, CAPACITY)
        tables = {"bands": found.table, "band_samples": samples.table}
        draw = partial(_with_band, draw, found)
        text += "\n" + found.text
    losses_mV = test.losses.copy()
    for column in losses_mV.columns:
        if column.endswith("[V]"):
            losses_mV[column] *= 1000
    losses_mV.columns = [str(c).replace("[V]", "[mV]") for c in losses_mV.columns]
    deliver(
        results,
        {
            "capacity": capacity,
            "discharge_curves": test.curves,
            "discharge_curves.bdf": rate_test_data(test),
            "losses": losses_mV,
            **tables,
        },
        {
            "capacity": draw,
            "discharge_curves": lambda: draw_discharge_curves(test),
            "losses": lambda: draw_losses(test),
        },
        json_file,
        out,
        text,
    )
    reasons = test.table["Reason"]
    if reasons.notna().all():
        raise SimulationFailed(f"no rate could be run; {reasons.iloc[0]}")


def _with_band(draw: Callable[[], Figure], bands: Bands) -> Figure:
    return shaded(draw(), bands, CAPACITY, "#2166ac")
