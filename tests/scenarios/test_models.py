"""One seam for all models: what is asked of a scenario file, of runs, and of the command line, whatever the model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import catallax as cx
from catallax.scenarios.builder import build_world
from catallax.scenarios.loader import dump_yaml, load, load_text, shipped
from catallax.scenarios.models import MODELS
from catallax.scenarios.schema import Scenario
from catallax.testing import forests, meadows, scenarios
from tests.sameness import assert_same_run

HEAD = {"schema_version": 2, "name": "small", "grid": {"width": 5, "height": 4}}
FOREST: dict[str, Any] = {**HEAD, "model": "forest_fire", "density": 0.5}
MEADOW: dict[str, Any] = {**HEAD, "model": "wolf_sheep", "sheep": {"count": 9}, "wolves": {"count": 2}}


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda m: m.name)
def test_a_model_keeps_what_it_promises(model: Any) -> None:
    """The names by which models are used agree with each other, and something of each ships."""
    ships = [s for text in shipped().values() if (s := load_text(text, "f").scenario).model == model.name and s.name != "metropolis"]
    assert ships
    wiring = model.wiring
    with build_world(ships[:1], [1], [2]) as world:
        assert model.count(world) == model.size(ships[0])
        ticks = world.records["ticks"].read(world)[1]
        assert set(wiring.summed) <= set(ticks)
        summary = wiring.summarise(world, 0, {name: column[0] for name, column in ticks.items()}, dict.fromkeys(wiring.summed, 0))
        assert set(wiring.labels) <= set(summary)
        for record in wiring.records:
            offsets, columns = record.read(world, record.before(world)) if record.within else record.read(world)
            assert [c.name for c in record.columns if c.name not in columns] == []
            assert all(len(column) == offsets[-1] for column in columns.values()), record.name


def problems(data: dict[str, Any], **options: Any) -> list[str]:
    with pytest.raises(cx.ScenarioError) as caught:
        load(data, **options)
    return [str(p) for p in caught.value.problems]


def test_mistakes_are_told_with_the_keys_of_the_model() -> None:
    assert problems({**FOREST, "model": "forest_fires"}) == [
        "model: got 'forest_fires'; needs one of economy, wolf_sheep, forest_fire. Did you mean 'forest_fire'?"
    ]
    assert problems({**FOREST, "model": 7})[0].startswith("model: got 7; needs one of")
    assert problems({**FOREST, "densty": 0.3}) == ["densty: got an unknown key; needs a key of the schema. Did you mean 'density'?"]
    assert problems({**FOREST, "agents": 5})[0].startswith("agents: got an unknown key")
    assert problems({**FOREST, "fire": {"start": "place", "x": 5}}) == [
        "fire.x: got 5; needs a cell of the grid: x < 5. Count from 0.", "fire: got no y; needs x and y for start: place. Add y."
    ]  # fmt: skip
    assert problems({**FOREST, "fire": {"start": "left", "y": 1}})[0].startswith("fire.y: got 1; needs no y")
    assert problems({**MEADOW, "sheep": {"count": 1, "gian": 3}}) == [
        "sheep.gian: got an unknown key; needs a key of the schema. Did you mean 'gain'?"
    ]
    assert problems({**MEADOW, "wolves": {"birth_chance": 1.5}}) == ["wolves.birth_chance: got 1.5; needs a number <= 1.0."]
    assert problems({**MEADOW, "grid": {"width": 50_000_000, "height": 5}}) == [
        "grid: got 250000000 cells; needs at most 67108864 cells. Make the grid smaller."
    ]
    assert "needs no preset: the model wolf_sheep has none" in problems(MEADOW, rules="vmt")[0]
    assert problems({**MEADOW, "rules": "vmt"})[0].startswith("rules: got an unknown key")


@settings(max_examples=40)
@given(st.one_of(forests(), meadows(), scenarios()))
def test_a_scenario_survives_a_round_trip(drawn: dict[str, Any]) -> None:
    scenario = load(drawn).scenario
    assert isinstance(scenario, Scenario)
    assert load_text(dump_yaml(scenario), "again").scenario == scenario
    assert load(scenario, changes={"seed": 3}).scenario.seed == 3


def test_a_file_of_an_economy_need_not_name_its_model() -> None:
    economy = cx.load_scenario("two_traders")
    assert economy.model == "economy"
    assert "model" not in yaml.safe_load(dump_yaml(economy))
    assert cx.load_scenario({**yaml.safe_load(shipped()["two_traders"]), "model": "economy"}) == economy


def test_runs_of_different_models_come_in_the_order_in_which_they_were_asked_for(tmp_path: Path) -> None:
    mixed = ["forest_fire", "two_traders", MEADOW, FOREST, "desert", MEADOW]
    runs = cx.run_many(mixed, seeds=range(6), ticks=4, out=tmp_path)
    assert [run.manifest["kind"] for run in runs] == ["forest_fire", "economy", "wolf_sheep", "forest_fire", "economy", "wolf_sheep"]
    for k, (source, run) in enumerate(zip(mixed, runs, strict=True)):
        assert_same_run(run, cx.run(source, seed=k, ticks=4))
        opened = cx.open_run(tmp_path / f"0000{k}")
        assert opened.scenario == run.scenario and opened.manifest == run.manifest
    assert (runs[2].manifest["rules"], runs[2].manifest["switches"]) == (None, {})
    with pytest.raises(cx.EngineError, match="scenarios of one model"):
        build_world([run.scenario for run in runs[:2]], [1, 2], [3, 3])


def test_a_failure_in_one_model_finishes_the_folders_of_all(tmp_path: Path) -> None:
    def break_down(world: cx.World) -> None:
        if "sheep" in world.tables and world.tick == 2:
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        cx.run_many(["two_traders", MEADOW, FOREST], ticks=4, out=tmp_path, progress=break_down)
    assert [cx.open_run(tmp_path / f"0000{k}").manifest["status"] for k in range(3)] == ["done", "failed", "failed"]


def test_wrong_records_are_told_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(cx.EngineError, match=r"'agents'; needs none, summary, full, or a list of: ticks, cells. For example cells=10"):
        cx.run(FOREST, record="agents=10", out=tmp_path / "r")
    assert not (tmp_path / "r").exists()


def test_the_dataset_has_the_animals() -> None:
    run = cx.run(MEADOW, ticks=5)
    dataset, sheep = run.dataset(), run.frame("sheep")
    row = sheep.iloc[-1]
    assert dataset.sheep_energy.sel(sheep_tick=row.tick, sheep_uid=row.uid) == row.energy
    assert dataset.n_wolves.attrs["units"] == "animal" and "rules" not in dataset.attrs
    assert "births_parent" not in dataset
