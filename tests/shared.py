"""Where the traces and files made by others lie: beside the repository, if at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("CATALLAX_SHARED", Path(__file__).resolve().parents[2] / "shared"))


def shared(path: str) -> Path:
    """Return a file or folder of the shared data, or skip the test where there is none."""
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"{found} is not there: the traces and files of others are not part of the repository")
    return found
