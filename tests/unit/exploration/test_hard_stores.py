"""What studies leave on disk, and who computes them: damage is named, good rows are kept."""

import errno
import json
import os

import numpy as np
import pandas as pd
import pytest

from sclcell import InputError, SimulationFailed
from sclcell.experiments.protocols import parse_protocol
from sclcell.experiments.simulator import Simulator
from sclcell.exploration.engine import Engine, Task
from sclcell.exploration.outputs import OutputSpec, evaluate
from sclcell.exploration.store import Store

FILM = """name = "mine"
filler_wt_percent = 10
[matrix]
conductivity_mS_cm = 0.08
transference_number = 0.2
activation_energy_eV = 0.3
"""


class TestKept:
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
