"""Link every mention of an equation's label, such as (TR-1), to the row that defines it.

A definition is a row of a table whose first column is headed "Label", on a theory page. A
mention of a label that no row defines is a warning if its letters belong to one that is defined.

Formulas on theory pages are written in plain characters, x_i for an index and e^(−x) for a power,
so that they can be read in the source; here they become what they stand for.
"""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.nodes import make_refnode

_log = logging.getLogger(__name__)
_DEFINED = re.compile(r"\(?([A-Z]{1,5}-\d+)\)?")
_CITED = re.compile(r"\b([A-Z]{1,5}-\d+)\b")
_INNER = r"[^()]*(?:\([^()]*\)[^()]*)*"
_SCRIPT = re.compile(
    r"(?P<kind>[_^])\{(?P<braces>[^{}]*)\}"
    rf"|(?P<power>\^)\((?P<brackets>{_INNER})\)"
    r"|(?P<up>\^)(?P<upper>[+−±∓]?[\w½⅓]+)"
    r"|(?P<down>_)(?P<lower>[+−±∓]?[A-Za-z0-9∞∥⊥]+[+−±∓]?(?:,[A-Za-z0-9]+)*)"
)
_VERBATIM = nodes.literal | nodes.reference | nodes.FixedTextElement | nodes.math


def setup(app: Sphinx) -> dict[str, bool]:
    """Collect definitions when pages are read; link mentions when all are known."""
    app.connect("doctree-read", _collect)
    app.connect("doctree-resolved", _link)
    return {"parallel_read_safe": False, "parallel_write_safe": True}


def _labels(app: Sphinx) -> dict[str, tuple[str, str]]:
    """Return label -> page and anchor; kept with the environment between builds."""
    env: Any = app.env
    if not hasattr(env, "equation_labels"):
        env.equation_labels = {}
    return env.equation_labels


def _collect(app: Sphinx, doctree: nodes.document) -> None:
    page = app.env.docname
    labels = _labels(app)
    for label in [label for label, (where, _) in labels.items() if where == page]:
        del labels[label]
    if not page.startswith("theory"):
        return
    tables = [
        table
        for table in doctree.findall(nodes.table)
        if next(iter(table.findall(nodes.entry))).astext() == "Label"
    ]
    for table in tables:
        table["classes"].append("labels")
    for row in (row for table in tables for row in table.findall(nodes.row)):
        match = _DEFINED.fullmatch(row[0].astext())
        if match is None:
            continue
        label = match[1]
        if label in labels:
            _log.warning("equation %s is defined twice", label, location=row)
        anchor = f"eq-{label.lower()}"
        row["ids"].append(anchor)
        labels[label] = (page, anchor)


def _link(app: Sphinx, doctree: nodes.document, page: str) -> None:
    if page.startswith("theory"):
        for text in list(doctree.findall(nodes.Text)):
            if not _is_verbatim(text):
                text.parent.replace(text, _typeset(text.astext()))
    labels = _labels(app)
    families = {label.split("-")[0] for label in labels}
    for text in list(doctree.findall(nodes.Text)):
        parent = text.parent
        if _is_verbatim(text):
            continue
        pieces: list[nodes.Node] = []
        end = 0
        for match in _CITED.finditer(text.astext()):
            label = match[1]
            if label not in labels:
                if label.split("-")[0] in families:
                    _log.warning("no equation has the label %s", label, location=parent)
                continue
            target, anchor = labels[label]
            if _defines(text, anchor):
                continue
            pieces += [
                nodes.Text(text.astext()[end : match.start()]),
                make_refnode(app.builder, page, target, anchor, nodes.Text(label)),
            ]
            end = match.end()
        if pieces:
            parent.replace(text, [*pieces, nodes.Text(text.astext()[end:])])


def _is_verbatim(node: nodes.Node) -> bool:
    """Return whether a node is inside code, a formula or a link."""
    while node is not None and not isinstance(node, nodes.Body):
        if isinstance(node, _VERBATIM):
            return True
        node = node.parent
    return isinstance(node, _VERBATIM)


def _defines(text: nodes.Node, anchor: str) -> bool:
    """Return whether a text is in the row that defines the label itself."""
    while text is not None:
        if isinstance(text, nodes.row):
            return anchor in text["ids"]
        text = text.parent
    return False


def _typeset(text: str) -> list[nodes.Node]:
    """Return text with indices and powers as subscripts and superscripts."""
    pieces: list[nodes.Node] = []
    end = 0
    for match in _SCRIPT.finditer(text):
        down = "_" in (match["kind"], match["down"])
        kind = nodes.subscript if down else nodes.superscript
        inner = next(p for p in match.group("braces", "brackets", "upper", "lower") if p)
        pieces += [nodes.Text(text[end : match.start()]), kind("", "", *_typeset(inner))]
        end = match.end()
    return [*pieces, nodes.Text(text[end:])]
