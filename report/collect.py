"""Run every experiment that a report shows, and keep what it gave."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
from tqdm import tqdm

from ..errors import SimulationFailed
from ..experiments.cycling import age_symmetric, attribute_fade, cycle_lfp
from ..experiments.cycling.cells import CAPACITY, POLARISATION
from ..experiments.film import film_report
from ..experiments.half_cycles import HalfCycler
from ..experiments.laboratory.conductivity import measure_conductivity
from ..experiments.laboratory.critical_current import measure_critical_current
from ..experiments.laboratory.exchange_current import measure_exchange_current
from ..experiments.laboratory.lfp_impedance import measure_lfp_impedance
from ..experiments.laboratory.linear_sweep import measure_oxidation_onset
from ..experiments.laboratory.lithium_impedance import measure_lithium_impedance
from ..experiments.laboratory.measurement import Measurement
from ..experiments.laboratory.transference import measure_transference_number
from ..experiments.rate import DEFAULT_RATES, last_discharge, simulate_rate_test
from ..models.laws.constants import celsius, kelvin
from ..parameter_sets.cell import Cell
from ..uncertainty.ageing_bands import cycling_bands, polarisation_bands
from ..uncertainty.bands import CYCLING_DRAWS, RATE_DRAWS, SYMMETRIC_DRAWS

# The report shows what all other parts give, so it alone imports from the part above its own.
from ..uncertainty.rate_bands import rate_bands, temperature_bands
from ..uncertainty.samples import Samples, draw_samples
from .collected import COLD_BAND_RATE, COLD_DEGC, COLD_RATES, CYCLES, HOURS, MAP_RATE, Collected
from .ranges import effects_of, spread_of

__all__ = ["Runner", "collect"]

_MAP_FILLER = tuple(np.round(np.linspace(0, 0.4, 9), 3))
_MAP_DEGC = (0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0)

_FILM_R = "Lithium interphase film resistance [Ohm.m2]"
_T = ("Ambient temperature [K]", "Initial temperature [K]")
_FILLER = "Filler mass fraction"
RATE_UNKNOWNS = (
    _FILM_R,
    "Positive particle reference diffusivity [m2.s-1]",
    "Positive electrode reference exchange-current density [A.m-2]",
)
# Of the test over temperature and of the map.
_FEW_CYCLES = 2


def collect(design: Cell, samples: pd.DataFrame | None = None, progress: bool = False) -> Collected:
    """Run every experiment of the report on a cell.

    Parameters
    ----------
    design : Cell
        The cell.
    samples : pandas.DataFrame, optional
        Samples of a fit, a column per parameter (SI units), in place of those of the reference
        fit, see :func:`~sclcell.uncertainty.samples.draw_samples`.
    progress : bool, optional
        Whether to show a bar on standard error.

    Returns
    -------
    Collected
        An experiment that cannot be completed leaves its reason in ``failures``.
    """
    found = Collected(design, film_report(design.electrolyte, 25.0, design))
    runner = Runner(found, samples)
    steps: dict[str, Callable[[], None]] = {
        "rate test": runner.rate,
        "low temperature": runner.cold,
        "filler map": runner.filler_map,
        "cycling": runner.cycling,
        "cycling band": runner.cycling_band,
        "ageing attribution": runner.attribution,
        "symmetric cell": runner.symmetric,
        **runner.laboratory(),
    }
    with tqdm(steps.items(), disable=not progress, unit="step", ncols=90) as bar:
        for label, step in bar:
            bar.set_description(f"{found.name}: {label}")
            try:
                step()
            except SimulationFailed as error:
                found.failures[label] = error.reason
    return found


class Runner:
    """The experiments of one cell, which share its built model."""

    def __init__(self, found: Collected, samples: pd.DataFrame | None) -> None:
        self.found, self.design = found, found.design
        self.values = found.design.parameter_values()
        self.fitted = samples
        # Temperature and filler as inputs cost time in every step: they get a cell of their own.
        self.standard = self._cell({*RATE_UNKNOWNS})
        self.varied = self._cell({*_T, _FILLER})

    def _samples(self, size: int, ageing: bool = False) -> Samples:
        """Return the samples that the commands draw, too."""
        film = self.design.electrolyte
        own = self.design.values
        return draw_samples([film], size, fitted=self.fitted, ageing=ageing, given=own)

    def _cell(self, inputs: set[str]) -> HalfCycler:
        """Return a cell of which some parameters are inputs, at their values in use."""
        values = self.values.copy()
        base = {name: float(values[name]) for name in inputs}
        for name in inputs:
            values[name] = "[input]"
        cycler = HalfCycler(values)
        cycler.inputs = base
        return cycler

    def _capacity(
        self,
        cycler: HalfCycler,
        changes: Mapping[str, float],
        rates: Sequence[float] = DEFAULT_RATES,
        cycles: int = 3,
    ) -> np.ndarray:
        """Return the specific capacities of a rate test [mA.h.g-1], and nothing else of it.

        Curves and losses, which nobody asks for here, take most of the time of a `RateTest`.
        """
        base = cycler.inputs
        cycler.inputs = {**base, **changes}
        specific = float(self.values["Practical specific capacity of LFP [mA.h.g-1]"])
        charges = [last_discharge(cycler, rate, cycles).delivered_Ah for rate in rates]
        cycler.inputs = base
        return np.array(charges) / cycler.capacity_Ah * specific

    def rate(self) -> None:
        """Run the rate test and its band."""
        self.found.rate = simulate_rate_test(self.design, cycler=self.standard)
        # One parameter at a time says which of them the band is due to.
        self.found.effects = effects_of(
            partial(self._capacity, self.standard),
            RATE_UNKNOWNS,
            self.values,
            self.design.electrolyte,
        )
        bands = rate_bands(self.design, self._samples(RATE_DRAWS), DEFAULT_RATES)
        self.found.rate_spread = spread_of(bands, CAPACITY)

    def cold(self) -> None:
        """Run rate tests over temperature, and the band at one rate."""
        tables = []
        for T in COLD_DEGC:
            self.varied.inputs.update(_at(T))
            table = simulate_rate_test(self.design, COLD_RATES, _FEW_CYCLES, self.varied).table
            tables.append(table[["C-rate", CAPACITY, "Reason"]].assign(**{"Temperature [degC]": T}))
        self.found.cold = pd.concat(tables, ignore_index=True)

        bands = temperature_bands(
            self.design, self._samples(RATE_DRAWS), COLD_DEGC, COLD_BAND_RATE, _FEW_CYCLES
        )
        self.found.cold_spread = spread_of(bands, CAPACITY)

    def filler_map(self) -> None:
        """Run one rate over filler loading and temperature."""
        if self.design.electrolyte.filler_mass_fraction == 0:
            return  # a film without filler has no kind of filler to load
        rows = {
            T: [
                self._capacity(
                    self.varied, {**_at(T), _FILLER: float(w)}, (MAP_RATE,), _FEW_CYCLES
                )[0]
                for w in _MAP_FILLER
            ]
            for T in _MAP_DEGC
        }
        self.found.loading = pd.DataFrame.from_dict(rows, orient="index", columns=_MAP_FILLER)

    def cycling(self) -> None:
        """Cycle at 1C for long."""
        self.found.cycling = cycle_lfp(self.design, 1.0, CYCLES)

    def cycling_band(self) -> None:
        """Cycle again with samples of all that is uncertain."""
        if self.found.cycling is not None:
            samples = self._samples(CYCLING_DRAWS, ageing=True)
            bands = cycling_bands(self.design, samples, 1.0, CYCLES)
            self.found.cycling_spread = spread_of(bands, CAPACITY)

    def attribution(self) -> None:
        """Cycle again without each mechanism of ageing."""
        if self.found.cycling is not None:
            self.found.costs = attribute_fade(
                self.design, 1.0, CYCLES, reference=self.found.cycling
            )

    def symmetric(self) -> None:
        """Cycle Li | CPE | Li at the temperature assumed for the study's test."""
        test_K = float(self.values["Symmetric cell test temperature [K]"])
        design = replace(self.design, temperature_degC=celsius(test_K))
        # 0.1 mA/cm2 and 0.05 mAh/cm2 per half cycle, as by default: one cycle takes an hour.
        self.found.symmetric = age_symmetric(design, HOURS)
        # A cell that has failed stays at the voltage limit of both polarities.
        samples = self._samples(SYMMETRIC_DRAWS, ageing=True)
        bands = polarisation_bands(design, samples, HOURS)
        hours = len(self.found.symmetric.table)
        self.found.symmetric_spread = spread_of(bands, POLARISATION, hours)

    def laboratory(self) -> dict[str, Callable[[], None]]:
        """Return a step per virtual measurement."""
        cell = replace(self.design, temperature_degC=25.0)
        measurements: dict[str, Callable[[Cell], Measurement]] = {
            "EIS, SS|SS": measure_conductivity,
            "EIS, Li|Li": measure_lithium_impedance,
            "EIS, LFP|Li": measure_lfp_impedance,
            "transference number": measure_transference_number,
            "exchange current": measure_exchange_current,
            "critical current": measure_critical_current,
            "oxidation onset": measure_oxidation_onset,
        }

        def step(label: str, measure: Callable[[Cell], Measurement]) -> Callable[[], None]:
            return lambda: self.found.lab.update({label: measure(cell)})

        return {label: step(label, measure) for label, measure in measurements.items()}


def _at(temperature_degC: float) -> dict[str, float]:
    return dict.fromkeys(_T, kelvin(temperature_degC))
