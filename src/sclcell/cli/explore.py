"""``sclcell explore``: sweep or optimise designs, with bands."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .arguments import FilePath, complete_ready, default_name
from .band_options import BandsCommand, bands_option
from .common import (
    cathode_option,
    hand_out,
    output_options,
    parameters_option,
    refuse_to_overwrite,
)

if TYPE_CHECKING:
    from ..exploration.engine import Progress

__all__ = ["command"]


@click.command(name="explore", cls=BandsCommand)
@click.argument(
    "study",
    default=lambda: default_name("filler_rate_temperature", "what the filler's share does"),
    metavar="[STUDY]",
    shell_complete=complete_ready("sclcell.exploration", "studies"),
)
@bands_option
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Run on a Dask scheduler; 'local' starts one on this machine's cores.",
)
@click.option(
    "--resume/--fresh",
    default=True,
    show_default=True,
    help="Keep what earlier runs have computed, or start afresh.",
)
@click.option(
    "--store",
    type=FilePath(),
    help="Folder for results as they come; default: store in the folder of --out, "
    "or results/explore/STUDY.",
)
@cathode_option
@click.option("--quiet", is_flag=True, help="No progress.")
@parameters_option
@output_options
def command(
    study: str,
    store: Path | None,
    quiet: bool,
    json_file: Path | None,
    out: Path | None,
    **options: Any,
) -> None:
    """Sweep or optimise filler, film, thickness, loading, temperature and rate.

    STUDY is a TOML file, or a ready study: filler_rate_temperature, thickness_loading, coating,
    low_temperature, filler_matters, film_or_pores, trade_off, cathode_5mg, cycle_life. Results land
    on disk as they come; a study that was stopped goes on where it was.

    \b
    Examples:
      sclcell explore thickness_loading --out results/thickness_loading
      sclcell explore my_study.toml --bands --json study.json
    """  # noqa: D301
    from io import BytesIO

    from ..exploration.html import study_page
    from ..exploration.lint import load_study
    from ..exploration.on_study import explore
    from ..exploration.study_bands import film_names
    from ..output_files import check_folder, make_folder, write_file

    loaded = load_study(study)
    if json_file is not None:
        refuse_to_overwrite([json_file], map(Path, film_names(loaded)))
    folder = store or (out or Path("results/explore") / Path(study).stem) / "store"
    check_folder(folder)
    if out is not None:
        check_folder(out, ["explore.html"])
    with nullcontext() if quiet else _Live() as live:
        result = explore(study, folder, progress=live, **options)
    if out is not None:
        make_folder(out)
        for name, table in result.tables.items():
            if name != "summary":
                parquet = BytesIO()
                table.to_parquet(parquet, index=False)
                write_file(out / f"{name}.parquet", parquet.getvalue())
        write_file(out / "explore.html", study_page(result.details))
    hand_out(result, json_file, out)


class _Live:
    """Progress on standard error: designs, throughput, time left."""

    def __enter__(self) -> _Live:
        self._bar: Any = None
        return self

    def __call__(self, progress: Progress) -> None:
        from tqdm import tqdm

        if self._bar is None or self._bar.total != progress.total:
            self.__exit__()
            start = progress.done - progress.computed
            self._bar = tqdm(total=progress.total, initial=max(start, 0), unit="design", ncols=90)
        left = progress.seconds_left
        self._bar.set_postfix_str(f"{progress.throughput:.0f}/s, {left:.0f} s left", refresh=False)
        self._bar.update(progress.done - self._bar.n)

    def __exit__(self, *exception: object) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None
