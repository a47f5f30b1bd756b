"""Long cycling of the cells of this project, by design and protocol."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from numbers import Real
from pathlib import Path
from typing import Any

import pandas as pd
import pybamm

from ...errors import InputError, SimulationFailed, check_range
from ...fingerprints import class_content, fingerprint, program_digest
from ...models.composite_electrolyte_dfn import CompositeElectrolyteDFN
from ...models.laws.constants import A_M2_PER_MA_CM2
from ...models.mechanism import Mechanism, MechanismsLike
from ...models.mechanisms import LITHIUM_SIDE_AGEING, chosen_mechanisms
from ...models.symmetric_lithium_cell import SymmetricLithiumCell
from ...parameter_sets.cell import Cell
from ...parameter_sets.provenance import cell_values
from ..protocol_steps import parse_steps
from ..whole_cycles import whole_cycles
from .cells import CAPACITY, LFPCycling, SymmetricCycling
from .checkpoint import Checkpoint
from .envelope import follow_envelope
from .exact import cycle_by_cycle
from .protocol_cells import ProtocolCycling
from .results import CyclingResult

__all__ = ["age_symmetric", "ageing_of", "attribute_fade", "cycle_lfp"]

_UPPER = "Upper voltage cut-off [V]"


def _run_key(values: pybamm.ParameterValues, mechanisms: Iterable[type], *protocol: object) -> str:
    """Return the fingerprint of a run: parameter values, mechanisms, protocol and program.

    Functions among the values are part of the program; they read the numbers, and some hold laws.
    """
    numbers = {name: float(value) for name, value in values.items() if isinstance(value, Real)}
    held = {name: getattr(value, "keywords", {}).get("laws") for name, value in values.items()}
    laws = {name: value for name, value in held.items() if value is not None}
    classes = [class_content(c) for c in mechanisms]
    return fingerprint(numbers, laws, classes, protocol, program_digest(__name__))


def ageing_of(design: Cell, mechanisms: MechanismsLike = None) -> tuple[type[Mechanism], ...]:
    """Return how a cell ages, if that is known.

    Ageing of LFP and its interphase was fitted; of another cathode only the lithium side is known.

    Raises `InputError` if the film would be held at a potential at which its oxidation is not
    known.

    Parameters
    ----------
    mechanisms : str or iterable, optional
        What a user wants, see :func:`~sclcell.models.mechanisms.chosen_mechanisms`.
    """
    shipped = cell_values()
    known, onset = shipped[_UPPER], shipped["Electrolyte oxidation onset potential [V]"]
    charged = "Open-circuit voltage at 100% SOC [V]"
    rests = {**shipped, **design.values}[charged]
    if rests > known:
        raise InputError(
            f"no life is given: {design.cathode.name} rests at {rests:.3g} V when charged, and the "
            f"study's cells were cycled up to {known:g} V. Oxidation of the film is not modelled, "
            f"and its onset in a sweep, {onset:g} V, is optimistic. 'sclcell rate' gives "
            f"capacities; give {_UPPER!r} of {known:g} or less for a life."
        )
    if mechanisms is None and not design.cathode.is_lfp:
        return LITHIUM_SIDE_AGEING
    return chosen_mechanisms(mechanisms)


def cycle_lfp(
    design: Cell,
    c_rate: float = 1.0,
    cycles: int = 600,
    exact: bool = False,
    mechanisms: MechanismsLike = None,
    checkpoint: str | Path | None = None,
    progress: bool = False,
    protocol: str | Sequence[str] | None = None,
    until_empty: bool = False,
) -> CyclingResult:
    """Cycle an LFP | CPE | Li cell at constant current between its voltage limits.

    Raises `InputError` if a value is out of range; `SimulationFailed` if the cell does not run at
    all.

    Parameters
    ----------
    c_rate : float, optional
        Of charge and discharge [1/h], 0.01 to 20.
    cycles : int, optional
        1 to 100000.
    exact : bool, optional
        Whether to simulate every cycle; by default the envelope is followed.
    mechanisms : str or iterable, optional
        How the cell ages, see :func:`~sclcell.models.mechanisms.chosen_mechanisms`.
    checkpoint : path, optional
        File to keep progress in, and to take it up from.
    progress : bool, optional
        Whether to show a bar on standard error.
    protocol : str or sequence of str, optional
        What a cycle consists of in place of a charge and a discharge, see
        :func:`~sclcell.experiments.protocol_steps.parse_steps`.
    until_empty : bool, optional
        Whether a cell whose lithium is used up in a discharge is cycled on with what is left, until
        half of the capacity is gone; by default that is its end.

    Returns
    -------
    CyclingResult
        A row per cycle. The "Cycling cell capacity factor" of ``degradation.csv`` belongs to one
        measured cell, whose weighed mass it corrects, and is not in the capacities.
    """
    check_range("C-rate", c_rate, 0.01, 20)
    check_range("cycles", cycles, 1, 100_000)
    mechanisms = ageing_of(design, mechanisms)
    values = design.parameter_values()
    key = _run_key(values, mechanisms, "LFP", *design.cathode.digest, c_rate, bool(exact))
    cell: LFPCycling
    if protocol is not None:
        limits = [float(values[f"{end} voltage cut-off [V]"]) for end in ("Lower", "Upper")]
        steps = parse_steps(protocol, (limits[0], limits[1]))
        key = fingerprint(key, [step.content for step in steps])
        cell = ProtocolCycling(design, steps, mechanisms)
    else:
        cell = LFPCycling(
            CompositeElectrolyteDFN({"calculate discharge energy": "false"}, mechanisms=mechanisms),
            values,
            c_rate,
        )
    if until_empty:
        cell.until_empty, key = True, fingerprint(key, "until empty")
    run = cycle_by_cycle if exact else follow_envelope
    result = run(cell, int(cycles), Checkpoint(checkpoint, key), progress)
    if not result.table[CAPACITY].iloc[0] > 0:  # NaN if the solver failed
        what = f"at {c_rate:g}C" if protocol is None else "through this protocol"
        raise SimulationFailed(f"the fresh cell does not run {what}: {result.termination}")
    return result


def age_symmetric(
    design: Cell,
    hours: float,
    current_mA_cm2: float = 0.1,
    charge_mAh_cm2: float = 0.05,
    exact: bool = False,
    mechanisms: MechanismsLike = None,
    checkpoint: str | Path | None = None,
    progress: bool = False,
) -> CyclingResult:
    """Plate and strip lithium in a Li | CPE | Li cell.

    Raises `InputError` if a value is out of range.

    Parameters
    ----------
    design : Cell
        The cell; its cathode does not matter.
    hours : float
        Duration, up to 100000 h; as many whole cycles as it holds.
    current_mA_cm2, charge_mAh_cm2 : float, optional
        Current density and charge per half cycle.
    exact, mechanisms, checkpoint, progress
        As for `cycle_lfp`.

    Returns
    -------
    CyclingResult
        A row per cycle with ``Time [h]`` and ``Polarisation voltage [V]``, peak to peak at the
        ends of the half cycles.
    """
    cycles = whole_cycles(hours, current_mA_cm2, charge_mAh_cm2)
    mechanisms = chosen_mechanisms(mechanisms, cathode=False)
    values = design.parameter_values()
    key = _run_key(values, mechanisms, "Li", current_mA_cm2, charge_mAh_cm2, bool(exact))
    # Capacitances relax within seconds and do not matter to half cycles of minutes.
    model = SymmetricLithiumCell({"surface form": "algebraic"}, mechanisms=mechanisms)
    # 1 mA/cm2 is 10 A/m2
    cell = SymmetricCycling(
        model,
        values,
        A_M2_PER_MA_CM2 * current_mA_cm2,
        A_M2_PER_MA_CM2 * charge_mAh_cm2,
        voltage_limit=float(values["Symmetric cell voltage limit [V]"]),
    )
    run = cycle_by_cycle if exact else follow_envelope
    return run(cell, cycles, Checkpoint(checkpoint, key), progress)


def attribute_fade(
    design: Cell,
    c_rate: float = 1.0,
    cycles: int = 600,
    mechanisms: MechanismsLike = None,
    reference: CyclingResult | None = None,
) -> pd.DataFrame:
    """Return what each mechanism costs at each cycle, by leaving it out.

    Parameters
    ----------
    design, c_rate, cycles, mechanisms
        As for `cycle_lfp`.
    reference : CyclingResult, optional
        Result with all mechanisms, if there is one already.

    Returns
    -------
    pandas.DataFrame
        ``Cycle`` and a column per mechanism: capacity without it less capacity with all
        [mA.h.g-1]. Costs do not add up where mechanisms help each other. A cell that has failed
        counts as having no capacity; one that the solver did not finish is NaN from there on.
    """
    mechanisms = ageing_of(design, mechanisms)
    everything = reference or cycle_lfp(design, c_rate, cycles, mechanisms=mechanisms)
    costs = pd.DataFrame({"Cycle": range(1, int(cycles) + 1)})
    baseline = _padded(everything, int(cycles))
    for left_out in mechanisms:
        others = tuple(m for m in mechanisms if m is not left_out)
        without = cycle_lfp(design, c_rate, cycles, mechanisms=others)
        costs[left_out.__name__] = _padded(without, int(cycles)) - baseline
    return costs


def _padded(result: CyclingResult, cycles: int) -> Any:
    capacity = result.table.set_index("Cycle")[CAPACITY]
    after = result.outcome.nothing
    return capacity.reindex(range(1, cycles + 1), fill_value=after).to_numpy()
