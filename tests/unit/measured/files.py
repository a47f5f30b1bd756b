"""Small files after those of laboratories: their content, and what is to be read of them."""

# ruff: noqa: E501

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

#: 12.8 Ohm and an arc of 300 Ohm.
F = 10.0 ** np.arange(5, -1.1, -0.5)
Z = 12.8 + 300 / (1 + 2j * np.pi * F * 300 * 1e-6)
#: A charge, a rest and a discharge of 2 mA.h, 1 mA; and again.
HOURS = np.array([0, 1, 2, 2, 3, 3, 4, 5, 5, 6, 7, 7, 8, 8, 9, 10], dtype=float)
MA = np.array([1, 1, 1, 0, 0, -1, -1, -1, 1, 1, 1, 0, 0, -1, -1, -1], dtype=float)
V = np.array([3.3, 3.4, 3.6, 3.5, 3.45, 3.4, 3.35, 2.5, 3.3, 3.4, 3.6, 3.5, 3.45, 3.4, 3.35, 2.5])
CYCLE = np.array([1] * 8 + [2] * 8)
#: Charge of each step [mA.h].
STEP = np.array([0, 1, 2, 0, 0, 0, 1, 2] * 2, dtype=float)


@dataclass(frozen=True)
class File:
    """A file and what is read of it: kind and numbers, or the words of its refusal."""

    name: str
    content: bytes | Callable[[Path], object]
    kind: str = ""
    columns: dict[str, Any] = field(default_factory=dict)
    said: str = ""
    options: dict[str, Any] = field(default_factory=dict)

    def write(self, folder: Path) -> Path:
        """Write the file."""
        path = folder / self.name
        if isinstance(self.content, bytes):
            path.write_bytes(self.content)
        else:
            self.content(path)
        return path


def text(
    heading: str,
    *columns: Any,
    above: str = "",
    between: str = "",
    below: str = "",
    mark: str = ",",
    form: str = "{:.9g}",
    comma: bool = False,
    encoding: str = "utf-8",
) -> bytes:
    """Return a table as text."""
    rows = [
        mark.join(
            x if isinstance(x, str) else form.format(x).replace(".", "," if comma else ".")
            for x in row
        )
        for row in zip(*columns, strict=True)
    ]
    return (above + heading + "\n" + between + "\n".join(rows) + "\n" + below).encode(encoding)


def spectrum(heading: str, sign: int = 1, scale: float = 1.0, **options: Any) -> bytes:
    """Return frequency, real and imaginary part as text; the sign is that of what is written."""
    return text(heading, F, scale * Z.real, sign * scale * Z.imag, **options)


ARC = {"Frequency [Hz]": F, "Re(Z) [Ohm]": Z.real, "Im(Z) [Ohm]": Z.imag}
LOG = {"Time [s]": 3600 * HOURS, "Voltage [V]": V, "Current [A]": 1e-3 * MA}
ONES = np.ones(len(F))


def sheets(**tables: pd.DataFrame | list[list[Any]]) -> Callable[[Path], object]:
    """Return what writes a workbook."""

    def write(path: Path) -> None:
        openpyxl = pytest.importorskip("openpyxl")
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, table in tables.items():
            sheet = book.create_sheet(name)
            rows = [list(table), *table.to_numpy().tolist()] if hasattr(table, "columns") else table
            for row in rows:
                sheet.append(row)
        book.save(path)

    return write


def parquet(table: pd.DataFrame) -> bytes:
    stream = io.BytesIO()
    table.to_parquet(stream)
    return stream.getvalue()


def eclab(names: str, *columns: Any, comma: bool = False, area: str = "0.001 cm²") -> bytes:
    """Return a text export of EC-Lab."""
    above = "EC-Lab ASCII FILE\nNb header lines : 7\n\nPotentio Electrochemical Impedance\n"
    above += f"Electrode surface area : {area}\nCharacteristic mass : 0.001 g\n"
    return text(
        names + "\t", *columns, [""] * len(columns[0]), above=above, mark="\t", form="{:.8E}",
        comma=comma, encoding="cp1252",
    )  # fmt: skip


