"""A pytest plugin (`-p tests.mutants.witness`) for runs with a mutant: the same examples each time, and a statement of what ran.

After the tests it writes to the file named by `CATALLAX_WITNESS` how many passed, failed and were skipped, and from which
files the package's modules were loaded. So a mutant whose file was never imported is not taken for one that was noticed.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

OUTCOMES: Counter[str] = Counter()


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    """Examples are the same each time; the first that fails is enough, so none is shrunk."""
    phases = [Phase.explicit, Phase.generate]
    quiet = list(HealthCheck)
    settings.register_profile(
        "mutants", max_examples=60, derandomize=True, database=None, deadline=None, phases=phases, suppress_health_check=quiet
    )
    settings.load_profile("mutants")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Count outcomes; what fails in its set-up has failed."""
    if report.when == "call" or report.outcome != "passed":
        OUTCOMES[report.outcome] += 1


def pytest_sessionfinish() -> None:
    """Write what ran."""
    loaded = {name: getattr(module, "__file__", None) for name, module in list(sys.modules.items()) if name.startswith("catallax")}
    files = sorted(str(Path(file).resolve()) for file in loaded.values() if file)
    Path(os.environ["CATALLAX_WITNESS"]).write_text(json.dumps({"outcomes": OUTCOMES, "files": files}), encoding="utf-8")
