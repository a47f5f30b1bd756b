"""Named reasons for simulations that give no result."""

from __future__ import annotations

import pybamm

from ..models.interphase.film_resistance import FILM_BARRIERS
from ..models.parameters import CompositeElectrolyteParameters

__all__ = ["UNSOLVED", "starting_losses", "unsolved", "why_not_started"]

#: How a simulation ends that says nothing of the cell. Every other reason is the cell's own: it
#: cannot run, and gives zero.
UNSOLVED = ("solver failed", "no voltage limit was reached", "not a number among the inputs")


def unsolved(reason: object) -> bool:
    """Return whether a reason names a failure of the simulation, not of the cell.

    Capacities follow it everywhere: zero where the cell cannot run, NaN where the simulation
    failed, for then nobody knows what the cell would give.

    Parameters
    ----------
    reason : str or None
        Why a cell gave nothing, or several reasons in one text; None if it did give something.
    """
    return isinstance(reason, str) and any(words in reason for words in UNSOLVED)


def _evaluate(
    values: pybamm.ParameterValues, symbol: pybamm.Symbol, inputs: dict[str, float]
) -> float:
    return float(values.process_symbol(symbol).evaluate(inputs=inputs))


def starting_losses(
    parameter_values: pybamm.ParameterValues, inputs: dict[str, float]
) -> dict[str, float]:
    """Return the losses in the first instant of a current step, before anything is depleted.

    Parameters
    ----------
    parameter_values : pybamm.ParameterValues
        Values of an LFP | CPE | Li cell.
    inputs : dict
        Values of the parameters that are inputs, ``"Current function [A]"`` among them.

    Returns
    -------
    dict
        Name of the loss to its magnitude [V], largest first; (LI-1), (FILM-1), (TR-4).
    """
    param = CompositeElectrolyteParameters(
        pybamm.BatteryModelOptions({"working electrode": "positive"})
    )
    current = pybamm.Parameter("Current function [A]")
    i = abs(current / (param.n_electrodes_parallel * param.A_cc))
    T = pybamm.Parameter("Ambient temperature [K]")
    c_e = pybamm.Parameter("Initial concentration in electrolyte [mol.m-3]")
    RT_F = param.R * T / param.F
    j0_li = param.j0_Li_metal(c_e, 1 / param.V_bar_Li, T)
    V_film = 2 * RT_F * pybamm.Parameter(FILM_BARRIERS)
    losses = {
        "film overpotential": V_film * pybamm.arcsinh(i * param.film_resistance(T) / V_film),
        "lithium charge-transfer overpotential": 2 * RT_F * pybamm.arcsinh(i / (2 * j0_li)),
        "separator ohmic loss": i * param.s.L / param.kappa_e(c_e, T),
        "contact resistance loss": abs(current) * param.R_contact(T),
    }
    evaluated = {
        name: _evaluate(parameter_values, symbol, inputs) for name, symbol in losses.items()
    }
    return dict(sorted(evaluated.items(), key=lambda item: -item[1]))


def why_not_started(
    error: Exception,
    parameter_values: pybamm.ParameterValues,
    inputs: dict[str, float],
    open_circuit_potential: float | None = None,
) -> str:
    """Return why a half cycle gave nothing, in one line.

    Parameters
    ----------
    error : Exception
        What the solver said.
    parameter_values : pybamm.ParameterValues
        Values of the cell.
    inputs : dict
        Inputs of the half cycle.
    open_circuit_potential : float, optional
        Of the cathode when it starts [V]; by default that of the initial state.

    Returns
    -------
    str
        For example ``"cut-off reached at once: film overpotential 0.61 V exceeds the 0.55 V
        available"``, or ``"solver failed: "`` and the solver's words.
    """
    message = " ".join(str(error).split())
    if "non-positive at initial conditions" not in message:
        return f"solver failed: {message[:200]}"
    if open_circuit_potential is None:
        sto = (
            parameter_values["Initial concentration in positive electrode [mol.m-3]"]
            / (parameter_values["Maximum concentration in positive electrode [mol.m-3]"])
        )
        ocp = parameter_values["Positive electrode OCP [V]"](pybamm.Scalar(sto))
        open_circuit_potential = _evaluate(parameter_values, ocp, inputs)
    limit = "Lower" if "Minimum voltage" in message else "Upper"
    cut_off = parameter_values[f"{limit} voltage cut-off [V]"]
    available = abs(open_circuit_potential - cut_off)
    losses = starting_losses(parameter_values, inputs)
    largest, value = next(iter(losses.items()))
    if value > available:
        return (
            f"cut-off reached at once: {largest} {value:.2f} V exceeds the "
            f"{available:.2f} V available"
        )
    return (
        f"cut-off reached at once: the losses exceed the {available:.2f} V available, the "
        f"largest is {largest} with {value:.2f} V"
    )
