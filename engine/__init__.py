"""The engine: holds any world of tables and runs it. Knows no economics, no physics, no language model."""
