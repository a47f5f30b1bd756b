"""Which column of a table is what, and in which unit."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from math import pi

from .errors import InputError

__all__ = [
    "ROLES",
    "UNITS",
    "WORDS",
    "Role",
    "add_roles",
    "find_role",
    "is_unit",
    "parse_area_cm2",
    "parse_unit",
    "plain_heading",
    "sign_of_heading",
    "split_unit",
    "unit_factor",
]

# [C.mol-1]. Written out: `sclcell.models.laws.constants` stands above this module.
_FARADAY = 96485.33212331001
_OHM = {"Ohm": 1.0, "Ohms": 1.0, "Ω": 1.0}
_PREFIXES = {"": 1.0, "m": 1e-3, "k": 1e3, "M": 1e6}
_AREAS = {"cm2": 1.0, "m2": 1e4, "mm2": 1e-2}
_OHMS = {p + s: f for p, f in _PREFIXES.items() for s in _OHM}

#: Dimension -> spelling (folded, see `_fold`) -> factor to the unit named first.
UNITS: dict[str, dict[str, float]] = {
    "rate": {"C": 1.0, "1/h": 1.0, "h-1": 1.0},
    "voltage": {"V": 1.0, "mV": 1e-3, "millivolt": 1e-3, "uV": 1e-6, "volt": 1.0, "volts": 1.0},
    "current": {
        "A": 1.0, "mA": 1e-3, "uA": 1e-6, "nA": 1e-9, "ampere": 1.0, "amps": 1.0, "amp": 1.0,
        "milliampere": 1e-3,
    },
    "current density": {
        "mA/cm2": 1.0, "mA.cm-2": 1.0, "A/m2": 0.1, "A.m-2": 0.1, "uA/cm2": 1e-3, "uA.cm-2": 1e-3,
        "A/cm2": 1e3, "A.cm-2": 1e3, "mA/m2": 1e-4, "mA.m-2": 1e-4,
    },
    "specific current": {
        "mA/g": 1.0, "mA.g-1": 1.0, "A/g": 1e3, "A.g-1": 1e3, "A/kg": 1.0, "A.kg-1": 1.0,
    },
    "charge": {
        "A.h": 1.0, "mA.h": 1e-3, "uA.h": 1e-6, "C": 1 / 3600, "A.s": 1 / 3600, "mC": 1e-3 / 3600,
        "ampere hour": 1.0, "milliampere hour": 1e-3, "amp-hr": 1.0, "Ahr": 1.0, "mAhr": 1e-3,
    },
    "areal charge": {
        "mA.h/cm2": 1.0, "mA.h.cm-2": 1.0, "A.h/m2": 0.1, "A.h.m-2": 0.1, "uA.h/cm2": 1e-3,
        "uA.h.cm-2": 1e-3, "A.h/cm2": 1e3, "A.h.cm-2": 1e3,
    },
    "specific charge": {
        "mA.h/g": 1.0, "mA.h.g-1": 1.0, "A.h/kg": 1.0, "A.h.kg-1": 1.0, "A.h/g": 1e3,
        "A.h.g-1": 1e3,
    },
    "time": {
        "s": 1.0, "sec": 1.0, "second": 1.0, "seconds": 1.0, "min": 60.0, "minutes": 60.0,
        "h": 3600.0, "hr": 3600.0, "hours": 3600.0, "ms": 1e-3, "millisecond": 1e-3,
        "d": 86400.0, "days": 86400.0,
        "minute": 60.0, "hour": 3600.0, "mins": 60.0, "us": 1e-6, "hrs": 3600.0, "secs": 1.0,
    },
    "temperature": {"degC": 1.0, "°C": 1.0, "C": 1.0, "celsius": 1.0, "K": 1.0, "kelvin": 1.0},
    "frequency": {
        "Hz": 1.0, "kHz": 1e3, "mHz": 1e-3, "MHz": 1e6, "uHz": 1e-6, "hertz": 1.0,
        "rad/s": 0.5 / pi, "rad.s-1": 0.5 / pi,
    },
    "resistance": _OHMS,
    "areal resistance": {
        f"{ohm}.{area}": f * g for area, g in _AREAS.items() for ohm, f in _OHMS.items()
    },
    "conductivity": {
        "mS/cm": 1.0, "mS.cm-1": 1.0, "S/cm": 1e3, "S.cm-1": 1e3, "S/m": 10.0, "S.m-1": 10.0,
        "uS/cm": 1e-3, "uS.cm-1": 1e-3, "mS/m": 1e-2, "mS.m-1": 1e-2,
    },
    "energy": {
        "eV": 1.0, "meV": 1e-3, "kJ/mol": 1e3 / _FARADAY, "kJ.mol-1": 1e3 / _FARADAY,
        "J/mol": 1 / _FARADAY, "J.mol-1": 1 / _FARADAY,
    },
    "content": {
        "wt%": 1.0, "wt-%": 1.0, "weight%": 1.0, "mass%": 1.0, "m%": 1.0, "% (w/w)": 1.0,
        "wt percent": 1.0,
    },
    "volume content": {"vol%": 1.0, "vol-%": 1.0, "volume%": 1.0, "% (v/v)": 1.0},
    "diffusivity": {"m2/s": 1.0, "m2.s-1": 1.0, "cm2/s": 1e-4, "cm2.s-1": 1e-4},
    "areal mass": {"mg/cm2": 1.0, "mg.cm-2": 1.0, "g/m2": 0.1, "g.m-2": 0.1},
    "length": {"um": 1.0, "mm": 1e3, "nm": 1e-3, "cm": 1e4, "micron": 1.0},
    "angle": {"deg": 1.0, "°": 1.0, "degree": 1.0, "degrees": 1.0, "rad": 180 / pi},
    "share": {"1": 1.0, "-": 1.0, "": 1.0, "%": 0.01},
    "count": {"": 1.0, "-": 1.0, "1": 1.0, "cycles": 1.0},
    "text": {"": 1.0},
}  # fmt: skip

#: Dimensions that a column may have, that of the fit first; unit taken if none is given; words in
#: its header.
Role = tuple[tuple[str, ...], str | None, str]

#: Quantity -> words of a heading that speaks of it, for all kinds of tables.
WORDS = {
    "temperature": r"temp|^t$|^t[\s_\[(/]",
    "conductivity": r"conductivit|leitf[aä]hig|sigma|σ|^log.*s\s*/?\s*cm|kappa",
    "diffusivity": r"diffus|^d$|^d[\s_\[(/]|^d_",
}
# A letter stands for several quantities.
_LETTER = re.compile(r"[a-z](?=$|[\s_\[(/])", re.IGNORECASE)

#: Role -> (dimensions that it may have, unit taken if none is given, words in a header). No unit is
#: taken where people write several: a number without one could be any of them.
ROLES: dict[str, Role] = {
    "rate": (("rate",), "C", r"c[\s_\-]?rate|^rate|^c$|^crate"),
    "voltage": (
        ("voltage",),
        "V",
        r"voltage|^v$|^u$|^e$|^v[\s_\[(/]|potential|ewe|ecell|polari|ocv|open.?circuit",
    ),
    "capacity": (
        ("specific charge", "areal charge", "charge"),
        None,
        r"capacity|^q$|^q[\s_\[(/\-]|^charge|discharged",
    ),
    "current": (
        ("specific current", "current density", "current"),
        None,
        r"current|^i$|^i[\s_\[(/]|^j$|^j[\s_\[(/]",
    ),
    "time": (("time",), None, r"time|^t$|^t[\s_\[(/]|hours"),
    "temperature": (("temperature",), "degC", WORDS["temperature"]),
    "cycle": (("count",), "", r"cycle(?!r)"),
    "curve": (("text",), "", r"curve|segment"),
    # Not the logarithm of a frequency.
    "frequency": (("frequency",), "Hz", r"^(f(?![a-z])|freq|angular freq)"),
    # Of the impedance: EC-Lab writes Re(Y) of the admittance beside Re(Z).
    "real": (
        ("areal resistance", "resistance"),
        None,
        r"^(re(?![a-z])(?!\s*\((?!z\)))|re_?z|real|z[_ ]?re|z'(?!'))",
    ),
    "imaginary": (
        ("areal resistance", "resistance"),
        None,
        r"^-?\s*\(?\s*(im(?![a-z])(?!\s*\((?!z\)))|im_?z|imag|z[_ ]?im|z''|z\")",
    ),
    "electrolyte": (("text",), "", r"electrolyte|film"),
    "quantity": (("text",), "", r"quantity|property"),
    "value": (("conductivity", "energy", "count"), "", r"^value"),
}


def plain_heading(text: str) -> str:
    """Return a heading with one character for each of those that look alike."""
    text = unicodedata.normalize("NFKC", text.strip())
    for mark, plain in (("−", "-"), ("–", "-"), ("μ", "u"), ("′", "'"), ("’", "'"), ("″", "''")):
        text = text.replace(mark, plain)
    return text


def _squeeze(text: str) -> str:
    """Return a unit without the marks that people write differently."""
    return re.sub(r"[\s.·⋅∙*^_]|-(?=[a-zA-ZΩ])", "", plain_heading(text))


def _fold(text: str) -> str:
    return _squeeze(text).lower()


# Spellings without a solidus come from headers such as capacity_mAh_g.
_SPELLINGS = {
    dimension: {_squeeze(s): f for s, f in table.items()}
    | {_squeeze(s.replace("/", "")): f for s, f in table.items() if "/" in s and s != "1/h"}
    for dimension, table in UNITS.items()
}


def _without_case(table: dict[str, float]) -> dict[str, float]:
    """Return the spellings in lower case, but for those that case tells apart (mHz, MHz)."""
    same = Counter(spelling.lower() for spelling in table)
    return {s.lower(): f for s, f in table.items() if same[s.lower()] == 1}


_FOLDED = {dimension: _without_case(table) for dimension, table in _SPELLINGS.items()}
_KNOWN = {s.lower() for table in _SPELLINGS.values() for s in table if s}


def is_unit(text: str) -> bool:
    """Return whether a text is a unit of some quantity."""
    return _fold(text) in _KNOWN


def split_unit(header: str) -> tuple[str, str | None]:
    """Return name and unit of a header such as ``"Voltage [V]"``, ``"I/mA"`` or ``"time_s"``."""
    header = header.strip()
    match = re.fullmatch(r"(.*?)\s*[\[(]([^\[\]()]*)[\])]\s*", header)
    if match and match[1] and match[2].lower() != "z":
        # The brackets of Re(Z) hold no unit.
        return match[1], match[2]
    parts = re.split(r"\s*/\s*|[_\s]+", header)
    for start in range(1, len(parts)):
        tail = header[len(header) - len("_".join(parts[start:])) :]
        if is_unit(tail):
            return header[: len(header) - len(tail)].rstrip("_/, "), tail
    # After a solidus stands a unit, be it known or not.
    name, solidus, unit = header.partition("/")
    if solidus and name.strip() and re.fullmatch(r"\s*\S+\s*", unit):
        return name.strip(), unit.strip()
    return header, None


def sign_of_heading(header: str) -> int:
    """Return -1 for a heading such as ``"-Im(Z) [Ohm]"``, else 1."""
    return -1 if plain_heading(header).startswith("-") else 1


def parse_unit(role: str, unit: str) -> tuple[str, float] | None:
    """Return dimension and factor of a unit, None if the role cannot have it.

    Case counts where it tells units apart: mHz and MHz, mOhm and MOhm.
    """
    found = [(dimension, unit_factor(dimension, unit)) for dimension in ROLES[role][0]]
    return next(((dimension, factor) for dimension, factor in found if factor is not None), None)


def unit_factor(dimension: str, unit: str) -> float | None:
    """Return the factor from a unit to the first one of its dimension, None if it is none."""
    exact = _SPELLINGS[dimension].get(_squeeze(unit))
    return exact if exact is not None else _FOLDED[dimension].get(_fold(unit))


def parse_area_cm2(unit: str) -> float | None:
    """Return the factor from a unit of area to cm2, None if it is none."""
    return {_fold(area): factor for area, factor in _AREAS.items()}.get(_fold(unit))


def add_roles(roles: Mapping[str, Role]) -> None:
    """Add roles of columns, with dimensions of `UNITS`.

    Raises
    ------
    InputError
        If a role means something else already, or has a dimension that is not known.
    """
    for name, role in roles.items():
        if ROLES.get(name, role) != role:
            raise InputError(f"there is a role '{name}' already; choose another name.")
        unknown = [dimension for dimension in role[0] if dimension not in UNITS]
        if unknown:
            raise InputError(
                f"role '{name}': there is no dimension '{unknown[0]}'; take one of "
                f"{', '.join(UNITS)}."
            )
        ROLES[name] = role


def _speaks_of(role: str, header: str) -> bool:
    """Return whether a header speaks of a role; of a letter, its unit tells."""
    name, unit = split_unit(header)
    name = plain_heading(name)
    if not re.search(ROLES[role][2], name, re.IGNORECASE):
        return False
    if not _LETTER.match(name):
        return True
    if unit is not None and is_unit(unit):
        return parse_unit(role, unit) is not None
    if role == "temperature":
        return name == "T"
    return role != "time" or name != "T"


def find_role(role: str, headers: Iterable[str]) -> str | None:
    """Return the header that speaks of a role, None if none or several do."""
    found = [header for header in headers if _speaks_of(role, header)]
    if role == "capacity" and len(found) > 1:
        # Cyclers write charge and discharge capacity side by side.
        found = [header for header in found if "discharge" in header.lower()]
    if len(found) > 1:
        exact = [header for header in found if split_unit(header)[0].lower() == role]
        found = exact or found
    return found[0] if len(found) == 1 else None
