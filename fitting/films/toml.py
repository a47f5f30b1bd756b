"""``film.toml``: what was fitted, as a film that every command takes."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ...models.laws.attribution import MECHANISMS
from ...models.laws.constants import celsius
from ...output_files import write_file
from .result import FilmFit
from .split import split_gain

__all__ = ["film_toml", "write_film"]

#: t+ of a film whose t+ nobody has measured: 5, 50 and 95 %; assumed, see the prior of t+.
_T_UNKNOWN = (0.08, 0.25, 0.55)
#: Between two concentration cells of one film; assumed.
_T_ERROR = 0.1
_SALT_MOL_L, _THERMODYNAMIC = 1.5, 1.0


def film_toml(fit: FilmFit, name: str) -> str:
    """Return the text of the file.

    Parameters
    ----------
    name : str
        Of the film.
    """
    curves, data = fit.curves, fit.data
    t = curves.t_quantiles
    known = bool(np.isfinite(t).all())
    if not known and len(data.left_out):
        # Measured, but no share of the conductivity: as it is, wherever the film goes.
        measured = data.left_out.groupby("w")["t_plus"].mean()
        level = np.interp(curves.w, measured.index.to_numpy(float), measured.to_numpy(float))
        offset = np.array([-_T_ERROR, 0.0, _T_ERROR])[:, None, None]
        t, known = level[None, :, None] + offset + 0 * curves.quantiles, True
    if not known:
        t = np.broadcast_to(np.array(_T_UNKNOWN)[:, None, None], curves.quantiles.shape)
    ln = np.log(curves.quantiles)
    lines = [
        "schema = 1",
        f'name = "{name}"',
        f"filler_wt_percent = {100 * fit.answer.recommended:.6g}",
        "# Written by 'sclcell film': curves are averages over laws, with bands of a new film.",
        "",
        "[matrix]",
        f'name = "{data.matrix.name}"',
        f"density_g_cm3 = {(data.matrix.number('density') or 1300.0) / 1e3:.6g}",
        f"salt_concentration_mol_L = {_SALT_MOL_L:g}  # assumed",
        f"thermodynamic_factor = {_THERMODYNAMIC:g}  # assumed",
        "",
        "[filler]",
        f'name = "{data.filler.name}"',
        f"density_g_cm3 = {(data.filler.number('density') or 4000.0) / 1e3:.6g}",
        "",
        "[coating]",
        f'name = "{fit.coating}"',
        "",
        "[curves]",
        f'laws = "{_laws(fit)}"',
        f"transference_number_measured = {str(known).lower()}",
        f"measured_wt_percent = {_row(100 * data.loadings[[0, -1]])}",
        f"measured_C = {_row(celsius(np.array([data.frame['T'].min(), data.frame['T'].max()])))}",
        f"filler_wt_percent = {_row(100 * curves.w)}",
        f"temperature_C = {_row(celsius(curves.T))}",
        f"ln_factors = {_factors(fit)}",
    ]
    if fit.D_factor is not None:
        lines.append(f"diffusivity_over_ideal = {fit.D_factor:.5g}")
    for k, share in enumerate((5, 50, 95)):
        lines.append(f"ln_conductivity_S_m_{share}_percent = {_table(ln[k])}")
        lines.append(f"transference_number_{share}_percent = {_table(t[k])}")
    return "\n".join(lines) + "\n"


def write_film(fit: FilmFit, path: Path, name: str) -> None:
    """Write ``film.toml``.

    Parameters
    ----------
    path : Path
        File to write.
    name : str
        Of the film.
    """
    write_file(path, film_toml(fit, name))


def _laws(fit: FilmFit) -> str:
    return ", ".join(
        f"{law.name} {weight:.2f}" for law, weight in zip(fit.laws, fit.weights, strict=True)
    )


def _row(values: np.ndarray) -> str:
    return f"[{', '.join(f'{x:.5g}' for x in np.asarray(values, dtype=float))}]"


def _table(values: np.ndarray) -> str:
    return "[\n  " + ",\n  ".join(_row(row) for row in values) + ",\n]"


def _factors(fit: FilmFit) -> str:
    """Return ln of the factors by mechanism at each loading of the curves."""
    rows = []
    for w in fit.curves.w:
        phi = float(fit.data.volume_fraction(w))
        split = split_gain(fit.laws, fit.weights, phi, fit.T, np.zeros(1), draws=100)
        own = [
            [
                0.0 if split is None else float(np.median(split.parts[ion][name]))
                for name in MECHANISMS
            ]
            for ion in ("cation", "anion", "total")
        ]
        rows.append("[" + ", ".join(_row(np.array(ion)) for ion in own) + "]")
    return "[\n  " + ",\n  ".join(rows) + ",\n]"
