"""Cells as the cycling algorithms see them: a state, and one cycle that moves it on."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any, Self

import pandas as pd
import pybamm

from ...models.electrode.contact_loss import ACCESSIBLE, ISOLATED_LITHIUM
from ...models.laws.constants import AH_PER_MOL, C_M2_PER_MAH_CM2, FARADAY, OHM_CM2_PER_OHM_M2
from ...models.mechanisms import LITHIUM_IN_ALL_PLACES
from ...models.sei.ageing_names import LITHIUM_INVENTORY
from ...models.sei.names import at_side
from ..outcome import Kind, Outcome
from ..reasons import why_not_started
from .stepped_cell import HalfCycle, State, SteppedCell

__all__ = ["USED_UP", "CycleRecord", "CyclingCell", "LFPCycling", "SymmetricCycling"]

CAPACITY = "Specific discharge capacity [mA.h.g-1]"
EFFICIENCY = "Coulombic efficiency [%]"
#: At the end of the cycle, in all particles.
LITHIUM_IN_LFP = "Lithium in LFP [mA.h.g-1]"
#: By how much LFP is fuller at the end of the cycle than at its start: where the charge has gone
#: that a discharge gives beyond the charge before it.
NET_LITHIATION = "Net lithiation of LFP [mA.h.g-1]"
FILM = "Film resistance [Ohm.cm2]"
LAM = "Loss of active material [%]"
WETTED = "Wetted share of the LFP surface"
INVENTORY = "Lithium inventory [mA.h.cm-2]"
SOLVENT_LEFT = "Residual solvent fraction"
POLARISATION = "Polarisation voltage [V]"
DURATION = "Duration [h]"

_FILM_MODEL = "Lithium interphase film resistance [Ohm.m2]"
_WETTED_MODEL = "Positive electrode wetted fraction"
#: Lithium left over the capacity below which a discharge has used it up.
USED_UP = 0.02
_IN_PARTICLES = "Total lithium in particles [mol]"


@dataclass(frozen=True)
class CycleRecord:
    """One cycle.

    Parameters
    ----------
    state : numpy.ndarray
        State at its end.
    values : dict
        What was measured in it; ``"Duration [h]"`` among it.
    failure : Outcome, optional
        Why the cell is at its end in this cycle.
    """

    state: State
    values: dict[str, float]
    failure: Outcome | None = None

    @property
    def solver_failed(self) -> bool:
        """Whether it is the solver that found no solution, not the cell."""
        return self.failure is not None and self.failure.unsolved


class CyclingCell(SteppedCell, ABC):
    """What the algorithms need to know of a cell and its protocol, beside its states."""

    #: Measured value whose integral over cycles is error-controlled, and in which failure shows.
    leading: str
    #: Measured values that mean something only in cycles that follow one another.
    settled_values: tuple[str, ...] = ()

    def first_state(self) -> State:
        """Return the state before the first cycle."""
        return self.initial_state()

    @abstractmethod
    def cycle(self, state: State) -> CycleRecord:
        """Run one cycle."""

    @abstractmethod
    def failure(self, values: Mapping[str, float], first: Mapping[str, float]) -> Outcome | None:
        """Return why a cell that gives these values has failed, or None."""

    def imbalance(self, values: Mapping[str, float]) -> float:
        """Return what a cycle gave back beyond what it took, over what it took.

        It hardly changes from cycle to cycle once the fast states have settled. Zero where it says
        nothing.
        """
        return 0.0

    def complete(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return a table of all cycles with `settled_values` in place of NaN."""
        return table


#: With less than this share of the solvent left cracks are not repaired any more (SEI-8), and the
#: film conducts as without any: the cell has failed, whatever its voltage.
_DRY = 0.02
#: Film and solvent within this share of the first cycle's have hardly aged.
_UNCHANGED = 0.1
#: Wetted share of LFP below which the layer on it counts as the cause of a failure.
_HALF = 0.5


