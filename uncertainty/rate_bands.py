"""Rate capability with bands: all samples in batches through one built model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from ..experiments.protocols import Step, rate_test_steps
from ..experiments.rate import CYCLES, DEFAULT_RATES, check_rates, while_charging
from ..experiments.simulator import Simulator
from ..parameter_sets.cell import Cell
from ..parameter_sets.isothermal import CellBuild, build_cell
from .bands import Prediction
from .samples import Samples

__all__ = ["CAPACITY", "VOLTAGE", "rate_bands", "temperature_bands"]

CAPACITY = "Specific discharge capacity [mA.h.g-1]"
VOLTAGE = "Mean discharge voltage [V]"


def rate_bands(
    design: Cell,
    samples: Samples,
    rates: Sequence[float] = DEFAULT_RATES,
    threads: int | None = None,
    report: Callable[[int, int], None] | None = None,
    charge_temperature_degC: float | None = None,
    charge_rate: float | None = None,
    hold: bool | None = None,
) -> Prediction:
    """Run the rate test of :func:`~sclcell.experiments.rate.simulate_rate_test` for all samples.

    Parameters
    ----------
    samples : Samples
        See :func:`~sclcell.uncertainty.samples.draw_samples`.
    rates : sequence of float
        C-rates.
    threads : int, optional
        Solver threads; by default the number of cores.
    report : callable, optional
        Told how many rates are done, of how many.
    charge_temperature_degC : float, optional
        Temperature while charging, -30 to 80; by default the cell's.
    charge_rate : float, optional
        C-rate of the charges; by default that of the discharges.
    hold : bool, optional
        Whether a charge ends with a hold that fills the cell; by default not. It is not drawn: the
        data of the reference fit were taken to be without, and contradict it with the fitted LFP.

    Returns
    -------
    Prediction
        Quantiles of specific discharge capacity, with the scatter from cell to cell, and mean
        discharge voltage at each rate. A sample that cannot run has no capacity, which counts as
        zero, and a reason; one whose simulation failed does not count, but for its reason.

    Raises
    ------
    InputError
        If a rate or the temperature is out of range.
    """
    rates = check_rates(rates)
    charging = while_charging(design, charge_temperature_degC)
    points = [(design, charging, rate) for rate in rates]
    if charge_rate is not None:
        (charge_rate,) = check_rates([charge_rate])
    steps = rate_test_steps(CYCLES, charge_rate, bool(hold))
    return _bands(points, ("C-rate", rates), samples, steps, threads, report)


def temperature_bands(
    design: Cell,
    samples: Samples,
    temperatures_degC: Sequence[float],
    rate: float,
    cycles: int = CYCLES,
    threads: int | None = None,
) -> Prediction:
    """Run the rate test at one rate and several temperatures for all samples.

    Parameters
    ----------
    design, samples, threads
        As for `rate_bands`; the temperature of the cell does not matter.
    temperatures_degC : sequence of float
        Where the cell is charged and discharged [degC].
    rate : float
        C-rate [1/h].
    cycles : int, optional
        Discharges at each temperature.

    Returns
    -------
    Prediction
        As from `rate_bands`, with ``Temperature [degC]`` in the first column.
    """
    (rate,) = check_rates([rate])
    at = [replace(design, temperature_degC=T) for T in temperatures_degC]
    points = [(each, each, rate) for each in at]
    return _bands(
        points, ("Temperature [degC]", temperatures_degC), samples, rate_test_steps(cycles), threads
    )


def _bands(
    points: Sequence[tuple[Cell, Cell, float]],
    along: tuple[str, Sequence[float]],
    samples: Samples,
    steps: Sequence[Step],
    threads: int | None,
    report: Callable[[int, int], None] | None = None,
) -> Prediction:
    """Run all samples at points of a cell, of the cell while charging and of a rate."""
    rows = samples.rows()
    solves = len(rows) * len(points) * len(steps)
    simulator = Simulator.of(
        points[0][0], rows[0], threads=threads, rtol=1e-4, atol=1e-6, ends_only=True, solves=solves
    )
    capacity, voltage = np.full((2, len(rows), len(points)), np.nan)
    outcomes = []
    # Points differ in nothing but rate and temperature.
    builds: dict[float, list[CellBuild]] = {}
    for k, (design, charging, rate) in enumerate(points):
        for each in (design, charging):
            if each.temperature_degC not in builds:
                builds[each.temperature_degC] = [build_cell(each, row) for row in rows]
        own, charged = builds[design.temperature_degC], builds[charging.temperature_degC]
        runs = simulator.run(steps, own, [rate] * len(rows), charged)
        for i, (build, run) in enumerate(zip(own, runs, strict=True)):
            # A.h.kg-1 equals mA.h.g-1
            capacity[i, k] = run.capacity_Ah / (build.loading * build.area)
            voltage[i, k] = run.mean_voltage
        outcomes.append([run.outcome if run.outcome.failed else None for run in runs])
        if report is not None:
            report(k + 1, len(points))
    return Prediction(*along, samples, {CAPACITY: capacity, VOLTAGE: voltage}, outcomes)
