"""Run every experiment that a report shows, and keep what it gave."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from tqdm import tqdm

from ..errors import InputError, SimulationFailed
from ..experiments.cycling import age_symmetric, attribute_fade, cycle_lfp
from ..experiments.cycling.cells import CAPACITY, POLARISATION
from ..experiments.cycling.runs import ageing_of
from ..experiments.film import film_report
from ..experiments.laboratory.laboratory import EXPERIMENTS
from ..experiments.pouch import simulate_pouch
from ..experiments.protocols import rate_test_steps
from ..experiments.rate import CYCLES as RATE_CYCLES
from ..experiments.rate import DEFAULT_RATES, simulate_rate_test
from ..experiments.simulator import Simulator
from ..models.laws.constants import celsius
from ..parameter_sets.cell import Cell
from ..parameter_sets.isothermal import CellBuild, build_cell
from ..parameter_sets.pouch import pouch_from
from ..uncertainty.ageing_bands import cycling_bands, polarisation_bands
from ..uncertainty.bands import CYCLING_DRAWS, RATE_DRAWS, SYMMETRIC_DRAWS
from ..uncertainty.rate_bands import rate_bands, temperature_bands
from ..uncertainty.samples import Samples, draw_samples
from .collected import (
    COLD_BAND_RATE,
    COLD_DEGC,
    COLD_RATES,
    CYCLES,
    HOURS,
    MAP_RATE,
    POUCH_CYCLES,
    Collected,
)
from .ranges import effects_of, spread_of

__all__ = ["Runner", "collect"]

_MAP_FILLER = tuple(np.round(np.linspace(0, 0.4, 9), 3))
_MAP_DEGC = (0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0)

RATE_UNKNOWNS = (
    "Lithium interphase film resistance [Ohm.m2]",
    "Positive particle reference diffusivity [m2.s-1]",
    "Positive electrode reference exchange-current density [A.m-2]",
)
# Of the test over temperature and of the map.
_FEW_CYCLES = 2
#: Step of the report -> virtual measurement.
_LABORATORY = {
    "EIS, SS|SS": "conductivity",
    "EIS, Li|Li": "lithium_impedance",
    "EIS, LFP|Li": "lfp_impedance",
    "transference number": "transference",
    "exchange current": "exchange_current",
    "current at the voltage limit": "current_at_limit",
    "oxidation onset": "linear_sweep",
}


def collect(
    design: Cell,
    samples: pd.DataFrame | None = None,
    progress: bool = False,
    unsaid: Sequence[str] | None = None,
) -> Collected:
    """Run every experiment of the report on a cell.

    An experiment that cannot be completed leaves its reason in ``failures``.

    Parameters
    ----------
    samples : pandas.DataFrame, optional
        Samples of a fit, a column per parameter (SI units), in place of those of the reference
        fit, see :func:`~sclcell.uncertainty.samples.draw_samples`.
    unsaid : sequence of str, optional
        Parameters that are fields of the cell, of which nobody has said what they are; by default
        the areal loading, if it is the standard's.
    """
    found = Collected(design, film_report(design.electrolyte, 25.0, design))
    runner = Runner(found, samples, unsaid)
    steps: dict[str, Callable[[], None]] = {
        "rate test": runner.rate,
        "low temperature": runner.cold,
        "filler map": runner.filler_map,
        "cycling": runner.cycling,
        "cycling band": runner.cycling_band,
        "ageing attribution": runner.attribution,
        "symmetric cell": runner.symmetric,
        "pouch cell": runner.pouch,
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

    def __init__(
        self,
        found: Collected,
        samples: pd.DataFrame | None,
        unsaid: Sequence[str] | None = None,
    ) -> None:
        self.found, self.design = found, found.design
        self.values = found.design.parameter_values()
        self.fitted = samples
        self.unsaid = self.design.unsaid if unsaid is None else unsaid
        self.simulator = Simulator.of(found.design)

    def _samples(self, size: int, ageing: bool = False) -> Samples:
        film = self.design.electrolyte
        own = self.design.values
        return draw_samples(
            [film],
            size,
            fitted=self.fitted,
            ageing=ageing,
            given=own,
            unsaid=self.unsaid,
            material=self.design.cathode,
        )

    def _capacities(
        self, builds: Sequence[CellBuild], rates: Sequence[float], cycles: int = RATE_CYCLES
    ) -> np.ndarray:
        """Return specific capacities of rate tests [mA.h.g-1], those of each cell in turn."""
        each = [(build, rate) for build in builds for rate in rates]
        cells, at = [build for build, _ in each], [rate for _, rate in each]
        runs = self.simulator.run(rate_test_steps(cycles), cells, at)
        return np.array(
            [run.capacity_Ah / (b.loading * b.area) for run, b in zip(runs, cells, strict=True)]
        )

    def rate(self) -> None:
        """Run the rate test and its band."""
        self.found.rate = simulate_rate_test(self.design, simulator=self.simulator)
        # One parameter at a time says which of them the band is due to.
        self.found.effects = effects_of(
            lambda changes: self._capacities([build_cell(self.design, changes)], DEFAULT_RATES),
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
            cell = replace(self.design, temperature_degC=T)
            table = simulate_rate_test(cell, COLD_RATES, _FEW_CYCLES, self.simulator).table
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
        film = self.design.electrolyte
        loadings = [w for w in _MAP_FILLER if w <= film.highest_mass_fraction]
        builds = [
            build_cell(
                replace(
                    self.design,
                    temperature_degC=T,
                    electrolyte=replace(film, filler_mass_fraction=float(w)),
                )
            )
            for T in _MAP_DEGC
            for w in loadings
        ]
        found = self._capacities(builds, (MAP_RATE,), _FEW_CYCLES)
        self.found.loading = pd.DataFrame(
            found.reshape(len(_MAP_DEGC), -1), index=_MAP_DEGC, columns=loadings
        )

    def cycling(self) -> None:
        """Cycle at 1C for long."""
        try:
            ageing_of(self.design)
        except InputError as error:
            # The rest of the page does not need a life.
            raise SimulationFailed(str(error)) from error
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

    def pouch(self) -> None:
        """Discharge, warm and, if its life is known, cycle a pouch cell."""
        try:
            ageing_of(self.design)
            cycles = POUCH_CYCLES
        except InputError:
            cycles = 0
        self.found.pouch = simulate_pouch(pouch_from(self.design), cycles=cycles)

    def laboratory(self) -> dict[str, Callable[[], None]]:
        """Return a step per virtual measurement."""
        cell = replace(self.design, temperature_degC=25.0)

        def step(label: str, name: str) -> Callable[[], None]:
            return lambda: self.found.lab.update({label: EXPERIMENTS[name](cell)})

        return {label: step(label, name) for label, name in _LABORATORY.items()}
