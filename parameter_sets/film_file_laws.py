"""Laws in the file of a film: [law] by name, [concentration] as tables, formulas or by name.

::

    [law]
    temperature = "VTF"
    composite = "spheroids"
    constants = { "Vogel temperature [K]" = 180, "Aspect ratio" = 20 }

    [concentration]
    literature = "PEO/LiTFSI"       # or own numbers, as many as there are concentrations,
    mol_L = [0.5, 1.0, 2.0]
    conductivity_mS_cm = [0.3, 0.5, 0.4]
    transference_number = "0.3 - 0.2*c"     # or a formula in c, the concentration in mol/L
"""

from __future__ import annotations

from csv import DictReader
from functools import cache
from importlib.resources import files

from pydantic import Field

from ..errors import InputError, unknown_name
from ..models.laws.concentration import (
    ConcentrationFormula,
    ConcentrationLaw,
    ConcentrationTable,
    SaltLaws,
)
from ..models.laws.constants import S_M_PER_MS_CM
from ..models.laws.film_laws import FilmLaws
from ..models.laws.temperature.base import ENERGY
from ..schemas import Number, Table

__all__ = [
    "ConcentrationTables",
    "LawTable",
    "constants_of_laws",
    "film_laws",
    "literature_laws",
    "salt_laws",
]

_Numbers = list[Number] | str | None
# Key of the file -> law, factor to SI, lowest value that is possible.
_KEYS: dict[str, tuple[str, float, float]] = {
    "conductivity_mS_cm": ("conductivity", S_M_PER_MS_CM, 0.0),
    "diffusivity_cm2_s": ("diffusivity", 1e-4, 0.0),
    "transference_number": ("transference_number", 1.0, -10.0),
    "thermodynamic_factor": ("thermodynamic_factor", 1.0, 0.0),
}
_LITERATURE = {"PEO/LiTFSI": "peo_litfsi.csv"}


class LawTable(Table):
    """``[law]``.

    Parameters
    ----------
    temperature, composite : str
        Names of laws.
    constants : dict
        In place of their medians, SI units.
    """

    temperature: str = "Arrhenius"
    composite: str = ""
    constants: dict[str, Number] = Field(default_factory=dict)


class ConcentrationTables(Table):
    """``[concentration]``: properties of the matrix at several salt concentrations.

    Parameters
    ----------
    literature : str
        Name of a set.
    mol_L : list of float
        Concentrations [mol/L].
    conductivity_mS_cm, diffusivity_cm2_s, transference_number, thermodynamic_factor
        Numbers at these, or a formula in c [mS/cm], [cm2/s], [-], [-].
    """

    literature: str = ""
    mol_L: list[Number] | None = None
    conductivity_mS_cm: _Numbers = None
    diffusivity_cm2_s: _Numbers = None
    transference_number: _Numbers = None
    thermodynamic_factor: _Numbers = None


def film_laws(
    given: LawTable, salt: SaltLaws, measured: bool, t_plus: float, wt_percent: float
) -> FilmLaws:
    """Return the laws of a film.

    Parameters
    ----------
    given : LawTable
        Names.
    salt : SaltLaws
        Laws of concentration.
    measured : bool
        Whether the salt diffusivity is measured.
    t_plus : float
        Of the matrix at the film's concentration [-].
    wt_percent : float
        Filler [wt%].

    Raises
    ------
    InputError
        If a law is not known, or a transference number needs what is not given.
    """
    signed = salt.signed or not 0 < t_plus < 1
    laws = FilmLaws(given.temperature, given.composite, salt, measured, signed)
    _ = laws.of_temperature, laws.of_composite
    if signed and wt_percent > 0:
        raise InputError(
            "a transference number of zero or below with filler: laws of composites serve each "
            "ion by itself; describe the finished film under [matrix], with filler_wt_percent = 0."
        )
    if signed and not measured:
        raise InputError(
            "with a transference number of zero or below no salt diffusivity follows from the "
            "conductivity; add [matrix] diffusivity_cm2_s, measured."
        )
    return laws


