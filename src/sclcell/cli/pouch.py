"""``sclcell pouch``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..errors import InputError
from .arguments import FilePath, film_argument
from .band_options import BandsCommand, bands_options
from .common import cell_options, hand_out, output_options, refuse_to_overwrite
from .film import material_option
from .tables import echo

__all__ = ["command"]

FOLDER = Path("results/pouch")

#: Option -> key of the geometry, and help.
_GEOMETRY = {
    "--height": ("height_mm", "Of a cathode sheet [mm]; default 60."),
    "--width": ("width_mm", "Of a cathode sheet [mm]; default 40."),
    "--sheets": ("sheets", "Cathode sheets; default 10."),
    "--sides": ("sides", "Coated sides of a sheet, 1 or 2; default 2."),
    "--lithium-thickness": ("lithium_um", "On each face [um]; default 50, 0 is anode-free."),
    "--plating-efficiency": ("plating_efficiency_percent", "From Li|Cu data [%]; default 99.7."),
    "--casing-thickness": ("casing_um", "Laminate [um]; default 113."),
}


def _geometry_options(function: Any) -> Any:
    for option, (key, told) in reversed(_GEOMETRY.items()):
        function = click.option(option, key, type=float, help=told)(function)
    return function


def _numbers(option: str, text: str | None) -> tuple[float, ...] | None:
    """Return numbers from a text with blanks or commas between them."""
    if text is None:
        return None
    try:
        return tuple(
            float(word.upper().removesuffix("C")) for word in text.replace(",", " ").split()
        )
    except ValueError:
        what = "C-rates" if option == "--heat-rates" else "numbers"
        raise InputError(
            f"{option} {text!r}: give {what} such as {option} '{_EXAMPLES[option]}'."
        ) from None


_EXAMPLES = {"--heat-rates": "0.5 1 2", "--loadings": "2 4 8", "--foils": "10 20 50"}
#: Parameters that only a search has, and those that it does not have.
_SEARCHED = ("keeps", "confidence", "loadings", "foils", "matrix", "filler", "coating")
_WITHOUT = ("heat_rates", "cycle_rate", "pulses", "pulse_seconds")


@click.command(name="pouch", cls=BandsCommand)
@film_argument
@click.option("--c-rate", type=float, default=0.1, show_default=True, help="Of the energy [1/h].")
@click.option(
    *("--geometry", "file"),
    type=FilePath(dir_okay=False),
    help="TOML with everything the pouch consists of, and prices; options come before it.",
)
@_geometry_options
@click.option("--heat-rates", help="C-rates of the temperature rise; default '0.5 1 2'.")
@click.option("--cycles", type=click.IntRange(0), default=0, help="Cycles of the pouch; default 0.")
@click.option("--cycle-rate", type=float, default=0.1, show_default=True, help="[1/h]")
@click.option("--pulses", is_flag=True, help="Power against temperature and charge.")
@click.option(
    "--pulse-seconds", type=float, default=10.0, show_default=True, help="Of a pulse [s]."
)
@click.option(
    "--best", is_flag=True, help="Search loading and lithium; --cycles is 500 by default."
)
@click.option(
    "--keeps",
    type=float,
    default=80.0,
    show_default=True,
    help="With --best: capacity of the third cycle that is left after the last [%].",
)
@click.option(
    "--confidence",
    type=float,
    default=90.0,
    show_default=True,
    help="With --best: draws in which it is left [%].",
)
@click.option("--loadings", help="With --best: those compared [mg/cm2]; default 0.5 to 20.")
@click.option("--foils", help="With --best: lithium compared [um]; default 5 to 100.")
@material_option("coating")
@material_option("filler")
@material_option("matrix")
@bands_options(draws=32)
@cell_options
@output_options
@click.pass_context
def command(
    context: click.Context,
    name: str,
    heat_rates: str | None,
    best: bool,
    json_file: Path | None,
    out: Path | None,
    **options: Any,
) -> None:
    """Build a pouch cell of LFP (or --cathode) | NAME | Li: energy, masses, heat, cycles, cost.

    NAME is an electrolyte (PHLP-15 if left out) or a TOML file of your own. The energy is that of
    a simulated discharge, and every layer counts in the mass. Bending and cutting are not modelled.

    With --best, areal loading and lithium are those with the most W.h/kg of which enough capacity
    is left after --cycles in enough draws of what is not known (--draws, 10 by default). NAME may
    then be a table of films, which is fitted first as by 'sclcell film'.

    \b
    Examples:
      sclcell pouch PHLP-15 --areal-loading 10 --sheets 20 --out results/pouch
      sclcell pouch PHLP-15 --cathode NMC811 --areal-loading 15 --lithium-thickness 20
      sclcell pouch PHLP-15 --cycles 60 --cycle-rate 0.1 --json -
      sclcell pouch my_film.toml --geometry my_pouch.toml --bands
      sclcell pouch films.csv --filler LATP --best --c-rate 1 --temperature 0 --out results/best
    """  # noqa: D301
    geometry = {key: options.pop(key) for key, _ in _GEOMETRY.values()}
    default = click.core.ParameterSource.DEFAULT
    given = {key for key in context.params if context.get_parameter_source(key) is not default}
    wrong = [key for key in (_WITHOUT if best else _SEARCHED) if key in given]
    if wrong:
        raise InputError(
            f"--{wrong[0].replace('_', '-')} goes {'without' if best else 'with'} --best only."
        )
    search = {key: options.pop(key) for key in _SEARCHED}
    if best:
        result = _best(name, given, geometry, search, out, options)
    else:
        from ..api import pouch

        rates = _numbers("--heat-rates", heat_rates)
        result = pouch(name, geometry=geometry, heat_rates=rates, progress=True, **options)
    hand_out(result, json_file, out)


def _best(
    name: str,
    given: set[str],
    geometry: dict[str, float | None],
    search: dict[str, Any],
    out: Path | None,
    options: dict[str, Any],
) -> Any:
    """Return the pouch cell that lives, of a film or of a table of films."""
    from ..exploration.pouch_design import design_pouch

    for key in _WITHOUT:
        options.pop(key, None)
    loading, foil = options.pop("areal_loading_mg_cm2"), geometry.pop("lithium_um")
    loadings = _numbers("--loadings", search["loadings"]) or (loading and (loading,))
    foils = _numbers("--foils", search["foils"])
    for one, other, own, many in (
        ("--areal-loading", "--loadings", loading, search["loadings"]),
        ("--lithium-thickness", "--foils", foil, foils),
    ):
        if own is not None and many is not None:
            raise InputError(f"{one} and {other} are both given; give one of them.")
    if foils is None and foil is not None:
        foils = (foil,)
    options["cycles"] = options["cycles"] or 500
    options["bands"] = options["bands"] or True
    options["draws"] = options["draws"] if "draws" in given else 10
    materials = {role: search[role] for role in ("matrix", "filler", "coating")}
    if Path(name).is_file() and Path(name).suffix.lower() != ".toml":
        name = str(_fitted(Path(name), out or FOLDER, options["temperature_degC"], materials))
    elif any(materials.values()):
        raise InputError(f"--matrix, --filler and --coating belong to a table of films, not {name}")
    return design_pouch(
        name,
        keeps=search["keeps"] / 100,
        confidence=search["confidence"] / 100,
        loadings=loadings,
        lithium_um=foils,
        geometry=geometry,
        progress=lambda text: click.echo(text, err=True),
        **options,
    )


def _fitted(table: Path, folder: Path, degC: float, materials: dict[str, Any]) -> Path:
    """Fit a table of films, and return the file of the film that it recommends."""
    from ..fitting.films.on_table import fit_film
    from ..fitting.films.toml import write_film
    from ..output_files import check_folder, make_folder

    file = folder / "film.toml"
    refuse_to_overwrite([file], [table])
    check_folder(folder, [file.name])
    found = fit_film(table, temperatures_degC=(degC,), **materials)
    make_folder(folder)
    write_film(found.details, file, table.stem)
    echo(f"{found.text}\nsaved {file}", err=True)
    return file
