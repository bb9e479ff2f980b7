"""The folded file: any HDF5 reader opens it, netCDF readers see named dimensions, and chunks hold what was written."""

from __future__ import annotations

import json
from pathlib import Path

import h5py
import netCDF4
import numpy as np
import pytest
import xarray
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import catallax as cx
from catallax.engine.errors import EngineError
from catallax.engine.telemetry import chunks, fold, writer
from catallax.engine.telemetry.chunks import decode, encode
from catallax.engine.telemetry.writer import TelemetryWriter

from . import crash

GOLDEN = Path(__file__).parents[2] / "golden" / "layout-1"
NAMES = ("ticks", "agents", "trades", "preferences", "lambda_updates")


@pytest.fixture(scope="module", params=[64, 65_536], ids=["many chunks", "one chunk"])
def folded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("f") / "telemetry.h5"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writer, "CHUNK", request.param)
        target = TelemetryWriter(path, [crash.RECORDS[name] for name in NAMES], {"seed": 7, "scenario": "a [/b] c"})
        for tick in range(-1, 30):
            for name in NAMES[:-1]:
                target.append(name, tick, crash.rows_of(crash.RECORDS[name], tick))
            target.flush()
        target.close()
    return path


@given(hnp.arrays(st.sampled_from([np.dtype(t) for t in ("i1", "i4", "i8", "f4", "f8")]), st.integers(1, 40)))
def test_a_chunk_is_what_hdf5_makes_of_it(rows: np.ndarray) -> None:
    stored = encode(rows)
    assert decode(stored.data, rows.dtype, len(rows)).tobytes() == rows.tobytes()
    some = np.arange(0, len(rows), 2)
    assert chunks.decode_rows(stored.data, rows.dtype, len(rows), some, stored.low, stored.high).tobytes() == rows[some].tobytes()
    if rows.dtype.kind == "i":
        assert (stored.low, stored.high) == (rows.min(), rows.max())
    with h5py.File("chunk", "w", driver="core", backing_store=False) as file:
        data = chunks.create_column(file, "x", rows.dtype, len(rows), 100)
        data.write_direct_chunk((0,), stored.data)
        assert file["x"][:].tobytes() == rows.tobytes()


def test_floats_that_do_not_shrink_are_stored_as_they_are(tmp_path: Path) -> None:
    noise, steps = np.random.default_rng(1).random(20_000), np.arange(20_000) // 100 / 8
    shuffled = np.ascontiguousarray(noise.view(np.uint8).reshape(-1, 8).T).tobytes()
    assert shuffled[:60_000] in encode(noise).data and len(encode(noise).data) < noise.nbytes + 100
    assert len(encode(steps).data) < steps.nbytes / 10
    with h5py.File(tmp_path / "x.h5", "w") as file:
        data = chunks.create_column(file, "x", noise.dtype, len(noise), len(noise))
        stored = encode(noise)
        data.write_direct_chunk((0,), stored.data)
        assert (file["x"][:] == noise).all()


def test_netcdf_sees_named_dimensions_units_and_meanings(folded: Path) -> None:
    with netCDF4.Dataset(folded) as file:
        assert (file.Conventions, file.catallax_layout, file.seed, file.scenario) == ("CF-1.11", 2, 7, "a [/b] c")
        rows = {name: sum(crash.n_rows(name, t) for t in range(-1, 30)) for name in NAMES[:-1]} | {"lambda_updates": 0}
        assert {name: len(d) for name, d in file.dimensions.items()} == {f"{n}_row": k for n, k in rows.items() if n != "ticks"}
        assert not any(dimension.isunlimited() for dimension in file.dimensions.values() if len(dimension))
        assert {v.dimensions for v in file["ticks"].variables.values()} == {("tick",)}
        agents = file["agents"]
        assert agents["tick"].dimensions == agents["row_size"].dimensions == ("tick",)
        assert agents["row_size"].sample_dimension == "agents_row" and agents["row_size"][:].sum() == rows["agents"]
        assert {agents[name].dimensions for name in agents.variables if name not in ("tick", "row_size")} == {("agents_row",)}
        assert {v.dimensions for v in file["trades"].variables.values()} == {("trades_row",)}
        assert (agents["A"].units, agents["A"].long_name) == ("unit of good", "amount of A in hand")
        assert agents["activity"].flag_meanings.split() == ["trade_paired", "trade", "forage", "idle", "idle_home"]
        assert agents["activity"].flag_values.tolist() == [0, 1, 2, 3, 4] and agents["activity"].flag_values.dtype == np.int8
        assert agents["uid"].actual_range.tolist() == [agents["uid"][:].min(), agents["uid"][:].max()]
        assert file["lambda_updates/uid"].shape == (0,)


