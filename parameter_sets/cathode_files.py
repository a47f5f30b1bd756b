"""Cathodes from TOML files, and from sets of others.

One file in ``data/cathodes`` is one cathode. A file of a user's own has the same keys; a value is a
number, or a table with its provenance. Three of them with a measured potential are enough::

    name = "my NMC"
    ocp_table = "my_ocp.csv"                # stoichiometry (or mAh/g) and voltage against lithium
    density_g_cm3 = 4.75
    theoretical_capacity_mAh_g = 276        # between no lithium and full of it
    upper_voltage_V = 4.3
    lower_voltage_V = 3.0
    diffusivity_cm2_s = 3e-11
    particle_radius_um = 3
    exchange_current_density_mA_cm2 = 0.2   # half full, per particle surface
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from math import isfinite
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, create_model

from ..columns import split_unit, unit_factor
from ..errors import InputError
from ..fingerprints import fingerprint
from ..inputs import read_toml
from ..models.laws.constants import AH_PER_MOL
from ..schemas import Number, check_against, raise_faults
from ..tables import read_table
from .cathode_materials import DENSITY, HIGHEST, UPPER, CathodeMaterial
from .provenance import provenance_table

__all__ = ["KEYS", "described", "load_cathode"]

_LOWER = "Lower voltage cut-off [V]"
_ONE_C = "Practical specific capacity of LFP [mA.h.g-1]"
#: Key -> parameter, factor to SI, lowest and highest value in the key's unit.
KEYS: dict[str, tuple[str, float, float, float]] = {
    "density_g_cm3": (DENSITY, 1e3, 0.5, 12),
    "maximum_concentration_mol_L": (HIGHEST, 1e3, 0.1, 200),
    "capacity_mAh_g": (_ONE_C, 1, 1, 1000),
    "particle_radius_um": ("Positive particle radius [m]", 1e-6, 1e-3, 1e3),
    "particle_size_log_deviation": (
        "Positive particle-size logarithmic standard deviation", 1, 1e-3, 2,
    ),
    "diffusivity_cm2_s": ("Positive particle reference diffusivity [m2.s-1]", 1e-4, 1e-20, 1e-3),
    "diffusivity_activation_energy_kJ_mol": (
        "Positive particle diffusivity activation energy [J.mol-1]", 1e3, 0, 300,
    ),
    "exchange_current_density_mA_cm2": (
        "Positive electrode reference exchange-current density [A.m-2]", 10, 1e-9, 1e3,
    ),
    "exchange_current_density_activation_energy_kJ_mol": (
        "Positive electrode exchange-current density activation energy [J.mol-1]", 1e3, 0, 300,
    ),
    "conductivity_S_m": ("Positive electrode conductivity [S.m-1]", 1, 1e-9, 1e7),
    "conductivity_bruggeman": ("Positive electrode Bruggeman coefficient (electrode)", 1, 0, 10),
    "entropic_change_mV_K": ("Positive electrode OCP entropic change [V.K-1]", 1e-3, -10, 10),
    "porosity": ("Positive electrode porosity", 1, 0.01, 0.95),
    "active_wt_percent": ("LFP mass fraction in cathode coating", 0.01, 1, 100),
    "carbon_wt_percent": ("Carbon mass fraction in cathode coating", 0.01, 0, 99),
    "binder_wt_percent": ("Binder mass fraction in cathode coating", 0.01, 0, 99),
    "upper_voltage_V": (UPPER, 1, 0, 6),
    "lower_voltage_V": (_LOWER, 1, 0, 6),
}  # fmt: skip
#: Without these, or a set that has them, there is no cathode.
_NEEDED = (
    "density_g_cm3", "upper_voltage_V", "lower_voltage_V", "particle_radius_um",
    "diffusivity_cm2_s", "exchange_current_density_mA_cm2",
)  # fmt: skip
_THEORETICAL = "theoretical_capacity_mAh_g"
#: Lowest and highest [mA.h.g-1].
_CAPACITIES = (20, 1500)
#: A measured potential may end so far from a voltage limit [V]: at rest it recovers.
_SHORT_OF = 0.1
#: So near to no lithium, or to as much as goes in, a curve has ended.
_ENDS = 0.02
#: Least difference between the ends of a curve, and the highest potential [V].
_NARROWEST, _HIGHEST_V = 0.05, 6
#: How a heading says that a column has no unit.
_PURE = (None, "", "-", "1")
#: What a file may leave out, for which the number of the reference cell then stands.
_OF_LFP = (
    "diffusivity_activation_energy_kJ_mol", "exchange_current_density_activation_energy_kJ_mol",
)  # fmt: skip
#: A set or BPX file says nothing of the material's own density; oxides have 3.4 to 5.1 g/cm3.
_ASSUMED_DENSITY = {"value": 4.7, "class": "assumed", "low": 3.4, "high": 5.1,
                    "note": "the set says none; layered oxides have 4.7 to 5.1 g/cm3"}  # fmt: skip


class _Quantity(BaseModel):
    """A value with its provenance, in the unit of its key."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    value: Number
    provenance_class: Literal["measured", "fitted", "literature", "assumed", "setting"] = Field(
        default="measured", alias="class"
    )
    source: str = ""
    locator: str = ""
    low: Number | None = None
    high: Number | None = None
    note: str = ""


