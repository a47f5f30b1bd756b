"""Which column of a table is what, and in which unit."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["ROLES", "UNITS", "find_role", "parse_unit", "split_unit"]

#: Dimension -> spelling (folded, see `_fold`) -> factor to the unit named first.
UNITS: dict[str, dict[str, float]] = {
    "rate": {"C": 1.0, "1/h": 1.0, "h-1": 1.0},
    "voltage": {"V": 1.0, "mV": 1e-3},
    "current": {"A": 1.0, "mA": 1e-3, "uA": 1e-6, "µA": 1e-6},
    "current density": {
        "mA/cm2": 1.0, "mA.cm-2": 1.0, "A/m2": 0.1, "A.m-2": 0.1, "uA/cm2": 1e-3, "A/cm2": 1e3,
    },
    "specific current": {
        "mA/g": 1.0, "mA.g-1": 1.0, "A/g": 1e3, "A.g-1": 1e3, "A/kg": 1.0, "A.kg-1": 1.0,
    },
    "charge": {
        "A.h": 1.0, "mA.h": 1e-3, "uA.h": 1e-6, "µA.h": 1e-6, "C": 1 / 3600, "A.s": 1 / 3600,
    },
    "areal charge": {
        "mA.h/cm2": 1.0, "mA.h.cm-2": 1.0, "A.h/m2": 0.1, "A.h.m-2": 0.1, "uA.h/cm2": 1e-3,
    },
    "specific charge": {
        "mA.h/g": 1.0, "mA.h.g-1": 1.0, "A.h/kg": 1.0, "A.h.kg-1": 1.0, "A.h/g": 1e3,
    },
    "time": {
        "s": 1.0, "sec": 1.0, "second": 1.0, "seconds": 1.0, "min": 60.0, "minutes": 60.0,
        "h": 3600.0, "hr": 3600.0, "hours": 3600.0, "ms": 1e-3, "d": 86400.0,
    },
    "temperature": {"degC": 1.0, "°C": 1.0, "C": 1.0, "celsius": 1.0, "K": 1.0, "kelvin": 1.0},
    "frequency": {"Hz": 1.0, "kHz": 1e3, "mHz": 1e-3, "MHz": 1e6},
    "resistance": {"Ohm": 1.0, "Ω": 1.0, "mOhm": 1e-3, "kOhm": 1e3},
    "areal resistance": {"Ohm.cm2": 1.0, "Ω.cm2": 1.0, "Ohm.m2": 1e4, "Ω.m2": 1e4},
    "count": {"": 1.0, "-": 1.0, "1": 1.0, "cycles": 1.0},
    "text": {"": 1.0},
}  # fmt: skip

#: Role -> (dimensions that it may have, unit taken if none is given, words in a header).
ROLES: dict[str, tuple[tuple[str, ...], str, str]] = {
    "rate": (("rate",), "C", r"c[\s_\-]?rate|^rate|^c$|^crate"),
    "voltage": (("voltage",), "V", r"voltage|^v$|^u$|^e$|^v[\s_\[(/]|potential|ewe|ecell|polari"),
    "capacity": (
        ("specific charge", "areal charge", "charge"),
        "mA.h.g-1",
        r"capacity|^q$|^q[\s_\[(/\-]|^charge|discharged",
    ),
    "current": (
        ("current", "current density", "specific current"),
        "A",
        r"current|^i$|^i[\s_\[(/]|^j$|^j[\s_\[(/]",
    ),
    "time": (("time",), "s", r"time|^t$|^t[\s_\[(/]|hours"),
    "temperature": (("temperature",), "degC", r"temp"),
    "cycle": (("count",), "", r"cycle(?!r)"),
    "curve": (("text",), "", r"curve|segment"),
    "frequency": (("frequency",), "Hz", r"freq|^f$"),
    "real": (("areal resistance", "resistance"), "Ohm.cm2", r"re\(?z|^z?['_ ]?re(al)?\b|^z'$"),
    "imaginary": (("areal resistance", "resistance"), "Ohm.cm2", r"im\(?z|^z?['_ ]?im(ag)?|^z''$"),
    "electrolyte": (("text",), "", r"electrolyte|film"),
    "quantity": (("text",), "", r"quantity|property"),
    "value": (("text",), "", r"^value"),
}


def _fold(text: str) -> str:
    """Return a unit without the marks that people write differently."""
    text = text.strip().replace("²", "2").replace("−", "-").replace("⁻¹", "-1")
    return re.sub(r"[\s.·*^_]", "", text).lower()


# Spellings without a solidus come from headers such as capacity_mAh_g.
_FOLDED = {
    dimension: {_fold(s): f for s, f in table.items()}
    | {_fold(s.replace("/", "")): f for s, f in table.items() if "/" in s and s != "1/h"}
    for dimension, table in UNITS.items()
}


def split_unit(header: str) -> tuple[str, str | None]:
    """Return name and unit of a header such as ``"Voltage [V]"``, ``"I/mA"`` or ``"time_s"``."""
    header = header.strip()
    match = re.fullmatch(r"(.*?)\s*[\[(]([^\[\]()]*)[\])]\s*", header)
    if match and match[1]:
        return match[1], match[2]
    parts = re.split(r"\s*/\s*|[_\s]+", header)
    known = {unit for table in _FOLDED.values() for unit in table if unit}
    for start in range(1, len(parts)):
        tail = header[len(header) - len("_".join(parts[start:])) :]
        if _fold(tail) in known:
            return header[: len(header) - len(tail)].rstrip("_/ "), tail
    return header, None


def parse_unit(role: str, unit: str) -> tuple[str, float] | None:
    """Return dimension and factor of a unit, None if the role cannot have it."""
    # The one unit whose case matters: mHz against MHz.
    if role == "frequency" and unit.strip() in UNITS["frequency"]:
        return "frequency", UNITS["frequency"][unit.strip()]
    for dimension in ROLES[role][0]:
        if _fold(unit) in _FOLDED[dimension]:
            return dimension, _FOLDED[dimension][_fold(unit)]
    return None


def find_role(role: str, headers: Iterable[str]) -> str | None:
    """Return the header that speaks of a role, None if none or several do."""
    pattern = re.compile(ROLES[role][2], re.IGNORECASE)
    found = [header for header in headers if pattern.search(split_unit(header)[0])]
    if role == "capacity" and len(found) > 1:
        # Cyclers write charge and discharge capacity side by side.
        found = [header for header in found if "discharge" in header.lower()]
    if len(found) > 1:
        exact = [header for header in found if split_unit(header)[0].lower() == role]
        found = exact or found
    return found[0] if len(found) == 1 else None
