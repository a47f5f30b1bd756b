"""What `pybamm.print_citations` lists beside PyBaMM's own sources."""

from __future__ import annotations

import pybamm

from .. import __version__

__all__ = ["cite_program"]

_PROGRAM = """@misc{{sclcell,
  author = {{{{The sclcell authors}}}},
  title  = {{sclcell: performance model of {{LFP}}/{{Li}}-metal cells with a composite polymer
            electrolyte, version {version}}}
}}"""


def cite_program() -> None:
    """Register this program among the works to be cited."""
    pybamm.citations.register(_PROGRAM.format(version=__version__))
