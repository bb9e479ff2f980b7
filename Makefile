.PHONY: check lint house wheel test bench bench-institutions bench-compare performance-guide graph mutants
# What CI runs after the tests.
check: lint house wheel

lint:
	uv run ruff check .
	uv run ruff format --check .

# House rules: docstrings agree with signatures, imports point down, files and functions stay short.
house:
	uv run pytest tests/architecture

# Types, import directions and a smoke run, on the wheel, in a scratch environment outside the repository.
wheel:
	scripts/check_wheel.sh

test:
	uv run pytest -n auto --dist worksteal

# Every number of the design beside what it must reach, kept in benchmarks/results. BENCH=quick takes a minute, BENCH=long half an hour.
bench:
	uv run python -m benchmarks.report $(if $(BENCH),--$(BENCH))

# The tables and the picture of docs/guide/performance.md, from results that make bench has kept.
performance-guide:
	@test -n "$(RESULTS)" || { echo "RESULTS: got nothing; needs a file. make performance-guide RESULTS=benchmarks/results/..." >&2; exit 1; }
	uv run python -m benchmarks.guide $(RESULTS)

# What each regime and protocol costs from 10 k to a million agents, kept in benchmarks/results, or (RESULTS=) written into the guide: ten minutes.
bench-institutions:
	uv run python -m benchmarks.institutions $(RESULTS)

# This tree against the commit REF, by turns.
bench-compare:
	@test -n "$(REF)" || { echo "REF: got nothing; needs a commit. make bench-compare REF=HEAD~1" >&2; exit 1; }
	uv run python -m benchmarks.compare $(REF)

# The picture of a scenario's schedule in the guide.
SCENARIO ?= bazaar
graph:
	uv run catallax graph $(SCENARIO) --out docs/guide/schedule-$(notdir $(basename $(SCENARIO))).svg

# Plants each wrong rule of tests/mutants/mutants.yaml in a copy of the tree; fails if the tests named for one do not notice.
mutants:
	uv run python scripts/mutants.py --keep-going
