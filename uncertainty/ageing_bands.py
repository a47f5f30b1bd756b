"""Long cycling with bands: each cell is built once, with everything that samples move an input."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pybamm

from ..errors import check_range, unknown_name
from ..experiments.built_model import SYMBOLIC, values_with_inputs
from ..experiments.cycling import CyclingResult, LFPCycling, SymmetricCycling, follow_envelope
from ..experiments.cycling.cells import (
    CAPACITY,
    EFFICIENCY,
    FILM,
    LAM,
    POLARISATION,
    CyclingCell,
)
from ..experiments.cycling.runs import ageing_of
from ..experiments.laboratory.cycling import READINGS
from ..experiments.outcome import Outcome
from ..experiments.whole_cycles import whole_cycles
from ..models.composite_electrolyte_dfn import CompositeElectrolyteDFN
from ..models.laws.constants import A_M2_PER_MA_CM2
from ..models.mechanism import MechanismsLike
from ..models.mechanisms import chosen_mechanisms
from ..models.symmetric_lithium_cell import SymmetricLithiumCell
from ..parameter_sets.cathode import HEIGHT, WIDTH
from ..parameter_sets.cell import Cell
from ..parameter_sets.isothermal import build_cell
from .bands import Prediction
from .sampled_cell import sampled_inputs
from .samples import Samples

__all__ = ["cycle_samples", "cycling_bands", "polarisation_bands", "sampled_cells"]

_LITHIUM = "Negative electrode thickness [m]"
#: Measured values whose bands `cycling_bands` returns.
QUANTITIES = (CAPACITY, EFFICIENCY, FILM, LAM)


def cycle_samples(
    design: Cell,
    samples: Samples,
    c_rate: float = 1.0,
    cycles: int = 600,
    report: Callable[[int, int], None] | None = None,
    end_of_life: float = 0.5,
    mechanisms: MechanismsLike = None,
) -> list[CyclingResult]:
    """Cycle an LFP | CPE | Li cell for each sample, along the envelope.

    Parameters
    ----------
    design, c_rate, cycles
        As for :func:`~sclcell.experiments.cycling.cycle_lfp`.
    samples : Samples
        Drawn with ``ageing=True``.
    report : callable, optional
        Told how many samples are done, of how many.
    end_of_life : float, optional
        A cell ends when its capacity falls below this share of the first.
    mechanisms : str or iterable, optional
        See :func:`~sclcell.models.mechanisms.chosen_mechanisms`.

    Returns
    -------
    list of CyclingResult
        One per sample. A cell that does not run at all has one cycle without capacity.

    Raises
    ------
    InputError
        If a value is out of range.
    """
    check_range("cycles", cycles, 1, 100_000)
    cells = sampled_cells(design, samples, c_rate, end_of_life, mechanisms)
    return _run(cells, int(cycles), report)


def sampled_cells(
    design: Cell,
    samples: Samples,
    c_rate: float = 1.0,
    end_of_life: float = 0.5,
    mechanisms: MechanismsLike = None,
) -> list[LFPCycling]:
    """Return an LFP | CPE | Li cell for each sample, which share one built model.

    Parameters
    ----------
    design, samples, c_rate, end_of_life, mechanisms
        As for `cycle_samples`.

    Raises
    ------
    InputError
        If a value is out of range.
    """
    check_range("C-rate", c_rate, 0.01, 20)
    inputs = sampled_inputs(design, samples)
    values = _values(design, inputs[0])
    model = CompositeElectrolyteDFN(
        {"calculate discharge energy": "false"}, mechanisms=ageing_of(design, mechanisms)
    )
    cell = LFPCycling(
        model,
        values,
        c_rate,
        end_of_life=end_of_life,
        inputs=inputs[0],
        submesh_types=SYMBOLIC,
    )
    # The mass is a sample's own where nobody has weighed it.
    weighed = [build_cell(design, row).capacity for row in samples.rows()]
    return [
        cell.with_inputs(one).of_capacity(charge)
        for one, charge in zip(inputs, weighed, strict=True)
    ]


def cycling_bands(
    design: Cell,
    samples: Samples,
    c_rate: float = 1.0,
    cycles: int = 600,
    report: Callable[[int, int], None] | None = None,
    mechanisms: MechanismsLike = None,
) -> Prediction:
    """Return the bands of long cycling.

    Parameters
    ----------
    design, samples, c_rate, cycles, report, mechanisms
        As for `cycle_samples`.

    Returns
    -------
    Prediction
        Quantiles of specific discharge capacity, with the scatter from cell to cell, coulombic
        efficiency, film resistance and loss of active material in each cycle. A cell that has
        failed has no capacity, which counts as zero, and does not count for the other quantities.
        A sample whose solver fails does not count from there on.
    """
    results = cycle_samples(design, samples, c_rate, cycles, report, mechanisms=mechanisms)
    values = {
        name: _padded(results, name, int(cycles), 0.0 if name == CAPACITY else np.nan)
        for name in QUANTITIES
    }
    return Prediction("Cycle", np.arange(1, int(cycles) + 1), samples, values, [_ends(results)])


def polarisation_bands(
    design: Cell,
    samples: Samples,
    hours: float,
    current_mA_cm2: float = 0.1,
    charge_mAh_cm2: float = 0.05,
    reading: str = "peak to peak",
    report: Callable[[int, int], None] | None = None,
    mechanisms: MechanismsLike = None,
) -> Prediction:
    """Return the bands of the polarisation of an ageing Li | CPE | Li cell.

    Parameters
    ----------
    design, hours, current_mA_cm2, charge_mAh_cm2
        As for :func:`~sclcell.experiments.cycling.age_symmetric`.
    samples : Samples
        Drawn with ``ageing=True``.
    reading : str, optional
        Of `sclcell.experiments.laboratory.cycling.READINGS`: ``"one polarity"`` is half of
        ``"peak to peak"``.
    report : callable, optional
        Told how many samples are done, of how many.
    mechanisms : str or iterable, optional
        See :func:`~sclcell.models.mechanisms.chosen_mechanisms`.

    Returns
    -------
    Prediction
        Quantiles in each cycle. A cell that has failed stays at its voltage limit; a sample whose
        solver fails does not count from there on.

    Raises
    ------
    InputError
        If a value is out of range.
    """
    if reading not in READINGS:
        raise unknown_name("reading", reading, READINGS)
    cycles = whole_cycles(hours, current_mA_cm2, charge_mAh_cm2)
    inputs = sampled_inputs(design, samples)
    values = _values(design, inputs[0])
    model = SymmetricLithiumCell(
        {"surface form": "algebraic"}, mechanisms=chosen_mechanisms(mechanisms, cathode=False)
    )
    limit = float(values["Symmetric cell voltage limit [V]"])
    # 1 mA/cm2 is 10 A/m2
    cell = SymmetricCycling(
        model,
        values,
        A_M2_PER_MA_CM2 * current_mA_cm2,
        A_M2_PER_MA_CM2 * charge_mAh_cm2,
        voltage_limit=limit,
        inputs=inputs[0],
    )
    results = _run([cell.with_inputs(one) for one in inputs], cycles, report)
    share = 1.0 if reading == "peak to peak" else 0.5
    swing = share * _padded(results, POLARISATION, cycles, 2 * limit)
    time = 2 * charge_mAh_cm2 / current_mA_cm2 * np.arange(1, cycles + 1)
    return Prediction("Time [h]", time, samples, {POLARISATION: swing}, [_ends(results)])


def _values(design: Cell, inputs: Mapping[str, float]) -> pybamm.ParameterValues:
    # The area is the design's: protocols take their current from it. No sample moves the lithium,
    # whose mesh is no input.
    varied = [name for name in inputs if name not in (HEIGHT, WIDTH, _LITHIUM)]
    return values_with_inputs(design.parameter_values(), varied)


def _run(
    cells: Sequence[CyclingCell], cycles: int, report: Callable[[int, int], None] | None
) -> list[CyclingResult]:
    results = []
    for number, cell in enumerate(cells, 1):
        results.append(follow_envelope(cell, cycles))
        if report is not None:
            report(number, len(cells))
    return results


def _padded(results: Sequence[CyclingResult], name: str, cycles: int, after: float) -> np.ndarray:
    """Return a measured value in all cycles, with another one after a failure of the cell."""
    padded = np.full((len(results), cycles), after)
    for row, result in zip(padded, results, strict=True):
        measured = result.table[name].to_numpy(float)[:cycles]
        row[: len(measured)] = measured
        # From the cycle on that the solver did not finish, nothing is known.
        if result.outcome.unsolved:
            row[len(measured) - 1 :] = np.nan
    return padded


def _ends(results: Sequence[CyclingResult]) -> list[Outcome | None]:
    """Return why samples fail before the last cycle."""
    return [None if result.failed_cycle is None else result.outcome for result in results]