def _hardly_aged(values: Mapping[str, float], first: Mapping[str, float]) -> bool:
    grown = values[FILM] / first[FILM] - 1
    return grown < _UNCHANGED and values[SOLVENT_LEFT] > 1 - _UNCHANGED


def _film_cause(values: Mapping[str, float], first: Mapping[str, float]) -> Outcome:
    """Name what failed, from film and solvent."""
    ratio = values[FILM] / first[FILM]
    left = values[SOLVENT_LEFT]
    # Of the two factors of (SEI-11), the larger one on a logarithmic scale.
    starved = 1 / max(left, 1e-6) > ratio**0.5
    digits = 2 if _hardly_aged(values, first) else 1
    return Outcome(
        Kind.SOLVENT_EXHAUSTED if starved else Kind.FILM_RESISTANCE,
        {"solvent": 100 * left, "film_ratio": ratio, "digits": digits},
    )


class LFPCycling(CyclingCell):
    """Charge and discharge of an LFP cell between its voltage limits.

    Parameters
    ----------
    model, parameter_values, **options
        As for `SteppedCell`; a half-cell.
    c_rate : float
        Current over nominal capacity [1/h].
    capacity_factor : float, optional
        Of a measured cell whose weighed mass is off; on specific capacities, 1 by default [-].
    end_of_life : float, optional
        The cell counts as failed when its capacity falls below this share of the first.
    """

    leading = CAPACITY
    settled_values = (EFFICIENCY, NET_LITHIATION)
    #: Whether a cell whose lithium is used up in a discharge is cycled on with what is left.
    until_empty = False

    def __init__(
        self,
        model: pybamm.BaseModel,
        parameter_values: pybamm.ParameterValues,
        c_rate: float = 1.0,
        capacity_factor: float = 1.0,
        end_of_life: float = 0.5,
        **options: Any,
    ) -> None:
        super().__init__(model, parameter_values, **options)
        self._measure(parameter_values, c_rate, capacity_factor, end_of_life)

    def _measure(
        self,
        parameter_values: pybamm.ParameterValues,
        c_rate: float,
        capacity_factor: float,
        end_of_life: float,
    ) -> None:
        """Take area, current and mass from the values of the cell."""
        width = float(parameter_values["Electrode width [m]"])
        self.area = width * float(parameter_values["Electrode height [m]"])
        practical = float(parameter_values["Practical specific capacity of LFP [mA.h.g-1]"])
        self._c_rate, self._practical = c_rate, capacity_factor * practical
        self._weigh(float(parameter_values["Nominal cell capacity [A.h]"]))
        self.longest = 1.5 * 3600 / c_rate
        self.end_of_life = end_of_life

    def _weigh(self, nominal_Ah: float) -> None:
        self.nominal_Ah, self.current = nominal_Ah, self._c_rate * nominal_Ah
        # 1C is the practical capacity of LFP, so current over it gives the mass.
        self.specific = self._practical / nominal_Ah

    def of_capacity(self, nominal_Ah: float) -> Self:
        """Return the same cell with another charge of one hour at 1C, from its mass [A.h]."""
        other = copy(self)
        other._weigh(nominal_Ah)
        return other

    def first_state(self) -> State:
        """Return the fresh cell after formation: one cycle, without ageing, from full charge."""
        fresh = self.initial_state()
        state = fresh
        for current in (self.current, -self.current, self.current):
            state = self.step(state, current, self.longest).state
        return self.with_slow(state, self.slow(fresh))

    def why_not_started(self, error: Exception) -> Outcome:
        """Return why a half cycle gave nothing."""
        return why_not_started(error, self.built, self.cell.values)

    def lithium_in_lfp(self, state: State) -> float:
        """Return the lithium in LFP, read off the particles, as specific charge [mA.h.g-1]."""
        moles = self.observe(state, _IN_PARTICLES)
        if ISOLATED_LITHIUM in self.states:
            moles += self.entry(state, ISOLATED_LITHIUM) * self.area
        return moles * AH_PER_MOL * self.specific

    def cycle(self, state: State) -> CycleRecord:
        """Charge, then discharge."""
        charge = self.step(state, -self.current, self.longest)
        discharge = HalfCycle(charge.state, 0.0, charge.outcome)
        if not charge.outcome.failed:
            discharge = self.step(charge.state, self.current, self.longest)
        values = self._values(state, charge, discharge)
        for what, step in (("charge", charge), ("discharge", discharge)):
            if step.outcome.failed:
                values |= {CAPACITY: 0.0, EFFICIENCY: 0.0, NET_LITHIATION: 0.0}
                return CycleRecord(state, values, step.outcome.at(f"{what}: "))
        if discharge.outcome.kind is Kind.LITHIUM_EXHAUSTED and not self.until_empty:
            why = {"event": "lithium exhausted during discharge"}
            return CycleRecord(discharge.state, values, Outcome(Kind.LITHIUM_EXHAUSTED, why))
        return CycleRecord(discharge.state, values)

    def _values(self, start: State, charge: HalfCycle, discharge: HalfCycle) -> dict[str, float]:
        state = discharge.state
        moved = self.current / 3600 * self.specific
        lithium = self.lithium_in_lfp(state)
        values = {
            CAPACITY: discharge.duration * moved,
            EFFICIENCY: 100 * discharge.duration / charge.duration if charge.duration else 0.0,
            LITHIUM_IN_LFP: lithium,
            NET_LITHIATION: lithium - self.lithium_in_lfp(start),
            # 1 Ohm.m2 is 1e4 Ohm.cm2
            FILM: OHM_CM2_PER_OHM_M2 * self.observe(state, _FILM_MODEL, self.current),
            LAM: 0.0,
            WETTED: 1.0,
            INVENTORY: float("nan"),
            SOLVENT_LEFT: 1.0,
            DURATION: (charge.duration + discharge.duration) / 3600,
        }
        if ACCESSIBLE in self.slow_states:
            values[LAM] = 100 * (1 - self.entry(state, ACCESSIBLE))
        if _WETTED_MODEL in self.cell.model.variables:
            values[WETTED] = self.observe(state, _WETTED_MODEL)
        if self._inventories:
            left = self.observe(state, LITHIUM_INVENTORY)
            values[INVENTORY] = left * FARADAY / C_M2_PER_MAH_CM2
        if SOLVENT_LEFT in self.slow_states:
            values[SOLVENT_LEFT] = self.entry(state, SOLVENT_LEFT)
        return values

    def imbalance(self, values: Mapping[str, float]) -> float:
        """Return discharge over charge, less one."""
        return values[EFFICIENCY] / 100 - 1

    def complete(self, table: pd.DataFrame) -> pd.DataFrame:
        """Fill in net lithiation and efficiency: what LFP gains in a cycle was not charged."""
        gained = table[LITHIUM_IN_LFP].diff()
        efficiency = 100 * table[CAPACITY] / (table[CAPACITY] - gained)
        return table.fillna({NET_LITHIATION: gained, EFFICIENCY: efficiency})

    def failure(self, values: Mapping[str, float], first: Mapping[str, float]) -> Outcome | None:
        """Return the cause if less than the end-of-life capacity, or no solvent, is left."""
        if values[CAPACITY] >= self.end_of_life * first[CAPACITY]:
            return _film_cause(values, first) if values[SOLVENT_LEFT] < _DRY else None
        cause = _film_cause(values, first)
        # Lost active material takes its share of the capacity; what else is gone, the film takes.
        areal = values[CAPACITY] / self.specific * 0.1 / self.area  # mA.h.cm-2
        if values[INVENTORY] < USED_UP * areal:
            cause = Outcome(Kind.LITHIUM_EXHAUSTED, {"event": "lithium inventory used up"})
        elif values[LAM] > 50 * (1 - values[CAPACITY] / first[CAPACITY]):
            cause = Outcome(Kind.ACTIVE_MATERIAL, {"lost": values[LAM]})
        elif _hardly_aged(values, first):
            gained = values[LITHIUM_IN_LFP] - first[LITHIUM_IN_LFP]
            if values[WETTED] < _HALF:
                cause = Outcome(Kind.CATHODE_INTERPHASE, {"wetted": 100 * values[WETTED]})
            elif gained > 0:
                cause = Outcome(Kind.INCOMPLETE_CHARGES, {"gained": gained})
        percent = 100 * self.end_of_life
        return Outcome(Kind.CAPACITY_BELOW_END_OF_LIFE, {"percent": percent, "cause": cause})

    def lithium(self, state: State) -> float:
        """Return the lithium in all places [mol.m-2], which is constant."""
        return self.observe(state, LITHIUM_IN_ALL_PLACES)


