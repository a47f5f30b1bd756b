"""``sclcell rate``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from ..errors import InputError, SimulationFailed
from .arguments import complete_film, default_film
from .band_options import BandsCommand, bands_options
from .common import cell_options, hand_out, output_options, protocol_option, shorts_option

__all__ = ["command"]


def _split(arguments: tuple[str, ...], rates: str | None) -> tuple[str, tuple[float, ...] | None]:
    """Return the name and the C-rates: ``--rates 1 2 5`` leaves ``2 5`` among the arguments."""
    items = [] if rates is None else rates.split()
    names: list[str] = []
    for argument in arguments:
        (items if rates is not None and _is_rate(argument) else names).append(argument)
    for item in items:
        # Commas stand between numbers where nothing else does.
        if re.fullmatch(r"\d+,\d+", item) and (len(items) > 1 or item.startswith("0,")):
            raise InputError(
                f"C-rate {item!r} has a decimal comma; write a decimal point: "
                f"{item.replace(',', '.')}."
            )
    items = " ".join(items).replace(",", " ").split()
    if len(names) > 1:
        raise InputError(
            f"one electrolyte at a time, but got {', '.join(map(repr, names))}; "
            "C-rates go behind --rates."
        )
    wrong = [item for item in items if not _is_rate(item)]
    if wrong:
        raise InputError(
            f"C-rate {wrong[0]!r} is not a number; give numbers such as --rates 0.2 1 5."
        )
    name = names[0] if names else default_film()
    return name, tuple(_rate(item) for item in items) if rates is not None else None


def _rate(text: str) -> float:
    """Return a C-rate, with or without its C."""
    return float(re.sub(r"(?<=[\d.])C$", "", text, flags=re.IGNORECASE))


def _is_rate(text: str) -> bool:
    if re.fullmatch(r"\d+,\d+C?", text):
        return True
    try:
        _rate(text)
    except ValueError:
        return False
    return True


@click.command(name="rate", cls=BandsCommand)
@click.argument("arguments", nargs=-1, metavar="[NAME]", shell_complete=complete_film)
@click.option("--rates", help="C-rates, e.g. --rates 0.2 1 5; default 0.2 0.5 1 2 5.")
@click.option(
    *("--charge-temperature", "charge_temperature_degC"),
    type=float,
    help="[degC]; default the cell's.",
)
@click.option("--charge-rate", type=float, help="C-rate of the charges; default each rate.")
@click.option(
    "--hold/--no-hold",
    default=None,
    help="Whether charges end with a hold that fills the cell; default no.",
)
@protocol_option
@shorts_option
@bands_options(draws=64)
@cell_options
@output_options
def command(
    arguments: tuple[str, ...],
    rates: str | None,
    protocol: str | None,
    json_file: Path | None,
    out: Path | None,
    **options: Any,
) -> None:
    """Rate capability of LFP (or --cathode) | NAME | Li, charged and discharged at the same rate.

    NAME is an electrolyte (PHLP-15 if left out) or a TOML file of your own.

    \b
    Examples:
      sclcell rate PHLP-15 --out results/rate
      sclcell rate PHLP-10 --rates 0.5 1 2 --temperature 0 --json -
      sclcell rate PHLP-15 --temperature -20 --charge-temperature 25
      sclcell rate PHLP-15 --temperature -20 --charge-rate 0.1 --hold
      sclcell rate PHLP-15 --protocol HPPC --out results/hppc
      sclcell rate PHAP-15 --bands --out results/rate
    """  # noqa: D301
    from ..api import protocol as run_protocol
    from ..api import rate_test

    name, given = _split(arguments, rates)
    if protocol is not None:
        charging = [options.pop(f"charge_{n}") for n in ("temperature_degC", "rate")]
        charging += [
            given,
            options.pop("hold"),
            options.pop("bands"),
            options.pop("shorts") or None,
        ]
        if any(one is not None for one in charging):
            raise InputError(
                "--protocol says rates and charges itself and has no bands; leave out --rates, "
                "--charge-temperature, --charge-rate, --hold, --bands and --shorts."
            )
        options.pop("draws")
        hand_out(run_protocol(name, protocol, **options), json_file, out)
        return
    result = rate_test(name, given, progress=True, **options)
    hand_out(result, json_file, out)
    reasons = result.table["Reason"]
    if reasons.notna().all():
        raise SimulationFailed(f"no rate could be run; {reasons.iloc[0]}")
