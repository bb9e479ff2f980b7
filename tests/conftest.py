"""Hypothesis profiles: `dev` draws at random; `ci` (where CI is set) draws the same examples each time, and more of them."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("dev", max_examples=25, deadline=None, suppress_health_check=QUIET)
settings.register_profile("ci", max_examples=60, deadline=None, derandomize=True, print_blob=True, suppress_health_check=QUIET)
settings.register_profile("nightly", max_examples=3000, deadline=None, suppress_health_check=QUIET)
settings.register_profile("quick", max_examples=6, deadline=None, derandomize=True, suppress_health_check=QUIET)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "dev"))
