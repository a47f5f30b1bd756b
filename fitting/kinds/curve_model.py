"""Discharge curves of one cell: voltages at measured capacities, with sensitivities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pybamm
from scipy.interpolate import PchipInterpolator
from scipy.optimize import brentq

from ...errors import SimulationFailed
from ...experiments.built_model import CURRENT, BuiltModel
from ...experiments.solver import StartedAtLimit, half_cycle_solver
from ...models import CompositeElectrolyteDFN
from ...models.laws.constants import kelvin
from ..cell_inputs import TEMPERATURE, CellInputs
from .discharges import Discharge

__all__ = ["CurveFit", "CurveModel"]

_Runs = tuple[BuiltModel, Sequence[pybamm.BaseSolver]]
# The simulation goes on below the last measured voltage, so that a model that ends too early
# still has a voltage to compare; not far, for full particles have no voltage.
_BELOW = 0.2
# How far it goes on, as a multiple of the last measured capacity.
_BEYOND = 1.4
# Where the model has ended, its voltage falls by this much per last measured capacity [V].
_FALL = 5.0


@dataclass(frozen=True)
class CurveFit:
    """A simulated discharge beside the measured one.

    Parameters
    ----------
    voltage : numpy.ndarray
        At the measured capacities [V], shape (n,).
    d_voltage : numpy.ndarray
        Derivatives with respect to `CurveModel.sensitive`, shape (n, parameters).
    charge : numpy.ndarray
        At the measured voltages of the tail [mA.h.g-1], shape (m,).
    d_charge : numpy.ndarray
        Its derivatives, shape (m, parameters).
    capacity : float
        At the last measured voltage [mA.h.g-1].
    reason : str, optional
        Why the simulation gave nothing.
    """

    voltage: np.ndarray
    d_voltage: np.ndarray
    charge: np.ndarray
    d_charge: np.ndarray
    capacity: float
    reason: str | None = None


class CurveModel:
    """A cell, built once, whose discharges start from the charged state.

    Parameters
    ----------
    inputs : CellInputs
        Cell and fitted parameters.
    curves : sequence of Discharge
        What was measured.
    evaluations : int, optional
        How many are expected, which says whether it pays to compile the equations.
    rtol : float, optional
        Tolerance of the solver.
    """

    def __init__(
        self,
        inputs: CellInputs,
        curves: Sequence[Discharge],
        evaluations: int = 1,
        rtol: float = 1e-5,
    ) -> None:
        self.inputs, self.curves = inputs, list(curves)
        self._solves = evaluations * len(self.curves)
        values = inputs.parameter_values()
        lowest = min(float(curve.voltage.min()) for curve in curves)
        self._set_limits(values, lowest - _BELOW)
        self._values = values
        # 1C of the parameter set over its nominal capacity: specific current to current.
        self._ampere = float(values["Nominal cell capacity [A.h]"]) / float(
            values["Practical specific capacity of LFP [mA.h.g-1]"]
        )
        #: Fitted parameters that the model's equations contain, in the order of the derivatives.
        self.names = inputs.contained_in(CompositeElectrolyteDFN(), (CURRENT, *TEMPERATURE))
        self.sensitive = tuple(name for name in inputs.direct if name in self.names)
        # Where one tolerance makes the solver fail, another one often does not.
        self._rtols = (rtol, rtol / 20)

    #: Inputs that the protocol sets, and the sign of the current that PyBaMM sees.
    driven: tuple[str, ...] = (CURRENT, *TEMPERATURE)
    sign = 1.0

    def _set_limits(self, values: pybamm.ParameterValues, lowest: float) -> None:
        """Let simulations go on to a voltage."""
        values["Lower voltage cut-off [V]"] = lowest

    def _begin(self, curve: Discharge, model_inputs: Mapping[str, float]) -> dict[str, float]:
        """Return inputs that say where a curve begins."""
        return {}

    def _shown(self, V: np.ndarray, dV: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return voltages as the curves have them."""
        return V, dV

    @cached_property
    def _plain(self) -> _Runs:
        return self._build()

    @cached_property
    def _differentiated(self) -> _Runs:
        """The same model with sensitivities; PyBaMM prepares one model only for either."""
        # The same tolerances: with looser ones the solver steps beyond full particles, where no
        # voltage exists, and has to start again.
        return self._build()

    def _build(self) -> _Runs:
        model = CompositeElectrolyteDFN()
        solvers = [
            # The second tolerance is rarely needed.
            half_cycle_solver(rtol, rtol / 100, ["Voltage [V]"], 1 if k else self._solves)
            for k, rtol in enumerate(self._rtols)
        ]
        options = self.inputs.mesh_options
        return BuiltModel(model, self._values, solvers[0], self.driven, **options), solvers

    def evaluate(self, values: Mapping[str, float], sensitivities: bool = False) -> list[CurveFit]:
        """Simulate all curves.

        Parameters
        ----------
        values : mapping
            Fitted parameters, SI units.
        sensitivities : bool
            Whether IDAKLU computes derivatives with respect to ``sensitive``.
        """
        model_inputs = self.inputs.inputs(values)
        return [self._one(curve, model_inputs, sensitivities) for curve in self.curves]

    def _one(
        self, curve: Discharge, model_inputs: Mapping[str, float], sensitivities: bool
    ) -> CurveFit:
        T = kelvin(curve.temperature_degC)
        sensitive = self.sensitive if sensitivities else ()
        cell, solvers = self._differentiated if sensitivities else self._plain
        begin = self._begin(curve, model_inputs)
        cell = cell.with_inputs({**model_inputs, **{name: T for name in TEMPERATURE}, **begin})
        to_seconds = 3600 / curve.current
        duration = _BEYOND * curve.capacity[-1] * to_seconds
        reason = ""
        for solver in solvers:
            try:
                solution = cell.solve(
                    (0.0, duration),
                    self.sign * curve.current * self._ampere,
                    solver,
                    calculate_sensitivities=[*sensitive] or False,
                )
                t, V, dV = _voltages(solution, sensitive)
                V, dV = self._shown(V, dV)
            except StartedAtLimit:
                reason = "cut-off reached at once"
                break
            except (pybamm.SolverError, SimulationFailed) as error:
                reason = " ".join(str(error).split())[:200]
            else:
                return _compare(curve, t / to_seconds, V, dV)
        return self._nothing(curve, reason)

    def _nothing(self, curve: Discharge, reason: str) -> CurveFit:
        points, number = len(curve.voltage), len(self.sensitive)
        # The cut-off is met at once: the line that continues a model that has ended.
        voltage = curve.voltage[-1] - _FALL * curve.capacity / curve.capacity[-1]
        tail = points - curve.tail
        no_slope = np.zeros((points, number)), np.zeros((tail, number))
        return CurveFit(voltage, no_slope[0], np.zeros(tail), no_slope[1], 0.0, reason)


