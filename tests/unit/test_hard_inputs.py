"""Files and options that nobody should give: one line and exit code 2, soon and without a trace."""

import errno
import gc
import json
import os
import re
import signal
import subprocess
import sys
import warnings

import numpy as np
import pandas as pd
import pybamm
import pytest

from sclcell import Cell, InputError, SimulationFailed
from sclcell.cli import main
from sclcell.experiments.cycling import cycle_lfp
from sclcell.experiments.cycling.checkpoint import Checkpoint
from sclcell.experiments.protocols import parse_protocol
from sclcell.experiments.simulator import Simulator
from sclcell.exploration.engine import Engine, Task
from sclcell.exploration.lint import ready_studies
from sclcell.exploration.outputs import OutputSpec, evaluate
from sclcell.exploration.store import Store
from sclcell.fitting.inference.evaluation_log import EvaluationLog
from sclcell.fitting.inference.objective import Objective
from sclcell.fitting.problem.loading import load_problem, ready_problems
from sclcell.inputs import file_text, read_toml
from sclcell.models import CompositeElectrolyteSPMe
from sclcell.output_files import check_folder, csv_text, replacing, write_csv
from sclcell.parameter_sets.electrolytes import load_electrolyte
from sclcell.tables import read_table

FILM = """name = "mine"
filler_wt_percent = 10
[matrix]
conductivity_mS_cm = 0.08
transference_number = 0.2
activation_energy_eV = 0.3
"""
STUDY = "title = 't'\n[variables]\n"
PROBLEM = """
[cell]
area_cm2 = 1.13
[[data]]
name = "d"
kind = "{kind}"
file = "{file}"
{more}
[parameters]
"Positive particle reference diffusivity [m2.s-1]" = {{ {free} }}
"""


@pytest.fixture
def run(capfd, tmp_path, monkeypatch):
    """Return what runs a command in an empty folder: exit code, output, error."""
    monkeypatch.chdir(tmp_path)

    def go(*arguments):
        with pytest.raises(SystemExit) as stop:
            main([str(one) for one in arguments])
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        assert "internal error" not in err
        return stop.value.code, out, err

    return go


@pytest.fixture
def refused(run):
    """Return the one line with which a command refuses, before it does anything."""

    def go(*arguments):
        code, out, err = run(*arguments)
        assert (code, out, err.count("\n")) == (2, "", 1), (code, out, err)
        assert len(err) < 3100
        return err

    return go


def checked(tmp_path, table, kind="rate capability", file="d.csv", more="", free=""):
    """Write a problem and its table."""
    text = PROBLEM.format(kind=kind, file=file, more=more, free=free)
    (tmp_path / "p.toml").write_text(text)
    raw = table if isinstance(table, bytes) else table.encode()
    (tmp_path / file).write_bytes(raw)
    return "fit", "--check", "p.toml"


