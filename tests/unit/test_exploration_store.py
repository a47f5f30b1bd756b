import subprocess
import sys

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from sclcell.errors import InputError
from sclcell.exploration.pareto import pareto_front
from sclcell.exploration.store import Store, design_key, model_version
from sclcell.exploration.study import Best, Objectives, Study, Variable
from sclcell.exploration.study_bands import (
    AS_GOOD,
    PROBABILITY_BEST,
    band_table,
    probability_best,
    study_samples,
)
from sclcell.uncertainty.bands import band_columns, quantile_name

CAPACITY = "Specific discharge capacity [mA.h.g-1]"
FILM = """
name = "a film"
filler_wt_percent = 15
[matrix]
conductivity_mS_cm = 0.5
transference_number = 0.2
activation_energy_eV = 0.3
"""


def _rows(start, count):
    return [
        {"Key": f"k{i}", "value": float(i), "Reason": None} for i in range(start, start + count)
    ]


class TestStore:
    def test_returns_rows_in_the_order_asked_for(self, tmp_path):
        store = Store(tmp_path / "store")
        store.add(_rows(0, 3))
        store.add(_rows(3, 2))
        frame = store.read(["k4", "k0", "missing", "k2"])
        assert frame["value"].tolist() == [4.0, 0.0, 2.0]

    def test_numbers_survive_bit_for_bit(self, tmp_path):
        store = Store(tmp_path)
        value = np.nextafter(0.1, 1)
        store.add([{"Key": "a", "value": value}])
        assert store.read()["value"][0] == value

    def test_unfinished_files_do_not_count(self, tmp_path):
        store = Store(tmp_path)
        store.add(_rows(0, 2))
        (tmp_path / ".part-abc.parquet.123").write_bytes(b"half a fil")
        assert Store(tmp_path).keys() == {"k0", "k1"}

    def test_design_computed_by_two_runs_is_one_row(self, tmp_path):
        Store(tmp_path).add(_rows(0, 3))
        Store(tmp_path).add(_rows(1, 3))
        assert sorted(Store(tmp_path).read()["Key"]) == ["k0", "k1", "k2", "k3"]

    def test_texts_may_be_missing_in_one_file_and_there_in_another(self, tmp_path):
        store = Store(tmp_path)
        store.add([{"Key": "a", "Reason": None}])
        store.add([{"Key": "b", "Reason": "solver failed"}])
        assert store.read(["a", "b"])["Reason"].isna().tolist() == [True, False]

    def test_claims_exclude_each_other(self, tmp_path):
        with Store(tmp_path).claim("x") as first, Store(tmp_path).claim("x") as second:
            assert first
            assert not second
        with Store(tmp_path).claim("x") as third:
            assert third

    def test_claim_of_a_killed_process_is_free(self, tmp_path):
        # Its code is in a string: the process need not find this module.
        code = f"""
import time
from sclcell.exploration.store import Store
with Store({str(tmp_path)!r}).claim("x") as mine:
    print(mine, flush=True)
    time.sleep(600)
"""
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stdout.readline() == "True\n"
        with Store(tmp_path).claim("x") as mine:
            assert not mine
        process.kill()
        process.communicate()
        with Store(tmp_path).claim("x") as mine:
            assert mine

    def test_a_damaged_file_is_named_and_the_others_are_read(self, tmp_path):
        store = Store(tmp_path)
        for start in (0, 2, 4):
            store.add(_rows(start, 2))
        truncated, overwritten, _ = sorted(tmp_path.glob("part-*"))
        truncated.write_bytes(truncated.read_bytes()[:-9])
        overwritten.write_bytes(b"not parquet")
        again = Store(tmp_path)
        assert len(again.keys()) == len(again.read()) == 2
        assert set(again.damaged) == {truncated.name, overwritten.name}

    def test_a_number_that_was_damaged_is_not_read(self, tmp_path):
        store = Store(tmp_path)
        store.add([{"Key": f"k{i}", "value": 0.1 * i} for i in range(200)])
        (path,) = tmp_path.glob("part-*")
        content = bytearray(path.read_bytes())
        column = pq.ParquetFile(path).metadata.row_group(0).column(1)
        content[column.data_page_offset + column.total_compressed_size // 2] ^= 0xFF
        path.write_bytes(content)
        assert Store(tmp_path).keys() == set()

    def test_rows_of_a_removed_file_are_gone(self, tmp_path):
        store = Store(tmp_path)
        store.add(_rows(0, 2))
        assert store.keys() == {"k0", "k1"}
        Store(tmp_path).clear()
        assert store.keys() == set()

    def test_nobody_removes_the_rows_of_a_run_under_way(self, tmp_path):
        running, other = Store(tmp_path), Store(tmp_path)
        with running.use():
            running.add(_rows(0, 2))
            with pytest.raises(InputError, match="another run uses"), other.use(fresh=True):
                pass
            with other.use():
                assert other.keys() == {"k0", "k1"}
        with other.use(fresh=True):
            assert other.keys() == set()

    def test_folder_that_cannot_be_made(self, tmp_path):
        (tmp_path / "file").write_text("")
        with pytest.raises(InputError, match="cannot write"):
            Store(tmp_path / "file" / "store")


class TestKey:
    def test_depends_on_design_sample_and_outputs_only(self):
        design = {"rate_C": 1.0, "film": "PHLP-15"}
        key = design_key(design, None, "capacity")
        assert key == design_key(dict(reversed(design.items())), {}, "capacity")
        assert key != design_key({**design, "rate_C": np.nextafter(1.0, 2)}, None, "capacity")
        assert key != design_key(design, {"Positive electrode porosity": 0.4}, "capacity")
        assert key != design_key(design, None, "energy")

    def test_films_count_by_content(self, tmp_path):
        paths = [tmp_path / name for name in ("a.toml", "b.toml")]
        for path in paths:
            path.write_text(FILM)
        first, second = ({"film": str(path), "catholyte": str(path)} for path in paths)
        key = design_key(first, None, "capacity")
        assert key == design_key(second, None, "capacity")
        # A fit puts the name of the file before what belongs to the film.
        own = [{f"{path}: Lithium interphase film resistance [Ohm.m2]": 0.01} for path in paths]
        assert design_key(first, own[0], "") == design_key(second, own[1], "")
        paths[0].write_text(FILM.replace("0.5", "0.002"))
        assert key != design_key(first, None, "capacity")
        assert key != design_key({**first, "film": str(paths[1])}, None, "capacity")
        assert design_key({"film": "phlp15"}, None, "") == design_key({"film": "PHLP-15"}, None, "")

    def test_model_version_names_both_packages(self):
        assert model_version().startswith("sclcell ")
        assert ", pybamm " in model_version()


class TestPareto:
    def test_against_brute_force(self, rng):
        frame = pd.DataFrame(rng.integers(0, 6, size=(120, 3)), columns=["a", "b", "c"])
        frame.loc[5, "a"] = np.nan
        found = pareto_front(frame, Objectives(maximise=("a", "b"), minimise=("c",)))
        values = frame.to_numpy(float) * [1, 1, -1]
        for i, one in enumerate(values):
            beaten = any(
                (other >= one).all() and (other > one).any()
                for other in values
                if np.isfinite(other).all()
            )
            assert found[i] == (np.isfinite(one).all() and not beaten)

    def test_equal_designs_are_on_the_front(self):
        frame = pd.DataFrame({CAPACITY: [100.0, 99.0, 97.0, 50.0], "b": [1.0, 1.0, 1.0, 2.0]})
        objectives = Objectives(maximise=(CAPACITY,), minimise=("b",))
        assert pareto_front(frame, objectives).tolist() == [True, True, False, False]
        # The same figures in a quantity that does not scatter from cell to cell.
        frame = frame.rename(columns={CAPACITY: "a"})
        objectives = Objectives(maximise=("a",), minimise=("b",))
        assert pareto_front(frame, objectives).tolist() == [True, False, False, False]

    def test_nothing_usable(self):
        frame = pd.DataFrame({"a": [np.nan, np.nan], "b": [1.0, 2.0]})
        assert not pareto_front(frame, Objectives(maximise=("a", "b"))).any()


class TestBands:
    FRAME = pd.DataFrame(
        {
            "Sample": [0, 1, 2, 3, 4] * 2,
            "filler": [0.0] * 5 + [15.0] * 5,
            "out": [9.0, 1.0, 2.0, 3.0, 0.0, 0.0, 2.0, 1.99, 3.0, 0.0],
            "Reason": [None] * 4 + ["cut-off"] + ["cut-off"] + [None] * 3 + ["cut-off"],
        }
    )

    def test_quantiles_leave_out_the_best_guess(self):
        bands = band_table(self.FRAME, ["filler"], ["out"])
        assert bands["out, 50 % quantile"].tolist() == pytest.approx([1.5, 1.995])
        assert bands["Samples that give nothing"].tolist() == [1, 1]
        assert bands["Samples that were not solved"].tolist() == [0, 0]

    def test_a_study_has_the_scatter_from_cell_to_cell(self):
        """As in a rate test: what scatters is what cells that are built alike differ in."""
        frame = pd.DataFrame(
            {"Sample": range(5), "filler": 15.0, CAPACITY: 150.0, "Mean voltage [V]": 3.3,
             "Reason": None}
        )  # fmt: skip
        bands = band_table(frame, ["filler"], [CAPACITY, "Mean voltage [V]"])
        expected = band_columns({CAPACITY: np.full((4, 1), 150.0)})
        for name, values in expected.items():
            assert bands[name].tolist() == values.tolist()
        assert bands["Mean voltage, 95 % quantile [V]"].tolist() == [3.3]
        assert bands[quantile_name(CAPACITY, 0.95)][0] > 152

    def test_what_was_not_solved_is_neither_zero_nor_a_reason_of_the_cell(self):
        frame = pd.DataFrame(
            {
                "Sample": [1, 2, 3] * 2,
                "filler": [0.0] * 3 + [15.0] * 3,
                CAPACITY: [np.nan, 0.0, 100.0, 100.0, 100.0, 50.0],
                "Reason": ["solver failed", "cut-off reached at once", *[None] * 4],
            }
        )
        bands = band_table(frame, ["filler"], [CAPACITY])
        assert bands["Samples that give nothing"].tolist() == [1, 0]
        assert bands["Samples that were not solved"].tolist() == [1, 0]
        best = Best(output=CAPACITY, over=("filler",))
        table = probability_best(frame, best, ["filler"])
        # Of 0 wt% two samples count, of which it wins one.
        assert table[PROBABILITY_BEST].tolist() == pytest.approx([1 / 2, 2 / 3])
        assert table["Samples that were not solved"].tolist() == [1, 0]

    def test_probability_of_being_best(self):
        table = probability_best(
            self.FRAME, Best(output="out", over=("filler",), within=0.01), ["filler"]
        )
        # Sample 1: 15 wins; 2: 0 wins, 15 is within 1 %; 3: a tie; 4: nothing works.
        assert table[PROBABILITY_BEST].tolist() == pytest.approx([1.5 / 3, 1.5 / 3])
        assert table[AS_GOOD].tolist() == pytest.approx([2 / 3, 1.0])

    def test_what_cells_built_alike_differ_by_decides_nothing(self):
        """126.3 is not better than 126.1 mAh/g, in any sample."""
        frame = pd.DataFrame(
            {
                "Sample": [0, 1, 2] * 3,
                "filler": [0.0] * 3 + [15.0] * 3 + [40.0] * 3,
                CAPACITY: [61.7, 60.0, 63.0, 126.1, 125.0, 127.0, 126.3, 125.2, 127.0 + 1e-9],
                "Reason": None,
            }
        )
        table = probability_best(frame, Best(output=CAPACITY, over=("filler",)), ["filler"])
        assert table[PROBABILITY_BEST].tolist() == [0.0, 0.5, 0.5]
        assert table[AS_GOOD].tolist() == [0.0, 1.0, 1.0]
        assert table["By best guess"].tolist() == [
            "51.1 % less than the best", "equal to the best", "equal to the best",
        ]  # fmt: skip

    def test_a_design_that_is_alone_is_best(self):
        frame = pd.DataFrame(
            {"Sample": 0, "filler": [0.0, 15.0], CAPACITY: [100.0, 120.0], "Reason": None}
        )
        table = probability_best(frame, Best(output=CAPACITY, over=("filler",)), ["filler"])
        assert table["By best guess"].tolist() == ["16.7 % less than the best", "best"]

    def test_a_study_says_how_many_samples_of_what(self):
        name = "PHAP-15: Lithium interphase film resistance [Ohm.m2]"
        bands = {"size": 20, "parameters": (name,)}
        variables = {"film": Variable(levels=("PHAP-15",))}
        study = Study(title="", variables=variables, bands=bands)
        samples = study_samples(study, "prior")
        assert samples.kind == "prior"
        assert list(samples.table) == [name]
        assert samples.table[name].between(0.01, 0.06).all()
        assert samples.table.equals(study_samples(study, "prior").table)

    def test_every_film_of_a_study_has_its_surface(self):
        study = Study(title="", variables={"film": Variable(levels=("PHL-15", "PHAP-15"))})
        names = {name.partition(":")[0] for name in study_samples(study).table if ":" in name}
        assert names == {"PHL-15", "PHAP-15"}
