"""Keep what was measured where it was measured, while assumptions of a fit are varied.

A fit determines one number under an assumption about another: a diffusivity at 25 °C, from data at
30 °C, with an activation energy taken from the literature. If the assumption is varied and the
fitted number is not, the prediction leaves the data. Here the fitted number follows.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ..models.laws.constants import thermal_voltage
from ..models.laws.salt_transport import arrhenius_factor
from ..parameter_sets.cathode import ACTIVE, POROSITY
from ..parameter_sets.provenance import cell_values, lithium_interface_rows, provenance_table

__all__ = ["keep_what_was_measured"]

_J0 = "Lithium reference exchange-current density [A.m-2]"
_FILM = "Lithium interphase film resistance [Ohm.m2]"
_BARRIERS = "Lithium interphase film barriers in series"
_PERMEABILITIES = (
    "Organic SEI solvent permeability [mol.m-1.s-1]",
    "SEI solvent permeability [mol.m-1.s-1]",
)
_SYMMETRIC_CURRENT = 1.0  # A.m-2, of the reference study's Li|Li cell (Fig. 4b)


def keep_what_was_measured(
    table: pd.DataFrame, origin: Mapping[str, str], film: str
) -> pd.DataFrame:
    """Return samples in which fitted numbers follow the assumptions that they were fitted under.

    Four times a fitted number stands for a measurement together with an assumed one:

    - LFP diffusivity at the reference temperature, from the rate test at 30 °C, with its activation
      energy: the diffusivity at 30 °C stays;
    - permeability of the SEI at its reference temperature, from the symmetric cell at 25 °C, with
      the activation energy of growth: the permeability at 25 °C stays;
    - film resistance, from the symmetric cell, with the exchange-current density of lithium and
      the number of barriers in the film: the sum of film and charge-transfer overpotential stays,
      and so does the share by which the film grew;
    - active fraction of the cathode, from capacities, with the porosity: the LFP that takes part
      stays, (1 - porosity) moves fraction and thickness against each other.

    Parameters
    ----------
    table : pandas.DataFrame
        A row per sample, a column per parameter, SI units.
    origin : mapping
        Parameter to where its samples come from; only fitted parameters follow, and only what was
        drawn apart from them is followed.
    film : str
        Film of the cells that were fitted.
    """
    cell = cell_values()
    ageing = provenance_table("degradation").set_index("name")["value"]
    test_K = float(ageing["Symmetric cell test temperature [K]"])
    moved = table.copy()

    def varied(fitted: str, assumed: str) -> bool:
        present = fitted in table and assumed in table
        return present and origin[fitted] not in ("prior", origin[assumed])

    D = "Positive particle reference diffusivity [m2.s-1]"
    E_D = "Positive particle diffusivity activation energy [J.mol-1]"
    if varied(D, E_D):
        rate_test_K = cell["Ambient temperature [K]"]
        change = table[E_D] - cell[E_D]
        moved[D] /= arrhenius_factor(change, rate_test_K, cell["Reference temperature [K]"])
    E_P = "SEI growth activation energy [J.mol-1]"
    for P in filter(lambda name: varied(name, E_P), _PERMEABILITIES):
        change = table[E_P] - float(ageing[E_P])
        moved[P] /= arrhenius_factor(
            change, test_K, float(ageing["Ageing reference temperature [K]"])
        )
    if varied(ACTIVE, POROSITY):
        moved[ACTIVE] *= (1 - table[POROSITY]) / (1 - cell[POROSITY])
    R, j0 = f"{film}: {_FILM}", f"{film}: {_J0}"
    if varied(R, j0) or varied(R, _BARRIERS):
        kinetic = float(lithium_interface_rows(film)[_J0])
        now = table[j0] if varied(R, j0) else kinetic
        change = _charge_transfer(kinetic, test_K) - _charge_transfer(now, test_K)
        fitted, drawn = (
            2 * thermal_voltage(test_K) * np.asarray(N, dtype=float)
            for N in (cell[_BARRIERS], table.get(_BARRIERS, cell[_BARRIERS]))
        )
        # (FILM-1) at the current of the symmetric cell
        eta = fitted * np.arcsinh(_SYMMETRIC_CURRENT * table[R] / fitted) + change
        moved[R] = drawn * np.sinh(np.maximum(eta, 0.0) / drawn) / _SYMMETRIC_CURRENT
        for P in filter(table.__contains__, _PERMEABILITIES):
            # (SEI-4): L/L_0 depends on P/R_0^2.
            moved[P] *= (moved[R] / table[R]) ** 2
    return moved


def _charge_transfer(j0: float | pd.Series, temperature: float) -> np.ndarray:
    """Return the charge-transfer overpotential of lithium [V], (LI-1)."""
    thermal = thermal_voltage(temperature)
    return 2 * thermal * np.arcsinh(_SYMMETRIC_CURRENT / (2 * np.asarray(j0)))
