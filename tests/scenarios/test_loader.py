"""Bad files: every problem at once, with its place, its value, the rule, and the nearest known name."""

from __future__ import annotations

from typing import Any

import pytest

from catallax.scenarios.loader import Loaded, dump_yaml, load, load_scenario, load_text
from catallax.scenarios.problems import ScenarioError

VALID = """\
schema_version: 2
name: small
grid: {width: 6, height: 5}
agents: 3
initial_inventories: {A: 8, B: [4, 5, 6]}
utilities:
  mix:
    - {type: ces, weight: 0.5, params: {rho: -0.5, wA: 1.0, wB: 1.0}}
    - {type: linear, weight: 0.5, params: {vA: 1.0, vB: 1.2}}
resource_seed: {density: 0.2, amount: 2}
params:
  vision_radius: 4
  epsilon: 1.0e-12
"""
VALID_1 = VALID.replace("schema_version: 2", "schema_version: 1").replace("grid: {width: 6, height: 5}", "N: 6")


def problems(text: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load_text(text, "file.yaml")
    return [str(p) for p in caught.value.problems]


def test_valid_files_load_and_survive_a_round_trip() -> None:
    for text in (VALID, VALID_1):
        loaded = load_text(text, "file.yaml")
        assert loaded.warnings == ()
        assert load_text(dump_yaml(loaded.scenario), "again").scenario == loaded.scenario
        assert load(loaded.scenario).scenario is loaded.scenario


def test_version_1_runs_under_vmt_and_version_2_under_standard() -> None:
    assert load_text(VALID, "f").scenario.rules == "standard"
    assert load_text(VALID_1, "f").scenario.rules == "vmt"
    assert load_text(VALID_1, "f", rules="standard").scenario.rules == "standard"
    assert load_text(VALID_1 + "rules: standard\n", "f").scenario.rules == "standard"


def test_all_problems_are_reported_at_once_in_the_order_of_the_file() -> None:
    text = VALID.replace("agents: 3", "agents: -3").replace("vision_radius: 4", "vision_radus: 4\n  beta: 1.5")
    assert problems(text) == [
        "line 4, column 1: agents: got -3; needs a number >= 1.",
        "line 12, column 3: params.vision_radus: got an unknown key; needs a key of the schema. Did you mean 'vision_radius'?",
        "line 13, column 3: params.beta: got 1.5; needs a number <= 1.0.",
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("rho: -0.5", "rho: 0.0", "utilities.mix[0].params.rho: got 0.0; needs |rho| >= 1e-9. For Cobb-Douglas"),
        ("rho: -0.5", "rho: 1.0", "needs rho != 1. For perfect substitutes use type: linear."),
        ("rho: -0.5, ", "", "utilities.mix[0].params: got no rho; needs rho, wA, wB for ces. Add rho."),
        ("wA: 1.0", "wa: 1.0", "got an unknown parameter; needs a parameter of ces. Did you mean 'wA'?"),
        ("wA: 1.0", "wA: -1.0", "utilities.mix[0].params.wA: got -1.0; needs wA > 0."),
        ("type: ces", "type: cse", "utilities.mix[0].type: got 'cse'; needs one of ces, linear, quadratic, translog, stone_geary. Did you mean 'ces'?"),
        ("weight: 0.5, params: {rho", "weight: 0.7, params: {rho", "utilities.mix: got weights that sum to 1.2; needs weights that sum to 1."),
        ("B: [4, 5, 6]", "B: [4, 5]", "line 5, column 29: initial_inventories.B: got a list of 2; needs one number, or a list of 3"),
        ("B: [4, 5, 6]", "B: [4, -5, 6]", "initial_inventories.B[1]: got -5; needs a number >= 0."),
        ("B: [4, 5, 6]", "B: {uniform_int: [1, 5]}", "with its name as the only key. Did you mean 'uniform'?"),
        ("A: 8", "A: eight", "initial_inventories.A: got 'eight'; needs a whole number."),
        ("A: 8", "A: 1.5", "initial_inventories.A: got 1.5; needs a whole number."),
        ("density: 0.2", "density: 1.7", "resource_seed.density: got 1.7; needs a number <= 1.0."),
        ("density: 0.2", "density: .nan", "resource_seed.density: got nan; needs a finite number."),
        ("amount: 2", "amount: 0", "resource_seed.amount: got 0; needs amount > 0 where density > 0."),
        ("agents: 3", "agents: 1e400", "agents: got inf; needs a"),
        ("agents: 3", "agents: 99999999999999999999", "agents: got 99999999999999999999; needs a number <= 67108864."),
        ("width: 6", "width: 50000000", "grid: got 250000000 cells; needs at most 67108864 cells."),
        ("agents: 3", "agents: '3'", "agents: got '3'; needs a whole number. Write the number without quotes."),
        ("agents: 3", "agents: true", "agents: got True; needs a whole number."),
        ("agents: 3", "agents:", "agents: got None; needs a whole number."),
        ("agents: 3\n", "", "agents: got nothing; needs the key 'agents'. Add it."),
        ("params:\n  vision_radius: 4\n  epsilon: 1.0e-12", "params: 7", "params: got 7; needs a mapping of keys to values."),
        ("schema_version: 2", "schema_version: 3", "schema_version: got 3; needs 1 or 2."),
        ("schema_version: 2\n", "", "schema_version: got nothing; needs 1 or 2."),
        ("name: small", "name: small\nname: large", "line 3, column 1: name: got the key a second time; needs each key once."),
        ("  epsilon", "\tepsilon", "Indent with spaces, not tabs."),
        ("{width: 6", "{width: 6, ", "file: got"),
        ("name: small", "name: small\nrules: vmtt", "rules: got 'vmtt'; needs one of standard, vmt, vmt_protocols. Did you mean 'vmt'?"),
        ("name: small", "name: small\nmode_schedule: {type: spatial_zones, forage_ticks: 1, trade_ticks: 1}", "mode_schedule.type: got 'spatial_zones'"),
        ("vision_radius: 4", "exchange_regime: mixed", "initial_inventories: got no M; needs M, because exchange_regime is mixed."),
        ("type: linear, weight: 0.5, params: {vA: 1.0, vB: 1.2}", "type: stone_geary, weight: 0.5, params: {alpha_A: 1.0, alpha_B: 1.0, gamma_A: 8.0, gamma_B: 5.0}",
         "initial_inventories.A: got 8; needs more of A than gamma_A = 8"),
    ],
)  # fmt: skip
def test_one_mistake(old: str, new: str, expected: str) -> None:
    assert old in VALID
    found = problems(VALID.replace(old, new))
    assert any(expected in problem for problem in found), found


