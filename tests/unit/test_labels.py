"""Every equation label that the code cites stands in the docs, once."""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
CITED = re.compile(r"\(([A-Z]{1,5}-\d+)\)")
DEFINED = re.compile(r"\b([A-Z]{1,5}-\d+)\b")
# The first cell of a table's row whose table is one of labels.
ROW = re.compile(r"^\| *\(?([A-Z]{1,5}-\d+)\)? *\|", re.MULTILINE)
LABELLED = re.compile(r"^\| *Label\b.*\n(?:\|.*\n?)+", re.MULTILINE)


def labels(pattern, paths):
    return {label for path in paths for label in pattern.findall(path.read_text(encoding="utf-8"))}


def test_cited_labels_are_defined():
    folders = (
        "models",
        "parameter_sets",
        "experiments",
        "uncertainty",
        "fitting",
        "exploration",
        "report",
        "surface",
    )
    code = labels(CITED, (path for folder in folders for path in (ROOT / folder).rglob("*.py")))
    docs = labels(DEFINED, (ROOT / "docs").glob("theory*.md"))
    assert len(code) > 40
    assert code - docs == set()


def test_no_label_is_defined_twice():
    counted = Counter(
        label
        for path in (ROOT / "docs").glob("theory*.md")
        for table in LABELLED.findall(path.read_text(encoding="utf-8"))
        for label in ROW.findall(table)
    )
    assert {"FF-1", "FILM-1", "LAB-5"} <= set(counted)
    assert {label for label, times in counted.items() if times > 1} == set()
