"""Published series: one loading left out in turn, and the coldest temperature predicted.

    python benchmarks/films/published.py [--json FILE]

Every film of every series counts, also those that no law describes.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import pandas as pd

from sclcell.fitting.films.films import Films
from sclcell.fitting.films.model import FilmModel
from sclcell.fitting.films.ranking import fit_laws, weights_of
from sclcell.fitting.films.reading import read_film_table
from sclcell.fitting.films.table import FilmTable
from sclcell.models.laws.constants import kelvin
from sclcell.parameter_sets.materials import find_material

DATA = Path(__file__).resolve().parents[2] / "experiments" / "data" / "films"
#: Series -> filler, matrix, radius of the particles [m] if it is stated.
LOADING = {
    "DB_Sun1999_BaTiO3_A": ("BaTiO3", "PEO/LiClO4", 4.5e-7),
    "DB_MRI2009_SiO2": ("SiO2", "PEO", None),
    "DB_PEO_AlLLZTO_40_60_80": ("LLZTO", "PEO/LiTFSI", None),
}
LONG = ("DB_Sun1999_BaTiO3_A", "DB_MRI2009_SiO2")
#: From here on a series is fitted [degC]; what is colder is predicted.
WARM = 20.0


def crps(draws: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the continuous ranked probability score of each row."""
    x, n = np.sort(draws, 0), len(draws)
    k = np.arange(1, n + 1)[:, None]
    return np.abs(x - y).mean(0) - ((2 * k - n - 1) * x).sum(0) / n**2


def mixture(draws: list[np.ndarray], weights: np.ndarray, size: int = 4000) -> np.ndarray:
    rng = np.random.default_rng(0)
    counts = rng.multinomial(size, weights)
    return np.concatenate([d[rng.choice(len(d), c)] for d, c in zip(draws, counts, strict=True)])


def interpolated(w, T, y, at, Ts):
    """Return ln sigma linear in w between neighbours, constant beyond the ends."""
    u = np.unique(w)
    if len(np.unique(np.round(T / 3))) == 1:
        table = np.array([np.full(len(Ts), y[w == x].mean()) for x in u])
    else:
        rows = []
        for x in u:
            order = np.argsort(1 / T[w == x])
            rows.append(np.interp(1 / Ts, (1 / T[w == x])[order], y[w == x][order]))
        table = np.array(rows)
    return np.array([np.interp(at, u, table[:, i]) for i in range(len(Ts))])


def interpolation_draws(w, T, y, at, Ts, size=4000):
    """Return interpolation with the error that it has itself when a loading is left out."""
    u = np.unique(w)
    wrong = {}
    for x in u:
        keep = w != x
        wrong[x] = y[~keep] - interpolated(w[keep], T[keep], y[keep], x, T[~keep])
    end = at < u[0] or at > u[-1]
    ends = [wrong[u[0]], wrong[u[-1]]]
    inside = [wrong[x] for x in u[1:-1]] or ends
    sd = np.sqrt(np.mean(np.concatenate(ends if end else inside) ** 2))
    rng = np.random.default_rng(0)
    return interpolated(w, T, y, at, Ts) + sd * rng.standard_normal((size, len(Ts)))


def loading_rows(series: str, seed: int = 0) -> list[dict]:
    filler, matrix, radius = LOADING[series]
    table = read_film_table(
        DATA / "loading_series.csv",
        find_material("filler", filler),
        find_material("matrix", matrix),
        series=series,
    )
    fits = fit_laws(table, radius=radius, seed=seed)
    weights = weights_of(fits)
    frame = table.frame
    w, T, y = (frame[name].to_numpy(float) for name in ("w", "T", "ln_sigma"))
    u = np.unique(w)
    rows = []
    densities = np.array([[fold.log_density for fold in fit.folds] for fit in fits])
    for k, x in enumerate(u):
        # Weights of a fold come from the other folds.
        others = np.delete(densities, k, 1)
        n = others.shape[1]
        shares = np.random.default_rng(0).dirichlet(np.ones(n), 1000)
        logs = n * shares @ others.T
        own = np.exp(logs - logs.max(1, keepdims=True))
        own = (own / own.sum(1, keepdims=True)).mean(0)
        rng = np.random.default_rng(k)
        draws = [fit.folds[k].draws(rng) for fit in fits]
        at = w == x
        for name, d in [
            ("average", mixture(draws, own)),
            ("equal", mixture(draws, np.ones(len(fits)) / len(fits))),
            *((f.name, d) for f, d in zip(fits, draws, strict=True)),
            ("interpolation", interpolation_draws(w[~at], T[~at], y[~at], x, T[at])),
        ]:
            low, high = np.quantile(d, [0.05, 0.95], 0)
            inside = (y[at] >= low) & (y[at] <= high)
            rows.append(
                {
                    "series": series,
                    "wt%": 100 * x,
                    "method": name,
                    "place": "bare" if x == 0 else "ends" if k in (0, len(u) - 1) else "inside",
                    "crps": float(crps(d, y[at]).mean()),
                    "covered": float(inside.mean()),
                    "width": float((high - low).mean()),
                    "error": float((np.median(d, 0) - y[at]).mean()),
                    "temperatures": int(at.sum()),
                }
            )
    print(series, dict(zip([f.name for f in fits], np.round(weights, 2), strict=True)))
    return rows