def test_exponents_without_a_dot_are_numbers() -> None:
    assert load_text(VALID.replace("1.0e-12", "1e-12"), "f").scenario.params.epsilon == 1e-12


def test_aliases_that_expand_without_end_are_refused() -> None:
    bomb = "a: &a [1,1,1,1,1,1,1,1,1,1]\n" + "".join(
        f"{chr(98 + k)}: &{chr(98 + k)} [{','.join(['*' + chr(97 + k)] * 10)}]\n" for k in range(9)
    )
    assert "aliases or nesting that expand" in problems(bomb)[0]
    assert "nothing" in problems("schema_version: &a [*a]\n")[0] or problems("schema_version: &a [*a]\n")


def test_merges_work_as_in_yaml_and_own_keys_win() -> None:
    """Failed: a merge that was overridden was taken for a duplicate key."""
    text = VALID.replace("params:\n  vision_radius: 4", "params:\n  <<: {vision_radius: 9, beta: 0.5}\n  vision_radius: 4")
    params = load_text(text, "f").scenario.params
    assert (params.vision_radius, params.beta) == (4, 0.5)


@pytest.mark.parametrize("value", ["!!bool foo", "!!timestamp foo", "!!int x", "!!float x", "!!python/name:os.system x", "!!binary x"])
def test_tags_that_lie_are_problems(value: str) -> None:
    assert "agents" in problems(VALID.replace("agents: 3", f"agents: {value}"))[0]


