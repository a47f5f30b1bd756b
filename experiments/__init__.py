"""Protocols, evaluation of signals, measured data and long cycling."""

__all__: list[str] = []
