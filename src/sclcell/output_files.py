"""Files that results go to: looked at before the work starts, and written whole or not at all."""

from __future__ import annotations

import errno
import io
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from .errors import InputError, shown

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

__all__ = ["FULL", "check_file", "check_folder", "csv_text", "make_folder", "replacing"]
__all__ += ["unwritten", "write_csv", "write_file", "write_picture"]

#: Numbers of the errors of a disk, or a share of it, that is full.
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# A spreadsheet takes such a cell for a formula.
_FORMULA = re.compile(r"[=+\-@\t\r]")


def unwritten(error: OSError, path: object = None) -> InputError:
    """Return the error of an output that cannot be written; the caller raises it.

    Parameters
    ----------
    error : OSError
        What went wrong.
    path : path, optional
        Where, if the error does not say.
    """
    where = error.filename if error.filename is not None else path
    name = "" if where is None else f" {shown(os.fspath(str(where)), 200)[1:-1]}"
    todo = "name a file or folder that can be written"
    if error.errno in FULL:
        todo = "make room on that disk, or name a file or folder on another"
    return InputError(f"cannot write{name}: {error.strerror or error}; {todo}.")


def check_folder(folder: Path, files: Iterable[str] = ()) -> None:
    """Refuse a folder that cannot be made or written, and leave nothing behind.

    Parameters
    ----------
    folder : Path
        The folder.
    files : iterable of str, optional
        Names of files that it gets; those that are there must take them.

    Raises
    ------
    InputError
        With why.
    """
    made: list[Path] = []
    try:
        for one in [*reversed(folder.parents), folder]:
            if not one.is_dir():
                one.mkdir()
                made.append(one)
        with tempfile.TemporaryFile(dir=folder):
            pass
        for name in files:
            if (folder / name).exists():
                check_file(folder / name)
    except OSError as error:
        raise unwritten(error, folder) from error
    except ValueError as error:  # a name with a NUL
        raise InputError(f"cannot write {shown(str(folder))}: {error}; name another.") from error
    finally:
        for one in reversed(made):
            with suppress(OSError):
                one.rmdir()


def check_file(path: Path) -> None:
    """Refuse a file that cannot be written; one that is there stays as it is.

    Raises
    ------
    InputError
        With why.
    """
    # What the shell hands over is open already; to open another pipe waits for its reader.
    if str(path).startswith(("/dev/fd/", "/proc/self/fd/")):
        return
    try:
        there = path.exists()
        if there and path.is_fifo():
            raise OSError(errno.EINVAL, "it is a pipe", str(path))
        with path.open("ab"):
            pass
        if not there:
            path.unlink()
    except OSError as error:
        raise unwritten(error, path) from error
    except ValueError as error:
        raise InputError(f"cannot write {shown(str(path))}: {error}; name another.") from error


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Give a stream whose content takes the place of a file once it is complete.

    At any moment, also after a kill or on a full disk, the file is the former one or the new one.

    Raises `InputError` if it cannot be written.
    """
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():  # a device or a pipe
            with target.open("wb") as stream:
                yield stream
            return
        _remove_left_over(target)
        unfinished = target.with_name(f".{target.name[:200]}.{os.getpid()}")
        try:
            with unfinished.open("wb") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            if target.exists():
                unfinished.chmod(target.stat().st_mode & 0o7777)
            unfinished.replace(target)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise unwritten(error, path) from error


def make_folder(folder: Path) -> None:
    """Make a folder if it is not there; raises `InputError` if that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritten(error, folder) from error


def write_file(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all; raises `InputError` if that cannot be."""
    # Bytes of names that are no UTF-8 get an escape, which JSON reads.
    raw = content if isinstance(content, bytes) else content.encode(errors="backslashreplace")
    with replacing(path) as stream:
        stream.write(raw)


def write_picture(figure: Figure, path: Path, **options: Any) -> None:
    """Write a picture as PNG, see `replacing`; options are those of matplotlib."""
    picture = io.BytesIO()
    figure.savefig(picture, format="png", dpi=150, **options)
    write_file(path, picture.getvalue())


def _remove_left_over(target: Path) -> None:
    """Remove what killed processes have left of a file that they were writing."""
    if os.name != "posix":
        return
    for one in target.parent.glob(f".{_plain(target.name[:200])}.*"):
        number = one.name.rpartition(".")[2]
        if not number.isdigit() or int(number) == os.getpid():
            continue
        try:
            os.kill(int(number), 0)
        except ProcessLookupError:
            one.unlink(missing_ok=True)
        except (OSError, OverflowError):  # it lives, and belongs to somebody else
            pass


def _plain(name: str) -> str:
    return re.sub(r"([*?\[])", r"[\1]", name)


def csv_text(table: pd.DataFrame) -> str:
    """Return a table as CSV, in which no text can be taken for a formula."""
    plain = table.copy(deep=False)
    plain.columns = [_quoted(name) for name in table.columns]
    for position, dtype in enumerate(table.dtypes):
        if dtype.kind not in "biufc":
            plain.isetitem(position, [_quoted(cell) for cell in table.iloc[:, position]])
    return str(plain.to_csv(index=False, lineterminator="\n"))


def _quoted(cell: object) -> object:
    """Return a text that starts like a formula with an apostrophe before it, as spreadsheets do."""
    if not isinstance(cell, str) or not _FORMULA.match(cell):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV, see `csv_text` and `replacing`."""
    with replacing(path) as stream:
        stream.write(csv_text(table).encode())
