"""Proof: for each system with a planted bug, a generic test finds it, shrinks it to few rows, and prints what shows it again."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

import catallax.testing as ct
from catallax.components.economy import Inventory, Pairing
from catallax.engine.commands import Command
from tests.strategies import ON_A_TORUS, TORUS

from . import planted
from .planted import Leader, Mood, Purse, Weight

CI = settings(settings.get_profile("ci"), max_examples=200, database=None)  # as the plugin has it; conftest.py cuts it
LAST = {"after": "regeneration", "before": "housekeeping", "settings": CI}

BARTER: dict[str, tuple[Any, str, str]] = {
    "loses one unit of a good at one tick": (
        ct.generic_tests(planted.leaky_gift, conserves=[(Inventory, "goods")], **LAST),
        "conservation", r"tick 17: the total of Inventory.goods was \[1, 0\] and is \[0, 0\]",
    ),
    "reads an undeclared column": (
        ct.generic_tests("curious", setup=planted.install_curious, settings=CI),
        "access", "curious reads what it does not declare.*agents.Inventory.goods",
    ),
    "reads an undeclared column of another table": (
        ct.generic_tests("peeping", setup=planted.install_peeping, settings=CI), "access", "peeping reads what it does not declare",
    ),
    "depends on the number of threads": (ct.generic_tests(planted.threaded, **LAST), "threads", "threads give another result"),
    "depends on how rows are cut into blocks": (ct.generic_tests(planted.blocked, **LAST), "threads", "blocks of 1 rows"),
    "breaks when a row dies": (
        ct.generic_tests(planted.following, components={"agents": [Leader]}, **LAST), "deaths", "out of bounds",
    ),
    "keeps a count of rows": (ct.generic_tests(planted.counting, **LAST), "deaths", "could not be broadcast|broadcast"),
    "keeps a count of rows, without an error": (
        ct.generic_tests(planted.patient_counting, **LAST), "deaths", "with births and deaths, a run that is saved and loaded",
    ),
    "writes what it does not declare": (
        ct.generic_tests(planted.back_door, **LAST), "access", "back_door changes agents.Quotes.ask, row 0, which it does not declare as written",
    ),
    "leaves partners that are not mutual": (
        ct.generic_tests(planted.jilting, mutual=[(Pairing, "partner")], **LAST), "mutual", "needs references that are mutual",
    ),
    "goes out of bounds": (
        ct.generic_tests(planted.cheering, components={"agents": [Mood]}, **LAST), "bounds", "Mood.mood, row 0 .*: got 1.25; needs >= 0 and <= 1",
    ),
    "knows where the edges of a torus are": (
        ct.generic_tests(planted.westering, worlds=ON_A_TORUS, torus=TORUS, after="movement", before="trade", settings=CI),
        "shift", r"westering in a world shifted by .* does something else",
    ),
    "draws from its own generator": (ct.generic_tests(planted.gambling, **LAST), "split", "saved and loaded"),
    "draws from numpy's generator": (ct.generic_tests(planted.global_gambling, **LAST), "repeat", "a second run differs"),
}  # fmt: skip


def found(tests: Any, check: str) -> Exception:
    """Run one generic test as pytest would, and return what it raises."""
    with pytest.raises(Exception) as raised:
        getattr(tests, f"test_{check}")()
    return raised.value


@pytest.mark.parametrize("bug", BARTER)
def test_a_planted_bug_is_found_and_shrunk_and_can_be_replayed(bug: str, tmp_path: Path) -> None:
    tests, check, message = BARTER[bug]
    error = found(tests, check)
    assert re.search(message, str(error)), error
    note = next(n for n in error.__notes__ if "To see it again" in n)
    printed = note.split("# " + "-" * 60)[1]
    (tmp_path / "drawn.yaml").write_text(printed)
    scenario = ct_scenario(tmp_path / "drawn.yaml")
    assert scenario.agents <= 3, note
    call = re.search(r"\.replay\((.*)\)$", note, flags=re.MULTILINE)
    assert call is not None
    arguments, details = parsed(call[1])
    assert arguments == [check, "drawn.yaml"]
    with pytest.raises(type(error), match=message):
        tests.replay(check, tmp_path / "drawn.yaml", **details)


def ct_scenario(path: Path) -> Any:
    from catallax import load_scenario

    return load_scenario(path)


def parsed(call: str) -> tuple[list[Any], dict[str, Any]]:
    """Evaluate the arguments of a printed call."""
    tree = ast.parse(f"f({call})", mode="eval").body
    assert isinstance(tree, ast.Call)
    evaluate = lambda node: eval(compile(ast.Expression(node), "printed", "eval"), {"Command": Command})  # noqa: E731
    return [evaluate(a) if not isinstance(a, ast.Name) else a.id for a in tree.args], {
        k.arg: evaluate(k.value) for k in tree.keywords if k.arg
    }


PEOPLE = ct.Blueprint({"people": [Purse, Weight]})
TABLES: dict[str, tuple[Any, str, str]] = {
    "sums floats in the order of threads": (ct.generic_tests(planted.weighing, worlds=PEOPLE, settings=CI), "threads", "people.Weight.share"),
    "changes worlds that have ended": (ct.generic_tests(planted.rent, worlds=PEOPLE, settings=CI), "batch", "has ended and still changes"),
    "differs from its twin": (
        ct.generic_tests(planted.rent, worlds=PEOPLE, twin=ct.by_row(planted.slow_rent), settings=CI), "twin",
        r"rent and its twin differ after a call in tick 0: .*people.Purse.coins, row 0 \(uid 0\): got 6; needs 5",
    ),
}  # fmt: skip


@pytest.mark.parametrize("bug", TABLES)
def test_a_bug_in_a_world_of_the_users_own_prints_its_rows(bug: str) -> None:
    tests, check, message = TABLES[bug]
    error = found(tests, check)
    assert re.search(message, str(error)), error
    note = next(n for n in error.__notes__ if "To see it again" in n)
    call = re.search(r"\.replay\((.*)\)$", note, flags=re.MULTILINE)
    assert call is not None
    arguments, details = parsed(call[1])
    assert arguments[:2] == [check, "blueprint"]
    assert arguments[2]["people"]["rows"] <= (4 if check == "threads" else 1), note
    with pytest.raises(type(error), match=message):
        tests.replay(check, PEOPLE, *arguments[2:], **details)
