"""The command line as its users meet it: exit codes, standard output and error, run folders, Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import h5py
import pytest

import catallax as cx
from tests.scenarios.test_loader import VALID

COMMAND = [sys.executable, "-m", "catallax"]


def call(*arguments: str | Path, cwd: Path, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *map(str, arguments)], cwd=cwd, input=text, capture_output=True, text=True, timeout=300)


def test_run_writes_a_folder_and_a_table(tmp_path: Path) -> None:
    done = call("run", "two_traders", "--ticks", "5", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "runs" / "two_traders-0001"
    assert sorted(p.name for p in folder.iterdir()) == ["commands.jsonl", "manifest.json", "scenario.yaml", "summary.png", "telemetry.h5"]
    for part in ("trades", "utility gained", "Gini", "dispersion of MRS", "runs/two_traders-0001"):
        assert part in done.stdout
    assert (folder / "summary.png").read_bytes().startswith(b"\x89PNG")
    again = call("run", "two_traders", "--ticks", "5", "--quiet", cwd=tmp_path)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    first, second = (cx.open_run(tmp_path / "runs" / f"two_traders-000{k}") for k in (1, 2))
    assert first.manifest["state_digest"] == second.manifest["state_digest"]


@pytest.mark.parametrize(
    ("name", "parts"), [("wolf_sheep", ("sheep eaten", "animal-ticks/s")), ("forest_fire", ("cells burnt", "cell-ticks/s"))]
)
def test_other_models_run_by_the_same_command_into_the_same_kind_of_folder(name: str, parts: tuple[str, ...], tmp_path: Path) -> None:
    done = call("run", name, "--ticks", "5", "--record", "cells=2", "--out", "r", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert all(part in done.stdout for part in (*parts, "picture")) and "rules" not in done.stdout
    files = ["commands.jsonl", "manifest.json", "scenario.yaml", "summary.png", "telemetry.h5"]
    assert sorted(p.name for p in (tmp_path / "r").iterdir()) == files
    told = call("info", "r", cwd=tmp_path).stdout
    assert f"kind            {name}" in told and "None" not in told
    assert call("validate", name, "r/scenario.yaml", cwd=tmp_path).returncode == 0
    listed = json.loads(call("scenarios", "--json", cwd=tmp_path).stdout)["scenarios"]
    assert next(row["model"] for row in listed if row["name"] == name) == name


def test_json_is_one_object_and_nothing_else(tmp_path: Path) -> None:
    done = call("run", "-", "--json", "--seed", "3", "--set", "ticks=4", "--record", "full", "--out", "here", cwd=tmp_path, text=VALID)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert (result["run"], result["seed"], result["summary"]["ticks"], result["status"]) == ("here", 3, 4, "done")
    info = json.loads(call("info", "here", "--json", cwd=tmp_path).stdout)
    assert info["rows"]["agents"] == 5 * 3
    assert "agents" in call("info", "here", cwd=tmp_path).stdout
    assert json.loads(call("scenarios", "--json", cwd=tmp_path).stdout)["scenarios"][0]["name"] == "bazaar"
    wrong = call("run", "nowhere.yaml", "--json", cwd=tmp_path)
    assert wrong.returncode == 1 and json.loads(wrong.stdout)["problems"][0]["got"] == "nothing there"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["run", "nowhere.yaml"], 1, "nothing there"),
        (["run", "bazar"], 1, "Did you mean 'bazaar'?"),
        (["run", "bazaar", "--set", "agents=-1"], 1, "agents: got -1"),
        (["run", "bazaar", "--set", "agents"], 2, "KEY=VALUE"),
        (["run", "bazaar", "--rules", "vmtt"], 2, "Did you mean 'vmt'?"),
        (["run", "bazaar", "--record", "agents=0"], 2, "a period of at least 1 tick"),
        (["run", "bazaar", "--record", "trades=2"], 2, "no period for events"),
        (["run", "bazaar", "--record", "agnts"], 2, "got 'agnts'"),
        (["run", "forest_fire", "--record", "agents"], 2, "a list of: ticks, cells"),
        (["run", "wolf_sheep", "--rules", "vmt"], 1, "no preset: the model wolf_sheep has none"),
        (["run", "wolf_sheep", "--set", "sheep.gian=3"], 1, "Did you mean 'gain'?"),
        (["run", "wolf_sheep", "--set", "model=wolfsheep"], 1, "Did you mean 'wolf_sheep'?"),
        (["run", "bazaar", "--seed", "-1"], 2, "--seed"),
        (["run", "bazaar", "--ticks", "0"], 2, "--ticks"),
        (["run", "bazaar", "--nonsense"], 2, "No such option"),
        (["run"], 2, "Missing argument"),
        (["info", "nowhere"], 1, "no run there"),
        (["run", "bazaar", "--out", "/proc/nowhere"], 1, "error: "),
    ],
)
def test_wrong_input(arguments: list[str], code: int, message: str, tmp_path: Path) -> None:
    done = call(*arguments, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == [], "nothing half-written"


def test_names_and_paths_are_shown_as_they_are(tmp_path: Path) -> None:
    """Failed after the run: brackets were taken for markup, dollars for formulas."""
    text = VALID.replace("name: small", "name: 'a [/b] c $\\foo$ x'")
    done = call("run", "-", "--ticks", "2", "--out", "w[bold]z", cwd=tmp_path, text=text)
    assert done.returncode == 0, done.stderr
    assert "a [/b] c $\\foo$ x" in done.stdout and "w[bold]z" in done.stdout
    assert done.stderr == ""


def test_runs_started_together_get_folders_of_their_own(tmp_path: Path) -> None:
    command = [*COMMAND, "run", "two_traders", "--ticks", "2", "--quiet"]
    processes = [subprocess.Popen(command, cwd=tmp_path) for _ in range(3)]
    assert [p.wait(timeout=120) for p in processes] == [0, 0, 0]
    assert sorted(p.name for p in (tmp_path / "runs").iterdir()) == [f"two_traders-000{k}" for k in (1, 2, 3)]


def test_a_killed_run_is_told_as_far_as_it_is_known(tmp_path: Path) -> None:
    process = subprocess.Popen([*COMMAND, "run", "bazaar", "--ticks", "1000000", "--out", "r", "--quiet"], cwd=tmp_path)
    deadline = time.monotonic() + 120
    while not (tmp_path / "r" / "telemetry.journal").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.5)
    process.kill()
    process.wait(timeout=60)
    told = call("info", "r", cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    assert "bazaar: killed, or still running" in told.stdout and "seed            7" in told.stdout
    with cx.open_run(tmp_path / "r") as found:
        assert f", {found.ticks_done} of " in told.stdout


def test_a_folder_in_use_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    done = call("run", "two_traders", "--ticks", "2", "--out", "mine", cwd=tmp_path)
    assert done.returncode == 1
    assert "something there already" in done.stderr
    assert [p.name for p in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


def test_validate_reports_every_problem_of_every_file(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(VALID)
    (tmp_path / "bad.yaml").write_text(VALID.replace("agents: 3", "agents: 0").replace("beta", "betta") + "colour: red\n")
    done = call("validate", "good.yaml", "bad.yaml", "bazaar", cwd=tmp_path)
    assert done.returncode == 1
    assert "good.yaml: valid" in done.stdout and "bazaar: valid" in done.stdout
    assert "bad.yaml: 2 problems" in done.stdout and "colour" in done.stdout
    result = json.loads(call("validate", "bad.yaml", "--json", cwd=tmp_path).stdout)
    assert [p["key"] for p in result["files"][0]["problems"]] == ["agents", "colour"]
    assert call("validate", "good.yaml", cwd=tmp_path).returncode == 0


def test_ctrl_c_ends_at_a_tick_boundary_with_everything_kept(tmp_path: Path) -> None:
    process = subprocess.Popen([*COMMAND, "run", "bazaar", "--ticks", "1000000", "--record", "full", "--out", "r"], cwd=tmp_path,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # fmt: skip
    deadline = time.monotonic() + 120
    while not (tmp_path / "r" / "telemetry.journal").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1.0)
    process.send_signal(signal.SIGINT)
    out, error = process.communicate(timeout=60)
    assert process.returncode == 130, error
    assert "Traceback" not in error
    assert "interrupted; all of it is kept" in out
    run = cx.open_run(tmp_path / "r")
    ticks = run.frame("ticks")
    assert run.manifest["status"] == "interrupted"
    assert ticks.tick.iloc[-1] == run.manifest["ticks_done"] - 1 > 0
    assert len(run.frame("agents")) == 200 * len(ticks)
    straight = cx.run("bazaar", ticks=run.manifest["ticks_done"], record="ticks")
    assert straight.manifest["state_digest"] == run.manifest["state_digest"]


def test_help_and_version(tmp_path: Path) -> None:
    shown = call("--help", cwd=tmp_path)
    assert shown.returncode == 0
    for command in ("run", "validate", "scenarios", "info", "graph"):
        assert command in shown.stdout
    assert call("--version", cwd=tmp_path).stdout.startswith("catallax ")


def test_the_file_opens_in_five_lines_of_h5py(tmp_path: Path) -> None:
    cx.run("two_traders", ticks=8, out=tmp_path / "r").close()
    with h5py.File(tmp_path / "r" / "telemetry.h5") as file:
        trades = {name: column[:] for name, column in file["trades"].items()}
        assert set(trades) >= {"tick", "x", "y", "buyer", "seller", "good", "medium", "quantity", "payment", "price"}
        assert file["agents/A"].attrs["units"] == "unit of good"
        assert file.attrs["seed"] == 1
        assert len(file.attrs["schema_digest"]) == 32


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    done = call("run", "two_traders", cwd=tmp_path)
    assert done.returncode == 1 and "Traceback" not in done.stderr