class TestToml:
    @pytest.mark.parametrize("mark", ["", "\ufeff"])
    @pytest.mark.parametrize(
        "encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "gbk"]
    )
    def test_text_of_any_usual_encoding_is_read(self, tmp_path, encoding, mark):
        comment = {"latin-1": "# é\n", "gbk": "# 电池的\n"}.get(encoding, "# é\n")
        if mark and encoding in ("latin-1", "gbk", "utf-16", "utf-32"):
            pytest.skip("it has no mark, or its own")
        (tmp_path / "f.toml").write_bytes((mark + comment + FILM).encode(encoding))
        assert load_electrolyte(tmp_path / "f.toml").name == "mine"

    def test_chinese_is_told_from_accents(self, tmp_path):
        for text, encoding in (("容量 [mAh/g]", "gbk"), ("Kapazität für Größe", "latin-1")):
            (tmp_path / "t").write_bytes(text.encode(encoding))
            assert file_text(tmp_path / "t") == text

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"PK\x03\x04" + bytes(50), "a spreadsheet or a zip archive"),
            (b"\x1f\x8b\x08", "packed with gzip"),
            (b"\xfd7zXZ\x00", "packed with xz"),
            (b"PAR1", "a Parquet table"),
            ((FILM + "\0").encode(), "not a text file"),
            (("a = " + "[" * 5000 + "]" * 5000).encode(), "nested too deeply"),
            (("a = " + "[" * 30 + "]" * 30).encode(), "nested too deeply"),
            (("a = " + "9" * 5000).encode(), "thousands of digits"),
            (("a = " + "9" * 400).encode(), "too large"),
            (b'a = "x\\u0000y"', "control character"),
            (b'"a\\u001b[31m" = 1', "control character"),
            (b"a = 2020-01-01", "a date or time"),
            (b"a = 2020-99-99", "not valid TOML"),
            (b"a = [1, {b = 07:32:00}]", "a.1.b = 07:32:00 is a date or time"),
            (b'a = "' + b"x" * 20_000 + b'"', "20000 characters"),
            (b"schema = " + b"9" * 400, "written for schema 999"),
            (b"#" * 3_000_000, "more than 2 MB"),
        ],
    )
    def test_what_no_key_takes_is_named(self, tmp_path, content, said):
        (tmp_path / "f.toml").write_bytes(content)
        with pytest.raises(InputError, match=said) as error:
            read_toml(tmp_path / "f.toml")
        assert len(str(error.value)) < 700

    @pytest.mark.parametrize("command", ["electrolyte", "fit", "explore"])
    def test_what_is_no_file_is_not_read(self, refused, tmp_path, command):
        os.mkfifo(tmp_path / "pipe.toml")
        (tmp_path / "folder.toml").mkdir()
        (tmp_path / "zero.toml").symlink_to("/dev/zero")
        (tmp_path / "loop.toml").symlink_to("loop.toml")
        for name, said in (
            ("pipe.toml", "it is a pipe or a device"),
            ("zero.toml", "it is a pipe or a device"),
            ("folder.toml", "it is a folder"),
            ("no.toml", "no such file"),
            ("loop.toml", "no such file|symbolic links"),
            ("n" * 300 + ".toml", "file name too long"),
            ("a\0b.toml", "no such file|null"),
        ):
            error = refused(command, name)
            assert any(part in error for part in said.split("|")), error

    def test_films(self, refused, tmp_path):
        for added, said in (
            ('[filler]\nkind = "lagp"', "input should be 'LLZTO' or 'LAGP'"),
            ("[coating]", "[coating] kind is missing"),
            ("[filler]\nradius_nm = nan", "radius_nm = nan: input should be a finite number"),
            ("[filler]\nradius = 3", "[filler] radius: unknown key; did you mean 'radius_nm'?"),
        ):
            (tmp_path / "f.toml").write_text(f"{FILM}{added}\n")
            assert said in refused("electrolyte", "f.toml")
        (tmp_path / "f.toml").write_text(FILM.replace("mine", "a\\nb"))
        assert "name = 'a\\nb'" in refused("electrolyte", "f.toml")


class TestStudies:
    @pytest.mark.parametrize(
        ("levels", "said"),
        [
            ("[nan]", "0 = nan: input should be a finite number"),
            ("[inf]", "0 = inf"),
            ("[[1]]", "0 = [1]"),
            ("[{a = 1}]", "levels"),
            ("[true]", "true and false are no numbers"),
            ("[2020-01-01]", "date or time"),
            ("[" + "9" * 400 + "]", "too large"),
            ("3", "levels = 3: input should be a list"),
        ],
    )
    def test_levels(self, refused, tmp_path, levels, said):
        (tmp_path / "s.toml").write_text(f"{STUDY}temperature_degC = {{ levels = {levels} }}\n")
        error = refused("explore", "s.toml", "--quiet")
        assert said in error
        assert "1 fault" in error or "date" in said or "large" in said

    @pytest.mark.parametrize(
        ("added", "said"),
        [
            ("[outputs]\nprotocol = 3", "protocol = 3: input should be a text or a list"),
            ('[outputs]\nprotocol = "discharge at 1.2.3C"', "'discharge at 1.2.3C' is not known"),
            ('[outputs]\nprotocol = ["charge at 1.2C.3"]', "is not understood"),
            ('[outputs]\nprotocol = ["charge at 1e9C", "discharge at 1C"]', "not understood"),
            ('[outputs]\nprotocol = ["charge at 999C", "discharge at 1C"]', "at most|500"),
            ("[sampling]\nseed = 99999999999", "seed = 99999999999: input should be less than"),
            ("[optimise]\nseed = -1", "seed = -1"),
            ("[outputs]\nrates_C = [nan]", "rates_C"),
            ("[fixed]\nrate_C = inf", "rate_C = inf"),
            ('[[maps]]\nx = "temperature_degC"\ny = "temperature_degC"', "x and y are the same"),
        ],
    )
    def test_keys(self, refused, tmp_path, added, said):
        text = f"{STUDY}temperature_degC = {{ levels = [20] }}\n{added}\n"
        (tmp_path / "s.toml").write_text(text)
        error = refused("explore", "s.toml", "--quiet")
        assert any(part in error for part in said.split("|")), error

    def test_no_variable_and_too_many_designs(self, refused, tmp_path):
        (tmp_path / "s.toml").write_text(STUDY)
        assert "needs a variable" in refused("explore", "s.toml")
        wide = "".join(
            f"{name} = {{ low = {low}, high = {high}, count = 1000 }}\n"
            for name, low, high in (
                ("temperature_degC", 0, 60),
                ("separator_thickness_um", 10, 60),
                ("rate_C", 1, 5),
            )
        )
        (tmp_path / "s.toml").write_text(STUDY + wide)
        assert "1000000000 designs" in refused("explore", "s.toml")


