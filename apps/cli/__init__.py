"""The command line. `main` turns what can go wrong into one clear message and an exit code, never a traceback."""

from __future__ import annotations

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line and exit: 0 done, 1 wrong input or result, 2 wrong usage, 130 interrupted."""
    from ...engine.errors import EngineError
    from ...scenarios.problems import ScenarioError
    from .app import app

    try:
        app(prog_name="catallax")
    except (ScenarioError, EngineError) as error:
        print(f"error: {error}", file=sys.stderr)
        code = 1
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        code = 130
    except BrokenPipeError:  # `catallax scenarios | head`
        sys.stderr.close()
        code = 0
    except OSError as error:
        print(f"error: {error.filename or 'file'}: {error.strerror or error}", file=sys.stderr)
        code = 1
    except MemoryError:
        print("error: memory: got too little for this scenario; needs fewer agents or cells.", file=sys.stderr)
        code = 1
    sys.exit(code)
