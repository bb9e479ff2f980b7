"""Apply each mutant of tests/mutants/mutants.yaml to a copy of the tree, and see whether the tests named for it notice.

    uv run python scripts/mutants.py                        all; stops at the first that survives
    uv run python scripts/mutants.py --keep-going --jobs 2  all, two at a time
    uv run python scripts/mutants.py rounding-down growth-cap  some

The checkout is never touched. A copy has the layout of an installed package, so that `catallax` is the copy's own; after each
run the tests say from which files they imported, and a mutant whose file is not among them counts as not noticed.
Kernels run interpreted (NUMBA_DISABLE_JIT=1): compiling each mutant would take most of the time.
Ends with 1 if a mutant survives or does not run, with 2 if the list or the tests without a mutant are not in order.
"""

from __future__ import annotations

import argparse
import importlib
import json
import math
import os
import shutil
import signal
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import pytest  # noqa: E402

from tests.mutants.catalogue import LIST, BadMutant, Mutant, check_tests_exist, read_mutants  # noqa: E402

FOLDERS = ("apps", "components", "engine", "kernels", "scenarios", "systems")
HEAVY = ("numpy", "numba", "esper", "pydantic", "h5py", "pandas", "hypothesis", "pytest")
LIMIT_SECONDS = 600  # for the tests of one mutant, which take two minutes on a busy machine; without a mutant there is no limit
NOTICED, SURVIVED = "killed", "SURVIVED"


@dataclass
class Outcome:
    """What came of one run of tests. `status` is pytest's; None if the tests were stopped, because they did not end."""

    status: int | None
    seconds: float
    text: str
    witness: dict
    label: str = ""

    def verdict(self, file: Path) -> str:
        """Say whether the tests noticed what was done to a file."""
        if self.status is None:
            return f"{NOTICED} (hangs)"
        if str(file.resolve()) not in self.witness.get("files", []):
            return "NOT IMPORTED"
        if self.status == 0:
            return SURVIVED
        return NOTICED if self.status == 1 and self.witness["outcomes"].get("failed") else "DOES NOT RUN"


