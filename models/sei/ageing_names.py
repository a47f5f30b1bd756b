"""Names through which the mechanisms of ageing at a lithium surface meet."""

__all__ = [
    "DEAD_LITHIUM",
    "DEAD_LITHIUM_RATE",
    "INVENTORY_STATE",
    "LITHIUM_INVENTORY",
    "LITHIUM_IN_SEI",
    "SEI_GROWTH",
    "SEI_REPAIR",
    "SEI_THICKNESS",
    "SOLVENT",
]

#: Lithium that growth of the film binds per time.
SEI_GROWTH = "Lithium SEI growth rate [mol.m-2.s-1]"
#: Lithium that repair of cracks binds per time.
SEI_REPAIR = "Lithium SEI repair rate [mol.m-2.s-1]"
#: Thickness of the film in series with the lithium surface, a state.
SEI_THICKNESS = "Lithium SEI thickness [m]"
#: Lithium bound in the film and in what cracked off it, a state.
LITHIUM_IN_SEI = "Lithium in SEI [mol.m-2]"
#: Deposits without contact, a state, and how fast they form.
DEAD_LITHIUM = "Dead lithium [mol.m-2]"
DEAD_LITHIUM_RATE = "Dead lithium formation rate [mol.m-2.s-1]"
#: Metallic lithium in contact, and the state that stands for it where there is a CEI.
LITHIUM_INVENTORY = "Lithium inventory [mol.m-2]"
INVENTORY_STATE = "Lithium inventory and lithium in CEI [mol.m-2]"
#: Residual solvent over its initial amount, a state of the whole cell.
SOLVENT = "Residual solvent fraction"