_Value = Annotated[Number | _Quantity | None, Field(default=None)]
_File = create_model(
    "_File",
    __config__=ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False),
    name=(str, ""),
    what=(str, ""),
    parameter_set=(str, ""),
    bpx=(str, ""),
    ocp_table=(str, ""),
    **{key: (_Value, None) for key in (*KEYS, _THEORETICAL)},  # type: ignore[call-overload]
)


def load_cathode(path: Path) -> CathodeMaterial:
    """Return the cathode in a TOML file; raises `InputError` in one line with every fault."""
    return described(read_toml(path, " or a name such as 'NMC811'"), path)


def described(raw: dict[str, Any], path: Path, given: Any = None) -> CathodeMaterial:
    """Return the cathode that the content of a file describes.

    Parameters
    ----------
    given : mapping, optional
        A set of PyBaMM in place of one that the file names.
    """
    faults: list[str] = []
    entries = {
        key: {"value": v} if _is_number(v) else v for key, v in raw.items() if key in _keys()
    }
    checked: Any = check_against(_File, {**raw, **entries}, faults)
    raise_faults(path, faults)
    from . import cathode_functions as functions

    found = [bool(getattr(checked, key)) for key in ("parameter_set", "bpx")]
    if sum(found) > 1:
        raise InputError(f"{path}: parameter_set and bpx are both given; keep one of them.")
    if checked.parameter_set:
        given = functions.pybamm_set(checked.parameter_set)
    elif checked.bpx:
        given = functions.bpx_set(path.parent / checked.bpx)
    quantities = {key: q for key in _keys() if (q := getattr(checked, key)) is not None}
    notes: tuple[str, ...] = ()
    theirs: dict[str, float] = {}
    if given is not None:
        theirs = functions.foreign_numbers(given, str(path))
        if "density_g_cm3" not in quantities:
            quantities["density_g_cm3"] = _Quantity.model_validate(_ASSUMED_DENSITY)
            notes = (
                "the density of the active material is taken as 4.7 g/cm3, for its parameters do "
                "not say it; give density_g_cm3 in a TOML file",
            )
    faults = _number_faults(quantities, theirs, checked, given is not None)
    raise_faults(path, faults)
    own = {KEYS[key][0]: _si(key, q.value) for key, q in quantities.items() if key in KEYS}
    if _THEORETICAL in quantities:
        own[HIGHEST] = quantities[_THEORETICAL].value * own[DENSITY] / AH_PER_MOL
    numbers = {**theirs, **own}
    made = {} if given is None else functions.foreign_functions(given, theirs)
    # A number of the file comes before a function of the set.
    made = {k: v for k, v in made.items() if functions.SCALED.get(k, "") not in own}
    if checked.ocp_table:
        x, y = _ocp_points(path.parent / checked.ocp_table, numbers)
        made[functions.OCP] = partial(functions.table_ocp, x=x, y=y)
    taken = [key for key in _OF_LFP if KEYS[key][0] not in {**numbers, **made}]
    if taken and given is None:
        notes = (*notes, f"{' and '.join(taken)} not given: those of LFP are taken")
    numbers = {
        "Positive particle-size logarithmic standard deviation": 0.01,
        "Positive electrode OCP entropic change [V.K-1]": 0.0,
        "Open-circuit voltage at 0% SOC [V]": numbers[_LOWER],
        **numbers,
    }
    if _ONE_C not in numbers:
        numbers[_ONE_C] = _usable(made[functions.OCP], numbers)
    return CathodeMaterial(
        checked.name or path.stem,
        checked.what,
        tuple(numbers.items()),
        fingerprint(raw, numbers, functions.curve(made[functions.OCP])[1][::10], sorted(made)),
        made,
        _rows(quantities, numbers, path, checked.parameter_set or checked.bpx),
        notes,
    )


