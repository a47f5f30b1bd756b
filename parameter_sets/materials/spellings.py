"""Names of materials as people write them: formulae, synonyms, polymer with salt and solvent."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["spelled_otherwise"]

#: Elements of a formula -> filler; what stands behind its formula is its composition.
_BY_ELEMENTS = {
    frozenset(elements.split()): name
    for elements, name in {
        "Li La Zr Ta O": "LLZTO",
        "Li La Zr O": "LLZO",
        "Li La Zr Al O": "LLZO",
        "Li La Zr Ga O": "LLZO",
        "Li La Zr Nb O": "LLZO",
        "Li Al Ti P O": "LATP",
        "Li Al Ge P O": "LAGP",
        "Li La Ti O": "LLTO",
        "Al O": "Al2O3",
        "Si O": "SiO2",
        "Ti O": "TiO2",
        "Ba Ti O": "BaTiO3",
        "Zr O": "ZrO2",
        "Mg O": "MgO",
        "Li Al O": "LiAlO2",
        "B N": "BN",
        "Li P S Cl": "Li6PS5Cl",
    }.items()
}
_WORDS = {
    "alumina": "Al2O3", "silica": "SiO2", "titania": "TiO2", "anatase": "TiO2", "rutile": "TiO2",
    "zirconia": "ZrO2", "magnesia": "MgO", "bariumtitanate": "BaTiO3", "bto": "BaTiO3",
    "boronnitride": "BN", "hnt": "halloysite", "hnts": "halloysite", "argyrodite": "Li6PS5Cl",
    "polydopamine": "PDA", "polydopaminecoating": "PDA", "dopamine": "PDA", "pdol": "P-DOL",
    "polydioxolane": "P-DOL", "bare": "none", "uncoated": "none",
}  # fmt: skip
_POLYMERS = {
    "PVDF-HFP": r"pvdf-?(co-)?hfp|vinylidene.*hexafluoro",
    "PVDF": r"pvdf|vinylidene",
    "PEO": r"peo|p\(?eo\)?\d*(?![a-z])|poly ?\(?ethylene oxide",
    "PAN": r"\bpan|acrylonitrile",
    "PCL": r"\bpcl|caprolactone",
    "PPC": r"\bppc|poly ?\(?propylene carbonate",
    "PMMA": r"pmma|methyl methacrylate",
    "P-DOL": r"p-?dol|poly ?\(?1,3-?dioxolane",
}
_SALTS = {"LiTFSI": r"litfsi|lin\(so2cf3\)2|litfsa", "LiClO4": r"liclo4|li perchlorate"}
_SOLVENTS = {"DMF": r"\bdmf\b|dimethyl ?formamide", "carbonates": r"carbonate|\b(ec|dec|emc|dmc)\b"}
_SYMBOL = re.compile(r"[A-Z][a-z]?")
_FORMULA = re.compile(r"\(?[A-Z](?:[A-Za-z0-9.()]|[-+](?=[x\d]))*\d(?:[A-Za-z0-9.()])*")


def spelled_otherwise(role: str, name: str, known: Sequence[str]) -> list[str]:
    """Return the materials of a role that a name may mean, none if it means none of them.

    Parameters
    ----------
    role : str
        ``"matrix"``, ``"filler"`` or ``"coating"``.
    name : str
        As written.
    known : sequence of str
        Names of the library.
    """
    found = _matrix(name, known) if role == "matrix" else _solid(name)
    return [one for one in dict.fromkeys(found) if one in known]


def _matrix(name: str, known: Sequence[str]) -> list[str]:
    text = name.lower()
    polymer = next((p for p, words in _POLYMERS.items() if re.search(words, text)), None)
    if polymer is None:
        return []
    first = lambda table: next((k for k, w in table.items() if re.search(w, text)), None)  # noqa: E731
    salt, solvent = first(_SALTS), first(_SOLVENTS) if polymer != "PPC" else None
    tries = [f"{polymer}/{salt}/{solvent}", f"{polymer}/{solvent}", f"{polymer}/{salt}", polymer]
    found = [one for one in tries if one in known]
    # A solvent counts more than a salt that nobody named.
    wet = [one for one in known if solvent and re.match(rf"{polymer}/.*{solvent}", one)]
    if found and (found[0] != polymer or not wet):
        return found[:1]
    return wet[:1] or found or [one for one in known if one.startswith(f"{polymer}/")]


def _solid(name: str) -> list[str]:
    """Return what words and formulae of a name mean; several if it names several."""
    if re.search(r"\bgarnets?\b", name, re.IGNORECASE) and not re.search(r"LLZ", name):
        return ["LLZTO", "LLZO"]
    found = []
    for formula in _FORMULA.findall(name):
        elements = frozenset(_SYMBOL.findall(formula))
        found.append(_BY_ELEMENTS.get(elements, ""))
    pieces = [re.sub(r"[\W_]", "", piece).lower() for piece in re.split(r"[\s/,;()\[\]-]+", name)]
    joined = re.sub(r"[\W_]", "", name).lower()
    by_spelling = {
        re.sub(r"\W", "", n).lower(): n for n in (*_BY_ELEMENTS.values(), "LiF", "silane")
    }
    for piece in (*pieces, joined):
        found.append(_WORDS.get(piece, by_spelling.get(piece, "")))
    return [one for one in found if one]
