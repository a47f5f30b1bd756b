"""Bands: quantiles of a prediction over samples of what is not known exactly.

Every band comes from `band_columns`, so that the same cell with the same samples has the same band
in a rate test, long cycling, a study and the report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from ..experiments.outcome import Outcome
from .causes import Causes, causes_of
from .cell_scatter import cell_factors
from .samples import Samples

__all__ = [
    "CYCLING_DRAWS",
    "QUANTILES",
    "RATE_DRAWS",
    "SYMMETRIC_DRAWS",
    "Prediction",
    "band_columns",
    "count_outcomes",
    "coverage_text",
    "quantile_columns",
    "quantile_name",
    "scatters",
]

#: Shares of the samples below the values that are reported.
QUANTILES = (0.05, 0.5, 0.95)
#: What scatters from cell to cell, by the beginning of its name; the rest is the cell model's.
_SCATTERED = (
    "Specific discharge capacity",
    "Areal discharge capacity",
    "Specific energy",
    "Energy density",
)
#: Samples by default, the same in commands and report: a cell has one band.
RATE_DRAWS, CYCLING_DRAWS, SYMMETRIC_DRAWS = 64, 20, 32


def quantile_name(name: str, share: float) -> str:
    """Return the name of a quantile: ``"Voltage, 5 % quantile [V]"``.

    Parameters
    ----------
    name : str
        Of the quantity, with its unit in brackets at the end if it has one.
    share : float
        Share of the samples below.
    """
    head, bracket, unit = name.partition(" [")
    return f"{head}, {100 * share:g} % quantile{bracket}{unit}"


def quantile_columns(name: str, values: np.ndarray) -> dict[str, np.ndarray]:
    """Return quantiles over samples.

    Parameters
    ----------
    name : str
        Of the quantity, with its unit.
    values : array, shape (samples, n)
        In the unit of the name, [name]; NaN where a sample has no number, which then does not
        count.

    Returns
    -------
    dict
        `quantile_name` to an array of shape (n,); NaN where no sample has a number.
    """
    found = np.full((len(QUANTILES), values.shape[1]), np.nan)
    some = np.isfinite(values).any(axis=0)
    # So that a new value lies between two of them as often as their shares say, on average.
    found[:, some] = np.nanquantile(values[:, some], QUANTILES, axis=0, method="weibull")
    return {quantile_name(name, q): row for q, row in zip(QUANTILES, found, strict=True)}


def coverage_text(number: int) -> str:
    """Return how often a new value lies inside bands of so many samples, in words.

    Quantiles are unbiased from 19 samples on; of fewer the band is from the lowest to the highest,
    with (n - 1)/(n + 1) between them. One band of n samples holds more or less, by about the root
    of p(1 - p)/n.
    """
    share = QUANTILES[-1] - QUANTILES[0]
    expected = min(share, (number - 1) / (number + 1))
    spread = np.sqrt(expected * (1 - expected) / number)
    return f"{100 * expected:.0f} ± {100 * spread:.0f} % of values are expected inside"


def scatters(name: str) -> bool:
    """Return whether a quantity differs from cell to cell as capacity does.

    Parameters
    ----------
    name : str
        Of the quantity, with its unit.
    """
    return name.startswith(_SCATTERED)


def band_columns(values: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return the bands of some quantities, with the scatter from cell to cell where it counts.

    Parameters
    ----------
    values : mapping
        Quantity, with its unit, to its values for all samples, shape (samples, n): zero where the
        cell cannot run, NaN where the simulation failed, which then does not count.

    Returns
    -------
    dict
        Columns of `quantile_columns` for all quantities.
    """
    columns: dict[str, np.ndarray] = {}
    for name, rows in values.items():
        factors = cell_factors(len(rows))[:, None] if scatters(name) else 1.0
        columns |= quantile_columns(name, factors * rows)
    return columns


