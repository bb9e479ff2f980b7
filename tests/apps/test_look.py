"""`catallax show` and `catallax export`: exit codes, what stands where, tables that fit 80 columns."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

import pytest

import catallax as cx
from catallax.apps.cli import main
from tests.apps.test_cli import call

Caught = tuple[int, str, str]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs")
    cx.run("money_or_barter", ticks=12, out=folder / "full").close()
    cx.run("bazaar", ticks=12, record="summary", out=folder / "summary").close()
    cx.run("wolf_sheep", ticks=2, out=folder / "wolves").close()
    return folder


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], runs: Path):
    """Run the command line in this process: what `call` does, without a second of start-up."""
    monkeypatch.chdir(runs)
    monkeypatch.setenv("COLUMNS", "80")

    def run(*arguments: str) -> Caught:
        monkeypatch.setattr(sys, "argv", ["catallax", *arguments])
        with pytest.raises(SystemExit) as left:
            main()
        out, error = capsys.readouterr()
        assert "Traceback" not in error
        return int(left.value.code or 0), out, error

    return run


@pytest.mark.parametrize("arguments", [["--agent", "17"], ["--tick", "4"], ["--agent", "17", "--tick", "4"], ["--tick", "-1"]])
def test_tables_fit_80_columns(command, arguments: list[str]) -> None:
    code, out, error = command("show", "full", *arguments)
    assert (code, error) == (0, "")
    lines = out.splitlines()
    assert lines[0].startswith("money_or_barter, seed 7: ") and max(map(len, lines)) <= 80
    for title in ("activity", "decisions", "pairs", "attempts", "trades"):
        assert any(line.split(":")[0].strip() == title for line in lines), title


def test_what_an_agent_did(command, runs: Path) -> None:
    code, out, _ = command("show", "full", "--agent", "17", "--json")
    found = json.loads(out)
    assert code == 0 and found["missing"] == {} and found["agent"] == 17 and found["tick"] is None
    with cx.open_run(runs / "full") as run:
        decisions, attempts = run.frame("decisions").query("uid == 17"), run.frame("attempts").query("buyer == 17 or seller == 17")
    assert [row["alternative_1"] for row in found["decisions"]] == decisions.alternative_1.tolist()
    assert [row["reason"] for row in found["attempts"]] == attempts.reason.tolist()
    told = command("show", "full", "--agent", "17")[1]
    for word in ("trade_paired", "seller utility no", "passed over", "agreed: 1 A for 1 B", "fallback_rank_2", "start"):
        assert word in told, word
    for row in decisions.itertuples():
        assert f"{row.alternative_1}: {row.surplus_1:.4g}" in told.replace("\n", " ")


def test_what_was_not_recorded_is_told_beside_it(command) -> None:
    code, out, error = command("show", "summary", "--agent", "3")
    assert code == 0 and "decisions" not in out and "activity" not in out
    assert error.count("missing: ") == 3 and "missing: decisions: not recorded. Run again with --record full" in error
    code, out, error = command("show", "summary", "--tick", "5", "--json")
    assert code == 0 and error == "" and set(json.loads(out)["missing"]) == {"agents", "decisions", "attempts"}


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["show", "full"], 2, "got neither; needs one of them, or both"),
        (["show", "full", "--agent", "-3"], 2, "--agent"),
        (["show", "full", "--tick", "x"], 2, "--tick"),
        (["show", "full", "--agent", "80"], 1, "show: got agent 80; needs the uid of an agent of this run: 0 to 79"),
        (["show", "full", "--tick", "12"], 1, "show: got tick 12; needs a tick that ran: 0 to 11"),
        (["show", "wolves", "--tick", "1"], 1, "of the model wolf_sheep"),
        (["show", "nowhere", "--tick", "1"], 1, "no run there"),
        (["export", "full"], 2, "Missing option '--to'"),
        (["export", "full", "--to", "out", "--format", "xlsx"], 2, "got 'xlsx'; needs one of csv, parquet, sqlite"),
        (["export", "full", "--to", "summary"], 1, "something there already; needs a new or an empty folder"),
        (["export", "wolves", "--to", "out", "--format", "sqlite"], 1, "an exchange economy"),
        (["export", "nowhere", "--to", "out"], 1, "no run there"),
        (
            ["export", "full", "--to", "/proc/nowhere/out"],
            1,
            "export to /proc/nowhere/out: got an error (No such file or directory); needs a folder",
        ),
    ],
)
def test_wrong_input(command, runs: Path, arguments: list[str], code: int, message: str) -> None:
    got, out, error = command(*arguments)
    assert (got, out) == (code, "") and message in " ".join(error.split())
    assert not (runs / "out").exists() and not list(runs.glob(".*.part"))


def test_export_writes_and_tells(command, runs: Path, tmp_path: Path) -> None:
    code, out, error = command("export", "full", "--to", str(tmp_path / "csv"))
    assert (code, error) == (0, "") and f"{tmp_path / 'csv'}: csv, 11 tables" in out and (tmp_path / "csv" / "trades.csv").stat().st_size
    code, out, error = command("export", "summary", "--to", str(tmp_path / "db"), "--format", "sqlite", "--json")
    found = json.loads(out)
    assert code == 0 and found["rows"]["agent_snapshots"] == 0 and found["rows"]["tick_states"] == 12
    assert error.count("missing: ") == len(found["missing"]) and "missing: decisions: empty, for decisions was not recorded" in error


@pytest.mark.parametrize("format", ["csv", "parquet", "sqlite"])
def test_a_disk_that_takes_no_more_leaves_nothing(command, format: str, tmp_path: Path) -> None:
    """A limit on the size of files stands for a full disk: the system refuses the write alike."""
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, limit[1]))
    try:
        code, out, error = command("export", "full", "--to", str(tmp_path / "out"), "--format", format)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert (code, out) == (1, "") and error.startswith(f"error: export to {tmp_path / 'out'}: got an error (") and ".part" not in error
    assert list(tmp_path.iterdir()) == []


def test_from_the_shell(tmp_path: Path, runs: Path) -> None:
    done = call("export", runs / "summary", "--to", "out", cwd=tmp_path)
    assert done.returncode == 0 and sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "about.json", "pairings.csv", "ticks.csv", "trades.csv",
    ]  # fmt: skip
