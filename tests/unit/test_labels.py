"""Every equation label that the code cites stands in the docs."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
CITED = re.compile(r"\(([A-Z]{1,5}-\d+)\)")
DEFINED = re.compile(r"\b([A-Z]{1,5}-\d+)\b")


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
    )
    code = labels(CITED, (path for folder in folders for path in (ROOT / folder).rglob("*.py")))
    docs = labels(DEFINED, (ROOT / "docs").glob("theory*.md"))
    assert len(code) > 40
    assert code - docs == set()
