"""Analyses of the virtual laboratory on tables that no model of this project produced."""

import numpy as np
import pandas as pd
import pytest

from sclcell.errors import InputError, SimulationFailed
from sclcell.experiments.laboratory.conductivity import (
    activation_energy,
    high_frequency_intercept,
    ionic_conductivity,
)
from sclcell.experiments.laboratory.current_at_limit import current_at_limit
from sclcell.experiments.laboratory.cycling import polarisation
from sclcell.experiments.laboratory.exchange_current import (
    linear_polarisation,
    tafel_bias,
    tafel_fit,
)
from sclcell.experiments.laboratory.impedance_files import measured_spectrum
from sclcell.experiments.laboratory.kramers_kronig import check_kramers_kronig
from sclcell.experiments.laboratory.lfp_impedance import (
    apparent_warburg_diffusivity,
    warburg_coefficient,
)
from sclcell.experiments.laboratory.linear_sweep import oxidation_onset, tangent_onset
from sclcell.experiments.laboratory.lithium_impedance import (
    fit_lithium_circuit,
    lithium_circuit_impedance,
)
from sclcell.experiments.laboratory.measurement import CURRENT, TIME, VOLTAGE
from sclcell.experiments.laboratory.salt_polarisation import diffusivity_from_relaxation, sand_time
from sclcell.experiments.laboratory.spectroscopy import spectrum_table
from sclcell.experiments.laboratory.transference import bruce_vincent, initial_current

F = np.logspace(6, -3, 60)


def blocking(resistance, inductance=0.0, frequencies=F):
    s = 2j * np.pi * frequencies
    return spectrum_table(frequencies, resistance + 1 / (s * 1e-5) + s * inductance)


def steps(*rows):
    """Return a table from (duration, voltages, current) rows."""
    parts, t = [], 0.0
    for duration, voltages, current in rows:
        times = t + np.linspace(0, duration, len(voltages))
        parts.append(pd.DataFrame({TIME: times, VOLTAGE: voltages, CURRENT: current}))
        t += duration
    return pd.concat(parts, ignore_index=True)


class TestConductivity:
    def test_intercept_of_a_capacitive_line(self):
        assert high_frequency_intercept(blocking(2.6)) == pytest.approx(2.6, rel=1e-9)

    def test_cables_that_are_inductive(self):
        spectrum = blocking(2.6, inductance=1e-6)
        assert spectrum["Im(Z) [Ohm.cm2]"].max() > 0
        assert high_frequency_intercept(spectrum) == pytest.approx(2.6, rel=1e-9)

    def test_order_of_rows_does_not_matter(self):
        shuffled = blocking(2.6).sample(frac=1, random_state=1)
        assert ionic_conductivity(shuffled, 26) == pytest.approx(1.0, rel=1e-9)

    def test_wrong_sign_is_named(self):
        spectrum = blocking(2.6)
        spectrum["Re(Z) [Ohm.cm2]"] *= -1
        with pytest.raises(InputError, match="sign of Im"):
            high_frequency_intercept(spectrum)

    def test_missing_column_is_named(self):
        with pytest.raises(InputError, match=r"lacks the column 'Im\(Z\) \[Ohm.cm2\]'"):
            high_frequency_intercept(blocking(2.6).drop(columns="Im(Z) [Ohm.cm2]"))


def test_activation_energy_of_an_exact_line():
    T = np.array([0.0, 25.0, 60.0])
    sigma = 3.0 * np.exp(-0.3 / (8.617333262e-5 * (T + 273.15)))
    table = pd.DataFrame({"Temperature [degC]": T, "Ionic conductivity [mS.cm-1]": sigma})
    assert activation_energy(table) == pytest.approx(0.3, rel=1e-9)
    with pytest.raises(InputError, match="2 rows"):
        activation_energy(table.iloc[:2])


