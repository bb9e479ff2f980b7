"""`catallax generate` as its users meet it: files, what is printed, exit codes, Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

import catallax as cx
from tests.scenarios.generate.command import call

SIZES = ["--agents", "5", "--grid", "9", "--inventory-range", "10,50", "--utilities", "ces,linear", "--resources", "0.3,5,1"]
ORIGINAL = """\u2713 Generated scenarios/x.yaml
  - Preset: money_demo
  - 5 agents on 30\u00d730 grid
  - Utilities: linear
  - Inventory range: [10, 50]
  - Exchange regime: money_only
  - Money inventories: generated (same range as goods)
  - Resources: density=0.2, max=5, regen=1
  - Seed: {}
"""


def generate(folder: Path, *arguments: str) -> tuple[int, str, str]:
    return call("generate", *arguments, cwd=folder)


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_flags_become_a_file_and_what_was_made_is_told(tmp_path: Path) -> None:
    code, out, errors = generate(tmp_path, "x", *SIZES, "--seed", "0")
    assert (code, errors) == (0, "") and files(tmp_path) == ["scenarios/x.yaml"]
    for part in ("wrote scenarios/x.yaml", "5 agents on 9 x 9 cells", "ces 0.5, linear 0.5", "barter_only", "density 0.3", "seed 0"):
        assert part in out
    made = cx.generate("x", agents=5, grid=9, inventory_range="10,50", utilities="ces,linear", resources="0.3,5,1", seed=0)
    assert (tmp_path / "scenarios" / "x.yaml").read_text() == made.text
    code, out, _ = generate(tmp_path, "x", "--preset", "minimal", "-o", "a/b/c.yml", "-v")
    assert code == 0 and files(tmp_path) == ["a/b/c.yml", "scenarios/x.yaml"] and "drawn: ces.rho = " in out
    assert f"seed {cx.load_scenario(tmp_path / 'a' / 'b' / 'c.yml').seed}" in out


def test_nothing_is_written_over_unless_forced(tmp_path: Path) -> None:
    assert generate(tmp_path, "x", "--preset", "minimal", "--seed", "1")[0] == 0
    before = (tmp_path / "scenarios" / "x.yaml").read_text()
    code, out, errors = generate(tmp_path, "x", "--preset", "minimal", "--seed", "2")
    assert (code, out) == (1, "") and "--output: got scenarios/x.yaml, which is there" in errors and "--force" in errors
    code, _, errors = generate(tmp_path, "x", "--preset", "minimal", "--count", "2", "-o", "scenarios/x.yaml")
    assert code == 0 and files(tmp_path) == ["scenarios/x-0001.yaml", "scenarios/x-0002.yaml", "scenarios/x.yaml"]
    (tmp_path / "scenarios" / "x-0001.yaml").unlink()
    code, _, errors = generate(tmp_path, "x", "--preset", "minimal", "--count", "2")
    assert code == 1 and not (tmp_path / "scenarios" / "x-0001.yaml").exists(), "all places are looked at first"
    assert (tmp_path / "scenarios" / "x.yaml").read_text() == before
    assert generate(tmp_path, "x", "--preset", "minimal", "--seed", "2", "--force")[0] == 0
    assert (tmp_path / "scenarios" / "x.yaml").read_text() == cx.generate("x", preset="minimal", seed=2).text


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    code, out, errors = generate(tmp_path, "x", "--preset", "minimal", "--seed", "3", "--dry-run")
    assert code == 0 and out == cx.generate("x", preset="minimal", seed=3).text and "would write scenarios/x.yaml (seed 3)" in errors
    code, out, errors = generate(tmp_path, "x", "--preset", "minimal", "--seed", "3", "--count", "2", "--dry-run", "-v")
    assert code == 0 and "would write scenarios/x-0002.yaml (seed 4)" in out and "drawn: ces.rho" in out
    assert files(tmp_path) == []


def test_json_is_one_object_and_nothing_else(tmp_path: Path) -> None:
    code, out, errors = generate(tmp_path, "x", "--preset", "inequality", "--count", "2", "--seed", "5", "--json", "--verbose")
    told = json.loads(out)
    assert (code, errors, told["dry_run"]) == (0, "", False)
    assert [(one["name"], one["seed"], one["path"]) for one in told["generated"]] == [
        ("x-0001", 5, "scenarios/x-0001.yaml"), ("x-0002", 6, "scenarios/x-0002.yaml")
    ]  # fmt: skip
    assert "initial_inventories.correlation" in told["generated"][0]["drawn"]
    _, out, _ = generate(tmp_path, "y", "--preset", "minimal", "--seed", "5", "--json", "--dry-run")
    assert json.loads(out)["generated"][0]["values"] == json.loads(json.dumps(cx.generate("y", preset="minimal", seed=5).values))
    code, out, _ = generate(tmp_path, "y", "--preset", "minimal", "--agents", "0", "--json")
    assert code == 1 and json.loads(out)["problems"][0]["key"] == "--agents"
    code, out, _ = generate(tmp_path, "y", "--agents", "5", "--json", "--compat", "vmt")
    assert code == 1 and json.loads(out)["error"].startswith("Error: When not using --preset")
    _, out, _ = generate(tmp_path, "y", "--preset", "minimal", "--seed", "1", "--json", "--compat", "vmt")
    assert json.loads(out)["generated"] == [{"name": "y", "seed": 1, "path": "scenarios/y.yaml"}]
    assert {row["name"] for row in json.loads(generate(tmp_path, "--list-presets", "--json")[1])["presets"]} > {"minimal", "thin_market"}
    assert json.loads(generate(tmp_path, "--explain", "minimal", "--json")[1])["flags"]["agents"] == 10


def test_presets_are_listed_and_explained(tmp_path: Path) -> None:
    code, out, _ = generate(tmp_path, "--list-presets")
    assert code == 0 and len(out.splitlines()) == 12 and max(map(len, out.splitlines())) < 150
    code, out, _ = generate(tmp_path, "--explain", "thin_market")
    assert code == 0 and out.startswith("Thin market: how many people") and "log_uniform" in out
    code, out, errors = generate(tmp_path, "--explain", "thn_market")
    assert code == 1 and "Did you mean 'thin_market'?" in errors


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ([], 2, "NAME"),
        (["x"], 1, "--agents: got nothing"),
        (["x", *SIZES, "--agents", "five"], 2, "--agents"),
        (["x", *SIZES, "--agents", "0"], 1, "--agents: got 0; needs a whole number from 1"),
        (["x", *SIZES, "--nonsense"], 2, "No such option"),
        (["x", *SIZES, "--set", "params.beta"], 2, "KEY=VALUE"),
        (["x", *SIZES, "--set", "params.bta=1"], 1, "Did you mean 'beta'?"),
        (["x", *SIZES, "--seeds", "sobol"], 2, "needs --count"),
        (["x", *SIZES, "--count", "0"], 1, "--count: got 0"),
        (["x", *SIZES, "--param-ranges", "none.json"], 1, "--param-ranges none.json: file: got nothing there"),
        (["x", "--template", "none.yaml"], 1, "--template none.yaml: file: got nothing there"),
        (["x", *SIZES, "--compat", "vtm"], 1, "--compat: got 'vtm'; needs one of vmt"),
        (["a/b", *SIZES], 2, "a name without folders"),
        (["..", *SIZES], 2, "a name without folders"),
        (["x", *SIZES, "-o", "."], 1, "--output: got ., a folder"),
        (["x\ny", *SIZES, "-o", "z.yaml"], 1, "NAME: got 'x\\ny'"),
    ],
)
def test_wrong_input(arguments: list[str], code: int, message: str, tmp_path: Path) -> None:
    found, out, errors = generate(tmp_path, *arguments)
    assert (found, out) == (code, "") and message in errors and files(tmp_path) == []


def test_compat_says_what_the_original_said(tmp_path: Path) -> None:
    arguments = ["x", "--preset", "money_demo", "--agents", "5", "--compat", "vmt"]
    assert generate(tmp_path, *arguments, "--seed", "42") == (0, ORIGINAL.format(42), "")
    first = yaml.safe_load((tmp_path / "scenarios" / "x.yaml").read_text())
    assert first == cx.generate_scenario("x", 5, 30, (10, 50), ["linear"], (0.2, 5, 1), "money_only", 42)
    assert generate(tmp_path, *arguments, "--seed", "0") == (0, ORIGINAL.format("random"), ""), (
        "over what is there, and seed 0 is told as random"
    )
    assert yaml.safe_load((tmp_path / "scenarios" / "x.yaml").read_text()) != first
    code, out, _ = generate(tmp_path, "y", *SIZES, "--compat", "vmt", "-o", "deep/y.yaml")
    assert code == 0 and "Preset" not in out and "Money" not in out and "  - Seed: random\n" in out and "Generated deep/y.yaml" in out


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (
            ["x", "--agents", "5"],
            1,
            "Error: When not using --preset, all of --agents, --grid, --inventory-range, --utilities, and --resources are required\n",
        ),
        (
            ["x", *SIZES, "--inventory-range", "10"],
            1,
            "Error parsing --inventory-range: Expected format: MIN,MAX\nGot: 10\nExpected format: MIN,MAX (e.g., 10,50)\n",
        ),
        (["x", *SIZES, "--inventory-range", "5,5"], 1, "Error: inventory_max must be > inventory_min (got max=5, min=5)\n"),
        (
            ["x", *SIZES, "--utilities", "foo"],
            1,
            "Error: Unknown utility type: foo. Valid types: ces, linear, quadratic, stone_geary, translog\n",
        ),
        (["x", "--preset", "foo"], 2, "argument --preset: invalid choice: 'foo' (choose from 'minimal'"),
        (["x", *SIZES, "--exchange-regime", "free"], 2, "argument --exchange-regime: invalid choice: 'free'"),
        (["x", *SIZES, "--money-range", "1,2"], 2, "unrecognized arguments: --money-range"),
        (["x", *SIZES, "--agents", "x"], 2, "--agents"),
    ],
)
def test_compat_refuses_what_the_original_refused(arguments: list[str], code: int, message: str, tmp_path: Path) -> None:
    found, out, errors = generate(tmp_path, *arguments, "--compat", "vmt")
    assert (found, out) == (code, "") and files(tmp_path) == []
    assert errors == message if code == 1 else message in " ".join(errors.split()).replace("\u2502", "")


def test_compat_writes_what_is_not_valid_and_warns(tmp_path: Path) -> None:
    arguments = ["x", *SIZES, "--resources", "1.7,5,1", "--seed", "1", "--compat", "vmt"]
    code, _, errors = generate(tmp_path, *arguments)
    assert code == 0 and "warning: x: the original writes it, and it is not valid: resource_seed.density" in errors
    code, _, errors = generate(tmp_path, *arguments, "--validate", "-o", "z.yaml")
    assert code == 1 and "--compat vmt: resource_seed.density" in errors and files(tmp_path) == ["scenarios/x.yaml"]


def test_files_can_be_run_and_validated_and_templates_are_read(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(cx.generate("t", preset="minimal", seed=1, settings={"params.beta": 0.9}).text)
    code, out, _ = generate(tmp_path, "x", "--template", "t.yaml", "--set", "params.beta={uniform: [0.5, 0.6]}", "--seed", "2", "-v")
    assert code == 0 and "drawn: params.beta = 0.5" in out
    assert call("validate", "scenarios/x.yaml", cwd=tmp_path)[0] == 0
    assert call("run", "scenarios/x.yaml", "--ticks", "3", "--quiet", cwd=tmp_path)[0] == 0


def hear_interrupts() -> None:
    """Let a child hear Ctrl-C, which the processes of a shell's background do not."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_five_hundred_files_and_ctrl_c_leaves_whole_ones(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "catallax", "generate", "s", "--preset", "standard", "--seed", "1", "--count"]
    done = subprocess.run([*command, "500"], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    written = sorted((tmp_path / "scenarios").iterdir())
    assert len(written) == 500 and "500 scenarios" in done.stdout
    texts = [path.read_text().split("agents:", 1)[1].split("generated_by")[0] for path in written]
    assert len(set(texts)) == 500
    assert call("validate", *(f"scenarios/{path.name}" for path in written[::50]), cwd=tmp_path)[0] == 0

    folder = tmp_path / "again"
    process = subprocess.Popen(
        [*command, "3000", "-o", str(folder)], cwd=tmp_path, stderr=subprocess.PIPE, text=True, preexec_fn=hear_interrupts
    )
    deadline = time.monotonic() + 300
    while not folder.exists() and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    left = sorted(folder.iterdir())
    assert process.returncode == 130 and "Traceback" not in errors and 0 < len(left) < 3000
    assert all(path.suffix == ".yaml" for path in left)
    for path in [*left[:3], *left[-3:]]:
        assert cx.load_scenario(path).name == path.stem
        assert path.read_text().endswith("flags: {preset: standard}}\n")


def test_a_terminal_without_the_characters_is_no_reason_to_fail(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "catallax", "generate", "caf\u00e9", "--preset", "minimal", "--seed", "1"]
    for more, told in ((["--compat", "vmt"], "\\u2713 Generated scenarios/caf\\xe9.yaml"), (["--dry-run"], 'name: "caf\\xe9"')):
        done = subprocess.run(
            [*command, *more], cwd=tmp_path, env={**os.environ, "PYTHONIOENCODING": "ascii"}, capture_output=True, text=True
        )
        assert done.returncode == 0 and told in done.stdout, done.stderr
    assert cx.load_scenario(tmp_path / "scenarios" / "caf\u00e9.yaml").name == "caf\u00e9"


def test_no_compiler_is_loaded_for_a_file(tmp_path: Path) -> None:
    """What takes longer to load than a hundred scenarios to make."""
    code = (
        "import sys, contextlib\nfrom catallax.apps.cli import main\nsys.argv = ['catallax', 'generate', 'x', '--preset', 'inequality']\n"
        "with contextlib.suppress(SystemExit):\n    main()\n"
        "print(sorted({'numba', 'scipy', 'pandas', 'matplotlib', 'h5py', 'rich'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]", done.stderr
