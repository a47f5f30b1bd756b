"""The public functions on cells and films, which give a `Result`.

The command line calls the same functions, so that both give the same numbers. `fit`, `explore` and
`report` are in `sclcell.fitting`, `sclcell.exploration` and `sclcell.report`.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from .errors import InputError
from .given import CellFields, GivenCell, GivenNote, given_cell
from .provenance import provenance
from .result import Result

if TYPE_CHECKING:
    import pandas as pd

    from .experiments.film import FilmReport
    from .experiments.impedance import CellImpedance
    from .experiments.long_cycling import LongCycling
    from .experiments.pouch import PouchTest
    from .experiments.protocol_run import ProtocolTest
    from .experiments.rate import RateTest
    from .experiments.symmetric import SymmetricTest
    from .given import CellLike, ValuesLike
    from .models.mechanism import Mechanism, MechanismsLike
    from .parameter_sets.cell import Cell
    from .uncertainty.bands import Prediction
    from .uncertainty.samples import Samples

    BandsLike = bool | str | Path | None
    Report = Callable[[int, int], None]

__all__ = ["age", "cycle", "film", "impedance", "pouch", "protocol", "rate_test"]

CAPACITY, POLARISATION = "Specific discharge capacity [mA.h.g-1]", "Polarisation voltage [V]"
#: Temperature at which films are characterised; seed of the samples.
FILM_DEGC, SEED = 25.0, 0


def rate_test(
    cell: CellLike,
    rates: Sequence[float] | None = None,
    *,
    charge_temperature_degC: float | None = None,
    charge_rate: float | None = None,
    hold: bool | None = None,
    shorts: bool = False,
    values: ValuesLike | None = None,
    bands: BandsLike = None,
    draws: int = 64,
    progress: bool = False,
    **fields: Unpack[CellFields],
) -> Result[RateTest]:
    """Discharge and charge an LFP | film | Li cell at each rate.

    Parameters
    ----------
    cell : Cell, Electrolyte, str or Path
        A cell, or its film: a name such as ``"PHLP-15"`` or a TOML file.
    rates : sequence of float, optional
        C-rates; 0.2 to 5 by default.
    charge_temperature_degC : float, optional
        Temperature while charging; by default the cell's [degC].
    charge_rate : float, optional
        C-rate of the charges; by default that of the discharges [1/h].
    hold : bool, optional
        Whether a charge ends with a hold at the upper voltage limit that fills the cell; by
        default not.
    shorts : bool, optional
        Whether to say how likely a short is in the test, see
        :func:`~sclcell.surface.shorts.short_risk`.
    values : mapping or path, optional
        Parameters in place of the shipped ones, SI units, or the ``parameters.csv`` of a fit.
    bands : bool, str or path, optional
        Whether to carry through what is not known: True for the shipped fits and the ranges of
        the tables, ``"prior"`` for the ranges alone, or the samples of a fit.
    draws : int, optional
        Number of samples.
    progress : bool, optional
        Whether to show a bar on a terminal.
    **fields
        What the cell has in place of its defaults: fields of `~sclcell.parameter_sets.cell.Cell`.

    Returns
    -------
    Result
        ``details`` is a `sclcell.experiments.rate.RateTest`.

    Raises
    ------
    InputError
        If a name or file is not known, or a value is out of range.

    Examples
    --------
    >>> import sclcell
    >>> test = sclcell.rate_test("PHLP-15", [1.0], temperature_degC=45)
    >>> test.table["C-rate"].tolist()
    [1.0]
    """
    from .experiments.rate import CYCLES, DEFAULT_RATES, simulate_rate_test
    from .uncertainty.rate_bands import rate_bands

    given = given_cell(cell, values, bands, **fields)
    arguments: dict[str, Any] = {"charge_temperature_degC": charge_temperature_degC}
    told = {"charge_rate": charge_rate, "hold": hold}
    arguments |= {name: value for name, value in told.items() if value is not None}
    test = simulate_rate_test(given.cell, DEFAULT_RATES if rates is None else rates, **arguments)
    rated = {"rates": tuple(test.table["C-rate"]), **arguments}
    found = _predicted(rate_bands, rated, given, draws, progress, ageing=False)
    origin = _origin("rate_test", given, {"rates": rates, **arguments}, draws)
    whole = Result.of(test, origin, found, CAPACITY)
    return whole if not shorts else _with_shorts(whole, given, test.table, CYCLES)


def cycle(
    cell: CellLike,
    c_rate: float = 1.0,
    cycles: int = 600,
    *,
    exact: bool = False,
    attribute: bool = False,
    shorts: bool = False,
    mechanisms: MechanismsLike = None,
    checkpoint: str | Path | None = None,
    values: ValuesLike | None = None,
    bands: BandsLike = None,
    draws: int = 20,
    progress: bool = False,
    protocol: str | Sequence[str] | None = None,
    **fields: Unpack[CellFields],
) -> Result[LongCycling]:
    """Cycle an LFP | film | Li cell for long: capacity, efficiency, and what ends it.

    Parameters
    ----------
    cell, values, bands, draws, progress, **fields
        As for `rate_test`.
    c_rate, cycles, exact, checkpoint
        As for :func:`~sclcell.experiments.cycling.cycle_lfp`.
    attribute : bool, optional
        Whether to simulate what each mechanism costs, by leaving it out.
    shorts : bool, optional
        Whether to say how likely a short is before the end, see
        :func:`~sclcell.surface.shorts.short_risk`.
    mechanisms : str or sequence, optional
        How the cell ages: names or classes, ``"ContactLoss DeadLithium"``, or ``"+Name"`` for
        the default and one more; see :func:`~sclcell.models.mechanisms.chosen_mechanisms`.
    protocol : str or sequence of str, optional
        What a cycle consists of, as for `protocol`; without bands and costs.

    Returns
    -------
    Result
        ``details`` is a `sclcell.experiments.long_cycling.LongCycling`.

    Raises
    ------
    InputError, SimulationFailed
        As for `rate_test`, or if the cell does not run at all.
    """
    from .experiments.cycling import attribute_fade, cycle_lfp
    from .experiments.long_cycling import LongCycling
    from .uncertainty.ageing_bands import cycling_bands

    if protocol is not None and (bands or attribute or c_rate != 1.0):
        raise InputError(
            "a protocol has its own currents, and neither bands nor costs of mechanisms are "
            "computed for one; leave out --c-rate, --bands and --attribute."
        )
    given = given_cell(cell, values, bands, **fields)
    active, named = _active(given, mechanisms)
    arguments: dict[str, Any] = {"c_rate": c_rate, "cycles": cycles}
    how: dict[str, Any] = {"mechanisms": active, "checkpoint": checkpoint, "progress": progress}
    result = cycle_lfp(given.cell, **arguments, exact=exact, protocol=protocol, **how)
    costs = attribute_fade(given.cell, c_rate, cycles, active, result) if attribute else None
    named_protocol = (
        protocol if protocol is None or isinstance(protocol, str) else "; ".join(protocol)
    )
    test = LongCycling(given.cell, c_rate, result, costs, named_protocol)
    aged = {**arguments, "mechanisms": active}
    found = _predicted(cycling_bands, aged, given, draws, progress)
    told = {**arguments, "exact": exact, "mechanisms": named}
    told |= {} if protocol is None else {"protocol": named_protocol}
    origin = _origin("cycle", given, told, draws)
    whole = Result.of(test, origin, found, CAPACITY, "Cycle of quantiles")
    return whole if not shorts else _with_shorts(whole, given, result.table)


def age(
    film: CellLike,
    current_mA_cm2: float = 0.1,
    hours: float = 10.0,
    charge_mAh_cm2: float | None = None,
    *,
    reading: str = "peak to peak",
    ageing: bool = True,
    shorts: bool = False,
    mechanisms: MechanismsLike = None,
    exact: bool = False,
    checkpoint: str | Path | None = None,
    values: ValuesLike | None = None,
    bands: BandsLike = None,
    draws: int = 32,
    progress: bool = False,
    **fields: Unpack[CellFields],
) -> Result[SymmetricTest]:
    """Cycle Li | film | Li at constant current.

    Parameters
    ----------
    film, values, bands, draws, progress, **fields
        As for `rate_test`; what is given by its film is at 25 degC.
    current_mA_cm2, hours, charge_mAh_cm2, reading, ageing, exact
        As for :func:`~sclcell.experiments.symmetric.age_lithium`.
    mechanisms, checkpoint, shorts
        As for `cycle`.

    Returns
    -------
    Result
        ``details`` is a `sclcell.experiments.symmetric.SymmetricTest`.

    Raises
    ------
    InputError, SimulationFailed
        As for `rate_test`, or if the first cycle cannot be completed.
    """
    from .experiments.symmetric import age_lithium
    from .uncertainty.ageing_bands import polarisation_bands

    for option, wanted in (("--bands", bands), ("--mechanisms", mechanisms is not None)):
        if wanted and not ageing:
            raise InputError(f"{option} needs a cell that ages; leave out --no-ageing.")
    given = given_cell(film, values, bands, FILM_DEGC, **fields)
    active, named = _active(given, mechanisms, cathode=False)
    protocol: dict[str, Any] = {"current_mA_cm2": current_mA_cm2, "hours": hours}
    protocol |= {"charge_mAh_cm2": charge_mAh_cm2, "reading": reading}
    arguments = {**protocol, "ageing": ageing, "mechanisms": named, "exact": exact}
    how = {"mechanisms": active, "checkpoint": checkpoint, "progress": progress}
    test = age_lithium(given.cell, **{**arguments, **how})
    aged = {**protocol, "charge_mAh_cm2": test.charge_mAh_cm2, "mechanisms": active}
    found = _predicted(polarisation_bands, aged, given, draws, progress)
    origin = _origin("age", given, arguments, draws)
    whole = Result.of(test, origin, found, POLARISATION, "Time of quantiles [h]")
    if not shorts:
        return whole
    from .surface.shorts import short_risk, with_shorts

    charges = [test.charge_mAh_cm2] * len(test.test.time_h)
    return with_shorts(whole, short_risk(given.cell, charges, times=2))


def _with_shorts(
    whole: Result[Any], given: GivenCell, table: pd.DataFrame, times: float = 1.0
) -> Result[Any]:
    """Return a result with the probability of a short over the discharges of a table."""
    from .surface.shorts import short_risk, with_shorts

    # What a discharge gives was plated by the charge before it; mAh/g times mg/cm2.
    charges = 1e-3 * given.cell.areal_loading_mg_cm2 * table[CAPACITY].to_numpy(float)
    return with_shorts(whole, short_risk(given.cell, charges, times))


def impedance(
    film: CellLike,
    kind: str | None = None,
    *,
    stoichiometry: float = 0.5,
    data: str | Path | None = None,
    data_area_cm2: float | None = None,
    data_spectrum: int | None = None,
    values: ValuesLike | None = None,
    **fields: Unpack[CellFields],
) -> Result[CellImpedance]:
    """Return the impedance of a cell at rest, fitted to a measured spectrum if one is given.

    Parameters
    ----------
    film, values, **fields
        As for `rate_test`; what is given by its film is at 25 degC.
    kind, stoichiometry, data, data_area_cm2, data_spectrum
        As for :func:`~sclcell.experiments.impedance.cell_impedance`.

    Returns
    -------
    Result
        ``details`` is a `sclcell.experiments.impedance.CellImpedance`.

    Raises
    ------
    InputError, SimulationFailed
        As for `rate_test`, or if the model cannot follow the spectrum.
    """
    from .experiments.impedance import cell_impedance

    given = given_cell(film, values, None, FILM_DEGC, **fields)
    found = cell_impedance(given.cell, kind, stoichiometry, data, data_area_cm2, data_spectrum)
    arguments = {"kind": kind, "stoichiometry": stoichiometry, "data_area_cm2": data_area_cm2}
    arguments["data_spectrum"] = data_spectrum
    given.files.update({} if data is None else {"data": Path(data)})
    return Result.of(found, _origin("impedance", given, arguments))


def film(
    film: CellLike,
    temperature_degC: float | None = None,
    *,
    values: ValuesLike | None = None,
    bands: BandsLike = None,
    draws: int = 200,
    filler_mass_fraction: float | None = None,
) -> Result[FilmReport]:
    """Return what a film conducts, beside what was measured, and why.

    Parameters
    ----------
    film, values, bands, draws
        As for `rate_test`.
    temperature_degC : float, optional
        -30 to 80; 25 by default, or that of the cell.
    filler_mass_fraction : float, optional
        Fraction of the film's mass in place of its own, 0 to 0.4.

    Returns
    -------
    Result
        ``details`` is a `sclcell.experiments.film.FilmReport`.

    Raises
    ------
    InputError
        If a name or file is not known, or a value is out of range.
    """
    from .experiments.film import film_report
    from .uncertainty.bands import quantile_name
    from .uncertainty.film_bands import film_bands

    fields = CellFields(
        temperature_degC=temperature_degC, filler_mass_fraction=filler_mass_fraction
    )
    given = given_cell(film, values, bands, FILM_DEGC, **fields)
    report = film_report(given.cell.electrolyte, given.cell.temperature_degC, given.cell)
    found = Result.of(report, _origin("film", given, {}, draws))
    if given.bands is None:
        return found
    band = film_bands(given.cell, given.samples(draws))
    numbers = {str(name): float(band.table[name].iloc[0]) for name in band.table.columns[1:]}
    table = report.table.copy()
    for share in (0.05, 0.95):
        names = [quantile_name(str(name), share) for name in table["Property"]]
        table[f"{100 * share:g} %"] = [numbers.get(name, float("nan")) for name in names]
    everything = {**found.numbers, **numbers, "Bands": band.to_dict()["Bands"]}
    tables, text = {**found.tables, "properties": table}, f"{found.text}\n{band.text}"
    return replace(found, table=table, numbers=everything, tables=tables, text=text, bands=band)


def protocol(
    cell: CellLike,
    steps: str | Sequence[str],
    *,
    values: ValuesLike | None = None,
    **fields: Unpack[CellFields],
) -> Result[ProtocolTest]:
    """Run a charged cell at rest through a protocol.

    Parameters
    ----------
    cell, values, **fields
        As for `rate_test`.
    steps : str or sequence of str
        Such as ``"Discharge at 1C until 2.5 V; Rest for 10 minutes; Charge at C/2 until 4 V"``; see
        :func:`~sclcell.experiments.protocol_steps.parse_steps`.

    Returns
    -------
    Result
        ``details`` is a `sclcell.experiments.protocol_run.ProtocolTest`.

    Raises
    ------
    InputError, SimulationFailed
        As for `rate_test`, or if the first step cannot be run.

    Examples
    --------
    >>> import sclcell
    >>> sclcell.protocol("PHLP-15", "Rest for 1 minute").table["Ended by"].tolist()
    ['time is over']
    """
    from .experiments.protocol_run import simulate_protocol

    given = given_cell(cell, values, None, **fields)
    test = simulate_protocol(given.cell, steps)
    return Result.of(test, _origin("protocol", given, {"steps": steps}))


def pouch(
    cell: CellLike,
    c_rate: float = 0.1,
    *,
    geometry: Mapping[str, float] | None = None,
    file: str | Path | None = None,
    heat_rates: Sequence[float] | None = None,
    cycles: int = 0,
    cycle_rate: float = 0.1,
    pulses: bool = False,
    pulse_seconds: float = 10.0,
    values: ValuesLike | None = None,
    bands: BandsLike = None,
    draws: int = 32,
    progress: bool = False,
    **fields: Unpack[CellFields],
) -> Result[PouchTest]:
    """Return what a pouch cell weighs, gives and costs, how warm it gets and how it cycles.

    Parameters
    ----------
    cell, values, bands, draws, progress, **fields
        As for `rate_test`.
    geometry, file
        What the pouch consists of, see :func:`~sclcell.parameter_sets.pouch.pouch_from`.
    c_rate, heat_rates, cycles, cycle_rate, pulses, pulse_seconds
        As for :func:`~sclcell.experiments.pouch.simulate_pouch`.

    Returns
    -------
    Result
        ``details`` is a `sclcell.experiments.pouch.PouchTest`.

    Raises
    ------
    InputError, SimulationFailed
        As for `rate_test`, or if the cell gives nothing at the rate.

    Examples
    --------
    >>> import sclcell
    >>> found = sclcell.pouch("PHLP-15", areal_loading_mg_cm2=10, geometry={"sheets": 20})
    >>> round(found.to_dict()["Specific energy [W.h.kg-1]"])
    133
    """
    from .experiments.pouch import HEAT_RATES, simulate_pouch
    from .parameter_sets.pouch import pouch_from
    from .uncertainty.pouch_bands import pouch_bands

    given = given_cell(cell, values, bands, **fields)
    made = pouch_from(given.cell, geometry, file)
    given.files.update({} if file is None else {"pouch": Path(file)})
    rates = HEAT_RATES if heat_rates is None else heat_rates
    arguments: dict[str, Any] = {"c_rate": c_rate, "cycles": cycles, "cycle_rate": cycle_rate}
    arguments |= {"pulses": pulses, "pulse_seconds": pulse_seconds}
    test = simulate_pouch(made, heat_rates=rates, **arguments)
    told = {**arguments, "geometry": geometry, "file": file, "heat_rates": rates}
    found = Result.of(test, _origin("pouch", given, told, draws))

    def predict(_: Cell, samples: Samples, report: Report) -> Prediction:
        return pouch_bands(made, samples, test.c_rate, report)

    band = _predicted(predict, {}, given, draws, progress, ageing=False)
    if band is None:
        return found
    tables = {**found.tables, "bands": band.table, "band_samples": band.samples.table}
    everything, text = {**found.numbers, **band.to_dict()}, f"{found.text}\n{band.text}"
    return replace(found, numbers=everything, tables=tables, text=text, bands=band)


def _active(
    given: GivenCell, mechanisms: MechanismsLike, cathode: bool = True
) -> tuple[tuple[type[Mechanism], ...], list[str] | None]:
    """Return how a cell ages, and the names if given; warn of parameters without effect."""
    from .experiments.cycling.runs import ageing_of
    from .experiments.idle_parameters import idle_parameters
    from .models.mechanisms import chosen_mechanisms

    own = ageing_of(given.cell, mechanisms) if cathode else mechanisms
    active = chosen_mechanisms(own, cathode)
    for name, absent in idle_parameters(given.cell.values, active, cathode).items():
        note = f"{name!r} has no effect: {absent} is not among the mechanisms"
        warnings.warn(note, GivenNote, stacklevel=3)
    return active, None if mechanisms is None else [one.__name__ for one in active]


def _origin(
    call: str, given: GivenCell, arguments: Mapping[str, object], draws: int | None = None
) -> dict[str, object]:
    """Return the provenance of what was simulated on a cell."""
    sampled = {} if given.bands is None else {"bands": given.bands, "draws": draws}
    everything = {"cell": given.called, **arguments, **given.fields, **sampled}
    return provenance(call, everything, given.files, SEED if sampled else None)


def _predicted(
    predict: Callable[..., Prediction],
    options: dict[str, Any],
    given: GivenCell,
    draws: int,
    shown: bool,
    ageing: bool = True,
) -> Prediction | None:
    """Return the bands of a cell if they are wanted, and show on a terminal how much is done."""
    from tqdm import tqdm

    if given.bands is None:
        return None
    samples, unit = given.samples(draws, ageing), "sample" if ageing else "rate"
    with tqdm(disable=None if shown else True, unit=unit, ncols=90, desc="bands") as bar:

        def told(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        return predict(given.cell, samples, report=told, **options)
