"""Type shared by the closures, and physical constants."""

from typing import Any, TypeAlias

__all__ = ["ELEMENTARY_CHARGE", "FARADAY", "GAS_CONSTANT", "VACUUM_PERMITTIVITY", "Scalar"]

#: A float, a numpy array, a PyBaMM symbol or a CasADi expression. Static types cannot say
#: "closed under arithmetic and numpy ufuncs", hence Any; the alias keeps the meaning readable.
Scalar: TypeAlias = Any

# CODATA 2018 (exact since the SI revision of 2019, but for the permittivity).
FARADAY = 96485.33212331001  # C/mol
GAS_CONSTANT = 8.31446261815324  # J/(mol K)
ELEMENTARY_CHARGE = 1.602176634e-19  # C
VACUUM_PERMITTIVITY = 8.8541878128e-12  # F/m
