"""The cell and its layers, drawn to scale."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..style import LAYER_COLOURS, SHORT_NUMBER

if TYPE_CHECKING:
    import pybamm

__all__ = ["Layer", "cell_layers", "layers_svg"]


@dataclass(frozen=True)
class Layer:
    """One layer of a cell."""

    name: str
    thickness_um: float
    colour: str


_LAYERS = (
    ("lithium", "Negative electrode thickness [m]"),
    ("film", "Separator thickness [m]"),
    ("LFP cathode", "Positive electrode thickness [m]"),
    ("aluminium", "Positive current collector thickness [m]"),
)


def cell_layers(values: pybamm.ParameterValues) -> list[Layer]:
    """Return the layers of a half-cell, from the lithium to the current collector."""
    return [Layer(name, 1e6 * float(values[key]), LAYER_COLOURS[name]) for name, key in _LAYERS]


def layers_svg(layers: Sequence[Layer]) -> str:
    """Return the layers as SVG: the whole cell, and below it a magnified part.

    Each of both is to its own scale, which its scale bar tells. The part shows all layers but the
    lithium, and as much lithium as the film is thick.
    """
    lithium, *rest = layers
    part = [Layer(f"{lithium.name} (cut)", rest[0].thickness_um, lithium.colour), *rest]
    label = ", ".join(f"{layer.name} {layer.thickness_um:{SHORT_NUMBER}} µm" for layer in layers)
    return (
        '<svg viewBox="0 0 640 330" role="img" class="cell" xmlns="http://www.w3.org/2000/svg" '
        f'aria-label="{html.escape(label, quote=True)}">'
        + _row(layers, 24, "the whole cell", named=False)
        + _row(part, 160, "film and cathode, magnified", named=True)
        + "</svg>"
    )


def _row(layers: Sequence[Layer], top: float, title: str, named: bool) -> str:
    """Return layers side by side over the full width, with a scale bar."""
    width, height, left = 600.0, 80.0, 20.0
    scale = width / sum(layer.thickness_um for layer in layers)
    parts = [f'<text x="{left}" y="{top - 8}" font-size="14">{html.escape(title)}</text>']
    x = left
    for k, layer in enumerate(layers):
        span = scale * layer.thickness_um
        text = f"{layer.name}, {layer.thickness_um:{SHORT_NUMBER}} µm"
        parts.append(
            f'<rect x="{x:.2f}" y="{top}" width="{span:.2f}" height="{height}" '
            f'fill="{layer.colour}"><title>{html.escape(text)}</title></rect>'
        )
        if named:
            # Names alternate between two lines, so that thin layers do not overprint each other.
            y = top + height + (18 if k % 2 == 0 else 36)
            name = layer.name if layer.name.endswith("(cut)") else text
            parts.append(
                f'<text x="{x + span / 2:.1f}" y="{y}" font-size="14" '
                f'text-anchor="middle">{html.escape(name)}</text>'
            )
        x += span
    return "".join(parts) + _scale_bar(left, top + height + (56 if named else 12), scale)


def _scale_bar(x: float, y: float, scale: float) -> str:
    length = max(size for size in (1, 2, 5, 10, 20, 50, 100, 200) if size * scale < 250)
    end = x + length * scale
    return (
        f'<path d="M{x} {y} H{end:.1f}" stroke="#222" stroke-width="3"/>'
        f'<text x="{end + 8:.1f}" y="{y + 5}" font-size="13">{length} µm</text>'
    )
