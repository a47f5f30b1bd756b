"""Bands as quantiles over samples, and what they are called."""

from __future__ import annotations

__all__ = ["QUANTILES", "quantile_name"]

#: Shares of the samples below the values that are reported.
QUANTILES = (0.05, 0.5, 0.95)


def quantile_name(name: str, share: float) -> str:
    """Return the name of a quantile: ``"Voltage, 5 % quantile [V]"``.

    Parameters
    ----------
    name : str
        Of the quantity, with its unit in brackets at the end if it has one.
    share : float
        Share of the samples below.
    """
    head, bracket, unit = name.partition(" [")
    return f"{head}, {100 * share:g} % quantile{bracket}{unit}"
