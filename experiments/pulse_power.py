"""What a cell gives and takes in a short pulse, against temperature and state of charge."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from ..errors import SimulationFailed, check_range
from ..parameter_sets.cell import RANGES, Cell
from ..parameter_sets.isothermal import build_cell
from ..parameter_sets.relations import cell_numbers
from .protocol_run import TIME, ProtocolRunner, StepRun
from .protocol_steps import ControlStep

__all__ = ["PULSE_RANGE_S", "PULSE_SECONDS", "SOCS", "TEMPERATURES_DEGC", "pulse_power"]

TEMPERATURES_DEGC = (-20.0, -10.0, 0.0, 10.0, 25.0, 40.0)
SOCS = (10.0, 30.0, 50.0, 70.0, 90.0)
_INITIAL = "Initial concentration in positive electrode [mol.m-3]"
_HIGHEST = "Maximum concentration in positive electrode [mol.m-3]"
_CUT_OFFS = {"Discharge": "Lower voltage cut-off [V]", "Charge": "Upper voltage cut-off [V]"}
PULSE_SECONDS, PULSE_RANGE_S = 10.0, (1e-3, 3600.0)
#: Of the stoichiometry; the potential is not known beyond.
_FULLEST = 0.995
#: A cell that rests so near to a limit has no power towards it [V].
_AT_LIMIT = 1e-4
_OCP = "Open-circuit potential at mean stoichiometry [V]"


def pulse_power(
    cell: Cell,
    temperatures_degC: Sequence[float] = TEMPERATURES_DEGC,
    socs: Sequence[float] = SOCS,
    seconds: float = PULSE_SECONDS,
) -> pd.DataFrame:
    """Return the constant power at which a pulse ends at the voltage limit.

    The cell rests at the state of charge; the power is the largest that it gives, or takes, for the
    whole pulse between its voltage limits.

    Parameters
    ----------
    cell : Cell
        The cell; its own temperature does not matter.
    temperatures_degC : sequence of float, optional
        -30 to 80 [degC].
    socs : sequence of float, optional
        Charge left, as a share of what there is between the voltage limits at rest [%].
    seconds : float, optional
        Of the pulse, 0.001 to 3600 [s].

    Returns
    -------
    pandas.DataFrame
        A row per temperature and state of charge: both powers per electrode area [W.m-2]; NaN where
        the solver finds no solution.

    Raises
    ------
    InputError
        If a value is out of range.
    """
    for T in temperatures_degC:
        check_range("temperature of a pulse", T, *RANGES["temperature_degC"])
    for soc in socs:
        check_range("state of charge", soc, 0, 100, "%")
    check_range("seconds of a pulse", seconds, *PULSE_RANGE_S, "s")
    numbers, area = cell_numbers(cell), build_cell(cell).area
    runner = ProtocolRunner(cell, [], inputs=(_INITIAL,))
    rested = runner.built

    def at_rest(x: float) -> np.ndarray:
        runner.built = rested.with_inputs({_INITIAL: x * numbers[_HIGHEST]})
        return runner.initial_state()

    charged = numbers["Initial stoichiometry in positive electrode"]
    lower = numbers[_CUT_OFFS["Discharge"]]

    def above(x: float) -> float:
        return runner.built.observe(_OCP, at_rest(x)) - lower

    empty = _FULLEST if above(_FULLEST) >= 0 else brentq(above, charged, _FULLEST, xtol=1e-6)
    rows = []
    for soc in socs:
        state = at_rest(charged + (1 - soc / 100) * (empty - charged))
        rests = runner.built.observe(_OCP, state)
        for T in temperatures_degC:
            row = {"Temperature [degC]": T, "State of charge [%]": soc}
            for what, cut_off in _CUT_OFFS.items():
                sign = 1.0 if what == "Discharge" else -1.0

                def run(control: str, target: float, T: float = T) -> StepRun:
                    step = ControlStep("pulse", control, target, seconds, temperature_degC=T)
                    return runner.step(state, step)  # noqa: B023 (called before the next state)

                if sign * (rests - numbers[cut_off]) < _AT_LIMIT:
                    row[f"{what} power [W.m-2]"] = 0.0
                    continue
                try:
                    power = _largest(run, numbers[cut_off], sign, seconds)
                except (SimulationFailed, ValueError):
                    power = np.nan
                row[f"{what} power [W.m-2]"] = power / area
            rows.append(row)
    return pd.DataFrame(rows)


def _largest(
    run: Callable[[str, float], StepRun], limit: float, sign: float, seconds: float
) -> float:
    """Return the power that a cell gives (sign 1) or takes (-1) until the end of a pulse [W].

    Held at the limit, it gives more at first and less in the end.
    """
    held = run("voltage", limit).series
    power = sign * held["Voltage [V]"] * held["Current [A]"]
    least, most = float(power.iloc[-1]), float(power.iloc[0])
    if not most > 0:
        return 0.0

    def left(watts: float) -> float:
        """Voltage to the limit at the end, or the share of time that is missing [-]."""
        found = run("power", sign * watts).series.iloc[-1]
        missing = 1 - found[TIME] / seconds
        return -missing if missing > 1e-9 else sign * (found["Voltage [V]"] - limit)

    if left(least) <= 0:
        return least
    return brentq(left, least, most, rtol=1e-3)
