"""Synthetic series: is the law that made them found, and does the truth lie inside the bands?

    python benchmarks/films/recovery.py [--series N] [--laws NAME ...] [--json FILE]

For each law as many series as asked for, drawn from the law's own priors: six loadings, three
temperatures, 10 % on conductivity, 0.03 on t+, films that scatter. A draw whose films are all alike
within 1.6 times is drawn again, for it tells no law from another. Each series has one seed; none is
left out or tried twice.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import pandas as pd

from sclcell.fitting.films.films import Films, slope
from sclcell.fitting.films.model import FilmModel
from sclcell.fitting.films.ranking import fit_laws, tied_laws, weights_of
from sclcell.fitting.films.table import FilmTable
from sclcell.models.laws.composites import registry
from sclcell.parameter_sets.materials import find_material

FILLER, MATRIX = find_material("filler", "LLZTO"), find_material("matrix", "PVDF-HFP/LiTFSI")
W = np.array([0.0, 5.0, 10.0, 15.0, 20.0, 30.0]) / 100
UNSEEN = np.array([2.5, 7.5, 12.5, 17.5, 25.0]) / 100
T = np.array([298.15, 318.15, 338.15])
NOISE, T_NOISE, FILM, TILT = 0.1, 0.03, 0.2, 0.1


def phi_of(w):
    return w * 1650 / (w * 1650 + (1 - w) * 5400)


def blank(w: np.ndarray) -> pd.DataFrame:
    rows = [(a, phi_of(a), b) for a in w for b in T]
    frame = pd.DataFrame(rows, columns=["w", "phi", "T"])
    return frame.assign(ln_sigma=-5.0, t_plus=0.3, extra=0.0, D=np.nan, row=0,
                        film=[f"{a:g}" for a in frame["w"]])  # fmt: skip


def series_of(law: str, seed: int) -> tuple[FilmTable, float, float]:
    """Return a series, one unseen loading, and the true ln sigma of a film of it at 25 degC."""
    rng = np.random.default_rng([seed, list(registry).index(law)])
    frame = blank(np.append(W, rng.choice(UNSEEN)))
    films = Films.of(frame)
    model = FilmModel(registry[law], FILLER, MATRIX, films)
    while True:
        p = model.values(rng.standard_normal((1, model.dimension)))
        p["Level"] = np.full((1, 1), -5.0)
        cation, anion = model.ions(p, films.phi, films.T)
        truth = np.logaddexp(cation, anion)[0]
        if np.isfinite(truth).all() and np.ptp(truth[films.T == T[0]]) > 0.5:
            break
    t_plus = 1 / (1 + np.exp(anion - cation))[0]
    n = len(W) + 1
    films_offset = np.repeat(FILM * rng.standard_normal(n), len(T))
    films_tilt = np.repeat(TILT * rng.standard_normal(n), len(T))
    truth = truth + films_offset + slope(films.T) * films_tilt
    frame["ln_sigma"] = truth + NOISE * rng.standard_normal(len(truth))
    frame["t_plus"] = np.clip(t_plus + T_NOISE * rng.standard_normal(len(truth)), 0.01, 0.99)
    last = frame.index >= len(W) * len(T)
    table = FilmTable(frame[~last].reset_index(drop=True), FILLER, MATRIX)
    return table, float(frame["w"].iloc[-1]), float(truth[last][0])


def one(law: str, seed: int) -> dict:
    table, w, truth = series_of(law, seed)
    fits = fit_laws(table, seed=seed)
    tied, weights = tied_laws(fits), weights_of(fits)
    rng = np.random.default_rng(seed)
    counts = rng.multinomial(4000, weights)
    draws = []
    for fit, count in zip(fits, counts, strict=True):
        at = (np.array([w]), np.array([phi_of(w)]), T[:1])
        y, _ = fit.model.predict(fit.particles.standard, fit.films, *at, rng)
        draws.append(rng.choice(y[:, 0, 0], count))
    low, middle, high = np.quantile(np.concatenate(draws), [0.05, 0.5, 0.95])
    return {
        "law": law, "seed": seed, "first": tied[0] == law, "within": law in tied,
        "tied": len(tied), "covered": bool(low <= truth <= high), "width": float(high - low),
        "error": float(middle - truth), "wt%": 100 * w, "chosen": tied[0],
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--series", type=int, default=20)
    parser.add_argument("--laws", nargs="+", choices=list(registry), default=list(registry))
    parser.add_argument("--json", type=Path, help="laws that are there already are kept")
    given = parser.parse_args()
    start, found = time.time(), []
    if given.json and given.json.exists():
        found = [row for row in json.loads(given.json.read_text()) if row["law"] not in given.laws]
    for law in given.laws:
        own = pd.DataFrame([one(law, 100 + seed) for seed in range(given.series)])
        summary = {
            "law": law,
            "series": len(own),
            "first": int(own["first"].sum()),
            "within": int(own["within"].sum()),
            "tied": round(float(own["tied"].mean()), 1),
            "covered": int(own["covered"].sum()),
            "width": round(float(own["width"].median()), 2),
        }
        print(summary, f"{time.time() - start:.0f} s", flush=True)
        found.append(summary)
        if given.json:
            given.json.write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
