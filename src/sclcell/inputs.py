"""Input files of users: what is a file, which text it holds, and TOML with its schema's number."""

from __future__ import annotations

import datetime
import json
import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from .errors import InputError, shown

__all__ = ["SCHEMA", "decoded", "file_bytes", "file_json", "file_text", "read_toml", "ready_files"]
__all__ += ["files_read", "forget_files", "why_no_file", "why_unread"]

#: Number of the keys and units that films, problems and studies are written in. A file says it as
#: ``schema = 1``; one that says nothing has this number, for there was no other before.
SCHEMA = 1
#: Largest files that are read [bytes]: a day of a cycler at 10 Hz has 50 MB.
_LARGEST, _LARGEST_TOML = 300_000_000, 2_000_000
#: Limits of what TOML may hold; no key of ours comes near.
_DEEPEST, _LONGEST, _INTEGER = 20, 10_000, 2**63
#: First bytes of files that are no text.
_PACKED = {
    b"PK\x03\x04": "a spreadsheet or a zip archive",
    b"\x1f\x8b": "packed with gzip",
    b"BZh": "packed with bzip2",
    b"\xfd7zXZ": "packed with xz",
    b"\x28\xb5\x2f\xfd": "packed with zstd",
    b"PAR1": "a Parquet table",
    b"\x89HDF": "an HDF5 file",
    b"\x89PNG": "a picture",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "a file of an old Office program",
    b"SQLite": "a database",
}
# Pairs of bytes as GBK has for common characters; accented letters of Latin-1 stand alone.
_GBK = re.compile(rb"(?:[\x00-\x7f]|[\xa1-\xf7][\xa1-\xfe])*")
_GBK_COMMON = re.compile(rb"[\xa1-\xa3\xb0-\xd7][\xa1-\xfe]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


#: Files that were read since `forget_files`: results must not take their place.
_read: set[Path] = set()


def files_read() -> frozenset[Path]:
    """Return the files that were read since `forget_files`, whichever file named them."""
    return frozenset(_read)


def forget_files() -> None:
    """Begin anew to remember which files are read, as a command does."""
    _read.clear()


def why_no_file(path: Path) -> str | None:
    """Return why a path does not lead to a file with an end, in a phrase; None if it does."""
    try:
        if path.is_file():
            return None
        if path.is_dir():
            return "it is a folder, not a file"
        # Pipes and devices have no end, or wait for one.
        return "it is a pipe or a device, not a file" if path.exists() else "no such file"
    except (OSError, ValueError) as error:  # a name that is too long, or with a NUL
        return f"{getattr(error, 'strerror', None) or error}".lower()


def file_bytes(path: Path, most: int = _LARGEST) -> bytes:
    """Return the content of a file.

    Parameters
    ----------
    most : int, optional
        Largest content that is read [bytes].

    Raises
    ------
    ValueError
        With why it cannot be read, in a phrase.
    """
    why = why_no_file(path)
    if why is not None:
        raise ValueError(why)
    try:
        with path.open("rb") as stream:
            raw = stream.read(most + 1)
    except OSError as error:
        raise ValueError(f"{error.strerror or error}".lower()) from error
    _read.add(path.absolute())
    if len(raw) > most:
        raise ValueError(f"it has more than {most / 1e6:g} MB, which is the most that is read")
    return raw


def file_text(path: Path, most: int = _LARGEST) -> str:
    """Return the text of a file in UTF-8, UTF-16, UTF-32, GBK or the code page of western Windows.

    Parameters
    ----------
    path, most
        As for `file_bytes`.

    Raises
    ------
    ValueError
        With why it is no text that can be read, in a phrase.
    """
    return decoded(file_bytes(path, most))


def decoded(raw: bytes) -> str:
    """Return the text in bytes; see `file_text`."""
    if not raw.isascii() and b"ustar" in raw[257:263]:
        raise ValueError("it is a tar archive, not text; unpack it")
    what = next((what for start, what in _PACKED.items() if raw.startswith(start)), None)
    if what is not None:
        raise ValueError(f"it is {what}, not text; unpack it, or save it as text")
    for encoding in _encodings(raw):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        text = raw.decode("cp1252", errors="replace")
    if "\0" in text:
        raise ValueError("it is not a text file")
    return text


def _encodings(raw: bytes) -> Iterator[str]:
    if raw[:4] in (b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
        yield "utf-32"
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        yield "utf-16"
    # Without a mark, every other byte of UTF-16 is zero in text with western letters.
    for odd, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = raw[odd:200:2]
        if half.count(0) > 0.7 * len(half):
            yield encoding
    yield "utf-8-sig"
    if _GBK.fullmatch(raw):
        pairs = re.sub(rb"[\x00-\x7f]", b"", raw)
        if 2 * len(_GBK_COMMON.findall(pairs)) > len(pairs) // 2:
            yield "gbk"


def file_json(path: Path) -> Any:
    """Return what a JSON file holds.

    Raises
    ------
    ValueError
        With why it is none that can be read, in a phrase.
    """
    try:
        return json.loads(file_text(path))
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"it is no JSON: {error}") from error


def why_unread(error: Exception, library: str) -> str:
    """Return why a library could not read a file, in a phrase.

    Parameters
    ----------
    error : Exception
        What it raised; of a damaged file that may be anything.
    library : str
        Its name.
    """
    text = " ".join(str(error).split())
    if not text or isinstance(error, LookupError | TypeError | AttributeError | UnicodeError):
        return f"{library} cannot make sense of its content ({type(error).__name__})"
    return f"{library} cannot read it: {text if len(text) <= 150 else text[:147] + '...'}".rstrip(
        "."
    )


def ready_files(package: str, folder: str) -> dict[str, Path]:
    """Return the TOML files in a folder of a package of this program, by name."""
    inside = Path(str(files(package) / folder))
    return {path.stem: path for path in sorted(inside.glob("*.toml"))}


def read_toml(path: Path, ready: str = "") -> dict[str, Any]:
    """Return the content of a file, without the number of its schema.

    Numbers in it are finite, texts have no control characters, and nothing in it is a date: no key
    of ours takes those.

    Parameters
    ----------
    ready : str
        What may be given in its place, for the message.

    Raises
    ------
    InputError
        If the file cannot be read, is not TOML, or is of a schema that is not known here.
    """
    name = shown(str(path), 200)[1:-1]
    try:
        text = file_text(path, _LARGEST_TOML)
    except ValueError as error:
        raise InputError(f"{name}: cannot be read ({error}); give a TOML file{ready}.") from error
    try:
        content = tomllib.loads(text.replace("\r\n", "\n").replace("\r", "\n"))
    except RecursionError as error:
        raise InputError(f"{name}: not valid TOML (it is nested too deeply).") from error
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        line = [*text.splitlines(), ""][int(place[1]) - 1] if place else ""
        comma = re.search(r"=\s*([+-]?\d+),(\d+)", line)
        hint = f"; write a decimal point: {comma[1]}.{comma[2]}" if comma else ""
        raise InputError(f"{name}: not valid TOML ({str(error)[:200]}){hint}.") from error
    except ValueError as error:  # what Python makes of the text, such as a number or a date
        why = "an integer has thousands of digits" if "digits" in str(error) else error
        raise InputError(f"{name}: not valid TOML ({why}).") from error
    schema = content.pop("schema", SCHEMA)
    if isinstance(schema, bool) or not isinstance(schema, int) or schema < 1:
        raise InputError(f"{name}: schema = {shown(schema)} is not a number of a schema; write 1.")
    if schema > SCHEMA:
        raise InputError(
            f"{name}: it is written for schema {shown(schema)}, and this version reads up to "
            f"{SCHEMA}; install a newer sclcell."
        )
    faults = list(_odd(content, ()))
    if faults:
        more = f" (and {len(faults) - 3} more)" if len(faults) > 3 else ""
        raise InputError(f"{name}: {'; '.join(faults[:3])}{more}.")
    return content


def _odd(value: object, place: tuple[str, ...]) -> Iterator[str]:
    """Yield what no key takes, whichever it is."""
    where = shown(".".join(place))[1:-1]
    if len(place) > _DEEPEST:
        yield f"{where} is nested too deeply"
    elif isinstance(value, dict):
        for key, item in value.items():
            if _CONTROL.search(key):
                yield f"the key {shown(key)} has a control character; remove it"
            else:
                yield from _odd(item, (*place, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _odd(item, (*place, str(number)))
    elif isinstance(value, str) and len(value) > _LONGEST:
        yield f"{where} has {len(value)} characters; at most {_LONGEST} are read"
    elif isinstance(value, str) and _CONTROL.search(value):
        yield f"{where} has a control character; remove it"
    elif isinstance(value, datetime.date | datetime.time):
        yield f"{where} = {value} is a date or time, which no key takes; put it in quotes"
    elif isinstance(value, int) and abs(value) >= _INTEGER:
        yield f"{where} is an integer of {len(hex(value)) - 2} hexadecimal digits; it is too large"
