"""Bands: quantiles of a prediction over samples of what is not known exactly."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import norm

from ..parameter_sets.samples import Samples

__all__ = [
    "CELL_SCATTER",
    "QUANTILES",
    "Bands",
    "cell_factors",
    "count_reasons",
    "quantile_columns",
    "quantile_name",
    "without_numbers",
]

#: Shares of the samples below the values that are reported.
QUANTILES = (0.05, 0.5, 0.95)
#: Standard deviation of the capacities of cells that are built alike.
CELL_SCATTER = 0.02


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
    found[:, some] = np.nanquantile(values[:, some], QUANTILES, axis=0)
    return {quantile_name(name, q): row for q, row in zip(QUANTILES, found, strict=True)}


def without_numbers(reason: str) -> str:
    """Return a reason without its numbers, so that like reasons can be counted.

    Parameters
    ----------
    reason : str
        For example ``"film overpotential 0.61 V exceeds the 0.55 V available"``.
    """
    bare = re.sub(r"\s*\([^)]*\d[^)]*\)", "", reason)
    bare = re.sub(r"\bthe [\d.]+ V available", "the voltage available", bare)
    return re.sub(r"( with| of)? [\d.]+ V\b", "", bare)


def cell_factors(samples: Samples) -> np.ndarray:
    """Return a factor on the capacity of a cell for each sample, shape (samples,).

    The next cell is not the last one: weighed mass, area and contact differ. The study's two fresh
    cells at 1C are 2.8 % apart, which is 2 % from cell to cell. Equally likely parts of the normal
    law, in random order, so that few samples hold all of it.
    """
    number = len(samples.table)
    shares = (np.random.default_rng(number).permutation(number) + 0.5) / number
    return 1.0 + CELL_SCATTER * norm.ppf(shares)


@dataclass(frozen=True)
class Bands:
    """A prediction with what is not known carried through.

    Parameters
    ----------
    table : pandas.DataFrame
        A row per rate, cycle or time, which its first column holds; then `quantile_columns`.
    samples : Samples
        What was drawn.
    failures : pandas.DataFrame
        Where samples give nothing: first ``C-rate`` if reasons differ along it, then ``Reason`` and
        ``Samples``, how many; the most common reason first.
    """

    table: pd.DataFrame
    samples: Samples
    failures: pd.DataFrame

    def ends(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Return the lower and upper edge of the band of a quantity, in its unit [name].

        Parameters
        ----------
        name : str
            Of the quantity, with its unit.
        """
        low, high = (quantile_name(name, share) for share in (QUANTILES[0], QUANTILES[-1]))
        return self.table[low].to_numpy(float), self.table[high].to_numpy(float)

    def to_dict(self) -> dict[str, Any]:
        """Return what goes into the JSON: lists of quantiles, and how they came about."""
        lists = {str(name): self.table[name].tolist() for name in self.table.columns[1:]}
        return {
            **lists,
            "Bands": {
                "Samples": len(self.samples.table),
                "Kind": self.samples.kind,
                "Parameters": self.samples.origin,
                "Failed samples": self.failures.to_dict("records"),
            },
        }

    @property
    def text(self) -> str:
        """Where the bands come from, and how many samples give nothing and why."""
        total = len(self.samples.table)
        lines = [f"bands: 5 to 95 % of {self.samples.text}"]
        where = self.failures.columns[0]
        by_rate = where == "C-rate"
        along = self.failures[where] if by_rate else pd.Series(0.0, self.failures.index)
        for value, rows in self.failures.groupby(along.astype(float), sort=False):
            count, most = int(rows["Samples"].sum()), rows["Reason"].iloc[0]
            at = f"at {float(str(value)):g}C " if by_rate else ""
            kind = "mostly" if len(rows) > 1 else "all"
            what = "give nothing" if by_rate else "fail before the end"
            lines.append(f"{at}{count} of {total} samples {what}, {kind}: {most}")
        return "\n".join(lines)


def count_reasons(reasons: Sequence[str | None], **where: float) -> list[dict[str, Any]]:
    """Return how many samples give nothing for which reason.

    Parameters
    ----------
    reasons : sequence of str or None
        Of each sample; None if it gives something.
    **where : float
        Columns of the result that say where [their units], as its table names them.
    """
    counts = Counter(without_numbers(reason) for reason in reasons if reason is not None)
    return [{**where, "Reason": why, "Samples": count} for why, count in counts.most_common()]
