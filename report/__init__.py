"""One page that shows everything the model says of a cell, beside everything measured."""

from .collect import collect
from .collected import Collected
from .write import headline_table, write_report

__all__ = ["Collected", "collect", "headline_table", "write_report"]
