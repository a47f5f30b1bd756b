"""How the conductivity of a polymer with salt follows temperature.

A law is a class in a file of its own in this folder; to put it there is to register it.
"""

from .base import TemperatureLaw, registry, temperature_law

__all__ = ["TemperatureLaw", "registry", "temperature_law"]