def constants_of_laws(given: LawTable) -> tuple[dict[str, float], dict[str, float]]:
    """Return the constants of the laws of temperature and composite, but for the matrix's energy.

    Raises `InputError` if a constant is not known or not possible.
    """
    laws = FilmLaws(given.temperature, given.composite)
    own: list[dict[str, float]] = []
    left = dict(given.constants)
    for law in (laws.of_temperature, laws.of_composite):
        known = {} if law is None else law.medians()
        known.pop(ENERGY.name, None)
        chosen = {name: left.pop(name) for name in known if name in left}
        faults = [] if law is None else law.faults(chosen)
        if faults:
            raise InputError(f"[law] constants: {'; '.join(faults)}.")
        own.append(known | chosen)
    if left:
        names = [*own[0], *own[1]]
        raise unknown_name("constant of [law]", next(iter(left)), names)
    return own[0], own[1]


def salt_laws(given: ConcentrationTables | None, solubility: float | None) -> SaltLaws:
    """Return the laws of concentration of a film's file.

    Parameters
    ----------
    given : ConcentrationTables, optional
        The table of the file.
    solubility : float, optional
        Concentration at which salt falls out [mol.m-3].

    Raises
    ------
    InputError
        If numbers and concentrations do not match, or a value is not possible.
    """
    if given is None:
        return SaltLaws(solubility=solubility)
    laws: dict[str, ConcentrationLaw] = {}
    if given.literature:
        laws |= literature_laws(given.literature)
    for key, (name, factor, low) in _KEYS.items():
        numbers = getattr(given, key)
        if numbers is None:
            continue
        try:
            laws[name] = _law(numbers, given.mol_L, factor)
        except InputError as error:
            raise InputError(f"[concentration] {key}: {error}") from error
        _check(key, laws[name], low * factor, factor)
    if not laws:
        raise InputError(
            "[concentration] says nothing: give literature, or mol_L and one of "
            f"{', '.join(_KEYS)}."
        )
    return SaltLaws(**laws, solubility=solubility)


def _law(numbers: list[float] | str, mol_L: list[Number] | None, factor: float) -> ConcentrationLaw:
    if isinstance(numbers, str):
        return ConcentrationFormula(numbers, factor=factor)
    if mol_L is None:
        raise InputError("a table needs mol_L, the concentrations.")
    return ConcentrationTable(
        tuple(1e3 * c for c in mol_L), tuple(factor * number for number in numbers)
    )


def _check(key: str, law: ConcentrationLaw, low: float, factor: float) -> None:
    points = law.concentrations if isinstance(law, ConcentrationTable) else (1.0, 500.0, 1e3, 2e3)
    for c in points:
        value = float(law(c))
        above = value > low and (key != "transference_number" or value < 1)
        if not above:
            allowed = "above -10 and below 1" if key == "transference_number" else "above 0"
            raise InputError(
                f"[concentration] {key} = {value / factor:g} at {c / 1e3:g} mol/L: allowed is "
                f"{allowed}."
            )


@cache
def literature_laws(name: str) -> dict[str, ConcentrationLaw]:
    """Return the laws of a literature set, from the table with their provenance.

    Raises
    ------
    InputError
        If there is no such set.
    """
    if name not in _LITERATURE:
        raise unknown_name("set of concentration laws", name, _LITERATURE)
    path = files("sclcell.parameter_sets") / "data" / "concentration" / _LITERATURE[name]
    found: dict[str, list[tuple[float, float]]] = {}
    with path.open(encoding="utf-8") as stream:
        for row in DictReader(stream):
            if row["use"] == "law":
                point = float(row["concentration [mol.m-3]"]), float(row["value"])
                found.setdefault(row["name"], []).append(point)
    return {
        law: ConcentrationTable(*zip(*sorted(points), strict=True)) for law, points in found.items()
    }
