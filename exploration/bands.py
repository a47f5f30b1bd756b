"""How sure a result is: samples of uncertain parameters, carried through every design."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from ..experiments.bands import QUANTILES, quantile_name
from ..parameter_sets.cell_design import find_electrolyte
from ..parameter_sets.composites import Electrolyte
from ..parameter_sets.samples import Samples, draw_samples
from .inputs import check_values
from .outputs import LONG_LIVED, NO_CYCLE_LIFE
from .study import Best, Study

__all__ = [
    "AS_GOOD",
    "NOTHING",
    "PROBABILITY_BEST",
    "band_table",
    "failed_samples",
    "film_names",
    "probability_best",
    "study_films",
    "study_samples",
]

PROBABILITY_BEST = "Probability of being best"
AS_GOOD = "Probability of being as good as the best"
NOTHING = "Samples that give nothing"


def study_films(study: Study) -> list[Electrolyte]:
    """Return the films that the designs of a study use."""
    return [find_electrolyte(level) for level in _film_levels(study)]


def film_names(study: Study) -> list[str]:
    """Return the names of the films of a study, and their files if they are a user's own."""
    return [*(film.name for film in study_films(study)), *_film_levels(study)]


def _film_levels(study: Study) -> list[str]:
    variable = study.variables.get("film")
    levels = [study.constants["film"]] if variable is None else list(variable.levels or ())
    return [str(level) for level in levels]


def study_samples(study: Study, source: str | Path = "fit") -> Samples:
    """Return the samples that a study carries through its designs.

    Parameters
    ----------
    study : Study
        With number, seed and (optionally) names of the parameters in ``[bands]``.
    source : str or path
        ``"fit"``: what the shipped fits determine, and the ranges of the provenance tables for the
        rest; ``"prior"``: the ranges alone; or the samples of a fit, CSV or Parquet, in place of
        the shipped ones.

    Raises
    ------
    InputError
        If a file cannot be read, or has parameters that the one built model does not take.
    """
    samples = draw_samples(
        study_films(study),
        study.bands.size,
        study.bands.seed,
        fitted=None if source in ("fit", "prior") else source,
        prior_only=source == "prior",
        ageing="cycle life" in study.outputs.quantities,
        names=study.bands.parameters,
    )
    check_values(samples.rows()[0], film_names(study))
    return samples


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
        A row per design: quantiles, named by
        :func:`~sclcell.experiments.bands.quantile_name`, and how many samples give nothing.
    """
    sampled = frame[frame["Sample"] > 0]
    groups = sampled.groupby(list(design_columns), sort=False, dropna=False)
    columns: dict[str, pd.Series] = {}
    for name in outputs:
        for share in QUANTILES:
            columns[quantile_name(name, share)] = groups[name].quantile(share)
    columns[NOTHING] = groups["Reason"].apply(lambda reasons: int(_nothing(reasons).sum()))
    return pd.DataFrame(columns).reset_index()


def failed_samples(frame: pd.DataFrame) -> dict[str, int]:
    """Return how many samples, over all designs, give nothing for which reason.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows of all designs and samples.
    """
    counts = frame.loc[_nothing(frame["Reason"]), "Reason"].value_counts()
    return {str(reason): int(count) for reason, count in counts.items()}


def _nothing(reasons: pd.Series) -> pd.Series:
    return reasons.notna() & ~reasons.isin([LONG_LIVED, NO_CYCLE_LIFE])


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
