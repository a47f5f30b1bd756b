"""Every equation label that the code cites stands in the docs."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
LABEL = re.compile(r"\(([A-Z]{1,5}-\d+)\)")


def labels(paths):
    return {label for path in paths for label in LABEL.findall(path.read_text(encoding="utf-8"))}


def test_cited_labels_are_defined():
    folders = ("models", "parameter_sets", "experiments", "fitting", "exploration")
    code = labels(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    docs = labels((ROOT / "docs").glob("theory*.md"))
    assert len(code) > 40
    assert code - docs == set()
