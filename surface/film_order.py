"""Which film plates most evenly: linear theory over what is not known of films and lithium."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from ..errors import InputError, unknown_name
from ..experiments.laboratory.polarisation_readings import (
    sei_from_polarisation,
    small_current_resistance,
)
from ..models.laws.constants import (
    A_M2_PER_MA_CM2,
    FARADAY,
    MA_CM2_PER_A_M2,
    OHM_CM2_PER_OHM_M2,
    OHM_M2_PER_OHM_CM2,
)
from ..models.sei.film_resistance import FILM_BARRIERS, FILM_RESISTANCE
from ..parameter_sets.cell import Cell
from ..parameter_sets.electrolytes import get_electrolyte
from ..parameter_sets.values import Values
from ..uncertainty.samples import draw_samples
from .linear import fastest_growth
from .properties import surface_properties

__all__ = ["READINGS", "film_gains", "order_probability"]

#: How the interphase of PHLP-15 is read off 0.11 V at 0.1 mA/cm2: share of it that is one polarity.
READINGS = {"peak to peak": 0.5, "one polarity": 1.0, "equal resistance": None}
_READ = "PHLP-15"
_POLARISATION_V, _AT_MA_CM2 = 0.11, 0.1
_DEGC = 25.0


def film_gains(
    films: Sequence[str] = ("PHLP", "PHL-15", "PHLP-15"),
    current_mA_cm2: float = 0.4,
    reading: str = "peak to peak",
    draws: int = 100,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the logarithmic growth of each film's fastest sinus over 22 um or its thickness.

    A row per sample of everything that is not known, a column per film; infinite where the
    current is above the limiting one of the sample.

    Parameters
    ----------
    films : sequence of str, optional
        Names of films.
    current_mA_cm2 : float, optional
        Plating current density.
    reading : str, optional
        Of `READINGS`. With ``"equal resistance"`` all films have PHLP-15's interphase.
    draws, seed : int, optional
        Number of samples, and of the random numbers.

    Raises
    ------
    InputError
        If the reading is not known.
    """
    if reading not in READINGS:
        raise unknown_name("reading", reading, READINGS)
    both = [get_electrolyte(name) for name in dict.fromkeys((*films, _READ))]
    rows = draw_samples(both, draws, seed).rows()
    gains = [[_gain(film, row, current_mA_cm2, reading) for film in films] for row in rows]
    return pd.DataFrame(gains, columns=list(films))


def order_probability(gains: pd.DataFrame, rougher_first: Sequence[str]) -> float:
    """Return the share of samples in which each film is rougher than the next one.

    Parameters
    ----------
    gains : pandas.DataFrame
        Of `film_gains`.
    rougher_first : sequence of str
        Films, the roughest first.
    """
    ordered = np.diff(gains[list(rougher_first)].to_numpy(), axis=1) < 0
    return float(ordered.all(axis=1).mean())


def _gain(name: str, row: Mapping[str, float], current_mA_cm2: float, reading: str) -> float:
    values = Values(row).of(name)
    share = READINGS[reading]
    if share is None:
        values = values | {FILM_RESISTANCE: row[f"{_READ}: {FILM_RESISTANCE}"]}
    cell = Cell(name, _DEGC, values=values)
    film = surface_properties(cell)
    if share is not None and name == _READ:
        film = film.with_resistance(_read_resistance(cell, share))
    current = current_mA_cm2 * A_M2_PER_MA_CM2
    try:
        return fastest_growth(film, current, points=13, shortest=5e-7).gain
    except InputError:
        return np.inf


def _read_resistance(cell: Cell, share: float) -> float:
    """Return the resistance at small current that the measured polarisation means [Ohm.m2]."""
    film = surface_properties(cell)
    rest = film.salt(np.array([film.concentration]))
    # Ohmic and diffusion resistance of the film, and the kinetics of this sample.
    leads = rest.pull[0] * (1 - rest.t_plus[0]) / (FARADAY * rest.D[0])
    bulk = film.thickness * (1 / rest.kappa[0] + leads)
    none = film.drop(np.array([1e-6]), np.array([film.concentration]), 1e-9)[1][0]
    chord = sei_from_polarisation(
        share * _POLARISATION_V,
        _AT_MA_CM2,
        MA_CM2_PER_A_M2 * film.thermal / none,
        OHM_CM2_PER_OHM_M2 * bulk,
        _DEGC,
    )
    barriers = float(cell.parameter_values()[FILM_BARRIERS])
    return OHM_M2_PER_OHM_CM2 * small_current_resistance(_AT_MA_CM2, chord, _DEGC, barriers)
