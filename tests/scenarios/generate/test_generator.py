"""What a generated scenario is: the same for the same flags, told where it comes from, ready to run and to save."""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

import catallax as cx
from catallax.scenarios.generate.presets import preset_names, read_preset
from catallax.scenarios.loader import dump_yaml, load_text

ALL = {
    "agents": 6, "grid": 9, "inventory_range": "10,50", "utilities": "ces:0.6,linear:0.4", "resources": "0.3,5,1",
    "exchange_regime": "mixed", "money_range": "20,90", "lambda_money": 0.5, "money_scale": 10, "money_mode": "kkt_lambda",
    "money_form": "linear", "vision": 4, "movement": 2, "settings": {"params.beta": {"uniform": [0.8, 0.9]}, "ticks": 30},
    "param_ranges": {"linear": {"vA": [2.0, 3.0]}}, "seed": 11,
}  # fmt: skip


def test_every_flag_is_in_the_scenario() -> None:
    made = cx.generate("village", **ALL)
    scenario: Any = made.scenario
    params = scenario.params
    assert (scenario.name, scenario.seed, scenario.agents, scenario.grid.width, scenario.grid.height, scenario.ticks) == (
        "village",
        11,
        6,
        9,
        9,
        30,
    )
    assert all(10 <= held <= 50 for held in scenario.initial_inventories.A) and all(
        20 <= held <= 90 for held in scenario.initial_inventories.M
    )
    assert [(entry.type, entry.weight) for entry in scenario.utilities.mix] == [("ces", 0.6), ("linear", 0.4)]
    assert 2.0 <= scenario.utilities.mix[1].params["vA"] <= 3.0
    assert (params.resource_growth_rate, params.resource_max_amount, scenario.resource_seed.density) == (1, 5, 0.3)
    assert (params.exchange_regime, params.lambda_money, params.money_scale) == ("mixed", 0.5, 10)
    assert (params.money_mode, params.money_utility_form, params.vision_radius, params.move_budget_per_tick) == (
        "kkt_lambda",
        "linear",
        4,
        2,
    )
    assert 0.8 <= params.beta <= 0.9 and made.drawn["params.beta"] == params.beta


@pytest.mark.parametrize("name", preset_names())
def test_the_text_loads_to_what_the_data_say(name: str) -> None:
    made = cx.generate("x", preset=name, seed=4)
    loaded = load_text(made.text, "text")
    assert loaded.warnings == () and loaded.scenario == made.scenario == cx.load_scenario(made.values)
    assert yaml.safe_load(made.text) == json.loads(json.dumps(made.values))


def test_money_has_the_range_of_goods_if_nothing_else_is_said() -> None:
    held = cx.generate("x", preset="mixed_economy", seed=1).values["initial_inventories"]
    assert all(20 <= value <= 80 for value in held["M"]) and held["M"] != held["A"] != held["B"]
    assert "M" not in cx.generate("x", preset="minimal", seed=1).values["initial_inventories"]


def test_seed_0_is_a_seed_and_none_is_drawn_and_told() -> None:
    assert cx.generate("x", preset="minimal", seed=0).text == cx.generate("x", preset="minimal", seed=0).text
    made = cx.generate("x", preset="minimal")
    assert made.seed != cx.generate("x", preset="minimal").seed
    assert made.text == cx.generate("x", preset="minimal", seed=made.seed).text
    generator = cx.ScenarioGenerator("x", preset="minimal")
    assert generator.generate().text == generator.generate().text


def test_different_seeds_differ() -> None:
    for name in preset_names():
        texts = {json.dumps({**cx.generate("x", preset=name, seed=seed).values, "seed": 0, "generated_by": 0}) for seed in range(30)}
        assert len(texts) > 25, name


PINNED = "df2bac92c19b7a33"


def test_the_same_bytes_in_any_process(tmp_path: Path) -> None:
    """Hash seeds, working folders and machines make no difference; the digest is of all presets."""
    code = (
        "import hashlib, catallax as cx\nfrom catallax.scenarios.generate.presets import preset_names\n"
        "print(hashlib.blake2b(''.join(cx.generate('x', preset=n, seed=7).text for n in preset_names()).encode(), digest_size=8).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True
        ).stdout
        for seed in ("1", "2")
    }
    here = hashlib.blake2b("".join(cx.generate("x", preset=n, seed=7).text for n in preset_names()).encode(), digest_size=8).hexdigest()
    assert found == {here + "\n"}
    assert here == PINNED, "the same flags and seed give another scenario: raise GENERATOR in provenance.py, and tell in the changelog"


