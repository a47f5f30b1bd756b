"""The virtual laboratory returns what was put into the model where theory says that it must."""

import numpy as np
import pybamm
import pytest

from sclcell.errors import InputError, SimulationFailed
from sclcell.experiments.laboratory import current_at_limit as current_at_limit_module
from sclcell.experiments.laboratory.conductivity import (
    ionic_conductivity,
    measure_activation_energy,
    measure_conductivity,
)
from sclcell.experiments.laboratory.current_at_limit import measure_current_at_limit
from sclcell.experiments.laboratory.cycling import cycle_lithium
from sclcell.experiments.laboratory.exchange_current import measure_exchange_current, tafel_bias
from sclcell.experiments.laboratory.impedance_fit import fit_cell_impedance
from sclcell.experiments.laboratory.lfp_impedance import measure_lfp_impedance
from sclcell.experiments.laboratory.linear_sweep import measure_oxidation_onset
from sclcell.experiments.laboratory.lithium_impedance import measure_lithium_impedance
from sclcell.experiments.laboratory.polarisation_readings import (
    hopping_overpotential,
    sei_from_polarisation,
)
from sclcell.experiments.laboratory.potentiostat import apply_voltage
from sclcell.experiments.laboratory.salt_polarisation import (
    film_limiting_current,
    measure_salt_diffusivity,
)
from sclcell.experiments.laboratory.spectroscopy import Spectrometer
from sclcell.experiments.laboratory.transference import measure_transference_number
from sclcell.experiments.outcome import Kind, Outcome
from sclcell.models import BlockingCell, SymmetricLithiumCell
from sclcell.parameter_sets.cell import Cell
from sclcell.parameter_sets.electrolytes import ELECTROLYTES

FILM = "Lithium interphase film resistance [Ohm.m2]"
J0 = "Lithium reference exchange-current density [A.m-2]"
T_25 = 298.15


def design_of(name="PHLP-15", temperature=25.0, **fields) -> Cell:
    return Cell.from_name(name, temperature_degC=temperature, **fields)


@pytest.mark.parametrize("name", ELECTROLYTES)
@pytest.mark.parametrize("temperature", [25.0, 60.0])
def test_conductivity(name, temperature):
    design = design_of(name, temperature, separator_thickness_um=40.0)
    measured = measure_conductivity(design).results["Ionic conductivity [mS.cm-1]"]
    put_in = 10 * design.electrolyte.ionic_conductivity(temperature + 273.15)
    assert measured == pytest.approx(put_in, rel=0.01)


def test_contact_resistance_is_counted_as_film():
    """The usual bias: cables in series lower the conductivity that is read."""
    design = design_of(values={"Contact resistance [Ohm]": 0.5})
    values = design.parameter_values()
    biased = measure_conductivity(design).results
    area = 1e4 * values["Electrode height [m]"] * values["Electrode width [m]"]
    film = 22e-4 / (1e-2 * design.electrolyte.ionic_conductivity(T_25))
    assert biased["Bulk resistance [Ohm.cm2]"] == pytest.approx(film + 0.5 * area, rel=1e-6)


@pytest.mark.parametrize("name", ELECTROLYTES)
def test_activation_energy(name):
    design = design_of(name)
    measured = measure_activation_energy(design).results["Activation energy [eV]"]
    # Put in: the local slope in the middle of the window.
    film, T, step = design.electrolyte, 273.15 + 52.5, 0.1
    ratio = film.ionic_conductivity(T + step) / film.ionic_conductivity(T - step)
    local = 8.617333e-5 * np.log(ratio) / (1 / (T - step) - 1 / (T + step))
    assert measured == pytest.approx(local, rel=0.02)


@pytest.mark.parametrize("name", ELECTROLYTES)
def test_transference_number(name):
    design = design_of(name)
    results = measure_transference_number(design).results
    put_in = design.electrolyte.cation_transference_number(T_25)
    assert results["Cation transference number"] == pytest.approx(put_in, abs=0.01)
    # Interfaces are two orders of magnitude above the film: without correction, nothing is left.
    assert results["Cation transference number without interface correction"] > 0.95


@pytest.mark.parametrize("name", ELECTROLYTES)
def test_lithium_impedance(name):
    design = design_of(name)
    values = design.parameter_values()
    results = measure_lithium_impedance(design).results
    put_in = 0.1 * values[J0]
    assert results["Exchange-current density [mA.cm-2]"] == pytest.approx(put_in, rel=0.02)
    assert results["Film resistance [Ohm.cm2]"] == pytest.approx(1e4 * values[FILM], rel=0.01)


