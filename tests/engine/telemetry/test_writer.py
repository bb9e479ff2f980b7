"""What is appended comes back, however it falls into chunks and whenever it is written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catallax.engine.telemetry import writer
from catallax.engine.telemetry.journal import Journal
from catallax.engine.telemetry.reader import TelemetryReader, open_telemetry
from catallax.engine.telemetry.record import Record, RecordColumn

COLUMNS = (RecordColumn("long", "i8", "1", ""), RecordColumn("real", "f8", "1", ""), RecordColumn("short", "i1", "1", ""))
RECORDS = [Record(name, COLUMNS, lambda world: (np.zeros(1, np.int64), {})) for name in ("often", "seldom")]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(appended=st.lists(st.tuples(st.sampled_from(["often", "often", "seldom"]), st.integers(0, 25), st.booleans()), max_size=12))
@pytest.mark.parametrize("in_memory", [False, True])
def test_rows_come_back(
    in_memory: bool, appended: list[tuple[str, int, bool]], monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setattr(writer, "CHUNK", 8)
    path = None if in_memory else tmp_path_factory.mktemp("t") / "telemetry.h5"
    target = writer.TelemetryWriter(path, RECORDS, {})
    expected: dict[str, list[np.ndarray]] = {record.name: [] for record in RECORDS}
    for tick, (table, rows, flush) in enumerate(appended):
        values = np.arange(rows) + 100 * tick - 3  # some below 0
        target.append(table, tick, {"long": values, "real": values / 3, "short": values % 5})
        expected[table].append(np.stack([np.full(rows, tick), values, values / 3, values % 5]))
        if flush:
            target.flush()
    memory = target.close()
    found = TelemetryReader(memory) if memory is not None else open_telemetry(Path(str(path)))
    for table, parts in expected.items():
        tick, long, real, short = np.concatenate([np.empty((4, 0)), *parts], axis=1)
        columns = found.columns(table)
        assert columns["tick"].tolist() == tick.tolist()
        assert columns["long"].tolist() == long.tolist()
        assert columns["real"].tolist() == real.tolist()
        assert columns["short"].tolist() == short.tolist()
    found.close()


def test_a_table_that_waits_for_nothing_is_left_alone(tmp_path: Path) -> None:
    """Failed: the last chunk of every table was written again whenever one had new rows."""
    target = writer.TelemetryWriter(tmp_path / "telemetry.h5", RECORDS, {})
    row = {"long": np.ones(1, np.int64), "real": np.ones(1), "short": np.ones(1, np.int8)}
    target.append("seldom", 0, row)
    target.flush()
    target.append("often", 1, row)
    target.flush()
    journal = Journal(tmp_path / "telemetry.journal")
    assert [(name, len(table.tails)) for name, table in journal.tables.items()] == [("often", 1), ("seldom", 1)]
    journal.close()