def of_the_same_film(model: FilmModel, z: np.ndarray, films: Films, T: float, rng) -> np.ndarray:
    """Return draws of ln sigma of the only film that was fitted, at another temperature [K]."""
    p = model.values(z)
    solved = model._solve(p, films)
    half = (solved.half + rng.standard_normal(solved.half.shape))[..., None]
    effects = (solved.L @ np.linalg.solve(np.swapaxes(solved.C, 1, 2), half))[..., 0]
    at = np.array([T])
    central, _ = model.mean(p, films.phi[:1], at)
    drawn = central + effects @ model._design(at) + model._beyond(at, (len(z), 1), rng)
    return drawn[:, 0]


def cold_rows(seed: int = 0) -> list[dict]:
    raw = pd.read_csv(DATA / "polymer_temperature.csv")
    names = {
        "PVDFHFP": "PVDF-HFP/carbonates",
        "PAN": "PAN/carbonates",
        "PEO_LiClO4": "PEO/LiClO4",
        "SPEDesign": "PEO/LiTFSI",
    }
    rows = []
    for series, _ in raw.groupby("series_id", sort=False):
        matrix = next(v for k, v in names.items() if str(series).startswith(k))
        material = find_material("matrix", matrix)
        table = read_film_table(
            DATA / "polymer_temperature.csv",
            find_material("filler", "none"),
            material,
            series=str(series),
        )
        frame = table.frame
        C = frame["T"] - kelvin(0.0)
        if C.min() >= WARM - 0.6 or (C >= WARM - 0.6).sum() == 0:
            continue
        warm = frame[C >= WARM - 0.6]
        cold = frame[frame["T"] == frame["T"].min()]
        fitted = FilmTable(warm.assign(film="0"), table.filler, table.matrix)
        T = float(cold["T"].iloc[0])
        fits = fit_laws(fitted, coldest=T, folds=False, seed=seed)
        fit = fits[0]
        rng = np.random.default_rng(0)
        y = np.concatenate(
            [
                of_the_same_film(fit.model, fit.particles.standard, fit.films, T, rng)
                for _ in range(4)
            ]
        )
        low, middle, high = np.quantile(y, [0.05, 0.5, 0.95])
        truth = float(cold["ln_sigma"].mean())
        rows.append(
            {
                "series": series,
                "fitted points": len(warm),
                "degC": T - kelvin(0.0),
                "error": float(middle - truth),
                "covered": bool(low <= truth <= high),
                "width": float(high - low),
                "crps": float(crps(y[:, None], np.array([truth]))[0]),
            }
        )
    return rows


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    start = time.time()
    loading = pd.DataFrame([row for s in LOADING for row in loading_rows(s, given.seed)])
    for method, rows in loading.groupby("method", sort=False):
        place = {p: r for p, r in rows.groupby("place")}
        both = rows[rows["series"].isin(LONG)]
        wide = both.groupby("series")["width"].median()
        print(
            f"{method:26s} crps {rows.crps.mean():.3f} "
            + " ".join(f"{p} {r.crps.mean():.3f}" for p, r in place.items())
            + f"  films inside (long series) {int((both.covered > 0.5).sum())}/{len(both)}"
            + f"  points {np.average(both.covered, weights=both.temperatures):.2f}"
            + "  width "
            + " ".join(f"{v:.2f}" for v in wide)
        )
    cold = pd.DataFrame(cold_rows(given.seed))
    print(cold.round(2).to_string())
    three = cold[cold["fitted points"] >= 3]
    print(
        f"cold: n {len(cold)} covered {cold.covered.mean():.2f}, three fitted points "
        f"{int(three.covered.sum())}/{len(three)}, median error {cold.error.abs().median():.2f} "
        f"({three.error.abs().median():.2f}), {time.time() - start:.0f} s"
    )
    if given.json:
        given.json.write_text(
            json.dumps(
                {"loading": loading.to_dict("records"), "cold": cold.to_dict("records")}, indent=1
            )
        )


if __name__ == "__main__":
    main()
