"""Input files of users in TOML: read in one way, with the number of their schema."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from .errors import InputError

__all__ = ["SCHEMA", "read_toml"]

#: Number of the keys and units that films, problems and studies are written in. A file says it as
#: ``schema = 1``; one that says nothing has this number, for there was no other before.
SCHEMA = 1


def read_toml(path: Path, ready: str = "") -> dict[str, Any]:
    """Return the content of a file, without the number of its schema.

    Parameters
    ----------
    path : Path
        The file.
    ready : str
        What may be given in its place, for the message.

    Raises
    ------
    InputError
        If the file cannot be read, is not TOML, or is of a schema that is not known here.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError(
            f"{path}: cannot be read ({error.strerror}); give a TOML file{ready}."
        ) from error
    except (ValueError, RecursionError) as error:
        # TOML errors and text that is not UTF-8 are both ValueErrors.
        raise InputError(f"{path}: not valid TOML ({error}).") from error
    schema = content.pop("schema", SCHEMA)
    if isinstance(schema, bool) or not isinstance(schema, int) or schema < 1:
        raise InputError(f"{path}: schema = {schema!r} is not a number of a schema; write 1.")
    if schema > SCHEMA:
        raise InputError(
            f"{path}: it is written for schema {schema}, and this version reads up to {SCHEMA}; "
            "install a newer sclcell."
        )
    return content
