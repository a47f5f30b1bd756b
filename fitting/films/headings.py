"""Which column of a table of films is what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ...columns import WORDS, split_unit
from ...errors import shown, unknown_name
from ...parameter_sets.materials import material_names

__all__ = ["BASES", "METHODS", "MISSING", "NUMERIC", "RANGES", "columns_of", "listed", "named"]

#: What 1 wt% is a share of -> how a table may call it.
BASES = {
    "film": r"^(dry |whole )?(film|membrane|total|composite)$|^dry$",
    "polymer": r"^polymer$|^phr$",
    "polymer and salt": r"polymer.*salt|^matrix$|salt.*polymer",
    "film with solvent": r"solvent|^wet",
}
#: How t+ was measured -> how a table may call it.
METHODS = {
    "Bruce-Vincent": r"bruce|evans|^bv|steady|potentiostat|^ss",
    "NMR": r"nmr",
    "concentration cells": r"concentration|newman|true|balsara|hittorf|t\s*0|emf",
}
_FILLERS = "|".join(re.escape(n.lower()) for n in material_names("filler") if n != "none")
#: Column -> words of its heading. The order counts: a heading is of the first that it fits.
_HEADINGS = {
    "method": r"method",
    "basis": r"basis",
    "salt per polymer": r"salt[\s_]*(per|to|/)[\s_]*polymer",
    "activation energy": r"activation|^e_?\{?(a|act)\b",
    "thermodynamic factor": r"thermodynamic|^tdf\b|^χ|^1\s*\+\s*d\s*ln",
    "salt concentration": r"salt conc|^c_?(salt|li)|^conc(entration)?\.?\s*[\[(/]?\s*(mol|m\b)",
    # Of the salt, of the polymer, of the particles, and what only people read.
    "other": (
        r"salt|particle|size|radius|morpholog|source|note|^how|pre-?exp|^li(tfsi|fsi|clo4|bob|pf6)"
        r"|^(peo|pvdf(-?hfp)?|pan|pmma|pcl|ppc|polymer|matrix)\s*[\[(,/]?\s*(wt|vol|m|weight|g)\b"
    ),
    "content unit": r"^content[\s_]*unit",
    "series": r"^series",
    "filler": r"^(filler|ceramic)([\s_]*(name|kind|type|material))?$",
    "film": (
        r"^(film|sample|batch|specimen|composition|electrolyte|membrane)"
        r"([\s_]*(no|name|id|number|label))?\.?$|^id$"
    ),
    "run": r"heating|cooling|^(run|scan|direction)$",
    "spectrum": r"spectrum|^eis|impedance",
    "area": r"^area",
    "drying": r"^dr(y|ied|ying)\b|^state$",
    "solvent": r"solvent",
    "thickness scatter": r"thickness.*(scatter|sd|std|error|\+/?-)|(scatter|sd|std).*thickness",
    "thickness": r"thick",
    "noise": r"((sigma|conductivity).*(error|sd|std|scatter|rsd)|(error|sd|std|rsd).*(sigma|cond)"
    r"|^(std|sd|s\.d\.|stdev|error|uncertainty|±|\+/-|standard dev)|[±∆δ]\s*σ)",
    "transference": (
        r"transference|transport n|^t\s*_?\(?\+|^t_?plus|^t_?\(?li|^t0\+|^t\+|^t_\{?\+|^lithium tr"
    ),
    "inverse temperature": r"^10(00|\^?3)\s*/\s*t|^1\s*/\s*t\b",
    **WORDS,
    "content": (
        r"wt|vol|gew|mass frac|weight|mass\s*%|filler|loading|content|ceramic|^phi\b|φ|mass percent"
        rf"|\bphr\b|per hundred|\b({_FILLERS})\b"
    ),
}
NUMERIC = (
    "area", "solvent", "activation energy", "salt per polymer", "thickness scatter", "thickness",
    "noise", "transference", "thermodynamic factor", "salt concentration",
    "inverse temperature", "temperature", "conductivity", "diffusivity", "content",
)  # fmt: skip
#: Column -> lowest and highest value that are read, in the unit of the table.
RANGES = {
    "area": (1e-9, 1e9),
    "solvent": (0.0, 99.0),
    "salt per polymer": (0.0, 10.0),
    "thickness scatter": (0.0, 1e9),
    "thickness": (1e-9, 1e9),
    "noise": (0.0, 1e3),
    "thermodynamic factor": (1e-3, 100.0),
    "salt concentration": (1e-6, 2e4),
}
MISSING = {
    "", "-", "--", "---", "–", "—", "na", "n/a", "n.a.", "n.a", "nan", "none", "n.d.", "nd", "n/d",
    "n.m.", "nm", "?", "/", "\\", "…", "...", "notmeasured",
}  # fmt: skip


def columns_of(headings: Any) -> dict[str, str]:
    """Return what the columns with some headings are: role to heading."""
    found: dict[str, str] = {}
    for heading in headings:
        plain = re.sub(r"\s+", " ", str(heading).strip().lower().replace("−", "-"))
        if ":" in plain and re.search(rf"filler|ceramic|{_FILLERS}", plain):
            found.setdefault("content", str(heading))
            continue
        bare = split_unit(plain)[0].strip() if not plain.startswith(("1000", "10^3", "1/")) else ""
        for role, words in _HEADINGS.items():
            number = role in NUMERIC
            if re.search(words, plain) or (number and bare and re.search(words, bare)):
                found.setdefault(role, str(heading))
                break
    return found


def listed(names: Iterable[str], most: int = 8) -> str:
    """Return names as a message shows them, the first of many."""
    words = [shown(name) for name in names]
    more = f" and {len(words) - most} more" if len(words) > most else ""
    return ", ".join(words[:most]) + more


def named(what: str, given: str, allowed: Mapping[str, str]) -> str:
    """Return the name that is meant by a word of a table or an option."""
    for name, words in allowed.items():
        if given.strip().lower() == name.lower() or re.search(words, given.strip().lower()):
            return name
    raise unknown_name(what, given, allowed)