GAMRY = (
    "EXPLAIN\nTAG\tEISPOT\nTITLE\tLABEL\tPotentiostatic EIS\tTest &Identifier\n"
    "AREA\tQUANT\t2.00000E+000\t&Area (cm^2)\nOCVCURVE\tTABLE\t3\n\tPt\tT\tVf\tVm\tAch\n"
    "\t#\ts\tV vs. Ref.\tV\tV\n\t0\t0.5\t3.1\t0\t0\n\t1\t1.0\t3.1\t0\t0\nEOC\tQUANT\t3.1\tOpen (V)\n"
    "ZCURVE\tTABLE\n"
)


def gamry(comma: bool = False) -> bytes:
    heading = "\tPt\tTime\tFreq\tZreal\tZimag\tZsig\tZmod\tZphz"
    units = "\t#\ts\tHz\tohm\tohm\tV\tohm\t°\n"
    columns = [[""] * len(F), np.arange(len(F)), np.arange(len(F)), F, Z.real, Z.imag, ONES, abs(Z)]
    above = GAMRY.replace(".0", ",0") if comma else GAMRY
    return text(
        heading, *columns, np.angle(Z, deg=True), above=above, between=units, mark="\t",
        comma=comma, encoding="cp1252", below="EXPERIMENTABORTED\tTOGGLE\tT\tExperiment Aborted\n",
    )  # fmt: skip


ZVIEW = "ZPLOT2 ASCII\n  Measured Data, ZPlot:       3.2c\n  Potential-DC:   0\n"
ZEROS = 0 * ONES
PULSES = np.tile([0.0, -1.0, -1.0, 0.0], 6)
PULSE_V = np.repeat(np.linspace(3.45, 3.3, 6), 4) + np.tile([0.0, -0.05, -0.06, -0.01], 6)
LITHIUM = np.tile([1.0, 1.0, -1.0, -1.0], 5)
COPPER_V = np.tile([-0.05, -0.06, 0.06, 1.0], 5)
COPPER = np.tile([-1.0, -1.0, 1.0, 1.0], 5)
T20 = np.arange(20.0)
T24 = np.arange(24.0)
NAMES = ["Time [h]", "U [V]", "I [mA]"]
FRAME = pd.DataFrame({"Test_Time(s)": 3600 * HOURS, "Voltage(V)": V, "Current(A)": 1e-3 * MA})
SUMMED = np.array([0, 1, 2, 2, 2, 2, 2, 2, 2, 3, 4, 4, 4, 4, 4, 4]) * 1e-3
LEFT = np.array([0, 0, 0, 0, 0, 0, 1, 2, 2, 2, 2, 2, 2, 2, 3, 4]) * 1e-3
STATES = [{1: "CC Chg", 0: "Rest", -1: "CC DChg"}[int(i)] for i in MA]
CLOCK = [f"{int(h):02d}:00:00" for h in HOURS]

