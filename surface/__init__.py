"""The surface of plated lithium: field, salt and current, spots and bumps, and their growth."""

from .on_cell import plate

__all__ = ["plate"]
