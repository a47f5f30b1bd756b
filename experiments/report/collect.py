"""Run every experiment that a report shows, and keep what it gave."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, cast

import numpy as np
import pandas as pd
from tqdm import tqdm

from ...errors import SimulationFailed
from ...models.composite_electrolyte_dfn import CompositeElectrolyteDFN
from ...models.degradation import AGEING, LITHIUM_SIDE_AGEING
from ...models.symmetric_lithium_cell import SymmetricLithiumCell
from ...parameter_sets.cell_design import CellDesign
from ..cycling import CyclingResult, LFPCycling, SymmetricCycling, attribute_fade, follow_envelope
from ..cycling.cells import CAPACITY, POLARISATION
from ..film import film_report
from ..half_cycles import HalfCycler
from ..lab.conductivity import measure_conductivity
from ..lab.critical_current import measure_critical_current
from ..lab.exchange_current import measure_exchange_current
from ..lab.lfp_impedance import measure_lfp_impedance
from ..lab.linear_sweep import measure_oxidation_onset
from ..lab.lithium_impedance import measure_lithium_impedance
from ..lab.measurement import Measurement
from ..lab.transference import measure_transference_number
from ..rate import DEFAULT_RATES, simulate_rate_test
from .collected import COLD_BAND_RATE, COLD_DEGC, COLD_RATES, CYCLES, HOURS, MAP_RATE, Collected
from .ranges import posterior_spread, prior_spread

__all__ = ["Runner", "collect"]

_MAP_FILLER = tuple(np.round(np.linspace(0, 0.4, 9), 3))
_MAP_DEGC = (0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0)

_FILM_R = "Lithium interphase film resistance [Ohm.m2]"
_REPAIR = "SEI repair fraction of plated lithium"
_T = ("Ambient temperature [K]", "Initial temperature [K]")
_FILLER = "Filler mass fraction"
RATE_UNKNOWNS = (
    _FILM_R,
    "Positive particle reference diffusivity [m2.s-1]",
    "Positive electrode reference exchange-current density [A.m-2]",
)
COLD_UNKNOWNS = (
    "Lithium interphase film activation energy [J.mol-1]",
    "Positive particle diffusivity activation energy [J.mol-1]",
)
CYCLING_UNKNOWNS = ("Loss of active material per equivalent full cycle", _REPAIR)
SYMMETRIC_UNKNOWNS = (_FILM_R, _REPAIR, "SEI repair share in series with the surface")


def collect(
    design: CellDesign, samples: pd.DataFrame | None = None, progress: bool = False
) -> Collected:
    """Run every experiment of the report on a cell.

    Parameters
    ----------
    design : CellDesign
        The cell.
    samples : pandas.DataFrame, optional
        Samples of a posterior, a column per parameter (SI units), for the band of the rate test;
        without it, bands come from the ranges of the provenance tables.
    progress : bool, optional
        Whether to show a bar on standard error.

    Returns
    -------
    Collected
        An experiment that cannot be completed leaves its reason in ``failures``.
    """
    found = Collected(design, film_report(design.electrolyte, 25.0))
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
        self.samples = _usable(samples, self.values, found.name)
        sampled = set(self.samples[0]) if self.samples else set()
        # Temperature and filler as inputs cost time in every step: they get a cell of their own.
        self.standard = self._cell({*RATE_UNKNOWNS, *sampled})
        self.varied = self._cell({*COLD_UNKNOWNS, *_T, _FILLER})

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

        Curves and losses, which a band does not need, take most of the time of a `RateTest`.
        """
        base = cycler.inputs
        cycler.inputs = {**base, **changes}
        specific = float(self.values["Practical specific capacity of LFP [mA.h.g-1]"])
        charges = [_last_discharge(cycler, rate, cycles) for rate in rates]
        cycler.inputs = base
        return np.array(charges) / cycler.capacity_Ah * specific

    def rate(self) -> None:
        """Run the rate test and its band."""
        self.found.rate = simulate_rate_test(self.design, cycler=self.standard)
        curve = partial(self._capacity, self.standard)
        if self.samples:
            self.found.rate_spread = posterior_spread(curve, self.samples)
        else:
            self.found.rate_spread = prior_spread(
                curve, RATE_UNKNOWNS, self.values, self.design.electrolyte
            )

    def cold(self) -> None:
        """Run rate tests over temperature, and the band at one rate."""
        tables = []
        for T in COLD_DEGC:
            self.varied.inputs.update(_at(T))
            table = simulate_rate_test(self.design, COLD_RATES, 2, self.varied).table
            tables.append(table[["C-rate", CAPACITY, "Reason"]].assign(**{"Temperature [degC]": T}))
        self.found.cold = pd.concat(tables, ignore_index=True)

        def curve(inputs: Mapping[str, float]) -> np.ndarray:
            parts = [
                self._capacity(self.varied, {**_at(T), **inputs}, rates=(COLD_BAND_RATE,), cycles=2)
                for T in COLD_DEGC
            ]
            return np.concatenate(parts)

        self.found.cold_spread = prior_spread(
            curve, COLD_UNKNOWNS, self.values, self.design.electrolyte
        )

    def filler_map(self) -> None:
        """Run one rate over filler loading and temperature."""
        if self.design.electrolyte.filler_mass_fraction == 0:
            return  # a film without filler has no kind of filler to load
        rows = {
            T: [
                self._capacity(
                    self.varied, {**_at(T), _FILLER: float(w)}, rates=(MAP_RATE,), cycles=2
                )[0]
                for w in _MAP_FILLER
            ]
            for T in _MAP_DEGC
        }
        self.found.loading = pd.DataFrame.from_dict(rows, orient="index", columns=_MAP_FILLER)

    def _cycle(self, changes: Mapping[str, float]) -> CyclingResult:
        values = self.values.copy()
        values.update(dict(changes))
        factor = float(values["Cycling cell capacity factor"])
        model = CompositeElectrolyteDFN(mechanisms=AGEING)
        result = follow_envelope(LFPCycling(model, values, 1.0, factor), CYCLES)
        if result.table[CAPACITY].iloc[0] == 0:
            raise SimulationFailed(f"the fresh cell does not run at 1C: {result.termination}")
        return result

    def cycling(self) -> None:
        """Cycle at 1C for long."""
        self.found.cycling = self._cycle({})

    def cycling_band(self) -> None:
        """Cycle again at the ends of the ranges of ageing parameters."""
        if self.found.cycling is None:
            return

        def curve(changes: Mapping[str, float]) -> np.ndarray:
            result = self._cycle(changes) if changes else self.found.cycling
            assert result is not None
            return _filled(result, CAPACITY, CYCLES, 0.0)

        self.found.cycling_spread = prior_spread(
            curve, CYCLING_UNKNOWNS, self.values, self.design.electrolyte
        )

    def attribution(self) -> None:
        """Cycle again without each mechanism of ageing."""
        if self.found.cycling is not None:
            self.found.costs = attribute_fade(
                self.design, 1.0, CYCLES, reference=self.found.cycling
            )

    def symmetric(self) -> None:
        """Cycle Li | CPE | Li at the temperature assumed for the study's test."""
        test_K = float(self.values["Symmetric cell test temperature [K]"])
        design = replace(self.design, temperature_degC=test_K - 273.15)
        base = design.parameter_values()
        model = SymmetricLithiumCell({"surface form": "algebraic"}, mechanisms=LITHIUM_SIDE_AGEING)
        limit = float(base["Symmetric cell voltage limit [V]"])

        def run(changes: Mapping[str, float]) -> CyclingResult:
            values = base.copy()
            values.update(dict(changes))
            # 0.1 mA/cm2 and 0.05 mAh/cm2 per half cycle: one cycle takes an hour.
            return follow_envelope(SymmetricCycling(model, values, 1.0, 0.5, limit), int(HOURS))

        self.found.symmetric = run({})
        hours = len(self.found.symmetric.table)

        def curve(changes: Mapping[str, float]) -> np.ndarray:
            result = run(changes) if changes else self.found.symmetric
            assert result is not None
            # A cell that has failed stays at the voltage limit of both polarities.
            return _filled(result, POLARISATION, hours, 2 * limit)

        self.found.symmetric_spread = prior_spread(
            curve, SYMMETRIC_UNKNOWNS, base, self.design.electrolyte
        )

    def laboratory(self) -> dict[str, Callable[[], None]]:
        """Return a step per virtual measurement."""
        cell = replace(self.design, temperature_degC=25.0)
        measurements: dict[str, Callable[[CellDesign], Measurement]] = {
            "EIS, SS|SS": measure_conductivity,
            "EIS, Li|Li": measure_lithium_impedance,
            "EIS, LFP|Li": measure_lfp_impedance,
            "transference number": measure_transference_number,
            "exchange current": measure_exchange_current,
            "critical current": measure_critical_current,
            "oxidation onset": measure_oxidation_onset,
        }

        def step(label: str, measure: Callable[[CellDesign], Measurement]) -> Callable[[], None]:
            return lambda: self.found.lab.update({label: measure(cell)})

        return {label: step(label, measure) for label, measure in measurements.items()}


