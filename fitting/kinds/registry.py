"""Kinds of data by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...registry import Registry

if TYPE_CHECKING:
    from .base import DataKind

__all__ = ["KINDS", "kind_of"]

#: All kinds of data: those in this folder, entry points ``sclcell_data_kinds`` of other packages,
#: and what was handed to ``KINDS.register``.
KINDS: Registry[DataKind] = Registry(
    "kind of data", "kind", (__name__.rpartition(".")[0],), "sclcell_data_kinds", named_by="kind"
)
#: Returns the class of a kind of data; raises `InputError` if there is none.
kind_of = KINDS.find