def test_tafel_bias_is_known():
    """Raw: the film bends the line. Corrected: what is left is the bias of the window."""
    # Ohmic, as the correction assumes.
    design = design_of(values={"Lithium interphase film barriers in series": 1e6})
    results = measure_exchange_current(design).results
    i_0 = 0.235
    assert results["Tafel exchange-current density [mA.cm-2]"] < 0.4 * i_0
    corrected = results["Tafel exchange-current density, corrected [mA.cm-2]"]
    assert corrected == pytest.approx(i_0 * tafel_bias(25.0), rel=0.05)
    # Slope of the whole cell: film, bulk and diffusion count as charge transfer.
    transfer, film, bulk = 2 * 25.693 / i_0, 2 * 165, 2.6 / 0.583
    biased = i_0 * transfer / (transfer + film + bulk)
    assert results["Linear-polarisation exchange-current density [mA.cm-2]"] == pytest.approx(
        biased, rel=0.01
    )


@pytest.mark.parametrize("name", ["PHLP", "PHLP-15"])
def test_salt_diffusivity(name):
    design = design_of(name)
    results = measure_salt_diffusivity(design).results
    put_in = design.electrolyte.salt_diffusivity(T_25)
    assert results["Salt diffusivity from Sand time [m2.s-1]"] == pytest.approx(put_in, rel=0.02)
    assert results["Salt diffusivity from relaxation [m2.s-1]"] == pytest.approx(put_in, rel=0.02)


def test_current_at_limit_of_bare_lithium_is_the_limiting_current():
    """Without film and with fast kinetics, only the salt can stop a step."""
    design = design_of("PHLP", values={FILM: 1e-8, J0: 1e4})
    film = design.electrolyte
    D, c_0 = film.salt_diffusivity(T_25), film.matrix.salt_concentration
    t_plus = film.cation_transference_number(T_25)
    limit = 0.1 * 2 * 96485.33212 * D * c_0 / ((1 - t_plus) * 22e-6)
    assert film_limiting_current(design) == pytest.approx(limit, rel=1e-9)
    test = measure_current_at_limit(design, limit / 19.5, 3.0, voltage_limit_V=2.0)
    reached = test.results["Current density at the voltage limit [mA.cm-2]"]
    assert reached == pytest.approx(19 / 19.5 * limit, rel=1e-4)
    # 2 V was never reached: what ended the test is the salt, and the signal holds nothing made up.
    assert test.results["Current density at the voltage limit, criterion"].startswith(
        "salt depletion at the "
    )
    assert test.signal["Voltage [V]"].abs().max() < 2.0


def test_current_at_limit_of_a_cell_that_something_else_ends():
    class Broken(current_at_limit_module.Galvanostat):
        def hold(self, *arguments, **options):
            table = super().hold(*arguments, **options)
            self.outcome = Outcome(Kind.LITHIUM_EXHAUSTED, {"event": "Lithium exhausted"})
            return table

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(current_at_limit_module, "Galvanostat", Broken)
        with pytest.raises(SimulationFailed, match=r"lithium exhausted at 0\.1 mA/cm2"):
            measure_current_at_limit(design_of("PHLP"))


def test_oxidation_onset():
    design = design_of()
    onset = measure_oxidation_onset(design, sweep_rate_V_s=1e-4).results["Oxidation onset [V]"]
    assert onset == pytest.approx(4.9, abs=0.01)
    # A film of 5000 Ohm.cm2 takes 50 mV at the threshold of 0.01 mA/cm2.
    resistive = design_of(values={FILM: 0.5})
    shifted = measure_oxidation_onset(resistive, 1e-4).results["Oxidation onset [V]"]
    film = 1e-5 * (5000 - 165)
    assert shifted - onset == pytest.approx(film, rel=0.1)


class TestCycling:
    def test_polarisation_is_the_sum_of_its_parts(self):
        design = design_of("PHL-15")
        test = cycle_lithium(design, 0.2, 4.0)
        i, values = 2.0, design.parameter_values()
        film = design.electrolyte
        bulk = 22e-6 / film.ionic_conductivity(T_25) / film.cation_transference_number(T_25)
        kinetic = 2 * 2 * 0.0256926 * np.arcsinh(i / (2 * values[J0]))
        barriers = values["Lithium interphase film barriers in series"]
        film_V = hopping_overpotential(0.1 * i, 1e4 * values[FILM], 25.0, barriers)
        expected = 2 * (i * bulk + 2 * film_V + kinetic)
        assert test.polarisation_V[-1] == pytest.approx(expected, rel=2e-3)
        assert test.termination == "final time"

    def test_stationary_cell_is_carried_on(self):
        short, long = (cycle_lithium(design_of(), hours=hours) for hours in (6, 5100))
        assert long.time_h[-1] == pytest.approx(5100)
        assert long.time_h.size == long.polarisation_V.size == 5100
        assert long.polarisation_V[-1] == pytest.approx(short.polarisation_V[-1], abs=1e-6)
        assert long.signal.shape[0] < 1000

    def test_beyond_the_limiting_current(self):
        with pytest.raises(SimulationFailed, match=r"Salt depletion .* limiting current"):
            cycle_lithium(design_of(), 40.0, 10.0)

    def test_less_than_a_cycle(self):
        with pytest.raises(InputError, match="less than one cycle"):
            cycle_lithium(design_of(), hours=0.5)


