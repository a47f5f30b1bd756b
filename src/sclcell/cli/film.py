"""``sclcell film``: from a table of films to the loading to make next."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from ..errors import InputError
from .arguments import FilePath
from .common import deliver, output_options, refuse_to_overwrite
from .tables import echo, format_table

if TYPE_CHECKING:
    from .arguments import Function

__all__ = ["command", "fit_table", "material_option"]


def material_option(role: str) -> Callable[[Function], Function]:
    """Return the option of a material of a film: ``"coating"``, ``"filler"`` or ``"matrix"``."""

    def complete(
        context: click.Context, parameter: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from ..parameter_sets.materials import material_names

        start = incomplete.casefold()
        names = [name for name in material_names(role) if name.casefold().startswith(start)]
        return [CompletionItem(name) for name in names] or [CompletionItem(incomplete, type="file")]

    return click.option(
        f"--{role}", metavar="NAME|TOML", shell_complete=complete, help=f"The {role}; see --list."
    )


@click.command(name="film")
@click.argument("table", required=False, type=FilePath())
@material_option("coating")
@material_option("filler")
@material_option("matrix")
@click.option(
    *("--temperature", "temperatures_degC"),
    type=float,
    multiple=True,
    help="Where to predict [degC], as often as wanted; the first is that of the answer.",
)
@click.option(
    *("--at", "at_wt_percent"),
    type=float,
    multiple=True,
    help="Loading at which to predict [wt%], as often as wanted.",
)
@click.option("--basis", help="What wt% is a share of: film, polymer, polymer and salt, ...")
@click.option("--transference-method", help="How t+ was measured: Bruce-Vincent, NMR, ...")
@click.option("--series", help="Which series, if the table holds several.")
@click.option("--particle-radius", "particle_radius_nm", type=float, help="Of the filler [nm].")
@click.option(
    "--ranking/--no-ranking",
    default=True,
    show_default=True,
    help="Leave out one loading at a time; without it laws are weighed by evidence, faster.",
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Of the draws.")
@click.option(
    "--list", "listed", is_flag=True, help="Show the materials and what is known of them."
)
@output_options
def command(
    table: Path | None,
    listed: bool,
    json_file: Path | None,
    out: Path | None,
    **options: object,
) -> None:
    """Fit a table of films: which loading next, how sure, what measurement would decide.

    TABLE has columns of filler content [wt%] or [vol%], temperature and conductivity, and where
    they were measured t+, D, film, thickness, drying. With --out, film.toml is the fitted film,
    which all commands take.

    \b
    Examples:
      sclcell film films.csv --matrix PEO/LiTFSI --filler LATP --out results/latp
      sclcell film films.csv --filler LATP --temperature 25 --temperature -20 --at 25 --json -
      sclcell film --list
      sclcell electrolyte results/latp/film.toml --bands
    """  # noqa: D301
    if listed:
        _list(json_file, out)
        return
    if table is None:
        raise InputError("give a table of films, or --list to see the materials.")
    fit_table(table, options, json_file, out)


def fit_table(
    table: Path, options: dict[str, Any], json_file: Path | None, out: Path | None
) -> None:
    """Fit a table of films, show what was found and write ``film.toml`` into a folder.

    Parameters
    ----------
    table : Path
        The table.
    options : dict
        Further arguments of :func:`sclcell.fit_film`.
    json_file, out : Path, optional
        Where results go.
    """
    from ..fitting.films.on_table import fit_film
    from ..fitting.films.toml import write_film
    from ..output_files import check_folder

    if out is not None:
        refuse_to_overwrite([out / "film.toml"], [table])
        check_folder(out, ["film.toml"])
    result = fit_film(table, **options)
    # What decides between laws stands in JSON and laws.csv.
    ranked = result.tables["laws"][["Law", "Weight", "As good as the first"]]
    text = f"{result.text}\n\n{format_table(ranked)}\n"
    deliver(result.to_dict(), result.tables, result.figures, json_file, out, text)
    if out is not None:
        name = f"{result.details.data.filler.name} in {result.details.data.matrix.name}"
        write_film(result.details, out / "film.toml", f"{name} ({Path(table).stem})")
        if json_file is None or str(json_file) != "-":
            echo(f"saved {out / 'film.toml'}")


def _list(json_file: Path | None, out: Path | None) -> None:
    from ..parameter_sets.materials import ROLES, material_names, material_table

    names = {role.capitalize(): material_names(role) for role in ROLES}
    known = material_table()
    results = {**names, "Properties": known.to_dict("records")}
    text = "\n".join(f"{role}: {', '.join(of_role)}" for role, of_role in names.items())
    short = known[["Material", "Property", "Value", "Unit", "Class", "Source"]]
    deliver(results, {"materials": short}, {}, json_file, out, text)