class Copy:
    """A scratch copy of the tree in which mutants are applied one after the other."""

    def __init__(self, folder: Path) -> None:
        """Copy what tests need; the subpackages are linked into the package, as an installed one holds them."""
        self.folder, self.pid, self.start, self.limit = folder, 0, 0.0, 0.0
        leave = shutil.ignore_patterns("__pycache__", ".*", "*.egg-info", "benchmarks", "runs", "build", "dist")
        shutil.copytree(ROOT, folder, ignore=leave)
        for name in FOLDERS:
            (folder / "catallax" / name).symlink_to(folder / name, target_is_directory=True)
        self.witness, self.output = folder / "witness.json", folder / "output.txt"

    def begin(self, tests: list[str], limit: float = LIMIT_SECONDS) -> None:
        """Run tests in a child of this process, which has loaded the other libraries already, for so many seconds."""
        self.limit = limit
        self.witness.unlink(missing_ok=True)
        self.start = time.monotonic()
        sys.stdout.flush()
        self.pid = os.fork()
        if self.pid == 0:
            self._be_the_child(tests)

    def _be_the_child(self, tests: list[str]) -> None:
        status = 70
        try:
            out = os.open(self.output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(out, 1)
            os.dup2(out, 2)
            os.chdir(self.folder)
            os.environ.update(CATALLAX_CACHE_DIR=str(self.folder / "cache"), CATALLAX_WITNESS=str(self.witness))
            sys.dont_write_bytecode = True  # what is kept could outlive its mutant: same size, same second
            sys.path[:] = [str(self.folder), *(p for p in sys.path if Path(p).resolve() not in (ROOT, ROOT / "scripts"))]
            for name in [n for n in sys.modules if n.split(".")[0] in ("catallax", "tests")]:
                del sys.modules[name]
            overflow = "ignore:overflow encountered:RuntimeWarning"  # interpreted kernels warn where compiled ones wrap around
            loaded = "ignore::pytest.PytestAssertRewriteWarning"  # about the libraries loaded before
            status = pytest.main(["-x", "-p", "tests.mutants.witness", "-W", overflow, "-W", loaded, *tests])
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(int(status))

    def ended(self) -> Outcome | None:
        """Return what came of the tests, or None while they run."""
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        seconds = time.monotonic() - self.start
        if pid == 0:
            if seconds < self.limit:
                return None
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            return Outcome(None, seconds, "", {})
        said = json.loads(self.witness.read_text(encoding="utf-8")) if self.witness.exists() else {}
        return Outcome(os.waitstatus_to_exitcode(status), seconds, self.output.read_text(encoding="utf-8"), said)


def wait_for(copies: list[Copy]) -> tuple[Copy, Outcome]:
    """Wait until the tests of one of the copies have ended."""
    while True:
        for copy in copies:
            outcome = copy.ended()
            if outcome is not None:
                return copy, outcome
        time.sleep(0.02)


def check_unmutated(copy: Copy, mutants: list[Mutant]) -> str | None:
    """Run all tests that are named, without a mutant: they must pass, and none may be skipped. Return what is wrong."""
    copy.begin(sorted({test for mutant in mutants for test in mutant.tests}), math.inf)
    _, outcome = wait_for([copy])
    counts = outcome.witness.get("outcomes", {})
    if outcome.status != 0 or counts.get("skipped"):
        return f"{outcome.text[-4000:]}\nwithout a mutant: {counts or outcome.status}; needs all of them to pass. Mend the tests first."
    print(f"without a mutant: {counts.get('passed', 0)} tests pass, in {outcome.seconds:.0f} s", flush=True)
    return None


def try_all(copies: list[Copy], mutants: list[Mutant], keep_going: bool) -> dict[str, Outcome]:
    """Try mutants, one in each copy at a time; unless `keep_going`, begin with no other after one that is not noticed."""
    waiting, free = list(reversed(mutants)), list(copies)
    trying: dict[Path, tuple[Copy, Mutant, str]] = {}
    outcomes: dict[str, Outcome] = {}
    while waiting or trying:
        while waiting and free:
            copy, mutant = free.pop(), waiting.pop()
            file = copy.folder / mutant.file
            source = file.read_text(encoding="utf-8")
            file.write_text(mutant.applied(source), encoding="utf-8")
            copy.begin(mutant.tests)
            trying[copy.folder] = copy, mutant, source
        copy, outcome = wait_for([copy for copy, _, _ in trying.values()])
        _, mutant, source = trying.pop(copy.folder)
        (copy.folder / mutant.file).write_text(source, encoding="utf-8")
        free.append(copy)
        outcomes[mutant.name] = outcome
        verdict = outcome.verdict(copy.folder / mutant.file)
        outcome.label = verdict
        print(f"{verdict:15}{outcome.seconds:6.1f} s  {mutant.name:34} {mutant.means}", flush=True)
        if not keep_going and not verdict.startswith(NOTICED):
            waiting.clear()
    return outcomes


def summarise(mutants: list[Mutant], outcomes: dict[str, Outcome]) -> bool:
    """Print how many mutants of each file were noticed, and what the tests of the others said. Return whether all were."""
    print(f"\n{'file':36}{'mutants':>8}{'killed':>8}{'seconds':>9}")
    for file in sorted({m.file for m in mutants}):
        mine = [outcomes[m.name] for m in mutants if m.file == file and m.name in outcomes]
        killed = sum(o.label.startswith(NOTICED) for o in mine)
        print(f"{file:36}{sum(m.file == file for m in mutants):8}{killed:8}{sum(o.seconds for o in mine):9.0f}")
    alive = [m for m in mutants if m.name in outcomes and not outcomes[m.name].label.startswith(NOTICED)]
    for mutant in alive:
        print(f"\n{outcomes[mutant.name].label}: {mutant.name} ({mutant.file}), in spite of {', '.join(mutant.tests)}")
        if outcomes[mutant.name].label != SURVIVED:
            print(outcomes[mutant.name].text[-2000:])
    left = len(mutants) - len(outcomes)
    print(f"\n{len(outcomes) - len(alive)} of {len(mutants)} mutants killed; {len(alive)} not" + (f"; {left} not tried" if left else ""))
    return not alive


def main() -> int:
    """Read the command line, try the mutants, say what came of it."""
    parser = argparse.ArgumentParser(description="Apply each mutant to a copy of the tree and run the tests that should notice.")
    parser.add_argument("names", nargs="*", help="mutants to try; all if none is named")
    parser.add_argument("--keep-going", action="store_true", help="go on after a mutant that survives")
    parser.add_argument("--list", type=Path, default=LIST, help="another list of mutants")
    parser.add_argument("--jobs", type=int, default=1, help="mutants at a time")
    chosen = parser.parse_args()
    try:
        mutants = read_mutants(chosen.list)
        unknown = set(chosen.names) - {m.name for m in mutants}
        if unknown:
            raise BadMutant(f"mutant {', '.join(sorted(unknown))}: not in the list; needs one of {', '.join(m.name for m in mutants)}")
        mutants = [m for m in mutants if not chosen.names or m.name in chosen.names]
        for mutant in mutants:
            mutant.applied((ROOT / mutant.file).read_text(encoding="utf-8"))
            check_tests_exist(mutant)
    except BadMutant as error:
        print(error, file=sys.stderr)
        return 2
    os.environ["NUMBA_DISABLE_JIT"] = "1"
    for name in HEAVY:  # once here, not once for each mutant
        importlib.import_module(name)
    with tempfile.TemporaryDirectory(prefix="catallax-mutants-") as scratch:
        copies = [Copy(Path(scratch) / f"copy{k}") for k in range(max(1, min(chosen.jobs, len(mutants))))]
        wrong = check_unmutated(copies[0], mutants)
        if wrong:
            print(wrong, file=sys.stderr)
            return 2
        return 0 if summarise(mutants, try_all(copies, mutants, chosen.keep_going)) else 1


if __name__ == "__main__":
    sys.exit(main())
