"""Runs: start them (launch.py), where they live on disk (folder.py), and what one can ask of them (run.py)."""