def _keys() -> tuple[str, ...]:
    return (*KEYS, _THEORETICAL)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _si(key: str, value: float) -> float:
    # Rounded: 0.24 mA/cm2 is 2.4 A/m2, not the number next to it.
    return float(f"{KEYS[key][1] * value:.15g}")


def _number_faults(
    quantities: Mapping[str, Any], theirs: Mapping[str, float], checked: Any, has_set: bool
) -> list[str]:
    """Return what the file lacks, and which numbers are out of range."""
    faults = []
    for key, one in quantities.items():
        low, high = KEYS[key][2:] if key in KEYS else _CAPACITIES
        given = [number for number in (one.low, one.value, one.high) if number is not None]
        faults += [
            f"{key} = {number:g}: allowed is {low:g} to {high:g}"
            for number in given
            if not low <= number <= high
        ]
        if given != sorted(given):
            faults.append(f"{key}: low, value and high, {given}, do not rise")
    parameters = {key: KEYS[key][0] for key in _NEEDED}
    faults += [
        f"{key} is missing; add it"
        for key, name in parameters.items()
        if key not in quantities and name not in theirs
    ]
    if not {"maximum_concentration_mol_L", _THEORETICAL} & {*quantities} and not has_set:
        faults.append(f"{_THEORETICAL} is missing; add it, or maximum_concentration_mol_L")
    if not has_set and not checked.ocp_table:
        faults.append("ocp_table is missing; add it, or parameter_set or bpx")
    upper, lower = (
        quantities[key].value if key in quantities else theirs.get(KEYS[key][0])
        for key in ("upper_voltage_V", "lower_voltage_V")
    )
    if upper is not None and lower is not None and lower >= upper:
        faults.append(f"lower_voltage_V = {lower:g} is not below upper_voltage_V = {upper:g}")
    recipe = [quantities[k].value for k in KEYS if k.endswith("wt_percent") and k in quantities]
    if recipe and (len(recipe) < 3 or abs(sum(recipe) - 100) > 0.1):
        faults.append(
            "active_wt_percent, carbon_wt_percent and binder_wt_percent: give all three, adding "
            "up to 100"
        )
    return faults


