"""A forest fire."""

from __future__ import annotations

from . import RED

STATE_COLOURS = ("#FBF6EC", "#A6DCC6", RED, "#4D4D4D")  # empty, tree, burning, burnt
