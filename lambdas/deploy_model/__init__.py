"""State DeployModel: one deployment or throughput that serves the run's model."""
