"""A recorded run as a moving map: one file for what each model shows, one for the canvas, one for the formats."""
