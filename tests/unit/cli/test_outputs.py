"""Files that results go to: looked at before the work, written whole or not at all."""

import errno
import json
import os
from types import SimpleNamespace

import pandas as pd
import pytest
from matplotlib.figure import Figure

from sclcell import InputError
from sclcell.cli import COMMANDS
from sclcell.fitting.films import toml
from sclcell.output_files import check_folder, csv_text, replacing, write_csv
from sclcell.report import write as report
from sclcell.tables import read_table

FILM = """name = "mine"
filler_wt_percent = 10
[matrix]
conductivity_mS_cm = 0.08
transference_number = 0.2
activation_energy_eV = 0.3
"""


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
    @pytest.mark.parametrize(
        "command",
        [
            {"fit": "fit reference", "film": "film no.csv", "read": "read no.csv"}.get(c, c)
            for c in COMMANDS
        ],
    )
    def test_are_looked_at_before_the_work(self, refused, tmp_path, command, option):
        (tmp_path / "folder").mkdir()
        (tmp_path / "file").write_text("")
        os.mkfifo(tmp_path / "pipe")
        name, value = option.split(" ")
        refused(*command.split(), name, value)
        assert {p.name for p in tmp_path.iterdir()} == {"folder", "file", "pipe"}

    @pytest.mark.parametrize(
        ("command", "work", "taken"),
        [
            ("film t.csv --out o", "sclcell.fitting.films.on_table.fit_film", "o/film.toml"),
            ("export", "sclcell.given.given_cell", "results"),
            ("export --out o", "sclcell.given.given_cell", "o"),
            ("plate --out o", "sclcell.surface.plate", "o/plate.html"),
            ("report", "sclcell.report.report", "results/report/report.html"),
            ("report --out o", "sclcell.report.report", "o/headline.csv"),
            ("fit reference --out o", "sclcell.fitting.on_problem.fit", "o/samples.csv"),
            ("explore --out o", "sclcell.exploration.on_study.explore", "o/explore.html"),
        ],
    )
    def test_a_name_that_is_taken_is_seen_before_the_work(
        self, refused, tmp_path, monkeypatch, command, work, taken
    ):
        (tmp_path / taken).parent.mkdir(parents=True, exist_ok=True)
        # A folder has the name of a file, or a pipe that of a folder.
        (tmp_path / taken).mkdir() if "." in taken else os.mkfifo(tmp_path / taken)

        def started(*arguments, **options):
            raise AssertionError("the work has started")

        monkeypatch.setattr(work, started)
        assert f"cannot write {taken}" in refused(*command.split())

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

    @pytest.mark.parametrize("written", ["page", "picture", "drawing", "film"])
    def test_no_report_and_no_film_is_half_written(self, tmp_path, monkeypatch, written):
        def full(number):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr("os.fsync", full)
        monkeypatch.setattr(report, "write_csv", lambda table, path: None)
        monkeypatch.setattr(report, "report_page", lambda *given: "new")
        monkeypatch.setattr(report, "draw_chart", lambda chart: Figure())
        monkeypatch.setattr(toml, "film_toml", lambda fit, name: "new")
        names = {"page": "report.html", "picture": "c.png", "drawing": "s.svg", "film": "film.toml"}
        path = tmp_path / names[written]
        path.write_text("former")
        chart = SimpleNamespace(stem="c", title="c")
        drawn = written == "drawing"
        section = SimpleNamespace(
            key="s", title="s", tables={}, charts=() if drawn else (chart,), drawing="new" * drawn
        )
        write = {
            "film": lambda: toml.write_film(None, path, "mine"),
            "page": lambda: report.write_report([], tmp_path),
        }.get(written, lambda: report._write_parts("cell", [section], tmp_path, {}))
        with pytest.raises(InputError, match="make room"):
            write()
        assert path.read_text() == "former"
        assert [p.name for p in tmp_path.iterdir()] == [path.name]
