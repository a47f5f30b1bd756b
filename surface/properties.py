"""What the equations of a lithium surface need of a cell, as functions of salt and current.

Transport properties, charge transfer and interphase are those of the cell's own model: its
parameter functions and its submodels of a lithium surface, evaluated with its parameter values.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import casadi
import numpy as np
import pybamm

from ..errors import InputError
from ..models.electrode.lithium_metal import ExplicitLithiumElectrode
from ..models.laws._types import Scalar
from ..models.laws.constants import FARADAY, thermal_voltage
from ..models.options import film_cell_options
from ..models.parameters import CompositeElectrolyteParameters
from ..models.sei.film_resistance import FilmResistance
from ..models.sei.hopping_film import HoppingFilm
from ..models.sei.names import at_side
from ..models.sei.no_side_reaction import NoSideReaction
from ..parameter_sets.cell import Cell
from ..parameter_sets.provenance import provenance_table

__all__ = ["Salt", "SurfaceProperties", "surface_properties", "table_value"]

_SIDE = "Left"
_RESISTANCE = at_side(_SIDE, "Lithium interphase film resistance [Ohm.m2]")

Function = Callable[..., tuple[np.ndarray, ...]]


class Salt(NamedTuple):
    """Transport properties at a concentration, and their derivatives with it.

    Parameters
    ----------
    kappa, pull, D, t_plus : array
        Conductivity [S.m-1], 2 chi (1 - t+) RT/(F c) [V.m3.mol-1], diffusivity [m2.s-1], t+ [-].
    d_kappa, d_pull, d_D, d_t_plus : array
        The same, differentiated with the concentration [m3.mol-1 more].
    """

    kappa: np.ndarray
    pull: np.ndarray
    D: np.ndarray
    t_plus: np.ndarray
    d_kappa: np.ndarray
    d_pull: np.ndarray
    d_D: np.ndarray
    d_t_plus: np.ndarray


@dataclass(frozen=True)
class SurfaceProperties:
    """Film and lithium surface of a cell at its temperature, SI units.

    Parameters
    ----------
    thickness, concentration : float
        Of the film [m], of the salt at rest [mol.m-3].
    resistance : float
        Of the interphase at small current and the cell's temperature [Ohm.m2].
    molar_volume, surface_energy : float
        Of lithium [m3.mol-1], of its surface against the film [J.m-2].
    thermal : float
        RT/F [V].
    salt_at : callable
        Concentration to the eight numbers of `Salt`.
    drop_at : callable
        Current density, concentration and resistance to overpotential of charge transfer and
        interphase [V], and its derivatives with the first two.
    """

    thickness: float
    concentration: float
    resistance: float
    molar_volume: float
    surface_energy: float
    thermal: float
    salt_at: Function
    drop_at: Function

    def salt(self, c: np.ndarray) -> Salt:
        """Return the transport properties at concentrations [mol.m-3]."""
        return Salt(*self.salt_at(c))

    def drop(
        self, j: np.ndarray, c: np.ndarray, ratio: np.ndarray | float = 1.0
    ) -> tuple[np.ndarray, ...]:
        """Return overpotential [V] and its derivatives with current and concentration.

        Parameters
        ----------
        j : array
            Plating current density [A.m-2].
        c : array
            Concentration at the surface [mol.m-3].
        ratio : array or float, optional
            Resistance of the interphase there, over that of the film's intact one [-].
        """
        return self.drop_at(j, c, ratio * self.resistance)

    @property
    def speed(self) -> float:
        """Growth of lithium per current density, V_Li/F [m3.A-1.s-1]."""
        return self.molar_volume / FARADAY

    @property
    def capillary(self) -> float:
        """Potential per curvature, gamma V_Li/F [V.m]."""
        return self.surface_energy * self.molar_volume / FARADAY

    @property
    def limiting_current(self) -> float:
        """Stationary current density at which the salt at the plated surface is used up [A.m-2].

        Of the salt laws at any concentration: the integral of FD/(1 - t+) over the profile whose
        mean is the salt at rest.
        """
        from .flat import limiting_current

        return limiting_current(self)

    def with_resistance(self, resistance: float) -> SurfaceProperties:
        """Return the same with another interphase [Ohm.m2]."""
        return replace(self, resistance=resistance)


def surface_properties(cell: Cell, surface_energy: float | None = None) -> SurfaceProperties:
    """Return film and lithium surface of a cell.

    Parameters
    ----------
    cell : Cell
        Film, thickness and temperature; its values are taken as in every other simulation.
    surface_energy : float, optional
        [J.m-2]; by default that of the table of the lithium surface.

    Raises
    ------
    InputError
        If the transference number of the cation is one or more: there is no salt to follow.
    """
    values = cell.parameter_values()
    values.update({_RESISTANCE: "[input]"})
    param = CompositeElectrolyteParameters(pybamm.BatteryModelOptions(film_cell_options(None)))
    c, j = pybamm.InputParameter("c"), pybamm.InputParameter("j")
    T = pybamm.Scalar(cell.temperature_K)
    # PyBaMM's chi is 2 (1 - t+) times the thermodynamic factor.
    pull = param.chi(c, T) * param.R * T / (param.F * c)
    laws = [param.kappa_e(c, T), pull, param.D_e(c, T), param.t_plus(c, T)]
    salt = _with_derivatives([values.process_symbol(law) for law in laws], ("c",), ("c",))
    scale = float(values.process_symbol(param.c_e_init).evaluate())
    drop = values.process_symbol(_overpotential(param, c, j, T))
    resistance = param.film_resistance(T, _SIDE) / pybamm.Parameter(_RESISTANCE)
    factor = float(values.process_symbol(resistance).evaluate(inputs={_RESISTANCE: 1.0}))
    own = Cell.parameter_values(cell)["Lithium interphase film resistance [Ohm.m2]"]
    found = SurfaceProperties(
        thickness=float(values.evaluate(param.s.L)),
        concentration=scale,
        resistance=factor * float(own),
        molar_volume=float(values.evaluate(param.V_bar_Li)),
        surface_energy=table_value("Lithium surface energy [J.m-2]")
        if surface_energy is None
        else surface_energy,
        thermal=float(thermal_voltage(cell.temperature_K)),
        salt_at=salt,
        drop_at=_drop(drop, factor),
    )
    t_plus = float(found.salt(np.array([scale])).t_plus[0])
    if t_plus >= 1:
        raise InputError(
            f"{cell.electrolyte.name}: a cation transference number of {t_plus:g} leaves no salt "
            "that could be used up; give a film with one below 1."
        )
    return found


def table_value(name: str, column: str = "value") -> float:
    """Return a number of the table of the lithium surface, SI units."""
    table = provenance_table("lithium_surface")
    return float(table.loc[table["name"] == name, column].to_numpy(float)[0])


def _overpotential(param: pybamm.LithiumIonParameters, c: Scalar, j: Scalar, T: Scalar) -> Scalar:
    """Return what charge transfer and interphase take while plating, by the cell's submodels."""
    options = param.options
    variables: dict[str, pybamm.Symbol] = {
        # A positive current leaves the left surface; overpotentials are odd in it.
        "Current collector current density [A.m-2]": j,
        "X-averaged cell temperature [K]": T,
        f"{_SIDE} surface electrolyte concentration [mol.m-3]": c,
    }
    none = NoSideReaction(param, _SIDE, options)
    variables.update(none.get_fundamental_variables())
    for submodel in (
        FilmResistance(param, _SIDE, options),
        HoppingFilm(param, _SIDE, options),
        ExplicitLithiumElectrode(param, options, _SIDE),
    ):
        variables.update(submodel.get_coupled_variables(variables))
    return variables[f"{_SIDE} surface potential difference [V]"]


