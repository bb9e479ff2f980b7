"""What theory says of an economy, computed beside a run: equilibrium, the best allocation, efficiency, the Edgeworth box."""
