"""`catallax generate --until` and `--diverse`, and the same from Python, as people meet them."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path

import pytest

import catallax as cx
from catallax.apps.generate.diverse import farthest_points, features_of, standardise
from catallax.apps.generate.outcome import COLUMNS, measure
from tests.apps.test_cli import COMMAND, call

FLAGS = {"preset": "minimal", "seed": 5}
ASKED = ("--preset", "minimal", "--seed", "5", "--ticks", "20")


def test_the_scenario_that_is_found_is_the_one_that_its_seed_gives(tmp_path: Path) -> None:
    done = call("generate", "v", *ASKED, "--until", "n_trades >= 16 and n_trades < 20", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    found = cx.generate_until("n_trades >= 16 and n_trades < 20", "v", ticks=20, **FLAGS)
    assert f"tried {found.tried}, each for 20 ticks; 1 satisfy" in done.stdout and "satisfy  n_trades < 20" in done.stdout
    assert found.tried > 1, "not at once"
    seed = found.found[0].generated.seed
    assert (tmp_path / "scenarios" / "v.yaml").read_text() == cx.generate("v", preset="minimal", seed=seed).text
    with cx.run(tmp_path / "scenarios" / "v.yaml", ticks=20, record="none") as run:
        assert 16 <= run.summary["trades"] < 20 and run.summary["trades"] == found.found[0].outcome["n_trades"]
    again = call("generate", "v", *ASKED, "--until", "n_trades >= 5", cwd=tmp_path)
    assert again.returncode == 1 and "which is there" in again.stderr and again.stdout == ""


def test_several_keep_their_numbers_and_json_tells_all(tmp_path: Path) -> None:
    done = call("generate", "v", *ASKED, "--until", "n_trades > 3", "--count", "3", "--json", "--output", "bed", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["found"], told["interrupted"], [c["clause"] for c in told["clauses"]]) == (3, False, ["n_trades > 3"])
    assert sorted(p.name for p in (tmp_path / "bed").iterdir()) == [Path(row["path"]).name for row in told["generated"]]
    for row in told["generated"]:
        assert row["name"] == f"v-{row['seed'] - 4:04d}" and list(row["outcome"]) == list(COLUMNS) and row["outcome"]["n_trades"] > 3
        assert cx.load_scenario(tmp_path / row["path"]).seed == row["seed"]


def test_a_failure_exits_1_writes_nothing_and_tells_how_near_it_came(tmp_path: Path) -> None:
    done = call("generate", "v", *ASKED, "--until", "n_trades > 1e9 and gini_goods < 0.9", "--max-tries", "7", cwd=tmp_path)
    assert done.returncode == 1 and list(tmp_path.iterdir()) == []
    assert "tried 7" in done.stdout and "0 satisfy  n_trades > 1e9" in done.stdout and "7 satisfy  gini_goods < 0.9" in done.stdout
    assert "nearest: seed " in done.stdout and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--until", "n_trade > 3"], 1, "--until: got 'n_trade' at character 1; needs a column. Did you mean 'n_trades'?"),
        (["--until", "__import__('os')"], 1, "at character 1"),
        (["--until", "n_trades > 1", "--count", "2", "--diverse", "3"], 2, "--diverse"),
        (["--diverse", "3"], 2, "--diverse"),
        (["--diverse", "3", "--count", "2"], 2, "--diverse"),
        (["--until", "n_trades > 1", "--max-tries", "0"], 2, "--max-tries"),
        (["--until", "n_trades > 1", "--compat", "vmt"], 1, "leave out --compat"),
        (["--until", "n_trades > 1", "--agents", "0"], 1, "--agents"),
    ],
)
def test_mistakes_name_the_flag_and_write_nothing(arguments: list[str], code: int, message: str, tmp_path: Path) -> None:
    done = call("generate", "v", "--preset", "minimal", *arguments, cwd=tmp_path)
    assert done.returncode == code and message in done.stderr, done.stderr
    assert "Traceback" not in done.stderr and list(tmp_path.iterdir()) == []


def test_columns_are_listed(tmp_path: Path) -> None:
    lines = call("generate", "--list-columns", cwd=tmp_path).stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(COLUMNS)
    listed = json.loads(call("generate", "--list-columns", "--json", cwd=tmp_path).stdout)["columns"]
    assert [row["name"] for row in listed] == list(COLUMNS)


def test_the_most_different_are_the_farthest_points(tmp_path: Path) -> None:
    done = call("generate", "bed", *ASKED, "--count", "12", "--diverse", "4", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    made = cx.generate_many("bed", 12, **FLAGS)
    chosen = cx.most_different(made, 4, ticks=20)
    outcomes = measure([one.scenario for one in made], 20)
    assert outcomes is not None
    assert [made.index(one) for one in chosen] == farthest_points(standardise(features_of(outcomes)), 4)
    assert sorted(p.stem for p in (tmp_path / "scenarios").iterdir()) == sorted(one.name for one in chosen)
    with pytest.raises(cx.EngineError, match="13 of 12"):
        cx.most_different(made, 13)


def test_the_most_different_of_those_that_satisfy(tmp_path: Path) -> None:
    asked = (*ASKED, "--until", "n_trades > 3", "--max-tries", "30", "--diverse", "3", "--json", "--dry-run")
    done = call("generate", "v", *asked, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["found"] > 3 and len(told["generated"]) == 3 and all(row["outcome"]["n_trades"] > 3 for row in told["generated"])
    assert list(tmp_path.iterdir()) == []


def test_only_economies_have_outcomes_to_choose_by() -> None:
    with pytest.raises(cx.EngineError, match="of model wolf_sheep; needs exchange economies"):
        cx.generate_until("n_trades > 1", template="wolf_sheep", seed=1, settings={"sheep.count": {"uniform": [1, 5000]}})


def test_ctrl_c_keeps_what_was_found(tmp_path: Path) -> None:
    asked = ("--preset", "standard", "--seed", "1", "--until", "n_trades > 10", "--count", "90000", "--max-tries", "90000", "-o", "bed")
    process = subprocess.Popen([*COMMAND, "generate", "v", *asked], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(8)
    process.send_signal(signal.SIGINT)
    out, error = process.communicate(timeout=120)
    assert process.returncode == 130, error
    assert "Traceback" not in error and "interrupted; what was found is kept" in error
    files = sorted((tmp_path / "bed").iterdir()) if (tmp_path / "bed").exists() else []
    assert f"; {len(files)} satisfy" in out
    assert all(cx.load_scenario(path).agents == 30 for path in files[:5])