FILES = [
    # Spectra: delimiters, decimal signs, encodings, units, signs.
    File("plain.csv", spectrum("Frequency [Hz],Re(Z) [Ohm],Im(Z) [Ohm]"), "impedance spectrum", ARC),
    File("semicolon.csv", spectrum("f [Hz];Re(Z) [Ohm];Im(Z) [Ohm]", mark=";", comma=True), "impedance spectrum", ARC),
    File("minus.txt", spectrum("freq/Hz\tZ'/Ohm\t-Z''/Ohm", -1, mark="\t"), "impedance spectrum", ARC),
    File("kilo.csv", spectrum("f (Hz),Z' (kOhm),Z'' (kOhm)", scale=1e-3), "impedance spectrum", ARC),
    File("milli.csv", spectrum("f (Hz),Re (mΩ),-Im (mΩ)", -1, scale=1e3), "impedance spectrum", ARC),
    File("square_metre.csv", spectrum("f (Hz),Zre (Ohm.m2),Zim (Ohm.m2)", scale=1e-4), "impedance spectrum",
         {"Re(Z) [Ohm.cm2]": Z.real, "Im(Z) [Ohm.cm2]": Z.imag}),
    File("square_centimetre.csv", spectrum("f (Hz),Zre (Ω cm²),Zim (Ω cm²)"), "impedance spectrum",
         {"Re(Z) [Ohm.cm2]": Z.real}),
    File("kilohertz.csv", text("f [kHz],Zreal [Ohm],Zimag [Ohm]", F / 1e3, Z.real, Z.imag), "impedance spectrum", ARC),
    File("modulus.csv", text("frequency [Hz],|Z| [Ohm],-phase [deg]", F, abs(Z), -np.angle(Z, deg=True)),
         "impedance spectrum", ARC),
    File("spaces.txt", spectrum("freq Zre Zim", mark=" "), "impedance spectrum", ARC),
    File("bom.csv", spectrum("频率(Hz),实部(Ohm),虚部(Ohm)", encoding="utf-8-sig"), "impedance spectrum", ARC),
    File("utf16.txt", spectrum("Frequency (Hz)\tZ' (Ω)\t-Z'' (Ω)", -1, mark="\t", encoding="utf-16"),
         "impedance spectrum", ARC),
    File("gbk.csv", spectrum("频率(Hz),实部(Ohm),虚部(Ohm)", encoding="gbk"), "impedance spectrum", ARC),
    File("latin1.txt", spectrum("Frequenz [Hz];Realteil [Ohm];Imaginärteil [Ohm]", mark=";", comma=True, encoding="latin-1"),
         "impedance spectrum", ARC),
    File("area.csv", spectrum("f [Hz],Re(Z) [Ohm],Im(Z) [Ohm]", above="# area: 2 cm2\n"), "impedance spectrum",
         ARC | {"Re(Z) [Ohm.cm2]": 2 * Z.real}),
    File("diameter.csv", spectrum("f [Hz],Re(Z) [Ohm],Im(Z) [Ohm]", above="Electrode diameter: 12 mm\n"), "impedance spectrum", ARC | {"Re(Z) [Ohm.cm2]": 0.36 * np.pi * Z.real}),
    File("negative.csv", text("freq / Hz;neg. Im(Z) / Ohm;Re(Z) / Ohm", F, -Z.imag, Z.real, mark=";"), "impedance spectrum", ARC),
    File("spectra_side_by_side.csv", text("f [Hz],Z' [Ohm],Z'' [Ohm],Z' [Ohm],Z'' [Ohm]", F, Z.real, Z.imag, 2 * Z.real, 2 * Z.imag), "impedance spectrum", {"Re(Z) [Ohm]": 2 * Z.real}, options={"spectrum": 2}),
    File("nameless.csv", text("", F, Z.real, Z.imag)[1:], "impedance spectrum", ARC),
    # Spectra: instruments.
    File("eclab.mpt", eclab("freq/Hz\tRe(Z)/Ohm\t-Im(Z)/Ohm\t|Z|/Ohm\tPhase(Z)/deg\ttime/s\t<Ewe>/V\tcycle number\tRe(Y)/Ohm-1\tRe(M)\tIm(M)\tPhase(M)/deg",
         F, Z.real, -Z.imag, abs(Z), ZEROS, ZEROS, 3 * ONES, ONES, ZEROS, ZEROS, ZEROS, ZEROS), "impedance spectrum", ARC),
    File("eclab_comma.mpt", eclab("freq/Hz\tRe(Z)/Ohm\t-Im(Z)/Ohm\ttime/s", F, Z.real, -Z.imag, ZEROS, comma=True, area="1,130 cm²"),
         "impedance spectrum", ARC | {"Re(Z) [Ohm.cm2]": 1.13 * Z.real}),
    File("gamry.DTA", gamry(), "impedance spectrum", ARC | {"Im(Z) [Ohm.cm2]": 2 * Z.imag}),
    File("gamry_comma.dta", gamry(comma=True), "impedance spectrum", ARC),
    File("zview.z", text("  Freq(Hz)\tAmpl\tBias\tTime(Sec)\tZ'(a)\tZ''(b)\tGD\tErr\tRange", F, ONES, ZEROS, ZEROS, Z.real, Z.imag, ZEROS, ZEROS, ONES,
         above=ZVIEW, between="  End Comments\n", mark="\t"), "impedance spectrum", ARC),
    File("zplot.z", text('"  Freq(Hz)    Ampl     Bias   Time(Sec)   Z\'(a)    Z\'\'(b)    GD   Err   Range"', F, ONES, ZEROS, ZEROS, Z.real, Z.imag, ZEROS, ZEROS, ONES,
         above='"ZPlotW Data File: Version 3.2c"\n"Raw Data"\n0,3,0,1,300000,0.005\n13\n', mark=", "), "impedance spectrum", ARC),
    File("nova.txt", text("Index\tFrequency (Hz)\tZ' (Ω)\t-Z'' (Ω)\tZ (Ω)\t-Phase (°)\tTime (s)", np.arange(len(F)), F, Z.real, -Z.imag, abs(Z), ZEROS, ZEROS, mark="\t"),
         "impedance spectrum", ARC),
    File("parstat.txt", text("Potential (V)\tCurrent (A)\tElapsed Time (s)\tFrequency (Hz)\tZre (ohms)\tZim (ohms)\t|Vac| (V)", [3.4, 3.4, *ONES], [0.1, 0.1, *ONES], [1, 2, *ONES],
         [0, 0, *F], [0, 0, *Z.real], [0, 0, *Z.imag], [0, 0, *ONES], mark="\t"), "impedance spectrum", ARC),
    File("versastudio.par", text("Definition=Segment #, Point #, E(V), I(A), Elapsed Time(s), Frequency(Hz), E Real, Z Real, Z Imag, 0", ZEROS, ZEROS, ZEROS, ZEROS, ZEROS, F, ZEROS, Z.real, Z.imag,
         above="<Application>\nName=VersaStudio\n</Application>\n<Segment1>\nType=2\n", below="</Segment1>\n<Graph1>\nType=Unknown\n</Graph1>\n"), "impedance spectrum", ARC),
    File("chi.txt", text('Freq/Hz, Z\'/ohm, Z"/ohm, Z/ohm, Phase/deg', F, Z.real, Z.imag, abs(Z), ZEROS, above="A.C. Impedance\nInit E (V) = 0\nHigh Frequency (Hz) = 2e+6\n", mark=", "),
         "impedance spectrum", ARC),
    File("thales.P00", text(" f/Hz \t Z'/Ohm \t -Z''/Ohm \t time/s \t", F, Z.real, -Z.imag, ZEROS, [""] * len(F), above="Procedure : Some title\nDescription\n", between=" 13 \n", mark="\t"),
         "impedance spectrum", ARC),
    File("three.csv", text("f [Hz],Re(Z) [Ohm],Im(Z) [Ohm]", *(np.tile(x, 3) for x in (F, Z.real, Z.imag))), "impedance spectrum", ARC, options={"spectrum": 2}),
    File("heading_again.csv", spectrum("f [Hz],Re(Z) [Ohm],Im(Z) [Ohm]", below=spectrum("f [Hz],Re(Z) [Ohm],Im(Z) [Ohm]").decode()), "impedance spectrum", ARC, options={"spectrum": 2}),
    File("by_temperature.xlsx", sheets(**{"25 degC": pd.DataFrame({"f [Hz]": F, "Z' [Ohm]": Z.real, "Z'' [Ohm]": Z.imag}), "50 degC": pd.DataFrame({"f [Hz]": F, "Z' [Ohm]": Z.real, "Z'' [Ohm]": Z.imag})}),
         "impedance spectrum", {"Spectrum": [1] * len(F) + [2] * len(F)}),
    # Logs.
    File("log.csv", text("Time [h],U [V],I [mA]", HOURS, V, MA), "cycling log", LOG | {"Cycle": CYCLE}),
    File("german.txt", text("Zeit [h];Spannung [V];Strom [mA];Kapazität [mAh]", HOURS, V, MA, 0 * MA, mark=";", comma=True, encoding="cp1252"), "cycling log", LOG),
    File("turned.csv", text("t [s],E [V],I [A]", 3600 * HOURS, V, -1e-3 * MA), "cycling log", LOG),
    File("bdf.bdf.csv", text("Test Time / s,Voltage / V,Current / A,Cycle Count / 1", 3600 * HOURS, V, 1e-3 * MA, CYCLE), "cycling log", LOG | {"Cycle": CYCLE}),
    File("bdf_machine.csv", text("test_time_second,voltage_volt,current_ampere,ambient_temperature_celsius", 3600 * HOURS, V, 1e-3 * MA, 25 + 0 * MA), "cycling log", LOG | {"Temperature [degC]": 25 + 0 * MA}),
    File("log.parquet", parquet(FRAME), "cycling log", LOG),
    File("arbin.csv", text("Data_Point,Test_Time,DateTime,Step_Time,Step_Index,Cycle_Index,Current,Voltage,Charge_Capacity,Discharge_Capacity",
         np.arange(16), 3600 * HOURS, HOURS, HOURS, CYCLE, CYCLE, 1e-3 * MA, V, SUMMED, LEFT), "cycling log", LOG | {"Charge capacity [A.h]": SUMMED}),
    File("arbin.xlsx", sheets(Global_Info=[["TEST REPORT"], ["Channel", "Start"], [11, "2020"]], Channel_1_1=FRAME), "cycling log", LOG),
    File("arbin_parts.xlsx", sheets(**{"Channel_1_1": FRAME[:9], "Channel_1_2": FRAME[9:]}), "cycling log", LOG),
    File("maccor.txt", text("Rec#\tCyc#\tStep\tTest (Sec)\tStep (Sec)\tAmp-hr\tWatt-hr\tAmps\tVolts\tState\tES\tDPt Time", np.arange(16), CYCLE, CYCLE, 3600 * HOURS, HOURS, 1e-3 * STEP, 0 * MA,
         1e-3 * abs(MA), V, [{1: "C", 0: "R", -1: "D"}[int(i)] for i in MA], 0 * MA, ["10/21/2019 10:59:59"] * 16, above="Today's Date 10/10/2019  Date of Test:\t10/10/2019\t Filename:\tC:\\x\n", mark="\t"), "cycling log", LOG | {"Cycle": CYCLE}),
    File("neware.csv", text("DataPoint,Cycle Index,Step Index,Step Type,Time,Total Time,Current(mA),Voltage(V),Capacity(mAh),Spec. Cap.(mAh/g)", np.arange(16), CYCLE, CYCLE, STATES, CLOCK, CLOCK, MA, V, STEP, STEP),
         "cycling log", LOG | {"Cycle": CYCLE}),
    File("neware_gbk.csv", text("数据序号,循环号,工步号,工步类型,总时间,电流(mA),电压(V),容量(mAh)", np.arange(16), CYCLE, CYCLE, [{1: "恒流充电", 0: "搁置", -1: "恒流放电"}[int(i)] for i in MA], CLOCK, MA, V, STEP, encoding="gbk"),
         "cycling log", LOG | {"Cycle": CYCLE}),
    File("neware.xlsx", sheets(unit=[["Start", "2024"]], cycle=pd.DataFrame({"Cycle Index": [1, 2], "Chg. Cap.(Ah)": [2e-3] * 2, "DChg. Cap.(Ah)": [2e-3] * 2}),
         record=pd.DataFrame({"DataPoint": range(16), "Cycle Index": CYCLE, "Step Type": STATES, "Total Time": CLOCK, "Current(A)": 1e-3 * MA, "Voltage(V)": V})), "cycling log", LOG | {"Cycle": CYCLE}),
    File("neware_sheet.xlsx", sheets(cycle=pd.DataFrame({"Cycle Index": [1, 2], "DChg. Cap.(mAh)": [2.0, 1.9]}), record=FRAME), "retention table",
         {"Cycle": [1, 2], "Discharge capacity [A.h]": [2e-3, 1.9e-3]}, options={"sheet": "cycle"}),
    File("neware_levels.csv", (
        b"Cycle Index,Chg. Cap.(mAh),DChg. Cap.(mAh)\n,Step Index,Step Type,Step Time\n,,DataPoint,Time,Total Time,Current(mA),Voltage(V)\n"
        b"1,2.0,2.0,1,CC Chg,02:00:00\n,,1,00:00:00,00:00:00,1,3.3\n,,2,01:00:00,01:00:00,1,3.4\n,2,CC DChg,01:00:00\n,,3,00:00:00,01:00:00,-1,3.3\n,,4,01:00:00,02:00:00,-1,3.2\n"
        ), "cycling log", {"Time [s]": [0, 3600, 3600, 7200], "Current [A]": [1e-3, 1e-3, -1e-3, -1e-3], "Cycle": [1] * 4, "Step": [1, 1, 2, 2]}),
    File("landt.csv", text("Record,TestTime/Sec,StepTime/Sec,Current/mA,Capacity/mAh,SpeCap/mAh/g,Voltage/V,Cycle-Index,Step-State", np.arange(16), 3600 * HOURS, HOURS, MA, 0 * MA, 0 * MA, V, CYCLE, STATES), "cycling log", LOG),
    File("basytec.txt", text("~Time[h]\tDataSet\tt-Step[h]\tCommand\tU[V]\tI[A]\tAh[Ah]\tT1[°C]\tCyc-Count", HOURS, HOURS, HOURS, STATES, V, 1e-3 * MA, 0 * MA, 25 + 0 * MA, CYCLE,
         above="~Resultfile from Basytec Battery Test System\n~Battery: cell\n~\n", mark="\t", encoding="cp1252"), "cycling log", LOG | {"Temperature [degC]": 25 + 0 * MA}),
    File("gcpl.mpt", eclab("mode\tox/red\ttime/s\tcontrol/V/mA\tEwe/V\tI/mA\tdq/mA.h\tcycle number\tQ discharge/mA.h\tQ charge/mA.h\tEce/V", 0 * MA, MA > 0, 3600 * HOURS, 0 * MA, V, MA, 0 * MA, CYCLE - 1, 1e3 * LEFT, 1e3 * SUMMED, 0 * MA, comma=True), "cycling log",
         LOG | {"Cycle": CYCLE - 1, "Discharge capacity [A.h]": LEFT}),
    File("step_time.csv", text("Step Time (h),Voltage (mV),Current (uA),State", [0, 1, 2, 0, 1, 0, 1, 2], 1e3 * V[:8], 1e3 * abs(MA[:8]), STATES[:8]), "cycling log", {"Time [s]": 3600 * np.array([0, 1, 2, 2, 3, 3, 4, 5.0]), "Voltage [V]": V[:8], "Current [A]": 1e-3 * MA[:8]}),
    File("mass.csv", text("Time [h],E vs Li/Li+ (V),Cell current [mA],Q_chg (mAh),Q_dis (mAh)", HOURS, V, MA, 1e3 * SUMMED, 1e3 * LEFT, above="# active mass [mg]: 2\n"), "cycling log", LOG | {"Specific discharge capacity [mA.h.g-1]": LEFT * 1e6 / 2}),
    File("told_by_charge.csv", text("Time [h],Voltage [V],Current,Charge capacity [mAh],Discharge capacity [mAh]", HOURS, V, MA, 1e3 * SUMMED, 1e3 * LEFT), "cycling log", LOG),
    File("cut_off.csv", text("Time [h],U [V],I [mA]", HOURS, V, MA, below="11,3."), "cycling log", LOG),
    File("lithium.csv", text("t [min],E [mV],J [mA/cm2]", 30 * T20, 50 * LITHIUM, 0.1 * LITHIUM), "Li|Li polarisation log", {"Time [s]": 1800 * T20, "Voltage [V]": 0.05 * LITHIUM, "Current density [mA.cm-2]": 0.1 * LITHIUM}),
    File("copper.csv", text("t [h],E [V],I [mA]", T20, COPPER_V, COPPER), "Li|Cu plating and stripping", {"Voltage [V]": COPPER_V, "Current [A]": 1e-3 * COPPER}),
    File("gitt.csv", text("t [h],E [V],I [mA]", T24, PULSE_V, PULSES), "pulses or GITT", {"Voltage [V]": PULSE_V, "Current [A]": 1e-3 * PULSES}),
    # Curves and tables.
    File("discharge.csv", text("Capacity [mAh/g],Voltage [V]", [0, 50, 100, 150], [3.5, 3.4, 3.3, 2.5]), "discharge curve", {"Specific capacity [mA.h.g-1]": [0, 50, 100, 150], "Voltage [V]": [3.5, 3.4, 3.3, 2.5]}),
    File("side_by_side.csv", b"Q 0.1C (mAh/g),V 0.1C (V),Q 1C (mAh/g),V 1C (V)\n0,3.45,0,3.4\n80,3.4,60,3.2\n150,2.5,,\n", "discharge curve", {"Specific capacity [mA.h.g-1]": [0, 80, 150, 0, 60], "C-rate": [0.1, 0.1, 0.1, 1, 1]}),
    File("rates.csv", b"C-rate;Discharge capacity (mAh/g)\nC/10;150,5\n0.5C;140\n2C;90,25\n", "rate table", {"C-rate": [0.1, 0.5, 2], "Specific discharge capacity [mA.h.g-1]": [150.5, 140, 90.25]}),
    File("retention.xlsx", sheets(data=[["Cycle number", "Discharge capacity (mAh g-1)", "Coulombic efficiency (%)"], [1, 150, 99.1], [2, 149.5, 99.8]]), "retention table", {"Cycle": [1, 2], "Specific discharge capacity [mA.h.g-1]": [150, 149.5], "Coulombic efficiency": [0.991, 0.998]}),
    File("films.csv", "LLZTO [wt%],T [°C],σ [S/cm]\n0,25,1e-5\n15,25,2.4e-4\n".encode(), "film table", {"Temperature [degC]": [25, 25], "Conductivity [mS.cm-1]": [0.01, 0.24], "Filler content [wt%]": [0, 15]}),
    File("arrhenius.csv", b"1000/T (K-1),log sigma (S/cm)\n3.0,-3\n3.3,-4\n", "film table", {"Temperature [degC]": [1000 / 3 - 273.15, 1000 / 3.3 - 273.15], "Conductivity [mS.cm-1]": [1, 0.1]}),
    File("brackets.csv", "filler_wt_percent,T [K],log(σ / S cm-1)\n10,298.15,-4\n20,323.15,-3\n".encode(), "film table", {"Filler content [wt%]": [10, 20], "Temperature [degC]": [25, 50], "Conductivity [mS.cm-1]": [0.1, 1]}),
    File("ocv.csv", b"SOC [%],OCV [V]\n0,3.0\n50,3.43\n100,3.6\n", "open-circuit curve", {"Charge state": [0, 0.5, 1], "Open-circuit voltage [V]": [3, 3.43, 3.6]}),
    File("own.json", b'{"Kind": "x", "Table": {"Cycle": [1, 2], "Specific discharge capacity [mA.h.g-1]": [150, 149]}}', "retention table", {"Cycle": [1, 2]}),
]  # fmt: skip

