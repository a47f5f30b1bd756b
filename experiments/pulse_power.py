"""What a cell gives and takes in a short pulse, against temperature and state of charge."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..errors import SimulationFailed, check_range
from ..models.laws.constants import AH_PER_MOL
from ..parameter_sets.cathode import RECIPE
from ..parameter_sets.cell import RANGES, Cell
from ..parameter_sets.isothermal import build_cell
from ..parameter_sets.relations import cell_numbers
from .protocol_run import ProtocolRunner
from .protocol_steps import ControlStep

__all__ = ["SOCS", "TEMPERATURES_DEGC", "pulse_power"]

TEMPERATURES_DEGC = (-20.0, -10.0, 0.0, 10.0, 25.0, 40.0)
SOCS = (10.0, 30.0, 50.0, 70.0, 90.0)
_INITIAL = "Initial concentration in positive electrode [mol.m-3]"
_HIGHEST = "Maximum concentration in positive electrode [mol.m-3]"
_CUT_OFFS = {"Discharge": "Lower voltage cut-off [V]", "Charge": "Upper voltage cut-off [V]"}
#: Of the stoichiometry; the potential is not known beyond.
_FULLEST = 0.995


def pulse_power(
    cell: Cell,
    temperatures_degC: Sequence[float] = TEMPERATURES_DEGC,
    socs: Sequence[float] = SOCS,
    seconds: float = 10.0,
) -> pd.DataFrame:
    """Return the power at the end of a pulse at each voltage limit.

    The cell rests at the state of charge and is then held at its lower, or upper, voltage limit.
    Less power could be kept for as long; more could not.

    Parameters
    ----------
    cell : Cell
        The cell; its own temperature does not matter.
    temperatures_degC : sequence of float, optional
        -30 to 80 [degC].
    socs : sequence of float, optional
        Charge left, as a share of one hour at 1C [%].
    seconds : float, optional
        Of the pulse [s].

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
    check_range("seconds of a pulse", seconds, 1e-3, 3600, "s")
    numbers, area = cell_numbers(cell), build_cell(cell).area
    runner = ProtocolRunner(cell, [], inputs=(_INITIAL,))
    density = numbers[next(iter(RECIPE.values()))]
    whole = numbers[_HIGHEST] * AH_PER_MOL / density  # mA.h.g-1
    charged = numbers["Initial stoichiometry in positive electrode"]
    rested = runner.built
    rows = []
    for soc in socs:
        x = min(charged + (1 - soc / 100) * cell.one_C_mAh_g / whole, _FULLEST)
        runner.built = rested.with_inputs({_INITIAL: x * numbers[_HIGHEST]})
        state = runner.initial_state()
        for T in temperatures_degC:
            row = {"Temperature [degC]": T, "State of charge [%]": soc}
            for what, cut_off in _CUT_OFFS.items():
                step = ControlStep(
                    f"{what} pulse", "voltage", numbers[cut_off], seconds, temperature_degC=T
                )
                try:
                    last = runner.step(state, step).series.iloc[-1]
                    power = abs(last["Voltage [V]"] * last["Current [A]"]) / area
                except SimulationFailed:
                    power = np.nan
                row[f"{what} power [W.m-2]"] = power
            rows.append(row)
    return pd.DataFrame(rows)
