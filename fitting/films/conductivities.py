"""Conductivities of a table of films: as numbers, logarithms, spectra, or with activation."""

from __future__ import annotations

import math
import re

import numpy as np
import pandas as pd

from ...columns import unit_factor
from ...experiments.laboratory.conductivity import ionic_conductivity
from ...experiments.laboratory.electrode_kind import electrode_kind
from ...experiments.laboratory.impedance_files import measured_spectrum
from ...models.laws.constants import GAS_CONSTANT, J_MOL_PER_EV, S_M_PER_MS_CM, kelvin
from ...parameter_sets.user_electrolytes import POLYMER_S_M
from .cells import Cells
from .headings import MISSING

__all__ = ["conductivities", "note_implausible", "of_spectra", "unit_of_conductivity"]
__all__ += ["with_activation"]

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")
#: 10-5 S/cm, ×10^-5, × 10^5: all say that 1 in the table is 1e-5.
_POWER = re.compile(r"[×x*·]?\s*(?:\b|(?<=e))10\s*\^?\s*\(?\{?(-?\d+)\)?\}?(?!\d)|\b1?e(-\d+)\b")
#: Activation energies stand for conductivities at these temperatures above the measured one [K],
#: with this deviation of ln sigma at the last; assumed: nobody says in which range they hold.
_ABOVE, _ABOVE_SD = (15.0, 30.0), 0.2


def unit_of_conductivity(heading: str, unit: str) -> tuple[float | None, bool]:
    """Return the factor of a heading's unit to mS/cm, None without one; and if it is of sigma T."""
    heading, unit = (re.sub(r"[{}$\\\\]", "", t) for t in (heading, unit))  # of LaTeX
    plain = heading.translate(_SUPERSCRIPTS)
    of_T = bool(
        re.search(r"(σ|sigma|conductivity)\s*[·*×.]?\s*T\b|S\s*/?\s*(cm-1)?\s*\.?K\b", plain)
    )
    if of_T:
        unit, plain = (re.sub(r"[\s·.*]*\bK\b[\s·.*]*", " ", t).strip() for t in (unit, plain))
    power = re.search(_POWER, re.sub(r"^\s*log\s*_?10|cm\^?-1|m\^?-1", " ", plain))
    scale = 1.0
    if power:
        scale = 10.0 ** -abs(int(power[1] or power[2]))
        unit, plain = (re.sub(_POWER, " ", t, count=1).strip(" ×x*·/") for t in (unit, plain))
    factor = unit_factor("conductivity", unit.strip(" ()[]")) if unit else None
    if factor is None:
        match = re.search(r"([mμµu]?S)[\s./·]*(?:/|\b)?\s*(cm|m)(?:\^?-?−?1)?[\s)\]]*", plain)
        factor = unit_factor("conductivity", f"{match[1]}/{match[2]}") if match else None
    if factor is None and re.search(r"(?:Ω|ohm)\s*-?1?\s*[·.]?\s*cm", plain, re.IGNORECASE):
        factor = 1e3 if re.search(r"(?:Ω|ohm)\s*\^?-1", plain, re.IGNORECASE) else None
    return (None if factor is None else scale * factor), of_T


def conductivities(cells: Cells, T: pd.Series) -> pd.Series:
    """Return ln of the conductivity [S.m-1] at temperatures [K]."""
    if "conductivity" not in cells.columns:
        return cells.nothing()
    heading, values = cells.columns["conductivity"], cells.numbers["conductivity"]
    logarithm = re.match(r"\s*[-−]?\s*(ln|log\s*_?10|log|lg)\b[\s(_]*", heading.strip().lower())
    unit = cells.unit("conductivity")
    factor, of_T = unit_of_conductivity(heading, unit)
    if factor is None:
        given = f"unit '{unit}'" if unit else "no unit"
        raise cells.fault(
            f"column '{heading}' has {given}; write [mS/cm], [S/cm], [S/m] or [uS/cm]"
        )
    if logarithm:
        sign = -1.0 if heading.strip().startswith(("-", "−")) else 1.0
        ln = sign * values * (1.0 if logarithm[1] == "ln" else math.log(10))
    else:
        cells.refuse(values[values <= 0], "a conductivity of {:g} is not positive")
        ln = values.map(math.log)
    ln = ln + math.log(factor * S_M_PER_MS_CM) - (np.log(T) if of_T else 0.0)
    cells.refuse(
        10 * np.exp(ln[(ln < math.log(1e-11)) | (ln > math.log(1e2))]),
        "a conductivity of {:.3g} mS/cm is none of a polymer film; check the unit in the heading",
    )
    return ln


