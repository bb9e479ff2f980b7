.PHONY: check lint house wheel test
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
	uv run pytest
