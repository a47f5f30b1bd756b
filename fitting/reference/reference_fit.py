"""The reference fit: from the study's data to the shipped parameter sets.

``make reference-fit`` runs the ready problem ``reference`` on PHLP-15, once more with the other
reading of the symmetric cell's voltage, draws all that is uncertain together
(:mod:`~sclcell.fitting.reference.ensemble`), then the repair of the two films that fail
(:mod:`~sclcell.fitting.reference.failing_films`), and writes what they found into the tables and
samples of :mod:`sclcell.parameter_sets`; how well it fits goes into ``reference_fit.json``.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd

from ...parameter_sets.cell import Cell
from ...parameter_sets.degradation import degradation_values
from ...uncertainty.priors import FITTED_FILM, ORGANIC_PERMEABILITY, PERMEABILITY
from ..inference.optimise import FitProgress
from ..problem.loading import LoadedProblem, load_problem
from ..results import FitResult, run_fit
from .ensemble import draw_ensemble
from .failing_films import DECLINE, FAILING, FAILURE, FailingFilm, fit_failing, measured
from .fitted_rows import DATA, FittedRow, write_fitted

__all__ = ["fitted_rows", "main", "reading_shares", "report"]

_COMMAND = "make reference-fit"
#: Parameter -> table, film (if the table tells films apart), figure.
_ROWS = {
    "Positive particle reference diffusivity [m2.s-1]": ("cell", "", "Fig 3c"),
    "Positive particle-size logarithmic standard deviation": ("cell", "", "Fig 3c"),
    "Lithium interphase film resistance [Ohm.m2]": ("lithium_interface", FITTED_FILM, "Fig 4b"),
    PERMEABILITY: ("degradation", "all", "Fig 4b"),
    "SEI repair fraction of plated lithium": ("degradation", FITTED_FILM, "Fig 4b"),
    "Loss of active material per equivalent full cycle": ("degradation", "all", "Fig 3d"),
    "Cycling cell capacity factor": ("degradation", "all", "Fig 3d"),
}


def fitted_rows(result: FitResult) -> list[FittedRow]:
    """Return what the provenance tables say of each parameter of the reference fit."""
    table = result.parameters.set_index("Parameter")
    labels = [u.label for u in result.loaded.unknowns]
    # (SEI-3): the films share the permeability of organic SEI; the share in this film scales it.
    own = degradation_values(Cell.from_name(FITTED_FILM).electrolyte)
    rows = []
    for name, (file, film, figure) in _ROWS.items():
        found = cast(pd.Series, table.loc[name])
        scale = own[ORGANIC_PERMEABILITY] / own[PERMEABILITY] if name == PERMEABILITY else 1.0
        value, low, high = (scale * float(found[c]) for c in ("Value", "Low (68 %)", "High (68 %)"))
        k = labels.index(name)
        others = np.delete(np.arange(len(labels)), k)
        other = others[abs(result.knowledge.correlation[k, others]).argmax()]
        note = (
            f"determined by {found['Determined by']}; 68 % interval; correlation "
            f"{result.knowledge.correlation[k, other]:.2f} with {labels[other]}"
        )
        rows.append(
            FittedRow(
                file,
                ORGANIC_PERMEABILITY if name == PERMEABILITY else name,
                *(value, low, high),
                f"{figure}; {_COMMAND}",
                note,
                film,
            )
        )
    return rows


def other_reading() -> LoadedProblem:
    """Return the reference problem with 0.11 V read as of one polarity."""
    loaded = load_problem("reference")
    data = [
        each.model_copy(update={"reading": "one polarity"}) if each.kind == "polarisation" else each
        for each in loaded.problem.data
    ]
    problem = loaded.problem.model_copy(update={"data": data})
    return LoadedProblem(problem, loaded.tables, loaded.unknowns)


def reading_shares(results: Mapping[str, FitResult]) -> dict[str, float]:
    """Return how likely each reading is by the likelihood at its optimum, with equal priors."""
    chi_squared = np.array([result.optimum.chi_squared for result in results.values()])
    likelihood = np.exp(-0.5 * (chi_squared - chi_squared.min()))
    return dict(zip(results, (likelihood / likelihood.sum()).tolist(), strict=True))


def report(
    results: Mapping[str, FitResult], films: Mapping[str, FailingFilm], seconds: float
) -> dict[str, Any]:
    """Return the fit as plain data, the content of ``reference_fit.json``.

    Parameters
    ----------
    results : mapping
        Reading to its fit; the first is the shipped one.
    seconds : float
        How long all of it took [s].
    """
    content = next(iter(results.values())).to_dict()
    keep = ("Parameters", "Errors", "Chi squared", "Noise inflation", "Posterior", "Counts")
    return {
        "Produced by": _COMMAND,
        "Processor time [s]": round(seconds),
        **{key: content[key] for key in keep},
        "Readings": {
            reading: {
                "Share of the samples": share,
                "Chi squared": results[reading].optimum.chi_squared,
                "Parameters": results[reading].values,
                "Errors": results[reading].to_dict()["Errors"],
            }
            for reading, share in reading_shares(results).items()
        },
        "Failing films": {
            name: {
                "Cycles before rapid decline": film.decline_cycle,
                "Measured cycles before rapid decline": measured(name, DECLINE),
                "Time to failure [h]": film.failure_h,
                "Measured time to failure [h]": measured(name, FAILURE),
            }
            for name, film in films.items()
        },
    }


def _show(progress: FitProgress) -> None:
    print(
        f"{progress.phase} {progress.done}/{progress.total}: {progress.chi_squared:.4g}", flush=True
    )


def main(arguments: list[str] | None = None) -> None:
    """Run the fits, print them, and write tables and samples if asked to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true", help="update the shipped parameter sets")
    parser.add_argument("--out", type=Path, help="folder where evaluations are kept")
    options = parser.parse_args(arguments)
    start = time.process_time()
    result = run_fit("reference", options.out, report=_show)
    print(result.text)
    print(result.parameters.to_string(index=False))
    other = options.out / "one_polarity" if options.out else None
    results = {
        "peak to peak": result,
        "one polarity": run_fit(other_reading(), other, report=_show, profiles="none"),
    }
    print(results["one polarity"].text)
    print("shares of the readings:", reading_shares(results))
    if options.write:
        paths = write_fitted(fitted_rows(result))
        fitted = {reading: found.samples() for reading, found in results.items()}
        ensemble = draw_ensemble(result.loaded, fitted)
        paths.append(DATA / "posterior_samples.csv")
        ensemble.table.to_csv(paths[-1], index=False, float_format="%.6g")
        print(
            f"samples: {ensemble.drawn} draws, worth {ensemble.effective:.0f}; readings "
            f"{ensemble.shares}; {ensemble.unlikely} miss the fastest rate before and after"
        )
        print("written:", *paths)
    films = {}
    # The films that fail start from what PHLP-15 has given, if it has been written.
    for name in FAILING:
        films[name] = fit_failing(name, locator=_COMMAND)
        for row in films[name].rows:
            print(f"{name} {row.name}: {row.value:.4g} [{row.low:.3g}, {row.high:.3g}], {row.note}")
        if options.write:
            print("written:", *write_fitted(films[name].rows))
    content = report(results, films, time.process_time() - start)
    text = json.dumps(content, indent=1, ensure_ascii=False, default=float)
    print(text)
    if options.write:
        (DATA / "reference_fit.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
