"""A stateful machine for worlds in which rows are born and die: anything may happen in any order, and a dict remembers it."""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from ..engine.columns import Columns
from ..engine.snapshot import Snapshot, load_snapshot
from ..engine.table import Table
from ..engine.world import World
from .invariants import references, uids_rise
from .strategies import UIDS, columns

Model = dict[str, list[dict[int, dict[str, Any]]]]
"""table: world: uid: column: value. References are uids."""


class WorldMachine(RuleBasedStateMachine):
    """Births, deaths, ticks, snapshots, files and branches of a world, against a dict. Made by `world_machine`.

    Subclass it to add rules; `self.world` is the world, and `self.learn()` takes over what a rule of your own has changed.
    """

    make: Callable[[], World]
    mortal: Sequence[str] | None = None

    def __init__(self) -> None:
        super().__init__()
        self.world = type(self).make()
        self.names = list(self.mortal or [name for name in self.world.tables if name != "worlds"])
        self.born: list[tuple[str, int, int, dict[str, Any]]] = []
        self.dead: list[tuple[str, int, int]] = []
        self.saved: tuple[Snapshot, Model, list[str]] | None = None
        self.learn()

    def learn(self) -> None:
        """Remember what the world holds now."""
        self.model = read_model(self.world)
        self.following = {name: table.next_uid.tolist() for name, table in self.world.tables.items()}

    def teardown(self) -> None:
        """Close the world."""
        self.world.close()

    def _place(self, data: st.DataObject) -> tuple[Table, int]:
        name = data.draw(st.sampled_from(self.names), "table")
        return self.world.tables[name], data.draw(st.integers(0, self.world.n_worlds - 1), "world")

    @rule(data=st.data(), count=st.integers(0, 3))
    def spawn(self, data: st.DataObject, count: int) -> None:
        """Order births; those born hold what was drawn, and refer to nobody."""
        table, w = self._place(data)
        values: dict[type[Columns], dict[str, Any]] = {}
        for group in lasting(table):
            found = data.draw(columns(group, 1, sizes=table.sizes), group.__name__)
            values[group] = {c.name: found[c.name][0] for c in group.columns if c.name in found and c.refers_to is None}
        uids = table.spawn(w, count, values)
        following = self.next_uid(table, w)
        assert uids.tolist() == list(range(following, following + count)), f"{table.name}: got uids {uids}; needs {count} from {following}"
        given = {f"{group.__name__}.{name}": value for group, named in values.items() for name, value in named.items()}
        self.born += [(table.name, w, int(uid), given) for uid in uids]

    def next_uid(self, table: Table, w: int) -> int:
        """Return the uid that comes next, as far as the machine knows."""
        ordered = [uid for name, world, uid, _ in self.born if (name, world) == (table.name, w)]
        return max(ordered, default=self.following[table.name][w] - 1) + 1

    @rule(data=st.data(), uid=st.integers(0, UIDS))
    def kill(self, data: st.DataObject, uid: int) -> None:
        """Order a death, maybe of nobody."""
        table, w = self._place(data)
        table.kill(w, [uid])
        self.dead.append((table.name, w, uid))

    @rule()
    def flush(self) -> None:
        """Carry out what was ordered: deaths, then births."""
        self.world.flush()
        for name, w, uid in self.dead:
            if self.model[name][w].pop(uid, None) is not None:
                self._forget(name, w, uid)
        for name, w, uid, given in self.born:
            found = read_model(self.world)[name][w][uid]
            for column, value in given.items():
                assert equal(found[column], value), f"{name}.{column} of uid {uid}"
            self.model[name][w][uid] = found
        self.born, self.dead = [], []
        self.following = {name: table.next_uid.tolist() for name, table in self.world.tables.items()}

    def _forget(self, name: str, w: int, uid: int) -> None:
        for other, table in self.world.tables.items():
            referring = [f"{g.__name__}.{c.name}" for g in lasting(table) for c in g.columns if c.refers_to == name]
            for row in self.model[other][w].values():
                for column in referring:
                    row[column] = np.where(np.asarray(row[column]) == uid, -1, row[column]).tolist()

    @rule(data=st.data(), uid=st.integers(0, UIDS))
    def change(self, data: st.DataObject, uid: int) -> None:
        """Change all columns of one row, its references included."""
        table, w = self._place(data)
        row = int(table.find(w, [uid])[0])
        if row < 0:
            return
        alive = {name: int(np.diff(t.offsets)[w]) for name, t in self.world.tables.items()}
        for group in lasting(table):
            found = data.draw(columns(group, 1, refers=alive, sizes=table.sizes), group.__name__)
            for name, values in found.items():
                getattr(table.write(group), name)[table.offsets[w] + row] = values[0]
        self.model[table.name][w][uid] = read_model(self.world)[table.name][w][uid]

    @rule()
    def step(self) -> None:
        """Run a tick: whoever is new has a new uid."""
        self.flush()
        before, following = self.model, self.following
        self.world.step()
        self.learn()
        for name, worlds in self.model.items():
            for w, rows in enumerate(worlds):
                new = set(rows) - set(before[name][w])
                assert all(uid >= following[name][w] for uid in new), f"{name}, world {w}: got uids {new} again"

    @rule()
    def snapshot(self) -> None:
        """Take a snapshot."""
        self.flush()
        self.saved = (self.world.snapshot(), copy.deepcopy(self.model), self._digests(self.world))

    @rule()
    def restore(self) -> None:
        """Go back to the last snapshot, and forget what was ordered since."""
        if self.saved is None:
            return
        snapshot, model, digests = self.saved
        self.world.restore(snapshot)
        assert self._digests(self.world) == digests, "a restored snapshot has another digest"
        self.born, self.dead, self.model = [], [], copy.deepcopy(model)

    @rule()
    def save_and_load(self) -> None:
        """Go on in a new world, from a file."""
        self.flush()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "snapshot.npz"
            self.world.snapshot().save(path)
            loaded = type(self).make()
            loaded.restore(load_snapshot(path, loaded))
        assert self._digests(loaded) == self._digests(self.world), "a loaded snapshot has another digest"
        self.world.close()
        self.world, self.saved = loaded, None

    @rule()
    def branch(self) -> None:
        """Step a branch: the world stays what it was, and has the same tick before it."""
        self.flush()
        before = self._digests(self.world)
        with type(self).make() as branch:
            branch.restore(self.world.snapshot())
            branch.step()
            assert self._digests(self.world) == before, "a step of a branch changed its parent"
            self.step()
            assert self._digests(branch) == self._digests(self.world), "a branch and its parent had different ticks"

    def _digests(self, world: World) -> list[str]:
        return [world.digest(w) for w in range(world.n_worlds)]

    @invariant()
    def the_world_is_as_remembered(self) -> None:
        """Every row holds what the model says."""
        uids_rise(self.world)
        references(self.world)
        found = read_model(self.world)
        for name, worlds in self.model.items():
            for w, rows in enumerate(worlds):
                assert sorted(found[name][w]) == sorted(rows), f"{name}, world {w}: got uids {sorted(found[name][w])}; needs {sorted(rows)}"
                for uid, row in rows.items():
                    for column, value in row.items():
                        got = found[name][w][uid][column]
                        assert equal(got, value), f"{name}.{column}, world {w}, uid {uid}: got {got}; needs {value}"
        if not self.born:
            self.following = {name: table.next_uid.tolist() for name, table in self.world.tables.items()}


