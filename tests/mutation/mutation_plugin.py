"""Plugin of pytest that puts a fault into a module, or records which functions tests call.

What to do comes in the environment: ``MUTANT`` holds file and number of the site, ``TRACED`` the
files to record, one a line, and ``TRACE`` the file to write.
"""

import ast
import builtins
import importlib.machinery
import json
import os
from pathlib import Path
from types import CodeType
from typing import Any

from hypothesis import Phase, settings
from mutations import functions, mutated

_SEEN = "_functions_called"
_mutant = os.environ.get("MUTANT", "")
_traced = set(filter(None, os.environ.get("TRACED", "").splitlines()))
_original = importlib.machinery.SourceFileLoader.get_code


def _announcing(source: str, file: str) -> ast.Module:
    """Return a module whose functions note that they are called; far quicker than tracing."""
    tree = ast.parse(source)
    for name, function in functions(tree):
        note = ast.parse(f"{_SEEN}.add(({file!r}, {name!r}))").body
        function.body = [*note, *function.body]
    return ast.fix_missing_locations(tree)


def _get_code(self: Any, name: str) -> CodeType | None:
    file = os.path.realpath(self.path)
    if file == _mutant.rpartition(":")[0]:
        tree = mutated(Path(file).read_text(encoding="utf-8"), int(_mutant.rpartition(":")[2]))
    elif file in _traced:
        tree = _announcing(Path(file).read_text(encoding="utf-8"), file)
    else:
        return _original(self, name)
    return compile(tree, file, "exec")


setattr(builtins, _SEEN, set())
importlib.machinery.SourceFileLoader.get_code = _get_code  # type: ignore[method-assign]


def pytest_configure() -> None:
    """Let property tests stop at the first failure: nobody looks at the simplest one."""
    phases = [Phase.explicit, Phase.generate]
    settings.register_profile("first failure", settings(), phases=phases)
    settings.load_profile("first failure")


def pytest_sessionfinish() -> None:
    """Write which functions were called."""
    if _traced:
        Path(os.environ["TRACE"]).write_text(json.dumps(sorted(getattr(builtins, _SEEN))))
