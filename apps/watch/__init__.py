"""A world as it goes, live in the terminal: one file for each model's view, one for time, one for the map, one for a look inside."""