class TestCircuit:
    ELEMENTS = np.array([5.0, 300.0, 1e-4, 100.0, 3e-3, 20.0, 8.0])

    def test_noise_is_averaged_out(self, rng):
        Z = lithium_circuit_impedance(F, self.ELEMENTS)
        noise = rng.normal(size=(2, F.size)) @ np.diag(np.abs(Z)) * 1e-3
        circuit = fit_lithium_circuit(spectrum_table(F, Z + noise[0] + 1j * noise[1]))
        assert circuit.bulk == pytest.approx(5, rel=0.02)
        assert circuit.sei == pytest.approx(300, rel=0.01)
        assert circuit.charge_transfer == pytest.approx(100, rel=0.02)
        assert circuit.residual < 2e-3

    def test_arcs_are_told_apart_by_capacitance(self):
        exchanged = self.ELEMENTS[[0, 3, 4, 1, 2, 5, 6]]
        circuit = fit_lithium_circuit(spectrum_table(F, lithium_circuit_impedance(F, exchanged)))
        assert circuit.sei_time == pytest.approx(1e-4, rel=1e-3)
        assert circuit.sei == pytest.approx(300, rel=1e-3)


class TestTransference:
    T = np.logspace(-5, 3, 400)

    def chronoamperogram(self, bulk=3.0, interface=100.0, t_plus=0.4, voltage=0.01):
        """Resistance grows from bulk to bulk/t_plus; the double layer adds a spike."""
        growth = 1 - np.exp(-np.sqrt(self.T))
        resistance = interface + bulk + (bulk / t_plus - bulk) * growth
        current = 1e3 * voltage / resistance + 0.5 * np.exp(-self.T / 1e-3)
        return pd.DataFrame({TIME: self.T, CURRENT: current})

    def test_spike_of_the_double_layer_is_left_out(self):
        I_0 = initial_current(self.chronoamperogram(), (0.02, 0.3))
        assert I_0 == pytest.approx(10 / 103, rel=2e-3)

    def test_interfaces_are_corrected_for(self):
        signal = self.chronoamperogram()
        result = bruce_vincent(signal, 0.01, 100.0, 100.0, window_s=(0.02, 0.1))
        assert result["Cation transference number"] == pytest.approx(0.4, abs=0.02)
        assert result["Cation transference number without interface correction"] > 0.9

    def test_sparse_recording_is_named(self):
        with pytest.raises(InputError, match="record faster"):
            initial_current(self.chronoamperogram().iloc[::100])


class TestExchangeCurrent:
    ETA = np.linspace(0.001, 0.2, 200)

    def test_exact_tafel_line(self):
        curve = pd.DataFrame({VOLTAGE: self.ETA, CURRENT: 0.3 * np.exp(self.ETA / 0.05)})
        assert tafel_fit(curve) == pytest.approx(0.3, rel=1e-9)

    def test_series_resistance_and_second_electrode_are_taken_off(self):
        current = 0.3 * np.exp(self.ETA / 0.05)
        voltage = 2 * self.ETA + 1e-3 * current * 150
        curve = pd.DataFrame({VOLTAGE: voltage, CURRENT: current})
        assert tafel_fit(curve, 150, 2) == pytest.approx(0.3, rel=1e-9)
        assert tafel_fit(curve) < 0.3

    def test_window_bends_the_tafel_line(self):
        """Below the Tafel regime the back reaction takes current away: the value is too low."""
        assert 0.85 < tafel_bias(25) < 1
        assert tafel_bias(25, (0.12, 0.2)) == pytest.approx(1, abs=0.02)

    def test_linear_polarisation(self):
        V = np.linspace(-0.01, 0.01, 11)
        assert linear_polarisation(pd.DataFrame({VOLTAGE: V, CURRENT: V / 0.2})) == (
            pytest.approx(200)
        )

    @pytest.mark.parametrize("rounding", [-1e-14, 1e-14])
    def test_rounding_does_not_decide_which_points_count(self, rounding):
        V = np.arange(1, 100) * 0.002  # points at both ends of the windows
        current = 0.3 * np.sinh(V / 0.05) + V
        exact, moved = (pd.DataFrame({VOLTAGE: v, CURRENT: current}) for v in (V, V + rounding))
        assert tafel_fit(moved) == pytest.approx(tafel_fit(exact), rel=1e-9)
        assert linear_polarisation(moved) == pytest.approx(linear_polarisation(exact), rel=1e-9)

    def test_sweep_that_is_too_short(self):
        curve = pd.DataFrame({VOLTAGE: self.ETA[:30], CURRENT: 1.0})
        with pytest.raises(InputError, match="sweep further"):
            tafel_fit(curve)