class TestTables:
    ARCHIVES = (
        ("d.zip", b"PK\x03\x04" + bytes(50), "zip archive"),
        ("d.xlsx", b"PK\x03\x04xl/workbook", "no spreadsheet"),
        ("d.xls", b"\xd0\xcf\x11\xe0", "no spreadsheet"),
        ("d.ods", b"junk", "no row"),
        ("d.csv.gz", b"\x1f\x8b\x08\x00", "packed with gzip"),
        ("d.csv.xz", b"\xfd7zXZ\x00", "packed with xz"),
        ("d.zst", b"\x28\xb5\x2f\xfd1", "packed with zstd"),
        ("d.tar", b"a\n" * 128 + b"\xff" + b"ustar\0" + b"x\n" * 9, "tar archive"),
        ("d.parquet", b"PAR1", "Parquet"),
        ("d.parquet", b"", "Parquet"),
        ("d.csv", b"", "empty"),
        ("d.csv", b"\0" * 99, "not a text"),
        ("d.csv", b"1,150\n2,140\n", "it has no heading"),
    )

    @pytest.mark.parametrize(("name", "content", "said"), ARCHIVES)
    def test_content_says_what_a_file_is(self, tmp_path, name, content, said):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ValueError, match=said):
            read_table(tmp_path / name)

    @pytest.mark.parametrize(
        "arguments",
        [("eis", "--data"), ("rate", "--parameters"), ("rate", "--bands"), ("fit", "--check")],
    )
    def test_every_reader_says_it_in_one_line(self, refused, tmp_path, arguments):
        for name, content, _ in self.ARCHIVES:
            if arguments[0] == "fit":
                refused(*checked(tmp_path, content, file=name))
            elif name.endswith((".csv", ".parquet")) or "bands" not in arguments[1]:
                (tmp_path / name).write_bytes(content)
                refused(*arguments, name)

    def test_parquet_is_read_like_text(self, tmp_path):
        frame = pd.DataFrame({"a": [1.5, np.nan], "b": ["x", None], "c": [{"a": 1}, None]})
        frame.to_parquet(tmp_path / "t.parquet")
        cells = read_table(tmp_path / "t.parquet").cells
        assert cells["b"].tolist() == ["x", ""]
        assert cells.index.tolist() == [1, 2]

    def test_tables_beyond_all_measure_are_refused(self, tmp_path):
        (tmp_path / "t.csv").write_text("a,b\n" + "1,2\n" * 30)
        with pytest.raises(ValueError, match=r"it has 30 rows, and at most 10 are read; .* 3th"):
            read_table(tmp_path / "t.csv", most_rows=10)

    def test_a_spectrum_of_a_million_rows_is_refused_at_once(self, refused, tmp_path):
        heading = "Frequency [Hz],Re(Z) [Ohm.cm2],Im(Z) [Ohm.cm2]\n"
        (tmp_path / "z.csv").write_text(heading + "1,2,-3\n" * 1_000_000)
        error = refused("eis", "--data", "z.csv")
        assert "it has 1000000 rows, and at most 1000 are read" in error

    def test_a_spectrum_of_zeros_is_refused(self, refused, tmp_path):
        rows = "".join(f"{10 ** (k / 5)},0,0\n" for k in range(20))
        heading = "Frequency [Hz],Re(Z) [Ohm.cm2],Im(Z) [Ohm.cm2]\n"
        (tmp_path / "z.csv").write_text(heading + rows)
        assert "the real part is mostly not positive" in refused("eis", "--data", "z.csv")


RETENTION = "Cycle,Capacity [mAh/g]\n"