def _voltages(
    solution: pybamm.Solution, sensitive: Sequence[str]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return time [s], voltage [V] and its derivatives at the solver's own steps."""
    voltage = solution["Voltage [V]"]
    t, V = np.asarray(solution.t), np.asarray(voltage.entries, dtype=float)
    dV = np.zeros((len(V), len(sensitive)))
    for k, name in enumerate(sensitive):
        dV[:, k] = np.asarray(voltage.sensitivities[name]).ravel()
    moved = np.append(True, np.diff(t) > 0)
    if moved.sum() < 3 or not (np.isfinite(V).all() and np.isfinite(dV).all()):
        raise SimulationFailed("the solver returned no finite voltage")
    return t[moved], V[moved], dV[moved]


def _compare(curve: Discharge, Q: np.ndarray, V: np.ndarray, dV: np.ndarray) -> CurveFit:
    """Return voltages at the measured capacities, and charges at the voltages of the tail.

    Q and V are those of the solver's own steps, which are close where the voltage bends.
    """
    shape = PchipInterpolator(Q, V)
    voltage = shape(np.minimum(curve.capacity, Q[-1]))
    d_voltage = _rows_at(curve.capacity, Q, dV)
    beyond = curve.capacity > Q[-1]
    if beyond.any():
        fall = _FALL / curve.capacity[-1]
        voltage[beyond] -= fall * (curve.capacity[beyond] - Q[-1])
        # Where the model ends moves with its parameters: dQ/dp = -(dV/dp)/(dV/dQ) at the end.
        slope = min((V[-1] - V[-2]) / (Q[-1] - Q[-2]), -1e-6)
        d_voltage[beyond] = -fall * dV[-1] / slope
    # Of a curve that ends on its plateau, too, the capacity at its last voltage is told.
    targets = curve.voltage[min(curve.tail, len(curve.voltage) - 1) :]
    charge, slopes = _charges_at(targets, shape, V)
    d_charge = -_rows_at(charge, Q, dV) / slopes[:, None]
    tail = slice(0, len(curve.voltage) - curve.tail)
    return CurveFit(voltage, d_voltage, charge[tail], d_charge[tail], float(charge[-1]))


def _charges_at(
    targets: np.ndarray, shape: PchipInterpolator, V: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return where a curve falls below each voltage for good [mA.h.g-1], and its dV/dQ there.

    Before that it may be below, too: charged particles have slow kinetics. Where it is below from
    the start, or never gets there, the charge is its first or last one and does not move with the
    parameters: its slope is infinite.
    """
    Q = shape.x
    charge, slopes = np.zeros(len(targets)), np.full(len(targets), -np.inf)
    for number, target in enumerate(targets):
        above = np.flatnonzero(V > target)
        if above.size == 0:
            continue
        k = int(above[-1])
        if k + 1 == len(V):
            charge[number] = Q[-1]
            continue
        charge[number] = brentq(lambda q, at=target: float(shape(q)) - at, Q[k], Q[k + 1])
        slopes[number] = min(float(shape(charge[number], 1)), -1e-6)
    return charge, slopes


def _rows_at(at: np.ndarray, Q: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Return rows, interpolated linearly in Q."""
    if rows.shape[1] == 0:
        return np.zeros((len(at), 0))
    return np.array([np.interp(at, Q, column) for column in rows.T]).T
