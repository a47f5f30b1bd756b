"""Tables of docs/fitting.md: ``python docs/_make/figures.py fitting``, two minutes."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from pages import ROOT, markdown_table

from sclcell.fitting.results import run_fit

__all__ = ["TABLES"]

_LABELS = {
    "rate test": "rate test",
    "cycling": "cycling, first and last capacity",
    "symmetric cell": "symmetric cell, 0 and 5100 h",
    "films": "films, conductivity (compared, not fitted)",
}


def _reference() -> dict[str, Any]:
    path = files("sclcell.parameter_sets") / "data" / "reference_fit.json"
    return json.loads(path.read_text(encoding="utf-8"))


def reference_errors() -> str:
    """Tabulate how well the reference fit fits."""
    fit = _reference()
    rows = []
    for name, label in _LABELS.items():
        errors = fit["Errors"][name]
        rms = next(iter(errors.values()))
        largest = errors.get("Largest relative error")
        text = "–" if largest is None else f"{100 * largest:.2f} %"
        rows.append([label, f"{100 * rms:.2f} %", text])
    for film, found in fit["Failing films"].items():
        for quantity, unit in (("Cycles before rapid decline", ""), ("Time to failure [h]", " h")):
            model, measured = (
                found[quantity],
                found[f"Measured {quantity[0].lower()}{quantity[1:]}"],
            )
            words = quantity.removesuffix(" [h]").lower()
            text = f"{model:.0f}{unit} for {measured:.0f}{unit}"
            rows.append([f"{film}: {words}", text, f"{100 * (model / measured - 1):+.0f} %"])
    return markdown_table(
        ["data", "RMS deviation, or model for measured", "largest deviation"], rows
    )


def reference_parameters() -> str:
    """Tabulate what the reference fit found."""
    rows = [
        [
            name,
            f"{row['Value']:.4g}",
            f"{row['Low (68 %)']:.3g} to {row['High (68 %)']:.3g}",
            row["Determined by"],
        ]
        for name, row in _reference()["Parameters"].items()
    ]
    return markdown_table(["parameter", "value", "68 %", "determined by"], rows)


def readings() -> str:
    """Tabulate the reference fit for both readings of the symmetric cell's voltage."""
    fit = _reference()["Readings"]
    names = list(next(iter(fit.values()))["Parameters"])
    rows = [
        ["χ²", *(f"{found['Chi squared']:.3f}" for found in fit.values())],
        [
            "rate test, RMS deviation",
            *(
                f"{100 * found['Errors']['rate test']['Relative RMS error']:.2f} %"
                for found in fit.values()
            ),
        ],
        [
            "share of the samples",
            *(f"{100 * f['Share of the samples']:.0f} %" for f in fit.values()),
        ],
        *(
            [name, *(f"{found['Parameters'][name]:.3g}" for found in fit.values())]
            for name in names
        ),
    ]
    return markdown_table(["0.11 V is", *fit], rows)


def curves() -> str:
    """Fit the example with voltage curves and tabulate how well it fits."""
    result = run_fit(ROOT / "examples" / "fit_curves" / "problem.toml")
    errors = result.comparisons[0].errors
    optimum = result.optimum
    rows = [
        ["largest capacity error", f"{100 * errors['Largest capacity error']:.2f} %"],
        ["voltage RMS error", f"{1000 * errors['Voltage RMS error [V]']:.1f} mV"],
        ["parameters", f"{len(result.loaded.unknowns)}"],
        ["evaluations of the search", f"{optimum.searched - 1}"],
        ["evaluations of the finishes", ", ".join(f"{f.evaluations}" for f in optimum.finishes)],
    ]
    return markdown_table(["six discharges, 0.2C to 10C", ""], rows)


TABLES = {
    "reference_errors": reference_errors,
    "reference_parameters": reference_parameters,
    "readings": readings,
    "curves": curves,
}
