"""From flags, presets and templates to scenarios: what to say of an economy, and the draws that say the rest."""
