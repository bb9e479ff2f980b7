"""How fast the engine is: one thing measured a file (`bench_*.py`), all of them printed by `make bench` (report.py)."""