class TestProblems:
    @pytest.mark.parametrize(
        ("table", "options", "said"),
        [
            ("x\n", {"more": "", "file": "d.csv", "kind": "rate capabilty"}, "1 fault: [data.d]"),
            (f"{RETENTION}1,0\n", {"kind": "retention", "more": "rate_C = 1"}, "0 lies outside"),
            (f"{RETENTION}-5,9\n", {"kind": "retention", "more": "rate_C = 1"}, "-5 lies outside"),
            (f"{RETENTION}1.5,9\n", {"kind": "retention", "more": "rate_C = 1"}, "whole numbers"),
            (f"{RETENTION}1e9,9\n", {"kind": "retention", "more": "rate_C = 1"}, "lies outside"),
            ("C-rate,Capacity [mAh/g]\n1,0\n", {}, "0 lies outside"),
            ("C-rate,Capacity [mAh/g]\n1,1+2j\n", {}, "'1+2j' is not a number"),
            ("C-rate,Capacity [mAh/g]\n1,9\n", {"more": 'units = { speed = "C" }'}, "'speed'"),
            ("C-rate,Capacity [mAh/g]\n1,9\n", {"free": "low = -1"}, "-1: allowed is above 0"),
            ("C-rate,Capacity [mAh/g]\n1,9\n", {"free": "low = nan"}, "low = nan"),
            ("C-rate,Capacity [mAh/g]\n1,9\n", {"more": 'reader = "foo"'}, "reader 'foo' is not"),
            ("C-rate,Capacity [mAh/g]\n1,9\n", {"more": 'reader = "neware"'}, "cannot read it"),
            (
                "Time [h],Voltage [V]\n1,-0.1\n",
                {
                    "kind": "polarisation",
                    "more": 'current_mA_cm2 = 0.1\ncharge_mAh_cm2 = 0.05\nreading = "one polarity"',
                },
                "-0.1 lies outside 0 to 6 V",
            ),
            (
                "electrolyte,quantity,value,unit\nmine.toml,ionic conductivity,1,mS/cm\n",
                {"kind": "material"},
                "'mine.toml' is none of the films whose constants are fitted",
            ),
            (
                "electrolyte,quantity,value,unit\nPHLP,ionic conductivty,1,mS/cm\n",
                {"kind": "material"},
                "did you mean 'ionic conductivity'?",
            ),
            (
                "electrolyte,quantity,value,unit\nPHLP,glow,1,\n",
                {"kind": "material"},
                "no row has a quantity that there is a law for",
            ),
        ],
    )
    def test_the_check_finds_what_the_fit_would(self, refused, tmp_path, table, options, said):
        assert said in refused(*checked(tmp_path, table, **options))

    def test_an_empty_list_of_files(self, refused, tmp_path):
        checked(tmp_path, "x\n")
        text = (tmp_path / "p.toml").read_text().replace('"d.csv"', "[]")
        (tmp_path / "p.toml").write_text(text)
        assert "file = []" in refused("fit", "--check", "p.toml")

    @pytest.mark.parametrize("reader", ["neware", "biologic", "maccor", "arbin", "bdf", "novonix"])
    def test_readers_that_stumble_are_not_quoted_at_length(self, refused, tmp_path, reader):
        for table in ("", "a\n", "x,y\n" * 5000, b"\x1f\x8b", "é" * 40_000):
            error = refused(*checked(tmp_path, table, more=f'reader = "{reader}"'))
            assert len(error) < 600

    def test_a_rate_that_cannot_start_does_not_cost_the_others(self, tmp_path):
        text = PROBLEM.format(kind="rate capability", file="d.csv", more="", free="")
        name = '"Positive particle reference diffusivity [m2.s-1]" = {  }'
        mine = '"Initial stoichiometry in positive electrode" = { low = 0.01, high = 0.9 }'
        text = text.replace(name, mine).replace("1.13", "1.13\nareal_loading_mg_cm2 = 30")
        assert mine in text
        (tmp_path / "p.toml").write_text(text)
        (tmp_path / "d.csv").write_text("C-rate,Capacity [mAh/g]\n0.5,150\n50,40\n")
        objective = Objective(load_problem(tmp_path / "p.toml"))
        (comparison,) = objective.comparisons(objective.start)
        slow, fast = comparison.table["Model"]
        assert slow > 50
        assert fast == 0
        assert all("Multiplication" not in reason for reason in comparison.failures)

    def test_a_fit_prints_how_well_it_fits(self, run, tmp_path):
        head = "electrolyte,quantity,value,unit\n"
        table = f"{head}PHLP,ionic conductivity,0.08,mS/cm\nPHLP,activation energy,0.3,eV\n"
        checked(tmp_path, table, kind="material")
        text = (tmp_path / "p.toml").read_text().partition("[parameters]")[0]
        quick = '[parameters]\n"Matrix conductivity [S.m-1]" = {}\n[algorithm]\n'
        quick += "global_evaluations = 0\nstarts = 1\n[analysis]\nsamples = 10\npredictive = 0\n"
        (tmp_path / "p.toml").write_text(text + quick)
        code, out, _ = run("fit", "p.toml", "--quiet")
        assert code == 0
        assert re.search(
            r"chi squared [\d.e+-]+ of 2 residuals; errors are those of the noise", out
        )

    def test_without_a_problem_nothing_starts(self, refused):
        error = refused("fit")
        assert all(name in error for name in ("no problem was given", *ready_problems()))

    def test_help_names_all_that_is_ready(self, run):
        for command, ready in (("fit", ready_problems()), ("explore", ready_studies())):
            out = run(command, "--help")[1]
            assert [name for name in ready if name not in out] == []