def test_a_file_tells_how_to_make_it_again() -> None:
    made = cx.generate("it's", **{**ALL, "param_ranges": None})
    line = made.text.splitlines()[1].removeprefix("#").strip()
    words = shlex.split(line)
    assert words[:3] == ["catallax", "generate", "it's"] and words[-2:] == ["--seed", "11"]
    flags: dict[str, Any] = {"settings": {}}
    for key, value in zip(words[3::2], words[4::2], strict=True):
        if key == "--set":
            name, _, setting = value.partition("=")
            flags["settings"][name] = yaml.safe_load(setting)
        else:
            name = key.removeprefix("--").replace("-", "_")
            flags[name] = (
                yaml.safe_load(value) if name in ("agents", "grid", "seed", "lambda_money", "money_scale", "vision", "movement") else value
            )
    assert cx.generate("it's", **flags).text == made.text
    by = made.values["generated_by"]
    assert by["generator"] == 1 and by["seed"] == 11 and by["flags"]["utilities"] == "ces:0.6,linear:0.4"
    assert "Python gave <...>" in cx.generate("x", **ALL).text


def test_it_runs_without_a_file() -> None:
    made = cx.generate("x", preset="minimal", seed=2)
    run = cx.run(made, ticks=3, record="summary")
    same = cx.run(made.scenario, ticks=3, record="summary")
    assert run.manifest["state_digest"] == same.manifest["state_digest"] and run.scenario.name == "x"
    two = cx.run_many([made, cx.generate("y", preset="money_demo", seed=3)], ticks=3, record="none")
    assert two[0].manifest["state_digest"] == run.manifest["state_digest"] and two[1].scenario.name == "y"
    with cx.build(made) as world:
        world.step()
        assert world.tick == 1
    assert cx.load_scenario(made) is made.scenario


def test_provenance_has_no_effect_on_a_run_and_stays_in_its_folder(tmp_path: Path) -> None:
    made = cx.generate("x", preset="minimal", seed=2)
    bare = {key: value for key, value in made.values.items() if key != "generated_by"}
    one, two = cx.run(made, ticks=3, out=tmp_path / "r"), cx.run(bare, ticks=3)
    assert one.manifest["state_digest"] == two.manifest["state_digest"]
    assert cx.open_run(tmp_path / "r").scenario.generated_by.flags == {"preset": "minimal"}
    assert load_text(dump_yaml(made.scenario), "dump").scenario.generated_by == made.scenario.generated_by


def test_what_is_not_checked_may_be_wrong() -> None:
    made = cx.generate("x", preset="minimal", settings={"params.beta": 7.0}, validate=False)
    assert made.values["params"]["beta"] == 7.0
    with pytest.raises(cx.ScenarioError, match="beta"):
        _ = made.scenario


def test_files_are_whole_and_never_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = cx.generate("x", preset="minimal", seed=1)
    path = made.save(tmp_path / "a" / "b" / "x.yaml")
    assert path.read_text() == made.text and cx.load_scenario(path) == made.scenario
    path.write_text("mine")
    with pytest.raises(cx.EngineError, match="--force"):
        made.save(path)
    assert path.read_text() == "mine"
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError):
        made.save(path, force=True)
    assert path.read_text() == "mine" and [p.name for p in path.parent.iterdir()] == ["x.yaml"]
    monkeypatch.undo()
    made.save(path, force=True)
    assert path.read_text() == made.text
    with pytest.raises(cx.EngineError, match="a folder"):
        made.save(tmp_path, force=True)


@pytest.mark.parametrize(("name", "trades"), [(name, name != "tragedy_of_the_commons") for name in preset_names()])
def test_presets_run_and_people_trade_where_the_question_needs_it(name: str, trades: bool) -> None:
    run = cx.run(cx.generate(name, preset=name, seed=2), ticks=20, record="none")
    assert run.manifest["status"] == "done"
    assert not trades or run.summary["trades"] > 5


@pytest.mark.parametrize("name", preset_names())
def test_presets_say_which_question_they_serve(name: str) -> None:
    preset = read_preset(name)
    assert "?" in preset.about and preset.question.endswith((".", "?"))
    assert bool(preset.flags) != bool(preset.values) and len(preset.text) > 20


def test_presets_take_flags() -> None:
    made = cx.generate("x", preset="edgeworth_grid", agents=10, grid=5, vision=3, seed=1)
    assert (made.scenario.agents, made.values["grid"]) == (10, {"width": 5, "height": 5, "torus": True})
    mixed = cx.generate("x", preset="edgeworth_grid", exchange_regime="mixed", inventory_range="5,30", utilities="quadratic,ces", seed=1)
    assert mixed.scenario.agents == len(mixed.values["initial_inventories"]["M"]) == 24
    assert "correlation" not in mixed.values["initial_inventories"]