class TestCriticalCurrent:
    def test_polarisation_limit(self):
        table = steps(
            *((1, [0.1 * k] * 4, sign * 0.1 * k) for k in range(1, 8) for sign in (1, -1))
        )
        value, reason = current_at_limit(table, 0.45)
        assert value == pytest.approx(0.4)
        assert reason == "polarisation above 0.45 V at 0.5 mA/cm2"

    def test_short_circuit(self):
        good, short = [0.1, 0.12, 0.12, 0.12], [0.2, 0.2, 0.2, 0.03]
        table = steps((1, good, 0.1), (1, good, -0.1), (1, good, 0.2), (1, short, -0.2))
        value, reason = current_at_limit(table)
        assert value == pytest.approx(0.1)
        assert reason == "sudden drop of the voltage at 0.2 mA/cm2"

    def test_salt_that_is_used_up_fails_the_last_half_step(self):
        table = steps(*((1, [0.1] * 4, sign * i) for i in (0.1, 0.2) for sign in (1, -1)))
        value, reason = current_at_limit(table, ended="salt depletion at the left surface")
        assert value == pytest.approx(0.1)
        assert reason == "salt depletion at the left surface at 0.2 mA/cm2"

    def test_nothing_failed(self):
        table = steps((1, [0.1] * 4, 0.1), (1, [-0.1] * 4, -0.1))
        assert current_at_limit(table) == (pytest.approx(0.1), "no step failed")


def test_sand_time_is_where_the_voltage_runs_away():
    t = np.linspace(0.01, 9.99, 500)
    signal = pd.DataFrame({TIME: t, VOLTAGE: 0.3 - 0.05 * np.log(1 - np.sqrt(t / 10))})
    assert sand_time(signal) == pytest.approx(10, rel=0.01)


def test_relaxation_gives_the_slowest_mode():
    L, D = 20e-6, 5e-12
    t = np.linspace(0, L**2 / D, 300)
    n = np.arange(1, 40, 2)[:, None]
    V = np.sum(np.exp(-(n**2) * np.pi**2 * D * t / L**2) / n**2, axis=0)
    signal = pd.DataFrame({TIME: t + 50, VOLTAGE: -0.01 * V})
    assert diffusivity_from_relaxation(signal, 20) == pytest.approx(D, rel=0.01)


class TestLinearSweep:
    V = np.linspace(3, 6, 600)

    def test_onset_above_a_capacitive_baseline(self):
        current = 0.01 * 10 ** ((self.V - 4.8) / 0.1) + 0.02
        sweep = pd.DataFrame({VOLTAGE: self.V, CURRENT: current})
        assert oxidation_onset(sweep) == pytest.approx(4.8, abs=0.005)
        assert tangent_onset(sweep) > 4.8

    def test_no_onset(self):
        sweep = pd.DataFrame({VOLTAGE: self.V, CURRENT: 0.001 * self.V})
        with pytest.raises(SimulationFailed, match="does not pass"):
            oxidation_onset(sweep)


class TestPolarisation:
    CYCLE = steps((1800, [0.01, 0.05], 0.1), (1800, [-0.01, -0.06], -0.1))

    def test_readings(self):
        assert polarisation(self.CYCLE) == pytest.approx(0.11)
        assert polarisation(self.CYCLE, "one polarity") == pytest.approx(0.055)

    def test_unknown_reading(self):
        with pytest.raises(InputError, match="did you mean 'peak to peak'"):
            polarisation(self.CYCLE, "peak-to-peak")

    def test_half_a_cycle(self):
        with pytest.raises(InputError, match="one direction"):
            polarisation(self.CYCLE.iloc[:2])


def test_warburg_diffusivity_in_the_units_of_the_literature():
    """A slope of 30 Ohm.cm2.s^-1/2 at 25 degC and 22.8 mol/L, by hand: 8.5e-14 cm2/s."""
    f = np.logspace(-3, -1.5, 10)
    Z = 100 + 30 * (1 - 1j) / np.sqrt(2 * np.pi * f)
    slope = warburg_coefficient(spectrum_table(f, Z))
    assert slope == pytest.approx(30, rel=1e-9)
    by_hand = (8.314 * 298.15) ** 2 / (2 * 96485**4 * 0.0228**2 * 30**2)  # mol/cm3, Ohm.cm2
    assert apparent_warburg_diffusivity(slope, 22800, 25) == pytest.approx(by_hand, rel=1e-3)


