"""PyBaMM submodels of the electrodes, one mechanism per file."""

__all__: list[str] = []
