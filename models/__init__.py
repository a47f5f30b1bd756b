"""Cells, material closures and PyBaMM submodels."""

__all__: list[str] = []
