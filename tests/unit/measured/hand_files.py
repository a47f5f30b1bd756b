"""More files after those of laboratories: powers of ten, words and values written by hand."""

# ruff: noqa: E501

import numpy as np
from measured_files import ARC, CYCLE, HOURS, LOG, MA, F, File, V, Z, sheets, spectrum, text

PHASE = np.angle(Z, deg=True)

FILES = [
    # Headings.
    File("in_words.csv", text("Frequenz in Hz;Re(Z) in Ohm;-Im(Z) in Ohm", F, Z.real, -Z.imag, mark=";", comma=True), "impedance spectrum", ARC),
    File("french.csv", spectrum("Fréquence (Hz),Partie réelle (Ohm),Partie imaginaire (Ohm)"), "impedance spectrum", ARC),
    File("log_frequency.csv", text("log(f/Hz),Z' [Ohm],Z'' [Ohm]", np.log10(F), Z.real, Z.imag), "impedance spectrum", ARC),
    File("zahner.txt", text("Number  Frequency/Hz  Impedance/Ohm  Phase/deg", F, F, abs(Z), PHASE, mark="  "), "impedance spectrum", ARC),
    File("ivium.csv", text("Z1 /ohm,Z2 /ohm,freq. /Hz", Z.real, Z.imag, F), "impedance spectrum", ARC),
    File("radian.csv", text("f (Hz),|Z| (Ohm),phi (rad)", F, abs(Z), np.angle(Z)), "impedance spectrum", ARC),
    File("without_end.csv", spectrum("f [Hz],Re(Z) [Ohm],Im(Z) [Ohm]", below="0.01,NaN,NaN\n0.005,,\n"), "impedance spectrum", ARC),
    File("cell_voltage.csv", text("Zeit / h;Zellspannung / V;Strom / mA", HOURS, V, MA, mark=";", comma=True), "cycling log", LOG),
    File("rate_states.csv", text("TestTime/Sec,Voltage/V,Current/mA,State", 3600 * HOURS, V, abs(MA), [{1: "RateC", 0: "R", -1: "RateD"}[int(i)] for i in MA]), "cycling log", LOG),
    File("digatron.csv", text("Status,Prog Time,Cycle,Voltage,Current,WhAccu,Cnt", ["PAU"] * 16, 3600 * HOURS, CYCLE, V, 1e-3 * MA, 0 * MA, 0 * MA, between=",[s],,[V],[A],[Wh],[Cnt]\n"), "cycling log", {"Voltage [V]": V}),
    File("galvanostatic.DTA", text("\tPt\tT\tVf\tIm\tOver", [""] * 16, HOURS, 3600 * HOURS, V, 1e-3 * MA, ["..."] * 16, between="\t#\ts\tV vs. Ref.\tA\tbits\n", mark="\t"), "cycling log", LOG),
    File("rest.csv", text("Time (h),OCV (V)", HOURS, V), "open-circuit log", {"Voltage [V]": V}),
    # Tables by hand.
    File("power_in_name.csv", "T (°C),σ × 10⁴ (S cm⁻¹)\n25,0.5\n".encode(), "film table", {"Conductivity [mS.cm-1]": [0.05]}),
    File("power_in_unit.csv", "10^3/T,σ (10^-4 S/cm)\n3.0,2\n".encode(), "film table", {"Conductivity [mS.cm-1]": [0.2], "Temperature [degC]": [1000 / 3 - 273.15]}),
    File("logarithm.csv", b"1000/T (1/K);log10(\xcf\x83) (S/cm)\n3,0;-3,2\n3,1;-3,6\n", "film table", {"Conductivity [mS.cm-1]": [10**-0.2, 10**-0.6]}),
    File("times_ten.csv", "T (K),σ (S/cm)\n298.15,1.2×10⁻⁵\n333.15,3.5*10^-4\n".encode(), "film table", {"Conductivity [mS.cm-1]": [0.012, 0.35]}),
    File("deviation.csv", "C-rate,Capacity (mAh/g)\n0.1,150 ± 2\n1,110 +/- 3\n".encode(), "rate table", {"Specific capacity [mA.h.g-1]": [150, 110]}),
    File("thousand.csv", b'Cycle,Discharge capacity (mAh/g)\n500,140\n"1,000",130\n', "retention table", {"Cycle": [500, 1000]}),
    File("average.xlsx", sheets(a=[["T (°C)", "Conductivity (S/cm)"], [25, 1e-5], [60, 1e-4], ["Average", 5.5e-5]]), "film table", {"Temperature [degC]": [25, 60]}),
    File("efficiency.csv", "Zyklus;Kapazität (mAh/g);Coulomb-Effizienz (%)\n1;150,1;98,7\n".encode(), "retention table", {"Coulombic efficiency": [0.987]}),
]  # fmt: skip

WRONG = [
    File("negative_real.csv", text("f [Hz],Re(Z) [Ohm],Im(Z) [Ohm]", F, -Z.real, Z.imag), said="mostly not positive"),
    File("efficiency_100.csv", b"Cycle,Discharge capacity (mAh/g),CE (%)\n1,150,9950\n", said="99.5 lies outside 0 to 3"),
    File("negative_capacity.csv", b"C-rate,Discharge capacity (mAh/g)\n0.1,150\n1,-100\n", said="-100 lies outside 0 to 5000"),
]  # fmt: skip
