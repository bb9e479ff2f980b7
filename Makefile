.PHONY: check lint wheel test
# What CI runs after the tests.
check: lint wheel

lint:
	uv run ruff check .
	uv run ruff format --check .

# Types, import directions and a smoke run, on the wheel, in a scratch environment outside the repository.
wheel:
	scripts/check_wheel.sh

test:
	uv run pytest
