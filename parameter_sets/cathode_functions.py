"""Functions of an active material that is not LFP: from a table, a PyBaMM set or a BPX file.

They are functions with ``functools.partial``: PyBaMM can write them to JSON, and they can be
pickled.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import InputError, missing_extra, unknown_name
from ..inputs import file_json
from ..models.laws._types import Scalar

if TYPE_CHECKING:
    import pybamm

__all__ = ["EXCHANGE", "DIFFUSIVITY", "OCP", "foreign_functions", "foreign_numbers"]
__all__ += ["pybamm_set", "bpx_set", "curve", "stoichiometry_at", "table_ocp"]

OCP = "Positive electrode OCP [V]"
DIFFUSIVITY = "Positive particle diffusivity [m2.s-1]"
EXCHANGE = "Positive electrode exchange-current density [A.m-2]"
_HIGHEST = "Maximum concentration in positive electrode [mol.m-3]"
_SALT = "Initial concentration in electrolyte [mol.m-3]"
#: Reference that a function of its own is scaled by, so that it stays an input of the model.
SCALED = {
    DIFFUSIVITY: "Positive particle reference diffusivity [m2.s-1]",
    EXCHANGE: "Positive electrode reference exchange-current density [A.m-2]",
}
#: Numbers that are taken over from a set, under the same name.
_NUMBERS = (
    _HIGHEST,
    "Positive particle radius [m]",
    "Positive electrode conductivity [S.m-1]",
    "Positive electrode Bruggeman coefficient (electrode)",
    "Lower voltage cut-off [V]",
    "Upper voltage cut-off [V]",
)
# Points by which noise may make a potential pass a voltage twice.
_NOISE = 20
_GRID = np.linspace(1e-3, 1 - 1e-3, 999)


def table_ocp(sto: Scalar, *, x: tuple[float, ...], y: tuple[float, ...]) -> Scalar:
    """Return an open-circuit potential through measured points [V], monotonic between them.

    Parameters
    ----------
    sto : float, array or pybamm.Symbol
        Stoichiometry [-].
    x, y : tuple of float
        Stoichiometry [-], rising, and potential [V].
    """
    import pybamm

    return pybamm.Interpolant(
        np.array(x), np.array(y), sto, name="measured potential", interpolator="pchip"
    )


# Named arguments, for PyBaMM's JSON calls a function with those that it finds.
def _potential(sto: Scalar, *, function: Callable[..., Scalar]) -> Scalar:
    """Return the open-circuit potential of a set."""
    return function(sto)


def _scaled_diffusivity(
    sto: Scalar, T: Scalar, *, function: Callable[..., Scalar], reference: str, nominal: float
) -> Scalar:
    """Return a function of a set, in proportion to the reference value that the cell has."""
    import pybamm

    return pybamm.Parameter(reference) / nominal * function(sto, T)


def _scaled_exchange(
    c_e: Any,
    c_s_surf: Any,
    c_s_max: Any,
    T: Any,
    *,
    function: Callable[..., Any],
    reference: str,
    nominal: float,
) -> Any:
    """Return likewise the exchange-current density."""
    import pybamm

    return pybamm.Parameter(reference) / nominal * function(c_e, c_s_surf, c_s_max, T)


_MADE: dict[str, Callable[..., Scalar]] = {
    DIFFUSIVITY: _scaled_diffusivity,
    EXCHANGE: _scaled_exchange,
}


def _of_bpx(*arguments: Scalar, text: str, name: str) -> Scalar:
    """Return a function of a BPX file; those that PyBaMM makes of it cannot be pickled."""
    return _bpx_values(text)[name](*arguments)


@cache
def _bpx_values(text: str) -> pybamm.ParameterValues:
    import pybamm

    document = json.loads(text)
    if document["Header"].get("Model") == "Partial":
        from .bpx_files import half_cell_from_bpx

        return half_cell_from_bpx(document)
    return pybamm.ParameterValues.create_from_bpx_obj(document)


def pybamm_set(name: str) -> pybamm.ParameterValues:
    """Return a parameter set of PyBaMM by its name; raises `InputError` if there is none."""
    import pybamm

    if name not in pybamm.parameter_sets:
        raise unknown_name("parameter set of PyBaMM", name, [*pybamm.parameter_sets])
    return pybamm.ParameterValues(name)


def bpx_set(path: Path) -> pybamm.ParameterValues:
    """Return the parameters in a BPX file; raises `InputError` if it cannot be read."""
    try:
        document = file_json(path)
    except ValueError as error:
        raise InputError(f"{path}: cannot be read as BPX ({error}); give a JSON file.") from error
    if not isinstance(document, dict) or not isinstance(document.get("Header"), dict):
        raise InputError(f"{path}: not a BPX file (it has no 'Header').")
    try:
        text = json.dumps(document)
        values = _bpx_values(text).copy()
    except ModuleNotFoundError as error:
        raise missing_extra("reading BPX", "bpx") from error
    except InputError:
        raise
    except Exception as error:  # whatever the reader raises of a file that is none
        said = " ".join(str(error).split())[:150]
        raise InputError(f"{path}: not a BPX file that PyBaMM reads ({said}).") from error
    for name in (OCP, DIFFUSIVITY, EXCHANGE):
        if name in values and callable(values[name]):
            values[name] = partial(_of_bpx, text=text, name=name)
    return values


def foreign_numbers(values: Mapping[str, Any], where: str) -> dict[str, float]:
    """Return the numbers of the positive electrode's material in a set, SI units.

    Raises
    ------
    InputError
        If the set has no positive electrode of one material.
    """
    missing = [name for name in (_HIGHEST, OCP, DIFFUSIVITY, EXCHANGE) if name not in values]
    if missing:
        raise InputError(
            f"{where}: a cathode needs {missing[0]!r}, which is not among the parameters; blends "
            "of two materials and sets without a positive electrode are not taken."
        )
    found = {
        name: float(values[name]) for name in _NUMBERS if isinstance(values.get(name), int | float)
    }
    full, salt = found[_HIGHEST], float(values[_SALT]) if _SALT in values else 1000.0
    arguments = {DIFFUSIVITY: (0.5,), EXCHANGE: (salt, full / 2, full)}
    for name, reference in SCALED.items():
        try:
            found[reference] = _at(values, name, *arguments[name], 298.15)
        except Exception as error:  # whatever a function of others raises
            said = " ".join(str(error).split())[:150]
            raise InputError(
                f"{where}: {name!r} of the set gives no number for a cathode ({said})."
            ) from error
    return found


def foreign_functions(values: Mapping[str, Any], numbers: Mapping[str, float]) -> dict[str, Any]:
    """Return what a set has as functions, and the parameters that these ask for.

    Parameters
    ----------
    values : mapping
        The set.
    numbers : mapping
        From `foreign_numbers`.
    """
    found: dict[str, Any] = {}
    for name, reference in SCALED.items():
        if callable(values[name]):
            found[name] = partial(
                _MADE[name],
                function=values[name],
                reference=reference,
                nominal=numbers[reference],
            )
    own = values[OCP]
    found[OCP] = (
        partial(_potential, function=own) if callable(own) else partial(_constant, value=float(own))
    )
    return {**_asked_for(values, found), **found}


def _constant(sto: Scalar, *, value: float) -> Scalar:
    return value + 0 * sto


def _asked_for(values: Mapping[str, Any], functions: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of a set that its functions contain and a cell does not have."""
    import pybamm

    from .provenance import cell_values

    def node(name: str) -> Any:
        return pybamm.StateVector(slice(0, 1), name=name)

    asked: dict[str, Any] = {}
    for name, function in functions.items():
        count = {OCP: 1, DIFFUSIVITY: 2, EXCHANGE: 4}[name]
        for one in function(*(node(str(k)) for k in range(count))).pre_order():
            known = {*cell_values(), _SALT, *SCALED.values()}
            if isinstance(one, pybamm.Parameter) and one.name not in known:
                asked[one.name] = values[one.name]
    return asked


