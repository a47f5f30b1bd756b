"""What docstrings of public functions and classes say about numbers."""

import inspect
import re
import sys
from importlib import import_module
from pathlib import Path

import pytest

pytest.importorskip("numpydoc", reason="installed with the documentation, by `make docs`")
from numpydoc.docscrape import NumpyDocString
from numpydoc.validate import validate

sys.path.insert(0, str(Path(__file__).parents[2] / "docs" / "_extensions"))
pytest.importorskip("sphinx")
from reference import PACKAGES, modules, own_names

NUMBER = re.compile(r"\b(float|Numbers?|Scalar|ndarray|NDArray)\b")
UNIT = re.compile(r"\[[^\]]+\]")
# The last part of a name that is a unit: temperature_degC, loss_V.
UNIT_IN_NAME = re.compile(
    r"(^|_)(hours|seconds|degC|um|mg_cm2|cm2|mA_cm2|mAh_cm2|mAh_g|mS_cm|eV|V|A|mA|Ah|h|s|m|K|C|mol_m2|S_m|Hz|Ohm|"
    r"Ohm_cm2|wt_percent|percent)$"
)
# A number without a unit says which kind of pure number it is.
PURE = re.compile(
    r"\b(SI units|C-rates?|fractions?|shares?|factors?|ratios?|relative|tolerances?|true value|"
    r"unit cube|logarithm|standard deviations?|covariance|correlation|squares?|squared|"
    r"stoichiometry|cycles?|count up|per second|rows|points|coordinates|derivatives)\b",
    re.IGNORECASE,
)
ELSEWHERE = re.compile(r"As (for|in) (:func:)?`|See `")


def public():
    for package in PACKAGES:
        for module in (package, *modules(package)):
            for name in own_names(import_module(module)):
                item = getattr(import_module(module), name)
                # Exceptions have a message only.
                if callable(item) and not (inspect.isclass(item) and issubclass(item, Exception)):
                    yield f"{module}.{name}", item


PUBLIC = dict(public())


def is_number(annotation):
    text = str(annotation)
    return bool(NUMBER.search(text)) and not re.search(r"Mapping|dict|Callable|DataFrame", text)


def documented(item):
    doc = NumpyDocString(inspect.cleandoc(item.__doc__))
    return doc, {
        name.strip().lstrip("*"): f"{name} {entry.type} {' '.join(entry.desc)}"
        for entry in doc["Parameters"]
        for name in entry.name.split(",")
    }


def faults(item):
    doc, described = documented(item)
    signature = inspect.signature(item)
    for name, parameter in signature.parameters.items():
        if not is_number(parameter.annotation) or UNIT_IN_NAME.search(name):
            continue
        if name not in described:
            yield f"{name} is not described"
        elif not any(p.search(described[name]) for p in (UNIT, PURE, ELSEWHERE)):
            yield f"{name} has no unit: {described[name]}"
    if not inspect.isclass(item) and is_number(signature.return_annotation):
        returns = (" ".join((e.name, e.type, *e.desc)) for e in doc["Returns"])
        text = " ".join((*doc["Summary"], *doc["Extended Summary"], *returns))
        if not (UNIT.search(text) or PURE.search(text)):
            yield f"the result has no unit: {text}"


def test_numbers_have_units():
    assert len(PUBLIC) > 300
    found = [f"{name}: {fault}" for name, item in PUBLIC.items() for fault in faults(item)]
    assert not found, "\n".join(found)


def test_descriptions_belong_to_parameters():
    # PR02: described but not there; GL08: no docstring.
    found = [
        f"{name}: {message}"
        for name in PUBLIC
        for code, message in validate(name)["errors"]
        if code in ("PR02", "GL08")
    ]
    assert not found, "\n".join(found)


def test_a_missing_unit_is_found():
    def conductivity(temperature: float, thickness_um: float) -> float:
        """Return something.

        Parameters
        ----------
        temperature
            How warm it is.
        """

    assert [fault.split(":")[0] for fault in faults(conductivity)] == [
        "temperature has no unit",
        "the result has no unit",
    ]
