"""Filler content of films: from wt% of whatever, vol%, phr, ratios or names to filler by mass."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from ...parameter_sets.materials import Material
from .cells import Cells
from .headings import BASES, MISSING, listed
from .printed import content_of_name, ratio_of
from .table import densities

__all__ = ["filler_by_mass", "of_ratios"]


def filler_by_mass(
    cells: Cells, filler: Material, matrix: Material, basis: str | None
) -> pd.Series:
    """Return filler over filler, polymer and salt, by mass.

    Parameters
    ----------
    cells : Cells
        The table.
    filler, matrix : Material
        Their densities turn vol% into wt%.
    basis : str, optional
        One of `BASES`, where the table does not say it.

    Raises
    ------
    InputError
        If the content is missing, impossible, or of a basis that needs more.
    """
    if "content" not in cells.columns:
        return _of_names(cells, filler)
    where, values = cells.column("content"), cells.numbers["content"]
    heading = cells.columns["content"].lower()
    words = heading + " " + _unit(cells)
    volume = bool(re.search(r"vol|v/v|phi|φ", words))
    if {"ratio", "ratio of all"} & set(cells.columns):
        whole = "ratio of all" in cells.columns or re.search("salt|li(tfsi|fsi|clo4)", heading)
        basis = basis or ("polymer and salt" if whole else "polymer")
        words += " mass fraction"
    elif not volume and not re.search(r"wt|weight|mass|gew|w/w|m%|phr|per hundred", words):
        unit = cells.unit("content")
        given = f"the unit '{unit}'" if unit else "no unit"
        raise cells.fault(f"{where} has {given}; write [wt%] or [vol%]")
    fraction = "fraction" in words or bool(re.search(r"phi|φ", words) and "%" not in words)
    share = values if fraction else values / 100
    if not fraction and 0 < values.max() <= 1:
        cells.notes.append(
            f"{where} is read as percent, at most {values.max():g} %; if these are "
            "fractions of one, call it 'filler mass fraction' or 'filler volume fraction'"
        )
    basis = _basis(cells, words, basis)
    of_film = volume or basis not in ("polymer", "polymer and salt")
    wrong = 100 * share[(share < 0) | (of_film & (share > 1))]
    allowed = "between 0 and 100" if of_film else "0 or more"
    cells.refuse(wrong, f"a content of {{:g}} % is not {allowed}", f", {where}")
    if not volume:
        return _of_dry_film(cells, share, basis)
    ceramic = filler.number("density")
    if ceramic is None or matrix.number("density") is None:
        raise cells.fault(
            "vol% needs the densities of filler and matrix; name them with --filler and "
            "--matrix (or a TOML file with density_g_cm3)"
        )
    polymer = densities(filler, matrix)[1]
    return share * ceramic / (share * ceramic + (1 - share) * polymer)


def _unit(cells: Cells) -> str:
    """Return the unit of content that a column or the cells themselves state."""
    found = set()
    if "content unit" in cells.columns:
        found = {unit.lower() for unit in cells.words("content unit")} - {""}
    else:
        behind = cells.words("content").str.extract(r"\d\s*((?:wt|vol)\.?\s*-?\s*%|phr)\s*$")[0]
        found = {re.sub(r"[\s.-]", "", unit.lower()) for unit in behind.dropna()}
    if len(found) > 1:
        raise cells.fault(f"several units of content ({listed(sorted(found))})")
    return "".join(found)


def _of_names(cells: Cells, filler: Material) -> pd.Series:
    """Return contents in the names of films, such as 10 wt% of PEO10."""
    names = cells.words("film") if "film" in cells.columns else pd.Series("", cells.cells.index)
    found = names.map(content_of_name)
    unclear = names[found.isna()]
    if len(unclear):
        raise cells.fault(
            f"no column of filler content, and '{unclear.iloc[0]}' has several numbers; write a "
            "column 'filler [wt%]'"
        )
    # Running numbers are no contents, and one specimen's is none.
    letters = names.str.contains("[A-Za-z]") & (found > 0)
    if letters.any() and found[names != ""].nunique() > 1:
        cells.refuse(found[found > 100], "a content of {:g} % is not between 0 and 100")
        if not {2.0, 3.0} <= set(found) <= set(np.arange(10.0)):
            cells.notes.append(
                f"filler contents are read off the names of the films, as wt%: "
                f"{names[letters].iloc[0]} has {found[letters].iloc[0]:g} wt%"
            )
            return _of_dry_film(cells, found / 100, None)
    if filler.name not in ("none", "filler"):
        raise cells.fault(
            f"no column of filler content (there are {listed(cells.cells.columns)}); write one "
            "called 'filler [wt%]'"
        )
    cells.notes.append("no column of filler content: films without filler")
    return pd.Series(0.0, cells.cells.index)


def of_ratios(cells: Cells, filler: Material) -> None:
    """Turn a column of ratios, filler : polymer 1:4, into filler over polymer."""
    if "content" not in cells.columns:
        return
    heading, words = cells.columns["content"], cells.words("content")
    ratios = words.map(ratio_of)
    given = ratios.notna()
    if not given.any():
        return
    # Which part is the filler: the one that the heading names as such.
    named = re.split(r"\s*[:/]\s*|\bto\b", heading.lower())
    is_filler = [
        bool(re.search(rf"filler|ceramic|{re.escape(filler.name.lower())}", n)) for n in named
    ]
    place = is_filler.index(True) if any(is_filler) else len(named) - 1
    parts = {len(pair) for pair in ratios[given]}
    if parts != {2} and (len(parts) > 1 or parts != {len(named)}):
        raise cells.fault(
            f"{cells.column('content')}: ratios of {max(parts)} parts; name the parts in the "
            "heading, 'polymer:salt:filler'"
        )
    share = []
    for row, pair, cell in zip(words.index, ratios, words, strict=True):
        if pair is None:
            if cell.lower() not in (*MISSING, "0", "0.0"):
                raise cells.fault(f"row {row}, {cells.column('content')}: '{cell}' is no ratio")
            share.append("0" if cell in ("0", "0.0") else "")
            continue
        own = pair[min(place, len(pair) - 1)]
        rest = sum(pair) - own
        if rest <= 0:
            raise cells.fault(f"row {row}, {cells.column('content')}: '{cell}' has no polymer")
        share.append(f"{own / rest:.8g}")
    cells.cells = cells.cells.assign(**{heading: share})
    # Of three parts one is the salt.
    cells.columns["ratio of all" if max(parts) > 2 else "ratio"] = heading


def _basis(cells: Cells, heading: str, given: str | None) -> str | None:
    """Return what wt% is a share of: the column says it, the option, or parts per hundred."""
    rows = cells.cells.index
    said = cells.said("basis", "basis", BASES, rows, "several bases of wt% ({})")
    return said or given or ("polymer" if re.search(r"\bphr\b|per hundred", heading) else None)


def _of_dry_film(cells: Cells, share: pd.Series, given: str | None) -> pd.Series:
    """Return filler over filler, polymer and salt, whatever the basis of wt% was."""
    if given is None:
        cells.notes.append(
            "wt% is taken as filler over the dry film (filler, polymer, salt); --basis says "
            "otherwise"
        )
    if given in (None, "film"):
        return share
    if given == "polymer and salt":
        return share / (1 + share)
    if given == "polymer":
        if "salt per polymer" not in cells.numbers:
            raise cells.fault(
                "content per polymer alone needs the salt; add a column 'salt per polymer' (mass "
                "over mass), or say --basis 'polymer and salt'"
            )
        return share / (share + 1 + cells.numbers["salt per polymer"])
    if "solvent" not in cells.numbers:
        raise cells.fault(
            "wt% of a film with solvent needs a column 'solvent [wt%]' of what is left in it"
        )
    dry = share / (1 - cells.numbers["solvent"] / 100)
    if (dry >= 1).any():
        raise cells.fault("filler and solvent together are more than the film")
    return dry
