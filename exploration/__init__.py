"""Sweeps, engines, results on disk and Pareto fronts."""

__all__: list[str] = []
