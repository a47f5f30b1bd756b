"""Files after those of laboratories: several cells, rates and temperatures side by side."""

# ruff: noqa: E501

import numpy as np
from measured_files import ARC, ZVIEW, F, File, Z, sheets, spectrum, text

TWO = np.tile
FT, Z1, Z2 = TWO(F, 2), np.append(Z, Z / 5), np.append(Z, Z / 5)
WARM = np.repeat([25.0, 60.0], len(F))
SERIES = {
    "Frequency [Hz]": FT,
    "Re(Z) [Ohm]": Z1.real,
    "Im(Z) [Ohm]": Z1.imag,
    "Temperature [degC]": WARM,
}
RATES = {"C-rate": [0.1, 1, 0.1, 1], "Specific capacity [mA.h.g-1]": [150, 110, 151, 112]}
SWEEP = np.arange(2.5, 4.0, 0.05)
FOUR = [0, 1, 1, 2]
AMPS = np.array([1e-3, 1e-3, -1e-3, -1e-3])
SHORT = {
    "Time [s]": [0, 3600, 3600, 7200],
    "Voltage [V]": [3.4, 3.5, 3.4, 2.5],
    "Current [A]": AMPS,
}
CURVES = {
    "Voltage [V]": [3.4, 3.38, 3.3, 3.2],
    "Specific capacity [mA.h.g-1]": [0, 50, 0, 50],
    "C-rate": [0.1, 0.1, 1, 1],
}
HELD = [5e-5, 4e-5, 3e-5, 2e-5, 1.2e-5]
EIS = [["f (Hz)", "Z' (Ohm)", "Z'' (Ohm)"]]


def rows(values):
    return [[f, z.real, z.imag] for f, z in zip(F, values, strict=True)]


