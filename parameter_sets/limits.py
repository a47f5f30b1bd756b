"""Which parameters a user may give, and within which limits: one check for every way in.

Names, signs and fixed settings come from the provenance tables. The limits are physical ones: a
table's range says what is usual, not what is possible.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from ..errors import InputError, unknown_name
from ..models.laws import composites, temperature
from ..models.laws.constants import AH_PER_MOL
from ..models.laws.film_laws import DIFFUSIVITY, RADIUS, RESTORED
from ..models.laws.law import LawConstant
from .cathode import ACTIVE, LOADING, POROSITY, RECIPE, THICKNESS, cell_relations
from .cathode_materials import LFP, CathodeMaterial
from .degradation import degradation_values
from .electrolyte_constants import (
    ELECTROLYTES,
    electrolyte_constants,
    electrolyte_from_constants,
)
from .provenance import cell_values, provenance_table
from .values import ParameterKey, Values

__all__ = [
    "CAPACITY_FACTOR",
    "FILM_NUMBERS",
    "MEASUREMENT_FACTORS",
    "check_values",
    "known_parameters",
    "law_constants",
    "value_faults",
]

#: Cell-to-cell factor on measured specific capacities: the weighed mass of LFP is not exact.
CAPACITY_FACTOR = "Specific capacity factor"
#: Fitted with the cell, but properties of one measured cell: predictions of other cells leave them
#: out.
MEASUREMENT_FACTORS = (CAPACITY_FACTOR, "Cycling cell capacity factor")
#: Numbers that can stand for the closures of a film -> parameter that they replace.
FILM_NUMBERS = {
    "Film ionic conductivity [S.m-1]": "Electrolyte conductivity [S.m-1]",
    "Film salt diffusivity [m2.s-1]": "Electrolyte diffusivity [m2.s-1]",
    "Film cation transference number": "Cation transference number",
}
#: Parameters that are no values of a cell -> what to give instead.
_ELSEWHERE = {
    "Ambient temperature [K]": "the temperature is set by --temperature, temperature_degC",
    "Initial temperature [K]": "the temperature is set by --temperature, temperature_degC",
    "Nominal cell capacity [A.h]": "it follows from areal loading, area and practical capacity",
    "Current function [A]": "the protocol sets it by the C-rate",
    "Initial concentration in positive electrode [mol.m-3]": (
        "give 'Initial stoichiometry in positive electrode'"
    ),
    "Initial concentration in electrolyte [mol.m-3]": "give 'Salt concentration [mol.m-3]'",
    "Filler mass fraction": "the film's loading is set by --filler-mass-fraction or its name",
    "Negative electrode OCP [V]": "lithium is the reference electrode",
    "Loss of active material rate exponent": (
        "give 'Share of contact loss with root of time' and 'Share of contact loss per cycle in "
        "the rest', which came in its place"
    ),
}
_TABLES = ("cell", "lithium_interface", "electrolytes", "degradation")
_LESS_THAN_ONE = (
    r"porosity|volume fraction|transference number|stoichiometry|charge transfer coefficient"
)
_AT_MOST_ONE = r"mass fraction|share|fraction of|loss of active|conductance without"
_INF = math.inf
# LFP as FePO4 takes one lithium per formula unit [mA.h.g-1]; rounding of the shipped values.
_ROUNDING = 1.005
# The weighed mass of LFP may be wrong by this share.
_WEIGHING = 0.2


@dataclass(frozen=True)
class _Limits:
    """An interval [low, high]; an open end does not belong to it."""

    low: float = -_INF
    high: float = _INF
    open_low: bool = False
    open_high: bool = False

    def hold(self, value: float) -> bool:
        above = value > self.low if self.open_low else value >= self.low
        below = value < self.high if self.open_high else value <= self.high
        return above and below

    @property
    def text(self) -> str:
        if self.low == self.high:
            return f"{self.low:g} is the only value that the model holds for"
        words = []
        if self.low > -_INF:
            words.append(f"{'above' if self.open_low else 'at least'} {self.low:g}")
        if self.high < _INF:
            words.append(f"{'below' if self.open_high else 'at most'} {self.high:g}")
        return f"allowed is {' and '.join(words) or 'any finite number'}"


#: Limits that unit and table do not say.
_OWN = {
    LOADING: _Limits(5e-4, 0.4),
    "Separator thickness [m]": _Limits(1e-6, 5e-4),
    # Zero and below where ions move in clusters; the salt diffusivity must then be given.
    "Film cation transference number": _Limits(-10, 1, open_high=True),
    "Salt solubility [mol.m-3]": _Limits(0, open_low=True),
    **dict.fromkeys((RADIUS, DIFFUSIVITY), _Limits(0, open_low=True)),
    RESTORED: _Limits(0, 1),
    "Thermodynamic factor": _Limits(0, 20, open_low=True),
    "Positive particle-size logarithmic standard deviation": _Limits(0, 3, open_low=True),
    "SEI repair activation energy [J.mol-1]": _Limits(-3e5, 3e5),
    "Lithium interphase film barriers in series": _Limits(1, 1e9),
    "Practical specific capacity of LFP [mA.h.g-1]": _Limits(1, 1000),
    **dict.fromkeys(("LLZTO cation enrichment", "LAGP cation enrichment"), _Limits(-5, 5)),
    **dict.fromkeys(("P-DOL enrichment shift", "Interphase cation enrichment"), _Limits(-5, 5)),
    "Interphase thickness to filler radius ratio": _Limits(0, 10),
    "Agglomeration filler mass fraction": _Limits(0, open_low=True),
    "SEI repair rate exponent": _Limits(-5, 5),
    CAPACITY_FACTOR: _Limits(0, open_low=True),
}


@cache
def _ranges() -> dict[str, tuple[float, float, bool]]:
    """Return lowest and highest value of each parameter in the tables, and whether it is fixed."""
    found: dict[str, tuple[float, float, bool]] = {}
    for table in map(provenance_table, (*_TABLES, "layers")):
        for name, rows in table.groupby("name"):
            low, high = float(rows["low"].min()), float(rows["high"].max())
            fixed = low == high and bool((rows["class"] == "setting").all())
            found[str(name)] = (low, high, fixed)
    return found


def _limits(name: str) -> _Limits:
    if name in _OWN:
        return _OWN[name]
    constant = law_constants().get(name)
    if constant is not None:
        return _Limits(constant.low, constant.high)
    low, high, fixed = _ranges().get(name, (_INF, _INF, False))
    if fixed:
        return _Limits(low, high)
    if re.search(_LESS_THAN_ONE, name) and not name.startswith("Loss"):
        return _Limits(0, 1, open_low=True, open_high=True)
    if re.search(_AT_MOST_ONE, name, re.IGNORECASE) and high <= 1:
        return _Limits(0, 1, open_low=name.startswith("LFP mass"))
    if "[J.mol-1]" in name:
        return _Limits(0, 3e5)
    if "Bruggeman" in name:
        return _Limits(0, 10)
    if re.search(r"\[Ohm", name) or low == 0:
        return _Limits(0)
    if name.endswith("[V.K-1]"):
        return _Limits(-0.01, 0.01)
    return _Limits(0, open_low=True) if low > 0 else _Limits()


def law_constants() -> dict[str, LawConstant | None]:
    """Return the constants that only films with laws of their own have, with their limits."""
    laws = [*composites.registry.values(), *temperature.registry.values()]
    own = {constant.name: constant for law in laws for constant in law.constants}
    own.pop(temperature.base.ENERGY.name)
    studied = set(electrolyte_constants())
    others = dict.fromkeys((RADIUS, RESTORED, DIFFUSIVITY))
    return {name: c for name, c in (own | others).items() if name not in studied}


@cache
def known_parameters() -> tuple[str, ...]:
    """Return the parameters of a cell that may have values of a user's own.

    Those of the provenance tables and what follows from them, the constants of the closures, and
    the numbers in place of them (`FILM_NUMBERS`).
    """
    tables = (provenance_table(name)["name"] for name in _TABLES)
    film = electrolyte_from_constants("PHLP-15", electrolyte_constants())
    names = dict.fromkeys(str(name) for table in tables for name in table)
    names |= dict.fromkeys([*cell_values(), *degradation_values(film), *FILM_NUMBERS])
    names |= dict.fromkeys(MEASUREMENT_FACTORS)
    names |= dict.fromkeys([*film.closure_parameters(), *law_constants()])
    return tuple(name for name in names if name not in _ELSEWHERE)


def value_faults(
    values: Mapping[str, float],
    films: Iterable[str] = (),
    known: Iterable[str] = (),
    together: bool = True,
    material: CathodeMaterial = LFP,
) -> list[str]:
    """Return everything that is wrong with values of a user's own, each with what is allowed.

    Parameters
    ----------
    values : mapping
        Parameter to value, SI units; the name of a film may come first (``"PHLP-15: ..."``).
    films : iterable of str
        Names of further films than those of the study and ``.toml`` files.
    known : iterable of str
        Further names that are allowed, such as those of layers.
    together : bool
        Whether the values are those of one cell, so that sums of fractions count.
    material : CathodeMaterial, optional
        Active material of the cell, LFP by default.
    """
    if not values:
        return []
    known = {*known}
    allowed = {*known_parameters(), *known}
    owners = {"", *ELECTROLYTES, *films}
    faults: list[str] = []
    brought: dict[str, tuple[float, float, float]] = {}
    if {ParameterKey.of(label).name for label in values} - allowed - {*_ELSEWHERE}:
        from ..models.mechanisms import own_parameters

        brought = own_parameters()
    for label, value in values.items():
        key = ParameterKey.of(label)
        owner, name = key.owner, key.name
        if owner not in owners and not owner.lower().endswith(".toml"):
            faults.append(str(unknown_name("film", owner, owners - {""})).rstrip("."))
        elif name in _ELSEWHERE and name not in known:
            faults.append(f"{name!r} is not taken as a value: {_ELSEWHERE[name]}")
        elif name in brought:
            limits = _Limits(*brought[name][1:])
            if not limits.hold(value):
                faults.append(f"{label} = {value:g}: {limits.text}")
        elif name not in allowed:
            hint = str(unknown_name("parameter", name, sorted(allowed))).split(" Allowed:")[0]
            faults.append(f"{hint.rstrip('.')} ('sclcell export' writes all parameters of a cell)")
        elif not math.isfinite(value):
            faults.append(f"{label} = {value} is not a finite number")
        elif not _limits(name).hold(value):
            faults.append(f"{label} = {value:g}: {_limits(name).text}")
    if faults or not together:
        return faults
    return list(dict.fromkeys(f for one in _per_film(values) for f in _together(one, material)))


def check_values(
    values: Mapping[str, float],
    where: str = "",
    films: Iterable[str] = (),
    together: bool = True,
    material: CathodeMaterial = LFP,
) -> None:
    """Refuse names that are not known, and values that are not possible.

    Parameters
    ----------
    values : mapping
        Parameter to value, SI units; see `value_faults`.
    where : str
        File or place, shown first.
    films : iterable of str
        See `value_faults`.
    together : bool
        Whether the values are those of one cell, so that sums of fractions count.
    material : CathodeMaterial, optional
        Active material of the cell, LFP by default.

    Raises
    ------
    InputError
        In one line with every fault.
    """
    faults = value_faults(values, films, together=together, material=material)
    if faults:
        raise InputError(f"{where}{': ' if where else ''}{'; '.join(faults)}.")


def _per_film(values: Mapping[str, float]) -> list[dict[str, float]]:
    """Return the values that hold together, without names of films."""
    labelled = Values(values)
    return [
        {key.name: value for key, value in labelled.pairs() if key.owner in ("", owner)}
        for owner in sorted(labelled.owners or [""])
    ]


def _together(bare: Mapping[str, float], material: CathodeMaterial) -> list[str]:
    """Return what is wrong with values together: fractions, active material, cut-offs."""
    cell = cell_values()
    values = {**cell, **{name: value for name, value in bare.items() if name in cell}}
    values |= cell_relations(values, [name for name in bare if name in cell])
    faults = []
    share = sum(values[name] for name in RECIPE)
    if abs(share - 1) > 1e-3:
        faults.append(
            f"the mass fractions of LFP, carbon and binder add up to {share:g}: give all three, "
            "adding up to 1"
        )
    filled = values[ACTIVE] + values[POROSITY]
    if filled > 1 + 1e-9:
        faults.append(
            f"active material ({values[ACTIVE]:.3g}) and pores ({values[POROSITY]:.3g}) fill "
            f"{filled:.3g} of the cathode: they must not add up to more than 1"
        )
    density = values["LFP density [kg.m-3]"]
    used = density * values[ACTIVE] * values[THICKNESS] / values[LOADING]
    if used > 1 + _WEIGHING:
        faults.append(
            f"active fraction and thickness hold {used:.3g} times the LFP of the areal loading: "
            f"at most {1 + _WEIGHING:g}, for errors of weighing"
        )
    # A.h/kg is mA.h/g
    highest = values["Maximum concentration in positive electrode [mol.m-3]"] * AH_PER_MOL / density
    most = material.most_mAh_g
    if highest > most * _ROUNDING:
        unit = ", one lithium per LiFePO4" if material.is_lfp else ""
        faults.append(
            f"maximum concentration and density of {material.name} make {highest:.4g} mAh/g: at "
            f"most {most:.4g}{unit}"
        )
    low, high = values["Lower voltage cut-off [V]"], values["Upper voltage cut-off [V]"]
    if low >= high:
        faults.append(f"the lower voltage cut-off, {low:g} V, is not below the upper, {high:g} V")
    faults = [material.in_words(fault) for fault in faults]
    return faults + _film_faults(bare) + _ageing_faults(bare)


def _film_faults(bare: Mapping[str, float]) -> list[str]:
    _, diffusivity, t_plus = FILM_NUMBERS
    if bare.get(t_plus, 1.0) > 0 or diffusivity in bare:
        return []
    return [
        f"{t_plus} = {bare[t_plus]:g}: at zero and below no salt diffusivity follows; give "
        f"{diffusivity!r} with it"
    ]


def _ageing_faults(bare: Mapping[str, float]) -> list[str]:
    shares = [value for name, value in bare.items() if name.endswith(" share of SEI")]
    faults = []
    if sum(shares) > 1:
        faults.append(f"the shares of the SEI add up to {sum(shares):g}: at most 1")
    first, later = "Initial CEI thickness [m]", "CEI thickness after 20 cycles [m]"
    if first in bare and later in bare and bare[later] < bare[first]:
        faults.append(f"{later} = {bare[later]:g} is less than {first} = {bare[first]:g}")
    return faults
