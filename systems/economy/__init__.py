"""One tick of an exchange economy: mode, perception, decision, movement, trade, foraging, regeneration, housekeeping."""
