"""State SettleDeployment: the run's capacity is retired, or left to its time."""
