"""`catallax schema`: the scenario file as a JSON schema, for editors."""

from __future__ import annotations

import json
from pathlib import Path

from ...scenarios.json_schema import scenario_json_schema


def schema_command(out: Path | None) -> None:
    """Print the schema, or write it to a file."""
    text = json.dumps(scenario_json_schema(), indent=2, ensure_ascii=False) + "\n"
    if out is None:
        print(text, end="")
    else:
        out.write_text(text, encoding="utf-8")
