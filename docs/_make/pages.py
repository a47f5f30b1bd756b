"""Outputs of commands, files and tables that pages show.

Used by ``make docs-figures``. The block after a block of commands
shows what they printed and how long they took; ```` ```toml name ```` shows that file of the
page's folder of examples; what stands between ``<!-- table name -->`` and ``<!-- end -->`` is a
table that a command has made.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["ROOT", "Run", "commands", "markdown_table", "number", "run_page", "show_files"]
__all__ += ["show_table", "toml_blocks", "update_page"]

ROOT = Path(__file__).resolve().parents[2]
_COMMANDS = re.compile(r"```sh\n(?P<commands>.*?)```\n(?P<output>```text\n.*?```\n)?", re.S)
_TOML = re.compile(r"```toml (?P<file>[\w/.]+)\n(?P<text>.*?)```", re.S)


@dataclass(frozen=True)
class Run:
    """What a block of commands did."""

    commands: str
    output: str
    seconds: float


def commands(page: str) -> list[str]:
    """Return the blocks of shell commands of a page."""
    return [match["commands"] for match in _COMMANDS.finditer(page)]


def toml_blocks(page: str) -> Iterator[tuple[str, str]]:
    """Yield the name of a TOML file and the text that the page shows of it."""
    for match in _TOML.finditer(page):
        yield match["file"], match["text"]


def run_page(page: str, folder: Path) -> list[Run]:
    """Run all blocks in one shell, in a folder that looks like a clone of the repository.

    Raises `RuntimeError` if a command fails; with what it printed.

    Parameters
    ----------
    folder : Path
        Empty; gets links to ``examples`` and to the environment that runs this.
    """
    (folder / "examples").symlink_to(ROOT / "examples")
    (folder / ".venv").symlink_to(sys.prefix)
    notes = folder / ".blocks"
    notes.mkdir()
    blocks = commands(page)
    lines = ["set -eu"]
    for k, block in enumerate(blocks):
        # Braces keep `cd` and `export` for the blocks that follow.
        lines += ["start=$(date +%s.%N)", f"{{\n{block}}} > {notes}/{k}.out 2> {notes}/{k}.err"]
        lines.append(f'echo "$(date +%s.%N) $start" > {notes}/{k}.time')
    shell = subprocess.run(
        ["bash", "-c", "\n".join(lines)], cwd=folder, stdin=subprocess.DEVNULL, check=False
    )
    runs = []
    for k, block in enumerate(blocks):
        timing = notes / f"{k}.time"
        if not timing.exists():
            said = (notes / f"{k}.err").read_text(encoding="utf-8")[-2000:]
            raise RuntimeError(f"exit code {shell.returncode} from:\n{block}\n{said}")
        end, start = map(float, timing.read_text().split())
        runs.append(Run(block, (notes / f"{k}.out").read_text(encoding="utf-8"), end - start))
    return runs


def update_page(path: Path, folder: Path) -> list[Run]:
    """Run a page and rewrite what it shows of outputs and TOML files."""
    show_files(path)
    page = path.read_text(encoding="utf-8")
    runs = run_page(page, folder)
    waiting = iter(runs)

    def with_output(match: re.Match[str]) -> str:
        run = next(waiting)
        if match["output"] is None:
            return match[0]
        shown = run.output.replace(str(folder), "")
        return f"```sh\n{run.commands}```\n```text\n{shown}({run.seconds:.0f} s)\n```\n"

    path.write_text(_COMMANDS.sub(with_output, page), encoding="utf-8")
    return runs


def show_files(path: Path) -> None:
    """Rewrite the TOML files that a page shows."""
    folder = ROOT / "examples" / path.stem

    def with_file(match: re.Match[str]) -> str:
        text = (folder / match["file"]).read_text(encoding="utf-8")
        return f"```toml {match['file']}\n{text}```"

    page = path.read_text(encoding="utf-8")
    path.write_text(_TOML.sub(with_file, page), encoding="utf-8")


def markdown_table(
    header: Iterable[str], rows: Iterable[Iterable[str]], numbers: bool = True
) -> str:
    """Return a table in Markdown.

    Parameters
    ----------
    rows : iterable of iterable of str
        Cells; vertical bars in them are escaped.
    numbers : bool
        Whether all columns but the first are numbers, which stand on the right.
    """
    header = list(header)
    rule = ["---", *["---:" if numbers else "---"] * (len(header) - 1)]
    lines = [header, rule, *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines
    )


def number(value: float, form: str) -> str:
    """Return a number as it is printed: with a minus sign, and with a raised power of ten."""
    text = f"{value:{form}}".replace("-", "−", 1) if value < 0 else f"{value:{form}}"
    if "e" not in text:
        return text
    mantissa, exponent = text.split("e")
    power = "10" + str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return power if mantissa == "1" else f"{mantissa}·{power}"


def show_table(page: Path, name: str, table: str) -> None:
    """Put a table between its two marks in a page.

    Raises `RuntimeError` if the page has not exactly one place for it.
    """
    marks = rf"(<!-- table {name} -->\n).*?(<!-- end -->)"
    text, count = re.subn(
        marks, lambda m: f"{m[1]}\n{table}\n\n{m[2]}", page.read_text("utf-8"), flags=re.DOTALL
    )
    if count != 1:
        raise RuntimeError(f"{page} has {count} places for the table {name}")
    page.write_text(text, "utf-8")
