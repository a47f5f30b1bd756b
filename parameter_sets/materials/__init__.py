"""Materials that films are made of: matrices, fillers and coatings by name, or from a file."""

from .library import ROLES, Material, Quantity, find_material, material_names, material_table

__all__ = [
    "ROLES",
    "Material",
    "Quantity",
    "find_material",
    "material_names",
    "material_table",
]
