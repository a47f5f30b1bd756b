"""Results of the experiments of a report, and their conditions."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from ..experiments.cycling import CyclingResult
from ..experiments.film import FilmReport
from ..experiments.laboratory.measurement import Measurement
from ..experiments.pouch import PouchTest
from ..experiments.rate import RateTest
from ..parameter_sets.cell import Cell
from .ranges import Spread

__all__ = ["COLD_BAND_RATE", "COLD_DEGC", "COLD_RATES", "CYCLES", "HOURS", "MAP_RATE"]
__all__ += ["POUCH_CYCLES", "Collected"]

#: Conditions of the reference study: cycles at 1C, hours at 0.1 mA/cm2 and 0.05 mAh/cm2.
CYCLES, HOURS = 600, 5100.0
POUCH_CYCLES = 60
COLD_DEGC = (-30.0, -20.0, -10.0, 0.0, 10.0, 20.0, 30.0)
COLD_RATES = (0.05, 0.2, 0.5, 1.0, 2.0)
#: Of the band over temperature, and of the map over filler and temperature.
COLD_BAND_RATE, MAP_RATE = 0.2, 2.0


@dataclass
class Collected:
    """All that is known of one cell after the simulations.

    Parameters
    ----------
    film : FilmReport
        At 25 degC, where films are characterised.
    rate : RateTest, optional
        And ``rate_spread``, its band at the same rates; ``effects``, how far single parameters
        move it.
    cold : pandas.DataFrame, optional
        ``Temperature [degC]``, ``C-rate``, specific discharge capacity, ``Reason``; and
        ``cold_spread``, the band at `COLD_BAND_RATE`.
    cycling : CyclingResult, optional
        And ``cycling_spread``, its band per cycle; ``costs``, what each mechanism costs.
    symmetric : CyclingResult, optional
        And ``symmetric_spread``, its band per cycle.
    loading : pandas.DataFrame, optional
        Capacity at `MAP_RATE`: a row per temperature, a column per filler mass fraction.
    pouch : PouchTest, optional
        `POUCH_CYCLES` cycles at 0.1C, as of the study's pouch cell.
    """

    design: Cell
    film: FilmReport
    rate: RateTest | None = None
    rate_spread: Spread | None = None
    effects: pd.DataFrame | None = None
    cold: pd.DataFrame | None = None
    cold_spread: Spread | None = None
    cycling: CyclingResult | None = None
    cycling_spread: Spread | None = None
    costs: pd.DataFrame | None = None
    symmetric: CyclingResult | None = None
    symmetric_spread: Spread | None = None
    loading: pd.DataFrame | None = None
    pouch: PouchTest | None = None
    lab: dict[str, Measurement] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Name of the film."""
        return self.design.electrolyte.name

    @property
    def as_measured(self) -> bool:
        """Whether the cell is built as the reference study's is taken to be."""
        return self.design == Cell(self.design.electrolyte)
