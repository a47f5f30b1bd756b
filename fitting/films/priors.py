"""What is assumed of any film before it is measured; each with its source."""

from __future__ import annotations

import math
from dataclasses import replace

from ...models.laws.composites import CompositeLaw, LawConstant
from ...models.laws.temperature.melting import MeltingPolymer
from ...models.laws.temperature.vtf import VogelTammannFulcher
from ...parameter_sets.materials import Material

__all__ = [
    "BEYOND",
    "JUMP",
    "SLOPE_CENTRE_K",
    "SLOPE_UNIT",
    "constants_of",
    "scatter_of",
]

#: Effects that follow temperature do so in v = (1/T - 1/340 K)/4e-4 K^-1, which is 1 at 26 degC and
#: 0 at 67 degC, where PEO has melted.
SLOPE_CENTRE_K, SLOPE_UNIT = 340.0, 4e-4
#: Step in ln sigma between the bare and any filled film at 26 degC: mean and deviation, (FF-4).
JUMP = (1.5, 1.0)

#: Deviation of ln sigma per v beyond the measured temperatures: laws that fit alike from 20 degC on
#: (VTF, a break, a curved Arrhenius plot) differ by about as much at -10 to -35 degC; assumed.
BEYOND = 0.4

_SERIES = "spread over the published series of experiments/data/films"


def _constant(
    name: str,
    unit: str,
    median: float,
    spread: float,
    kind: str,
    source: str,
    meaning: str,
    low: float = -math.inf,
    high: float = math.inf,
) -> LawConstant:
    return LawConstant(
        *(name, unit, median, spread, kind, low, high, "assumed", source, meaning)  # type: ignore[arg-type]
    )


_INTERPHASE = _constant(
    *("Logarithm of interphase mobility gain", "1", 1.5, 2.0, "normal"),
    *("gains of 3 to 100 and losses of ten times have been published", "ln M"),
)
_INTERPHASE_ENERGY = _constant(
    *("Interphase excess energy [kJ.mol-1]", "kJ.mol-1", -4.0, 8.0, "normal"),
    *("the reference films lose 15 kJ/mol, oxides in PEO none", "interphase over matrix"),
)
#: Of films whose t+ was measured.
CATION = (
    _constant(
        *("Logit of matrix transference number", "1", -1.1, 0.8, "normal"),
        *("0.1 to 0.5 in nine of ten polymer electrolytes", "t+ of the matrix"),
    ),
    _constant(
        *("Interphase cation enrichment", "1", 0.5, 1.0, "normal"),
        *("fits of the reference films: 0.2 to 1.0", "potential of the interphase over RT/F"),
    ),
)
#: Of a ceramic whose conductivity nobody has measured.
CERAMIC = _constant(
    *("Filler conductivity [S.m-1]", "S.m-1", 1e-3, 3.5, "ln"),
    *("from insulators to the best ceramics", "of the particles themselves, at 25 degC"),
)
_SHARE = _constant(
    *("Interphase share of the break", "1", 0.5, 0.3, "normal"),
    *("between a wholly crystalline and a wholly amorphous interphase", "c of (FF-3)"),
)


def constants_of(
    law: type[CompositeLaw] | None,
    filler: Material,
    matrix: Material,
    several: bool,
    per_ion: bool,
) -> tuple[LawConstant, ...]:
    """Return the constants of the mean of ln sigma, but for its level.

    Parameters
    ----------
    law : type, optional
        Law of composites; None for no law.
    filler, matrix : Material
        Whose conductivity and law of temperature count.
    several : bool
        Whether there are several temperatures.
    per_ion : bool
        Whether t+ was measured.
    """
    found: tuple[LawConstant, ...] = (*VogelTammannFulcher.constants, *_break(matrix))
    if law is not None:
        found += (_INTERPHASE, *law.constants)
        found += (_INTERPHASE_ENERGY,) if several else ()
        found += (CERAMIC,) if filler.number("conductivity") is None else ()
    if per_ion:
        found += CATION
    return found


def _break(matrix: Material) -> tuple[LawConstant, ...]:
    """Return the constants of the break at melting; a matrix may have none."""
    law = matrix.word("temperature law")
    if law == "VTF":
        return ()
    energy, temperature, width = MeltingPolymer.constants[1:]
    melting = matrix.number("melting temperature")
    if law == "break" and melting is not None:
        source = "PEO with lithium salts: 80 to 130 kJ/mol, with much salt none"
        energy = replace(energy, median=5e4, spread=0.8, source=source)
        temperature = replace(temperature, median=melting, source="the library's matrix")
    else:
        source = "of a matrix that nobody described: any or none"
        energy = replace(energy, median=1.5e4, spread=1.5, source=source)
        temperature = replace(temperature, median=325.0, spread=15.0, source=source)
    return energy, temperature, width, _SHARE


def scatter_of(law: bool, several: bool) -> tuple[LawConstant, ...]:
    """Return the constants of what no law describes, (FF-4) to (FF-6).

    Parameters
    ----------
    law : bool
        Whether there is a law; without one the discrepancy is all there is.
    several : bool
        Whether there are several temperatures.
    """
    # With a law it may be next to nothing, and the films say whether it is: a median of 0.5 within
    # a factor of two kept it, and bands of films that follow a law held 98 of 100.
    dev, slope, spread = (0.25, 0.25, 1.2) if law else (1.2, 0.7, 0.7)
    found: tuple[LawConstant, ...] = (
        _constant(
            *("Discrepancy [ln sigma]", "1", dev, spread, "ln", _SERIES, "smooth over the loading"),
        ),
        _constant(
            *("Discrepancy length [ln(1 + wt%)]", "1", 0.5, 0.4, "ln", _SERIES, "its range"),
        ),
        _constant(
            *("Scatter of films [ln sigma]", "1", 0.2, 0.5, "ln"),
            *("batches of one composition differ by 0.1 to 1.0", "one film against its like"),
        ),
        _constant(
            *("Noise of a point [ln sigma]", "1", 0.08, 0.5, "ln", _SERIES, "one measurement"),
        ),
    )
    if several:
        found += (
            _constant(
                *("Discrepancy of the slope [ln sigma]", "1", slope, spread, "ln", _SERIES),
                "per v of (FF-5)",
            ),
            _constant(
                *("Scatter of slopes [ln sigma]", "1", 0.1, 0.6, "ln", _SERIES),
                "one film against its like, per v",
            ),
        )
    return found
