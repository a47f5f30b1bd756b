"""The option --bands: what is not known exactly, carried through a prediction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from ..parameter_sets.cell import Cell
    from ..uncertainty.bands import Bands
    from ..uncertainty.samples import Samples

__all__ = [
    "BandsCommand",
    "bands_option",
    "bands_options",
    "design_samples",
    "progress_bar",
    "samples_file",
    "shaded",
    "with_quantiles",
]

FIT, PRIOR = "fit", "prior"
_HELP = (
    "Carry through what is not known: the shipped fits and the ranges of the provenance tables "
    "('prior': the ranges alone; or the samples that 'sclcell fit' wrote, CSV or Parquet)."
)


class BandsCommand(click.Command):
    """A command whose --bands takes the next word only if that is 'prior' or a table."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Give --bands its default where another word follows."""
        words = list(args)
        for k, word in enumerate(words):
            following = words[k + 1] if k + 1 < len(words) else ""
            own = following == PRIOR or following.lower().endswith((".csv", ".parquet"))
            if word == "--bands" and not own:
                words[k] = f"--bands={FIT}"
        return super().parse_args(ctx, words)


def bands_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --bands to a command of the class `BandsCommand`."""
    return click.option(
        "--bands", is_flag=False, flag_value=FIT, metavar="[prior|FILE]", help=_HELP
    )(function)


def bands_options(draws: int) -> Callable[..., Any]:
    """Add --bands, and --draws with a default number of samples."""

    def add(function: Callable[..., Any]) -> Callable[..., Any]:
        number = click.option(
            "--draws",
            type=click.IntRange(2, 10_000),
            default=draws,
            show_default=True,
            help="Samples that --bands draws.",
        )
        return bands_option(number(function))

    return add


def samples_file(bands: str | None) -> str | None:
    """Return the table of samples that --bands names, if it names one."""
    return None if bands in (None, FIT, PRIOR) else bands


def design_samples(
    design: Cell,
    name: str,
    bands: str,
    draws: int,
    options: Mapping[str, Any],
    ageing: bool = False,
) -> Samples:
    """Return the samples that --bands asks for.

    Parameters
    ----------
    design : Cell
        The cell; its own values are not drawn again.
    name : str
        What the user calls the film.
    bands : str
        Of --bands.
    draws : int
        Number of samples.
    options : mapping
        Of the command: areal loading and film thickness given there are not drawn either.
    ageing : bool
        Whether constants of ageing are drawn.
    """
    from ..parameter_sets.cell import FIELDS
    from ..uncertainty.samples import draw_samples

    said = {
        "areal_loading_mg_cm2": "areal_loading",
        "separator_thickness_um": "separator_thickness",
    }
    chosen = {
        parameter: 0.0
        for parameter, (key, _) in FIELDS.items()
        if options.get(said[key]) is not None
    }
    return draw_samples(
        [design.electrolyte],
        draws,
        fitted=samples_file(bands),
        prior_only=bands == PRIOR,
        ageing=ageing,
        given={**design.values, **chosen},
        called=[name],
    )


@contextmanager
def progress_bar(unit: str) -> Iterator[Callable[[int, int], None]]:
    """Show on a terminal how much is done; yields what is to be told (done, total)."""
    from tqdm import tqdm

    with tqdm(disable=None, unit=unit, ncols=90, desc="bands") as bar:

        def told(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield told


def with_quantiles(table: pd.DataFrame, bands: Bands, *names: str) -> pd.DataFrame:
    """Return a table with a column for each quantile, behind those of its first quantities.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows as in the bands.
    bands : Bands
        The bands.
    *names : str
        Quantities whose quantiles are wanted.
    """
    from ..uncertainty.bands import QUANTILES, quantile_name

    wide = table.copy()
    for name in names:
        place = list(wide.columns).index(name) + 1
        for share in reversed(QUANTILES):
            quantile = quantile_name(name, share)
            wide.insert(place, quantile, bands.table[quantile].to_numpy()[: len(wide)])
    return wide


def shaded(
    figure: Figure, bands: Bands, name: str, colour: str, scale: float = 1.0, axes: int = 0
) -> Figure:
    """Return a picture with the band of a quantity behind its line.

    Parameters
    ----------
    figure : Figure
        Changed.
    bands : Bands
        Of the prediction; the first column of the table is the picture's x.
    name : str
        Quantity.
    colour : str
        Of the line.
    scale : float
        Factor from the unit of the quantity to that of the picture.
    axes : int
        Which axes of the figure.
    """
    place = figure.axes[axes]
    at = bands.table.iloc[:, 0].to_numpy(float)
    order = at.argsort()
    low, high = (scale * edge[order] for edge in bands.ends(name))
    label = f"5 to 95 %, {bands.samples.kind}"
    band = place.fill_between(at[order], low, high, color=colour, alpha=0.2, lw=0, zorder=0)
    place.set_ylim(top=max(place.get_ylim()[1], 1.05 * float(high.max())))
    legend = place.get_legend()
    if legend is not None:
        labels = [text.get_text() for text in legend.get_texts()]
        handles = [handle for handle in legend.legend_handles if handle is not None]
        place.legend([*handles, band], [*labels, label], frameon=False)
    return figure
