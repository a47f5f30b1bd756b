"""Residual solvent that the film lives on, and what happens when it runs out."""

from __future__ import annotations

from collections.abc import Sequence

import pybamm

from ..laws._types import Scalar
from ..mechanism import AgeingCell, Mechanism
from .ageing_names import SEI_GROWTH, SEI_REPAIR, SOLVENT
from .names import at_side

__all__ = ["SolventReservoir", "dry_out_factor"]


def dry_out_factor(solvent: Scalar, residual: Scalar) -> Scalar:
    r"""Return film resistance over that of the film soaked with all its solvent [-], (SEI-10).

    .. math:: g(s) = \frac{1+\delta}{s+\delta}

    The film conducts through its solvated share, which goes with the solvent left.

    Parameters
    ----------
    solvent
        s, solvent over its initial amount [-].
    residual
        δ, conductance without solvent over that with all of it [-].
    """
    return (1 + residual) / (solvent + residual)


class SolventReservoir(Mechanism, pybamm.BaseSubModel):
    r"""One reservoir for all lithium surfaces of a cell, (SEI-9).

    .. math::
        n_0 \frac{ds}{dt} = -\sum_\mathrm{sides}(r_\mathrm{grow} + r_\mathrm{rep}), \qquad
        n_0 = c_\mathrm{sol} \sum_k \varepsilon_k L_k

    One solvent molecule goes with each lithium atom that the film binds.

    Parameters
    ----------
    sides : sequence of str
        Lithium surfaces that draw on it.
    volume : pybamm.Symbol
        Volume of electrolyte per area [m].
    """

    slot = "Solvent reservoir"
    slow_states = (SOLVENT,)

    @classmethod
    def submodels(cls, cell: AgeingCell) -> dict[str, pybamm.BaseSubModel]:
        """Return one reservoir for the whole cell."""
        made = cls(cell.param, cell.sides, cell.electrolyte_volume, cell.options)
        return {"solvent reservoir": made}

    def __init__(
        self,
        param: pybamm.LithiumIonParameters,
        sides: Sequence[str],
        volume: pybamm.Symbol,
        options: pybamm.BatteryModelOptions | None = None,
    ) -> None:
        super().__init__(param, options=options)
        self.sides = tuple(sides)
        self.volume = volume

    def get_fundamental_variables(self) -> dict:
        """Return the solvent fraction, a state."""
        return {SOLVENT: pybamm.Variable(SOLVENT, domain="current collector")}

    def set_rhs(self, variables: dict) -> None:
        """Use up solvent as the films grow and are repaired."""
        amount = pybamm.Parameter("Residual solvent concentration [mol.m-3]") * self.volume
        used = sum(
            variables[at_side(side, name)]
            for side in self.sides
            for name in (SEI_GROWTH, SEI_REPAIR)
        )
        self.rhs = {variables[SOLVENT]: -used / amount}

    def set_initial_conditions(self, variables: dict) -> None:
        """Start with all of it."""
        self.initial_conditions = {variables[SOLVENT]: pybamm.Scalar(1)}
