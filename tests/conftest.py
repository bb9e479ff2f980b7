"""The suite uses the plugin of `catallax.testing`; its profile `ci` draws fewer examples here, so that CI takes minutes."""

from __future__ import annotations

import os

from hypothesis import settings

from catallax.testing import profiles  # noqa: F401  registers them

settings.register_profile("ci", parent=settings.get_profile("ci"), max_examples=60)
if os.environ.get("NUMBA_BOUNDSCHECK"):  # the runs in which indices are checked also check what kernels promise of their arrays
    from .kernels.sharing import check_all_calls

    check_all_calls()
