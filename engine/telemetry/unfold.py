"""Makes a journal of a folded file again, up to a mark: so goes on a run that had ended."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from ..errors import EngineError
from . import frames
from .chunks import encode
from .folded import FoldedFile
from .layout import LAYOUT
from .log import Log
from .owner import this_process
from .waiting import runs_of


def unfold(source: Path, target: Path, schema: dict[str, Any], mark: Mapping[str, int]) -> None:
    """Write the first `mark[table]` rows of each table to a journal. The file stays; the journal is the truth from now on.

    Raises EngineError if the file has other tables, fewer rows, or an older layout.
    """
    with closing(FoldedFile(source)) as file:
        _check(file, schema, mark)
        temporary = target.with_name(f".{target.name}.unfolded")
        log = Log(temporary, frames.pack_json(frames.SCHEMA, schema))
        chunk, tick = schema["chunk"], frames.NO_TICK
        for number, table in enumerate(schema["tables"]):
            name, rows = table["name"], mark[table["name"]]
            ticks = file.values(name, "tick", 0, rows)
            tick = max([tick, *ticks[-1:].tolist()])
            for first in range(0, rows, chunk):
                part = slice(first, min(first + chunk, rows))
                columns = [encode(file.values(name, column["name"], part.start, part.stop)) for column in table["columns"]]
                kind = frames.CHUNK if part.stop - first == chunk else frames.TAIL
                log.append(frames.pack_rows(kind, number, first, runs_of(ticks[part]), columns))
        log.append(
            [*frames.pack_json(frames.OWNER, this_process()), *frames.pack_commit(tick, [mark[t["name"]] for t in schema["tables"]])]
        )
        log.sync()
        temporary.replace(target)


def _check(file: FoldedFile, schema: dict[str, Any], mark: Mapping[str, int]) -> None:
    where = str(file.path)
    if file.layout != LAYOUT:
        raise EngineError(where, f"layout {file.layout}", f"layout {LAYOUT}", "A run of an older version cannot be resumed; run it again.")
    if file.file.attrs["schema_digest"] != schema["attributes"]["schema_digest"] or set(file.columns) != set(mark):
        raise EngineError(where, "other tables", "the tables of this run", "Resume with what was recorded before.")
    short = [name for name, rows in mark.items() if file.length(name) < rows]
    if short:
        raise EngineError(where, f"fewer rows of {', '.join(short)}", f"a mark at {dict(mark)}", "It is not the file of this run.")
