"""Make every picture of README and docs, and the pages that show results, with commands.

``make docs-figures`` makes all of them (about twenty minutes), ``make docs-figures ARGS="rate
tutorial"`` only those parts. Benchmarks have a command of their own, ``make bench``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from pages import ROOT, show_table, update_page
from validation import write_validation

PICTURES = ROOT / "docs" / "pictures"
#: Of `sclcell rate PHLP-15`.
RATE = ("capacity.png", "discharge_curves.png", "losses.png")
#: File that the tutorial makes -> picture.
TUTORIAL = {
    "film/film.png": "tutorial_film.png",
    "fit/data.png": "tutorial_fit.png",
    "rate/losses.png": "tutorial_losses.png",
    "cycle/cycling.png": "tutorial_cycling.png",
    "explore/map1.png": "tutorial_filler.png",
    "explore/best.png": "tutorial_best.png",
}


def run_rate(folder: Path) -> None:
    """Run the rate test of the reference cell and take its pictures."""
    _python("-m", "sclcell", "rate", "PHLP-15", "--out", str(folder))
    for name in RATE:
        shutil.copy(folder / name, PICTURES / name)


def run_tutorial(folder: Path) -> None:
    """Make the data of the tutorial, run its commands, show their output, take its pictures."""
    _python("examples/tutorial/make_cells.py")
    for run in update_page(ROOT / "docs" / "tutorial.md", folder):
        print(f"{run.seconds:6.1f} s  {run.commands.splitlines()[-1]}")
    for made, picture in TUTORIAL.items():
        shutil.copy(folder / "my_cells" / made, PICTURES / picture)


def run_notebooks() -> None:
    """Run the notebooks and keep their output, without warnings."""
    # Make sets a backend that draws nowhere.
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    for path in sorted((ROOT / "examples" / "notebooks").glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
        for cell in notebook.cells:
            cell.metadata = {}
            if cell.cell_type == "code":
                cell.outputs = [o for o in cell.outputs if o.get("name") != "stderr"]
        nbformat.write(notebook, path)


def tables_of(page: str) -> dict[str, Callable[[], str]]:
    """Return what makes each table of a page, from ``docs/_make/tables_PAGE.py``."""
    return import_module(f"tables_{page}").TABLES


def make_tables(page: str) -> None:
    """Compute the tables of a page and put them between their marks."""
    for name, make in tables_of(page).items():
        show_table(ROOT / "docs" / f"{page}.md", name, make())
        print(f"  {name}", flush=True)


def _python(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)


#: Part -> what makes it, given a folder for its files.
PARTS: dict[str, Callable[[Path], None]] = {
    "rate": run_rate,
    "studies": lambda folder: _python("docs/_make/exploration_studies.py"),
    "tutorial": run_tutorial,
    "howto": lambda folder: print(len(update_page(ROOT / "docs" / "howto.md", folder)), "blocks"),
    "notebooks": lambda folder: run_notebooks(),
    "surface_picture": lambda folder: import_module("tables_surface").draw(),
    "validation": lambda folder: write_validation(ROOT / "docs" / "validation.md"),
    **{
        path.stem.removeprefix("tables_"): lambda folder, page=path.stem: make_tables(
            page.removeprefix("tables_")
        )
        for path in sorted(Path(__file__).parent.glob("tables_*.py"))
    },
}


def main(parts: list[str]) -> None:
    """Make the named parts, or all."""
    if unknown := set(parts) - set(PARTS):
        sys.exit(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(PARTS)}")
    for part in parts or PARTS:
        print(part, flush=True)
        with tempfile.TemporaryDirectory() as folder:
            PARTS[part](Path(folder))


if __name__ == "__main__":
    main(sys.argv[1:])
