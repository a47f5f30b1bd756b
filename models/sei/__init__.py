"""PyBaMM submodels of the interphases, one mechanism per file."""

__all__: list[str] = []
