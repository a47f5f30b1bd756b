"""Samples of uncertain parameters: of fits, of ranges, and of both together.

A prediction gets its band from samples of all uncertain parameters, drawn together: rows of the
reference fit's samples (``data/posterior_samples.csv``) and of the closure fit's
(``data/closure_samples.csv``), which keep the correlations that the data impose, and the ranges of
the provenance tables for the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd

from ..errors import InputError, unknown_name
from ..parameter_sets.cathode import ACTIVE, POROSITY
from ..parameter_sets.cathode_materials import LFP, CathodeMaterial
from ..parameter_sets.cell import FIELDS
from ..parameter_sets.composites import Electrolyte
from ..parameter_sets.degradation import degradation_values
from ..parameter_sets.electrolyte_constants import electrolyte_constants, electrolyte_from_constants
from ..parameter_sets.fitted_values import FILM_COLUMNS, MEASUREMENT_FACTORS
from ..parameter_sets.isothermal import SURFACE
from ..parameter_sets.limits import check_values
from ..parameter_sets.values import ParameterKey
from ..tables import read_table
from .measured_conditions import keep_what_was_measured
from .priors import (
    FILM_AGEING,
    FITTED_FILM,
    ORGANIC_PERMEABILITY,
    PERMEABILITY,
    cathode_ranges,
    priors,
)

__all__ = [
    "Samples",
    "checked_samples",
    "closure_samples",
    "draw_samples",
    "named_as_shipped",
    "named_by_film",
    "read_samples",
    "shipped_samples",
]

#: More samples than any quantile needs.
_MOST_ROWS = 200_000


@dataclass(frozen=True)
class Samples:
    """Samples of uncertain parameters.

    Parameters
    ----------
    table : pandas.DataFrame
        A row per sample, a column per parameter, SI units.
    origin : dict
        Parameter to where its samples come from: ``"reference fit"``, ``"closure fit"``,
        ``"prior"``, or the name of a file.
    catholyte : str, optional
        Name or file of the electrolyte in the cathode pores, where a fit's cells have one.
    """

    table: pd.DataFrame
    origin: dict[str, str] = field(default_factory=dict)
    catholyte: str | None = None

    @property
    def fixed(self) -> dict[str, float]:
        """Parameters that have one value in all samples, such as those that a fit has fixed."""
        same = self.table.nunique() == 1 if len(self.table) > 1 else self.table.nunique() < 0
        return {str(name): float(self.table[name].iloc[0]) for name in self.table.columns[same]}

    @property
    def kind(self) -> str:
        """``"posterior"`` if fits drew all parameters, ``"prior"`` if none, or both words."""
        sources = {self.origin.get(str(name), "file") for name in self.table}
        words = ["posterior"] * bool(sources - {"prior"}) + ["prior"] * ("prior" in sources)
        return " and ".join(words)

    @property
    def text(self) -> str:
        """How many parameters come from where, in words."""
        names = [self.origin.get(str(name), "file") for name in self.table]
        parts = [
            f"{names.count(source)} from "
            + ("the ranges of the tables" if source == "prior" else f"the {source}")
            for source in dict.fromkeys(names)
        ]
        return f"{len(self.table)} samples of {len(names)} parameters: {', '.join(parts)}"

    def rows(self) -> list[dict[str, float]]:
        """Return the samples, each parameter to its value in SI units."""
        names = [str(name) for name in self.table.columns]
        # As an array a table has its rows even where it has no columns.
        rows = self.table.to_numpy(dtype=float).tolist()
        return [dict(zip(names, row, strict=True)) for row in rows]


def draw_samples(
    films: Sequence[Electrolyte],
    size: int = 32,
    seed: int = 0,
    *,
    fitted: pd.DataFrame | str | Path | None = None,
    prior_only: bool = False,
    ageing: bool = False,
    names: Sequence[str] = (),
    given: Mapping[str, float] | None = None,
    called: Sequence[str] = (),
    material: CathodeMaterial = LFP,
    unsaid: Sequence[str] = (),
) -> Samples:
    """Draw samples of all uncertain parameters together.

    Parameters
    ----------
    films : sequence of Electrolyte
        Films of the cells: each has a lithium surface of its own.
    size, seed : int
        Number of samples; the same seed gives the same samples.
    fitted : pandas.DataFrame or path, optional
        Samples of a fit, see `read_samples`, in place of those of the reference fit.
    prior_only : bool
        Whether to leave the fits out and fill the ranges of the provenance tables, all
        parameters independent: wider, for a fit knows combinations.
    ageing : bool
        Whether constants of ageing are drawn.
    names : sequence of str
        Draw these only; the others keep their best values.
    given : mapping, optional
        Values that the cell has in place of the shipped ones, SI units. They are not drawn again,
        unless the samples of ``fitted`` contain them.
    called : sequence of str
        What the films were called, name or file: a fit puts that before the parameters of a film.
    material : CathodeMaterial, optional
        Active material of the cathode, LFP by default; of another the ranges in its file are drawn.
    unsaid : sequence of str
        Parameters that are fields of a cell, such as its areal loading, of which nobody has said
        what they are; the others are the cell's.

    Returns
    -------
    Samples
        Rows of a fit are drawn whole; ranges are filled by a Latin hypercube. A parameter that
        was assumed when another was fitted moves the other, so that what was measured stays
        (:mod:`~sclcell.uncertainty.measured_conditions`).

    Raises
    ------
    InputError
        If a file cannot be read, a parameter has no range, or two films have one name.
    """
    _each_its_name(films)
    rng = np.random.default_rng(seed)
    columns: dict[str, np.ndarray] = {}
    origin: dict[str, str] = {}
    own = [film.name for film in films]
    held = {ParameterKey.of(label).name for label in given or {}}
    if not prior_only:
        if isinstance(fitted, pd.DataFrame):
            reference, source = checked_samples(fitted, "samples"), "given fit"
        elif fitted is not None:
            reference, source = read_samples(fitted).table, Path(fitted).name
        else:
            reference, source = shipped_samples(), "reference fit"
        reference = named_by_film(reference, called, own)
        for table, label in ((reference, source), (closure_samples(), "closure fit")):
            picked = _pick(table, size, rng)
            for name in picked:
                chosen = name in FIELDS or picked[name].nunique() == 1
                if chosen and (name in held or (name in FIELDS and table[name].nunique() == 1)):
                    # The design has it, one value for all.
                    continue
                ours = label == source and fitted is not None
                if not ours and (
                    ParameterKey.of(str(name)).name in held
                    or (name in FIELDS and name not in unsaid)
                ):
                    continue
                if _concerns(str(name), own, ageing) and name not in columns:
                    columns[str(name)] = picked[name].to_numpy(float)
                    origin[str(name)] = label
    ranges = {
        name: prior
        for name, prior in priors(films, ageing, unsaid).items()
        if not {name, ParameterKey.of(name).name} & {*columns, *held}
        and not (name == ORGANIC_PERMEABILITY and PERMEABILITY in columns)
    }
    ranges |= cathode_ranges(material, given or {})
    from scipy.stats import qmc  # takes half a second to import

    shares = qmc.LatinHypercube(len(ranges), rng=rng).random(size)
    for k, (name, prior) in enumerate(ranges.items()):
        columns[name] = np.array([prior.quantile(share) for share in shares[:, k]])
        origin[name] = "prior"
    table = pd.DataFrame(columns)
    for name in names:
        if name not in table:
            hint = "It needs samples of a fit, or a range (low, high) in its provenance table."
            raise unknown_name("uncertain parameter", name, table.columns, hint)
    table = table[list(names)] if names else table
    if given is not None and ACTIVE in given and ACTIVE not in table and POROSITY in table:
        # A fraction that is given is that of the shipped porosity; it follows as a fitted one does.
        table[ACTIVE], origin[ACTIVE] = given[ACTIVE], "given values"
    return Samples(keep_what_was_measured(table, origin, FITTED_FILM), origin)


def _each_its_name(films: Sequence[Electrolyte]) -> None:
    """Refuse different films of one name: the samples of a lithium surface go by it."""
    known: dict[str, Electrolyte] = {}
    for film in films:
        # At another loading it is the same film, with the same surface.
        alike = replace(film, filler_mass_fraction=0.0)
        if known.setdefault(film.name, alike) != alike:
            raise InputError(
                f"two films are called {film.name!r}; give each a name of its own, so that "
                "each has its own samples."
            )


def _pick(table: pd.DataFrame, size: int, rng: np.random.Generator) -> pd.DataFrame:
    if not len(table):
        return table
    order = np.concatenate([rng.permutation(len(table)) for _ in range(-(-size // len(table)))])
    return table.iloc[order[:size]].reset_index(drop=True)


def named_by_film(table: pd.DataFrame, called: Sequence[str], films: Sequence[str]) -> pd.DataFrame:
    """Return samples whose parameters have the names of films in place of their files.

    Parameters
    ----------
    table : pandas.DataFrame
        A column per parameter.
    called : sequence of str
        Name or file of each film, as given by a user.
    films : sequence of str
        Names of the films.
    """
    names = {}
    for label in map(str, table.columns):
        key = ParameterKey.of(label)
        for word, film in zip(called, films, strict=False):
            if key.owner and key.belongs_to(word):
                names[label] = str(ParameterKey(film, key.name))
    return table.rename(columns=names)


def _concerns(name: str, films: Sequence[str], ageing: bool) -> bool:
    """Return whether a parameter matters to cells with these films."""
    key = ParameterKey.of(name)
    if key.owner and key.owner not in films:
        return False
    return ageing or key.name not in degradation_values(_fitted_film())


def read_samples(path: str | Path, size: int | None = None) -> Samples:
    """Return samples that a fit has written.

    Parameters
    ----------
    path : path
        CSV or Parquet with a row per sample and a column per parameter (SI units). Factors on the
        weighed mass of measured cells are left out: they say nothing of other cells.
    size : int, optional
        Take this many rows, evenly spread over the table.

    Raises
    ------
    InputError
        If the file cannot be read, or see `checked_samples`.
    """
    path = Path(path)
    try:
        frame = read_table(path, most_rows=_MOST_ROWS).cells
    except ValueError as error:
        raise InputError(
            f"{path}: cannot be read as a table of samples ({error}); "
            "give a CSV or Parquet file with a column per parameter."
        ) from error
    catholyte = None
    if FILM_COLUMNS[1] in frame:
        catholyte = str(frame[FILM_COLUMNS[1]].iloc[0]) if len(frame) else None
    numbers = checked_samples(frame.drop(columns=[*FILM_COLUMNS], errors="ignore"), str(path))
    if size is not None and size < len(numbers):
        numbers = numbers.iloc[np.linspace(0, len(numbers) - 1, size).round().astype(int)]
    table = numbers.reset_index(drop=True)
    return Samples(table, dict.fromkeys(map(str, table.columns), path.name), catholyte)


def checked_samples(frame: pd.DataFrame, where: str) -> pd.DataFrame:
    """Return a table of samples as numbers, without factors of measured cells.

    Parameters
    ----------
    frame : pandas.DataFrame
        A row per sample, a column per parameter, SI units.
    where : str
        File or place, shown in errors.

    Raises
    ------
    InputError
        If a column is not known or given twice, or a value is no number or not possible.
    """
    names = [str(name) for name in frame.columns]
    frame = frame[[n for n in names if ParameterKey.of(n).name not in MEASUREMENT_FACTORS]]
    numbers = frame.apply(pd.to_numeric, errors="coerce")
    if frame.empty or not np.isfinite(numbers.to_numpy(dtype=float)).all():
        raise InputError(f"{where}: a table of samples needs rows, and a number in every field.")
    owners = {ParameterKey.of(str(name)).owner for name in numbers.columns}
    for ends in (numbers.min(), numbers.max()):
        check_values({str(k): float(v) for k, v in ends.items()}, where, owners, together=False)
    for row in numbers.to_dict("records"):
        check_values({str(k): float(v) for k, v in row.items()}, where, owners)
    return numbers


def shipped_samples() -> pd.DataFrame:
    """Return the samples of the reference fit, SI units; empty if none are shipped.

    Constants of one film have its name first, and the permeability of PHLP-15's SEI stands for
    that of organic SEI, which all films share.
    """
    return _shipped_samples().copy()


@cache
def _shipped_samples() -> pd.DataFrame:
    path = files("sclcell.parameter_sets") / "data" / "posterior_samples.csv"
    if not path.is_file():
        return pd.DataFrame()
    return named_as_shipped(read_samples(Path(str(path))).table)


def named_as_shipped(table: pd.DataFrame) -> pd.DataFrame:
    """Return samples of the reference fit with names that say what belongs to its film.

    Parameters
    ----------
    table : pandas.DataFrame
        A row per sample, a column per parameter with the name that it has in the fit.
    """
    own = [name for name in (*SURFACE, *FILM_AGEING) if name in table]
    names = {name: f"{FITTED_FILM}: {name}" for name in own}
    table = table.rename(columns={**names, f"{FITTED_FILM}: {PERMEABILITY}": PERMEABILITY})
    if PERMEABILITY not in table:
        return table
    # (SEI-3): proportional to each other at the composition that the fit has taken.
    values = degradation_values(_fitted_film())
    ratio = values[ORGANIC_PERMEABILITY] / values[PERMEABILITY]
    return table.assign(**{ORGANIC_PERMEABILITY: ratio * table[PERMEABILITY]}).drop(
        columns=PERMEABILITY
    )


def closure_samples() -> pd.DataFrame:
    """Return the samples of the closure fit, a column per constant of the films, SI units."""
    return _closure_samples().copy()


@cache
def _closure_samples() -> pd.DataFrame:
    path = files("sclcell.parameter_sets") / "data" / "closure_samples.csv"
    with path.open(encoding="utf-8") as stream:
        return pd.read_csv(stream)


def _fitted_film() -> Electrolyte:
    return electrolyte_from_constants(FITTED_FILM, electrolyte_constants())
