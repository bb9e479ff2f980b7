"""Components: groups of columns. Data only."""
