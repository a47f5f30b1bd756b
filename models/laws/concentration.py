r"""How transport properties follow salt concentration: tables and formulas, and what they imply.

A film's own numbers hold at its initial concentration c_0; these laws carry them to another.
Equations (SALT-5) to (SALT-8) in docs/theory_closures.md.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ...errors import InputError
from ._types import Scalar, single_node

__all__ = ["ConcentrationFormula", "ConcentrationLaw", "ConcentrationTable", "SaltLaws"]


@dataclass(frozen=True)
class ConcentrationTable:
    """A property at a few concentrations, and a smooth curve through them.

    Piecewise cubic, monotonic between neighbours; constant beyond the ends.

    Parameters
    ----------
    concentrations
        Rising [mol.m-3], two or more.
    values
        Of the property [its SI unit].
    """

    concentrations: tuple[float, ...]
    values: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse what is no table."""
        if len(self.concentrations) != len(self.values) or len(self.values) < 2:
            raise InputError(
                f"{len(self.concentrations)} concentrations and {len(self.values)} values: give "
                "two or more, as many of the one as of the other."
            )
        if np.any(np.diff(self.concentrations) <= 0) or self.concentrations[0] < 0:
            raise InputError("concentrations must rise from one to the next, from 0 on.")

    @property
    def range(self) -> tuple[float, float]:
        """Lowest and highest concentration that the table covers [mol.m-3]."""
        return self.concentrations[0], self.concentrations[-1]

    def __call__(self, concentration: Scalar) -> Scalar:
        """Return the property at a concentration [mol.m-3]: a number, array or symbol."""
        return single_node(_piecewise_cubic)(concentration, *self._numbers)

    @cached_property
    def _numbers(self) -> tuple[float, ...]:
        from scipy.interpolate import PchipInterpolator

        coefficients = PchipInterpolator(self.concentrations, self.values).c[2::-1].T.ravel()
        return (self.values[0], *self.concentrations, *map(float, coefficients))

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what follows from the table."""
        return {"concentrations": self.concentrations, "values": self.values}


def _piecewise_cubic(c: Scalar, *numbers: Scalar) -> Scalar:
    """Return first value plus what each piece adds; n knots come with 3(n − 1) coefficients."""
    knots = (len(numbers) + 2) // 4
    value, x, coefficients = numbers[0], numbers[1 : knots + 1], numbers[knots + 1 :]
    for k in range(knots - 1):
        t = np.minimum(np.maximum(c - x[k], 0), x[k + 1] - x[k])
        first, second, third = coefficients[3 * k : 3 * k + 3]
        value = value + t * (first + t * (second + t * third))
    return value


_OPERATORS: dict[type, Callable[..., Scalar]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}
_FUNCTIONS: dict[str, Callable[..., Scalar]] = {
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "tanh": np.tanh,
}


@dataclass(frozen=True)
class ConcentrationFormula:
    """A property as a formula in c, such as ``"0.9*c*exp(-0.7*c)"``.

    Parameters
    ----------
    text
        Numbers, c, + - * / ** and exp, log, sqrt, tanh.
    unit
        What c = 1 stands for in it [mol.m-3].
    factor
        From its own unit to SI.
    """

    text: str
    unit: float = 1000.0
    factor: float = 1.0

    def __post_init__(self) -> None:
        """Refuse what is no formula."""
        try:
            tree = ast.parse(self.text, mode="eval").body
        except SyntaxError as error:
            raise InputError(f"{self.text!r} is no formula: {error.msg}.") from error
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and node.id not in ("c", *_FUNCTIONS):
                raise InputError(
                    f"{self.text!r}: {node.id!r} is not known; allowed are c and "
                    f"{', '.join(_FUNCTIONS)}."
                )
        self(1.0)

    #: A formula says of itself nowhere where it ends.
    range = (0.0, float("inf"))

    def __call__(self, concentration: Scalar) -> Scalar:
        """Return the property at a concentration [mol.m-3]: a number, array or symbol."""
        tree = ast.parse(self.text, mode="eval").body
        return self.factor * self._value(tree, concentration / self.unit)

    def _value(self, node: ast.AST, c: Scalar) -> Scalar:
        match node:
            case ast.Constant(value=int() | float() as number):
                return number
            case ast.Name(id="c"):
                return c
            case ast.UnaryOp(op=op, operand=one) if type(op) in _OPERATORS:
                return _OPERATORS[type(op)](self._value(one, c))
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
                return _OPERATORS[type(op)](self._value(left, c), self._value(right, c))
            case ast.Call(func=ast.Name(id=name), args=[one], keywords=[]) if name in _FUNCTIONS:
                return _FUNCTIONS[name](self._value(one, c))
        raise InputError(
            f"{self.text!r}: {ast.unparse(node)!r} is not allowed; use numbers, c, + - * / ** and "
            f"{', '.join(_FUNCTIONS)}."
        )


ConcentrationLaw = ConcentrationTable | ConcentrationFormula


@dataclass(frozen=True)
class SaltLaws:
    r"""Transport properties at any concentration from those at the initial one.

    Each law is that of the matrix. Without laws the ions keep their mobilities, (TR-6).

    Parameters
    ----------
    conductivity, diffusivity, transference_number, thermodynamic_factor
        Laws [S.m-1], [m2.s-1], [-], [-], or None.
    solubility
        Concentration at which salt falls out [mol.m-3], or None.
    """

    conductivity: ConcentrationLaw | None = None
    diffusivity: ConcentrationLaw | None = None
    transference_number: ConcentrationLaw | None = None
    thermodynamic_factor: ConcentrationLaw | None = None
    solubility: float | None = None

    @property
    def laws(self) -> Mapping[str, ConcentrationLaw]:
        """The laws that there are, by name."""
        names = ("conductivity", "diffusivity", "transference_number", "thermodynamic_factor")
        found = {name: getattr(self, name) for name in names}
        return {name: law for name, law in found.items() if law is not None}

    @property
    def range(self) -> tuple[float, float]:
        """Concentrations that all laws cover [mol.m-3]."""
        ranges = [law.range for law in self.laws.values()]
        return max((r[0] for r in ranges), default=0.0), min(
            (r[1] for r in ranges), default=float("inf")
        )

    def conductivity_at(self, c: Scalar, c_0: Scalar, sigma_0: Scalar, t_0: Scalar) -> Scalar:
        r"""Return the film's σ(c) [S.m-1] from its σ and t+ at c_0, (SALT-5).

        .. math::
            \sigma(c) = \sigma(c_0)\,\frac{g(c)}{g(c_0)}
            \,\frac{1 + (K - 1)t_m(c)}{1 + (K - 1)t_m(c_0)}

        g, t_m: conductivity and transference number of the matrix; K of (SALT-6).
        """
        if not self.laws:
            return sigma_0 * c / c_0
        g = self.conductivity
        shape = c / c_0 if g is None else g(c) / g(c_0)
        if self.transference_number is None or self.signed:
            return sigma_0 * shape
        odds = self._odds_ratio(c_0, t_0) - 1
        t, start = self.transference_number(c), self.transference_number(c_0)
        return sigma_0 * shape * (1 + odds * t) / (1 + odds * start)

    def transference_number_at(self, c: Scalar, c_0: Scalar, t_0: Scalar) -> Scalar:
        r"""Return the film's t+(c) [-] from that at c_0, (SALT-6).

        .. math::
            t_+(c) = \frac{K t_m(c)}{1 + (K - 1)t_m(c)}, \qquad
            K = \frac{t_+(c_0)\,[1 - t_m(c_0)]}{[1 - t_+(c_0)]\,t_m(c_0)}

        Filler changes each ion's conductivity by a factor that does not depend on concentration;
        K is their ratio, one without filler. Where :math:`t_m` leaves (0, 1) there is no filler,
        and :math:`t_+(c) = t_+(c_0) + t_m(c) - t_m(c_0)`.
        """
        if self.transference_number is None:
            return t_0
        if self.signed:
            return t_0 + self.transference_number(c) - self.transference_number(c_0)
        t, odds = self.transference_number(c), self._odds_ratio(c_0, t_0)
        return odds * t / (1 + (odds - 1) * t)

    def thermodynamic_factor_at(self, c: Scalar, c_0: Scalar, chi_0: Scalar) -> Scalar:
        """Return χ(c) [-] from that at c_0."""
        if self.thermodynamic_factor is None:
            return chi_0
        return chi_0 * self.thermodynamic_factor(c) / self.thermodynamic_factor(c_0)

    def diffusivity_at(self, c: Scalar, c_0: Scalar, D_0: Scalar, t_0: Scalar) -> Scalar:
        r"""Return D(c) [m2.s-1] from that at c_0, (SALT-7).

        By its own law; else in proportion to :math:`\chi\sigma t_+(1-t_+)/c` of (SALT-1).
        """
        if self.diffusivity is not None:
            return D_0 * self.diffusivity(c) / self.diffusivity(c_0)
        if not self.laws:
            return D_0

        def follow(at: Scalar) -> Scalar:
            t = self.transference_number_at(at, c_0, t_0)
            sigma = self.conductivity_at(at, c_0, 1.0, t_0)
            return self.thermodynamic_factor_at(at, c_0, 1.0) * sigma * t * (1 - t) / at

        return D_0 * follow(c) / follow(c_0)

    @cached_property
    def signed(self) -> bool:
        """Whether t+ leaves (0, 1) somewhere, so that no law of composites can serve each ion."""
        law = self.transference_number
        if law is None:
            return False
        low, high = law.range
        values = law(np.linspace(low, min(high, self.range[1], 1e4), 401))
        return bool(np.any((values <= 0) | (values >= 1)))

    def _odds_ratio(self, c_0: Scalar, t_0: Scalar) -> Scalar:
        assert self.transference_number is not None
        start = self.transference_number(c_0)
        return t_0 * (1 - start) / ((1 - t_0) * start)
