"""The public function `fit_film`: from a table of films to what to make next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import InputError, check_range, shown
from ...models.laws.constants import kelvin
from ...models.laws.salt_transport import salt_diffusivity
from ...parameter_sets.materials import ROLES, Material, find_material
from ...provenance import provenance
from ...result import Result
from .answer import answer, weighable
from .prediction import predict
from .ranking import PARTICLES, fit_laws, weights_of
from .reading import read_film_table
from .result import FilmFit
from .split import split_gain
from .table import FilmTable, densities

__all__ = ["fit_film", "read_films"]

#: Temperatures of the curves [degC].
_CURVES = np.arange(-40.0, 101.0, 10.0)
#: Loadings of the curves.
_LOADINGS = 31
#: Below this share of filler the curves of the picture are finer than what can be weighed.
_FINE = 0.05
#: Temperatures that are named of many measured ones.
_NAMED = 7
#: Films of one table, and loadings and temperatures that can be asked for: the work grows with
#: their third power.
_MOST_FILMS, _MOST_ROWS, _MOST_ASKED = 24, 500, 50
#: With more films than these, draws of each law, and no loading is left out: within half a minute.
_MANY_FILMS, _FEW_PARTICLES = 12, 100
#: Nearer to each other they are one [K].
_SAME_K = 2.0


def fit_film(
    table: str | Path,
    *,
    matrix: str | Path | Material | None = None,
    filler: str | Path | Material | None = None,
    coating: str | Path | Material | None = None,
    temperatures_degC: Sequence[float] = (),
    at_wt_percent: Sequence[float] = (),
    basis: str | None = None,
    transference_method: str | None = None,
    series: str | None = None,
    particle_radius_nm: float | None = None,
    ranking: bool = True,
    seed: int = 0,
    particles: int = PARTICLES,
    progress: Callable[[int, int], None] | None = None,
) -> Result[FilmFit]:
    """Fit all laws to a table of films: which loading next, how sure, what would decide.

    Parameters
    ----------
    table : str or Path
        CSV, text or spreadsheet with filler content [wt%] or [vol%], temperature, conductivity
        and, if they were measured, t+ and D.
    matrix, filler, coating : str, Path or Material, optional
        Names that ``sclcell film --list`` shows, or TOML files. What is not named is not known.
    temperatures_degC : sequence of float
        Where predictions are wanted; the first is that of the answer. By default the measured ones.
    at_wt_percent : sequence of float
        Loadings at which they are wanted, filler over dry film; by default a grid.
    basis, transference_method, series : str, optional
        See :func:`~sclcell.fitting.films.reading.read_film_table`.
    particle_radius_nm : float, optional
        Of the filler [nm].
    ranking : bool
        Whether each loading is left out in turn; without it laws are weighed by evidence.
    seed, particles : int
        Of the random numbers, and how many draws of each law.
    progress : callable, optional
        Told how many laws are done, of how many.

    Returns
    -------
    Result
        ``details`` is a `sclcell.fitting.films.result.FilmFit`.

    Raises
    ------
    InputError
        If a name or file is not known, or something cannot be converted.
    """
    given: dict[str, Any] = {
        "matrix": matrix, "filler": filler, "coating": coating,
        "temperatures_degC": list(temperatures_degC), "at_wt_percent": list(at_wt_percent),
        "basis": basis, "transference_method": transference_method, "series": series,
        "particle_radius_nm": particle_radius_nm,
    }  # fmt: skip
    data, of_coating = read_films(table, given)
    films = data.frame["film"].nunique()
    if films > _MANY_FILMS and (ranking or particles > _FEW_PARTICLES):
        ranking, particles = False, min(particles, _FEW_PARTICLES)
        said = f"{films} films are many: laws are weighed by evidence, with {particles} draws each"
        data = replace(data, notes=(*data.notes, said))
    measured = _grouped(data.frame["T"].to_numpy(float))
    near_25 = float(measured[np.argmin(np.abs(measured - kelvin(25.0)))])
    asked = np.array([kelvin(T) for T in temperatures_degC]) if temperatures_degC else measured
    if not temperatures_degC and len(asked) > _NAMED:
        some = asked[np.unique(np.linspace(0, len(asked) - 1, _NAMED).round().astype(int))]
        asked = np.unique(np.append(some, near_25))
    T = float(asked[0]) if temperatures_degC else near_25
    left_out: list[str] = []
    fits = fit_laws(
        data,
        seed=seed,
        particles=particles,
        radius=None if particle_radius_nm is None else 1e-9 * particle_radius_nm,
        coldest=min(float(asked.min()), kelvin(float(_CURVES[0]))),
        folds=ranking,
        report=progress or (lambda done, total: None),
        notes=left_out,
    )
    data = replace(data, notes=(*data.notes, *left_out))
    weights = weights_of(fits)
    found = _answered(data, fits, weights, asked, T, at_wt_percent, of_coating, seed)
    names = {"matrix": data.matrix.name, "filler": data.filler.name, "coating": found.coating}
    arguments = {key: None if value == [] else value for key, value in given.items()} | names
    arguments = {"table": table, **arguments, "ranking": ranking, "particles": particles}
    named = (data.matrix, data.filler, of_coating)
    files = {"table": Path(table)} | {m.role: Path(m.file) for m in named if m and m.file}
    origin = provenance("fit_film", arguments, files, seed)
    return Result(
        found, found.table, found.to_dict(), origin, found.tables, found.figures, found.text
    )


def read_films(table: str | Path, given: Mapping[str, Any]) -> tuple[FilmTable, Material | None]:
    """Return the films and their coating, everything checked that `fit_film` is given.

    Parameters
    ----------
    table : str or Path
        As for `fit_film`.
    given : mapping
        Its further arguments, those of a ``[film]`` table; what is not there has its default.

    Raises
    ------
    InputError
        As `fit_film`.
    """
    named = {role: given.get(role) for role in ROLES}
    found = {role: find_material(role, name) for role, name in named.items() if name}
    of_matrix = found.get("matrix", Material("unknown matrix", "matrix"))
    of_filler = found.get("filler", Material("filler", "filler"))
    for T in given.get("temperatures_degC", ()):
        check_range("temperature", T, -60, 200, "degC")
    for wt in given.get("at_wt_percent", ()):
        check_range("filler content", wt, 0, 100, "wt%")
    for what, key in (("temperatures", "temperatures_degC"), ("loadings", "at_wt_percent")):
        many = len(given.get(key, ()))
        if many > _MOST_ASKED:
            raise InputError(f"{many} {what} are asked for; give at most {_MOST_ASKED}.")
    if given.get("particle_radius_nm") is not None:
        check_range("particle radius", given["particle_radius_nm"], 1, 1e5, "nm")
    data = read_film_table(
        *(table, of_filler, of_matrix),
        basis=given.get("basis"),
        method=given.get("transference_method"),
        series=given.get("series"),
    )
    if data.frame["w"].max() > 0 and "filler" in found and of_filler.name == "none":
        raise InputError(f"{table}: it has films with filler, but the filler is 'none'; name it.")
    films = data.frame["film"].nunique()
    if films > _MOST_FILMS:
        raise InputError(
            f"{table}: it has {films} films, and at most {_MOST_FILMS} are fitted; give the mean "
            "of those that are alike, or leave some loadings out."
        )
    if len(data.frame) > _MOST_ROWS:
        raise InputError(
            f"{table}: it has {len(data.frame)} measured values, and at most {_MOST_ROWS} are "
            "fitted; give the mean of repeats, or fewer temperatures."
        )
    taken = [
        f"the {role} {shown(name)} is taken as {found[role].name}"
        for role, name in named.items()
        if isinstance(name, str) and not (found[role].file or found[role].is_called(name))
    ]
    unknown = _unknown(data, "matrix" not in found, "filler" not in found)
    return replace(data, notes=(*data.notes, *taken, *unknown)), found.get("coating")


def _unknown(data: FilmTable, matrix: bool, filler: bool) -> list[str]:
    loaded = bool(data.frame["w"].max() > 0)
    named = [
        name for name, not_given in (("matrix", matrix), ("filler", filler and loaded)) if not_given
    ]
    if not named:
        return []
    options = " and ".join(f"--{name}" for name in named)
    names = f"{options} {'names it' if len(named) == 1 else 'name them'}"
    volume = ""
    if loaded:
        ceramic, polymer = (x / 1e3 for x in densities(data.filler, data.matrix))
        volume = f"; densities of {ceramic:g} (filler) and {polymer:g} g/cm3 (matrix) are taken"
    return [f"nothing is assumed known of the {' and '.join(named)} ({names}){volume}"]


def _grouped(T: np.ndarray) -> np.ndarray:
    """Return temperatures [K] that differ by more than what a thermostat does."""
    order = np.sort(T)
    groups = np.split(order, np.nonzero(np.diff(order) > _SAME_K)[0] + 1)
    return np.array([float(np.round(np.median(group), 2)) for group in groups])


def _answered(
    data: FilmTable,
    fits: list,
    weights: np.ndarray,
    asked: np.ndarray,
    T: float,
    at_wt_percent: Sequence[float],
    coating: Material | None,
    seed: int,
) -> FilmFit:
    loadings = data.loadings
    reach = min(1.25 * float(loadings.max()), 1.0)
    even = np.linspace(0, reach, _LOADINGS)
    # Of few percents there are few that can be weighed: between them the curves need more.
    grid = np.unique(np.round([*loadings, *weighable(even), *even[even < _FINE]], 6))
    wanted = grid
    if at_wt_percent:
        wanted = np.unique(np.array(at_wt_percent) / 100)
    temperatures = np.unique(np.append(kelvin(_CURVES), [kelvin(25.0), *asked, T]))
    curves = predict(data, fits, weights, grid, temperatures, seed)
    prediction = predict(data, fits, weights, wanted, asked, seed)
    scatter = float(
        np.sum(
            weights
            * [
                np.median(fit.model.values(fit.particles.standard)["Scatter of films [ln sigma]"])
                for fit in fits
            ]
        )
    )
    said = answer(curves, loadings, scatter, T, float(asked.min()), seed)
    i, k = curves.place(said.recommended, T)
    gain = curves.mean[:, i, k] - curves.mean[:, 0, k]
    split = split_gain(fits, weights, float(data.volume_fraction(curves.w[i])), T, gain, seed)
    return FilmFit(
        data,
        "none" if coating is None else coating.name,
        tuple(fits),
        weights,
        prediction,
        curves,
        said,
        split,
        T,
        _D_factor(data),
    )


def _D_factor(data: FilmTable) -> float | None:
    """Return measured D over what (SALT-1) gives with measured σ and t+, at 1 mol/L, ideal."""
    rows = data.frame[data.frame["D"].notna() & data.frame["ln_sigma"].notna()]
    if rows.empty:
        return None
    t = rows["t_plus"].fillna(0.25).to_numpy(float)
    sigma, T = np.exp(rows["ln_sigma"].to_numpy(float)), rows["T"].to_numpy(float)
    ideal = salt_diffusivity(sigma, t, 1e3, 1.0, T)
    return float(np.exp(np.mean(np.log(rows["D"].to_numpy(float) / ideal))))
