"""A problem file with a table ``[film]``: what ``sclcell fit`` hands to the fit of films."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from ...inputs import read_toml
from ...parameter_sets.materials import material_names
from ...schemas import Number, check_against, raise_faults

__all__ = ["FilmProblem", "read_film_problem"]


class FilmProblem(BaseModel):
    """Keys of ``[film]``: arguments of :func:`sclcell.fit_film`, where each is described.

    Parameters
    ----------
    table : str
        File, relative to the problem.
    particle_radius_nm : float, optional
        Of the filler [nm].
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    table: str
    matrix: str | None = None
    filler: str | None = None
    coating: str | None = None
    temperatures_degC: list[Number] = []
    at_wt_percent: list[Number] = []
    basis: str | None = None
    transference_method: str | None = None
    series: str | None = None
    particle_radius_nm: Number | None = None
    ranking: bool = True
    seed: Annotated[int, Field(ge=0)] = 0


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = ""
    film: FilmProblem


def read_film_problem(path: Path) -> dict[str, Any] | None:
    """Return the arguments of `fit_film` that a problem file states.

    Parameters
    ----------
    path : Path
        TOML file; its names of files are relative to it.

    Returns
    -------
    dict or None
        None if it has no table ``[film]``.

    Raises
    ------
    InputError
        In one line with every fault.
    """
    raw = read_toml(path)
    if "film" not in raw:
        return None
    faults: list[str] = []
    found = check_against(_File, raw, faults)
    raise_faults(path, faults)
    assert found is not None
    arguments = found.film.model_dump()
    for role in ("table", "matrix", "filler", "coating"):
        given = arguments[role]
        if given is not None and (role == "table" or given not in material_names(role)):
            beside = path.parent / given
            arguments[role] = str(beside) if role == "table" or beside.is_file() else given
    return arguments
