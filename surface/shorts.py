"""Probability of a short while a cell is cycled, beside how else it ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from ..parameter_sets.cell import Cell
from ..parameter_sets.provenance import cell_values
from ..result import Result
from ..uncertainty.bands import QUANTILES, quantile_name
from .hazard import MODELS, Hazard, study_hazard

__all__ = ["ShortRisk", "short_risk", "with_shorts"]

T = TypeVar("T")
_PROBABILITY = "Probability of a short"
#: Ratio of evidences from which on one model counts as better than another (Kass, Raftery 1995).
_BETTER = 10.0
#: Groups of like half cycles, so that a long life is a few terms.
_GROUPS = 40


@dataclass(frozen=True)
class ShortRisk:
    """Probability of a short before a cell's end.

    Parameters
    ----------
    film : str
        Name of its film.
    exposures : sequence of (float, float)
        Charge plated in a half cycle [mA.h.cm-2] and number of such half cycles.
    area : float
        Of the electrode over that of the study's coin cells [-].
    hazard : Hazard
        Of its film.
    """

    film: str
    exposures: Sequence[tuple[float, float]]
    area: float
    hazard: Hazard

    @property
    def band(self) -> np.ndarray:
        """Quantiles of the probability, see `QUANTILES` [-]."""
        return self.hazard.probability(self.film, self.exposures, self.area)

    @property
    def advantage(self) -> float:
        """Evidence of this model over that of one that knows no film [-]."""
        return float(np.exp(self.hazard.log_evidence - study_hazard(MODELS[0]).log_evidence))

    @property
    def text(self) -> str:
        """The band, and what it rests on."""
        low, middle, high = self.band
        shape = self.hazard.quantiles(self.hazard.shape)
        known = "" if self.film in self.hazard.films else f" of other films; {self.film} has none"
        better = "better than" if self.advantage > _BETTER else "not clearly better than"
        return (
            f"Short before the end: probability {low:.2g} to {high:.2g} (5 to 95 %, median "
            f"{middle:.2g}), mostly by its prior: three critical currents and cells that lived on"
            f"{known} leave an exponent of the charge per half cycle of {shape[0]:.2g} to "
            f"{shape[-1]:.2g}. The film explains them {better} a model that knows no film "
            f"(evidence {self.advantage:.2g} : 1)."
        )

    @property
    def table(self) -> pd.DataFrame:
        """Half cycles by charge."""
        rows = [(charge, number) for charge, number in self.exposures]
        return pd.DataFrame(rows, columns=["Charge plated [mA.h.cm-2]", "Half cycles"])

    def to_dict(self) -> dict[str, Any]:
        """Return what goes into the JSON."""
        names = [quantile_name(_PROBABILITY, share) for share in QUANTILES]
        shape = self.hazard.quantiles(self.hazard.shape)
        shapes = [quantile_name("Short hazard exponent", share) for share in QUANTILES]
        return {
            **dict(zip(names, self.band.tolist(), strict=True)),
            **dict(zip(shapes, shape.tolist(), strict=True)),
            "Short hazard evidence over no film": self.advantage,
            "Short hazard films": list(self.hazard.films),
        }


def short_risk(
    design: Cell, charges_mAh_cm2: Sequence[float] | np.ndarray, times: float = 1.0
) -> ShortRisk:
    """Return the probability of a short of a cell.

    Parameters
    ----------
    design : Cell
        The cell; its area counts.
    charges_mAh_cm2 : sequence of float
        Plated in each cycle on one surface [mA.h.cm-2].
    times : float, optional
        Surfaces on which lithium is plated in each cycle: two in a symmetric cell.
    """
    charges = np.asarray(charges_mAh_cm2, float)
    charges = np.sort(charges[np.isfinite(charges) & (charges > 0)])
    groups = [g for g in np.array_split(charges, min(_GROUPS, max(charges.size, 1))) if g.size]
    exposures = [(float(group.mean()), times * group.size) for group in groups]
    if charges.size and np.ptp(charges) < 1e-9 * charges[-1]:
        exposures = [(float(charges[0]), times * charges.size)]
    coin = 1e4 * cell_values()["Coin cell cathode area [m2]"]
    return ShortRisk(design.electrolyte.name, exposures, design.area_cm2 / coin, study_hazard())


def with_shorts(result: Result[T], risk: ShortRisk) -> Result[T]:
    """Return a result that also says how likely a short is before the end of its cell."""
    return replace(
        result,
        numbers={**result.numbers, **risk.to_dict()},
        tables={**result.tables, "shorts": risk.table},
        text=f"{result.text}\n{risk.text}",
    )
