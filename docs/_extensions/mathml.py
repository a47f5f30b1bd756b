"""Formulas as MathML, written by docutils: browsers draw it without scripts or a network."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.util import logging

_log = logging.getLogger(__name__)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register ``html_math_renderer = "mathml"``."""
    app.add_html_math_renderer("mathml", (_inline, None), (_display, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _inline(writer: Any, node: nodes.math) -> None:
    writer.body.append(_mathml(node, as_block=False))
    raise nodes.SkipNode


def _display(writer: Any, node: nodes.math_block) -> None:
    writer.body.append(f'<div class="math">{_mathml(node, as_block=True)}</div>\n')
    raise nodes.SkipNode


def _mathml(node: nodes.Element, as_block: bool) -> str:
    source = node.astext()
    # docutils knows brackets that grow, but not \\big and \\Big.
    grown = re.sub(r"\\[bB]igg?([(\[])", r"\\left\1", source)
    grown = re.sub(r"\\[bB]igg?([)\]])", r"\\right\1", grown)
    try:
        return tex2mathml(grown, as_block=as_block)
    except MathError as error:
        _log.warning("formula %r: %s", source, error, location=node)
        return f"<code>{source}</code>"