class TestOptions:
    @pytest.mark.parametrize(
        "arguments",
        [
            "symmetric --current-density {}",
            "symmetric --hours {}",
            "symmetric --capacity {}",
            "cycle --c-rate {}",
            "cycle --cycles {}",
            "rate --rates {}",
            "rate --temperature {}",
            "rate --charge-temperature {}",
            "rate --areal-loading {}",
            "rate --separator-thickness {}",
            "rate --bands --draws {}",
            "electrolyte --filler-mass-fraction {}",
            "eis --stoichiometry {}",
            "eis --data x.csv --area {}",
        ],
    )
    @pytest.mark.parametrize("number", ["nan", "inf", "-inf", "-1e9", "1e300", "x", "1e999"])
    def test_numbers_that_cannot_be(self, refused, arguments, number):
        refused(*arguments.format(number).split())

    @pytest.mark.parametrize("arguments", ["symmetric --current-density 0", "cycle --c-rate 0"])
    def test_zero_where_something_must_flow(self, refused, arguments):
        assert "= 0" in refused(*arguments.split())

    def test_ends_of_ranges_belong_to_them(self, run):
        for T in ("-30", "80"):
            assert run("electrolyte", f"--temperature={T}")[0] == 0

    def test_the_option_that_was_meant(self, refused):
        assert "did you mean '--temperature'?" in refused("rate", "--temp", "30")
        assert "--help'?" not in refused("rate", "--zzz", "30")

    def test_high_rates_warn_of_nothing(self, run):
        with warnings.catch_warnings():
            warnings.simplefilter("error", RuntimeWarning)
            code, _, err = run("rate", "--rates", "10")
        assert (code, err) == (0, "")


class TestOutputs:
    @pytest.mark.parametrize(
        "option",
        [
            "--json no/x.json",
            "--json folder",
            f"--json {'x' * 300}",
            "--json file/x.json",
            "--json pipe",
            "--out file",
            "--out file/x",
            f"--out {'x' * 300}",
            "--out /proc/nothing",
            "--json a\0b",
            "--out a\0b",
        ],
    )
    @pytest.mark.parametrize("command", ["report", "cycle", "lab", "fit reference", "explore"])
    def test_are_looked_at_before_the_work(self, refused, tmp_path, command, option):
        (tmp_path / "folder").mkdir()
        (tmp_path / "file").write_text("")
        os.mkfifo(tmp_path / "pipe")
        name, value = option.split(" ")
        refused(*command.split(), name, value)
        assert {p.name for p in tmp_path.iterdir()} == {"folder", "file", "pipe"}

    def test_a_full_disk_is_named_with_what_to_do(self, refused):
        error = refused("electrolyte", "--json", "/dev/full")
        assert "No space left on device; make room on that disk" in error

    def test_what_was_there_stays_when_the_disk_is_full(self, tmp_path):
        path = tmp_path / "x.json"
        path.write_text("former")

        def fill():
            with replacing(path) as stream:
                stream.write(b"half")
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        with pytest.raises(InputError, match="make room"):
            fill()
        assert [p.name for p in tmp_path.iterdir()] == ["x.json"]
        assert path.read_text() == "former"

    def test_what_killed_runs_have_left_is_removed(self, tmp_path):
        (tmp_path / ".x.json.4194999").write_text("half")
        (tmp_path / ".x.json.1").write_text("of a process that lives")
        with replacing(tmp_path / "x.json") as stream:
            stream.write(b"whole")
        assert sorted(p.name for p in tmp_path.iterdir()) == [".x.json.1", "x.json"]

    def test_links_and_rights_stay(self, tmp_path):
        (tmp_path / "real").write_text("a")
        (tmp_path / "real").chmod(0o640)
        (tmp_path / "link").symlink_to("real")
        with replacing(tmp_path / "link") as stream:
            stream.write(b"b")
        assert (tmp_path / "link").is_symlink()
        assert (tmp_path / "real").read_text() == "b"
        assert (tmp_path / "real").stat().st_mode & 0o777 == 0o640

    def test_a_look_leaves_no_folder(self, tmp_path):
        check_folder(tmp_path / "a" / "b")
        assert not any(tmp_path.iterdir())

    def test_no_text_is_a_formula(self, tmp_path):
        table = pd.DataFrame(
            {"=a": ["=1+1", "-2", "@x"], "n": [-1.5, 2, 3], "m": ["+3e4", "", "ok"]}
        )
        lines = csv_text(table).splitlines()
        assert lines == ["'=a,n,m", "'=1+1,-1.5,+3e4", "-2,2.0,", "'@x,3.0,ok"]
        write_csv(table, tmp_path / "t.csv")
        assert read_table(tmp_path / "t.csv").cells["=a"].tolist() == ["=1+1", "-2", "@x"]

    def test_names_that_are_no_text(self, run, tmp_path):
        name = os.fsdecode(b"film\xff.toml")
        (tmp_path / name).write_text(FILM)
        code, _, err = run("electrolyte", name, "--json", "x.json")
        assert (code, err) == (0, "")
        assert (
            "film\udcff.toml"
            in json.loads((tmp_path / "x.json").read_text())["Provenance"]["Arguments"]["cell"]
        )


