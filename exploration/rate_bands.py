"""Rate capability with bands: all samples in batches through one built model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from ..experiments.bands import Bands, cell_factors, count_reasons, quantile_columns
from ..experiments.rate import DEFAULT_RATES, check_rates, while_charging
from ..parameter_sets.cell_design import CellDesign
from ..parameter_sets.isothermal import MODEL_INPUTS, build_cell
from ..parameter_sets.provenance import cell_values
from ..parameter_sets.samples import Samples
from .batch import OBSERVED, BatchedCell
from .protocols import PROTOCOLS, Outcome, parse_protocol, run_protocol

__all__ = ["rate_bands"]

_CAPACITY = "Specific discharge capacity [mA.h.g-1]"
_VOLTAGE = "Mean discharge voltage [V]"
_CHARGE, _ENERGY = (
    OBSERVED.index(f"Discharge {name}") for name in ("capacity [A.h]", "energy [W.h]")
)


def rate_bands(
    design: CellDesign,
    samples: Samples,
    rates: Sequence[float] = DEFAULT_RATES,
    threads: int | None = None,
    report: Callable[[int, int], None] | None = None,
    charge_temperature_degC: float | None = None,
) -> Bands:
    """Run the rate test of :func:`~sclcell.experiments.rate.simulate_rate_test` for all samples.

    Parameters
    ----------
    design : CellDesign
        The cell.
    samples : Samples
        See :func:`~sclcell.parameter_sets.samples.draw_samples`.
    rates : sequence of float
        C-rates.
    threads : int, optional
        Solver threads; by default the number of cores.
    report : callable, optional
        Told how many rates are done, of how many.
    charge_temperature_degC : float, optional
        Temperature while charging, -30 to 80; by default the cell's.

    Returns
    -------
    Bands
        Quantiles of specific discharge capacity, with the scatter from cell to cell, and mean
        discharge voltage at each rate. A sample that cannot run has no capacity, which counts as
        zero, and a reason; one whose solver failed counts as a reason only.

    Raises
    ------
    InputError
        If a rate or the temperature is out of range.
    """
    rates = check_rates(rates)
    charging = while_charging(design, charge_temperature_degC)
    rows = samples.rows()
    cell = _cell(design, rows, threads)
    builds, charge_builds = ([build_cell(d, row) for row in rows] for d in (design, charging))
    steps = parse_protocol(PROTOCOLS["rate test"])
    capacity, voltage = np.full((2, len(rows), len(rates)), np.nan)
    failures = []
    for k, rate in enumerate(rates):
        outcomes = run_protocol(cell, builds, [rate] * len(rows), steps, charge_builds)
        for i, (build, outcome) in enumerate(zip(builds, outcomes, strict=True)):
            # A.h.kg-1 equals mA.h.g-1
            capacity[i, k], voltage[i, k] = _read(outcome, build.loading * build.area)
        failures += count_reasons([o.reason for o in outcomes], **{"C-rate": rate})
        if report is not None:
            report(k + 1, len(rates))
    capacity *= cell_factors(samples)[:, None]
    table = pd.DataFrame(
        {
            "C-rate": rates,
            **quantile_columns(_CAPACITY, capacity),
            **quantile_columns(_VOLTAGE, voltage),
        }
    )
    return Bands(table, samples, pd.DataFrame(failures, columns=["C-rate", "Reason", "Samples"]))


def _cell(design: CellDesign, rows: Sequence[dict[str, float]], threads: int | None) -> BatchedCell:
    """Return the built model of a design, with everything that samples move as an input."""
    shipped = set(cell_values())
    extra = {name: value for name, value in rows[0].items() if name in shipped - {*MODEL_INPUTS}}
    # The values of extra parameters bring their relations to others with them.
    values = replace(design, values={**design.values, **extra}).parameter_values()
    return BatchedCell(
        threads, rtol=1e-4, atol=1e-6, values=values, extra=tuple(extra), ends_only=True
    )


def _read(outcome: Outcome, mass: float) -> tuple[float, float]:
    """Return specific capacity [mA.h.g-1] and mean voltage [V] of the last discharge."""
    if outcome.result is None:
        return (np.nan if outcome.reason == "solver failed" else 0.0), np.nan
    series = outcome.result.series
    charge, energy = series[-1, [_CHARGE, _ENERGY]] - series[0, [_CHARGE, _ENERGY]]
    return charge / mass, energy / charge
