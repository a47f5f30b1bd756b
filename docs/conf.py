"""Sphinx configuration; `make docs` builds the site into build/docs, without a network."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("PYBAMM_DISABLE_TELEMETRY", "true")
os.environ.setdefault("MPLBACKEND", "Agg")
sys.path.insert(0, str(Path(__file__).parent / "_extensions"))

import sclcell

project = "sclcell"
author = copyright = "The sclcell authors"
version = release = sclcell.__version__

extensions = [
    "equations",
    "mathml",
    "reference",
    "myst_nb",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.viewcode",
    "sphinxcontrib.bibtex",
]
exclude_patterns = ["_extensions", "_make", "_templates"]
html_math_renderer = "mathml"
bibtex_bibfiles = ["theory.bib", "../parameter_sets/references.bib"]
bibtex_reference_style = "author_year"

# A link to something of ours that is not there is an error, but for private base classes; other
# projects' pages are not asked for: the build has no network.
nitpicky = True
nitpick_ignore_regex = [
    ("py:class", r"sclcell\..*\._\w+"),
    (
        "py:.*",
        r"(abc|pybamm|numpy|np|pandas|pd|matplotlib|scipy|plotly|click|pydantic|pathlib)\..*",
    ),
]

# Markdown
myst_enable_extensions = ["amsmath", "attrs_inline", "dollarmath"]
myst_heading_anchors = 3

# Notebooks are stored with their output; a test runs them.
nb_execution_mode = "off"

# Docstrings
autodoc_inherit_docstrings = False
autodoc_member_order = "bysource"
autodoc_typehints = "none"
numpydoc_show_class_members = False
default_role = "py:obj"

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["custom.css"]
html_title = f"sclcell {version}"
