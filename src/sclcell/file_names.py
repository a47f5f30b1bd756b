"""File names made of what a user calls things, such that two names never share a file."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

__all__ = ["file_stems", "lasting_stem"]


def file_stems(names: Iterable[str], small: bool = False) -> dict[str, str]:
    """Return for each name what its file is called, without an ending.

    Letters and digits of any script stay, as do ``-``, ``_`` and ``.``; all else becomes ``_``.
    Names that would then share a file, also where a file system takes capitals for small letters,
    get digits of their own, which do not depend on the other names.

    Parameters
    ----------
    names : iterable of str
        All names whose files lie in one folder.
    small : bool, optional
        Whether to write small letters, digits and ``_`` only.

    Returns
    -------
    dict
        Name to stem.

    Examples
    --------
    >>> file_stems(["PHLP-15", "rate test"])
    {'PHLP-15': 'PHLP-15', 'rate test': 'rate_test'}
    >>> file_stems(["PHLP-15"], small=True)
    {'PHLP-15': 'phlp_15'}
    >>> sorted(file_stems(["a b", "a_b"]).values())
    ['a_b-648fa9b3', 'a_b-c8687a08']
    """
    stems = {name: _readable(name, small) for name in names}
    folded = [stem.casefold() for stem in stems.values()]
    return {
        name: stem if folded.count(stem.casefold()) == 1 else f"{stem}-{_digits(name)}"
        for name, stem in stems.items()
    }


def lasting_stem(name: str) -> str:
    """Return what the file of a name is called where files of other names may lie already.

    Examples
    --------
    >>> lasting_stem("PHLP-15"), lasting_stem("my film")
    ('PHLP-15', 'my_film-41f2fac1')
    """
    stem = _readable(name)
    return stem if stem == name else f"{stem}-{_digits(name)}"


def _readable(name: str, small: bool = False) -> str:
    text = unicodedata.normalize("NFC", name)
    text = re.sub(r"[\W_]+", "_", text.lower()) if small else re.sub(r"[^\w.-]+", "_", text)
    # A leading dot hides a file, a trailing one is lost on Windows.
    return text.strip("_.")[:60] or "_"


def _digits(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:8]