def test_voltage_beyond_the_limiting_current_has_a_reason():
    values = design_of().parameter_values()
    values.update({FILM: 1e-8, J0: 1e4})
    with pytest.raises(SimulationFailed, match="Salt depletion at the left surface"):
        apply_voltage(SymmetricLithiumCell, values, lambda t: 0.01 * t, np.linspace(0, 100, 50))


def test_default_reading_of_the_polarisation():
    """Peak to peak: the film that 0.055 V leaves is the shipped one, and gives 0.11 V back."""
    design = design_of()
    film = design.electrolyte
    sigma, t_plus = film.ionic_conductivity(T_25), film.cation_transference_number(T_25)
    left = sei_from_polarisation(0.055, 0.1, 0.235, 1e4 * 22e-6 / sigma / t_plus)
    assert left == pytest.approx(165, rel=0.01)
    assert cycle_lithium(design).polarisation_V[-1] == pytest.approx(0.11, rel=0.01)


def test_hopping_film():
    """Ohmic at small current and in a thick film; bent by a single barrier."""
    assert hopping_overpotential(1e-4, 440, 25) == pytest.approx(4.4e-5, rel=1e-6)
    assert hopping_overpotential(1.275, 440, 25, barriers=999) == pytest.approx(0.561, rel=1e-4)
    assert hopping_overpotential(1.275, 440, 25) < 0.3 * 0.561


@pytest.mark.parametrize("cell", ["symmetric", "half"])
def test_model_fit_finds_film_and_charge_transfer(cell, rng):
    design = design_of(temperature=30.0)
    given = {FILM: 0.03, J0: 1.0, "Contact resistance [Ohm]": 2.0}
    measure = measure_lithium_impedance if cell == "symmetric" else measure_lfp_impedance
    spectrum = measure(design_of(temperature=30.0, values=given)).signal
    noise = 1 + 2e-3 * rng.normal(size=len(spectrum))
    spectrum["Re(Z) [Ohm.cm2]"] *= noise
    spectrum["Im(Z) [Ohm.cm2]"] *= noise
    fit = fit_cell_impedance(spectrum, design, cell)
    assert fit.parameters[FILM] == pytest.approx(0.03, rel=0.03)
    assert fit.parameters[J0] == pytest.approx(1.0, rel=0.03)
    # The law of Arrhenius takes the film to 30 degC: 50 kJ/mol.
    warm = 300 * np.exp(50000 / 8.314463 * (1 / 303.15 - 1 / 298.15))
    assert fit.results["Film resistance [Ohm.cm2]"] == pytest.approx(warm, rel=0.03)
    error = fit.results["Film resistance standard error [Ohm.cm2]"]
    assert 0 < error < 0.05 * warm


def test_spectrum_that_is_no_such_cell():
    spectrum = Spectrometer(BlockingCell(), design_of().parameter_values()).measure()
    with pytest.raises(SimulationFailed, match="check the kind of cell"):
        fit_cell_impedance(spectrum, design_of())


def test_filler_mass_fraction_as_input_of_one_model():
    """Spectra over loadings from one built model equal those of models built for each."""
    values = design_of().parameter_values()
    values["Filler mass fraction"] = "[input]"
    instrument = Spectrometer(BlockingCell(), values)
    for loading in (0.0, 0.1, 0.3):
        spectrum = instrument.measure(np.logspace(6, 3, 10), {"Filler mass fraction": loading})
        film = design_of(filler_mass_fraction=loading).electrolyte
        assert ionic_conductivity(spectrum, 22.0) == pytest.approx(
            10 * film.ionic_conductivity(T_25), rel=1e-6
        )


def test_sensitivities_of_the_symmetric_cell():
    values = design_of().parameter_values()
    inputs = {FILM: 0.0165, "Separator thickness [m]": 22e-6, "Filler mass fraction": 0.15}
    values.update(dict.fromkeys(inputs, "[input]"))
    values["Current function [A]"] = 1e-3
    solver = pybamm.IDAKLUSolver(rtol=1e-9, atol=1e-11)
    simulation = pybamm.Simulation(SymmetricLithiumCell(), parameter_values=values, solver=solver)

    def voltage(**changes):
        return simulation.solve([0, 30], inputs={**inputs, **changes})["Voltage [V]"].entries[-1]

    exact = simulation.solve([0, 30], inputs=inputs, calculate_sensitivities=True)
    for name, value in inputs.items():
        step = 1e-3 * value
        difference = voltage(**{name: value + step}) - voltage(**{name: value - step})
        sensitivity = np.asarray(exact["Voltage [V]"].sensitivities[name]).ravel()[-1]
        assert sensitivity == pytest.approx(difference / (2 * step), rel=1e-3)