class TestFiles:
    def write(self, folder, text):
        path = folder / "spectrum.csv"
        path.write_text(text, encoding="utf-8")
        return path

    ROWS = "".join(f"{f:g},{100 + 1 / f:g},{-10 / f:g}\n" for f in (1e3, 1e2, 1e4, 10, 1))

    @pytest.mark.parametrize(
        ("heading", "sign", "factor"),
        [
            ("Frequency [Hz],Re(Z) [Ohm.cm2],Im(Z) [Ohm.cm2]", 1, 1),
            ("freq/Hz,Re(Z)/Ohm,-Im(Z)/Ohm", -1, 2),
            ("f,Z' (Ohm),Z'' (Ohm)", 1, 2),
            ("Frequency,Real,Imaginary", 1, 2),
        ],
    )
    def test_headings(self, tmp_path, heading, sign, factor):
        rows = self.ROWS if sign > 0 else self.ROWS.replace(",-", ",")
        table = measured_spectrum(self.write(tmp_path, f"{heading}\n{rows}"), area_cm2=2.0).table
        assert table["Frequency [Hz]"].tolist() == [1e4, 1e3, 1e2, 10, 1]
        assert table["Im(Z) [Ohm.cm2]"].iloc[-1] == pytest.approx(-10 * factor)
        assert table["Re(Z) [Ohm.cm2]"].iloc[-1] == pytest.approx(101 * factor)

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("", "cannot read"),
            ("a,b,c\n1,2,3\n", "no line is a heading .* .the first one is 'a,b,c'"),
            ("freq,Re,Im\n1,2,x\n", "row 2, column 'Im': 'x' is not a number"),
            ("freq,Re,Im\n1,2,-3\n", "1 frequencies; five"),
            ("freq,Re,Im\n" + "1,2,-3\n" * 6, "1 Hz twice"),
            ("freq,Re,Im\n" + "".join(f"{k},2,-3\n" for k in range(-2, 4)), "not positive"),
            ("freq,Re,Im\n" + "".join(f"{k},2,3\n" for k in range(1, 7)), "minus sign"),
        ],
    )
    def test_faults_are_named(self, tmp_path, text, message):
        with pytest.raises(InputError, match=message):
            measured_spectrum(self.write(tmp_path, text))

    def test_missing_file(self, tmp_path):
        with pytest.raises(InputError, match="no file"):
            measured_spectrum(tmp_path / "none.csv")

    def test_instrument_file_by_the_library(self, tmp_path):
        pytest.importorskip("pyimpspec")
        path = tmp_path / "spectrum.dfr"
        path.write_text("no spectrum", encoding="utf-8")
        with pytest.raises(InputError, match="pyimpspec cannot read it"):
            measured_spectrum(path)


class TestKramersKronig:
    @pytest.fixture(autouse=True)
    def library(self):
        pytest.importorskip("pyimpspec")

    def test_a_circuit_passes(self):
        Z = lithium_circuit_impedance(F, TestCircuit.ELEMENTS)
        check = check_kramers_kronig(spectrum_table(F, Z))
        assert check.passed
        assert check.largest_residual < 0.005

    def test_noise_alone_passes(self, rng):
        Z = lithium_circuit_impedance(F, TestCircuit.ELEMENTS)
        Z = Z * (1 + 0.005 * (rng.normal(size=60) + 1j * rng.normal(size=60)))
        assert check_kramers_kronig(spectrum_table(F, Z)).passed

    def test_a_cell_that_drifts_fails(self):
        """The interfaces grow by half while the spectrum is taken."""
        drift = np.linspace(1, 1.5, F.size)
        Z = lithium_circuit_impedance(F, TestCircuit.ELEMENTS)
        assert not check_kramers_kronig(spectrum_table(F, drift * Z)).passed

    def test_a_wrong_phase_fails(self):
        Z = lithium_circuit_impedance(F, TestCircuit.ELEMENTS)
        check = check_kramers_kronig(spectrum_table(F, Z.real + 1.1j * Z.imag))
        assert not check.passed
