"""Files of films that nobody should give: one line that names the fault."""

import os

import pytest

from sclcell import InputError
from sclcell.inputs import file_text, read_toml
from sclcell.parameter_sets.electrolytes import load_electrolyte

FILM = """name = "mine"
filler_wt_percent = 10
[matrix]
conductivity_mS_cm = 0.08
transference_number = 0.2
activation_energy_eV = 0.3
"""


class TestToml:
    @pytest.mark.parametrize(
        ("encoding", "mark"),
        [
            *((name, "") for name in ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32")),
            *((name, "") for name in ("latin-1", "gbk")),
            # Others have no mark, or write their own.
            *((name, "\ufeff") for name in ("utf-8", "utf-16-le", "utf-16-be")),
        ],
    )
    def test_text_of_any_usual_encoding_is_read(self, tmp_path, encoding, mark):
        comment = {"latin-1": "# é\n", "gbk": "# 电池的\n"}.get(encoding, "# é\n")
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
