"""Pages with everything inside: they open from a file, without network."""

from __future__ import annotations

from .style import NUMBER

__all__ = ["format_value", "render_page"]


def render_page(template: str, **content: object) -> str:
    """Return a page.

    Parameters
    ----------
    template : str
        Name of a Jinja2 template in ``templates``.
    **content
        What it shows; texts are escaped.
    """
    import pandas as pd
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("sclcell"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters["value"] = format_value
    environment.tests["numbers"] = pd.api.types.is_numeric_dtype
    return environment.get_template(f"{template}.html").render(content) + "\n"


def format_value(value: object, number: str = NUMBER) -> str:
    """Return a value as text: four significant digits, a dash for nothing."""
    if value is None or value != value:
        return "–"
    if isinstance(value, float):
        return f"{value:{number}}".replace("-", "−")
    return str(value)