FILES = [
    # Rates and cells side by side.
    File("rate_cells.csv", b"C-rate,Cell 1 (mAh/g),Cell 2 (mAh/g)\n0.1,150,151\n1,110,112\n", "rate table", RATES),
    File("rate_cells_named.csv", b"C-rate;Capacity cell A [mAh/g];Capacity cell B [mAh/g]\n0,1;150,0;151,0\n1;110;112\n", "rate table", RATES),
    File("rate_no_unit.csv", b"C-rate,Cell 1,Cell 2,Average,Std\n0.1,150,151,150.5,0.7\n1,110,112,111,1.4\n", "rate table", RATES, options={"units": {"capacity": "mAh/g"}}),
    File("rate_transposed.csv", b"Cell,0.1C,0.5C,1C\nA,155,140,120\nB,154,139,121\n", "rate table", {"C-rate": [0.1, 0.1, 0.5, 0.5, 1, 1], "Specific capacity [mA.h.g-1]": [155, 154, 140, 139, 120, 121]}, options={"units": {"capacity": "mAh/g"}}),
    File("rate_mean.csv", b"C-rate,Mean capacity (mAh/g),SD (mAh/g)\n0.1,150,2\n1,110,3\n", "rate table", {"Specific capacity [mA.h.g-1]": [150, 110]}),
    File("rate_origin.txt", "C-rate\tDischarge capacity\tDischarge capacity\nC\tmAh g⁻¹\tmAh g⁻¹\n\tPEO\t10% LLZTO\n0.1\t150\t155\n1\t100\t120\n".encode(), "rate table", {"C-rate": [0.1, 1, 0.1, 1], "Specific discharge capacity [mA.h.g-1]": [150, 100, 155, 120]}),
    File("rate_temperatures.csv", "Discharge capacity (mAh/g)\nC-rate,25 °C,60 °C\n0.1,120,155\n0.5,60,140\n".encode(), "rate table", {"Temperature [degC]": [25, 25, 60, 60], "Specific discharge capacity [mA.h.g-1]": [120, 60, 155, 140]}),
    File("rate_merged.xlsx", sheets(a=[["Discharge capacity (mAh/g) at 60 °C", None, None], ["C-rate", "Cell 1", "Cell 2"], [0.1, 155, 156], [1, 120, 121]]), "rate table", {"Specific discharge capacity [mA.h.g-1]": [155, 120, 156, 121]}),
    File("rate_two_rows.xlsx", sheets(a=[["C-rate", "25 °C", None, "60 °C", None], [None, "Charge (mAh/g)", "Discharge (mAh/g)", "Charge (mAh/g)", "Discharge (mAh/g)"], [0.1, 121, 120, 156, 155], [1, 61, 60, 131, 130]]), "rate table",
         {"Temperature [degC]": [25, 25, 60, 60], "Specific charge capacity [mA.h.g-1]": [121, 61, 156, 131], "Specific discharge capacity [mA.h.g-1]": [120, 60, 155, 130]}),
    File("rate_french.csv", "Régime (C);Capacité en décharge (mAh/g);Rendement (%)\n0,1;155,2;99,1\n0,5;143;99,8\n".encode("cp1252"), "rate table", {"C-rate": [0.1, 0.5], "Specific discharge capacity [mA.h.g-1]": [155.2, 143], "Coulombic efficiency": [0.991, 0.998]}),
    File("rate_chinese.csv", "倍率,放电比容量(mAh/g),库伦效率(%)\n0.1C,155.2,99.1\n0.5C,143,99.8\n".encode("gbk"), "rate table", {"C-rate": [0.1, 0.5], "Coulombic efficiency": [0.991, 0.998]}),
    File("rate_loadings.csv", b"Loading (mg/cm2),C-rate,Capacity (mAh/g)\n3,0.1,155\n8,1,70\n", "rate table", {"Loading [mg.cm-2]": [3, 8], "C-rate": [0.1, 1]}),
    File("rate_both_ways.csv", b"Charge C-rate,Discharge C-rate,Discharge capacity (mAh/g)\n0.1,0.5,155\n0.1,1,120\n", "rate table", {"C-rate": [0.5, 1]}),
    File("rates_in_sheets.xlsx", sheets(**{"PEO": [["C-rate", "Capacity (mAh/g)"], [0.1, 150], [1, 110]], "PEO-LLZTO": [["C-rate", "Capacity (mAh/g)"], [0.1, 151], [1, 112]]}), "rate table", RATES),
    # Cycles.
    File("cycle_cells.csv", b"Cycle number,PEO (mAh/g),PEO+LLZTO (mAh/g)\n1,150,151\n2,149,150\n", "retention table", {"Cycle": [1, 2, 1, 2], "Specific capacity [mA.h.g-1]": [150, 149, 151, 150]}),
    File("cycle_pairs.txt", b"Cycle\tSC (mAh/g)\tCE (%)\tCycle\tSC (mAh/g)\tCE (%)\n1\t150\t98\t1\t140\t97\n2\t149\t99\t2\t139\t99.5\n3\t148\t99.2\t\t\t\n", "retention table",
         {"Cycle": [1, 2, 3, 1, 2], "Specific capacity [mA.h.g-1]": [150, 149, 148, 140, 139], "Coulombic efficiency": [0.98, 0.99, 0.992, 0.97, 0.995]}),
    File("cycle_german.csv", "Zyklus;Entladekapazität (mAh/g);Coulomb-Wirkungsgrad (%)\n1;150,1;98,7\n2;149,9;99,6\n".encode("cp1252"), "retention table", {"Coulombic efficiency": [0.987, 0.996]}),
    File("cycle_chinese.csv", "循环号,充电容量(mAh),放电容量(mAh),放电比容量(mAh/g),充放电效率(%)\n1,2.1,2.0,150,95.2\n2,2.0,1.99,149.5,99.5\n".encode("gb18030"), "retention table",
         {"Discharge capacity [A.h]": [2e-3, 1.99e-3], "Specific discharge capacity [mA.h.g-1]": [150, 149.5], "Coulombic efficiency": [0.952, 0.995]}),
    File("neware_cycle.csv", b"Cycle Index,Chg. Cap.(mAh),DChg. Cap.(mAh),Chg. Spec. Cap.(mAh/g),DChg. Spec. Cap.(mAh/g),Chg.-DChg. Eff(%)\n1,2.1,2.0,157,150,95.2\n2,2.0,1.99,150,149.3,99.5\n", "retention table",
         {"Specific charge capacity [mA.h.g-1]": [157, 150], "Discharge capacity [A.h]": [2e-3, 1.99e-3], "Coulombic efficiency": [0.952, 0.995]}),
    File("landt_cycle.csv", b"Cycle-Index,CapC/mAh,CapD/mAh,SpeCapC/mAh/g,SpeCapD/mAh/g,Efficiency/%\n1,2.1,2.0,157,150,95.2\n", "retention table", {"Charge capacity [A.h]": [2.1e-3], "Specific discharge capacity [mA.h.g-1]": [150]}),
    File("neware_step.csv", b"Cycle Index,Step Index,Step Type,Step Time,Chg. Cap.(mAh),DChg. Cap.(mAh),Oneset Volt.(V)\n1,1,CC Chg,01:00:00,2.1,0,3.0\n1,2,CC DChg,00:57:00,0,2.0,3.8\n", "step table", {"Step": [1, 2], "Charge capacity [A.h]": [2.1e-3, 0], "Discharge capacity [A.h]": [0, 2e-3]}),
    File("cycle_n.csv", b"N,Capacity (mAh/g)\n1,150\n2,149\n", "retention table", {"Cycle": [1, 2]}),
    # Li|Cu.
    File("efficiency_cells.csv", b"Cycle,CE cell 1 (%),CE cell 2 (%)\n1,85.2,84\n2,92.1,91\n", "coulombic efficiency table", {"Cycle": [1, 2, 1, 2], "Coulombic efficiency": [0.852, 0.921, 0.84, 0.91]}),
    File("plated.csv", b"Cycle,Plating capacity (mAh/cm2),Stripping capacity (mAh/cm2),CE (%)\n1,0.5,0.42,84\n2,0.5,0.46,92\n", "retention table",
         {"Areal discharge capacity [mA.h.cm-2]": [0.5, 0.5], "Areal charge capacity [mA.h.cm-2]": [0.42, 0.46], "Coulombic efficiency": [0.84, 0.92]}),
    File("aurbach.csv", b"Cell,Reservoir (mAh/cm2),Cycled (mAh/cm2),Cycles,Final strip (mAh/cm2),CE (%)\n1,5,1,10,4.5,95\n2,5,1,10,4.6,96\n", "retention table", {"Cycle": [10, 10], "Coulombic efficiency": [0.95, 0.96]}),
    # Curves.
    File("curves_origin.txt", b"Specific capacity\tVoltage\tSpecific capacity\tVoltage\nmAh g-1\tV\tmAh g-1\tV\n\t0.1C\t\t1C\n0\t3.4\t0\t3.3\n50\t3.38\t50\t3.2\n", "discharge curve", CURVES),
    File("curves_one_x.csv", b"Capacity (mAh/g),0.1C (V),1C (V)\n0,3.4,3.3\n50,3.38,3.2\n", "discharge curve", CURVES),
    File("curves_merged.csv", b"0.1C,,1C,\nQ (mAh/g),V (V),Q (mAh/g),V (V)\n0,3.4,0,3.3\n50,3.38,50,3.2\n", "discharge curve", CURVES),
    File("curves_sheets.xlsx", sheets(**{"0.1C": [["Capacity (mAh/g)", "Voltage (V)"], [0, 3.4], [50, 3.38]], "1C": [["Capacity (mAh/g)", "Voltage (V)"], [0, 3.3], [50, 3.2]]}), "discharge curve", CURVES),
    File("curves_temperatures.xlsx", sheets(a=[["25 °C", None, "60 °C", None], ["Capacity (mAh/g)", "Voltage (V)"] * 2, [0, 3.3, 0, 3.4], [80, 2.5, 150, 2.5]]), "discharge curve", {"Temperature [degC]": [25, 25, 60, 60], "Voltage [V]": [3.3, 2.5, 3.4, 2.5]}),
    File("curves_both_ways.csv", b"Charge Q (mAh/g),Charge V (V),Discharge Q (mAh/g),Discharge V (V)\n0,3.4,0,3.4\n150,3.8,148,2.5\n", "charge and discharge curves", {"Specific capacity [mA.h.g-1]": [0, 150, 0, 148], "Voltage [V]": [3.4, 3.8, 3.4, 2.5]}),
    File("curves_first.csv", b"1st charge,,1st discharge,\nCapacity,Voltage,Capacity,Voltage\nmAh/g,V,mAh/g,V\n0,3.3,0,3.4\n155,3.8,150,2.5\n", "charge and discharge curves", {"Cycle": [1, 1, 1, 1], "Specific capacity [mA.h.g-1]": [0, 155, 0, 150]}),
    File("curves_source.xlsx", sheets(**{"Fig. 3a": [["Fig. 3a Profiles at 60 °C"], ["0.1C", None, "1C", None], ["Specific capacity (mAh g-1)", "Voltage (V vs. Li+/Li)"] * 2, [0, 3.4, 0, 3.3], [50, 3.38, 50, 3.2]], "Fig. 3b": [["Cycle number", "Capacity (mAh/g)"], [1, 150]]}), "discharge curve", CURVES),
    File("ocv_both_ways.csv", b"DOD (%),OCV discharge (V),OCV charge (V)\n0,3.5,3.6\n50,3.41,3.44\n100,3.2,3.35\n", "open-circuit curve", {"Charge state": [0, 0.5, 1] * 2, "Open-circuit voltage [V]": [3.5, 3.41, 3.2, 3.6, 3.44, 3.35]}),
    File("lithium_pairs.txt", text("Time\tVoltage\tTime\tVoltage", TWO(np.arange(4), 5), TWO([50.0, 50, -50, -50], 5), np.arange(20), TWO([30.0, 30, -30, -30], 5), between="h\tmV\th\tmV\nPEO\tPEO\tPEO-LLZTO\tPEO-LLZTO\n", mark="\t"), "Li|Li polarisation log", {"Voltage [V]": np.append(TWO([0.05, 0.05, -0.05, -0.05], 5), TWO([0.03, 0.03, -0.03, -0.03], 5))}),
    # Films.
    File("films_side_by_side.csv", "T (°C),PEO (S/cm),PEO-10% LLZTO (S/cm)\n25,1e-5,2e-5\n60,1e-4,2e-4\n".encode(), "film table", {"Temperature [degC]": [25, 60, 25, 60], "Conductivity [mS.cm-1]": [0.01, 0.1, 0.02, 0.2]}),
    File("films_by_temperature.csv", "wt% LLZTO,σ at 25 °C (S/cm),σ at 60 °C (S/cm)\n0,1e-5,1e-4\n10,2e-5,2e-4\n".encode(), "film table", {"Temperature [degC]": [25, 25, 60, 60], "Conductivity [mS.cm-1]": [0.01, 0.02, 0.1, 0.2], "Filler content [wt%]": [0, 10, 0, 10]}),
    File("films_in_cells.csv", "T,σ\n25 °C,1e-5 S/cm\n60 °C,2e-4 S/cm\n".encode(), "film table", {"Temperature [degC]": [25, 60], "Conductivity [mS.cm-1]": [0.01, 0.2]}),
    File("films_kelvin_cells.csv", b"Temperature,Conductivity\n298.15 K,1e-5 S/cm\n333.15 K,2e-4 S/cm\n", "film table", {"Temperature [degC]": [25, 60], "Conductivity [mS.cm-1]": [0.01, 0.2]}),
    File("films_times_kelvin.csv", "1000/T (1/K),ln(σT) (S K/cm)\n3.0,-2.7\n".encode(), "film table", {"Conductivity [mS.cm-1]": [1e3 * np.exp(-2.7) * 3e-3]}),
    File("films_minus_log.csv", "1000/T,-log σ (S/cm)\n3.354,5\n3.0,3.5\n".encode(), "film table", {"Conductivity [mS.cm-1]": [0.01, 10**-0.5]}),
    File("films_german.csv", "Temperatur / °C;Leitfähigkeit / S cm-1\n25;1,0E-05\n60;2,0E-04\n".encode("cp1252"), "film table", {"Conductivity [mS.cm-1]": [0.01, 0.2]}),
    File("films_chinese.csv", "温度(℃),离子电导率(S/cm)\n25,1.2e-5\n60,2.1e-4\n".encode("gbk"), "film table", {"Conductivity [mS.cm-1]": [0.012, 0.21]}),
    File("films_units_below.csv", "Sample;Temperature;Conductivity\n;°C;S/cm\nPEO;25;1,2e-5\nPEO;60;2,1e-4\n".encode(), "film table", {"Temperature [degC]": [25, 60], "Conductivity [mS.cm-1]": [0.012, 0.21]}),
    File("films_comments.csv", b"# Film conductivity, thickness 100 um\n# Area 1.13 cm2\nT_degC,sigma_S_cm\n25,1e-5\n60,2e-4\n", "film table", {"Temperature [degC]": [25, 60], "Conductivity [mS.cm-1]": [0.01, 0.2]}),
    File("films_resistance.csv", "T (°C),R (Ohm),L (µm)\n25,1000,100\n60,50,100\n".encode(), "film table", {"Conductivity [mS.cm-1]": [5e-3, 0.1]}, options={"area_cm2": 2.0}),
    File("transference.csv", "Sample,T (°C),tLi+\nPEO,60,0.15\nPEO-LLZTO,60,0.28\n".encode(), "film table", {"Transference number": [0.15, 0.28]}),
    File("bruce_vincent.csv", "LLZTO (wt%),ΔV (mV),I0 (µA),Iss (µA),R0 (Ω),Rss (Ω)\n0,10,50,12,120,130\n".encode(), "Bruce-Vincent table", {"Initial current [A]": [5e-5], "Transference number": [12 * (10e-3 - 50e-6 * 120) / (50 * (10e-3 - 12e-6 * 130))]}),
    # Spectra in series.
    File("series_merged.csv", text("f (Hz),Z' (Ω),-Z'' (Ω),f (Hz),Z' (Ω),-Z'' (Ω)", F, Z.real, -Z.imag, F, Z.real / 5, -Z.imag / 5, above="25 °C,,,60 °C,,\n"), "impedance spectrum", SERIES),
    File("series_headings.csv", text("f (Hz),Z' 25°C (Ω),Z'' 25°C (Ω),Z' 60°C (Ω),Z'' 60°C (Ω)", F, Z.real, Z.imag, Z.real / 5, Z.imag / 5), "impedance spectrum", SERIES),
    File("series_cells.csv", text("T,f (Hz),Re(Z) (Ohm),Im(Z) (Ohm)", [f"{t:g} °C" for t in WARM], FT, Z1.real, Z1.imag), "impedance spectrum", SERIES),
    File("series_sheets.xlsx", sheets(**{"25 degC": EIS + rows(Z), "60 degC": EIS + rows(Z / 5)}), "impedance spectrum", SERIES),
    File("series_blocks.txt", spectrum("f (Hz)\tRe (Ohm)\tIm (Ohm)", above="T = 25 °C\n", mark="\t") + text("f (Hz)\tRe (Ohm)\tIm (Ohm)", F, Z.real / 5, Z.imag / 5, above="\nT = 60 °C\n", mark="\t"), "impedance spectrum", SERIES),
    File("series_cycles.csv", text("Cycle,f (Hz),Re(Z) (Ohm),Im(Z) (Ohm)", np.repeat([1, 50], len(F)), FT, Z1.real, Z1.imag), "impedance spectrum", {"Cycle": np.repeat([1, 50], len(F)), "Re(Z) [Ohm]": Z1.real}),
    File("novocontrol.txt", text("Freq. [Hz]\tTemp. [°C]\tZs' [Ohms]\tZs'' [Ohms]\tSig' [S/cm]", FT, WARM, Z1.real, Z1.imag, 0 * WARM, mark="\t"), "impedance spectrum", SERIES),
    File("chinese_parts.csv", spectrum("频率/Hz,阻抗实部/Ω,阻抗虚部/Ω", encoding="gbk"), "impedance spectrum", ARC),
    File("nova_comma.csv", text("Index;Frequency (Hz);Z' (Ω);-Z'' (Ω);Z (Ω);-Phase (°);Time (s)", F, F, Z.real, -Z.imag, abs(Z), 0 * F, F, mark=";", comma=True), "impedance spectrum", ARC),
    File("pstrace.csv", text("freq / Hz,neg. Phase / °,Idc / uA,Z / Ohm,Z' / Ohm,-Z'' / Ohm,Cs / F", F, F, 0 * F, abs(Z), Z.real, -Z.imag, 0 * F, above="Date and time:,2023-01-01 10:00:00\nNotes:\n\n", encoding="utf-16"), "impedance spectrum", ARC),
    File("lcr.csv", text("FREQUENCY(Hz),Z(ohm),THETA(deg)", F, abs(Z), np.angle(Z, deg=True)), "impedance spectrum", ARC),
    # Logs of instruments.
    File("french_log.csv", text("Temps (h);Tension (V);Courant (mA)", FOUR, SHORT["Voltage [V]"], 1e3 * AMPS, mark=";", comma=True, encoding="cp1252"), "cycling log", SHORT),
    File("clock.csv", b"Date,Time,Voltage (V),Current (A)\n01.02.2023,23:00:00,3.4,0.001\n02.02.2023,00:00:00,3.5,0.001\n02.02.2023,01:00:00,3.6,0.001\n", "charge curve", {"Time [s]": [0, 3600, 7200]}),
    File("pec.csv", text("Test,Cell,Step Time (Hours),Total Time (Hours),Real Time,Step,Cycle,Voltage (mV),Current (mA)", *[[1] * 4] * 2, [0, 1, 0, 1], FOUR, ["05/01/2020 10:00:00"] * 4, [1, 1, 2, 2], [1] * 4, 1e3 * np.array(SHORT["Voltage [V]"]), 1e3 * AMPS, above="Test,Test Number\nRegimeName,abc\n\n"), "cycling log", SHORT),
    File("novonix.csv", text("Date and Time,Cycle Number,Step Type,Run Time (h),Step Time (h),Current (A),Potential (V),Capacity (Ah),Temperature (°C)", ["2020-01-01 10:00:00 AM"] * 4, [0] * 4, [1, 1, 2, 2], FOUR, FOUR, AMPS, SHORT["Voltage [V]"], [0, 1e-3, 1e-3, 0], [60] * 4, above="[Summary]\nNovonix HPC Data File\n[End Summary]\n[Data]\n"), "cycling log", SHORT | {"Temperature [degC]": [60] * 4}),
    File("maccor_days.txt", text("Rec\tCycle C\tStep\tTestTime\tStepTime\tCapacity [Ah]\tCurrent [A]\tVoltage [V]\tMD\tES", FOUR, FOUR, [1, 1, 2, 2], [f"000d {h:02d}:00:00.00" for h in FOUR], [f"000d {h:02d}:00:00.00" for h in (0, 1, 0, 1)], [0, 1e-3, 0, 1e-3], abs(AMPS), SHORT["Voltage [V]"], ["C", "C", "D", "D"], [1] * 4, above="Today's Date 01/02/2023\n", mark="\t"), "cycling log", SHORT),
    File("gamry_rest.DTA", b"EXPLAIN\nTAG\tCORPOT\nTITLE\tLABEL\tOpen Circuit Potential\tTest &Identifier\nCURVE\tTABLE\t3\n\tPt\tT\tVf\tVm\tOver\n\t#\ts\tV vs. Ref.\tV\tbits\n\t0\t0\t3.4\t0\t...\n\t1\t1\t3.41\t0\t...\n\t2\t2\t3.42\t0\t...\n", "open-circuit log", {"Voltage [V]": [3.4, 3.41, 3.42]}),
    File("gamry_charge.DTA", "EXPLAIN\nTAG\tPWR800_CHARGE\nCURVE\tTABLE\t3\n\tPt\tT\tVf\tIm\tQ\tTemp\n\t#\ts\tV vs. Ref.\tA\tA·h\tdeg C\n\t0\t0\t3.4\t0.001\t0\t-327.75\n\t1\t3600\t3.5\t0.001\t0.001\t-327.75\n\t2\t7200\t3.6\t0.001\t0.002\t-327.75\n".encode("cp1252"), "charge curve", {"Capacity [A.h]": [0, 1e-3, 2e-3]}),
    File("polarised.DTA", text("\tPt\tT\tVf\tIm", [""] * 5, range(5), [0, 1, 10, 100, 3600], [0.01] * 5, HELD, between="\t#\ts\tV vs. Ref.\tA\n", above="EXPLAIN\nTAG\tCHRONOA\nCURVE\tTABLE\t5\n", mark="\t"), "chronoamperogram", {"Current [A]": HELD}),
    File("polarised.csv", text("time/s,I/mA", [0, 1, 10, 100, 3600], 1e3 * np.array(HELD)), "chronoamperogram", {"Time [s]": [0, 1, 10, 100, 3600], "Current [A]": HELD}),
    File("sweep.csv", text("Potential (V vs. Li/Li+),Current (mA)", SWEEP, np.exp(8 * (SWEEP - 4))), "voltammogram", {"Voltage [V]": SWEEP, "Current [A]": 1e-3 * np.exp(8 * (SWEEP - 4))}),
    File("zview_quoted.z", text("\"  Freq(Hz)    Ampl      Bias      Time(Sec)   Z'(a)      Z''(b)     GD    Err    Range\"", F, 0 * F, 0 * F, 0 * F, Z.real, Z.imag, 0 * F, 0 * F, 0 * F, above=ZVIEW, between='"End Comments"\n', mark=", "), "impedance spectrum", ARC),
]  # fmt: skip

