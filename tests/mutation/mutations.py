"""Single faults in a syntax tree: where they can be put, and how."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

__all__ = ["Site", "functions", "mutated", "sites"]

_ARITHMETIC = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
}
#: Each comparison with the neighbouring one (at the border) and the opposite one.
_COMPARISONS = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
# What has no meaning at run time, is text for people, or does not depend on the order.
_SKIPPED_FIELDS = {"annotation", "returns", "decorator_list", "type_params", "msg"}
_SKIPPED_CALLS = {"isinstance", "getattr", "hasattr", "cast", "zip"}
_SKIPPED_CALLS |= {"max", "min", "maximum", "minimum", "hypot"}


@dataclass(frozen=True)
class Site:
    """A fault that can be put in.

    Parameters
    ----------
    line : int
        Where the changed expression starts.
    scope : str
        Qualified name of the function around it; empty outside of functions.
    names : tuple of str
        What a statement outside of functions assigns.
    before, after : str
        Source of the changed expression.
    apply : callable
        Changes the tree that the site was found in.
    """

    line: int
    scope: str
    names: tuple[str, ...]
    before: str
    after: str
    apply: Callable[[], None]


def sites(tree: ast.Module) -> Iterator[Site]:
    """Yield every fault that can be put into a module, in order."""
    yield from _visit(tree, None, "", "")


def functions(node: ast.AST, prefix: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield all functions with their qualified names."""
    for child in ast.iter_child_nodes(node):
        inner = prefix
        if isinstance(child, ast.FunctionDef):
            yield f"{prefix}{child.name}", child
            inner = f"{prefix}{child.name}.<locals>."
        elif isinstance(child, ast.ClassDef):
            inner = f"{prefix}{child.name}."
        yield from functions(child, inner)


def mutated(source: str, number: int) -> ast.Module:
    """Return the tree of a source with one of its `sites` put in."""
    tree = ast.parse(source)
    list(sites(tree))[number].apply()
    return ast.fix_missing_locations(tree)


def _visit(node: ast.AST, statement: ast.stmt | None, prefix: str, scope: str) -> Iterator[Site]:
    if isinstance(node, ast.stmt):
        statement = node
        if _is_text_or_names(node):
            return
    if statement is not None:
        for change in _changes(node):
            yield _site(node, statement, scope, change)
    if isinstance(node, ast.ClassDef):
        prefix = f"{prefix}{node.name}."
    for field, value in ast.iter_fields(node):
        if field in _SKIPPED_FIELDS:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(node, ast.FunctionDef) and field == "body":
                name = f"{prefix}{node.name}"
                yield from _visit(child, statement, f"{name}.<locals>.", name)
            elif isinstance(child, ast.AST):
                yield from _visit(child, statement, prefix, scope)


def _is_text_or_names(node: ast.stmt) -> bool:
    """Return whether a statement is a docstring, an import or a list of public names."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return True
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return True
    return "__all__" in _assigned(node)


def _assigned(node: ast.stmt) -> tuple[str, ...]:
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return tuple(target.id for target in targets if isinstance(target, ast.Name))


_Change = tuple[str, Any]


def _changes(node: ast.AST) -> list[_Change]:
    """Return which field of a node can be set to what."""
    if isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in _ARITHMETIC:
        return [("op", _ARITHMETIC[type(node.op)]())]
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return [("ops", [other()]) for other in _COMPARISONS[type(node.ops[0])]]
    if isinstance(node, ast.BoolOp):
        return [("op", ast.Or() if isinstance(node.op, ast.And) else ast.And())]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.Not):
        return [("op", ast.UAdd() if isinstance(node.op, ast.USub) else None)]
    if isinstance(node, ast.Constant):
        return [("value", other) for other in _other_constants(node.value)]
    if isinstance(node, ast.Call) and len(node.args) >= 2:
        plain = not any(isinstance(argument, ast.Starred) for argument in node.args[:2])
        if plain and ast.unparse(node.func).split(".")[-1] not in _SKIPPED_CALLS:
            return [("args", [node.args[1], node.args[0], *node.args[2:]])]
    if isinstance(node, ast.Return) and isinstance(node.value, ast.BinOp):
        return [("value", ast.UnaryOp(ast.USub(), node.value))]
    return []


def _other_constants(value: Any) -> list[Any]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1 if value < 10 else 2 * value]
    return [2 * value if value else 1.0] if isinstance(value, float) else []


def _site(node: ast.AST, statement: ast.stmt, scope: str, change: _Change) -> Site:
    field, new = change
    old = getattr(node, field)

    def apply() -> None:
        if new is None:  # "not" goes: negate twice
            node.operand = ast.UnaryOp(ast.Not(), node.operand)  # type: ignore[attr-defined]
        else:
            setattr(node, field, new)

    before = ast.unparse(node)
    if new is None:
        after = ast.unparse(node.operand)  # type: ignore[attr-defined]
    else:
        setattr(node, field, new)
        after = ast.unparse(node)
        setattr(node, field, old)
    line = getattr(node, "lineno", statement.lineno)
    return Site(line, scope, () if scope else _assigned(statement), before, after, apply)
