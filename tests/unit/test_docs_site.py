"""What the site makes of sources: the reference lists all public names, formulas are typeset."""

import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

pytest.importorskip("sphinx", reason="installed with the documentation, by `make docs`")

sys.path.insert(0, str(Path(__file__).parents[2] / "docs" / "_extensions"))
import equations
import mathml
import reference
from docutils import nodes

ROOT = Path(__file__).parents[2]


def test_the_reference_has_every_public_name(tmp_path):
    folder = tmp_path / "docs" / "reference"
    folder.parent.mkdir()
    reference.write_reference(folder)
    pages = "".join(page.read_text(encoding="utf-8") for page in folder.glob("*.rst"))
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = settings["tool"]["setuptools"]["packages"]
    modules = [
        f"{package}.{path.stem}"
        for package in packages
        if package != "sclcell.cli"
        for path in Path(import_module(package).__file__).parent.glob("[!_]*.py")
    ]
    assert len(modules) > 100
    for name in modules:
        members = ", ".join(reference.own_names(import_module(name)))
        if members:
            assert f".. automodule:: {name}\n   :members: {members}\n" in pages


def html(pieces):
    tags = {nodes.subscript: "sub", nodes.superscript: "sup"}
    return "".join(
        f"<{tags[type(p)]}>{html(p.children)}</{tags[type(p)]}>" if type(p) in tags else p.astext()
        for p in pieces
    )


@pytest.mark.parametrize(
    ("plain", "typeset"),
    [
        ("λ_D = 2", "λ<sub>D</sub> = 2"),
        ("Σφ_jσ_j", "Σφ<sub>j</sub>σ<sub>j</sub>"),
        ("e^(−x/λ_D)", "e<sup>−x/λ<sub>D</sub></sup>"),
        ("x_org^{3/2}: r", "x<sub>org</sub><sup>3/2</sup>: r"),
        ("j_0,ref (c/c_0)^½", "j<sub>0,ref</sub> (c/c<sub>0</sub>)<sup>½</sup>"),
        ("L_0² + t", "L<sub>0</sub>² + t"),
        ("10^((E − E_on)/b)", "10<sup>(E − E<sub>on</sub>)/b</sup>"),
        ("no formula", "no formula"),
    ],
)
def test_plain_formulas_are_typeset(plain, typeset):
    assert html(equations._typeset(plain)) == typeset


def test_brackets_that_grow_become_mathml():
    formula = nodes.math(text=r"\Big[\frac{a}{b}\Big]^{-1}")
    assert "<mfrac>" in mathml._mathml(formula, as_block=False)
