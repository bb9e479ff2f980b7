"""Hypothesis profiles. Importing this registers them; the pytest plugin loads one.

quick     6 examples, the same each time
dev       25 examples, others each time
ci        200 examples, the same each time
nightly   5000 examples, others each time
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from hypothesis import HealthCheck, settings

QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("quick", max_examples=6, deadline=None, derandomize=True, suppress_health_check=QUIET)
settings.register_profile("dev", max_examples=25, deadline=None, suppress_health_check=QUIET)
settings.register_profile("ci", max_examples=200, deadline=None, derandomize=True, print_blob=True, suppress_health_check=QUIET)
settings.register_profile("nightly", max_examples=5000, deadline=None, suppress_health_check=QUIET)

NAMES = ("quick", "dev", "ci", "nightly")


def chosen_profile(arguments: Sequence[str], otherwise: str) -> str | None:
    """Return the profile that the command line, HYPOTHESIS_PROFILE, CI, or else a setting asks for; None for another's."""
    for k, argument in enumerate(arguments):
        if argument.startswith("--hypothesis-profile"):
            named = argument.partition("=")[2] or (arguments[k + 1] if k + 1 < len(arguments) else "")
            return named if named in NAMES else None
    name = os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else otherwise)
    return name if name in NAMES else None
