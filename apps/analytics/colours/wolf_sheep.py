"""Wolves, sheep and grass."""

from __future__ import annotations

from . import BLACK, BLUE

COLOURS = {"sheep": BLUE, "wolves": BLACK}
BARE, GRASSY = "#F8F2E6", "#CDEBDA"