class SymmetricCycling(CyclingCell):
    """Plating and stripping in a Li | CPE | Li cell, both half cycles of equal charge.

    Parameters
    ----------
    model, parameter_values, **options
        As for `SteppedCell`; a symmetric cell.
    current_density : float
        [A.m-2].
    charge_density : float
        Per half cycle [A.h.m-2].
    voltage_limit : float, optional
        Of one polarity, at which the cell counts as failed [V].
    """

    leading = POLARISATION

    def __init__(
        self,
        model: pybamm.BaseModel,
        parameter_values: pybamm.ParameterValues,
        current_density: float = 1.0,
        charge_density: float = 0.5,
        voltage_limit: float = 1.0,
        **options: Any,
    ) -> None:
        self._films = tuple(at_side(side, _FILM_MODEL) for side in ("Left", "Right"))
        super().__init__(model, parameter_values, **options)
        width = float(parameter_values["Electrode width [m]"])
        area = width * float(parameter_values["Electrode height [m]"])
        self.current = current_density * area
        self.half = charge_density / current_density * 3600
        self.voltage_limit = voltage_limit

    def cycle(self, state: State) -> CycleRecord:
        """Pass the charge to the right, then back; the voltage is read at each end."""
        there = self.step(state, self.current, self.half)
        back = self.step(there.state, -self.current, self.half)
        forth_V = self.observe(there.state, "Voltage [V]", self.current)
        back_V = self.observe(back.state, "Voltage [V]", -self.current)
        films = [self.observe(back.state, name, self.current) for name in self._films]
        values = {
            POLARISATION: abs(back_V - forth_V),
            FILM: OHM_CM2_PER_OHM_M2 * sum(films) / 2,
            SOLVENT_LEFT: 1.0,
            DURATION: (there.duration + back.duration) / 3600,
        }
        if SOLVENT_LEFT in self.slow_states:
            values[SOLVENT_LEFT] = self.entry(back.state, SOLVENT_LEFT)
        failure = None
        for step in (back, there):
            if step.outcome.kind is not Kind.TIME_OVER:
                failure = step.outcome
        return CycleRecord(back.state, values, failure)

    def failure(self, values: Mapping[str, float], first: Mapping[str, float]) -> Outcome | None:
        """Return the cause if the voltage limit is exceeded or no solvent is left."""
        # The polarisation is peak to peak: two polarities.
        if values[POLARISATION] <= 2 * self.voltage_limit:
            return _film_cause(values, first) if values[SOLVENT_LEFT] < _DRY else None
        why = _film_cause(values, first)
        if _hardly_aged(values, first):
            why = Outcome(Kind.CURRENT_TOO_LARGE)
        limit = {"limit": self.voltage_limit, "cause": why}
        return Outcome(Kind.SYMMETRIC_VOLTAGE_LIMIT, limit)
