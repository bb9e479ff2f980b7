"""What a custom record takes, and what it refuses."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import catallax as cx
from tests.engine.worlds import Energy, make


class Two(cx.Columns):
    """Two columns."""

    a: cx.F64 = cx.column(unit="joule", doc="one")
    b: cx.I8 = cx.column(doc="other", values=("low", "high"))


class Wide(cx.Columns):
    """Two numbers a row."""

    pair: cx.F64 = cx.column(doc="both", shape=(2,))


def read(found: Any, worlds: int = 1, **options: Any) -> Any:
    with make(sheep=2, worlds=worlds) as world:
        return cx.record("mine", **options)(lambda world: found).read(world)


def test_what_a_record_says_of_itself() -> None:
    @cx.record("energy", unit="joule")
    def energy(world: cx.World) -> float:
        """Energy of all sheep.

        And more.
        """
        return float(world[Energy].energy.sum())

    (column,) = energy.columns
    assert (energy.name, energy.is_series, energy.is_event, energy.is_list) == ("energy", True, False, False)
    assert (column.name, column.dtype, column.unit, column.doc) == ("value", "f8", "joule", "Energy of all sheep.")
    with make(sheep=2) as world:
        offsets, columns = energy.read(world)
        assert offsets.tolist() == [0, 1] and columns["value"].tolist() == [world[Energy].energy.sum()]


def test_rows_of_worlds_of_a_table_and_of_nobody() -> None:
    offsets, columns = read([1, 2], worlds=2)
    assert offsets.tolist() == [0, 1, 2] and columns["value"].tolist() == [1.0, 2.0] and columns["value"].dtype == "f8"
    offsets, columns = read(np.arange(4), worlds=2, table="sheep")
    assert offsets.tolist() == [0, 2, 4] and columns["uid"].tolist() == [0, 1, 0, 1] and columns["value"].tolist() == [0, 1, 2, 3]
    offsets, columns = read(([0, 3, 3], {"a": [1, 2, 3], "b": np.array([0, 1, 1])}), worlds=2, table=None, columns=Two)
    assert offsets.tolist() == [0, 3, 3] and columns["b"].tolist() == [0, 1, 1] and columns["b"].dtype == "i1"


@pytest.mark.parametrize(("found", "options", "message"), [
    (1.0, {"worlds": 2}, r"mine', value: got shape \(\); needs shape \(2,\), a value for each row. Worlds of a batch are read at once"),
    ([1.0, 2.0], {}, r"got shape \(2,\); needs shape \(1,\)"),
    (1.5, {"dtype": "i8"}, "got dtype float64; needs values of dtype i8"),
    ("many", {}, "got dtype <U4; needs values of dtype f8"),
    (300, {"dtype": "i1"}, "got a value that is too large; needs what dtype i1 can hold"),
    (-1, {"dtype": "u8"}, "mine', value: got "),
    ({"a": 1.0}, {"columns": Two}, "got columns a; needs columns a, b"),
    ({"a": 1.0, "b": 1, "c": 2}, {"columns": Two}, "got columns a, b, c; needs columns a, b"),
    (1.0, {"table": "cows"}, "got no table 'cows'; needs one of the world's: worlds, "),
    (1.0, {"table": None}, r"got float; needs \(offsets, columns\)"),
    (([0, 2], [1.0]), {"table": None}, r"got shape \(1,\); needs shape \(2,\)"),
    (([1, 2], [1.0]), {"table": None}, "needs 2 whole numbers that begin with 0 and never fall"),
    (([0, 1, 0], [1.0]), {"table": None, "worlds": 2}, "needs 3 whole numbers"),
])  # fmt: skip
def test_values_that_are_not_what_was_declared(found: Any, options: dict[str, Any], message: str) -> None:
    with pytest.raises(cx.EngineError, match=message):
        read(found, **options)


@pytest.mark.parametrize("name", ["full", "a b", "x=1", "agents_row", ""])
def test_names_that_a_table_cannot_have(name: str) -> None:
    with pytest.raises(cx.EngineError, match="a name that a table cannot have"):
        cx.record(name)


def test_columns_that_a_table_cannot_have() -> None:
    for options, message in (
        ({"columns": Wide}, r"got pair of shape \(2,\); needs one number a row"),
        ({"dtype": "f4"}, "got dtype f4; needs f8"),
    ):
        with pytest.raises(cx.EngineError, match=message):
            cx.record("mine", **options)(lambda world: 1.0)


def test_a_world_has_one_record_of_a_name() -> None:
    own = cx.record("mine")(lambda world: 1.0)
    with make() as world:
        world.add_record(own)
        with pytest.raises(cx.EngineError, match="record mine: got a second table of that name"):
            world.add_record(own)