def _ocp_points(
    path: Path, numbers: Mapping[str, float]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return stoichiometry, rising, and potential [V] from a table of two columns."""
    try:
        cells = read_table(path).cells.iloc[:, :2].apply(pd.to_numeric, errors="coerce").dropna()
    except ValueError as error:
        raise InputError(f"{path}: cannot be read as a table ({error}).") from error
    if cells.shape[1] < 2 or len(cells) < 4:
        raise InputError(
            f"{path}: a table of open-circuit potential has two columns, stoichiometry (or mAh/g "
            "of discharge) and voltage against lithium, and four rows or more."
        )
    x, y = (cells.iloc[:, k].to_numpy(float) for k in range(2))
    units = [split_unit(str(name))[1] for name in cells.columns]
    per_gram = None if units[0] is None else unit_factor("specific charge", units[0])
    volts = 1.0 if units[1] is None else unit_factor("voltage", units[1])
    if volts is None or (per_gram is None and units[0] not in _PURE):
        raise InputError(
            f"{path}: the columns are stoichiometry, or a capacity in mAh/g, and voltage in V or "
            f"mV, and not {' and '.join(map(repr, cells.columns))}."
        )
    y = volts * y
    if per_gram is not None:
        x = per_gram * x / (numbers[HIGHEST] * AH_PER_MOL / numbers[DENSITY])
    order = np.argsort(x, kind="stable")
    x, y = x[order], y[order]
    x, kept = np.unique(x, return_index=True)
    y = y[kept]
    if x[0] < 0 or x[-1] > 1:
        raise InputError(
            f"{path}: stoichiometries go from {x[0]:.4g} to {x[-1]:.4g}; they lie between 0 and 1 "
            "(a column in mAh/g needs its unit in the heading)."
        )
    if x[-1] - x[0] < _NARROWEST or not 0 <= y.min() <= y.max() <= _HIGHEST_V:
        raise InputError(
            f"{path}: the potential goes from {y[0]:.4g} to {y[-1]:.4g} V between the "
            f"stoichiometries {x[0]:.4g} and {x[-1]:.4g}; it lies between 0 and {_HIGHEST_V:g} V, "
            f"and the stoichiometries are {_NARROWEST} apart at least."
        )
    if y[0] <= y[-1] or np.diff(y).max() > 0.02:
        raise InputError(
            f"{path}: the potential must fall as lithium goes in, and rises by "
            f"{1e3 * np.diff(y).max():.3g} mV; give that of a slow discharge, smoothed."
        )
    upper, lower = numbers[UPPER], numbers[_LOWER]
    short = y[0] < upper - _SHORT_OF and x[0] > _ENDS
    # A material that is full of lithium has nothing below.
    if short or (y[-1] > lower + _SHORT_OF and x[-1] < 1 - _ENDS):
        raise InputError(
            f"{path}: the potential goes from {y[0]:.4g} to {y[-1]:.4g} V and does not reach the "
            f"limits of {lower:g} and {upper:g} V; give lower_voltage_V and upper_voltage_V "
            "within it, or a table that reaches them."
        )
    return tuple(x.tolist()), tuple(y.tolist())


def _usable(ocp: Any, numbers: Mapping[str, float]) -> float:
    """Return the charge between the cut-offs at rest [mA.h.g-1], which 1C passes in an hour."""
    from .cathode_functions import stoichiometry_at

    charged, empty = (stoichiometry_at(ocp, numbers[name]) for name in (UPPER, _LOWER))
    most = numbers[HIGHEST] * AH_PER_MOL / numbers[DENSITY]
    return float(f"{most * (empty - charged):.3g}")


def _rows(
    quantities: Mapping[str, Any], numbers: Mapping[str, float], path: Path, base: str
) -> pd.DataFrame:
    """Return the provenance of the numbers, SI units."""
    cell = provenance_table("cell")
    units = dict(zip(cell["name"], cell["unit"], strict=True))
    rows = []
    for name, value in numbers.items():
        key = next((k for k in quantities if k in KEYS and KEYS[k][0] == name), None)
        if key is None:
            source = base or path.name
            rows.append(
                (name, value, units.get(name, "V"), "literature", source, "", None, None, "")
            )
            continue
        one = quantities[key]
        ends = [None if end is None else _si(key, end) for end in (one.low, one.high)]
        source = one.source or base or path.name
        known = (one.provenance_class, source, one.locator, *ends, one.note)
        rows.append((name, value, units[name], *known))
    columns = ("name", "value", "unit", "class", "source", "locator", "low", "high", "note")
    return pd.DataFrame(rows, columns=list(columns))
