"""Probability of a short while a cell is cycled, beside how else it ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import pandas as pd

from ..parameter_sets.cell import Cell
from ..parameter_sets.composites import Electrolyte
from ..parameter_sets.electrolyte_constants import ELECTROLYTES
from ..parameter_sets.electrolytes import get_electrolyte
from ..parameter_sets.provenance import cell_values
from ..result import Result
from ..uncertainty.bands import QUANTILES, quantile_name
from .hazard import MODELS, Hazard, study_hazard
from .properties import table_value

__all__ = ["ShortRisk", "critical_numbers", "critical_text", "short_risk"]
__all__ += ["SHORT_COLUMNS", "short_columns", "with_shorts"]

T = TypeVar("T")
_PROBABILITY = "Probability of a short"
_CRITICAL = "Critical current density by the hazard of a short [mA.cm-2]"
#: Ratio of evidences from which on one model counts as better than another (Kass, Raftery 1995).
_BETTER = 10.0
#: Cycles after which a study asks for a short: as many as the reference study's cells.
_CYCLES = 600
#: What `short_columns` gives.
SHORT_COLUMNS = tuple(quantile_name(f"{_PROBABILITY} in {_CYCLES} cycles", q) for q in QUANTILES)
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
        low_shape, high_shape = (table_value("Short hazard shape", end) for end in ("low", "high"))
        known = "" if self.film in self.hazard.films else f" of other films; {self.film} has none"
        better = "better than" if self.advantage > _BETTER else "not clearly better than"
        return (
            f"Short before the end: probability {low:.2g} to {high:.2g} (5 to 95 %, median "
            f"{middle:.2g}), mostly by its prior: three critical currents and cells that lived on"
            f"{known} leave an exponent of the charge per half cycle of {shape[0]:.2g} to "
            f"{shape[-1]:.2g}, where {low_shape:.2g} to {high_shape:.2g} is assumed. The film "
            f"explains them {better} a model that knows no film (evidence "
            f"{self.advantage:.2g} : 1).\n{critical_text(self.film, self.hazard)}"
        )

    @property
    def table(self) -> pd.DataFrame:
        """Half cycles by charge."""
        rows = [(charge, number) for charge, number in self.exposures]
        return pd.DataFrame(rows, columns=["Charge plated [mA.h.cm-2]", "Half cycles"])

    def to_dict(self) -> dict[str, object]:
        """Return what goes into the JSON."""
        names = [quantile_name(_PROBABILITY, share) for share in QUANTILES]
        shape = self.hazard.quantiles(self.hazard.shape)
        shapes = [quantile_name("Short hazard exponent", share) for share in QUANTILES]
        return {
            **dict(zip(names, self.band.tolist(), strict=True)),
            **dict(zip(shapes, shape.tolist(), strict=True)),
            "Short hazard evidence over no film": self.advantage,
            "Short hazard films": list(self.hazard.films),
            **critical_numbers(self.film, self.hazard),
        }


def critical_numbers(film: str, hazard: Hazard | None = None) -> dict[str, float]:
    """Return the largest current that a step test of a film passes, as quantiles [mA.cm-2].

    Parameters
    ----------
    film : str
        Name; of a film without tests the band is that of any film.
    hazard : Hazard, optional
        By default what the reference study leaves.
    """
    band = (hazard or study_hazard()).critical_band(film)
    return {quantile_name(_CRITICAL, q): float(one) for q, one in zip(QUANTILES, band, strict=True)}


def critical_text(film: str, hazard: Hazard | None = None) -> str:
    """Return the same in words, and what it rests on.

    Parameters
    ----------
    film, hazard
        As for `critical_numbers`.
    """
    hazard = hazard or study_hazard()
    low, middle, high = critical_numbers(film, hazard).values()
    known = film in hazard.films
    rests = (
        "its own test counts"
        if known
        else f"from the tests of {', '.join(hazard.films)}; {film} has none"
    )
    return (
        f"Critical current density of a step test of {film}: {low:g} to {high:g} mA/cm2 (5 to "
        f"95 %, median {middle:g}), {rests}."
    )


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


def short_columns(film: Electrolyte, charge_mAh_cm2: float, area: float) -> dict[str, float]:
    """Return the probability of a short in many cycles of one charge, as quantiles.

    Parameters
    ----------
    film : Electrolyte
        With another share of filler it is another film, which has no tests.
    charge_mAh_cm2 : float
        Plated in each cycle.
    area : float
        Of the electrode [m2].
    """
    own = get_electrolyte(film.name) if film.name in ELECTROLYTES else None
    same = own is not None and film.filler_mass_fraction == own.filler_mass_fraction
    share = area / cell_values()["Coin cell cathode area [m2]"]
    exposures = [(max(charge_mAh_cm2, 0.0), float(_CYCLES))]
    band = study_hazard().probability(film.name if same else "", exposures, share)
    return dict(zip(SHORT_COLUMNS, band.tolist(), strict=True))


def with_shorts(result: Result[T], risk: ShortRisk) -> Result[T]:
    """Return a result that also says how likely a short is before the end of its cell."""
    return replace(
        result,
        numbers={**result.numbers, **risk.to_dict()},
        tables={**result.tables, "shorts": risk.table},
        text=f"{result.text}\n{risk.text}",
    )
