"""Version 1 files as version 2: the same scenario, the same run, and the same text but for what must change."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings

import catallax as cx
from catallax.scenarios.loader import load_text, text_of
from catallax.scenarios.upgrade import upgrade_text
from tests.scenarios.test_library import files
from tests.scenarios.test_loader import VALID, VALID_1
from tests.scenarios.test_mutations import mutated
from tests.shared import shared


def comments(text: str) -> list[str]:
    return [token for line in text.splitlines() if (token := line.partition("#")[2].strip())]


@pytest.mark.parametrize("name", files())
def test_files_of_others_keep_comments_order_and_run(name: str) -> None:
    text, source = text_of(shared(f"data/vmt-scenarios/{name}"))
    upgraded = upgrade_text(text, source)
    before, after = load_text(text, source).scenario, load_text(upgraded.text, source)
    assert yaml.safe_load(upgraded.text)["schema_version"] == 2 and after.scenario == before
    assert [warning for warning in after.warnings if not warning.needs.endswith("to run")] == []
    remaining = iter(comments(upgraded.text))
    assert all(any(comment in later for later in remaining) for comment in comments(text)), "a comment is gone, or has moved"
    old, new = list(yaml.safe_load(text)), list(yaml.safe_load(upgraded.text))
    assert [key for key in new if key != "rules"] == ["grid" if key == "N" else key for key in old if key == "N" or key in new]
    assert sum(line[:2] in ("+ ", "- ") for line in difflib.ndiff(text.splitlines(), upgraded.text.splitlines())) <= 17
    if before.params.exchange_regime == "barter_only":
        first, second = (cx.run(s, ticks=15, record="summary") for s in (before, after.scenario))
        assert first.manifest["state_digest"] == second.manifest["state_digest"] and first.summary == second.summary


def test_a_file_of_version_2_stays_as_it_is() -> None:
    assert upgrade_text(VALID, "f").text == VALID
    assert upgrade_text(upgrade_text(VALID_1, "f").text, "f").notes == ()


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("schema_version: 1", "schema_version: 1  # old", ["schema_version: 2  # old", "rules: vmt"]),
        ("schema_version: 1", "# first\n\nschema_version: 1\n\n# about the name", ["# first", "", "schema_version: 2", "rules: vmt", "", "# about the name"]),
        ("name: small", "name: small\nrules: standard", ["name: small", "rules: standard"]),
        ("N: 6", "N: 6 # side", ["grid: {width: 6, height: 6} # side"]),
        ("N: 6", '"N": 6', ["grid: {width: 6, height: 6}"]),
        ("vision_radius: 4", "ΔA_max: 3 # most", ["  dA_max: 3 # most"]),
        ("A: 8", "A: {uniform_int: [6, 8]}", ["initial_inventories: {A: {uniform: [6, 8]}, B: [4, 5, 6]}"]),
        ("vision_radius: 4", "resource_max_amount: 5", ["  # resource_max_amount: 5"]),
        ("vision_radius: 4\n  epsilon: 1.0e-12", "resource_max_amount: 5", ["# params:", "#   resource_max_amount: 5"]),
        ("agents: 3", "agents: 3\nmode:\n  - a\n\n  # inside\n  - b\n# after", ["agents: 3", "# mode:", "#   - a", "", "#   # inside", "#   - b", "# after"]),
        ("agents: 3", "agents: 3\nnote: |\n  one\n  two\n", ["# note: |", "#   one", "#   two"]),
        ("agents: 3", "agents: 3\nmatching_protocol: three_pass_matching", ["# matching_protocol: three_pass_matching"]),
        ("A: 8", "A: 8, odd: 1", ["initial_inventories: {A: 8, B: [4, 5, 6]}"]),
        ("amount: 2}", "amount: 2, odd: 1, odder: {x: [2]}}", ["resource_seed: {density: 0.2, amount: 2}"]),
        ("{density", "{odd: 1, density", ["resource_seed: {density: 0.2, amount: 2}"]),
    ],
)  # fmt: skip
def test_what_changes_in_the_text(old: str, new: str, lines: list[str]) -> None:
    text = upgrade_text(VALID_1.replace(old, new), "f").text
    assert "\n".join(lines) in text


def test_one_line_in_braces() -> None:
    flow = yaml.safe_dump(
        yaml.safe_load(VALID_1 + "mode: trade\nsearch_protocol: distance_discounted_search\n"), default_flow_style=True, width=10**6
    )
    text = upgrade_text(flow, "f").text
    assert "schema_version: 2, rules: vmt" in text and "mode: trade" not in text and "search_protocol" not in text
    assert load_text(text, "f").warnings == ()


def test_line_breaks_of_windows_stay(tmp_path: Path) -> None:
    path = tmp_path / "dos.yaml"
    path.write_bytes(VALID_1.replace("\n", "\r\n").encode())
    text = upgrade_text(*text_of(path)).text
    assert text.count("\r\n") == text.count("\n") == VALID_1.count("\n") + 1


def test_what_cannot_be_rewritten_is_refused() -> None:
    for text in (
        VALID_1.replace("agents: 3", "agents: &side 3").replace("N: 6\n", "").replace("\nparams:", "\nN: *side\nparams:"),
        VALID_1.replace("agents: 3", "agents: 3\nold: &v 4").replace("vision_radius: 4", "vision_radius: *v"),
    ):
        assert load_text(text, "f").scenario.agents == 3
        with pytest.raises(cx.ScenarioError, match=r"needs a file that can be upgraded without a change of meaning\. Upgrade it by hand"):
            upgrade_text(text, "f")
    with pytest.raises(cx.ScenarioError, match="agents: got -3"):
        upgrade_text(VALID_1.replace("agents: 3", "agents: -3"), "f")


@settings(max_examples=80)
@given(mutated())
def test_whatever_the_file_the_result_is_the_same_scenario_or_an_error(text: str) -> None:
    try:
        before = load_text(text, "f").scenario
        after = upgrade_text(text, "f")
    except cx.ScenarioError:
        return
    assert load_text(after.text, "f").scenario == before
    assert all(warning.needs.endswith("to run") for warning in after.loaded.warnings)
