"""`python -m catallax` is the command line."""

from .apps.cli import main

main()
