"""How sure a result is: samples of uncertain parameters, carried through every design."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import qmc

from ..errors import InputError, unknown_name
from ..parameter_sets.fitted_values import MEASUREMENT_FACTORS
from ..parameter_sets.provenance import provenance_table
from .inputs import ageing_parameters, uncertain_parameters
from .study import Best, Study

__all__ = [
    "AS_GOOD",
    "PROBABILITY_BEST",
    "QUANTILES",
    "Prior",
    "Samples",
    "band_table",
    "chosen_priors",
    "prior_samples",
    "priors",
    "probability_best",
    "read_samples",
    "sample_of",
]

QUANTILES = (0.05, 0.5, 0.95)
PROBABILITY_BEST = "Probability of being best"
AS_GOOD = "Probability of being as good as the best"
# Ranges wider than this factor are sampled in the logarithm.
_LOG_FACTOR = 3.0


@dataclass(frozen=True)
class Prior:
    """Range of an uncertain parameter in the provenance tables.

    Parameters
    ----------
    low, high : float
        Ends of the range, SI units.
    """

    low: float
    high: float

    @property
    def logarithmic(self) -> bool:
        """Whether the logarithm, rather than the value, is uniform."""
        return self.low > 0 and self.high / self.low > _LOG_FACTOR

    def quantile(self, share: float) -> float:
        """Return the value below which the parameter lies with probability ``share``."""
        if self.logarithmic:
            return float(self.low * (self.high / self.low) ** share)
        return float(self.low + (self.high - self.low) * share)


@dataclass(frozen=True)
class Samples:
    """Samples of uncertain parameters.

    Parameters
    ----------
    table : pandas.DataFrame
        A row per sample, a column per parameter, SI units.
    kind : str
        ``"posterior"`` if a fit drew them, ``"prior"`` if they fill the ranges of the tables.
    """

    table: pd.DataFrame
    kind: str

    def rows(self) -> list[dict[str, float]]:
        """Return the samples, each parameter to its value."""
        return [
            {str(name): float(value) for name, value in row.items()}
            for row in self.table.to_dict("records")
        ]


def priors(films: Sequence[str] = ("PHLP-15",)) -> dict[str, Prior]:
    """Return the ranges of the uncertain parameters.

    Parameters
    ----------
    films : sequence of str
        Whose lithium surfaces count.

    Returns
    -------
    dict
        Parameters that the provenance tables give a range for and that are not settings.
    """
    found = {}
    allowed = set(uncertain_parameters())
    for name in ("electrolytes", "cell", "lithium_interface"):
        table = provenance_table(name)
        for row in table.to_dict("records"):
            key = row["name"]
            if name == "lithium_interface":
                if row["electrolyte"] not in films:
                    continue
                key = f"{row['electrolyte']}: {key}"
            low, high = float(row["low"]), float(row["high"])
            if key in allowed and row["class"] != "setting" and low < high:
                found[key] = Prior(low, high)
    return found


def chosen_priors(names: Sequence[str], films: Sequence[str]) -> dict[str, Prior]:
    """Return the ranges of the named parameters, of all if none is named.

    Raises
    ------
    InputError
        If a parameter has no range.
    """
    available = priors(films)
    for name in names:
        if name not in available:
            hint = "It needs a range (low, high) in its provenance table."
            raise unknown_name("uncertain parameter", name, available, hint)
    return {name: available[name] for name in names} if names else available


def prior_samples(study: Study, films: Sequence[str]) -> Samples:
    """Return samples that fill the ranges of the provenance tables.

    Uniform between low and high, in the logarithm if high is more than three times low, all
    parameters independent: a fit knows more, so these bands are wider than posterior ones.

    Parameters
    ----------
    study : Study
        With number, seed and (optionally) names of the parameters in ``[bands]``.
    films : sequence of str
        Films of the designs.

    Raises
    ------
    InputError
        If a parameter has no range.
    """
    chosen = chosen_priors(study.bands.parameters, films)
    sampler = qmc.LatinHypercube(len(chosen), rng=np.random.default_rng(study.bands.seed))
    shares = sampler.random(study.bands.size)
    columns = {
        name: [prior.quantile(share) for share in shares[:, k]]
        for k, (name, prior) in enumerate(chosen.items())
    }
    return Samples(pd.DataFrame(columns), "prior")


def read_samples(path: Path, size: int | None = None) -> Samples:
    """Return samples that a fit has written.

    Parameters
    ----------
    path : Path
        CSV or Parquet with a row per sample and a column per parameter (SI units), named as in
        `inputs.uncertain_parameters`; constants of ageing are left out.
    size : int, optional
        Take this many, evenly spread over the table.

    Raises
    ------
    InputError
        If the file cannot be read or a column is not known.
    """
    try:
        frame = pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path)
    except (OSError, ValueError) as error:
        raise InputError(
            f"{path}: cannot be read as a table of samples ({error}); "
            "give a CSV or Parquet file with a column per parameter."
        ) from error
    allowed = uncertain_parameters()
    # A fit to cycling data samples ageing constants too; fresh cells do not depend on them, nor
    # any other cell on the weighed mass of the one that was measured.
    ignored = {*ageing_parameters(), *MEASUREMENT_FACTORS}
    frame = frame[[name for name in frame.columns if name.rpartition(": ")[2] not in ignored]]
    for name in frame.columns:
        if name not in allowed:
            hint = "Columns of a table of samples are names of uncertain parameters."
            raise unknown_name("parameter", name, allowed, hint)
    if frame.empty or not np.isfinite(frame.to_numpy(dtype=float)).all():
        raise InputError(f"{path}: a table of samples needs rows, and a number in every field.")
    if size is not None and size < len(frame):
        frame = frame.iloc[np.linspace(0, len(frame) - 1, size).round().astype(int)]
    return Samples(frame.reset_index(drop=True), "posterior")


def band_table(
    frame: pd.DataFrame, design_columns: Sequence[str], outputs: Sequence[str]
) -> pd.DataFrame:
    """Return quantiles over the samples for every design.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows of all designs and samples; sample 0, the best guess, is left out.
    design_columns, outputs : sequence of str
        What tells designs apart, and what is summarised (numbers only).

    Returns
    -------
    pandas.DataFrame
        A row per design: quantiles ``"... (5 %)"``, ``"... (50 %)"``, ``"... (95 %)"``.
    """
    sampled = frame[frame["Sample"] > 0]
    groups = sampled.groupby(list(design_columns), sort=False, dropna=False)
    columns: dict[str, pd.Series] = {}
    for name in outputs:
        for share in QUANTILES:
            columns[f"{name} ({100 * share:g} %)"] = groups[name].quantile(share)
    return pd.DataFrame(columns).reset_index()


def probability_best(frame: pd.DataFrame, best: Best, variables: Sequence[str]) -> pd.DataFrame:
    """Return how often each design is the best of those that differ only in ``best.over``.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows of all designs and samples; without samples the best guess alone decides.
    best : Best
        What is compared, and over which variables.
    variables : sequence of str
        Variables of the study.

    Returns
    -------
    pandas.DataFrame
        A row per design: ``"Probability of being best"``, which adds up to one over the designs
        compared with each other (ties are shared), and ``"Probability of being as good as the
        best"``, by the share ``best.within``. Samples in which no design gives anything do not
        count; NaN if there are no others.
    """
    others = [name for name in variables if name not in best.over]
    sampled = frame[frame["Sample"] > 0] if (frame["Sample"] > 0).any() else frame
    keys = [sampled[name] for name in (*others, "Sample")]
    value = sampled[best.output].fillna(0.0)
    top = value.groupby(keys).transform("max")
    wins = ((value == top) & (top > 0)).astype(float)
    counts = pd.DataFrame(
        {
            "wins": wins / wins.groupby(keys).transform("sum").clip(lower=1),
            "near": ((value >= (1 - best.within) * top) & (top > 0)).astype(float),
            "decided": (top > 0).astype(float),
        }
    )
    sums = counts.groupby([sampled[name] for name in variables], sort=False).sum()
    decided = sums["decided"].replace(0.0, np.nan)
    shares = {PROBABILITY_BEST: sums["wins"] / decided, AS_GOOD: sums["near"] / decided}
    return pd.DataFrame(shares).reset_index()


def sample_of(shares: Mapping[str, float], known: Mapping[str, Prior]) -> dict[str, float]:
    """Return the values at given shares of the priors' ranges."""
    return {name: known[name].quantile(share) for name, share in shares.items()}
