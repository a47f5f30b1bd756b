"""PyBaMM submodels of the electrolyte, one mechanism per file."""

__all__: list[str] = []
