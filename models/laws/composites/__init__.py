"""Laws of composite electrolytes: one ion's conductivity from those of the three phases.

A law is a class in a file of its own in this folder; to put it there is to register it.
"""

from .base import CompositeLaw, LawConstant, Phases, composite_law, registry

__all__ = ["CompositeLaw", "LawConstant", "Phases", "composite_law", "registry"]
