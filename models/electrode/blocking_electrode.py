"""Planar metal electrode that exchanges no lithium."""

from __future__ import annotations

import pybamm

from ..sei.names import lithium_current

__all__ = ["BlockingElectrode"]


class BlockingElectrode(pybamm.BaseSubModel):
    r"""Double layer without a reaction, (LAB-14).

    .. math::
        C_\mathrm{dl} \frac{d(\phi_s - \phi_e)}{dt} = i

    Parameters
    ----------
    side : str
        ``"Left"`` or ``"Right"``.
    """

    initial_potential: pybamm.Symbol = pybamm.Scalar(0)

    def __init__(
        self, param: pybamm.LithiumIonParameters, side: str, options: pybamm.BatteryModelOptions
    ) -> None:
        super().__init__(param, options=options)
        self.side = side
        self.name_ = f"{side} surface potential difference [V]"

    def get_fundamental_variables(self) -> dict:
        """Return the potential difference across the double layer, a state."""
        return {self.name_: pybamm.Variable(self.name_, domain="current collector")}

    def reaction(self, variables: dict) -> pybamm.Symbol:
        """Return the faradaic current density that leaves the electrode [A.m-2]: none."""
        return pybamm.Scalar(0)

    def set_rhs(self, variables: dict) -> None:
        """Set the charge balance of the double layer."""
        C_dl = pybamm.Parameter("Stainless steel double-layer capacity [F.m-2]")
        i = lithium_current(self.side, variables)
        self.rhs = {variables[self.name_]: (i - self.reaction(variables)) / C_dl}

    def set_initial_conditions(self, variables: dict) -> None:
        """Start from the potential of the electrode as it is put in."""
        self.initial_conditions = {variables[self.name_]: self.initial_potential}
