"""Fit of LFP diffusion time and size spread to the measured rate capability.

Run ``python -m sclcell.fitting.rate`` to see it, with ``--write`` to store the result in
``parameter_sets/data/cell.csv``, from where the parameter sets take it. With ``--catholyte PHLP``
(matrix without filler in the cathode pores) no diffusivity and spread come near the data.
"""

from __future__ import annotations

import argparse
import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import least_squares

from ..experiments.half_cycles import HalfCycler
from ..experiments.rate import CYCLES, measured_capacities, simulate_rate_test
from ..parameter_sets.cell_design import CellDesign

__all__ = ["RateFit", "fit_rate_capability"]

_D = "Positive particle reference diffusivity [m2.s-1]"
_SPREAD = "Positive particle-size logarithmic standard deviation"
# Cell-to-cell scatter of capacities: two fresh cells at 1C differ by 4 mAh/g in the study
# (142.8 in the rate test, 146.8 in the cycling test).
_NOISE = 3.0
#: Start and bounds, from the literature ranges in data/cell.csv.
_START = {_D: (6e-18, 1e-19, 1e-16), _SPREAD: (0.7, 0.2, 1.2)}


@dataclass(frozen=True)
class RateFit:
    """Result of the fit.

    Parameters
    ----------
    values : dict
        Parameter name to value, SI units.
    covariance : numpy.ndarray, shape (2, 2)
        Of ln D and of the spread, at a noise of 3 mA.h.g-1.
    table : pandas.DataFrame
        Measured and modelled capacities [mA.h.g-1].
    """

    values: dict[str, float]
    covariance: np.ndarray
    table: pd.DataFrame

    @property
    def rms_error(self) -> float:
        """Root mean square relative deviation."""
        return float(np.sqrt(np.mean((self.table["model"] / self.table["measured"] - 1) ** 2)))

    def rows(self) -> dict[str, dict[str, str]]:
        """Return what the provenance table says of each fitted parameter."""
        errors = np.sqrt(np.diag(self.covariance))
        correlation = self.covariance[0, 1] / np.prod(errors)
        note = (
            f"68 % interval at a noise of {_NOISE:g} mAh/g; correlation {correlation:.3f} between "
            f"ln D and spread; RMS error {100 * self.rms_error:.2f} %; catholyte as the film"
        )
        D, spread = self.values[_D], self.values[_SPREAD]
        intervals = {
            _D: (D, D * np.exp(-errors[0]), D * np.exp(errors[0])),
            _SPREAD: (spread, spread - errors[1], spread + errors[1]),
        }
        return {
            name: {
                **dict(zip(("value", "low", "high"), (f"{x:.5g}" for x in numbers), strict=True)),
                "class": "fitted",
                "source": "Li2024",
                "locator": "Fig 3c; fit sclcell.fitting.rate",
                "note": note,
            }
            for name, numbers in intervals.items()
        }

    def write(self, path: Path) -> None:
        """Put the fitted values into the provenance table of the cell."""
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream)
            names = list(reader.fieldnames or [])
            table = [{**row, **self.rows().get(row["name"], {})} for row in reader]
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, names, lineterminator="\n")
            writer.writeheader()
            writer.writerows(table)


def fit_rate_capability(electrolyte: str = "PHLP-15", catholyte: str | None = None) -> RateFit:
    """Fit diffusivity and size spread by least squares.

    Parameters
    ----------
    electrolyte, catholyte : str
        Names; the catholyte is by default the film's electrolyte.

    Returns
    -------
    RateFit
        The optimum. Residuals are unweighted: one noise for all rates.
    """
    design = CellDesign.from_name(electrolyte)
    measured = measured_capacities(design)
    build = CellDesign.from_name(electrolyte, catholyte=catholyte)
    values = build.parameter_values()
    for name in _START:
        values[name] = "[input]"
    cycler = HalfCycler(values)

    def capacities(x: np.ndarray) -> np.ndarray:
        cycler.inputs = {_D: float(np.exp(x[0])), _SPREAD: float(x[1])}
        test = simulate_rate_test(build, tuple(measured), CYCLES, cycler)
        return test.table["Specific discharge capacity [mA.h.g-1]"].to_numpy(float)

    data = np.array(list(measured.values()))

    def residuals(x: np.ndarray) -> np.ndarray:
        return (capacities(x) - data) / _NOISE

    start, low, high = np.array(list(_START.values())).T
    for array in (start, low, high):
        array[0] = np.log(array[0])
    result = least_squares(
        residuals,
        start,
        bounds=(low, high),
        diff_step=np.full(start.size, 1e-2),
        xtol=1e-6,
    )
    jacobian = np.asarray(result.jac)
    covariance = np.linalg.inv(jacobian.T @ jacobian)
    table = pd.DataFrame(
        {"C-rate": list(measured), "measured": data, "model": capacities(result.x)}
    )
    return RateFit({_D: float(np.exp(result.x[0])), _SPREAD: float(result.x[1])}, covariance, table)


def main() -> None:
    """Run the fit, print it, and store it if asked to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true", help="store the result")
    parser.add_argument("--catholyte", help="electrolyte in the cathode pores")
    arguments = parser.parse_args()
    fit = fit_rate_capability(catholyte=arguments.catholyte)
    print(fit.table.to_string(index=False, float_format=lambda x: f"{x:.2f}"))
    for name, row in fit.rows().items():
        print(f"{name}: {row['value']} ({row['low']} to {row['high']}); {row['note']}")
    if arguments.write:
        path = Path(__file__).parents[1] / "parameter_sets" / "data" / "cell.csv"
        fit.write(path)
        print(f"saved {path}")


if __name__ == "__main__":
    main()