def of_spectra(cells: Cells) -> pd.Series:
    """Return ln of the conductivity [S.m-1] read off spectra of SS | film | SS."""
    if "thickness" not in cells.numbers:
        raise cells.fault("spectra need a column 'thickness [um]' of the films")
    unit = unit_factor("length", cells.unit("thickness") or "um")
    if unit is None:
        raise cells.fault(f"{cells.column('thickness')}: write its unit, [um] or [mm]")
    found, names = cells.nothing(), cells.words("spectrum")
    areas = cells.numbers.get("area", cells.nothing())
    for row in names.index[~names.str.lower().isin(MISSING)]:
        name = names[row]
        area = None if math.isnan(areas[row]) else float(areas[row])
        read = measured_spectrum(cells.path.parent / name, area)
        if electrode_kind(read.table) == "conducting":
            raise cells.fault(f"row {row}: the electrodes of {name} do not block ions")
        um = unit * float(cells.numbers["thickness"][row])
        found[row] = math.log(S_M_PER_MS_CM * ionic_conductivity(read.table, um))
    return found


def note_implausible(cells: Cells, frame: pd.DataFrame) -> None:
    """Note conductivities that no polymer electrolyte usually has."""
    low, high = POLYMER_S_M
    S_m = np.exp(frame["ln_sigma"].to_numpy(float))
    odd = ((S_m < low) | (S_m > high)) & frame["T"].between(kelvin(-40.0), kelvin(100.0)).to_numpy()
    if odd.any():
        k = int(np.argmax(odd))
        cells.notes.append(
            f"{int(odd.sum())} conductivities are none that a polymer electrolyte usually has "
            f"({low / 100:g} to {high / 100:g} S/cm): row {frame['row'].iloc[k]} is "
            f"{S_m[k] / 100:.3g} S/cm at {frame['T'].iloc[k] - 273.15:.3g} degC; check the unit in "
            f"'{cells.columns.get('conductivity', 'spectrum')}'"
        )


def with_activation(cells: Cells, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the films with conductivities that their activation energies stand for.

    Only where each film has one temperature: else the conductivities themselves tell more.
    """
    if "activation energy" not in cells.columns:
        return frame
    energy = cells.numbers["activation energy"]
    if energy.isna().all() or frame["T"].nunique() > 1 or frame["ln_sigma"].isna().all():
        return frame
    unit = cells.unit("activation energy")
    factor = unit_factor("energy", unit.strip(" ()[]")) if unit else None
    if factor is None:
        raise cells.fault(
            f"{cells.column('activation energy')} needs a unit; write [eV] or [kJ/mol]"
        )
    J_mol = energy.to_numpy(float) * factor * J_MOL_PER_EV
    known = np.isfinite(J_mol)
    wrong = known & ((J_mol < 0) | (J_mol > 3e5))
    cells.refuse(energy[wrong], "{:g} is no activation energy of a film (0 to 300 kJ/mol)")
    at = float(frame["T"].iloc[0])
    parts = [frame]
    for more in _ABOVE:
        ln = frame["ln_sigma"] - J_mol / GAS_CONSTANT * (1 / (at + more) - 1 / at)
        extra = np.hypot(frame["extra"], _ABOVE_SD * more / _ABOVE[-1])
        own = frame.assign(T=at + more, ln_sigma=ln, extra=extra, t_plus=np.nan, D=np.nan)
        parts.append(own[known])
    cells.notes.append(
        f"activation energies stand for conductivities up to {_ABOVE[-1]:g} K above "
        f"{at - 273.15:.4g} degC; the measured ones tell more"
    )
    return pd.concat(parts)