@dataclass(frozen=True)
class Prediction:
    """What runs over many values give: quantiles, and what came of each run.

    Parameters
    ----------
    along : str
        What the places are, with its unit: rates, temperatures, cycles, times.
    places : sequence of float
        In that unit [along].
    samples : Samples
        What was drawn.
    values : mapping
        Quantity, with its unit, to its value for each sample at each place, shape (samples,
        places), as of one cell: zero where it cannot run, NaN where the simulation failed, which
        does not count.
    outcomes : sequence of sequence of Outcome or None
        For each place, of each sample; None if it gives something. One for all places where a
        sample ends and stays at its end.
    best : mapping
        Quantity, with its unit, to the best guess, shape (places,), shorter if the cell fails;
        empty if it was not run.
    """

    along: str
    places: Sequence[float] | np.ndarray
    samples: Samples
    values: Mapping[str, np.ndarray]
    outcomes: Sequence[Sequence[Outcome | None]]
    best: Mapping[str, np.ndarray] = field(default_factory=dict)

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row per place; `band_columns`, with the scatter from cell to cell where it counts."""
        return pd.DataFrame({self.along: self.places, **band_columns(self.values)})

    @cached_property
    def failures(self) -> pd.DataFrame:
        """How many samples give nothing, by `Outcome.reason`, the most common first.

        First the place, if reasons differ along it, then ``Reason``, ``Samples``, ``Not solved``.
        """
        if self.along not in _PLACES:
            return count_outcomes(self.outcomes[0])
        counted = zip(self.outcomes, self.places, strict=True)
        each = [count_outcomes(outcomes, self.along, at) for outcomes, at in counted]
        return pd.concat(each, ignore_index=True)

    @cached_property
    def causes(self) -> dict[float, Causes]:
        """Place to what the band of the first quantity is due to there.

        Of many places, the first, the middle and the last.
        """
        name, rows = next(iter(self.values.items()))
        factors = cell_factors(len(rows)) if scatters(name) else None
        number = rows.shape[1]
        chosen = range(number) if number <= _FEW else (0, number // 2, number - 1)
        parameters = self.samples.table
        return {float(self.places[k]): causes_of(rows[:, k], parameters, factors) for k in chosen}

    def ends(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Return the lower and upper edge of the band of a quantity, in its unit [name].

        Parameters
        ----------
        name : str
            Of the quantity, with its unit.
        """
        low, high = (quantile_name(name, share) for share in (QUANTILES[0], QUANTILES[-1]))
        return self.table[low].to_numpy(float), self.table[high].to_numpy(float)

    def to_dict(self) -> dict[str, object]:
        """Return what goes into the JSON: lists of quantiles, and how they came about."""
        lists = {str(name): self.table[name].tolist() for name in self.table.columns[1:]}
        return {
            **lists,
            "Bands": {
                "Samples": len(self.samples.table),
                "Kind": self.samples.kind,
                "Parameters": self.samples.origin,
                "Causes": [
                    {self.along: place, **found.to_dict()} for place, found in self.causes.items()
                ],
                "Failed samples": self.failures.drop(columns=_LOST).to_dict("records"),
                "Samples not solved": self.not_solved,
            },
        }

    @property
    def not_solved(self) -> int:
        """How many simulations of all samples failed; they do not count."""
        return int(self.failures["Samples"][self.failures[_LOST].astype(bool)].sum())

    @property
    def text(self) -> str:
        """Where the bands come from, what makes them, and how many samples give nothing and why."""
        start = f"bands: 5 to 95 % of {self.samples.text}; {coverage_text(self.number)}"
        return "\n".join((start, *self.due, *self.remarks))

    @property
    def due(self) -> list[str]:
        """What makes the band of the first quantity, and what would shrink it, at each place."""
        head, _, unit = self.along.partition(" [")
        form = _PLACES.get(
            self.along, f"at {head.lower()} {{:g}} {unit.rstrip(']')}".rstrip() + " "
        )
        return [f"{form.format(place)}{found.text}" for place, found in self.causes.items()]

    @property
    def number(self) -> int:
        """How many samples there are."""
        return len(self.samples.table)

    @property
    def remarks(self) -> list[str]:
        """How many samples give nothing, or were not solved, and why: a sentence for each place."""
        total = len(self.samples.table)
        where = str(self.failures.columns[0])
        form = _PLACES.get(where)
        along = self.failures[where] if form else pd.Series(0.0, self.failures.index)
        lines = []
        for value, rows in self.failures.groupby(along.astype(float), sort=False):
            at = form.format(value) if form else ""
            lost = rows[_LOST].astype(bool)
            for some, what in (
                (rows[~lost], "give nothing" if form else "fail before the end"),
                (rows[lost], "were not solved and do not count"),
            ):
                if len(some):
                    count, most = int(some["Samples"].sum()), some["Reason"].iloc[0]
                    kind = "mostly" if len(some) > 1 else "all"
                    lines.append(f"{at}{count} of {total} samples {what}, {kind}: {most}")
        return lines


_LOST = "Not solved"
#: Places at most of which each has its causes.
_FEW = 12
#: Column of the failures to how a place is named.
_PLACES = {"C-rate": "at {:g}C ", "Temperature [degC]": "at {:g} degC "}


def count_outcomes(
    outcomes: Sequence[Outcome | None], along: str | None = None, at: float = np.nan
) -> pd.DataFrame:
    """Return how many samples give nothing for which reason, as `Prediction.failures`.

    Parameters
    ----------
    outcomes : sequence of Outcome or None
        Of each sample; None if it gives something.
    along : str, optional
        First column of the result, that says where.
    at : float, optional
        Its value, in the unit that `where` names [where].
    """
    counts = Counter((o.reason, o.unsolved) for o in outcomes if o is not None).most_common()
    rows = [(why, count, lost) for (why, lost), count in counts]
    table = pd.DataFrame(rows, columns=["Reason", "Samples", _LOST])
    if along is not None:
        table.insert(0, along, at)
    return table
