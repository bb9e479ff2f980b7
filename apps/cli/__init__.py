"""The command line. `main` turns what can go wrong into one clear message and an exit code, never a traceback."""

from __future__ import annotations

import json
import sys
from typing import Any, NoReturn


def main() -> NoReturn:
    """Run the command line and exit: 0 done, 1 wrong input or result, 2 wrong usage, 130 interrupted."""
    try:
        from ...engine.errors import EngineError
        from ...scenarios.problems import ScenarioError
        from .app import app

        try:
            app(prog_name="catallax")
        except ScenarioError as error:
            _fail(str(error), [problem.as_dict() for problem in error.problems])
        except (EngineError, OSError) as error:
            _fail(str(error) if isinstance(error, EngineError) else f"{error.filename or 'file'}: {error.strerror or error}")
        except MemoryError:
            _fail("memory: got too little for this scenario; needs fewer agents or cells.")
        code = 0
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        code = 130
    sys.exit(code)


def _fail(message: str, problems: list[dict[str, Any]] | None = None) -> NoReturn:
    """Say what went wrong, as JSON where JSON was asked for, and exit."""
    if "--json" in sys.argv:
        print(json.dumps({"error": message, "problems": problems or []}))
    else:
        print("\n".join(f"error: {line}" for line in message.splitlines()), file=sys.stderr)
    sys.exit(1)
