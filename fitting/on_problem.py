"""The public function `fit`: from a problem to everything that a fit says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..file_names import file_stems
from ..provenance import provenance
from ..result import Result
from .figures import fit_figures
from .films.on_table import fit_film
from .films.problem import read_film_problem
from .films.result import FilmFit
from .inference.optimise import FitProgress
from .problem.loading import ready_problems
from .results import FitResult, run_fit

__all__ = ["fit", "fit_cells"]


def fit(
    problem: str | Path,
    folder: str | Path | None = None,
    *,
    resume: bool = True,
    profiles: str | None = None,
    progress: Callable[[FitProgress], None] | None = None,
) -> Result[FitResult] | Result[FilmFit]:
    """Fit parameters to measured data.

    A problem with a table ``[film]`` is a fit of films, as `fit_film` makes it; nothing else of
    what is given here applies to it.

    Parameters
    ----------
    problem : str or Path
        TOML file, or name of a ready problem.
    folder : path, optional
        Where every evaluation is kept, so that a fit that was stopped goes on; without it nothing
        is kept. ``details.write(folder)`` writes parameters and samples.
    resume : bool, optional
        Whether to go on where an earlier run stopped.
    profiles : str, optional
        Profile likelihood of ``"all"`` parameters or ``"none"``, in place of what the problem says.
    progress : callable, optional
        Told how far the fit is.

    Returns
    -------
    Result
        ``details`` is a `sclcell.fitting.results.FitResult`, or of films a
        `sclcell.fitting.films.result.FilmFit`.

    Raises
    ------
    InputError
        In one line with every fault of the problem and of its files.
    """
    if str(problem) not in ready_problems():
        films_of = read_film_problem(Path(problem))
        if films_of is not None:
            return fit_film(**films_of)
    return fit_cells(problem, folder, resume=resume, profiles=profiles, progress=progress)


def fit_cells(
    problem: str | Path,
    folder: str | Path | None = None,
    *,
    resume: bool = True,
    profiles: str | None = None,
    progress: Callable[[FitProgress], None] | None = None,
) -> Result[FitResult]:
    """Fit parameters to data of cells; everything is as in `fit`."""
    kept = None if folder is None else Path(folder)
    found = run_fit(problem, kept, resume, progress, profiles)
    posed = found.loaded.problem
    stems = file_stems(data.name for data in posed.data)
    tables = {"parameters": found.parameters}
    for data, comparison, band in zip(posed.data, found.comparisons, found.bands, strict=True):
        tables[f"data_{stems[data.name]}"] = comparison.table.join(band)
    files = {"problem": ready_problems().get(str(problem), Path(problem))}
    for data in posed.data:
        files |= {f"data {data.name}: {name}": posed.folder / name for name in data.files}
    films = {film for cell in posed.cells.values() for film in cell.films}
    files |= {f"film {name}": Path(name) for name in sorted(films) if Path(name).is_file()}
    origin = provenance(
        "fit", {"problem": problem, "profiles": profiles}, files, posed.algorithm.seed
    )
    return Result(
        found, found.parameters, found.to_dict(), origin, tables, fit_figures(found), found.text
    )
