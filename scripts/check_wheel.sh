#!/usr/bin/env bash
# Build the wheel, install it into a scratch environment outside the repository, and there: type check, check import
# directions, and run it as a user would. What passes here is what users get.
set -euo pipefail
cd "$(dirname "$0")/.."
repository=$PWD
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

rm -rf build  # setuptools would put modules that are gone since into the wheel
uv build --quiet --wheel --out-dir "$scratch/dist"
uv venv --quiet "$scratch/venv" --python "$(uv run python -c 'import sys; print(sys.executable)')"
export VIRTUAL_ENV="$scratch/venv"
wheel=$(ls "$scratch"/dist/*.whl)
uv pip install --quiet "$wheel[analysis,movie,testing,watch]" mypy import-linter pandas-stubs types-pyyaml
cp pyproject.toml "$scratch/"
cp .importlinter "$scratch/"
cd "$scratch"

echo "== every folder and data file is in the wheel"
python3 - "$wheel" "$repository" <<'PYTHON'
import pathlib, sys, zipfile
wheel, repository = sys.argv[1], pathlib.Path(sys.argv[2])
inside = {name.removeprefix("catallax/") for name in zipfile.ZipFile(wheel).namelist()}
folders = ("engine", "kernels", "components", "systems", "scenarios", "apps")
missing = [
    str(path.relative_to(repository))
    for folder in folders
    for path in (repository / folder).rglob("*")
    if path.suffix in (".py", ".yaml", ".typed", ".css", ".js") and str(path.relative_to(repository)) not in inside
]
missing += [str(p) for p in (repository / "catallax").rglob("*.py") if str(p.relative_to(repository / "catallax")) not in inside]
sys.exit(f"missing from the wheel: {missing}" if missing else 0)
PYTHON

echo "== types"
venv/bin/mypy --config-file pyproject.toml -p catallax
echo "== import directions"
venv/bin/lint-imports
echo "== smoke run"
venv/bin/catallax scenarios
venv/bin/catallax run two_traders --ticks 10 --out run --quiet
venv/bin/catallax info run
test -s run/summary.png
venv/bin/python -c "import catallax as cx; print(cx.open_run('run').frame('ticks').tail(1).T)"
echo "== the pytest plugin"
cat > test_plugin.py <<'PYTHON'
def test_world_and_run_small(world, run_small):
    assert world("two_traders", seed=1).tick == 0
    assert len(run_small("metropolis", agents=10, ticks=3).frame("agents").uid.unique()) == 10
PYTHON
venv/bin/python -m pytest -q -c /dev/null --rootdir . test_plugin.py
