"""Tables that nobody should give: one line that names the fault."""

import numpy as np
import pandas as pd
import pytest

from sclcell.tables import read_table


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
    def test_every_reader_says_it_in_one_line(self, checked, refused, tmp_path, arguments):
        for name, content, _ in self.ARCHIVES:
            if arguments[0] == "fit":
                refused(*checked(content, file=name))
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
        assert "it has 1000000 rows, and at most 100000 are read" in error

    def test_a_spectrum_of_zeros_is_refused(self, refused, tmp_path):
        rows = "".join(f"{10 ** (k / 5)},0,0\n" for k in range(20))
        heading = "Frequency [Hz],Re(Z) [Ohm.cm2],Im(Z) [Ohm.cm2]\n"
        (tmp_path / "z.csv").write_text(heading + rows)
        assert "the real part is mostly not positive" in refused("eis", "--data", "z.csv")
