"""The public function `explore`: from a study to its tables and pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ..errors import InputError
from ..given import given_values, samples_file
from ..parameter_sets.cathode_materials import find_cathode
from ..provenance import provenance
from ..result import Result
from .engine import Progress
from .figures import study_figures
from .lint import check_work, load_study, ready_studies
from .results import StudyResult, run_study
from .study import Study
from .study_bands import film_names, study_samples

if TYPE_CHECKING:
    from ..given import ValuesLike

__all__ = ["explore"]


def explore(
    study: str | Path | Study,
    folder: str | Path | None = None,
    *,
    values: ValuesLike | None = None,
    bands: bool | str | Path | None = None,
    cathode: str | Path | None = None,
    scheduler: str | None = None,
    resume: bool = True,
    progress: Callable[[Progress], None] | None = None,
) -> Result[StudyResult]:
    """Sweep or optimise filler, film, thickness, loading, temperature and rate.

    Parameters
    ----------
    study : str, Path or Study
        TOML file, name of a ready study, or a study in memory.
    folder : path, optional
        Where results are kept as they come, so that a study that was stopped goes on; without it
        nothing is kept.
    values, bands
        As for :func:`sclcell.api.rate_test`.
    cathode : str or path, optional
        Of all designs, in place of that of the study.
    scheduler : str, optional
        Address of a Dask scheduler; ``"local"`` starts one.
    resume : bool, optional
        Whether to keep what earlier runs have computed.
    progress : callable, optional
        Told how far the study is.

    Returns
    -------
    Result
        ``details`` is a `sclcell.exploration.results.StudyResult`.

    Raises
    ------
    InputError
        In one line with every fault of the study.
    """
    posed = study if isinstance(study, Study) else load_study(study)
    numbers, catholyte = given_values(values, samples_file(bands))
    posed, numbers = posed.with_cell(numbers, catholyte)
    if cathode is not None:
        if "cathode" in posed.variables:
            raise InputError("the cathode is a variable of the study; leave out --cathode.")
        find_cathode(cathode)
        posed = posed.model_copy(update={"fixed": {**posed.fixed, "cathode": str(cathode)}})
    if bands:
        check_work(posed, posed.bands.size)
    source = "fit" if bands is True else str(bands)
    samples = study_samples(posed, source, numbers) if bands else False
    with TemporaryDirectory() as passing:
        found = run_study(
            posed,
            Path(passing if folder is None else folder),
            bands=samples,
            values=numbers,
            scheduler=scheduler,
            resume=resume,
            report=progress,
        )
    tables = {"summary": found.summary, "designs": found.designs}
    for name in ("bands", "best", "sensitivity", "samples"):
        table = getattr(found, name)
        if table is not None and len(table):
            tables[name] = table
    files = {f"film {name}": Path(name) for name in film_names(posed) if Path(name).is_file()}
    if not isinstance(study, Study):
        files["study"] = ready_studies().get(str(study), Path(study))
    for what, one in (("values", values), ("samples", samples_file(bands))):
        if isinstance(one, str | Path):
            files[what] = Path(one)
    arguments = {
        "study": posed.title if isinstance(study, Study) else study,
        "values": values,
        "bands": bands or None,
        "cathode": cathode,
    }
    seed = (posed.optimise or posed.sampling).seed
    origin = provenance("explore", arguments, files, seed)
    return Result(
        found,
        found.designs,
        found.to_dict(),
        origin,
        tables,
        study_figures(found),
        found.in_words(None if folder is None else Path(folder)),
    )