WRONG = [
    File("empty.csv", b"", said="the file is empty"),
    File("binary.csv", bytes(range(256)) * 4, said="it is not a text file"),
    File("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(100), said="it is a picture"),
    File("packed.csv", b"\x1f\x8b" + bytes(100), said="packed with gzip"),
    File("prose.txt", b"The cell was charged.\nThen it was not.\n", said="no line is a heading"),
    File("heading_only.csv", b"Time [s],Voltage [V],Current [A]\n", said="a header but no row"),
    File("no_unit.csv", text("Time [h],Voltage [V],Current", HOURS, V, MA), said="column 'Current' has no unit"),
    File("no_time_unit.csv", text("Time,Voltage [V],Current [A]", HOURS, V, MA), said="column 'Time' has no unit"),
    File("wrong_unit.csv", text("Time [h],Voltage [V],Current [V]", HOURS, V, MA), said="no kind of measurement|Current"),
    File("word.csv", b"Time [s],Voltage [V],Current [A]\n0,3.4,1\n1,high,1\n2,3.5,1\n", said="row 3, column 'Voltage .V.': 'high' is not a number"),
    File("either.csv", b"f [Hz]\tRe [Ohm]\tIm [Ohm]\n10\t1,234\t-1\n5\t1,235\t-1\n2\t1,236\t-1\n1\t1,237\t-1\n", said="'1,234' is not a number; write a decimal point"),
    File("ragged.csv", b"Time [s],Voltage [V],Current [A]\n0,3.4,1\n1,3.4,1,7,8\n2,3.5,1\n", said="row 3: 5 cells for 3 columns"),
    File("mixed_signs.csv", b"f [Hz];Re [Ohm];Im [Ohm]\n100.000;12,51;-1\n10;13,5;-1\n", said="has a point where other numbers have a decimal comma"),
    File("no_frequency.csv", text("Re(Z) [Ohm],Im(Z) [Ohm],time [s]", Z.real, Z.imag, ZEROS), said="no column of frequency"),
    File("two_units.csv", spectrum("f [Hz],Re(Z) [Ohm],Im(Z) [Ohm.cm2]"), said="real and imaginary part have different units"),
    File("two_areas.csv", spectrum("f [Hz],Re(Z) [Ohm],Im(Z) [Ohm]", above="# area 1 cm2\n# area 2 cm2\n"), said="several electrode areas"),
    File("arbin.res", b"\x00\x01\x00\x00Standard Jet DB", said="database of Arbin; export it"),
    File("log.pkl", b"\x80\x04", said="a Python pickle"),
    File("broken.xlsx", b"PK\x03\x04xl/workbook" + bytes(50), said="no spreadsheet, or a damaged one"),
    File("broken.parquet", b"PAR1" + bytes(50), said="no Parquet table, or a damaged one"),
    File("no_sheet.xlsx", sheets(a=FRAME), said="no filled sheet 'b'; there are 'a'", options={"sheet": "b"}),
    File("two_logs.xlsx", sheets(a=FRAME, b=FRAME), said="2 of its sheets have such tables, 'a', 'b'; choose one with --sheet"),
    File("no_spectrum.csv", spectrum("f [Hz],Re(Z) [Ohm],Im(Z) [Ohm]"), said="there is no spectrum 3; it holds 1", options={"spectrum": 3}),
    File("log_as_spectrum.csv", text("Time [h],U [V],I [mA]", HOURS, V, MA), said="it holds no impedance spectrum", options={"spectrum": 1}),
    File("millivolts.csv", text("Time [h],U [V],I [mA]", HOURS, 1e3 * V, MA), said="3300 lies outside -20 to 20 .and 15 more. V; is it mV"),
    File("kelvin.csv", b"wt%,T [degC],sigma [S/cm]\n0,298,1e-5\n10,348,1e-4\n10,398,1e-3\n", said="348 lies outside -100 to 300 .and 1 more. degC; is it K"),
    File("turned_sign.csv", spectrum("f [Hz],Re(Z) [Ohm],Im(Z) [Ohm]", -1), said="the column is probably -Im.Z."),
    File("log_frequency.csv", text("f [Hz],Re(Z) [Ohm],Im(Z) [Ohm]", np.log10(F), Z.real, Z.imag), said="-0.5 lies outside 0 to 1e.12 .and 1 more. Hz; is it the logarithm"),
    File("infinite.csv", b"Time [s],Voltage [V],Current [A]\n0,3.4,1\n1,inf,1\n2,3.5,1\n", said="inf lies outside"),
    File("nothing.json", b'{"a": 1', said="it is no JSON"),
    File("numbers.csv", b"1,2,3,4\n2,3,4,5\n3,4,5,6\n", said="no line is a heading"),
    File("sizes.csv", b"name,size\na,1\nb,2\n", said="no line is a heading"),
]  # fmt: skip
