"""Write the reference, a page for each package and one with the help of every command.

The pages go into docs/reference, which is not kept: the docstrings are the source. The notebooks of
examples/ are copied beside them.
"""

from __future__ import annotations

import inspect
import re
import shutil
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

import click
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.nodes import make_refnode

#: In the order in which data flow. The command line has a page of its own.
PACKAGES = (
    "sclcell",
    "sclcell.measured",
    "sclcell.parameter_sets",
    "sclcell.parameter_sets.materials",
    "sclcell.models",
    "sclcell.models.laws",
    "sclcell.models.laws.composites",
    "sclcell.models.laws.temperature",
    "sclcell.models.membrane",
    "sclcell.models.sei",
    "sclcell.models.electrode",
    "sclcell.experiments",
    "sclcell.experiments.cycling",
    "sclcell.experiments.laboratory",
    "sclcell.uncertainty",
    "sclcell.report",
    "sclcell.fitting",
    "sclcell.fitting.problem",
    "sclcell.fitting.films",
    "sclcell.fitting.kinds",
    "sclcell.fitting.inference",
    "sclcell.fitting.reference",
    "sclcell.exploration",
    "sclcell.surface",
)


def setup(app: Sphinx) -> dict[str, bool]:
    """Write the pages before Sphinx looks for pages."""
    app.setup_extension("sphinx.ext.autodoc")
    app.connect("config-inited", lambda app, _: write_reference(Path(app.srcdir) / "reference"))
    app.connect("autodoc-process-docstring", _cite)
    app.connect("missing-reference", _look_everywhere)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def write_reference(folder: Path) -> None:
    """Write all pages into an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "commands.md").write_text(_commands(), encoding="utf-8")
    for notebook in (folder.parents[1] / "examples" / "notebooks").glob("*.ipynb"):
        shutil.copy(notebook, folder)
    for package in PACKAGES:
        (folder / f"{package}.rst").write_text(_package(package), encoding="utf-8")


def own_names(module: ModuleType) -> list[str]:
    """Return the public names that a module defines itself."""
    return [
        name
        for name in getattr(module, "__all__", [])
        if getattr(getattr(module, name), "__module__", module.__name__) == module.__name__
    ]


def modules(package: str) -> list[str]:
    """Return the public modules of a package that define public names."""
    path = import_module(package).__path__
    names = (f"{package}.{info.name}" for info in iter_modules(path) if not info.ispkg)
    return [n for n in names if "._" not in n and own_names(import_module(n))]


def _cite(
    app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]
) -> None:
    """Let ``[Key]_`` refer to the page of sources, with author and year."""
    lines[:] = [re.sub(r"\[([A-Z]\w+\d{4})\]_", r":cite:t:`\1`", line) for line in lines]


def _look_everywhere(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, contnode: nodes.Element
) -> nodes.Element | None:
    """Resolve names that a package exports, and `Name` of any of our modules.

    `name` of a parameter, which is no link, stays as it is.
    """
    if node.get("refdomain") != "py":
        return None
    domain = env.domains["py"]
    name = node["reftarget"].removesuffix("()")
    owner, _, last = name.rpartition(".")
    absolute = owner.startswith("sclcell")
    if absolute:
        name = f"{getattr(_attribute(owner, last), '__module__', owner)}.{last}"
    found = domain.find_obj(env, node.get("py:module"), None, name, None, int(not absolute))
    if len(found) == 1:
        full, entry = found[0]
        page = node["refdoc"]
        return make_refnode(app.builder, page, entry.docname, entry.node_id, contnode, full)
    known = node["reftype"] == "obj" and (not owner or _exists(owner, last))
    return contnode if known else None


def _attribute(module: str, name: str) -> object:
    try:
        return getattr(import_module(module), name, None)
    except ImportError:
        return None


def _exists(owner: str, name: str) -> bool:
    """Return whether a module or class whose name ends in `owner` has something undocumented."""
    for module in (name for package in PACKAGES for name in (package, *modules(package))):
        if f".{module}".endswith(f".{owner}") and hasattr(import_module(module), name):
            return True
        item = _attribute(module, owner)
        if name in getattr(item, "__annotations__", {}):
            return True
        # Set on the instance.
        if inspect.isclass(item) and f"self.{name}" in inspect.getsource(item):
            return True
    return False


def _package(package: str) -> str:
    module = import_module(package)
    lines = [package, "=" * len(package), "", f".. automodule:: {package}", ""]
    public = [name for name in getattr(module, "__all__", []) if not name.startswith("_")]
    exported = {name: _called(getattr(module, name), name) for name in public}
    if exported:
        lines += [f"From ``{package}`` itself:", ""]
        lines += [f"* {_link(item, name)}" for name, item in exported.items() if item is not None]
        lines.append("")
    for name in modules(package):
        title = name.removeprefix(f"{package}.")
        members = ", ".join(own_names(import_module(name)))
        lines += [title, "-" * len(title), "", f".. automodule:: {name}", f"   :members: {members}"]
        # Elsewhere the base is nearly always `object`.
        lines += ["   :show-inheritance:", ""] if package.startswith("sclcell.models") else [""]
    return "\n".join(lines)


def _called(item: object, name: str) -> object:
    """Return what a name stands for; of a package that can be called, the function."""
    return getattr(item, name, None) if inspect.ismodule(item) else item


def _link(item: object, name: str) -> str:
    """Return a reference to where a name that a package exports is defined."""
    if not callable(item) or inspect.ismethod(item):  # it does not say where it was defined
        return f"``{name}``"
    kind = "class" if inspect.isclass(item) else "func"
    return f":py:{kind}:`{name} <{getattr(item, '__module__', '')}.{name}>`"


def _commands() -> str:
    from sclcell.cli import COMMANDS, sclcell

    lines = ["# Commands", "", "What `sclcell COMMAND --help` prints.", ""]
    top = click.Context(sclcell, info_name="sclcell", terminal_width=100, max_content_width=100)
    for name in COMMANDS:
        command = sclcell.get_command(top, name)
        context = click.Context(command, parent=top, info_name=name)
        lines += [f"## {name}", "", "```text", command.get_help(context), "```", ""]
    return "\n".join(lines)
