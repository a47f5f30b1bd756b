"""Composite polymer electrolytes by name, at any loading, or from a user's own file.

The five films of Li et al. 2024 (`get_electrolyte`) and films of a user's own in a few lines of
TOML (`load_electrolyte`). Measured and assumed constants come from ``data/electrolytes.csv``;
fitted ones from ``data/closure_fit.json``, which
``python -m sclcell.fitting.reference.closure_report --write`` produces.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ..errors import InputError, unknown_name
from .composites import MAX_FILLER_MASS_FRACTION, Electrolyte
from .electrolyte_constants import ELECTROLYTES, electrolyte_constants, electrolyte_from_constants
from .user_electrolytes import load_electrolyte

__all__ = ["ELECTROLYTES", "get_electrolyte", "load_electrolyte"]


def get_electrolyte(name: str, filler_mass_fraction: float | None = None) -> Electrolyte:
    """Return a film of Li et al. 2024 by name.

    Raises `InputError` if the name is unknown or the loading out of range.

    Parameters
    ----------
    name
        PHLP, PHL-15, PHLP-15, PHA-15 or PHAP-15; case and separators do not matter. A number other
        than 15 is a loading in wt%: PHLP-10 is 10 wt% coated LLZTO.
    filler_mass_fraction
        w [-] in place of that of the name.
    """
    key = re.sub(r"[\s_\-]", "", str(name)).upper()
    match = re.fullmatch(r"(PHLP|PHL|PHAP|PHA)(\d+(?:\.\d+)?)(?:WT)?%?", key)
    if key == "PHLP":
        electrolyte = electrolyte_from_constants("PHLP", electrolyte_constants())
    elif match:
        electrolyte = electrolyte_from_constants(f"{match[1]}-15", electrolyte_constants())
        if float(match[2]) != 15:
            electrolyte = _at_percentage(electrolyte, float(match[2]), f"{match[1]}-{match[2]}")
    else:
        hint = "Another number is another loading in wt%; a film of your own is a TOML file."
        raise unknown_name("electrolyte", name, ELECTROLYTES, hint)
    if filler_mass_fraction is None:
        return electrolyte
    return electrolyte.with_filler_mass_fraction(filler_mass_fraction)


def _at_percentage(electrolyte: Electrolyte, percentage: float, name: str) -> Electrolyte:
    if not 0 <= percentage <= 100 * MAX_FILLER_MASS_FRACTION:
        raise InputError(
            f"electrolyte {name!r} has {percentage:g} wt% filler; allowed are 0 to "
            f"{100 * MAX_FILLER_MASS_FRACTION:g} wt%, beyond which the closures are not valid."
        )
    return replace(electrolyte, name=name, filler_mass_fraction=percentage / 100)
