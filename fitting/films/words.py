"""The answer of a fit of films, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...models.laws.constants import celsius

if TYPE_CHECKING:
    from .result import FilmFit

__all__ = ["in_words"]


#: A factor below it is as good as none.
_NONE = 1.05


def in_words(fit: FilmFit) -> str:
    """Return what to make next, how sure that is, what would decide, and what limits it."""
    lines = [_first(fit), _decides(fit), _laws(fit)]
    lines += [*_gain(fit), *_cold(fit), *_missed(fit)]
    lines += [f"Note: {note}." for note in fit.data.notes]
    return "\n".join(lines)


def _percent(w: float) -> str:
    return f"{100 * w:.3g}"


def _range(low: float, high: float) -> str:
    a, b = _percent(low), _percent(high)
    return f"{a} wt%" if a == b else f"{a} to {b} wt%"


def _times(gain: tuple[float, float, float]) -> str:
    return f"{gain[1]:.2g} times ({gain[0]:.2g} to {gain[2]:.2g})"


def _first(fit: FilmFit) -> str:
    a, T = fit.answer, f"{fit.temperature_degC:.3g} degC"
    if fit.data.frame["w"].max() == 0:
        return f"Films without filler at {T}: there is no loading to choose."
    made = f"{_percent(a.recommended)} wt% {fit.data.filler.name}"
    best = f"the best lies at {_range(*a.best)} with 90 % probability"
    if a.recommended == 0 and a.verdict == "determined":
        return (
            f"Make no film with {fit.data.filler.name}: at {T} the bare film conducts best with "
            f"{100 * a.within:.0f} % probability."
        )
    if a.verdict == "equal":
        return (
            f"No loading gains more than films of one composition differ by (a factor "
            f"{2.718281828**a.scatter:.2g}) at {T}: {_range(*a.equal)} are equal. "
            "A film without filler will do."
        )
    if a.verdict == "undetermined":
        return f"Undetermined at {T}: {best}. " + (
            f"Of what is known, {made} is expected to conduct best, {_times(a.gain)} as well "
            "as a bare film."
            if a.recommended > 0
            else "Of what is known, the bare film is expected to conduct best."
        )
    equal = f"{_range(*a.equal)} are equal within the scatter of films"
    equal = equal[0].upper() + equal[1:]
    return (
        f"Make {made} next. At {T} a new film of it conducts {_times(a.gain)} as well as a bare "
        f"one (better with {100 * a.better:.0f} % probability). {equal}, and the "
        f"best is among them with {100 * a.within:.0f} % probability."
    )


def _decides(fit: FilmFit) -> str:
    a = fit.answer
    cold = (
        f"One measurement at {a.next_degC:.3g} degC would narrow most over temperature: a new film "
        f"is known there within a factor {2.718281828 ** (1.645 * a.next_degC_sd):.2g}."
    )
    if fit.data.frame["w"].max() == 0:
        return cold
    if a.worth < 0.25 * a.scatter:
        film = "No single further film would change the choice by more than films scatter."
    else:
        film = (
            f"A film of {_percent(a.next_film)} wt% would decide most: it raises the best that can "
            f"be expected by {100 * (2.718281828**a.worth - 1):.0f} %."
        )
    return f"{film} {cold}"


def _laws(fit: FilmFit) -> str:
    if len(fit.laws) == 1:
        return "No law of composites is needed: there is one loading."
    tied = fit.tied
    if not fit.laws[0].folds:
        return (
            f"Laws by evidence: {', '.join(tied)} lead; with three loadings or more each is left "
            "out in turn."
        )
    if len(tied) == 1:
        return f"Left out one loading at a time, {tied[0]} predicts best."
    return (
        f"Left out one loading at a time, {tied[0]} predicts best; {', '.join(tied[1:])} "
        f"{'does' if len(tied) == 2 else 'do'} as well within one standard error. Predictions are "
        "averages over all laws."
    )


def _gain(fit: FilmFit) -> list[str]:
    if fit.split is None:
        return []
    bands = {
        name: fit.split.band("total", mechanism)
        for name, mechanism in (
            ("space charge", "electrostatic"),
            ("mobility", "mobility"),
            ("the particles themselves", "core"),
        )
    }
    parts = [f"{name} {_times(band)}" for name, band in bands.items()]
    at = f"the gain at {_percent(fit.answer.recommended)} wt%"
    rest = np.exp(np.quantile(fit.split.unexplained, [0.05, 0.5, 0.95]))
    parts.append(f"what no law explains {_times((rest[0], rest[1], rest[2]))}")
    told = f"{at[0].upper()}{at[1:]} is due to {', '.join(parts)}."
    causes = [bands["space charge"], bands["mobility"]]
    if all(low < _NONE and high > 1 / _NONE for low, _, high in causes):
        told = (
            f"What {at} is due to stays open. The laws tell nothing apart here: space charge and "
            "mobility may each be nil (gain.csv)."
        )
    if not fit.split.by_data:
        told += " The prior alone tells space charge from mobility: t+ was not measured."
    return [told]


def _cold(fit: FilmFit) -> list[str]:
    frame = fit.data.frame
    low, high = float(frame["T"].min()), float(frame["T"].max())
    asked = fit.asked.T
    lines = []
    measured = f"{celsius(low):.3g} to {celsius(high):.3g} degC"
    if high - low < 1:
        measured = f"{celsius(low):.3g} degC"
    if (asked < low - 2).any() or (asked > high + 2).any():
        lines.append(
            f"Predictions outside {measured} rest on the prior of the temperature law (VTF, and a "
            "break where the matrix melts); Arrhenius' law alone is not extended."
        )
    freezing = fit.data.matrix.number("freezing temperature")
    if freezing is not None and asked.min() < min(freezing, low):
        lines.append(
            f"Freezing is not predictable: a solvent of {fit.data.matrix.name} freezes at "
            f"{celsius(freezing):.3g} degC when neat, lower in the film, and the conductivity then "
            "falls below the band."
        )
    elif asked.min() < min(low, 273.15):
        lines.append("Freezing of a solvent, if there is one left in the film, is not predicted.")
    if fit.data.frame["w"].max() > 0 and (fit.asked.w > frame["w"].max() + 1e-6).any():
        lines.append(
            f"Loadings above {_percent(frame['w'].max())} wt% lie outside the data; their bands "
            "hold what the laws differ by."
        )
    return lines


def _missed(fit: FilmFit) -> list[str]:
    return [
        f"All laws miss the film of {row['Filler content [wt%]']:.3g} wt%: it conducts "
        f"{row['Measured over predicted']:.2g} times what they predict from the others."
        for row in fit.missed.to_dict("records")
    ]