def _at(values: Mapping[str, Any], name: str, *arguments: float) -> float:
    import pybamm

    entry = values[name]
    if not callable(entry):
        return float(entry)
    symbol: Any = entry(*map(pybamm.Scalar, arguments))
    return float(pybamm.ParameterValues(dict(values)).evaluate(symbol))


@cache
def curve(function: Callable[..., Scalar]) -> tuple[np.ndarray, np.ndarray]:
    """Return stoichiometry and potential [V], which must fall."""
    import pybamm

    symbol = function(pybamm.Array(_GRID))
    try:
        potential = pybamm.ParameterValues({}).process_symbol(pybamm.convert_to_symbol(symbol))
    except KeyError as error:
        raise InputError(
            "the open-circuit potential asks for parameters that a cathode has not "
            f"({error.args[0]}); give a table (ocp_table)."
        ) from error
    found = np.asarray(potential.evaluate(), dtype=float).ravel()
    return _GRID, np.broadcast_to(found, _GRID.shape)


def stoichiometry_at(function: Callable[..., Scalar], voltage: float) -> float:
    """Return the least stoichiometry from which on the potential is at most a voltage [V] [-].

    It is 0.001 if the potential never is as high.

    Parameters
    ----------
    function : callable
        Open-circuit potential [V] of stoichiometry.
    voltage : float
        [V].

    Raises
    ------
    InputError
        If the potential passes the voltage more than once.
    """
    x, U = curve(function)
    above = np.flatnonzero(U > voltage)
    if not len(above):
        return float(x[0])
    k = int(above[-1])
    if k + 1 == len(x):
        return float(x[-1])
    first = int(above[0] + np.argmin(U[above[0] :] > voltage))
    if k - first > _NOISE:
        raise InputError(
            f"the open-circuit potential of the cathode passes {voltage:g} V at stoichiometries "
            f"{x[first]:.3g} and {x[k]:.3g}: outside the range of its fit a formula may have "
            "poles; give a table (ocp_table)."
        )
    return float(x[k] + (x[k + 1] - x[k]) * (U[k] - voltage) / (U[k] - U[k + 1]))