def lasting(table: Table) -> list[type[Columns]]:
    """Return the groups that are not scratch."""
    return [group for group in table.groups if not group.scratch]


def equal(a: Any, b: Any) -> bool:
    """Return whether two values agree, where slots that were added since hold whatever fills them."""
    a, b = np.asarray(a), np.asarray(b)
    if a.ndim and a.shape != b.shape:  # widened: what was there is still there
        a = a[tuple(slice(n) for n in b.shape)]
    return np.array_equal(a, b, equal_nan=a.dtype.kind == "f")


def read_model(world: World) -> Model:
    """Return the lasting columns of all rows as plain data."""
    model: Model = {}
    for name, table in world.tables.items():
        model[name] = [{} for _ in range(world.n_worlds)]
        for w, uid in zip(table.world_of.tolist(), table.uid.tolist(), strict=True):
            model[name][w][uid] = {}
        for group in lasting(table):
            for column in group.columns:
                values = getattr(table.read(group), column.name)
                if column.refers_to in world.tables and len(table):
                    flat = values.reshape(len(table), -1)
                    named = [world.tables[column.refers_to].uids(table.world_of, flat[:, k]) for k in range(flat.shape[1])]
                    values = np.stack(named, axis=1).reshape(values.shape) if named else values
                for w, uid, value in zip(table.world_of.tolist(), table.uid.tolist(), values.tolist(), strict=True):
                    model[name][w][uid][f"{group.__name__}.{column.name}"] = value
    return model


def world_machine(make: Callable[[], World], *, mortal: Sequence[str] | None = None) -> type[WorldMachine]:
    """Make a Hypothesis state machine for the worlds that `make` builds.

    Its `TestCase` is a test; subclass the machine to add rules.

    mortal  tables whose rows are born and die; all if not given
    """
    return type("WorldMachine", (WorldMachine,), {"make": staticmethod(make), "mortal": mortal})
