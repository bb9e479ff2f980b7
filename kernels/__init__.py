"""Compiled functions over flat arrays: state in, `out` filled, nothing else touched. Imports nothing of ours."""
