"""Closures: pure functions of floats, arrays or PyBaMM symbols."""

__all__: list[str] = []
