"""State PlanEvaluation: what is asked is written down in batches, one a worker."""
