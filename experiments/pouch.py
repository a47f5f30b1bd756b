"""A pouch cell: what it weighs, gives and costs, how warm it gets, and how it cycles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pybamm

from ..errors import SimulationFailed, check_range
from ..models import CompositeElectrolyteDFN
from ..models.laws.constants import kelvin
from ..parameter_sets.cathode import HEIGHT, WIDTH
from ..parameter_sets.cell import RANGES
from ..parameter_sets.isothermal import build_cell
from ..parameter_sets.pouch import Pouch
from .built_model import BuiltModel
from .cycling import CyclingResult, cycle_lfp
from .cycling.cells import CAPACITY as _CAPACITY
from .cycling.cells import FILM
from .outcome import Kind
from .pouch_figures import draw_pouch, draw_pulse_power, draw_temperature
from .protocols import rate_test_steps
from .pulse_power import PULSE_RANGE_S, PULSE_SECONDS, pulse_power
from .rate import CYCLES, RATE_RANGE, check_rates
from .simulator import Simulator

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["HEAT_RATES", "PouchTest", "heat_of", "simulate_pouch", "specific_energies"]

#: C-rates at which the temperature rise is computed.
HEAT_RATES = (0.5, 1.0, 2.0)
SPECIFIC, DENSITY = "Specific energy [W.h.kg-1]", "Energy density [W.h.L-1]"
RISE = "Temperature rise [K]"
#: How a life ends, in a word.
_ENDED = {
    Kind.LITHIUM_EXHAUSTED: "inventory",
    Kind.FILM_RESISTANCE: "resistance",
    Kind.SOLVENT_EXHAUSTED: "resistance",
    Kind.ACTIVE_MATERIAL: "active material",
    Kind.CATHODE_INTERPHASE: "cathode interphase",
}
_T = "Volume-averaged cell temperature [K]"
#: Of a discharge with heat; 600 more points than the solver's own do not move the rise.
_HEAT = ("Time [s]", "Voltage [V]", _T, "Total heating [W]", "Surface total cooling [W]")


@dataclass(frozen=True)
class PouchTest:
    """Result on a pouch cell.

    Parameters
    ----------
    pouch : Pouch
        The cell.
    c_rate : float
        Of the discharge whose energy counts [1/h].
    capacity, energy : float
        Of that discharge, all layers [A.h], [W.h].
    layers : pandas.DataFrame
        A row per layer, see `Pouch.layers`.
    heat : pandas.DataFrame
        A row per C-rate: temperature rise [K], mean heat [W], capacity [A.h].
    aged : CyclingResult, optional
        Of a unit cell.
    cycle_rate : float
        Of cycling [1/h].
    pulses : pandas.DataFrame, optional
        A row per temperature and state of charge: power of the cell in pulses each way [W].
    pulse_seconds : float
        Of these [s].
    mean_voltage : float
        Of a fresh cell at the rate of cycling [V].
    """

    pouch: Pouch
    c_rate: float
    capacity: float
    energy: float
    layers: pd.DataFrame
    heat: pd.DataFrame
    aged: CyclingResult | None = None
    cycle_rate: float = 0.1
    pulses: pd.DataFrame | None = None
    pulse_seconds: float = PULSE_SECONDS
    mean_voltage: float = np.nan

    @property
    def mass(self) -> float:
        """[kg]."""
        return 1e-3 * float(self.layers["Mass [g]"].sum())

    @property
    def volume(self) -> float:
        """Footprint times thickness, without the tabs [m3]."""
        return self.pouch.footprint * self.pouch.thickness(self.layers)

    @property
    def table(self) -> pd.DataFrame:
        """A row per layer."""
        return self.layers

    @property
    def cycling(self) -> pd.DataFrame | None:
        """A row per cycle, with the energy of the whole cell; None if it was not cycled.

        The voltage falls by what the film on lithium takes more than in the first cycle.
        """
        if self.aged is None:
            return None
        table, cell = self.aged.table, self.pouch.cell
        amperes = self.cycle_rate * cell.one_C_mAh_g * cell.areal_loading_mg_cm2 * 1e-6  # A.cm-2
        voltage = self.mean_voltage - amperes * (table[FILM] - table[FILM].iloc[0])
        grams = 10 * cell.areal_loading_mg_cm2 * self.pouch.area
        energy = 1e-3 * grams * table[_CAPACITY] * voltage.clip(lower=0)
        return table.assign(**{SPECIFIC: energy / self.mass})

    @property
    def retention(self) -> float | None:
        """Capacity of the last cycle over that of the first [-]; None if it was not cycled."""
        if self.aged is None:
            return None
        capacity = self.aged.table[_CAPACITY]
        return float(capacity.iloc[-1] / capacity.iloc[0])

    @property
    def last_energy(self) -> float:
        """Of the last cycle [W.h.kg-1]; NaN if it was not cycled."""
        table = self.cycling
        return np.nan if table is None else float(table[SPECIFIC].iloc[-1])

    @property
    def ended_by(self) -> str | None:
        """What ended its life: inventory of lithium, resistance, or a loss of the cathode."""
        if self.aged is None:
            return None
        outcome = self.aged.outcome
        cause = outcome.detail.get("cause", outcome)
        return _ENDED.get(getattr(cause, "kind", outcome.kind))

    @property
    def text(self) -> str:
        """What the cell is, weighs and gives."""
        cell, pouch = self.pouch.cell, self.pouch
        sides = "both sides" if pouch.units > pouch.values["Pouch cathode sheets"] else "one side"
        number = round(pouch.values["Pouch cathode sheets"])
        sheets = f"{number} sheet{'s' if number > 1 else ''} coated on {sides}"
        height, width = (1e3 * pouch.values[f"Pouch cathode {n} [m]"] for n in ("height", "width"))
        lines = [
            f"{cell.cathode.name} | {cell.electrolyte.name} | Li pouch, {sheets}, {height:g} x "
            f"{width:g} mm, {cell.areal_loading_mg_cm2:g} mg/cm2, N/P {pouch.lithium_ratio:.3g}",
            f"{self.capacity:.4g} A.h and {self.energy:.4g} W.h in a simulated discharge at "
            f"{self.c_rate:g}C and {cell.temperature_degC:g} degC; {1e3 * self.mass:.4g} g, "
            f"{1e6 * self.volume:.4g} cm3: {self.energy / self.mass:.4g} W.h/kg, "
            f"{1e-3 * self.energy / self.volume:.4g} W.h/L",
        ]
        warm = [f"{row[RISE]:.3g} K at {row['C-rate']:g}C" for _, row in self.heat.iterrows()]
        hottest = RANGES["temperature_degC"][1]
        if warm:
            lines.append(f"temperature rise in a discharge: {', '.join(warm)}")
        if (self.heat[RISE] + cell.temperature_degC > hottest).any():
            lines.append(f"above {hottest:g} degC no property is known: there it gets too warm")
        cost = pouch.cost(self.layers)
        if cost is not None:
            lines.append(f"materials cost {cost:.4g}, {1e3 * cost / self.energy:.4g} per kW.h")
        if self.aged is not None and self.retention is not None:
            cycles = int(self.aged.table["Cycle"].iloc[-1])
            lines.append(
                f"after {cycles} cycles at {self.cycle_rate:g}C {100 * self.retention:.4g} % of "
                f"the first capacity and {self.last_energy:.4g} W.h/kg are left; "
                f"{self.aged.termination}"
            )
        return "\n".join(lines)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """File stem to table."""
        aged = {} if self.cycling is None else {"cycling": self.cycling}
        pulses = {} if self.pulses is None else {"pulse_power": self.pulses}
        return {"layers": self.layers, "heat": self.heat, **aged, **pulses}

    @property
    def figures(self) -> dict[str, Callable[[], Figure]]:
        """File stem to what draws the picture."""
        found: dict[str, Callable[[], Figure]] = {
            "pouch": self.plot,
            "temperature": partial(draw_temperature, self.heat),
        }
        if self.pulses is not None:
            found["pulse_power"] = partial(draw_pulse_power, self.pulses, self.pulse_seconds)
        return found

    def plot(self) -> Figure:
        """Return the cell drawn to scale."""
        return draw_pouch(self.pouch, self.layers)

    def to_dict(self) -> dict[str, object]:
        """Return what goes into the JSON."""
        pouch = self.pouch
        found: dict[str, Any] = {
            "Electrolyte": pouch.cell.electrolyte.name,
            "Cathode": pouch.cell.cathode.name,
            "Temperature [degC]": pouch.cell.temperature_degC,
            "C-rate": self.c_rate,
            SPECIFIC: self.energy / self.mass,
            DENSITY: 1e-3 * self.energy / self.volume,
            "Capacity [A.h]": self.capacity,
            "Energy [W.h]": self.energy,
            "Mass [g]": 1e3 * self.mass,
            "Volume [cm3]": 1e6 * self.volume,
            "Thickness [mm]": 1e3 * pouch.thickness(self.layers),
            "Lithium to cathode capacity ratio": pouch.lithium_ratio,
            "Layers": self.layers.to_dict("records"),
            "Heat": self.heat.to_dict("records"),
        }
        if pouch.prices:
            found["Materials cost"] = pouch.cost(self.layers)
        if self.pulses is not None:
            found["Pulse power"] = self.pulses.to_dict("records")
            found["Pulse duration [s]"] = self.pulse_seconds
        if self.aged is not None:
            found |= {"Capacity retention [%]": 100 * (self.retention or 0.0)}
            found |= {"Specific energy of the last cycle [W.h.kg-1]": self.last_energy}
            found |= {"Termination": self.aged.termination, "Ended by": self.ended_by}
        return found


def simulate_pouch(
    pouch: Pouch,
    c_rate: float = 0.1,
    heat_rates: Sequence[float] = HEAT_RATES,
    cycles: int = 0,
    cycle_rate: float = 0.1,
    pulses: bool = False,
    pulse_seconds: float = PULSE_SECONDS,
) -> PouchTest:
    """Discharge, heat and cycle a pouch cell.

    Its energy is that of the third discharge of a rate test of a unit cell at one temperature,
    times the area. The temperature rise is that of a single discharge of the whole cell, (TH-1).

    Parameters
    ----------
    pouch : Pouch
        The cell.
    c_rate : float, optional
        Of the discharge whose energy counts, 0.01 to 50 [1/h].
    heat_rates : sequence of float, optional
        C-rates at which the temperature rise is computed, 0.01 to 50; none leaves it out.
    cycles : int, optional
        Number of cycles of a unit cell.
    cycle_rate : float, optional
        Of these [1/h].
    pulses : bool, optional
        Whether the power in pulses is computed, see
        :func:`~sclcell.experiments.pulse_power.pulse_power`.
    pulse_seconds : float, optional
        Of these [s].

    Raises
    ------
    InputError
        If a rate is out of range, or no life is known of the cathode.
    SimulationFailed
        If the cell gives nothing at the rate.
    """
    (c_rate,) = check_rates([c_rate])
    for rate in heat_rates:
        check_range("C-rate of the temperature rise", rate, *RATE_RANGE, unit="1/h")
    check_range("seconds of a pulse", pulse_seconds, *PULSE_RANGE_S, unit="s")
    cell = pouch.cell
    aged = None
    if cycles:
        aged = cycle_lfp(pouch.as_cycled, cycle_rate, cycles, until_empty=True)
    build = build_cell(cell)
    rates = [c_rate, *([cycle_rate] if cycles else [])]
    run, *other = Simulator.of(cell).run(rate_test_steps(CYCLES), [build] * len(rates), rates)
    if not run.capacity_Ah > 0:
        raise SimulationFailed(f"the pouch gives nothing at {c_rate:g}C: {run.outcome}")
    scale = pouch.area / build.area
    return PouchTest(
        pouch,
        c_rate,
        run.capacity_Ah * scale,
        run.energy_Wh * scale,
        pouch.layers(),
        _heat_table(pouch, heat_rates),
        aged,
        cycle_rate,
        _pulses(pouch, pulse_seconds) if pulses else None,
        pulse_seconds,
        other[0].mean_voltage if other else np.nan,
    )


def _pulses(pouch: Pouch, seconds: float) -> pd.DataFrame:
    """Return the power of the whole cell in pulses [W], and over its mass [W.kg-1]."""
    table, mass = pulse_power(pouch.cell, seconds=seconds), pouch.mass()
    found = table.iloc[:, :2].copy()
    for what in ("Discharge", "Charge"):
        power = pouch.area * table[f"{what} power [W.m-2]"]
        found[f"{what} power [W]"] = power
        found[f"Specific {what.lower()} power [W.kg-1]"] = power / mass
    return found


def _heat_table(pouch: Pouch, rates: Sequence[float]) -> pd.DataFrame:
    columns = ["C-rate", RISE, "Mean heat [W]", "Capacity [A.h]"]
    if not rates:
        return pd.DataFrame(columns=columns)
    built, capacity = _thermal_model(pouch)
    rows = []
    for rate in rates:
        try:
            found = _discharge(built, rate, capacity)
        except pybamm.SolverError:
            rows.append((rate, np.nan, np.nan, np.nan))
            continue
        time, T = (found[name].to_numpy(float) for name in (_HEAT[0], _T))
        heat = np.trapezoid(found[_HEAT[3]], time) / time[-1]
        rise = T.max() - kelvin(pouch.cell.temperature_degC)
        rows.append((rate, rise, heat, rate * capacity * time[-1] / 3600))
    return pd.DataFrame(rows, columns=columns)


def heat_of(pouch: Pouch, c_rate: float) -> pd.DataFrame:
    """Return a discharge of the whole cell with its heat, from ambient temperature.

    Parameters
    ----------
    pouch : Pouch
        The cell.
    c_rate : float
        [1/h]

    Returns
    -------
    pandas.DataFrame
        Time [s], voltage [V], temperature [K], heating and cooling [W].
    """
    built, capacity = _thermal_model(pouch)
    return _discharge(built, c_rate, capacity)


def _thermal_model(pouch: Pouch) -> tuple[BuiltModel, float]:
    """Return the cell with one temperature, and its charge of one hour at 1C [A.h]."""
    cell = pouch.cell
    values = cell.parameter_values()
    area, volume = 2 * pouch.footprint, pouch.volume()
    # A.h.kg-1 equals mA.h.g-1
    capacity = cell.one_C_mAh_g * 0.01 * cell.areal_loading_mg_cm2 * pouch.area
    values.update(
        {
            HEIGHT: pouch.values["Pouch cathode height [m]"],
            WIDTH: pouch.values["Pouch cathode width [m]"],
            "Number of electrodes connected in parallel to make a cell": pouch.units,
            "Nominal cell capacity [A.h]": capacity,
            "Cell volume [m3]": volume,
            "Cell heat capacity [J.K-1.m-3]": pouch.heat_capacity / volume,
            "Cell cooling surface area [m2]": area,
            "Total heat transfer coefficient [W.m-2.K-1]": (
                (pouch.face_cooling + pouch.tab_cooling) / area
            ),
        }
    )
    return BuiltModel(CompositeElectrolyteDFN({"thermal": "lumped"}), values), capacity


def _discharge(built: BuiltModel, c_rate: float, capacity: float) -> pd.DataFrame:
    current = c_rate * capacity
    hours = 1.5 * 3600 / c_rate
    solution: pybamm.Solution = built.solve([0.0, hours], current)
    time = np.unique(np.concatenate([solution.t, np.linspace(0, solution.t[-1], 600)]))
    return pd.DataFrame({_HEAT[0]: time, **{name: solution[name](time) for name in _HEAT[1:]}})


def specific_energies(
    pouch: Pouch, samples: Sequence[dict[str, float]], specific: np.ndarray
) -> dict[str, np.ndarray]:
    """Return specific energy and energy density for samples.

    Parameters
    ----------
    pouch : Pouch
        The cell; samples move its porosity, and with it thickness and mass.
    samples : sequence of dict
        Values of the cell, SI units.
    specific : numpy.ndarray
        Energy of a discharge over the active material of each sample [W.h.kg-1], shape (n, 1).
    """
    active = 0.01 * pouch.cell.areal_loading_mg_cm2 * pouch.area
    energy = active * specific
    layers = [pouch.layers(sample) for sample in samples]
    mass = np.array([[1e-3 * table["Mass [g]"].sum()] for table in layers])
    litres = np.array([[1e3 * pouch.footprint * pouch.thickness(table)] for table in layers])
    return {SPECIFIC: energy / mass, DENSITY: energy / litres}
