"""Report of the closure fit: table, uncertainty, weak directions in words; stored on request."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ...parameter_sets.electrolyte_constants import (
    electrolyte_constants,
    electrolyte_from_constants,
)
from ..kinds.material import NOISE
from .closure_priors import FIT_PARAMETERS
from .closure_samples import sample_closures
from .closures import ClosureFit, fit_closures, measured_rows, weak_directions
from .fitted_rows import DATA

__all__ = ["hold_out", "main", "report", "weak_direction_sentences", "write"]


def weak_direction_sentences(fit: ClosureFit) -> list[str]:
    """Return each weak direction of the prior-free Fisher information as a sentence."""
    sentences = []
    for deviation, components in weak_directions(fit):
        up = [name for name, value in components.items() if value > 0]
        down = [name for name, value in components.items() if value < 0]
        change = "raising " + " and ".join(up)
        if down:
            change += " while lowering " + " and ".join(down)
        size = "not at all" if deviation > 100 else f"only to ±{deviation:.2g} (ln units)"
        sentences.append(f"{change}: the data determine this {size}; the priors do.")
    return sentences


def hold_out(electrolyte: str) -> dict[str, float]:
    """Return σ [S.m-1] and t+ of a film predicted by a fit that has not seen its rows."""
    rows = measured_rows()
    fit = fit_closures(rows[rows["electrolyte"] != electrolyte])
    constants = dict(electrolyte_constants()) | fit.values
    film = electrolyte_from_constants(electrolyte, constants)
    return {
        "conductivity_S_m": float(film.ionic_conductivity()),
        "transference_number": float(film.cation_transference_number()),
    }


def report(fit: ClosureFit) -> dict[str, Any]:
    """Return the fit as plain data, the content of ``closure_fit.json``."""
    deviations = np.sqrt(np.diag(fit.covariance))
    parameters = {}
    for p, coordinate, deviation in zip(FIT_PARAMETERS, fit.coordinates, deviations, strict=True):
        parameters[p.name] = {
            "value": _rounded(fit.values[p.name]),
            "unit": p.unit,
            "low": _rounded(float(p.inverse(coordinate - deviation)), 4),
            "high": _rounded(float(p.inverse(coordinate + deviation)), 4),
            "transform": p.transform,
            "standard_deviation_of_coordinate": _rounded(float(deviation), 4),
            "prior": None if p.prior is None else list(p.prior),
            "basis": p.basis,
        }
    correlation = fit.covariance / np.outer(deviations, deviations)
    return {
        "produced_by": "python -m sclcell.fitting.reference.closure_report --write",
        "data": "experiments/data/li2024_electrolytes.csv",
        "noise": {name: _rounded(float(value), 4) for name, value in NOISE.items()},
        "parameters": parameters,
        "chi_squared_data": _rounded(fit.chi_squared_data, 4),
        "chi_squared_prior": _rounded(fit.chi_squared_prior, 4),
        "residuals": [
            {key: _rounded(v, 5) if isinstance(v, float) else v for key, v in row.items()}
            for row in fit.residuals.to_dict("records")
        ],
        "weak_directions": weak_direction_sentences(fit),
        "hold_out": {"PHAP-15": {k: _rounded(v, 4) for k, v in hold_out("PHAP-15").items()}},
        "covariance": [[_rounded(float(v), 5) for v in row] for row in fit.covariance],
        "correlation": [[round(float(v), 4) for v in row] for row in correlation],
    }


def write(content: dict[str, Any], folder: Path = DATA) -> None:
    """Store the report as JSON and its values in the provenance table.

    Parameters
    ----------
    folder
        Holds ``electrolytes.csv``; gets ``closure_fit.json``.
    """
    text = json.dumps(content, indent=1, ensure_ascii=False)
    (folder / "closure_fit.json").write_text(text + "\n", encoding="utf-8")
    path = folder / "electrolytes.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    fitted = [
        {
            "name": name,
            "value": entry["value"],
            "unit": entry["unit"],
            "class": "fitted",
            "source": "Li2024",
            "locator": "closure_fit.json by sclcell.fitting.reference.closures",
            "low": entry["low"],
            "high": entry["high"],
            "note": entry["basis"] if entry["prior"] is None else f"prior {entry['basis']}",
        }
        for name, entry in content["parameters"].items()
    ]
    both = pd.concat([table[table["class"] != "fitted"], pd.DataFrame(fitted).astype(str)])
    both.to_csv(path, index=False, lineterminator="\n")


def main(arguments: list[str] | None = None) -> None:
    """Fit, print, and with ``--write`` store the result in the source tree."""
    parser = argparse.ArgumentParser(
        prog="python -m sclcell.fitting.reference.closure_report",
        description="Fit the closure constants to the measured films of Li et al. 2024.",
    )
    parser.add_argument("--write", action="store_true", help="store in parameter_sets/data")
    options = parser.parse_args(arguments)
    fit = fit_closures()
    content = report(fit)
    table = pd.DataFrame(content["parameters"]).T[["value", "low", "high", "unit"]]
    print(table.to_string())
    print()
    print(fit.residuals.round(4).to_string(index=False))
    print(
        f"\nchi squared: {fit.chi_squared_data:.2f} (data, {len(fit.residuals)} values), "
        f"{fit.chi_squared_prior:.2f} (priors)"
    )
    print("\nWeak directions (data alone):")
    for sentence in content["weak_directions"]:
        print(f"- {sentence}")
    print("\nHeld out:", content["hold_out"])
    print("\nStrong correlations (|r| > 0.8):")
    correlation = np.array(content["correlation"])
    for i, j in zip(*np.nonzero(np.triu(np.abs(correlation) > 0.8, 1)), strict=True):
        print(f"- {FIT_PARAMETERS[i].name} / {FIT_PARAMETERS[j].name}: {correlation[i, j]:.2f}")
    if options.write:
        write(content)
        samples = sample_closures(fit)
        samples.to_csv(DATA / "closure_samples.csv", index=False, float_format="%.6g")
        print(f"\nwritten to {DATA}")


def _rounded(value: float, digits: int = 6) -> float:
    return float(f"{value:.{digits}g}")


if __name__ == "__main__":
    main()