class TestKept:
    """What runs leave on disk: damage is named, good rows are kept."""

    SMALL = "title = 't'\n[variables]\ntemperature_degC = { levels = [20, 30] }\n"

    def test_foreign_and_damaged_parts_of_a_store(self, run, tmp_path):
        (tmp_path / "s.toml").write_text(self.SMALL)
        study = ("explore", "s.toml", "--quiet", "--store", "st", "--json")
        assert run(*study, "1.json")[0] == 0
        folder = tmp_path / "st"
        (part,) = folder.glob("part-*.parquet")
        foreign = {
            "b": {"x": [1]},
            "c": {"Key": [1, 2]},
            "d": {"Key": [["a"]]},
            "e": {"Key": ["z"], "temperature_degC": ["hot"]},
        }
        for name, columns in foreign.items():
            pd.DataFrame(columns).to_parquet(folder / f"part-{name}.parquet")
        (folder / "part-f.parquet").write_bytes(part.read_bytes()[:100])
        (folder / "part-g.parquet").write_bytes(b"")
        (folder / "part-h.parquet").mkdir()
        (folder / ".claim-0").write_text("")
        (folder / ".part-0.parquet.999").write_text("")
        code, out, _ = run(*study, "2.json")
        assert code == 0
        assert "2 designs, 0 computed in this run" in out
        for name in "bcdfgh":
            assert f"part-{name}.parquet is damaged" in out
        assert not [*folder.glob(".claim-*"), *folder.glob(".part-*")]
        one, two = (json.loads((tmp_path / f"{k}.json").read_text()) for k in (1, 2))
        told = {"Designs computed in this run", "Damaged files"}
        assert {k: v for k, v in one.items() if k not in told} == {
            k: v for k, v in two.items() if k not in told
        }

    def test_a_store_that_cannot_be_written_keeps_what_it_has(self, tmp_path, monkeypatch):
        store = Store(tmp_path / "st")
        store.add([{"Key": "a"}])

        def full(*arguments, **options):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr("sclcell.exploration.store.pq.write_table", full)
        with pytest.raises(InputError, match="make room"):
            store.add([{"Key": "b"}])
        assert store.keys() == {"a"}
        assert not [*store.folder.glob(".part-*")]

    def test_a_claim_goes_with_the_work(self, tmp_path):
        one, two = Store(tmp_path), Store(tmp_path)
        with one.claim("k") as mine:
            assert mine
            with two.claim("k") as his:
                assert not his
            assert [*tmp_path.glob(".claim-*")]
        assert not [*tmp_path.glob(".claim-*")]
        with two.claim("k") as mine:
            assert mine

    def test_a_design_that_cannot_be_does_not_end_the_others(self):
        design = {
            "film": "PHLP-15",
            "temperature_degC": 30.0,
            "separator_thickness_um": 22.0,
            "areal_loading_mg_cm2": 1.5,
            "rate_C": 1.0,
        }
        spec = OutputSpec(("capacity",), parse_protocol("discharge"))
        impossible = {**design, "temperature_degC": 200.0}
        rows = evaluate(Simulator(1), [design, impossible, design], spec)
        assert rows[0] == rows[2]
        assert rows[0]["Reason"] is None
        assert rows[1]["Reason"] == "no such cell can be"
        assert "temperature = 200" in rows[1]["Detail"]
        assert np.isnan(rows[1]["Specific discharge capacity [mA.h.g-1]"])

    def test_evaluations_that_are_no_text(self, tmp_path):
        path = tmp_path / "e.jsonl"
        log = EvaluationLog(path, "p")
        log.put("k", np.array([1.0, 2.0]))
        log.close()
        good = path.read_bytes()
        for damage in (b"\xff\xfe\0\n", b"[" * 50_000 + b"\n", b"null\n1\n[]\n", b'{"key": 1}\n'):
            path.write_bytes(damage + good)
            log = EvaluationLog(path, "p")
            assert log.get("k").tolist() == [1.0, 2.0]
            log.close()
        path.unlink()
        os.mkfifo(path)
        with pytest.raises(InputError, match="it is a pipe"):
            EvaluationLog(path, "p")

    def test_nothing_is_left_open(self, tmp_path):
        with warnings.catch_warnings():
            warnings.simplefilter("error", ResourceWarning)
            EvaluationLog(tmp_path / "e.jsonl", "p").close()
            for content in (b"", b"PK\x03\x04", b"junk" * 99):
                (tmp_path / "c.npz").write_bytes(content)
                with pytest.raises(InputError, match="damaged"):
                    Checkpoint(tmp_path / "c.npz", "k").load()
            gc.collect()

    @pytest.mark.parametrize("exact", [False, True])
    def test_a_checkpoint_goes_on_to_more_cycles(self, tmp_path, exact):
        cell, path = Cell("PHLP-15"), tmp_path / "c.npz"
        whole = cycle_lfp(cell, cycles=6, exact=exact).table
        for cycles in (4, 6, 3):
            part = cycle_lfp(cell, cycles=cycles, exact=exact, checkpoint=path).table
            pd.testing.assert_frame_equal(part, whole.iloc[:cycles], check_exact=True)

    @pytest.mark.parametrize("address", ["tls://127.0.0.1:1", "ucx://127.0.0.1:1", "://", "x"])
    def test_addresses_where_no_scheduler_is(self, refused, tmp_path, address):
        pytest.importorskip("distributed")
        (tmp_path / "s.toml").write_text(self.SMALL)
        refused("explore", "s.toml", "--quiet", "--scheduler", address)

    def test_without_workers_dask_is_not_waited_for(self, tmp_path, monkeypatch):
        distributed = pytest.importorskip("distributed")
        monkeypatch.setattr("sclcell.exploration.engine._PATIENCE", 0.1)
        spec = OutputSpec(("limiting current",), parse_protocol("discharge"))
        with (
            distributed.LocalCluster(
                n_workers=0, processes=False, dashboard_address=None
            ) as cluster,
            Engine(Store(tmp_path), spec, cluster.scheduler_address) as engine,
            pytest.raises(SimulationFailed, match="Dask has no worker, and 1 parts"),
        ):
            engine.run([Task({"film": "PHLP-15", "temperature_degC": 30.0})])

    def test_names_that_look_like_places_of_a_page(self, run, tmp_path):
        for name in ("@MATRIX@", "@DATA@", "$data", "{labels}"):
            (tmp_path / f"{name}.toml").write_text(FILM.replace("mine", name))
        levels = '["@MATRIX@.toml", "@DATA@.toml", "$data.toml", "{labels}.toml"]'
        text = (
            self.SMALL.replace("'t'", "'@NAMES@ </script>'") + f"film = {{ levels = {levels} }}\n"
        )
        (tmp_path / "s.toml").write_text(text)
        assert run("explore", "s.toml", "--quiet", "--out", "o")[0] == 0
        page = (tmp_path / "o" / "explore.html").read_text()
        for name in ("@MATRIX@.toml", "@DATA@.toml", "$data.toml", "{labels}.toml", "@NAMES@"):
            assert name in page
        assert "@NAMES@ </script>" not in page


