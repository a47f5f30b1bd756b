"""How sure a result is: samples of uncertain parameters, carried through every design."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from ..experiments.equal_values import equal_to_best
from ..experiments.outcome import unsolved
from ..parameter_sets.cathode_materials import LFP, find_cathode
from ..parameter_sets.composites import Electrolyte
from ..parameter_sets.films import find_electrolyte
from ..uncertainty.bands import band_columns
from ..uncertainty.ranking import least_difference
from ..uncertainty.samples import Samples, draw_samples
from .inputs import check_values
from .outputs import LONG_LIVED, NO_CYCLE_LIFE
from .study import Best, Study

__all__ = ["AS_GOOD", "BY_BEST_GUESS", "NOTHING", "NOT_SOLVED", "PROBABILITY_BEST", "band_table"]
__all__ += ["failed_samples", "film_names", "probability_best", "study_films", "study_samples"]

PROBABILITY_BEST = "Probability of being best"
AS_GOOD = "Probability of being as good as the best"
BY_BEST_GUESS = "By best guess"
NOTHING = "Samples that give nothing"
NOT_SOLVED = "Samples that were not solved"


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


def study_samples(
    study: Study, source: str | Path = "fit", values: Mapping[str, float] | None = None
) -> Samples:
    """Return the samples that a study carries through its designs.

    Raises `InputError` if a file cannot be read, or has parameters that the one built model does
    not take.

    Parameters
    ----------
    study : Study
        With number, seed and (optionally) names of the parameters in ``[bands]``.
    source : str or path
        ``"fit"``: what the shipped fits determine, and the ranges of the provenance tables for the
        rest; ``"prior"``: the ranges alone; or the samples of a fit, CSV or Parquet, in place of
        the shipped ones.
    values : mapping, optional
        Values that all designs have in place of the shipped ones, SI units; they are not drawn.
    """
    cathode = study.variables.get("cathode")
    levels = [study.constants.get("cathode")] if cathode is None else cathode.levels or ()
    materials = [one for one in map(find_cathode, levels) if not one.is_lfp]
    # A sample serves all designs: what is another cathode's own is drawn if that is the only one.
    held = {name: value for one in materials for name, value in one.numbers}
    samples = draw_samples(
        study_films(study),
        study.bands.size,
        study.bands.seed,
        fitted=None if source in ("fit", "prior") else source,
        prior_only=source == "prior",
        ageing="cycle life" in study.outputs.quantities,
        names=study.bands.parameters,
        given={**held, **(values or {})} if held else values,
        called=_film_levels(study),
        material=materials[0] if len(materials) == 1 == len(levels) else LFP,
    )
    check_values(samples.rows()[0], film_names(study))
    return samples


def band_table(
    frame: pd.DataFrame, design_columns: Sequence[str], outputs: Sequence[str]
) -> pd.DataFrame:
    """Return quantiles over the samples for every design.

    The quantiles are those of :func:`~sclcell.uncertainty.bands.band_columns`, with the scatter
    from cell to cell. Samples that give nothing count as zero and those that were not solved do not
    count; the table says how many there are.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows of all designs and samples; sample 0, the best guess, is left out.
    design_columns, outputs : sequence of str
        What tells designs apart, and what is summarised (numbers only).
    """
    sampled = frame[frame["Sample"] > 0]
    groups = sampled.groupby(list(design_columns), sort=False, dropna=False)
    place, count = groups.ngroup().to_numpy(), groups.ngroups
    row = sampled["Sample"].to_numpy(int) - 1
    values = {}
    for name in outputs:
        values[name] = np.full((row.max() + 1, count), np.nan)
        values[name][row, place] = sampled[name].to_numpy(float)
    reasons = sampled["Reason"]
    lost = reasons.map(unsolved).astype(float).groupby(place).sum()
    nothing = _nothing(reasons).astype(float).groupby(place).sum() - lost
    return pd.DataFrame(
        {
            **groups[list(design_columns)].first().reset_index(drop=True),
            **band_columns(values),
            NOTHING: nothing.to_numpy(int),
            NOT_SOLVED: lost.to_numpy(int),
        }
    )


def failed_samples(frame: pd.DataFrame) -> dict[str, int]:
    """Return how many samples, over all designs, give nothing for which reason."""
    counts = frame.loc[_nothing(frame["Reason"]), "Reason"].value_counts()
    return {str(reason): int(count) for reason, count in counts.items()}


def _nothing(reasons: pd.Series) -> pd.Series:
    return reasons.notna() & ~reasons.isin([LONG_LIVED, NO_CYCLE_LIFE])


def probability_best(frame: pd.DataFrame, best: Best, variables: Sequence[str]) -> pd.DataFrame:
    """Return how often each design is the best of those that differ only in ``best.over``.

    Designs whose outputs differ by less than cells that are built alike
    (:func:`~sclcell.uncertainty.ranking.least_difference`) are equal.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows of all designs and samples; without samples the best guess alone decides.
    best : Best
        What is compared, and over which variables.

    Returns
    -------
    pandas.DataFrame
        A row per design. ``"By best guess"``: ``"best"``, ``"equal to the best"`` if it is not
        alone, or how much less it gives. ``"Probability of being best"``, which designs that are
        equal share; ``"Probability of being as good as the best"``, by the share ``best.within``.
        A sample in which no design gives anything does not count, nor does one whose simulation
        failed for its design; NaN if there are no others. ``"Samples that were not solved"``.
    """
    others = [name for name in variables if name not in best.over]
    least = least_difference(best.output)
    value = _decisive(frame, best.output)
    sampled = frame["Sample"] > 0 if (frame["Sample"] > 0).any() else frame["Sample"] >= 0
    keys = [frame[name] for name in (*others, "Sample")]
    top = value.groupby(keys, dropna=False).transform("max")
    decided = value.notna() & (top > 0)
    equal = decided & value.groupby(keys, dropna=False).transform(
        lambda group: equal_to_best(group.to_numpy(float), least)
    ).astype(bool)
    near = decided & (value >= (1 - max(best.within, least)) * top)
    number = equal.astype(float).groupby(keys, dropna=False).transform("sum")
    lost = value.isna() & _reasons(frame).map(unsolved)
    counts = pd.DataFrame(
        {
            "wins": equal / number.clip(lower=1),
            "near": near.astype(float),
            "decided": decided.astype(float),
            NOT_SOLVED: lost.astype(float),
        }
    )
    designs = [frame[name] for name in variables]
    sums = counts[sampled].groupby([column[sampled] for column in designs], sort=False).sum()
    votes = sums["decided"].replace(0.0, np.nan)
    words = pd.Series(
        [_in_words(*row) for row in zip(value, top, equal, number, lost, strict=True)],
        index=frame.index,
    )
    guess = frame["Sample"] == frame["Sample"].min()
    shares = {
        BY_BEST_GUESS: words[guess].groupby([column[guess] for column in designs]).first(),
        PROBABILITY_BEST: sums["wins"] / votes,
        AS_GOOD: sums["near"] / votes,
        NOT_SOLVED: sums[NOT_SOLVED].astype(int),
    }
    table = pd.DataFrame(index=sums.index).assign(**shares)
    return table.reset_index()


def _reasons(frame: pd.DataFrame) -> pd.Series:
    text = frame["Reason"].astype(object)
    return text + ": " + frame["Detail"].astype(object) if "Detail" in frame else text


def _decisive(frame: pd.DataFrame, output: str) -> pd.Series:
    """Return what designs are compared by: nothing is zero, NaN what was not solved."""
    value, reasons = frame[output].astype(float), _reasons(frame)
    return value.mask(value.isna() & reasons.notna() & ~reasons.map(unsolved), 0.0)


def _in_words(value: float, top: float, equal: bool, number: float, lost: bool) -> str:
    if lost or np.isnan(value):
        return "not solved" if lost else "no number"
    if not top > 0:
        return "nothing works"
    if equal:
        return "best" if number == 1 else "equal to the best"
    return f"{100 * (1 - value / top):.3g} % less than the best"