def _drop(symbol: pybamm.Symbol, factor: float) -> Function:
    evaluate = _with_derivatives([symbol], ("j", "c", _RESISTANCE), ("j", "c"))
    return lambda j, c, resistance: evaluate(j, c, resistance / factor)


def _with_derivatives(
    symbols: list[pybamm.Symbol], inputs: tuple[str, ...], along: tuple[str, ...]
) -> Function:
    """Return numpy functions for symbols and, after them, their derivatives."""
    arguments = {name: casadi.MX.sym(name) for name in inputs}
    values = [casadi.MX(symbol.to_casadi(inputs=arguments)) for symbol in symbols]
    values += [casadi.jacobian(value, arguments[name]) for name in along for value in values]
    function = casadi.Function(
        "f", [*arguments.values()], [casadi.densify(casadi.vertcat(*values))]
    ).expand()
    width = len(values)
    #: A buffer per number of points: these calls are made many times.
    ready: dict[int, tuple[Any, ...]] = {}

    def evaluate(*numbers: np.ndarray | float) -> tuple[np.ndarray, ...]:
        full = np.broadcast_arrays(*(np.asarray(n, float) for n in numbers))
        size, shape = full[0].size, full[0].shape
        if size not in ready:
            mapped: Any = function.map(size)
            buffer, call = mapped.buffer()
            given: Any = np.empty((len(inputs), size))
            found: Any = np.empty((size, width))
            for number, row in enumerate(given):
                buffer.set_arg(number, memoryview(row))
            buffer.set_res(0, memoryview(found))
            ready[size] = given, found, call, mapped, buffer
        given, found, call = ready[size][:3]
        for row, one in zip(given, full, strict=True):
            row[:] = one.ravel()
        call()
        return tuple(found.T.reshape(width, *shape).copy())

    return evaluate