class TestWords:
    def test_the_solver_is_not_quoted(self, run, tmp_path):
        thin = FILM.replace("0.08", "1e-9")
        (tmp_path / "f.toml").write_text(thin)
        for command in (
            "rate --rates 1",
            "symmetric --hours 2",
            "eis",
            "cycle --cycles 2",
            "export",
        ):
            name, *options = command.split()
            code, _, err = run(name, "f.toml", *options)
            assert code in (0, 1)
            assert "initial conditions" not in err
            assert "[ERROR]" not in err

    @pytest.mark.parametrize(
        ("said", "words"),
        [
            (
                "0.1 mA/cm2: Events ['Salt depletion'] are non-positive at initial conditions with",
                "0.1 mA/cm2: at once: salt depletion",
            ),
            (
                "voltage: input set 0: IDAGetDky: IDA_BAD_K: The k-th\nderivative (flag: -25)",
                "voltage: the solver finds no solution from there on (IDA_BAD_K)",
            ),
            ("no  cell", "no cell"),
        ],
    )
    def test_of_the_solver(self, said, words):
        assert SimulationFailed(said).reason == words

    def test_errors_that_nobody_foresaw_are_one_line(self, capfd, monkeypatch):
        def broken(*arguments, **options):
            raise ZeroDivisionError("division by zero")

        monkeypatch.setattr("sclcell.api.film", broken)
        with pytest.raises(SystemExit) as stop:
            main(["electrolyte"])
        err = capfd.readouterr().err
        assert (stop.value.code, err.count("\n")) == (1, 1)
        assert "internal error, ZeroDivisionError at test_hard_inputs.py" in err
        monkeypatch.setenv("SCLCELL_TRACEBACK", "1")
        with pytest.raises(ZeroDivisionError):
            main(["electrolyte"])

    def test_the_end_of_an_input_is_not_the_users_doing(self, capfd, monkeypatch):
        def cut(*arguments, **options):
            raise EOFError("ended early")

        monkeypatch.setattr("sclcell.api.film", cut)
        with pytest.raises(SystemExit) as stop:
            main(["electrolyte"])
        assert stop.value.code == 2
        assert "an input ends where it should go on" in capfd.readouterr().err

    def test_a_name_that_a_terminal_would_obey(self, refused):
        assert "\x1b" not in refused("electrolyte", "\x1b[31mred")

    def test_impossible_parameters(self, refused, tmp_path):
        for name in ("Negative electrode thickness [m]", "Separator thickness [m]"):
            (tmp_path / "v.csv").write_text(f"Parameter,Value\n{name},-1\n")
            assert "= -1: " in refused("rate", "--parameters", "v.csv")