WRONG = [
    File("cells_no_unit.csv", b"Cycle,Cell 1,Cell 2\n1,150,151\n2,149,150\n", said="has no unit that is known for a capacity; .* --unit capacity=mAh"),
    File("rate_word.csv", b"C-rate,Capacity (mAh/g)\nslow,150\nfast,110\n", said="row 2, column 'C-rate': 'slow' is not a number"),
    File("unit_by_cell.csv", "T,σ (S/cm)\n25 °C,1e-5\n333 K,2e-4\n".encode(), said="'25 °C' is not a number"),
    File("efficiency_high.csv", b"Cycle,CE (%)\n1,9850\n2,9910\n", said="98.5 lies outside 0 to 3"),
    File("transference_percent.csv", b"wt%,t+\n0,15\n10,25\n", said="15 lies outside -2 to 2 .and 1 more.; give a share"),
    File("below_zero.csv", "T (°C),σ (S/cm)\n-300,1e-5\n60,2e-4\n".encode(), said="-300 lies outside -100 to 300"),
    File("logarithm_unsaid.csv", b"1000/T,0 wt% (S/cm),10 wt% (S/cm)\n3.354,-5,-4.7\n3.0,-3.6,-3.4\n", said="is it the logarithm"),
    File("mixed_sheets.xlsx", sheets(Rate=[["C-rate", "Capacity (mAh/g)"], [0.1, 150]], Cycling=[["Cycle", "Capacity (mAh/g)"], [1, 150]]), said="2 of its sheets have such tables, 'Rate', 'Cycling'"),
    File("digitised.csv", b"0.1C,,1C,\nX,Y,X,Y\n0,3.4,0,3.3\n50,3.38,50,3.2\n", said="no line is a heading of a measurement that is known"),
    File("diffraction.csv", b"2theta (deg),Intensity (a.u.)\n10,100\n11,120\n", said="no line is a heading of a measurement that is known"),
    File("weight_loss.csv", "Temperature (°C),Mass (%)\n25,100\n100,99\n".encode(), said="no line is a heading of a measurement that is known"),
    File("page.pdf", b"%PDF-1.4 abc\n", said="it is a PDF"),
]  # fmt: skip
