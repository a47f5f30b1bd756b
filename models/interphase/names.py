"""Names of variables at a lithium surface, of which a symmetric cell has two."""

__all__ = ["at_side"]


def at_side(side: str, name: str) -> str:
    """Return the name of a variable or parameter at one lithium surface.

    Parameters
    ----------
    side : str
        Empty in a half-cell, which has one lithium surface; ``"Left"`` or ``"Right"`` in a
        symmetric cell.
    name : str
        Name in a half-cell, e.g. ``"Lithium interphase film resistance [Ohm.m2]"``.

    Examples
    --------
    >>> at_side("", "Lithium inventory [mol.m-2]")
    'Lithium inventory [mol.m-2]'
    >>> at_side("Right", "Lithium inventory [mol.m-2]")
    'Right lithium inventory [mol.m-2]'
    """
    return f"{side} {name[0].lower()}{name[1:]}" if side else name