class TestStreams:
    """Processes whose streams are closed, full, or not read."""

    def shell(self, tmp_path, command):
        line = command.replace("sclcell", f"{sys.executable} -m sclcell")
        done = subprocess.run(
            ["bash", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert "Traceback" not in done.stderr
        assert "Exception" not in done.stderr
        return done

    @pytest.mark.parametrize(
        ("command", "code", "said"),
        [
            ("sclcell electrolyte --json - >&-", 2, "standard output is closed"),
            ("sclcell electrolyte --json - > /dev/full", 2, "cannot write standard output: No"),
            ("sclcell electrolyte > /dev/full", 2, "make room on that disk"),
            ("sclcell electrolyte --help > /dev/full", 2, "make room on that disk"),
            ("set -o pipefail; sclcell electrolyte --json - | true", 1, "output was closed before"),
            ("ulimit -f 0; sclcell electrolyte --json r.json", 2, "cannot write r.json: File too"),
            ("sclcell electrolyte 2>&- <&-", 0, ""),
            ("MPLBACKEND=foo sclcell electrolyte --out o", 0, ""),
            ("LC_ALL=C PYTHONIOENCODING=ascii sclcell electrolyte", 0, ""),
        ],
    )
    def test_one_line(self, tmp_path, command, code, said):
        done = self.shell(tmp_path, command)
        assert (done.returncode, said in done.stderr) == (code, True), done.stderr
        assert done.stderr.count("\n") == bool(said)

    def test_ctrl_c_while_the_program_loads(self, tmp_path):
        # The module that loads is slow, so that the signal comes while it does.
        (tmp_path / "click.py").write_text("import time; print('here', flush=True); time.sleep(30)")
        process = subprocess.Popen(
            [sys.executable, "-m", "sclcell"],
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdout.readline() == "here\n"
        process.send_signal(signal.SIGINT)
        _, err = process.communicate()
        assert (process.returncode, err) == (-signal.SIGINT, "")


@pytest.mark.parametrize("temperature", [5, 40, 1e6])
def test_a_temperature_of_an_experiment_is_in_kelvin(temperature):
    experiment = pybamm.Experiment(["Rest for 1 minute"], temperature=temperature)
    simulation = pybamm.Simulation(CompositeElectrolyteSPMe(), experiment=experiment)
    with pytest.raises(InputError, match=r"temperature = .* K is outside .*PyBaMM's are in kelvin"):
        simulation.solve()
