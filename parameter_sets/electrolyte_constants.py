"""Constants of the films of Li et al. 2024, with provenance in ``data/electrolytes.csv``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from csv import DictReader
from dataclasses import replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from ..errors import InputError
from ..models.laws._types import Scalar
from .composites import Coating, Electrolyte, Filler, Matrix

__all__ = ["ELECTROLYTES", "FITTED_PARAMETERS", "SOLUBILITY", "electrolyte_constants"]
__all__ += ["electrolyte_from_constants", "salt_solubility", "study_film", "with_constants"]

#: Name -> filler (None: no ceramic), whether it is coated, filler mass fraction.
ELECTROLYTES: dict[str, tuple[str | None, bool, float]] = {
    "PHLP": (None, False, 0.0),
    "PHL-15": ("LLZTO", False, 0.15),
    "PHLP-15": ("LLZTO", True, 0.15),
    "PHA-15": ("LAGP", False, 0.15),
    "PHAP-15": ("LAGP", True, 0.15),
}

_DATA = files("sclcell.parameter_sets") / "data"
_FIT = json.loads((_DATA / "closure_fit.json").read_text(encoding="utf-8"))["parameters"]
#: Constants that ``sclcell.fitting.reference.closures`` determines.
FITTED_PARAMETERS = tuple(_FIT)

SOLUBILITY = "Salt solubility [mol.m-3]"


@cache
def electrolyte_constants() -> Mapping[str, float]:
    """Return the constants of the films of Li et al. 2024 by name, in SI units.

    They are those of ``data/electrolytes.csv``, the fitted ones from ``data/closure_fit.json``.
    """
    with (_DATA / "electrolytes.csv").open(encoding="utf-8") as stream:
        constants = {row["name"]: float(row["value"]) for row in DictReader(stream)}
    fitted = {name: entry["value"] for name, entry in _FIT.items()}
    return MappingProxyType(constants | fitted)


def salt_solubility(film: Electrolyte) -> float:
    """Return the concentration at which a film's salt falls out [mol.m-3]."""
    own = film.laws.salt.solubility
    return electrolyte_constants()[SOLUBILITY] if own is None else own


def electrolyte_from_constants(name: str, constants: Mapping[str, Scalar]) -> Electrolyte:
    """Return one of `ELECTROLYTES`, built from constants such as those of `electrolyte_constants`.

    Values may be symbols. PHLP gets the bare LLZTO filler at loading zero, so that the loading can
    be raised.
    """
    ceramic, coated, mass_fraction = ELECTROLYTES[name]
    ceramic = ceramic or "LLZTO"
    value = constants.__getitem__
    matrix = Matrix(
        conductivity=value("Matrix conductivity [S.m-1]"),
        transference_number=value("Matrix cation transference number"),
        activation_energy=value("Matrix activation energy [J.mol-1]"),
        density=value("Matrix density [kg.m-3]"),
        salt_concentration=value("Salt concentration [mol.m-3]"),
        thermodynamic_factor=value("Thermodynamic factor"),
        reference_temperature=value("Electrolyte reference temperature [K]"),
        relative_permittivity=value("Matrix relative permittivity"),
    )
    filler = Filler(
        name=ceramic,
        density=value(f"{ceramic} density [kg.m-3]"),
        radius=value(f"{ceramic} radius [m]"),
        conductivity=value(f"{ceramic} conductivity [S.m-1]"),
        activation_energy=value(f"{ceramic} activation energy [J.mol-1]"),
        interface_resistance=value("Filler interface resistance [Ohm.m2]"),
        interface_activation_energy=value("Filler interface activation energy [J.mol-1]"),
        thickness_ratio=value("Interphase thickness to filler radius ratio"),
        agglomeration_mass_fraction=value("Agglomeration filler mass fraction"),
        mobility_gain=value(f"{ceramic} interphase mobility gain"),
        cation_enrichment=value(f"{ceramic} cation enrichment"),
        interphase_activation_energy=value("Interphase activation energy [J.mol-1]"),
    )
    coating = Coating("P-DOL", value("P-DOL mobility factor"), value("P-DOL enrichment shift"))
    return Electrolyte(name, matrix, filler, coating if coated else None, mass_fraction)


def with_constants(
    film: Electrolyte, given: Mapping[str, float], strict: bool = True
) -> Electrolyte:
    """Return a film of the study with some of the closures' constants replaced.

    Raises `InputError` if there are constants among the values, but the film is not made of the
    study's materials.

    Parameters
    ----------
    given : mapping
        Parameter to value, SI units; constants of the study's films count.
    strict : bool
        Whether constants are refused for a film of other constituents; it stays as it is without,
        for samples hold constants that not all films have.
    """
    changes = {key: value for key, value in given.items() if key in electrolyte_constants()}
    if not changes:
        return film
    base = study_film(film)
    if base is None and not strict:
        return film
    if base is None:
        raise InputError(
            f"{next(iter(changes))!r} is a constant of the study's films "
            f"({', '.join(ELECTROLYTES)}) and has no meaning for {film.name!r}; "
            "describe that film in its own TOML file."
        )
    changed = electrolyte_from_constants(base, {**electrolyte_constants(), **changes})
    return replace(changed, name=film.name, filler_mass_fraction=film.filler_mass_fraction)


def study_film(film: Electrolyte) -> str | None:
    """Return the study's film that differs from a film in loading and name at most, or None."""
    made_of = (film.matrix, film.filler, film.coating, film.laws)
    for name, known in _shipped_films().items():
        if (known.matrix, known.filler, known.coating, known.laws) == made_of:
            return name
    return None


@cache
def _shipped_films() -> Mapping[str, Electrolyte]:
    constants = electrolyte_constants()
    return MappingProxyType({n: electrolyte_from_constants(n, constants) for n in ELECTROLYTES})
