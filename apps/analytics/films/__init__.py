"""What the picture of a run shows, one file for each model."""