def test_duplicates_do_not_hide_other_problems() -> None:
    found = problems(VALID.replace("agents: 3", "agents: 3\nname: again").replace("vision_radius: 4", "vision_radius: -4"))
    assert len(found) == 2


def test_a_name_that_cannot_be_printed_is_refused() -> None:
    """Failed with a half-written run folder: HDF5 takes no NUL in a text."""
    assert "needs printable text" in problems(VALID.replace("name: small", 'name: "a\\0b"'))[0]


def test_lists_against_subsistence_are_checked_where_the_original_forgot() -> None:
    stone = "{type: stone_geary, weight: 0.5, params: {alpha_A: 1.0, alpha_B: 1.0, gamma_A: 0.0, gamma_B: 4.0}}"
    text = VALID_1.replace("{type: linear, weight: 0.5, params: {vA: 1.0, vB: 1.2}}", stone)
    assert load_text(text, "f").scenario.rules == "vmt"
    with pytest.raises(ScenarioError, match=r"initial_inventories.B: got 4; needs more of B than gamma_B = 4"):
        load_text(text, "f", rules="standard")


def test_unknown_keys_of_version_1_are_warnings() -> None:
    loaded = load_text(VALID_1 + "mode: trade\nagent_positions: [[1, 1]]\n", "f")
    assert [w.key for w in loaded.warnings] == ["mode", "agent_positions"]
    nested = load_text(VALID_1.replace("vision_radius", "vision_radus"), "f")
    assert "Did you mean 'vision_radius'?" in str(nested.warnings[0])
    assert nested.scenario.params.vision_radius == 5


def test_version_1_particulars() -> None:
    assert load_text(VALID_1.replace("vision_radius: 4", "ΔA_max: 3"), "f").scenario.params.dA_max == 3
    assert load_text(VALID_1.replace("vision_radius: 4", "resource_max_amount: 3"), "f").scenario.params.resource_max_amount is None
    assert "N: got -1" in problems(VALID_1.replace("N: 6", "N: -1"))[0]
    assert "N: got nothing" in problems(VALID_1.replace("N: 6\n", ""))[0]
    assert "Did you mean 'three_pass_matching'?" in problems(VALID_1 + "matching_protocol: three_pas_matching\n")[0]
    loaded = load_text(VALID_1 + "matching_protocol: three_pass_matching\n", "f")
    assert loaded.warnings == () and loaded.scenario.matching_protocol.name == "three_pass"


@pytest.mark.parametrize(
    "text", ["", "# nothing\n", "- 1\n- 2\n", "7", "\x00", "%", "? [1]: 2", "a: !!python/object:os.system x", "- " * 500]
)
def test_what_is_no_scenario_is_refused(text: str) -> None:
    assert problems(text)


def test_changes_are_checked_like_the_file() -> None:
    changed = load(_data(), changes={"params.beta": 0.5, "utilities.mix.1.params.vA": 2.0, "grid.torus": True})
    assert isinstance(changed, Loaded)
    assert changed.scenario.params.beta == 0.5
    assert changed.scenario.utilities.mix[1].params["vA"] == 2.0
    with pytest.raises(ScenarioError, match=r"f: --set seed: got an unknown key; needs a key of the schema"):
        load_text(VALID_1, "f", changes={"seed": 5})
    with pytest.raises(ScenarioError, match=r"scenario: got \[1\]"):
        load_scenario([1])  # type: ignore[arg-type]
    for key, value in (("params.betta", 1), ("utilities.mix.9.weight", 1), ("agents.x", 1), ("params.beta", 7)):
        with pytest.raises(ScenarioError, match=key.split(".")[0]):
            load_scenario(_data(), changes={key: value})


def _data() -> dict[str, Any]:
    return load_text(VALID, "f").scenario.model_dump(exclude_unset=True)


def test_a_file_that_is_not_there_names_the_nearest_scenario() -> None:
    with pytest.raises(ScenarioError, match="Did you mean 'bazaar'"):
        load_scenario("bazar")


def test_a_dict_is_not_changed_and_keeps_its_own_lists() -> None:
    data = _data()
    before = repr(data)
    load_scenario(data, changes={"params.beta": 0.5}, rules="vmt")
    assert repr(data) == before
