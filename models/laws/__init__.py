"""Closures: pure functions of floats, arrays or PyBaMM symbols. One formula, one function.

To read: `morphology` and `effective_medium` have the formulas of mixtures, ``composites`` the laws
made of them, ``temperature`` and `concentration` what they depend on, `interphase` the polymer next
to a particle; `film_laws` joins all of them to σ, t+ and D of a film. `composite` is that of the
reference films. `space_charge` and `attribution` explain a gain.
"""

__all__: list[str] = []
