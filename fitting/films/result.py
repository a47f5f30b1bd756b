"""What a fit of films says: answer first, then laws, constants, predictions and pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ...models.laws.constants import MS_CM_PER_S_M, celsius
from ...uncertainty.bands import QUANTILES, quantile_name
from .answer import Answer
from .prediction import PredictedFilms
from .ranking import LawFit, ranking_table, tied_laws
from .split import Split
from .table import FilmTable
from .words import in_words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["CONDUCTIVITY", "FilmFit", "T_PLUS"]

Array = np.ndarray
CONDUCTIVITY, T_PLUS = "Ionic conductivity [mS.cm-1]", "Cation transference number"
#: Above it a constant is as wide as its prior: nobody has measured it.
_UNMOVED = 0.85
#: So many loadings are printed at all temperatures.
_FEW = 5


def _wt(w: float) -> float:
    return float(f"{100 * w:.6g}")


@dataclass(frozen=True)
class FilmFit:
    """A series of films, fitted with all laws.

    Parameters
    ----------
    data : FilmTable
        What was measured.
    coating : str
        Of the filler, ``"none"`` for bare filler.
    laws : tuple of LawFit
        Each law.
    weights : numpy.ndarray
        Of the laws, of sum 1.
    asked : PredictedFilms
        At the loadings and temperatures that were asked for, or measured.
    curves : PredictedFilms
        Over the whole range, for pictures, cells and the answer.
    answer : Answer
        What to do next.
    split : Split, optional
        What the gain of the recommended film is due to.
    T : float
        Temperature of the answer [K].
    D_factor : float, optional
        Measured salt diffusivity over that of (SALT-1), geometric mean [-].
    """

    data: FilmTable
    coating: str
    laws: tuple[LawFit, ...]
    weights: Array
    asked: PredictedFilms
    curves: PredictedFilms
    answer: Answer
    split: Split | None
    T: float
    D_factor: float | None = None

    @property
    def temperature_degC(self) -> float:
        """Of the answer [degC]."""
        return float(celsius(self.T))

    @cached_property
    def table(self) -> pd.DataFrame:
        """Predictions that were asked for, a row per loading and temperature."""
        rows = []
        q, t = MS_CM_PER_S_M * self.asked.quantiles, self.asked.t_quantiles
        for i, w in enumerate(self.asked.w):
            for k, T in enumerate(self.asked.T):
                row: dict[str, object] = {"Filler content [wt%]": _wt(w)}
                row["Temperature [degC]"] = float(celsius(float(T)))
                known = {CONDUCTIVITY: q[:, i, k], T_PLUS: t[:, i, k]}
                if not np.isfinite(t[1, i, k]):
                    del known[T_PLUS]
                for name, values in known.items():
                    row[name] = float(values[1])
                    for share, value in zip(QUANTILES, values, strict=True):
                        row[quantile_name(name, share)] = float(value)
                row["Outside the data"] = self.outside(float(w), float(T))
                rows.append(row)
        return pd.DataFrame(rows)

    @property
    def short(self) -> pd.DataFrame:
        """The predictions at the temperature of the answer, or of all loadings asked for."""
        full = self.table
        if full["Filler content [wt%]"].nunique() > _FEW:
            full = full[np.isclose(full["Temperature [degC]"], self.temperature_degC)]
            chosen = [*(100 * self.data.loadings), 100 * self.answer.recommended]
            near = [any(np.isclose(w, x, atol=0.01) for x in chosen) for w in full.iloc[:, 0]]
            full = full[near]
        named = {quantile_name(CONDUCTIVITY, share): f"{100 * share:g} %" for share in (0.05, 0.95)}
        columns = ["Filler content [wt%]", "Temperature [degC]", CONDUCTIVITY, *named]
        columns += [name for name in (T_PLUS, "Outside the data") if name in full]
        return full[columns].rename(columns=named).reset_index(drop=True)

    def outside(self, w: float, T: float) -> str:
        """Return in what a prediction lies outside of what was measured; empty if it does not."""
        frame = self.data.frame
        found = []
        if not frame["w"].min() - 1e-6 <= w <= frame["w"].max() + 1e-6:
            found.append("loading")
        if not frame["T"].min() - 2 <= T <= frame["T"].max() + 2:
            found.append("temperature")
        return ", ".join(found)

    @cached_property
    def constants(self) -> pd.DataFrame:
        """Constants of each law: prior, posterior, and which of both decides."""
        rows = []
        for fit, weight in zip(self.laws, self.weights, strict=True):
            model, z = fit.model, fit.particles.standard
            values = model.values(z)
            for k, name in enumerate(model.names[1:], 1):
                low, middle, high = np.quantile(values[name], [0.05, 0.5, 0.95])
                constant = (*model.constants, *model.scatter)[k - 1]
                rows.append(
                    {
                        "Law": fit.name,
                        "Weight": weight,
                        "Constant": name,
                        "Prior median": constant.median,
                        "5 %": low,
                        "Median": middle,
                        "95 %": high,
                        "Width over that of the prior": float(z[:, k].std()),
                        "Decided by": "prior" if z[:, k].std() > _UNMOVED else "data",
                        "Source of the prior": constant.source,
                    }
                )
        return pd.DataFrame(rows)

    @property
    def weak(self) -> list[str]:
        """Constants of the first law that the data do not tell."""
        table = self.constants
        first = table[table["Law"] == self.tied[0]]
        return [str(n) for n in first["Constant"][first["Decided by"] == "prior"]]

    @cached_property
    def ranking(self) -> pd.DataFrame:
        """The laws from the best on."""
        return ranking_table(self.laws)

    @property
    def tied(self) -> list[str]:
        """Laws that predict as well as the first, which comes first."""
        return tied_laws(self.laws)

    @cached_property
    def missed(self) -> pd.DataFrame:
        """Films that every law misses when they are left out."""
        rows = []
        folds = zip(*(fit.folds for fit in self.laws), strict=True)
        for group in folds:
            wrong = []
            for fold in group:
                draws = fold.draws(np.random.default_rng(0), 1).mean(1)
                low, high = np.nanquantile(draws, [0.05, 0.95])
                level = float(np.mean(fold.out.y[np.isfinite(fold.out.y)]))
                wrong.append((level < low, level > high, level - float(np.nanmedian(draws))))
            if all(a or b for a, b, _ in wrong):
                off = float(np.median([c for *_, c in wrong]))
                rows.append(
                    {
                        "Filler content [wt%]": 100 * group[0].w,
                        "Measured over predicted": np.exp(off),
                    }
                )
        return pd.DataFrame(rows, columns=["Filler content [wt%]", "Measured over predicted"])

    @cached_property
    def gain(self) -> pd.DataFrame:
        """What the gain of the recommended film is due to."""
        if self.split is None:
            return pd.DataFrame()
        rows = []
        for ion, parts in self.split.parts.items():
            for name in parts:
                low, middle, high = self.split.band(ion, name)
                rows.append(
                    {"Conductivity": ion, "Factor by": name, "5 %": low, "Median": middle,
                     "95 %": high}
                )  # fmt: skip
        low, middle, high = np.exp(np.quantile(self.split.unexplained, [0.05, 0.5, 0.95]))
        rows.append({"Conductivity": "total", "Factor by": "no law (step and discrepancy)",
                     "5 %": low, "Median": middle, "95 %": high})  # fmt: skip
        return pd.DataFrame(rows)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """File stem to table, the most important first."""
        found = {
            "answer": self.short,
            "predictions": self.table,
            "laws": self.ranking,
            "constants": self.constants,
        }
        return found | ({} if self.split is None else {"gain": self.gain})

    @property
    def figures(self) -> dict[str, Callable[[], Figure]]:
        """File stem to what draws the picture."""
        return {"films": self.plot}

    def plot(self) -> Figure:
        """Return conductivity against loading and temperature, with bands and the answer."""
        from .figure import draw_films

        return draw_films(self)

    @property
    def text(self) -> str:
        """The answer in words."""
        return in_words(self)

    def to_dict(self) -> dict[str, object]:
        """Return what goes into the JSON."""
        found, a = self.table, self.answer
        return {
            "Recommended filler content [wt%]": _wt(a.recommended),
            "Verdict": a.verdict,
            "Equal filler contents [wt%]": [_wt(x) for x in a.equal],
            "Best filler content, 5 % quantile [wt%]": _wt(a.best[0]),
            "Best filler content, 95 % quantile [wt%]": _wt(a.best[1]),
            "Probability that the best is among the equal": a.within,
            "Gain over the bare film": a.gain[1],
            "Gain over the bare film, 5 % quantile": a.gain[0],
            "Gain over the bare film, 95 % quantile": a.gain[2],
            "Probability of a gain": a.better,
            "Scatter of films": a.scatter,
            "Temperature of the answer [degC]": self.temperature_degC,
            "Next film to measure [wt%]": _wt(a.next_film),
            "Worth of the next film": a.worth,
            "Next temperature to measure [degC]": a.next_degC,
            "Answer": self.text,
            "Notes": list(self.data.notes),
            "Matrix": self.data.matrix.name,
            "Filler": self.data.filler.name,
            "Coating": self.coating,
            "Films": int(self.data.frame["film"].nunique()),
            **{str(name): found[name].tolist() for name in found},
            "Laws": self.ranking.to_dict("records"),
            "Laws as good as the first": self.tied,
            "Constants that the prior decides": self.weak,
            "Gain is due to": self.gain.to_dict("records"),
            "Split by": None if self.split is None else self.split_by,
            "Films that all laws miss": self.missed.to_dict("records"),
        }

    @property
    def split_by(self) -> str:
        """Whether the data or the prior tell space charge from mobility."""
        return "data" if self.split is not None and self.split.by_data else "prior"
