"""The command line in this process: its exit code, and what it prints on standard output and error."""

from __future__ import annotations

import contextlib
import io
import sys
from pathlib import Path
from unittest import mock

from catallax.apps.cli import main


def call(*arguments: str, cwd: Path) -> tuple[int, str, str]:
    """Call `catallax` in a folder; return (exit code, standard output, standard error). A traceback is the caller's failure."""
    out, errors = io.StringIO(), io.StringIO()
    code = None
    with contextlib.ExitStack() as stack:
        stack.enter_context(contextlib.chdir(cwd))
        stack.enter_context(mock.patch.object(sys, "argv", ["catallax", *arguments]))
        stack.enter_context(contextlib.redirect_stdout(out))
        stack.enter_context(contextlib.redirect_stderr(errors))
        try:
            main()
        except SystemExit as ended:
            code = ended.code
    assert isinstance(code, int)
    return code, out.getvalue(), errors.getvalue()