@pytest.mark.parametrize("engine", ["netcdf4", "h5netcdf"])
def test_xarray_opens_every_table(folded: Path, engine: str) -> None:
    if engine == "h5netcdf":
        pytest.importorskip("h5netcdf")
    for name in NAMES:
        with xarray.open_dataset(folded, group=name, engine=engine) as table:
            record = crash.RECORDS[name]
            ticks = range(-1, 30) if name != "lambda_updates" else range(0)
            for column in record.columns:
                expected = np.concatenate([np.empty(0), *(crash.rows_of(record, t)[column.name] for t in ticks)])
                assert np.array_equal(table[column.name].to_numpy(), expected.astype(column.dtype)), f"{name}.{column.name}"


def test_a_group_has_nothing_but_columns_of_a_length(folded: Path) -> None:
    """So one line makes a frame of it: no dataset of a dimension lies among them."""
    with h5py.File(folded) as file:
        for name in ("ticks", "trades", "preferences"):
            record = crash.RECORDS[name]
            assert list(file[name]) == ["tick", *(column.name for column in record.columns)]
            assert len({data.shape for data in file[name].values()}) == 1
            assert all(data.maxshape == data.shape for data in file[name].values())


def test_full_chunks_go_in_as_they_are(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(writer, "CHUNK", 64)
    target = TelemetryWriter(tmp_path / "telemetry.h5", [crash.RECORDS["agents"]], {})
    target.append("agents", 0, {c.name: np.zeros(128, c.dtype) for c in crash.RECORDS["agents"].columns})
    target.flush()
    seen: list[int] = []
    monkeypatch.setattr(fold, "encode", lambda rows, room: seen.append(len(rows)) or encode(rows, room))
    target.close()
    assert seen == [1, 1], "only ticks and their sizes were compressed"


def test_a_fold_that_fails_leaves_the_journal_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = TelemetryWriter(tmp_path / "telemetry.h5", [crash.RECORDS["trades"]], {})
    target.append("trades", 0, crash.rows_of(crash.RECORDS["trades"], 5))
    target.flush()
    monkeypatch.setattr(fold, "_Guarded", _Full)
    with pytest.raises(EngineError, match="got a full disk"):
        target.close()
    assert [p.name for p in tmp_path.iterdir()] == ["telemetry.journal"]
    monkeypatch.undo()
    target.close()
    assert [p.name for p in tmp_path.iterdir()] == ["telemetry.h5"]


class _Full(fold._Guarded):
    """A disk that is full after 3000 bytes."""

    left = 3000

    def _put(self, data: memoryview) -> int:
        if self.left == 0:
            raise OSError(28, "No space left on device")
        done = super()._put(data[: self.left])
        self.left -= done
        return done


def test_a_run_of_layout_1_opens_as_ever() -> None:
    expected = json.loads((GOLDEN / "tables.json").read_text())
    with cx.open_run(GOLDEN) as run:
        assert {name: set(columns) for name, columns in run.tables.items()} == {name: set(t) for name, t in expected.items()}
        for name, columns in expected.items():
            frame = run.frame(name)
            assert {n: frame[n].tolist() for n in columns} == columns
            assert run.count(name) == len(frame)
        dataset = run.dataset()
        assert dataset.agent_A.sel(agent_tick=3, uid=1) == 8 and dataset.agent_A.attrs["units"] == "unit of good"
        assert dataset["mode"].to_numpy().tolist() == expected["ticks"]["mode"]


def test_the_dataset_of_a_folder_is_lazy_and_equals_that_of_memory(tmp_path: Path) -> None:
    kept, written = cx.run("wolf_sheep", ticks=7), cx.run("wolf_sheep", ticks=7, out=tmp_path / "r")
    memory, disk = kept.dataset(), written.dataset()
    assert not disk.sheep_energy.variable._in_memory
    part = {"sheep_tick": [5, 1, 2], "sheep_uid": slice(40, 3, -2)}
    assert disk.sheep_energy.isel(part).identical(memory.sheep_energy.isel(part))
    assert float(disk.sheep_energy[3, 5]) == float(memory.sheep_energy[3, 5])
    assert disk.sheep_energy.isel(sheep_uid=4).identical(memory.sheep_energy.isel(sheep_uid=4))
    xarray.testing.assert_identical(disk.load(), memory.load())
    sheep = written.frame("sheep")
    assert int(disk.sheep_energy.notnull().sum()) == len(sheep)
    disk.close()
    assert written.count("sheep") == len(sheep), "the run has a file of its own"


def test_a_run_that_recorded_nothing_has_an_empty_dataset() -> None:
    assert len(cx.run("two_traders", ticks=2, record="none").dataset()) == 0
