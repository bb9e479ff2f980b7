"""Commands about scenario files: upgrade and schema."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import yaml

from tests.apps.test_cli import call
from tests.scenarios.test_loader import VALID, VALID_1


def test_upgrade_prints_or_writes(tmp_path: Path) -> None:
    (tmp_path / "old.yaml").write_text(VALID_1)
    printed = call("upgrade", "old.yaml", cwd=tmp_path)
    assert printed.returncode == 0 and "old.yaml: N is grid" in printed.stderr and (tmp_path / "old.yaml").read_text() == VALID_1
    assert call("upgrade", "old.yaml", "--out", "new.yaml", cwd=tmp_path).stdout == ""
    assert call("upgrade", "-", cwd=tmp_path, text=VALID_1).stdout == printed.stdout == (tmp_path / "new.yaml").read_text()
    assert call("validate", "new.yaml", cwd=tmp_path).returncode == 0
    assert call("upgrade", "old.yaml", "--in-place", cwd=tmp_path).returncode == 0
    assert (tmp_path / "old.yaml").read_text() == printed.stdout
    again = call("upgrade", "old.yaml", "--in-place", cwd=tmp_path)
    assert again.stderr == "old.yaml: it is of version 2 already\n"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["new.yaml", "old.yaml"]


def test_what_cannot_be_upgraded_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "old.yaml").write_text(VALID_1.replace("agents: 3", "agents: -3"))
    done = call("upgrade", "old.yaml", "--out", "new.yaml", cwd=tmp_path)
    assert done.returncode == 1 and "agents: got -3" in done.stderr and "Traceback" not in done.stderr
    assert call("upgrade", "old.yaml", "--in-place", "--out", "x", cwd=tmp_path).returncode == 2
    assert call("upgrade", "-", "--in-place", cwd=tmp_path, text=VALID_1).returncode == 2
    assert call("upgrade", "bazaar", "--in-place", cwd=tmp_path).returncode == 2
    assert call("upgrade", "nowhere.yaml", cwd=tmp_path).returncode == 1
    (tmp_path / "good.yaml").write_text(VALID_1)
    nowhere = call("upgrade", "good.yaml", "--out", "no/folder/new.yaml", cwd=tmp_path)
    assert nowhere.returncode == 1 and "Traceback" not in nowhere.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["good.yaml", "old.yaml"]


def test_schema_prints_or_writes(tmp_path: Path) -> None:
    printed = call("schema", cwd=tmp_path)
    assert printed.returncode == 0, printed.stderr
    assert call("schema", "--out", "catallax.json", cwd=tmp_path).returncode == 0
    schema = json.loads((tmp_path / "catallax.json").read_text())
    assert json.loads(printed.stdout) == schema
    jsonschema.validate(yaml.safe_load(VALID), schema)