def _last_discharge(cycler: HalfCycler, rate: float, cycles: int) -> float:
    """Return the charge of the last discharge [A.h]; zero if the cell gives nothing."""
    half = cycler.run(rate)
    for k in range(2 * (cycles - 1)):
        if half.solution is None:
            return 0.0
        half = cycler.run(rate if k % 2 else -rate, half.solution)
    return half.capacity_Ah


def _at(temperature_degC: float) -> dict[str, float]:
    return dict.fromkeys(_T, temperature_degC + 273.15)


def _filled(result: CyclingResult, column: str, cycles: int, value: float) -> np.ndarray:
    """Return a column over all cycles; those after a failure have ``value``."""
    series = result.table.set_index("Cycle")[column]
    return series.reindex(range(1, cycles + 1), fill_value=value).to_numpy(float)


def _usable(samples: pd.DataFrame | None, values: Any, film: str) -> Sequence[dict[str, float]]:
    """Return at most 16 samples, evenly spread, of parameters that one built model can take."""
    if samples is None or not len(samples):
        return []
    columns = {}
    for column in samples.columns:
        owner, _, name = str(column).rpartition(": ")
        known = name in values and isinstance(values[name], int | float)
        if owner in ("", film) and known and "thickness" not in name.lower():
            columns[column] = name
    rows = samples.iloc[np.unique(np.linspace(0, len(samples) - 1, 16).round().astype(int))]
    if not columns:
        return []
    kept = rows[list(columns)].rename(columns=columns)
    return cast(list[dict[str, float]], kept.to_dict("records"))
