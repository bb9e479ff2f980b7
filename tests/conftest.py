"""The suite uses the plugin of `catallax.testing`; its profile `ci` draws fewer examples here, so that CI takes minutes."""

from __future__ import annotations

from hypothesis import settings

from catallax.testing import profiles  # noqa: F401  registers them

settings.register_profile("ci", parent=settings.get_profile("ci"), max_examples=60)
